/**
 * The plan as a lane graph: one row per step, windowed, read as a list.
 *
 * A patch costs the rows in view: the layout (filter, groups, lanes) is made anew only with another plan
 * revision, order, filter or fold. Under a filter other than All the rows stay where they are while states
 * change, and follow when the person asks again or the pointer and focus have left.
 */

import { Component, el, patchList, setAttribute, setText, setVariables } from "../component.js";
import { serverNow } from "../server-clock.js";
import { settings } from "../settings.js";
import { FILTERS, layOut } from "./plan-rows.js";
import { createPlanRow, updateGroupRow, updateStepRow } from "./plan-row.js";
import { PlanWindow } from "./plan-window.js";
import "./step-detail.js";

/** Groups of larger plans begin folded. */
const OPEN_GROUPS_UP_TO_STEPS = 60;

/** What a person would look at first, in this order. */
const FIRST_LOOK = ["waiting", "failed", "blocked", "running", "paused"];

const MOVES = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity,
  j: 1, k: -1 };

export class PlanView extends Component {
  #view = null;
  #isPast = false;
  #steps = new Map();
  #breakpoints = new Map();
  #layout = null;
  #filter = "all";
  #toggled = new Map();
  #selected = null;
  #active = null;
  #list = null;
  #parts = null;

  /** Shows a view; with a patch, only what it names has changed. */
  update(view, patch, { isPast = false } = {}) {
    this.#isPast = isPast;
    const isOther = this.#view === null || this.#view.run !== view.run;
    const isRelaid = isOther || !patch || patch.order?.steps !== undefined ||
      patch.planRevision !== undefined || (this.#filter !== "all" && patch.steps !== undefined &&
        !this.matches(":hover, :focus-within"));
    this.#view = view;
    this.#steps = new Map(view.steps.map((step) => [step.id, step]));
    this.#breakpoints = new Map(view.breakpoints.map((breakpoint) => [breakpoint.step, breakpoint]));
    if (isRelaid) this.#layout = null;
    if (isOther || (this.#selected !== null && !this.#steps.has(this.#selected))) this.#lookFirst();
    this.schedule();
  }

  /** Another second has passed; running steps show it. */
  tick() {
    this.schedule();
  }

  /** The step whose detail is shown. */
  get selected() {
    return this.#selected;
  }

  /** Selects a step and brings it into view, unfolding its group and leaving a filter that hides it. */
  select(step, { isFocused = false } = {}) {
    if (!this.#steps.has(step)) return;
    this.#selected = step;
    this.#active = step;
    this.#reveal(step);
    this.#wantsFocus = isFocused;
    this.schedule();
  }

  #wantsFocus = false;

  render() {
    if (this.#view === null) return;
    this.#parts ??= this.#build();
    const layout = this.#layOut();
    this.#renderFilters();
    if (this.#pendingReveal !== null) {
      const index = layout.index.get(this.#pendingReveal.key);
      if (index !== undefined) this.#list.reveal(index, this.#pendingReveal.place);
      this.#pendingReveal = null;
    }
    if (!layout.index.has(this.#active)) this.#active = layout.rows[0]?.key ?? null;
    setVariables(this, { "--number-width": `${Math.max(2, String(this.#steps.size).length) * 0.5625}rem` });
    this.#list.render(layout.rows.length);
    if (this.#wantsFocus) this.#focusActive();
    setAttribute(this.#parts.empty, "hidden", layout.rows.length > 0);
    const step = this.#steps.get(this.#selected);
    this.#parts.detail.update(this.#view, step, this.#breakpoints.get(this.#selected));
  }

  #build() {
    const probe = el("div", { class: "plan-probe", "aria-hidden": "true" });
    const list = el("ol", { class: "plan-list", role: "list", "aria-label": "Steps" });
    const scroller = el("div", { class: "plan-scroller" }, probe, list);
    const filters = el("div", { class: "segments", role: "group", "aria-label": "Which steps" });
    const empty = el("p", { class: "plan-empty", hidden: true }, "No step is in this state now.");
    const detail = el("step-detail");
    const heading = el("h2", null, "Plan");
    this.append(el("header", { class: "panel-head" }, heading, filters), scroller, empty, detail);
    list.addEventListener("click", (event) => this.#clicked(event));
    list.addEventListener("keydown", (event) => this.#keyPressed(event));
    this.#list = new PlanWindow({ scroller, list, probe, changed: () => this.schedule(),
      keyAt: (index) => this.#layout.rows[index].key,
      indexOf: (key) => this.#layout.index.get(key),
      tabStop: () => this.#active,
      create: (index) => createPlanRow(this.#layout.rows[index]),
      update: (node, index) => this.#updateRow(node, index) });
    return { filters, empty, detail };
  }

  #layOut() {
    if (this.#layout !== null) return this.#layout;
    const steps = this.#view.steps;
    const open = new Set();
    const isOpen = (key) => this.#toggled.get(key) ?? steps.length <= OPEN_GROUPS_UP_TO_STEPS;
    for (const step of steps) if (isOpen(`group:${step.id}`)) open.add(`group:${step.id}`);
    this.#layout = layOut(steps, this.#filter, open);
    return this.#layout;
  }

  #updateRow(node, index) {
    const row = this.#layout.rows[index];
    const lanes = this.#layout.lanes;
    const facts = {
      lane: lanes?.rows[index] ?? null,
      lanes: lanes?.width ?? 1,
      height: this.#list.rowHeight,
      isSelected: row.key === this.#selected,
      isTabStop: row.key === this.#active,
      isChosen: (from, to) => this.#isChosen(from, to, index),
      now: this.#isPast ? this.#view.updatedAt : serverNow(),
    };
    if (row.kind === "group") {
      updateGroupRow(node, facts, row, this.#steps);
      return;
    }
    const step = this.#steps.get(row.key);
    if (step === undefined) return;
    facts.step = step;
    facts.breakpoint = this.#breakpoints.get(row.key);
    facts.canBreak = step.can.includes(facts.breakpoint ? "unbreakpoint" : "breakpoint");
    updateStepRow(node, facts);
  }

  /** Whether a line is one of the selected step's: from what it needs, or to what needs it. */
  #isChosen(from, to, index) {
    const chosen = this.#selected;
    if (chosen === null) return false;
    if (from === chosen || to === chosen) return true;
    const lanes = this.#layout.lanes;
    const own = lanes.openedAt.get(chosen);
    if (own === undefined || index > own || (to !== undefined && to !== chosen && index !== own)) return false;
    const isNeeded = lanes.rows[own].incoming.some((line) => line.from === from);
    return isNeeded && index < own;
  }

  #renderFilters() {
    const { counts } = this.#view;
    const active = counts.running + counts.blocked + counts.paused + counts.waiting;
    const numbers = { all: counts.total, active, you: counts.waiting, failed: counts.failed };
    // A filter is offered once it has had something to show, and is not taken away again.
    const offered = Object.keys(FILTERS).filter((name) => {
      if (name === "all" || numbers[name] > 0 || name === this.#filter) this.#offered.add(name);
      return this.#offered.has(name);
    });
    patchList(this.#parts.filters, offered, {
      key: (name) => name,
      create: (name) => el("button", { type: "button", onclick: () => this.#choose(name) },
        el("span", null, FILTERS[name].label), " ", el("span", { class: "number" })),
      update: (node, name) => {
        setAttribute(node, "aria-pressed", name === this.#filter);
        setText(node.lastChild, numbers[name]);
      },
    });
  }

  #offered = new Set();

  #choose(filter) {
    this.#filter = filter;
    this.#layout = null;
    if (this.#selected !== null) this.#pendingReveal = { key: this.#selected, place: "center" };
    this.schedule();
  }

  #clicked(event) {
    const row = event.target.closest(".plan-row");
    if (row === null) return;
    if (event.target.closest(".plan-breakpoint")) {
      this.#toggleBreakpoint(row.dataset.key);
      return;
    }
    this.#active = row.dataset.key;
    if (row.dataset.kind === "group") this.#toggleGroup(row.dataset.key);
    else this.#open(row.dataset.key);
    this.schedule();
  }

  #open(step) {
    this.#selected = step;
    this.emit("select-step", { step });
  }

  #toggleGroup(key) {
    const isOpen = this.#layout.rows[this.#layout.index.get(key)].isOpen;
    this.#toggled.set(key, !isOpen);
    this.#layout = null;
  }

  #toggleBreakpoint(id) {
    const step = this.#steps.get(id);
    const isSet = this.#breakpoints.has(id);
    if (!step.can.includes(isSet ? "unbreakpoint" : "breakpoint")) return;
    const intervention = isSet ? "breakpoint-remove" : "breakpoint-add";
    this.emit("intervene", { order: { intervention, step: id } });
  }

  #keyPressed(event) {
    const move = MOVES[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key.length === 1 && !settings().letterKeys) return;
    const { rows, index } = this.#layout;
    const at = index.get(this.#active) ?? 0;
    const next = Math.max(0, Math.min(rows.length - 1, at + move));
    event.preventDefault();
    event.stopPropagation();
    this.#active = rows[next]?.key ?? null;
    if (rows[next]?.kind === "step") this.#open(this.#active);
    this.#list.reveal(next);
    this.#wantsFocus = true;
    this.schedule();
  }

  #focusActive() {
    const node = this.#list.node(this.#active);
    if (node === null) return;
    this.#wantsFocus = false;
    node.querySelector(".plan-step").focus({ preventScroll: true });
  }

  #lookFirst() {
    const { steps } = this.#view;
    const found = FIRST_LOOK.map((state) => steps.find((step) => step.state === state)).find(Boolean) ?? steps[0];
    this.#selected = found?.id ?? null;
    this.#active = this.#selected;
    if (this.#selected !== null) this.#reveal(this.#selected);
  }

  #pendingReveal = null;

  #reveal(step) {
    if (this.#filter !== "all" && !FILTERS[this.#filter].accepts(this.#steps.get(step))) {
      this.#filter = "all";
      this.#layout = null;
    }
    const layout = this.#layOut();
    if (!layout.index.has(step)) {
      const group = layout.rows.find((row) => row.members?.includes(step));
      if (group) this.#toggled.set(group.key, true);
      this.#layout = null;
    }
    this.#pendingReveal = { key: step, place: "center" };
  }
}

customElements.define("plan-view", PlanView);
