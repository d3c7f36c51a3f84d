/** The plan of a run as it is exchanged with the server: read, tried out, and changed. */

import { api, Problem } from "../api.js";

const pathOf = (run) => `/v1/runs/${encodeURIComponent(run)}/plan`;

/**
 * What edits would do: the plan as it would be, the difference, the steps whose work would be lost, and what is
 * wrong with them.
 *
 * @param {string} run
 * @param {import("./plan-draft.js").PlanDraft} draft
 * @returns {Promise<{steps: object[], longestChain: number, lines: object[], invalidated: string[], problems?:
 *   any[]}>}
 */
export function checkPlan(run, draft) {
  return api.send("PUT", `${pathOf(run)}?dryRun=true`, draft.question, { ifMatch: draft.revision });
}

/** Changes the plan to what the server said of the edits, if it is still the one that they were made on. */
export function sendPlan(run, draft) {
  return api.send("PUT", pathOf(run), { steps: draft.result }, { ifMatch: draft.revision, idempotent: true });
}

/** Whether a refusal says that the plan is another one by now. */
export function isStale(error) {
  return error instanceof Problem && (error.status === 412 || error.status === 409);
}

/** The plan as it is now, or null when it cannot be had; the refusal that led here is what the person is told. */
export async function fetchPlan(run) {
  try {
    return await api.get(pathOf(run));
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}
