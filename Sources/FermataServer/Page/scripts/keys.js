/**
 * The keyboard: letter keys, two-key jumps that begin with G, and arrows. None act in text fields or in
 * dialogs, and single letters can be turned off in the settings (WCAG 2.1.4). What is bound is what `?`
 * lists.
 */

import { settings } from "./settings.js";

/**
 * @typedef {object} KeyBinding
 * @property {string} key as in KeyboardEvent.key, letters in lower case; "g h" is G, then H; "Shift+s" needs
 *   Shift; "Alt+ArrowUp" needs Alt
 * @property {string} label what it does, for the list of keys
 * @property {string} [group] the heading in that list
 * @property {(event: KeyboardEvent) => void} run
 * @property {() => boolean} [when] whether it acts now
 */

/** @type {Set<KeyBinding[]>} */
const scopes = new Set();
const secondKeyWithinMilliseconds = 1500;
let lastGAt = -Infinity;

/**
 * Binds keys until the returned function is called. Later bindings win over earlier ones.
 * @param {KeyBinding[]} bindings
 * @returns {() => void} takes them away
 */
export function bindKeys(bindings) {
  scopes.add(bindings);
  return () => scopes.delete(bindings);
}

/** @returns {KeyBinding[]} every binding that can act, for the list of keys */
export function allKeys() {
  return [...scopes].flat();
}

/**
 * Whether typing goes into this element.
 * @param {EventTarget | null} target
 * @returns {boolean}
 */
export function isTextField(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && ![
    "checkbox",
    "radio",
    "button",
    "submit",
    "range",
  ].includes(target.type);
}

function nameOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isLetter = /^\p{L}$/u.test(key);
  return (event.altKey ? "Alt+" : "") + (
    event.shiftKey && (isLetter || key.length > 1) ? "Shift+" : ""
  ) + key;
}

function pressed(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return;
  if (isTextField(event.target) || document.querySelector("dialog[open]")) return;
  let name = nameOf(event);
  const isSingle = event.key.length === 1 && !event.altKey;
  if (isSingle && !settings().letterKeys) return;
  if (performance.now() - lastGAt < secondKeyWithinMilliseconds && isSingle) name = `g ${name}`;
  lastGAt = -Infinity;
  const binding = allKeys().reverse().find((each) => each.key === name && (each.when?.() ?? true));
  if (binding) {
    event.preventDefault();
    binding.run(event);
  } else if (name === "g") {
    lastGAt = performance.now();
  }
}

addEventListener("keydown", pressed);
