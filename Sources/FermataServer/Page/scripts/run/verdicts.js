/**
 * How verdicts leave a component: as events that the run screen sends, with the answer as a promise. What protects
 * a person from deciding what they have not seen is kept here for all components: whether it was opened, and which
 * approvals can still be taken back.
 */

import { versionOf } from "../arrivals.js";
import { serverNow } from "../server-clock.js";

/** @type {Set<string>} */
const opened = new Set();

/** @type {Set<(gate: string|null) => void>} */
const reviewListeners = new Set();

/**
 * Notes which request the review shows, and that it was opened when all that a yes rests on is there to be read.
 * @param {object|null} gate
 * @param {boolean} [isWhole] whether nothing of it is cut
 */
export function noticeReview(gate, isWhole = false) {
  if (gate && isWhole) opened.add(versionOf(gate));
  for (const listener of reviewListeners) listener(gate?.gate ?? null);
}

/** Calls a function whenever the review shows another request; the returned function ends that. */
export function onReview(listener) {
  reviewListeners.add(listener);
  return () => reviewListeners.delete(listener);
}

/** Whether a person has opened all of it, in this version. */
export function wasOpened(gate) {
  return opened.has(versionOf(gate));
}

/**
 * Sends a verdict.
 * @param {import("../component.js").Component} component which asks the run screen to send it
 * @param {object} gate
 * @param {object} body without the digest, which is that of what was shown
 * @param {{isQuiet?: boolean}} [options]
 * @returns {Promise<{answer: object|null, problem: any}>} `problem` is what the server said no with
 */
export function decide(component, gate, body, { isQuiet = true } = {}) {
  return new Promise((resolve) => {
    let problem = null;
    component.emit("decide", {
      gate: gate.gate, isQuiet, body: { ...body, digest: gate.digest },
      refused: (error) => { problem = error; return true; },
      settled: (answer) => resolve({ answer, problem }),
    });
  });
}

const pendingKey = (gate) => `fermata.pending.${gate}`;

/** Remembers, over a reload, that an approval takes effect at a time of the server's clock. */
export function notePending(gate, until) {
  try {
    if (until === null) sessionStorage.removeItem(pendingKey(gate));
    else sessionStorage.setItem(pendingKey(gate), String(until));
  } catch {
    // Reason: without storage a reload forgets the countdown; the server still knows it.
  }
}

/** When the approval of a gate takes effect, or null. */
export function pendingUntil(gate) {
  try {
    const until = Number(sessionStorage.getItem(pendingKey(gate)) ?? 0);
    return until > serverNow() ? until : null;
  } catch {
    // Reason: see notePending.
    return null;
  }
}
