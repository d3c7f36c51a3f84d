/**
 * How requests are drawn wherever they stand. What they are called, what they change, what silence does and how
 * they may be answered are the server's words; here are only the pictures beside them and the time that is left.
 */

import { el, setText } from "./component.js";
import { clock } from "./format.js";
import { inertLine } from "./inert.js";

const icons = {
  start: "play", plan: "list", action: "edit", breakpoint: "breakpoint", result: "document",
  synthesis: "document", question: "note", failure: "warning", recovery: "warning", unknownOutcome: "warning",
  compensation: "warning", forbidden: "lock",
};

/** @param {{about: string}} asked a request, or one to come @returns {string} the name of its icon */
export const aboutIcon = (asked) => icons[asked.about] ?? "inbox";

/**
 * Shows what something changes.
 * @param {HTMLElement} node
 * @param {{weight: string, text: string} | null | undefined} note
 */
export function showEffect(node, note) {
  node.dataset.effect = note?.weight ?? "plain";
  setText(node, note?.text ?? "");
}

/** @param {{weight: string, text: string}} note @returns {HTMLElement} */
export function effectNote(note) {
  const node = el("span", { class: "effect" });
  showEffect(node, note);
  return node;
}

/**
 * What silence does, and when.
 * @param {{deadline?: number | null, isHeld: boolean, silenceWords: string}} gate
 * @param {number} now the server's time
 * @returns {{icon: string, text: string, clock: string, left: number | null}} `clock` is empty and `left` null
 *   when nothing counts
 */
export function silenceOf(gate, now) {
  const words = inertLine(gate.silenceWords);
  if (gate.deadline == null) {
    return { icon: gate.isHeld ? "hold" : "lock", text: words, clock: "", left: null };
  }
  const left = gate.deadline - now;
  return left > 0
    ? { icon: "hold", text: `${words} in`, clock: clock(left), left }
    : { icon: "hold", text: `${words} now`, clock: "", left };
}

/**
 * The path of a gate's review on its run's screen.
 * @param {any} gate
 * @returns {string}
 */
export const reviewPath = (gate) =>
  `/runs/${encodeURIComponent(gate.run)}?gate=${encodeURIComponent(gate.gate)}`;
