/**
 * When everything happened, and the way back to any of it.
 *
 * A row per agent with bars of its attempts and a diamond per decision; above 60 steps a curve of how much was in
 * progress. The range input runs over the revisions of the log, the list over the decisions. What is chosen is
 * shown by the other panels as the past; the desk stays in the present.
 */

import { Component, el, patchList, setAttribute, setText, setVariables } from "../component.js";
import { count, timeOfDay, timeWithSeconds } from "../format.js";
import { icon } from "../icons.js";
import { inertLine } from "../inert.js";
import { serverNow } from "../server-clock.js";
import {
  barsByAgent, densityOf, densityPath, rangeOf, revisionAt, shareOf, ticksOf, timeAt,
} from "./timeline-chart.js";

const SVG = "http://www.w3.org/2000/svg";

/** Above so many steps, or agents, the bars become a curve. */
const BARS_UP_TO_STEPS = 60;
const BARS_UP_TO_AGENTS = 12;

/** The past is loaded once the slider has rested for as long. */
const REST_MILLISECONDS = 120;

/** The times of so many events are remembered, to place the slider's revisions in time. */
const REMEMBERED_MARKS = 2000;

export class RunTimeline extends Component {
  #view = null;
  #past = null;
  #parts = null;
  #marks = [];
  #timer = 0;
  /** Where the slider was put, until the other panels show it. */
  #wanted = null;

  /** Shows a view. */
  update(view, patch) {
    if (this.#view?.run !== view.run) {
      this.#marks = [];
      // Chosen once: a chart that became another one would move everything around it.
      this.#isCurve = view.steps.length > BARS_UP_TO_STEPS || view.agents.length > BARS_UP_TO_AGENTS;
    }
    this.#view = view;
    if (!patch || patch.steps || patch.decisions || patch.agents || this.#parts === null) this.#isStale = true;
    this.schedule();
  }

  #isStale = true;
  #isCurve = false;

  /** The view that the other panels show, or null for now. */
  set past(view) {
    this.#past = view;
    // While the slider still moves, what comes is not yet what was asked for.
    if (this.#timer === 0) this.#wanted = null;
    this.schedule();
  }

  /** An event has come: its time is known exactly. */
  event({ revision, time }) {
    this.#marks.push({ revision, at: time });
    if (this.#marks.length > REMEMBERED_MARKS) this.#marks.splice(0, REMEMBERED_MARKS / 2);
  }

  tick() {
    if (this.#view === null || this.#view.endedAt) return;
    this.#isStale = true;
    this.schedule();
  }

  render() {
    if (this.#view === null) return;
    this.#parts ??= this.#build();
    const view = this.#view;
    const range = rangeOf(view, serverNow());
    const isCurve = this.#isCurve;
    this.#renderHead(view);
    if (this.#isStale) {
      this.#isStale = false;
      setAttribute(this, "data-is-curve", isCurve);
      if (isCurve) this.#renderCurve(view, range);
      else this.#renderBars(view, range);
      this.#renderTicks(range);
      this.#renderDecisions(view, range);
    }
    this.#renderPosition(view, range);
  }

  #build() {
    const time = el("span", { class: "second" });
    const number = el("span", { class: "second" });
    const slider = el("input", { type: "range", class: "timeline-slider", min: 1, step: 1,
      "aria-label": "Moment of the run", oninput: () => this.#slid() });
    const live = el("button", { type: "button", class: "button small", onclick: () => this.#travel(null) }, "Live");
    const rows = el("div", { class: "timeline-rows" });
    const ticks = el("div", { class: "timeline-ticks", "aria-hidden": "true" });
    const diamonds = el("div", { class: "timeline-diamonds" });
    const head = el("div", { class: "timeline-now", "aria-hidden": "true" });
    const curve = document.createElementNS(SVG, "svg");
    for (const [name, value] of [["class", "timeline-curve"], ["viewBox", "0 0 1 1"],
      ["preserveAspectRatio", "none"], ["aria-hidden", "true"]]) curve.setAttribute(name, value);
    curve.append(document.createElementNS(SVG, "path"));
    const sentence = el("p", { class: "visually-hidden" });
    const plot = el("div", { class: "timeline-plot", onclick: (event) => this.#clicked(event) }, ticks, curve, rows,
      diamonds, head);
    const list = el("ol", { class: "timeline-list" });
    const decisions = el("details", { class: "timeline-decisions",
      onfocusout: (event) => decisions.contains(event.relatedTarget) || (decisions.open = false),
      onkeydown: (event) => {
        if (event.key !== "Escape" || !decisions.open) return;
        decisions.open = false;
        decisions.firstChild.focus();
      } }, el("summary", null, number), list);
    this.append(el("header", { class: "timeline-head" }, el("h2", null, "Timeline"), time, decisions, slider, live),
      sentence, el("div", { class: "timeline-body" }, el("span", { class: "timeline-label" }, "Active steps"), plot));
    return { time, number, slider, live, rows, ticks, diamonds, head, curve, sentence, plot, list };
  }

  #renderHead(view) {
    const { time, number, slider, live, sentence } = this.#parts;
    const at = this.#past?.updatedAt ?? view.endedAt ?? serverNow();
    const words = this.#past !== null ? "As it was at" : view.endedAt ? "Ended" : "";
    setText(time, `${words} ${timeWithSeconds(at)}`.trim());
    setText(number, count(view.decisions.length, "decision"));
    setAttribute(slider, "max", view.revision);
    slider.value = this.#wanted ?? this.#past?.revision ?? view.revision;
    this.#describeSlider();
    setAttribute(live, "aria-disabled", this.#past === null ? "true" : null);
    setText(sentence, `${count(view.agents.length, "agent")} worked on ${count(view.counts.total, "step")}; ${
      view.counts.done} are done, ${view.counts.running} run.`);
  }

  #describeSlider() {
    const { slider } = this.#parts;
    const revision = Number(slider.value);
    const at = timeAt(this.#known(), revision);
    setAttribute(slider, "aria-valuetext", revision >= this.#view.revision ? "Live"
      : `Event ${revision} of ${this.#view.revision}, about ${timeWithSeconds(at)}`);
  }

  #renderBars(view, range) {
    const bars = barsByAgent(view.steps, range);
    // Every agent has its row from the start: one that begins later moves nothing.
    patchList(this.#parts.rows, view.agents, {
      key: (agent) => agent.id,
      create: (agent) => el("div", { class: "timeline-row" }, el("span", { class: "timeline-agent one-line" },
        inertLine(agent.id)), el("div", { class: "timeline-bars" })),
      update: (node, agent) => patchList(node.lastChild, (bars.get(agent.id) ?? []).map((bar, index) => ({ ...bar, index })), {
        key: (bar) => bar.index,
        create: () => el("span", { class: "timeline-bar" }),
        update: (rectangle, bar) => {
          setAttribute(rectangle, "data-state", bar.state);
          setAttribute(rectangle, "title", inertLine(bar.title));
          setVariables(rectangle, { "--from": bar.from.toFixed(4), "--width": bar.width.toFixed(4) });
        },
      }),
    });
  }

  #renderCurve(view, range) {
    const path = densityPath(densityOf(view.steps, range));
    const node = this.#parts.curve.firstChild;
    if (node.getAttribute("d") !== path) node.setAttribute("d", path);
  }

  #renderTicks(range) {
    const { ticks, hasSeconds } = ticksOf(range);
    patchList(this.#parts.ticks, ticks, {
      key: (time) => time,
      create: (time) => el("span", { class: "timeline-tick" }, hasSeconds ? timeWithSeconds(time) : timeOfDay(time)),
      update: (node, time) => setVariables(node, { "--from": shareOf(time, range).toFixed(4) }),
    });
  }

  #renderDecisions(view, range) {
    patchList(this.#parts.diamonds, view.decisions, {
      key: (decision) => decision.revision,
      create: (decision) => el("span", { class: "timeline-diamond", title: describe(decision) }),
      update: (node, decision) => setVariables(node, { "--from": shareOf(decision.at, range).toFixed(4) }),
    });
    patchList(this.#parts.list, view.decisions, {
      key: (decision) => decision.revision,
      create: (decision) => el("li", null, el("button", { type: "button", onclick: () =>
        this.#travel(decision.revision) }, icon("breakpointSet"), el("span", { class: "second" },
        timeWithSeconds(decision.at)), el("span", null, sentence(decision)))),
    });
  }

  #renderPosition(view, range) {
    const at = this.#past?.updatedAt ?? range.end;
    setVariables(this.#parts.head, { "--from": shareOf(at, range).toFixed(4) });
    [...this.#parts.list.children].forEach((row, index) => {
      const isShown = this.#past !== null && this.#past.revision === view.decisions[index]?.revision;
      setAttribute(row.firstChild, "aria-current", isShown ? "true" : null);
    });
  }

  /** Revisions whose time is known: the first, the decisions, the events that came, and the last. */
  #known() {
    const view = this.#view;
    const marks = new Map([[1, view.createdAt]]);
    for (const { revision, at } of view.decisions) marks.set(revision, at);
    for (const { revision, at } of this.#marks) marks.set(revision, at);
    if (this.#past !== null) marks.set(this.#past.revision, this.#past.updatedAt);
    marks.set(view.revision, view.updatedAt);
    return [...marks].map(([revision, at]) => ({ revision, at })).sort((left, right) => left.revision - right.revision);
  }

  #slid() {
    const revision = Number(this.#parts.slider.value);
    this.#wanted = revision;
    this.#describeSlider();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.#travel(revision >= this.#view.revision ? null : revision);
    }, REST_MILLISECONDS);
  }

  #clicked(event) {
    // A click is no tick: asking where the chart stands is allowed here.
    const plot = this.#parts.ticks.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - plot.left) / Math.max(1, plot.width)));
    const range = rangeOf(this.#view, serverNow());
    if (share >= 0.995) this.#travel(null);
    else this.#travel(revisionAt(this.#known(), range.start + share * (range.end - range.start)));
  }

  #travel(revision) {
    this.emit("travel", { revision });
  }
}

function describe(decision) {
  return `${timeWithSeconds(decision.at)} ${sentence(decision)}`;
}

/** What was decided, with who decided it. */
function sentence({ text, by }) {
  const words = inertLine(text);
  const begun = words.charAt(0).toUpperCase() + words.slice(1);
  return words.includes(by) ? begun : `${begun} (${inertLine(by)})`;
}

customElements.define("run-timeline", RunTimeline);
