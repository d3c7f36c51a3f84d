/**
 * One agent, as a card or as a row: what it does now, the newest line it printed, and what a person may do about
 * it. Buttons keep their place and their words whatever the agent's state; what does not apply is dimmed.
 */

import { el, setAttribute, setChildren, setText } from "../component.js";
import { clock, monogram } from "../format.js";
import { icon, stateGlyph, stateWords } from "../icons.js";
import { inertLine } from "../inert.js";
import { serverNow } from "../server-clock.js";

/**
 * Makes an empty card or row.
 * @param {{emit: (name: string, detail: object) => void}} owner
 * @param {"cards"|"rows"} form
 */
export function createAgent(owner, form) {
  const isRow = form === "rows";
  const node = el(isRow ? "div" : "article", { class: isRow ? "agent-row" : "agent-card" });
  const parts = {
    mark: el("span", { class: "monogram" }),
    name: el(isRow ? "span" : "h3", { class: "agent-name" }),
    role: el("button", { type: "button", class: "agent-role",
      onclick: () => owner.emit("request-intervention", { intervention: "autonomy", agent: node.agent.id }) }),
    state: el("span", { class: "agent-state" }),
    step: el("button", { type: "button", class: "agent-step",
      onclick: () => node.step && owner.emit("select-step", { step: node.step.id }) }),
    doing: el("p", { class: "agent-doing" }),
    output: el("span", { class: "agent-output" }),
    time: el("span", { class: "agent-time" }),
    buttons: el("div", { class: "agent-buttons" }),
  };
  const button = (name, label, picture, run) => {
    const words = el("span", { class: isRow ? "visually-hidden" : "" }, label);
    const made = el("button", { type: "button", class: isRow ? "icon-button" : "agent-button", title: isRow ? label : "",
      onclick: () => made.getAttribute("aria-disabled") !== "true" && run() }, isRow && icon(picture), words);
    made.words = words;
    parts[name] = made;
    return made;
  };
  const ask = (intervention) => owner.emit("request-intervention", { intervention, step: node.step.id });
  parts.buttons.append(
    button("pause", "Pause", "pause", () => owner.emit("intervene", { order: {
      intervention: node.agent.isPaused ? "resume" : "pause", agent: node.agent.id } })),
    button("redirect", "Redirect", "redirect", () => ask("redirect")),
    button("skip", "Skip", "skip", () => ask("skip")));
  if (isRow) node.append(parts.state, parts.name, parts.role, parts.step, parts.output, parts.time, parts.buttons);
  else {
    node.append(el("div", { class: "agent-head" }, parts.mark, el("div", { class: "agent-who" }, parts.name, parts.role),
      parts.state), parts.step, parts.doing, el("div", { class: "agent-last" }, parts.output, parts.time), parts.buttons);
  }
  node.parts = parts;
  node.isRow = isRow;
  return node;
}

/**
 * Fills a card or row.
 * @param {any} node
 * @param {{agent: object, step: object|null, gate: object|null, output: string, isLive: boolean}} facts
 */
export function updateAgent(node, { agent, step, gate, output, isLive }) {
  const { parts } = node;
  node.agent = agent;
  node.step = step;
  const name = inertLine(agent.id);
  setAttribute(node, "data-state", agent.state);
  setText(parts.name, name);
  setText(parts.mark, monogram(agent.id));
  const role = agent.description ? inertLine(agent.description) : agent.kind;
  setText(parts.role, role);
  setAttribute(parts.role, "aria-label", `${role}. Autonomy of ${name}: ${agent.autonomy}. Change it`);
  setAttribute(parts.role, "title", `Autonomy: ${agent.autonomy}`);
  renderState(parts.state, agent.state);
  parts.step.hidden = step === null;
  if (step) setChildrenOnce(parts.step, step);
  setText(parts.doing, inertLine(doing(agent, step, gate)));
  updateOutput(node, output);
  updateTime(node);
  renderButtons(parts, agent, step, isLive, name);
}

function renderState(node, state) {
  if (node.dataset.shown === state) return;
  node.dataset.shown = state;
  setChildren(node, stateGlyph(state), el("span", null, stateWords[state] ?? state));
}

function setChildrenOnce(node, step) {
  const text = `${step.number} ${step.title}`;
  if (node.shown === text) return;
  node.shown = text;
  setChildren(node, el("span", { class: "quiet" }, String(step.number)), " ", inertLine(step.title));
}

/** What there is to say about what it does: the question, the failure, or where its step stands. */
function doing(agent, step, gate) {
  if (agent.state === "needsYou" && gate) return gate.title;
  if (step === null) {
    return agent.state === "done" ? `All ${agent.totalSteps} steps have ended.`
      : `${agent.doneSteps} of ${agent.totalSteps} steps have ended.`;
  }
  const attempt = step.attempts.at(-1);
  if (agent.state === "failed" && attempt?.failure) return attempt.failure.message ?? "";
  const again = (attempt?.number ?? 1) > 1 ? `, attempt ${attempt.number}` : "";
  const isSaid = (step.reason ?? step.stateText).toLowerCase() === (stateWords[agent.state] ?? "").toLowerCase();
  const words = isSaid ? `${agent.doneSteps} of ${agent.totalSteps} steps have ended` : step.reason ?? step.stateText;
  return words + again;
}

/** Shows the newest line of output. */
export function updateOutput(node, text) {
  setText(node.parts.output, text);
  setAttribute(node.parts.output, "title", text || null);
}

/** Shows how long the step has been at work. */
export function updateTime(node) {
  const { step } = node;
  const isAtWork = step?.startedAt && !step.endedAt && ["running", "waiting", "blocked"].includes(step.state);
  setText(node.parts.time, isAtWork ? clock(serverNow() - step.startedAt) : "");
}

function renderButtons(parts, agent, step, isLive, name) {
  const pause = agent.isPaused ? "Resume" : "Pause";
  setText(parts.pause.words, pause);
  const can = (ability) => isLive && Boolean(step?.can.includes(ability));
  const dim = (button, label, isPossible) => {
    setAttribute(button, "aria-disabled", isPossible ? null : "true");
    setAttribute(button, "aria-label", `${label} ${name}`);
  };
  dim(parts.pause, pause, isLive && agent.state !== "done");
  dim(parts.redirect, "Redirect", can("redirect"));
  dim(parts.skip, "Skip the step of", can("skip"));
}
