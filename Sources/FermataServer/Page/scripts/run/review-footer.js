/**
 * The controls under an open request. Which ones there are depends on what the request takes, never on what
 * arrives; those that do not apply now are dimmed and keep their place.
 */

import { el, setAttribute, setText } from "../component.js";
import { icon } from "../icons.js";
import { mayAct } from "../session.js";
import { approveWords, isHeld, rejectWords, subjectOf } from "./gate-words.js";

/**
 * The controls of a request.
 * @param {object} gate
 * @param {{isEditing: boolean}} mode
 * @returns {{name: string, label: string, icon: string, key?: string, look?: string}[]} in order
 */
export function controlsOf(gate, { isEditing }) {
  const takes = (verdict) => gate.verdicts.includes(verdict);
  // What waits for as long as it takes has no time to hold, now or later.
  const hold = (gate.deadline || isHeld(gate))
    && { name: "hold", label: isHeld(gate) ? "Let time go on" : "Hold", icon: "hold", key: "H" };
  if (isEditing) {
    return [{ name: "approveEdited", label: "Approve your version", icon: "approve", look: "you" },
      { name: "discard", label: "Discard", icon: "reject" }];
  }
  const isBreakpoint = gate.kind === "breakpoint";
  const yes = { name: "approve", label: approveWords(gate), look: "you", key: isBreakpoint ? "C" : "A",
    icon: isBreakpoint || gate.kind === "beforeStart" ? "play" : "approve" };
  const no = { name: "reject", label: rejectWords(gate), icon: "reject", key: "X" };
  return allControls({ gate, takes, isBreakpoint, yes, no, hold }).filter(Boolean);
}

function allControls({ gate, takes, isBreakpoint, yes, no, hold }) {
  switch (subjectOf(gate)) {
    case "failure":
      return [yes, { name: "redirect", label: "Redirect", icon: "redirect" },
        { name: "take-over", label: "Take over", icon: "person" }, { name: "skip", label: "Skip", icon: "skip" },
        { ...no, look: "danger", icon: "stop" }, hold];
    case "question":
      return [{ name: "answer", label: "Answer", icon: "approve", look: "you" }, no, hold];
    case "unknownOutcome":
      return [{ name: "yes", label: "Yes, it happened", icon: "approve" },
        { name: "no", label: "No, it did not", icon: "reject" }, hold];
    case "compensation":
      return [{ name: "yes", label: "Yes, it is undone", icon: "approve" },
        { name: "no", label: "No, try again", icon: "undo" }, hold];
    default:
      return [takes("approve") && yes, isBreakpoint && { name: "one", label: "Continue, then stop", icon: "skip", key: "N" },
        takes("edit") && { name: "edit", label: "Edit", icon: "edit", key: "E" }, takes("reject") && no, hold];
  }
}

/**
 * Makes the button of a control.
 * @param {{name: string}} control
 * @param {(name: string) => void} run called only while the button is not dimmed
 */
export function footerButton(control, run) {
  const words = el("span", null, control.label);
  const button = el("button", { type: "button", class: `button ${control.look ?? ""}`, dataset: { control: control.name },
    "aria-keyshortcuts": control.key, onclick: () => {
      if (button.getAttribute("aria-disabled") !== "true") run(control.name);
    } }, icon(control.icon), words, control.key && el("span", { class: "key", "aria-hidden": "true" }, control.key));
  button.words = words;
  return button;
}

/**
 * Brings a button in line with the moment.
 * @param {any} button
 * @param {{label: string, name: string}} control
 * @param {{gate: object, isBusy: boolean, isFresh: boolean, step: object|null}} moment
 */
export function updateFooterButton(button, control, { gate, isBusy, isFresh, step }) {
  setText(button.words, control.label);
  const isOff = isBusy || isFresh || !isPossible(control.name, gate, step);
  setAttribute(button, "aria-disabled", isOff ? "true" : null);
}

const abilities = { redirect: "redirect", "take-over": "takeOver", skip: "skip" };

function isPossible(name, gate, step) {
  if (name === "hold") return mayAct("approver") && (Boolean(gate.deadline) || isHeld(gate));
  if (name === "edit") return mayAct("approver") && typeof gate.document === "string";
  if (name in abilities) return mayAct("operator") && Boolean(step?.can.includes(abilities[name]));
  if (name === "discard") return true;
  return mayAct("approver");
}
