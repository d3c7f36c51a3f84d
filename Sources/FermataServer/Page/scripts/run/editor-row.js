/** One row of the plan that is being edited: breakpoint, lanes, title, agent, order, effect, and its buttons. */

import { el, setAttribute, setText } from "../component.js";
import { showEffect } from "../gate-words.js";
import { icon, stateGlyph, stateWords } from "../icons.js";
import { inertLine } from "../inert.js";
import { createLaneDrawing, drawLanes, laneWidth, markPosition } from "./lane-drawing.js";
import { fillAgents } from "./step-form.js";

/** Creates a row; `acts` says what its controls do, by the step's id. */
export function createEditorRow(id, acts) {
  const button = (name, label, act) => el("button", { type: "button", class: "icon-button", dataset: { name },
    "aria-label": label, onclick: (event) => isOff(event.currentTarget) || act(id) }, icon(name));
  const agent = el("select", { class: "editor-agent", "aria-label": "Agent",
    onchange: (event) => acts.reassign(id, event.target.value),
    onfocus: (event) => acts.offerAgents(event.target, id),
    onpointerdown: (event) => acts.offerAgents(event.target, id) });
  return el("li", { class: "editor-row", dataset: { key: id } },
    el("button", { type: "button", class: "plan-breakpoint", onclick: (event) =>
      isOff(event.currentTarget) || acts.breakpoint(id) }, icon("breakpoint")),
    el("span", { class: "plan-number" }),
    el("span", { class: "plan-lanes" }, createLaneDrawing(), el("span", { class: "plan-mark" })),
    el("button", { type: "button", class: "editor-title", onclick: () => acts.open(id) }),
    el("span", { class: "editor-yours" }),
    agent,
    el("button", { type: "button", class: "editor-order", onclick: () => acts.open(id, "needs") }),
    el("span", { class: "effect editor-effect" }),
    el("span", { class: "editor-buttons" }, button("up", "Move up", acts.up), button("down", "Move down", acts.down),
      button("remove", "Remove", acts.remove)));
}

/**
 * Brings a row in line.
 *
 * @param {HTMLElement} node
 * @param {object} facts the PlanStep, its number, lane, StepView when it has one, and what is chosen
 */
export function updateEditorRow(node, facts) {
  const { step, number, view, total } = facts;
  const [diamond, position, lanes, title, yours, agent, order, effect, buttons] = node.children;
  const name = inertLine(step.name ?? step.id);
  const state = view?.state ?? "proposed";
  setAttribute(node, "data-state", state);
  setAttribute(node, "data-is-open", facts.isOpen);
  setText(position, number);
  showLanes(lanes, facts, state);
  setText(title, name);
  setAttribute(title, "aria-expanded", facts.isOpen);
  setAttribute(title, "aria-label", view && state !== "proposed" ? `${name}, ${stateWords[state]}` : null);
  setText(yours, facts.isYours ? "yours" : "");
  setAttribute(agent, "aria-label", `Agent of ${name}`);
  fillAgents(agent, [], step.agent);
  setText(order, facts.needs.length > 0 ? `after ${facts.needs.join(", ")}` : "from the start");
  setAttribute(order, "aria-label", `${name}: ${order.textContent}. Change what it begins after`);
  showEffect(effect, facts.effect);
  const [up, down, remove] = buttons.children;
  setAttribute(up, "aria-disabled", number === 1 ? "true" : null);
  setAttribute(down, "aria-disabled", number === total ? "true" : null);
  for (const [button, verb] of [[up, "up"], [down, "down"]]) setAttribute(button, "aria-label", `Move ${name} ${verb}`);
  setAttribute(remove, "aria-label", `Remove ${name}`);
  const isSet = facts.breakpoint !== undefined;
  setAttribute(diamond, "aria-pressed", isSet);
  setAttribute(diamond, "aria-disabled", facts.canBreak ? null : "true");
  setAttribute(diamond, "aria-label", `${isSet ? "Remove the breakpoint" : "Set a breakpoint"} before ${name}`);
}

function showLanes(node, facts, state) {
  const [drawing, mark] = node.children;
  drawLanes(drawing, facts.lane, { width: laneWidth(facts.lanes), height: facts.height, key: facts.step.id,
    isChosen: facts.isChosen });
  if (mark.dataset.state !== state) {
    mark.dataset.state = state;
    mark.replaceChildren(stateGlyph(state));
  }
  const left = `${markPosition(facts.lane)}px`;
  if (mark.style.insetInlineStart !== left) mark.style.insetInlineStart = left;
}

const isOff = (control) => control.getAttribute("aria-disabled") === "true";
