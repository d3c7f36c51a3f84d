/** One timer for everything that counts seconds; it rests while nobody listens or the tab is hidden. */

/** @type {Set<() => void>} */
const listeners = new Set();
let timer = 0;

function tick() {
  for (const listener of listeners) listener();
}

function adjust() {
  clearInterval(timer);
  timer = listeners.size > 0 && !document.hidden ? window.setInterval(tick, 1000) : 0;
}

/**
 * Calls a function every second until the returned function is called.
 * @param {() => void} listener
 * @returns {() => void}
 */
export function onSecond(listener) {
  listeners.add(listener);
  if (timer === 0) adjust();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) adjust();
  };
}

document.addEventListener("visibilitychange", () => {
  adjust();
  if (!document.hidden) tick();
});
