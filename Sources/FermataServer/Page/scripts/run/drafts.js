// What a person has typed must survive a reload, a lost connection and a request that changed under them.
// Drafts live in this tab's session storage: they are nobody else's business and end with the tab.

/** Drafts kept at most; the oldest go first. */
const maximumDrafts = 40;
/** Characters of a draft kept at most: larger ones live in the page only. */
const maximumLength = 400_000;
const prefix = "fermata.draft.";

/**
 * The draft kept under a name.
 * @param {string} name such as `RUN.g3.document`
 * @returns {string|null}
 */
export function draft(name) {
  try {
    return JSON.parse(sessionStorage.getItem(prefix + name) ?? "null")?.text ?? null;
  } catch {
    // Reason: storage may be forbidden or hold something foreign; then there simply is no draft.
    return null;
  }
}

/**
 * Keeps a draft; an empty one is forgotten.
 * @param {string} name
 * @param {string|null} text
 */
export function keepDraft(name, text) {
  try {
    if (text === null || text === "" || text.length > maximumLength) {
      sessionStorage.removeItem(prefix + name);
      return;
    }
    sessionStorage.setItem(prefix + name, JSON.stringify({ text, at: Date.now() }));
    forgetOldest();
  } catch {
    // Reason: without storage the draft still stands in its field; it only does not survive a reload.
  }
}

/** Forgets every draft whose name begins so. */
export function forgetDrafts(beginning) {
  try {
    for (const key of keys()) {
      if (key.startsWith(prefix + beginning)) sessionStorage.removeItem(key);
    }
  } catch {
    // Reason: see keepDraft.
  }
}

function keys() {
  return Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index))
    .filter((key) => key?.startsWith(prefix));
}

function forgetOldest() {
  const kept = keys();
  if (kept.length <= maximumDrafts) return;
  const age = (key) => JSON.parse(sessionStorage.getItem(key) ?? "{}").at ?? 0;
  kept.sort((left, right) => age(left) - age(right));
  for (const key of kept.slice(0, kept.length - maximumDrafts)) sessionStorage.removeItem(key);
}
