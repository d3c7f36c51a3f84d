/**
 * How a request is named, coloured and counted down wherever it appears. What it leads to is the server's text;
 * here are only the words on controls and the few facts that decide which control there is.
 */

import { clock } from "../format.js";
import { inertLine } from "../inert.js";

const kindWords = {
  beforeStart: "Start", afterPlanning: "Plan", beforeCriticalAction: "Action", reviewResult: "Result",
  beforeCompletion: "Result of the run", breakpoint: "Breakpoint", question: "Question", recovery: "Unknown end",
};

const kindIcons = {
  beforeStart: "play", afterPlanning: "list", beforeCriticalAction: "edit", reviewResult: "document",
  beforeCompletion: "document", breakpoint: "breakpoint", question: "note", recovery: "warning",
};

/** What the request is about: a key of its subject, such as `action` or `failure`. */
export function subjectOf(gate) {
  return Object.keys(gate.subject ?? {})[0] ?? "";
}

/** @returns {string} the kind of request in a word or two */
export function kindWord(gate) {
  return subjectOf(gate) === "failure" ? "Failure" : kindWords[gate.kind] ?? gate.kind;
}

/** @returns {string} the icon of a kind of request */
export function kindIcon(gate) {
  return subjectOf(gate) === "failure" ? "warning" : kindIcons[gate.kind] ?? "inbox";
}

/**
 * Whether what is asked about can be undone, and whether it leaves the sandbox.
 * @returns {{effect: string, text: string}} `effect` for the stylesheet
 */
export function effectOf(gate) {
  const subject = subjectOf(gate);
  if (gate.isReversible === false) return { effect: "irreversible", text: "Cannot be undone" };
  if (gate.isExternal) return { effect: "external", text: "Leaves the sandbox" };
  if (subject === "action") {
    return { effect: "plain", text: gate.subject.action?.effect === "workspace" ? "Reversible" : "Read only" };
  }
  return { effect: "plain", text: kindWord(gate) };
}

const defaults = { approve: "Approves itself in", reject: "Rejects itself in", skip: "Skips the step in",
  stop: "Stops the run in" };

/** Whether somebody has taken the deadline away. */
export function isHeld(gate) {
  return Boolean(gate.heldBy) || (!gate.deadline && Boolean(gate.onTimeout));
}

/**
 * What silence does, and when.
 * @param {object} gate
 * @param {number} now the server's time
 * @returns {{icon: string, text: string, clock: string}} `clock` is empty when nothing counts
 */
export function silenceOf(gate, now) {
  if (isHeld(gate)) return { icon: "hold", text: "Held, waits for you", clock: "" };
  if (!gate.deadline) return { icon: "lock", text: "Waits for you", clock: "" };
  const words = typeof gate.onTimeout === "string" ? defaults[gate.onTimeout] ?? "Decides itself in"
    : `Answers “${inertLine(gate.onTimeout?.answer ?? "").slice(0, 24)}” in`;
  if (gate.deadline <= now) return { icon: "hold", text: "Time is up", clock: "" };
  return { icon: "hold", text: words, clock: clock(gate.deadline - now) };
}

/** The words on the button that says yes. */
export function approveWords(gate) {
  const subject = subjectOf(gate);
  if (gate.kind === "breakpoint") return "Continue";
  return { start: "Start", plan: "Start", failure: "Try again", synthesis: "Accept result" }[subject] ?? "Approve";
}

/** The words on the button that says no. */
export function rejectWords(gate) {
  return { failure: "Stop the run", synthesis: "Send back", question: "Do not answer", start: "Do not start" }[
    subjectOf(gate)] ?? "Reject";
}

/** Whether a plain yes decides it, so that it may be decided together with others like it. */
export function isBatchable(gate) {
  return gate.isReversible !== false && gate.verdicts?.includes("approve")
    && ["action", "result"].includes(subjectOf(gate));
}

/** The step of a request in its view. */
export function stepOf(view, gate) {
  return view.steps.find((step) => step.id === gate.step) ?? null;
}

/** The text that a person may edit, without the notes for somebody who does so in an editor of their own. */
export function documentOf(gate) {
  return (gate.document ?? "").replace(/^(?:#[^\n]*\n)+/, "");
}

/** A value of an agent as text; one that was too long for the view says how much there is. */
export function valueText(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (value.truncated === true && typeof value.start === "string") {
    return `${value.start}\n… ${Number(value.bytes).toLocaleString("en-GB")} bytes in all`;
  }
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
}
