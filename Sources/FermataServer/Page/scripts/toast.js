/** Short messages at the lower edge: what was done, with undo where there is one, or what went wrong. */

import { el, setText } from "./component.js";
import { icon } from "./icons.js";
import { announce } from "./live-region.js";

const secondsShown = 8;
const maximumShown = 4;

/**
 * Shows a message. It stays while the pointer or the focus is on it; a problem stays until it is closed.
 * @param {string} text
 * @param {{kind?: "done" | "problem", action?: {label: string, run: () => void}, seconds?: number}} [options]
 * @returns {{close: () => void, setText: (text: string) => void}}
 */
export function toast(text, { kind = "done", action, seconds } = {}) {
  const duration = seconds ?? (kind === "problem" ? Infinity : secondsShown);
  const words = el("p", { class: "toast-text" }, text);
  const close = () => {
    clearTimeout(timer);
    note.remove();
  };
  const note = el(
    "div",
    { class: "toast", dataset: { kind }, role: kind === "problem" ? "alert" : null },
    icon(kind === "problem" ? "warning" : "approve"),
    words,
    action && el(
      "button",
      { class: "button small", type: "button", onclick: () => (close(), action.run()) },
      action.label,
    ),
    el(
      "button",
      { class: "icon-button", type: "button", ariaLabel: "Close this message", onclick: close },
      icon("reject"),
    ),
  );
  let timer = 0;
  const start = () => {
    clearTimeout(timer);
    if (Number.isFinite(duration)) timer = window.setTimeout(close, duration * 1000);
  };
  for (const name of ["pointerenter", "focusin"]) note.addEventListener(name, () => clearTimeout(timer));
  for (const name of ["pointerleave", "focusout"]) note.addEventListener(name, start);
  const shelf = document.getElementById("toasts");
  while (shelf && shelf.childElementCount >= maximumShown) shelf.firstElementChild?.remove();
  shelf?.append(note);
  if (kind !== "problem") announce(text);
  start();
  return { close, setText: (changed) => setText(words, changed) };
}

/**
 * Shows what went wrong, in the server's words.
 * @param {unknown} error a Problem, or anything that was thrown
 * @param {string} [what] what was being done, such as "The plan was not changed."
 */
export function toastProblem(error, what) {
  const reason = error instanceof Error ? error.message : String(error);
  toast(what ? `${what} ${reason}` : reason, { kind: "problem" });
}
