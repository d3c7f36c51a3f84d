/** What the server says edits of a plan would do, before they are sent, and what others have changed meanwhile. */

import { el } from "../component.js";
import { inert, inertLine } from "../inert.js";

/** Unchanged lines shown around a change; more only tell what everybody knows. */
const CONTEXT_LINES = 2;

/**
 * Shows a dry run.
 *
 * @param {{lines: {kind: string, text: string}[], invalidated: string[], problems?: any[]}} answer
 * @param {(id: string) => string} nameOf a step's number and title
 * @param {(id: string) => boolean} isFinished
 * @returns {HTMLElement[]}
 */
export function previewNodes(answer, nameOf, isFinished) {
  const again = answer.invalidated.filter(isFinished);
  const later = answer.invalidated.filter((id) => !isFinished(id));
  const problems = answer.problems ?? [];
  return [
    problems.length > 0 && el("div", { class: "preview-problems", role: "alert" },
      el("h4", null, "This plan cannot be run"),
      el("ul", null, problems.map((problem) => el("li", null, inert(problemText(problem)))))),
    again.length > 0 && el("div", { class: "preview-again" }, el("h4", null, "Would run again"),
      el("ul", null, again.map((id) => el("li", null, inertLine(nameOf(id)))))),
    later.length > 0 && el("p", { class: "second" }, `Starts from the new plan: ${
      later.map((id) => inertLine(nameOf(id))).join("; ")}`),
    answer.lines.length > 0 && differenceNode(answer.lines),
  ].filter(Boolean);
}

function problemText(problem) {
  return typeof problem === "string" ? problem : problem.text ?? problem.detail ?? JSON.stringify(problem);
}

function differenceNode(lines) {
  const shown = lines.map((line, index) => line.kind !== "same" || lines.slice(Math.max(0, index - CONTEXT_LINES),
    index + CONTEXT_LINES + 1).some((near) => near.kind !== "same"));
  const nodes = [];
  lines.forEach((line, index) => {
    if (!shown[index]) {
      if (index === 0 || shown[index - 1]) nodes.push(el("div", { class: "preview-gap" }, "⋯"));
      return;
    }
    // A field that has another value is neither new nor gone.
    const isChange = line.kind === "added" && line.text.startsWith("~ ");
    const kind = isChange ? "changed" : line.kind;
    const sign = { added: "+", removed: "−", same: " ", changed: "~" }[kind] ?? " ";
    nodes.push(el("div", { class: "preview-line", dataset: { kind } }, el("span", { class: "preview-sign" }, sign),
      el("span", null, inert(isChange ? line.text.slice(2) : line.text))));
  });
  return el("div", { class: "preview-lines mono", role: "group", "aria-label": "What would change", tabIndex: 0 },
    nodes);
}

/**
 * What somebody else has changed between two plans, one sentence a step.
 *
 * @param {object[]} before PlanSteps
 * @param {object[]} after PlanSteps
 * @param {(left: any, right: any) => boolean} isSame
 */
export function changedByOthers(before, after, isSame) {
  const old = new Map(before.map((step) => [step.id, step]));
  const now = new Set(after.map((step) => step.id));
  const name = (step) => `“${inertLine(step.name ?? step.id)}”`;
  const sentences = [];
  for (const step of after) {
    const earlier = old.get(step.id);
    if (earlier === undefined) sentences.push(`${name(step)} is new.`);
    else if (!isSame(earlier, step)) {
      const fields = [...new Set([...Object.keys(earlier), ...Object.keys(step)])]
        .filter((field) => !isSame(earlier[field], step[field]));
      sentences.push(`${name(step)} has another ${fields.join(", ")}.`);
    }
  }
  for (const step of before) if (!now.has(step.id)) sentences.push(`${name(step)} is gone.`);
  return sentences.length > 0 ? sentences : ["The steps stand in another order."];
}

/**
 * Tells that a plan was changed under somebody's edits.
 *
 * @param {number} revision the plan's revision now
 * @param {string} lost how many of the edits are gone, or nothing
 * @param {string[]} changes what somebody else has changed, one sentence a step
 * @param {() => void} close takes the news away
 */
export function newsNodes(revision, lost, changes, close) {
  return [
    el("p", null, el("strong", null, `The plan is at revision ${revision} now.`), ` Your edits are kept, on the new one.${lost}`),
    changes.length > 0 && el("ul", null, changes.map((text) => el("li", null, text))),
    el("button", { type: "button", class: "button small", onclick: close }, "Close"),
  ].filter(Boolean);
}
