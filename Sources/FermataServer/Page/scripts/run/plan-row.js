/** One row of the plan view: breakpoint, number, lanes and state, title, agent, time. */

import { el, setAttribute, setText } from "../component.js";
import { clock, monogram } from "../format.js";
import { icon, stateGlyph } from "../icons.js";
import { inertLine } from "../inert.js";
import { createLaneDrawing, drawLanes, laneWidth, markPosition } from "./lane-drawing.js";

/** From the one that needs a person most to the one that needs nobody. */
const URGENCY = ["waiting", "failed", "blocked", "paused", "running", "rolledBack", "queued", "proposed", "done",
  "skipped"];

/** Creates the row of a step or of a group. */
export function createPlanRow(row) {
  const marker = el("span", { class: "plan-mark" });
  const node = el("li", { class: "plan-row", dataset: { key: row.key, kind: row.kind } });
  const main = el("button", { type: "button", class: "plan-step", tabIndex: -1 },
    el("span", { class: "plan-number" }),
    el("span", { class: "plan-lanes" }, createLaneDrawing(), marker),
    el("span", { class: "plan-title" }),
    el("span", { class: "visually-hidden plan-words" }),
    el("span", { class: "plan-agent monogram", "aria-hidden": "true" }),
    el("span", { class: "plan-time" }));
  if (row.kind === "step") {
    node.append(el("button", { type: "button", class: "plan-breakpoint", tabIndex: -1 }, icon("breakpoint")));
  }
  node.append(main);
  return node;
}

/**
 * Brings a row in line with its step.
 *
 * @param {HTMLElement} node
 * @param {object} facts
 * @param {object} facts.step StepView
 * @param {import("./plan-lanes.js").LaneRow|null} facts.lane
 * @param {number} facts.lanes how many lanes the graph has
 * @param {number} facts.height of the row, in pixels
 * @param {object|undefined} facts.breakpoint the breakpoint before the step
 * @param {boolean} facts.canBreak whether a breakpoint may be set or taken away now
 * @param {boolean} facts.isSelected
 * @param {boolean} facts.isTabStop
 * @param {(from: string, to?: string) => boolean} facts.isChosen
 * @param {number} facts.now the time that running steps have run until
 */
export function updateStepRow(node, facts) {
  const { step } = facts;
  const main = node.lastChild;
  showCommon(node, main, facts, step.id, step.state);
  setText(part(main, "plan-number"), step.number);
  setText(part(main, "plan-title"), inertLine(step.title));
  setText(part(main, "plan-agent"), monogram(inertLine(step.agent)));
  setAttribute(part(main, "plan-agent"), "title", inertLine(step.agent));
  setText(part(main, "plan-words"), `, ${inertLine(step.stateText)}, ${inertLine(step.agent)}`);
  setText(part(main, "plan-time"), timeText(step, facts.now));
  showBreakpoint(node.firstChild, step, facts);
}

/** Brings a group's row in line with its members. */
export function updateGroupRow(node, facts, row, steps) {
  const main = node.lastChild;
  const states = row.members.map((id) => steps.get(id)?.state ?? "queued");
  const counts = new Map();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  const worst = URGENCY.find((state) => counts.has(state)) ?? "queued";
  showCommon(node, main, facts, row.key, worst);
  setAttribute(main, "aria-expanded", row.isOpen);
  setText(part(main, "plan-number"), row.isOpen ? "\u25be" : "\u25b8");
  setText(part(main, "plan-title"), `${inertLine(row.title)} ×${row.members.length}`);
  const words = URGENCY.filter((state) => counts.has(state) && state !== "queued")
    .map((state) => `${counts.get(state)} ${SHORT_WORDS[state]}`).slice(0, 3).join(", ");
  setText(part(main, "plan-words"), `, ${row.members.length} steps`);
  setText(part(main, "plan-agent"), "");
  setText(part(main, "plan-time"), words);
}

const SHORT_WORDS = { waiting: "you", failed: "failed", blocked: "blocked", paused: "paused", running: "running",
  rolledBack: "rolled back", proposed: "proposed", done: "done", skipped: "skipped", queued: "queued" };

function showCommon(node, main, facts, key, state) {
  setAttribute(node, "data-state", state);
  setAttribute(node, "data-is-selected", facts.isSelected);
  setAttribute(main, "aria-current", facts.isSelected ? "true" : null);
  const wanted = facts.isTabStop ? 0 : -1;
  if (main.tabIndex !== wanted) main.tabIndex = wanted;
  const [drawing, marker] = part(main, "plan-lanes").children;
  if (marker.dataset.state !== state) {
    marker.dataset.state = state;
    marker.replaceChildren(stateGlyph(state));
  }
  const lane = facts.lane ?? { lane: 0, through: [], incoming: [], opens: false };
  const width = laneWidth(facts.lanes);
  drawLanes(drawing, lane, { width, height: facts.height, key, isChosen: facts.isChosen });
  const left = `${markPosition(lane)}px`;
  if (marker.style.insetInlineStart !== left) marker.style.insetInlineStart = left;
}

function showBreakpoint(button, step, { breakpoint, canBreak }) {
  setAttribute(button, "aria-pressed", breakpoint !== undefined);
  setAttribute(button, "aria-disabled", canBreak ? null : "true");
  const what = breakpoint === undefined ? "Set a breakpoint before" : "Remove the breakpoint before";
  setAttribute(button, "aria-label", `${what} step ${step.number}`);
  setAttribute(button, "title", breakpoint?.logOnly ? "Only logs" : canBreak ? `${what} step ${step.number}` : null);
}

function timeText(step, now) {
  if (step.state === "waiting") return "you";
  if (step.state === "paused") return "paused";
  if (step.startedAt === undefined || step.startedAt === null) return "";
  if (step.endedAt) return clock(step.endedAt - step.startedAt);
  return step.state === "running" ? clock(now - step.startedAt) : "";
}

const part = (main, name) => main.getElementsByClassName(name)[0];
