/** What a person has chosen for this browser: kept in local storage, the same in every tab. */

const storageKey = "fermata.settings";

/** @type {{theme: "auto"|"light"|"dark", density: "compact"|"comfortable", letterKeys: boolean,
 *  notifications: boolean, graceSeconds: number}} */
const defaults = {
  theme: "auto",
  density: "compact",
  letterKeys: true,
  notifications: false,
  graceSeconds: 5,
};

const listeners = new Set();
let current = read();

function read() {
  try {
    return { ...defaults, ...JSON.parse(localStorage.getItem(storageKey) ?? "{}") };
  } catch {
    // Storage is forbidden or holds something else: the defaults are a full set of choices.
    return { ...defaults };
  }
}

function apply() {
  const root = document.documentElement;
  if (current.theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = current.theme;
  root.dataset.density = current.density;
  for (const listener of listeners) listener(current);
}

/** @returns {typeof defaults} */
export const settings = () => current;

/**
 * Changes some settings, keeps them and tells everybody.
 * @param {Partial<typeof defaults>} change
 */
export function changeSettings(change) {
  current = { ...current, ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch (error) {
    console.warn("Settings last only until this page is closed: the browser stores nothing.", error);
  }
  apply();
}

/**
 * Calls a function whenever a setting changed.
 * @param {(settings: typeof defaults) => void} listener
 * @returns {() => void} stops it
 */
export function onSettings(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

addEventListener("storage", (event) => {
  if (event.key !== storageKey) return;
  current = read();
  apply();
});
apply();
