/**
 * Sends verdicts on gates of the inbox, one by one, each with the digest that was shown and a key of its own.
 */

import { api, Problem } from "./api.js";
import { el } from "./component.js";
import { askForm } from "./dialog.js";
import { count } from "./format.js";
import { inertLine } from "./inert.js";
import { toast, toastProblem } from "./toast.js";

const pathOf = (gate) => `/v1/gates/${encodeURIComponent(gate.gate)}/verdict`;

/**
 * Approves one gate as it was shown, whole, in its line.
 * @param {any} gate a GateLine that the server lets decide in place
 * @returns {Promise<any>} the server's answer
 */
export function approve(gate) {
  return api.send("PUT", pathOf(gate), { verdict: "approve", digest: gate.digest }, { idempotent: true });
}

/**
 * Approves one gate and says how it went.
 * @param {any} gate
 * @returns {Promise<boolean>} whether it was approved
 */
export async function approveInPlace(gate) {
  try {
    await approve(gate);
    toast(`Approved: ${inertLine(gate.title)}`);
    return true;
  } catch (error) {
    toastProblem(error, `Not approved: ${inertLine(gate.title)}.`);
    return false;
  }
}

/**
 * Approves alike gates, one request each, and reports every exception by name: one that fails holds up no
 * other.
 * @param {any[]} gates
 * @returns {Promise<number>} how many were approved
 */
export async function approveTogether(gates) {
  const exceptions = [];
  for (const gate of gates) {
    try {
      await approve(gate);
    } catch (error) {
      exceptions.push({ gate, reason: error instanceof Problem ? error.message : String(error) });
    }
  }
  const approved = gates.length - exceptions.length;
  if (exceptions.length === 0) toast(`Approved ${count(approved, "request")}.`);
  else await reportExceptions(approved, exceptions);
  return approved;
}

function reportExceptions(approved, exceptions) {
  const items = exceptions.map(({ gate, reason }) =>
    el("li", null, el("b", null, inertLine(gate.title)), el("br", null), inertLine(reason)),
  );
  return askForm({
    title: `${approved} approved, ${exceptions.length} not`,
    body: [el("ul", { class: "exceptions" }, items)],
    confirm: "Close",
    cancel: null,
  });
}
