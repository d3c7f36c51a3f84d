/**
 * What a person reads before they decide: what exactly would happen, why they are asked, what led here, and what
 * yes, no and silence lead to. Each section says how it looks now by a signature, so that a section is drawn
 * again only when it would look different.
 */

import { el } from "../component.js";
import { count, money } from "../format.js";
import { icon, stateGlyph } from "../icons.js";
import { inert, inertLine } from "../inert.js";
import { changeList } from "./change-list.js";
import { stepOf, subjectOf, valueText, wordsOf } from "./gate-parts.js";
import { renderMarkdown } from "./markdown.js";
import { showStepOutput } from "./step-output.js";

/** Steps that led here, listed at most. */
const maximumCauses = 8;

/**
 * The sections of a request, in order.
 * @param {object} view
 * @param {object} gate
 * @param {{select: (step: string) => void, showWhole: () => void}} actions
 * @returns {{name: string, signature: string, build: () => any}[]}
 */
export function reviewSections(view, gate, { select, showWhole }) {
  const step = stepOf(view, gate);
  const sections = [
    { name: "rest", signature: String(gate.isShownWhole), build: () => rest(gate, showWhole) },
    { name: "subject", signature: JSON.stringify([gate.digest, gate.changes, gate.question, gate.isShownWhole]),
      build: () => subject(view, gate, step) },
    { name: "outcomes", signature: JSON.stringify([gate.consequences, gate.isHeld]),
      build: () => outcomes(gate) },
    { name: "reasons", signature: JSON.stringify(gate.reasons), build: () => reasons(gate) },
  ];
  const causes = step === null ? [] : step.needs.map((id) => view.steps.find((each) => each.id === id)).filter(Boolean);
  if (causes.length > 0) {
    sections.push({ name: "causes", signature: JSON.stringify(causes.map((each) => [each.id, each.state, each.result])),
      build: () => led(causes, select) });
  }
  return sections;
}

function section(title, ...content) {
  return [el("h3", { class: "review-subheading" }, title), ...content];
}

function subject(view, gate, step) {
  const value = subjectOf(gate);
  switch (gate.about) {
    case "start": return section("What it starts with", record(value));
    case "plan": return changes(gate, "The plan", "What is different in the plan");
    case "failure": return [...failure(view, step, value), ...nextTry(gate)];
    case "forbidden": return changes(gate, "What is forbidden", "What is forbidden");
    case "question": return section("The question", el("div", { class: "review-question" },
      renderMarkdown(gate.question?.text ?? "", { level: 4 })));
    case "result": return result(view, gate, step, value);
    case "synthesis": return changes(gate, "The result", "What is different from the last time");
    case "unknownOutcome": return changes(gate, "What was begun", "What was begun");
    case "compensation": return [...changes(gate, "What would undo it", "What would undo it"),
      ...failure(view, step, value?.failure)];
    default: return changes(gate, "What exactly would happen", "What would change since the last time");
  }
}

/** That the view left something out, and the way to it, before which there is no yes. */
function rest(gate, showWhole) {
  return gate.isShownWhole ? [] : [
    el("p", { class: "medium" }, "This is not all of it. You can say yes when all of it is shown."),
    el("button", { type: "button", class: "button", onclick: showWhole }, icon("document"), "Show all of it")];
}

function changes(gate, newTitle, changedTitle) {
  if (!gate.changes || gate.changes.length === 0) {
    return section(newTitle, el("pre", { class: "review-text", tabIndex: 0, "aria-label": newTitle },
      inert(valueText(subjectOf(gate)))));
  }
  const kinds = new Set(gate.changes.map((change) => change.kind));
  const title = kinds.size > 1 ? changedTitle : newTitle;
  const note = kinds.size === 1 && kinds.has("same") ? el("p", { class: "quiet" }, "The same as the last time.") : null;
  return section(title, changeList(gate.changes, title), note);
}

function result(view, gate, step, value) {
  const facts = value?.assessment ?? {};
  const summary = facts.summary && el("p", { class: "review-summary" }, inert(facts.summary));
  const measures = [facts.uncertainty !== undefined && `Uncertainty ${facts.uncertainty}`,
    facts.cost !== undefined && `Cost ${money(facts.cost)}`].filter(Boolean).join(", ");
  return [...changes(gate, "The result", "What is different from the last result"), summary,
    el("p", { class: "review-facts" }, measures, " ", outputButton(view, step))];
}

/** What a yes starts: the very action, with what is different from the one before. */
function nextTry(gate) {
  return gate.changes?.length > 0 ? changes(gate, "What a yes starts, once", "What a yes starts, once") : [];
}

function failure(view, step, value) {
  const words = { transient: "It may go well another time.", permanent: "It will fail again unless something changes.",
    uncertain: "Whether it took effect is unknown." };
  return section("What went wrong",
    el("pre", { class: "review-text review-failure", tabIndex: 0, "aria-label": "What went wrong" },
      inert(valueText(value?.message ?? value))),
    el("p", { class: "review-facts" }, words[value?.kind] ?? "", " ", outputButton(view, step)));
}

function outputButton(view, step) {
  const attempt = step?.attempts.findLast((each) => each.transcript);
  return attempt && el("button", { type: "button", class: "button small",
    onclick: () => showStepOutput(view.run, step, attempt) }, "Show the whole output");
}

function outcomes(gate) {
  const { approve, reject, silence } = gate.consequences ?? {};
  const column = (title, text) => text && el("div", null, el("h3", { class: "review-subheading" }, title),
    el("p", { class: "second" }, inert(text)));
  const isAnswer = gate.verdicts.includes("answer");
  const yes = wordsOf(gate, "approve");
  return el("div", { class: "review-outcomes" },
    // What is forbidden has no yes; in its place stands what can be done.
    column(isAnswer ? "If you answer" : yes ? `If you ${lowered(yes)}` : "What you can do", approve),
    column(`If you ${lowered(wordsOf(gate, "reject"))}`, reject),
    column("If nobody decides", gate.isHeld ? "It is held and waits for you." : silence));
}

function lowered(words) {
  return words.slice(0, 1).toLowerCase() + words.slice(1);
}

function reasons(gate) {
  if (!gate.reasons || gate.reasons.length === 0) return null;
  const texts = gate.reasons.map((reason) => inert(typeof reason === "string" ? reason : reason.detail));
  // What went wrong stands above already.
  const said = inert(gate.subject?.failure?.message ?? "");
  if (texts.every((text) => text === said)) return null;
  return section(`Why ${gate.agent ? inertLine(gate.agent) : "the run"} asks`, texts.length === 1
    ? el("p", { class: "review-reason" }, texts[0])
    : el("ul", { class: "reason-list" }, texts.map((text) => el("li", null, text))));
}

function led(causes, select) {
  const shown = causes.slice(0, maximumCauses);
  return section("What led here", el("ul", { class: "cause-list" }, shown.map((step) => el("li", null,
    stepChip(step, `Step ${step.number}`, select),
    el("span", { class: "second" }, inertLine(step.result?.text ?? step.title)),
    step.result?.editedBy && el("span", { class: "quiet cause-editor" }, `edited by ${inertLine(step.result.editedBy)}`)))),
  causes.length > shown.length && el("p", { class: "quiet" }, `and ${count(causes.length - shown.length, "step")} more`));
}

/** A small button that leads to a step, coloured by its state. */
export function stepChip(step, words, select) {
  return el("button", { type: "button", class: "chip", dataset: { state: step.state }, title: inertLine(step.title),
    onclick: () => select(step.id) }, stateGlyph(step.state), words);
}

function record(value) {
  const entries = Object.entries(value ?? {});
  if (entries.length === 0) return el("p", { class: "quiet" }, "Nothing.");
  return el("dl", { class: "review-record" }, entries.map(([name, each]) =>
    [el("dt", null, inertLine(name)), el("dd", { class: "pre-line" }, inert(valueText(each)))]));
}
