/**
 * The controls under an open request: those that the server names, in its words. Which ones there are depends on
 * what the request takes, never on what arrives; those that do not apply now are dimmed and keep their place.
 */

import { el, setAttribute, setText } from "../component.js";
import { icon } from "../icons.js";
import { mayAct } from "../session.js";

/** The picture and the key of each control, by its name. */
const looks = {
  approve: { icon: "approve", key: "A", look: "you" },
  once: { icon: "skip", key: "N" },
  edit: { icon: "edit", key: "E" },
  reject: { icon: "reject", key: "X" },
  answer: { icon: "approve", look: "you" },
  yes: { icon: "approve" },
  no: { icon: "reject" },
  redirect: { icon: "redirect" },
  takeOver: { icon: "person" },
  skip: { icon: "skip" },
};
/** Requests whose yes sets something going that stood still. */
const begun = new Set(["start", "breakpoint"]);

/**
 * The controls of a request.
 * @param {object} gate
 * @param {{isEditing: boolean}} mode
 * @returns {{name: string, label: string, icon: string, key?: string, look?: string}[]} in order
 */
export function controlsOf(gate, { isEditing }) {
  if (isEditing) {
    return [{ name: "approveEdited", label: "Approve your version", icon: "approve", look: "you" },
      { name: "discard", label: "Discard", icon: "reject" }];
  }
  const controls = gate.choices.map((choice) => ({ ...looks[choice.name], ...choice,
    ...(choice.name === "approve" && begun.has(gate.about) ? { icon: "play" } : {}),
    ...(choice.name === "approve" && gate.about === "breakpoint" ? { key: "C" } : {}),
    ...(choice.isDangerous ? { icon: "stop", look: "danger" } : {}) }));
  // What waits for as long as it takes has no time to hold, now or later.
  if (!gate.deadline && !gate.isHeld) return controls;
  return [...controls, { name: "hold", label: gate.isHeld ? "Let time go on" : "Hold", icon: "hold", key: "H" }];
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
 * @param {{label: string, name: string, intervention?: string}} control
 * @param {{gate: object, isBusy: boolean, isFresh: boolean, step: object|null}} moment
 */
export function updateFooterButton(button, control, { gate, isBusy, isFresh, step }) {
  setText(button.words, control.label);
  const can = isPossible(control, gate, step);
  setAttribute(button, "aria-disabled", isBusy || isFresh || !can ? "true" : null);
  // What only waits for its first moment to be over looks as it will then.
  setAttribute(button, "data-is-fresh", isFresh && can);
  const role = control.intervention || control.name === "discard" ? "operator" : "approver";
  setAttribute(button, "title", mayAct(role) ? null : `This needs the role ${role}`);
}

function isPossible({ name, intervention }, gate, step) {
  if (name === "discard") return true;
  if (intervention) return mayAct("operator") && Boolean(step?.can.includes(intervention));
  if (name === "edit") return mayAct("approver") && gate.isShownWhole && typeof gate.document === "string";
  // Only what is shown whole can be approved; a no needs no more than a look.
  return mayAct("approver") && (name === "reject" || gate.isShownWhole);
}
