/**
 * The head of a run: what it is, where it stands, and everything a person may do to it as a whole.
 *
 * The controls stay where they are in every state of a run that goes on; what does not apply is dimmed. On a
 * phone all but the pause stand in a sheet that `Control` opens.
 */

import { asksAt, autonomyLevels } from "../autonomy.js";
import { Component, el, patchList, setAttribute, setText } from "../component.js";
import { count, duration, money, timeOfDay } from "../format.js";
import { icon, stateGlyph } from "../icons.js";
import { inertLine } from "../inert.js";
import { serverNow } from "../server-clock.js";
import { renderCells } from "./run-cells.js";

/** A control whose meaning has just changed by itself does nothing for as long: the click was meant otherwise. */
const SETTLING_MILLISECONDS = 600;

/** What the badge shows for each status of a run. */
const STATUS_STATES = { proposed: "proposed", running: "running", waiting: "waiting", paused: "paused",
  stopping: "skipped", concluding: "running", done: "done", stopped: "skipped", failed: "failed" };

const CONTROLS = [
  { can: "modify", label: "Modify plan", icon: "edit", key: "M", action: "modify" },
  { can: "breakpoint", label: "Breakpoint", icon: "breakpoint", key: "B", action: "breakpoint" },
  { can: "rollback", label: "Roll back", icon: "undo", key: "R", action: "rollback" },
  { can: "stop", label: "Stop", icon: "stop", key: "", action: "stop", isDangerous: true },
];

let number = 0;

export class RunHead extends Component {
  #view = null;
  #isPast = false;
  #parts = null;
  #pauseChangedAt = 0;
  #wasPaused = null;
  #isDeciding = false;

  /** Whether a proposed plan has its decision beside it: all that can be done to the run is in there then. */
  set isDeciding(isDeciding) {
    if (this.#isDeciding === isDeciding) return;
    this.#isDeciding = isDeciding;
    this.schedule();
  }

  /** Shows a view; `isPast` when it is one the run has left behind. */
  update(view, patch, { isPast = false } = {}) {
    this.#view = view;
    this.#isPast = isPast;
    this.schedule();
  }

  /** Another second has passed. */
  tick() {
    this.schedule();
  }

  /** Does what a control does, for a key; says whether it could. */
  perform(action) {
    if (this.#parts === null) return false;
    if (action === "pause") return this.#pauseOrResume();
    const control = CONTROLS.find((candidate) => candidate.action === action);
    if (!this.#view.can.includes(control.can)) return false;
    this.emit("request-intervention", { intervention: action });
    return true;
  }

  render() {
    if (this.#view === null) return;
    this.#parts ??= this.#build();
    const view = this.#view;
    setText(this.#parts.title, inertLine(view.title));
    this.#renderBadge();
    this.#renderFacts();
    this.#renderControls();
    this.#renderAutonomy();
    renderCells(this.#parts.cells, view, this.#progressWords());
    setAttribute(this, "data-status", view.status);
    setAttribute(this, "data-is-past", this.#isPast);
  }

  #build() {
    const title = el("h1", { class: "run-title", tabIndex: -1 });
    const badge = el("span", { class: "badge" }, el("span", { class: "badge-icon" }), el("span"));
    const facts = el("ul", { class: "run-facts" });
    const undo = this.#buildWayBack("undo", "undoable");
    const redo = this.#buildWayBack("redo", "redoable");
    const { bar, pause, buttons, sheet, toggle } = this.#buildControls();
    const autonomy = this.#buildAutonomy();
    const live = el("button", { type: "button", class: "button strong run-live", hidden: true,
      "aria-keyshortcuts": "L", onclick: () => this.emit("travel", { revision: null }) }, icon("play"),
    "Back to live", el("span", { class: "key", "aria-hidden": "true" }, "L"));
    const adopt = el("button", { type: "button", class: "button small", hidden: true,
      onclick: () => this.emit("adopt") }, "Carry it out here");
    const cells = el("div", { class: "run-cells", role: "img" });
    sheet.append(autonomy.group);
    bar.prepend(undo, redo);
    this.append(
      el("div", { class: "run-heading" }, el("div", { class: "run-name" }, title, badge), live, bar),
      el("div", { class: "run-line" }, facts, adopt, sheet), cells);
    return { title, badge, facts, adopt, undo, redo, pause, buttons, sheet, toggle, autonomy, live, cells, bar };
  }

  /** A button that undoes, or does again, exactly what it names: the server refuses when that is not the last. */
  #buildWayBack(intervention, member) {
    const button = el("button", { type: "button", class: "icon-button run-way-back", onclick: () => {
      const last = this.#view[member];
      if (button.getAttribute("aria-disabled") === "true" || !last) return;
      this.emit("intervene", { order: { intervention, revision: last.revision } });
    } }, icon(intervention));
    return button;
  }

  #buildControls() {
    const pause = el("button", { type: "button", class: "button", onclick: () => this.#pauseOrResume() },
      el("span", { class: "button-icon" }), el("span"), el("span", { class: "key", "aria-hidden": "true" }, "P"));
    const buttons = CONTROLS.map((control) => el("button", {
      type: "button", class: `button run-control${control.isDangerous ? " danger" : ""}`,
      onclick: () => this.perform(control.action),
      "aria-keyshortcuts": control.key || "Shift+S" },
      icon(control.icon), control.label, control.key && el("span", { class: "key", "aria-hidden": "true" }, control.key)));
    const id = `run-sheet-${number += 1}`;
    const sheet = el("div", { class: "run-sheet", id });
    const toggle = el("button", { type: "button", class: "button run-control-toggle", "aria-expanded": "false",
      "aria-controls": id, onclick: () => this.#toggleSheet() }, icon("settings"), "Control");
    const bar = el("div", { class: "run-controls" }, pause, buttons, toggle);
    return { bar, pause, buttons, sheet, toggle };
  }

  #toggleSheet() {
    const isOpen = this.classList.toggle("run-head-open");
    setAttribute(this.#parts.toggle, "aria-expanded", isOpen);
  }

  #buildAutonomy() {
    const name = `autonomy-${number += 1}`;
    const words = el("span", { class: "autonomy-words" });
    const inputs = autonomyLevels.map(({ level, label }) => {
      const input = el("input", { type: "radio", name, value: level, class: "visually-hidden",
        onchange: () => this.#autonomyChosen(level) });
      return el("label", { class: "autonomy-level" }, input, el("span", null, label));
    });
    const group = el("fieldset", { class: "autonomy" },
      el("legend", { class: "visually-hidden" }, "Autonomy"), words,
      el("div", { class: "autonomy-levels" }, inputs));
    return { group, words, inputs: inputs.map((label) => label.firstChild) };
  }

  #autonomyChosen(level) {
    const isAllowed = this.#view.can.includes("autonomy");
    if (isAllowed) this.emit("intervene", { order: { intervention: "autonomy", level } });
    // What is shown is what the server says, so the choice is taken back until it has agreed.
    this.schedule();
  }

  #pauseOrResume() {
    const isPaused = this.#view.isPaused;
    const intervention = isPaused ? "resume" : "pause";
    if (!this.#view.can.includes(intervention)) return false;
    if (performance.now() - this.#pauseChangedAt < SETTLING_MILLISECONDS) return false;
    this.emit("intervene", { order: { intervention } });
    return true;
  }

  #renderBadge() {
    const { badge } = this.#parts;
    const state = this.#isPast ? "past" : STATUS_STATES[this.#view.status] ?? "queued";
    const words = this.#isPast ? `As it was at ${timeOfDay(this.#view.updatedAt)}` : this.#view.statusText;
    if (badge.dataset.state !== state) {
      badge.dataset.state = state;
      badge.firstChild.replaceChildren(this.#isPast ? icon("hold") : stateGlyph(state));
    }
    setText(badge.lastChild, inertLine(words));
  }

  #renderFacts() {
    const view = this.#view;
    const end = view.endedAt ?? (this.#isPast ? view.updatedAt : serverNow());
    const isBegun = view.status !== "proposed";
    const { spent, budget } = view.cost;
    const facts = [
      ["started", isBegun ? `Started ${timeOfDay(view.createdAt)}` : "Not started"],
      ["time", isBegun ? duration(end - view.createdAt) : null],
      ["cost", budget === undefined || budget === null ? (spent > 0 ? money(spent) : null)
        : `${money(spent)} of ${money(budget)}`],
      ["steps", isBegun ? this.#progressWords() : count(view.counts.total, "step")],
      ["agents", count(view.agents.length, "agent")],
      ["owner", ownerText(view)],
      ["end", view.endReason ? inertLine(view.endReason) : null],
    ].filter(([, text]) => text);
    patchList(this.#parts.facts, facts, {
      key: ([name]) => name,
      create: ([name]) => el("li", { class: `run-fact-${name}` }),
      update: (node, [, text]) => setText(node, text),
    });
  }

  #progressWords() {
    const { done, skipped, failed, total } = this.#view.counts;
    const more = [skipped > 0 && `${skipped} skipped`, failed > 0 && `${failed} failed`].filter(Boolean);
    return [`${done} of ${count(total, "step")} done`, ...more].join(", ");
  }

  #renderControls() {
    const view = this.#view;
    const { isEnded } = view;
    const { pause, buttons, bar, live, undo, redo, adopt } = this.#parts;
    // Without an owner nothing starts. It is offered only to those who may do anything to the run at all.
    setAttribute(adopt, "hidden", isEnded || this.#isPast || Boolean(view.owner) || view.can.length === 0);
    setAttribute(bar, "hidden", isEnded || this.#isPast || this.#isDeciding);
    setAttribute(live, "hidden", !this.#isPast);
    if (view.isPaused !== this.#wasPaused) {
      if (this.#wasPaused !== null) this.#pauseChangedAt = performance.now();
      this.#wasPaused = view.isPaused;
      pause.firstChild.replaceChildren(icon(view.isPaused ? "play" : "pause"));
      setText(pause.children[1], view.isPaused ? "Resume all" : "Pause all");
    }
    dim(pause, view.can.includes(view.isPaused ? "resume" : "pause"));
    buttons.forEach((button, index) => dim(button, view.can.includes(CONTROLS[index].can)));
    showWayBack(undo, "Undo", view.can.includes("undo") ? view.undoable : null);
    showWayBack(redo, "Redo", view.can.includes("redo") ? view.redoable : null);
  }

  #renderAutonomy() {
    const { group, words, inputs } = this.#parts.autonomy;
    const { isEnded } = this.#view;
    setAttribute(group, "hidden", isEnded);
    setText(words, `Autonomy: ${asksAt(this.#view.autonomy)}`);
    const isAllowed = this.#view.can.includes("autonomy");
    for (const input of inputs) {
      input.checked = input.value === this.#view.autonomy;
      dim(input, isAllowed);
    }
  }
}

function ownerText(view) {
  if (view.endedAt || view.owner?.isThisServer) return null;
  if (!view.owner) return "Nobody carries it out";
  return `Carried out by ${inertLine(view.owner.label)}`;
}

/** What a way back leads back from; without one it keeps its place, dimmed. */
function showWayBack(button, word, last) {
  const label = last ? `${word}: ${inertLine(last.label)}${last.by ? `, by ${inertLine(last.by)}` : ""}` : word;
  setAttribute(button, "title", label);
  setAttribute(button, "aria-label", label);
  dim(button, Boolean(last));
}

function dim(control, isAllowed) {
  setAttribute(control, "aria-disabled", isAllowed ? null : "true");
}

customElements.define("run-head", RunHead);
