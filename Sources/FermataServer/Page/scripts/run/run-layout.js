/**
 * The panels of the run screen and where the components stand in them. Which of the panels are beside each other
 * is the stylesheet's matter; on a phone `data-panel` of the screen names the only one that shows.
 */

import { el } from "../component.js";
import { icon } from "../icons.js";

/** The panels a phone shows one at a time. */
const PANELS = [
  { name: "plan", label: "Plan", icon: "list" },
  { name: "work", label: "Agents", icon: "grid" },
  { name: "desk", label: "Waiting", icon: "inbox" },
  { name: "timeline", label: "Timeline", icon: "pulse" },
];

/** The tabs of the work panel. */
export const WORK_TABS = { agents: "Agents", review: "Review", result: "Result" };

/**
 * Builds the screen.
 *
 * @param {{showPanel: (name: string) => void, showTab: (name: string) => void}} actions
 */
export function buildLayout({ showPanel, showTab }) {
  const parts = {
    head: el("run-head"),
    plan: el("plan-view"),
    agents: el("agent-grid"),
    stream: el("live-stream"),
    review: el("review-pane"),
    result: el("result-pane"),
    desk: el("approval-desk"),
    cost: el("cost-meter"),
    timeline: el("run-timeline"),
    editor: el("plan-editor", { hidden: true }),
    decision: el("plan-decision", { hidden: true }),
    problem: el("p", { class: "run-problem", role: "alert", hidden: true }),
  };
  const tabs = Object.entries(WORK_TABS).map(([name, label]) => el("button", {
    type: "button", role: "tab", class: "tab", id: `work-tab-${name}`, "aria-controls": `work-${name}`,
    dataset: { tab: name }, onclick: () => showTab(name) }, label, name === "review" && el("span", { class: "count" })));
  const tabList = el("div", { class: "tabs", role: "tablist", "aria-label": "Work",
    onkeydown: (event) => moveTab(event, tabs) }, tabs);
  const pane = (name, ...children) => el("div", { class: "work-pane", id: `work-${name}`, role: "tabpanel",
    "aria-labelledby": `work-tab-${name}` }, children);
  const panes = { agents: pane("agents", parts.agents, parts.stream), review: pane("review", parts.review),
    result: pane("result", parts.result) };
  const columns = el("div", { class: "run-columns" },
    el("section", { class: "run-panel run-panel-plan", "aria-label": "Plan" }, parts.plan),
    el("section", { class: "run-panel run-panel-edit", "aria-label": "Plan to edit", hidden: true }, parts.editor),
    el("section", { class: "run-panel run-panel-work", "aria-label": "Work" }, tabList, panes.agents, panes.review,
      panes.result),
    el("section", { class: "run-panel run-panel-desk", "aria-label": "Waiting for you" }, parts.decision, parts.desk,
      parts.cost),
    el("section", { class: "run-panel run-panel-timeline", "aria-label": "Timeline" }, parts.timeline));
  const panels = el("nav", { class: "run-panels", "aria-label": "Panels" }, PANELS.map((panel) =>
    el("button", { type: "button", dataset: { panel: panel.name }, onclick: () => showPanel(panel.name) },
      icon(panel.icon), el("span", null, panel.label), el("span", { class: "count", hidden: true }))));
  return { ...parts, tabs, panes, columns, panels,
    editPanel: columns.querySelector(".run-panel-edit"), children: [parts.problem, parts.head, columns, panels] };
}

/** Arrow keys move among the tabs, as in every tab list. */
function moveTab(event, tabs) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const shown = tabs.filter((tab) => !tab.hidden);
  const next = shown[(shown.indexOf(event.target) + step + shown.length) % shown.length];
  event.preventDefault();
  next?.click();
  next?.focus();
}
