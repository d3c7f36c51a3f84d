/**
 * Sends what a person decided about a run, and tells how it ended: done with undo where there is one, or the
 * server's reason why not. Nothing is shown as decided before the server has said so.
 */

import { api } from "../api.js";
import { count } from "../format.js";
import { inertLine } from "../inert.js";
import { settings } from "../settings.js";
import { toast, toastProblem } from "../toast.js";

/** What was done, for each intervention, and what was not when the server refused it. */
const WORDS = {
  pause: ["Paused.", "Not paused."],
  resume: ["Goes on.", "Not resumed."],
  redirect: ["Redirected.", "Not redirected."],
  skip: ["Skipped.", "Not skipped."],
  rollback: ["Rolled back.", "Not rolled back."],
  stop: ["The run is being stopped.", "Not stopped."],
  "take-over": ["Taken over.", "Not taken over."],
  note: ["Note added.", "Note not added."],
  undo: ["Undone.", "Not undone."],
  redo: ["Done again.", "Not done again."],
  autonomy: ["Autonomy changed.", "Autonomy not changed."],
  "breakpoint-add": ["Breakpoint set.", "Breakpoint not set."],
  "breakpoint-remove": ["Breakpoint removed.", "Breakpoint not removed."],
  "plan-edit": ["Plan changed.", "Plan not changed."],
};

const pathOf = (run) => `/v1/runs/${encodeURIComponent(run)}`;
const verdictPath = (gate) => `/v1/gates/${encodeURIComponent(gate)}/verdict`;

/** The newest message that offers a way back, which there is only one of. */
let wayBackShown = null;

/**
 * Sends an intervention.
 *
 * @param {string} run
 * @param {object} order as `fermata run --json` reads it
 * @param {{refused?: (error: unknown) => void}} [options] who tells the person of a refusal in place of a toast
 * @returns {Promise<object|null>} the answer, or null when it was refused and the person has been told
 */
export async function sendIntervention(run, order, { refused: tell } = {}) {
  const [done, refused] = WORDS[order.intervention] ?? ["Done.", "Not done."];
  try {
    const answer = await api.send("POST", `${pathOf(run)}/interventions`, order, { idempotent: true });
    // The way back that an earlier message offers is gone by now: the server would refuse it.
    wayBackShown?.close();
    const action = wayBack(run, answer);
    const shown = toast(done, { action });
    wayBackShown = action ? shown : null;
    return answer;
  } catch (error) {
    if (tell) tell(error);
    else toastProblem(error, refused);
    return null;
  }
}

/**
 * The way back from what an order did, by name: the server refuses it as soon as something else was done since.
 * What cannot be undone has none; what was done before it is not offered in its place.
 *
 * @param {string} run
 * @param {object} answer to the order
 * @returns {{label: string, run: () => void}|undefined}
 */
export function wayBack(run, { undo, redo }) {
  const send = (intervention, revision) => () => sendIntervention(run, { intervention, revision });
  if (undo !== undefined) return { label: "Undo", run: send("undo", undo) };
  if (redo !== undefined) return { label: "Redo", run: send("redo", redo) };
  return undefined;
}

/**
 * Sends a verdict. One on what cannot be undone takes effect after a grace in the server, in which a toast
 * offers to take it back.
 *
 * @param {{gate: string}} line the gate
 * @param {object} body as `PUT …/verdict` takes it, with the digest that was shown
 * @param {{isQuiet?: boolean, refused?: (error: unknown) => boolean}} [options] quiet: the sender tells itself
 *   what came of it; `refused` is true when it has told the person of a refusal
 * @returns {Promise<object|null>} the answer, or null when it was refused and the person has been told
 */
export async function sendVerdict({ gate }, body, { isQuiet = false, refused } = {}) {
  const graceSeconds = body.verdict === "approve" ? settings().graceSeconds : 0;
  // The server knows what a grace is for, and gives none to what can be taken back anyway.
  const content = graceSeconds > 0 ? { ...body, graceSeconds } : body;
  try {
    const answer = await api.send("PUT", verdictPath(gate), content, { idempotent: true });
    if (isQuiet) return answer;
    if (answer.pending) {
      toast(`Takes effect in ${count(graceSeconds, "second")}.`, { seconds: graceSeconds,
        action: { label: "Take it back", run: () => withdrawVerdict(gate) } });
    } else {
      toast({ approve: body.edits || body.document ? "Approved in your version." : "Approved.",
        reject: "Rejected.", answer: "Answered." }[body.verdict] ?? "Decided.");
    }
    return answer;
  } catch (error) {
    if (!refused?.(error)) toastProblem(error, "Not decided.");
    return null;
  }
}

/** Takes a verdict back that has not taken effect. */
export async function withdrawVerdict(gate) {
  try {
    await api.send("DELETE", verdictPath(gate), undefined, { idempotent: true });
    toast("Taken back. It waits for you again.");
  } catch (error) {
    toastProblem(error, "Not taken back.");
  }
}

/** Takes the deadline of a gate away for as long as a person is busy with it, or gives it back. */
export async function holdGate(gate, isHeld) {
  try {
    const path = `/v1/gates/${encodeURIComponent(gate)}/hold`;
    await api.send(isHeld ? "PUT" : "DELETE", path, undefined, { idempotent: true });
  } catch (error) {
    toastProblem(error, isHeld ? "The time goes on." : "The time does not go on.");
  }
}

/** Has this server carry a run out that nobody carries out. */
export async function adoptRun(run) {
  try {
    await api.send("POST", `${pathOf(run)}/owner`, {}, { idempotent: true });
    toast("This server carries the run out now.");
  } catch (error) {
    toastProblem(error, "Not taken over.");
  }
}

/** The run as it was at a revision; nothing can be done to the past, so every `can` is empty. */
export async function fetchPast(run, revision, signal) {
  const view = await api.get(`${pathOf(run)}?at=${revision}`, { signal });
  return { ...view, can: [], undoable: undefined, steps: view.steps.map((step) => ({ ...step, can: [] })) };
}

/** The sentence for a run that could not be loaded. */
export function loadingProblem(run, error) {
  const reason = error instanceof Error ? error.message : String(error);
  return `Run ${inertLine(run)} cannot be shown. ${reason}`;
}
