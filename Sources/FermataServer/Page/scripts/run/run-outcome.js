/** How a run ended, in place of the queue: what it took, what people decided, and what stays undone. */

import { el } from "../component.js";
import { count, duration, money, timeOfDay } from "../format.js";
import { stateGlyph } from "../icons.js";
import { inertLine } from "../inert.js";

/** Decisions listed one by one at most; the timeline has all of them. */
const maximumDecisions = 30;
const maximumUndone = 30;

/**
 * The outcome of an ended run.
 * @param {object} view
 * @param {(step: string) => void} select
 * @returns {Array<Node>}
 */
export function runOutcome(view, select) {
  const people = view.decisions.filter((decision) => decision.kind !== "silence");
  const facts = [
    ["Cost", money(view.cost?.spent ?? 0), view.cost?.budget ? `limit ${money(view.cost.budget)}` : ""],
    ["Time", duration((view.endedAt ?? view.updatedAt) - view.createdAt), ""],
    ["Decisions", String(people.length), `${view.decisions.length - people.length} by silence`],
  ];
  const undone = view.steps.filter((step) => !step.isDone);
  const byID = new Map(view.steps.map((step) => [step.id, step]));
  return [
    el("dl", { class: "outcome-facts" }, facts.map(([name, value, note]) => el("div", null,
      el("dt", null, name), el("dd", { class: "outcome-value" }, value), note && el("dd", { class: "quiet" }, note)))),
    view.endReason && el("p", { class: "outcome-reason" }, inertLine(view.endReason)),
    view.decisions.length > 0 && el("h3", { class: "desk-subheading" }, "Decisions"),
    view.decisions.length > 0 && el("ol", { class: "outcome-list" },
      view.decisions.slice(-maximumDecisions).map((decision) => el("li", null,
        el("span", { class: "quiet" }, timeOfDay(decision.at)),
        el("span", null, decisionText(decision, byID))))),
    undone.length > 0 && el("h3", { class: "desk-subheading" }, "Not done"),
    undone.length > 0 && el("ul", { class: "outcome-list" }, undone.slice(0, maximumUndone).map((step) =>
      el("li", null, stateGlyph(step.state), el("button", { type: "button", class: "desk-link",
        onclick: () => select(step.id) }, `${step.number}. ${inertLine(step.title)}`)))),
    undone.length > maximumUndone && el("p", { class: "desk-more" },
      `and ${count(undone.length - maximumUndone, "step")} more`),
  ].filter(Boolean);
}

function decisionText(decision, byID) {
  const step = byID.get(decision.step);
  const text = inertLine(decision.text);
  return step ? `Step ${step.number}: ${text}` : text;
}
