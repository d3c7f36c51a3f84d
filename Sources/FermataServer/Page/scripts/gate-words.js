/**
 * How gates are named and grouped wherever they are listed. Whether one may be decided where it stands is the
 * server's word.
 */

import { el } from "./component.js";

const kinds = {
  beforeStart: "Start", afterPlanning: "Plan", beforeCriticalAction: "Action", reviewResult: "Result",
  beforeCompletion: "Synthesis", breakpoint: "Breakpoint", question: "Question", recovery: "Recovery",
};

/** @param {string} kind @returns {string} */
export const gateKind = (kind) => kinds[kind] ?? kind;

/**
 * What kind of consequence a yes has, as a word.
 * @param {{isReversible: boolean, isExternal: boolean}} gate
 * @returns {HTMLElement}
 */
export function effectNote(gate) {
  const [effect, words] = !gate.isReversible
    ? ["irreversible", "Cannot be undone"]
    : gate.isExternal ? ["external", "Leaves the workspace"] : ["reversible", "Reversible"];
  return el("span", { class: "effect", dataset: { effect } }, words);
}

/**
 * Whether one yes, without a review, may be enough: nothing leaves the workspace, it can be undone, and
 * neither a plan, a question nor a crash's open end has to be read first.
 * @param {any} gate
 * @returns {boolean}
 */
export function mayDecideInPlace(gate) {
  return gate.isReversible && !gate.isExternal && ![
    "afterPlanning",
    "question",
    "recovery",
  ].includes(gate.kind);
}

/**
 * The gates that one button may approve together: at least two of a kind in a run.
 * @param {any[]} gates of one run
 * @returns {any[]} the largest such set, or none
 */
export function alikeGates(gates) {
  const byKind = Map.groupBy(gates.filter(mayDecideInPlace), (gate) => gate.kind);
  const [largest = []] = [...byKind.values()].sort((one, other) => other.length - one.length);
  return largest.length > 1 ? largest : [];
}

/**
 * The path of a gate's review on its run's screen.
 * @param {any} gate
 * @returns {string}
 */
export const reviewPath = (gate) =>
  `/runs/${encodeURIComponent(gate.run)}?gate=${encodeURIComponent(gate.gate)}`;
