/**
 * What happens in the run, as it happens. It follows the newest line until somebody scrolls away, and then only
 * says how many are new. It is silent for screen readers, which are told the important things elsewhere.
 */

import { api } from "../api.js";
import { Component, el, setAttribute, setChildren, setText } from "../component.js";
import { timeWithSeconds } from "../format.js";
import { icon, stateGlyph } from "../icons.js";
import { inertLine } from "../inert.js";
import "../windowed-list.js";
import { showStepOutput } from "./step-output.js";

/** Events kept at most; older ones are in the audit. */
const maximumKept = 5000;
/** Events fetched at once from before the page was opened. */
const pageSize = 300;
const rowHeight = 26;
const filters = { all: "All", decisions: "Decisions", trouble: "Trouble" };

const glyphs = {
  "attempt.started": "running", "attempt.completed": "done", "attempt.failed": "failed",
  "attempt.interrupted": "blocked", "attempt.suspended": "waiting", "attempt.abandoned": "skipped",
  "gate.opened": "waiting", "gate.expired": "blocked", "gate.withdrawn": "skipped", "run.ended": "done",
  "step.skipped": "skipped", "run.rolled-back": "rolledBack", "hold.placed": "paused", "stop.requested": "stopped",
};

export class LiveStream extends Component {
  #view = null;
  #parts = null;
  #filter = "all";
  /** @type {any[]} in order of revision */
  #events = [];
  #known = new Set();
  #steps = new Map();
  #isFollowing = true;
  #missed = 0;
  #oldest = Infinity;
  #loading = null;
  /** A list that was hidden has no end to scroll to; once it is shown, it follows again. */
  #observer = new ResizeObserver(() => {
    if (this.#isFollowing) requestAnimationFrame(() => this.schedule());
  });

  connectedCallback() {
    this.#build();
    this.#observer.observe(this.#parts.list);
    super.connectedCallback();
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    this.#loading?.abort();
  }

  /** The run as it is now. */
  update(view, patch) {
    const isNew = this.#view?.run !== view.run;
    this.#view = view;
    if (!patch || patch.steps) this.#steps = new Map(view.steps.map((step) => [step.id, step]));
    if (isNew) this.#begin();
  }

  /** Something that happened. */
  event(event) {
    if (!this.#keep(event)) return;
    if (!this.#isFollowing && this.#passes(event)) this.#missed += 1;
    this.schedule();
  }

  #begin() {
    this.#events = [];
    this.#known.clear();
    this.#oldest = Infinity;
    this.#missed = 0;
    this.#isFollowing = true;
    this.#load(this.#view.revision);
  }

  #keep(event) {
    if (this.#known.has(event.revision)) return false;
    this.#known.add(event.revision);
    const last = this.#events.at(-1);
    if (!last || last.revision < event.revision) this.#events.push(event);
    else {
      const place = this.#events.findIndex((each) => each.revision > event.revision);
      this.#events.splice(place, 0, event);
    }
    while (this.#events.length > maximumKept) this.#known.delete(this.#events.shift().revision);
    return true;
  }

  async #load(before) {
    this.#loading?.abort();
    this.#loading = new AbortController();
    const after = Math.max(0, before - pageSize);
    try {
      const path = `/v1/runs/${encodeURIComponent(this.#view.run)}/events?after=${after}&limit=${pageSize}`;
      const { events } = await api.get(path, { signal: this.#loading.signal });
      this.#oldest = after;
      for (const event of events) this.#keep(event);
      setText(this.#parts.problem, "");
    } catch (error) {
      if (this.#loading?.signal.aborted) return;
      setText(this.#parts.problem, `What happened before cannot be shown. ${error.message}`);
    }
    this.schedule();
  }

  #build() {
    if (this.#parts !== null) return;
    const list = el("windowed-list", { class: "stream-list" });
    list.configure({ rowHeight, label: "Activity", key: (event) => event.revision, create: () => this.#createRow(),
      update: (row, event) => this.#updateRow(row, event),
      open: (event) => event.step && this.emit("select-step", { step: event.step }) });
    setAttribute(list, "aria-live", "off");
    list.addEventListener("scroll", () => this.#scrolled(list), { passive: true });
    const forms = el("div", { class: "segments", role: "group", "aria-label": "Which activity is shown" },
      Object.entries(filters).map(([name, label]) => el("button", { type: "button", dataset: { filter: name },
        "aria-pressed": name === this.#filter, onclick: () => this.#choose(name) }, label)));
    const fresh = el("button", { type: "button", class: "button small stream-new", hidden: true,
      onclick: () => this.#follow() }, icon("down"), el("span"));
    const problem = el("p", { class: "field-problem stream-problem" });
    const status = el("span", { class: "quiet stream-status" });
    const earlier = el("button", { type: "button", class: "button small stream-earlier", hidden: true,
      onclick: () => this.#load(this.#oldest) }, icon("up"), "Earlier");
    this.#parts = { list, forms, fresh, problem, status, earlier };
    this.append(el("div", { class: "panel-head" }, el("h2", null, "Activity"), status, forms), problem,
      el("div", { class: "stream-frame" }, list, earlier, fresh));
  }

  /** The connection's standing, in the feed's words. */
  status(state) {
    const words = typeof state === "string" ? state : state?.state === "live" ? "" : state?.text ?? "";
    if (this.#parts) setText(this.#parts.status, /^live$/i.test(words) ? "" : words);
  }

  #choose(filter) {
    this.#filter = filter;
    for (const button of this.#parts.forms.children) setAttribute(button, "aria-pressed", button.dataset.filter === filter);
    this.#follow();
  }

  #follow() {
    this.#isFollowing = true;
    this.#missed = 0;
    this.schedule();
  }

  #scrolled(list) {
    if (this.#isFollowing !== list.isAtEnd) {
      this.#isFollowing = list.isAtEnd;
      if (this.#isFollowing) this.#missed = 0;
      this.schedule();
    }
    this.#parts.earlier.hidden = !(list.scrollTop < rowHeight && this.#oldest > 0 && Number.isFinite(this.#oldest));
  }

  #passes(event) {
    if (this.#filter === "trouble") return event.isTrouble === true;
    if (this.#filter === "decisions") return event.isDecision === true;
    return true;
  }

  render() {
    if (this.#view === null || this.#parts === null) return;
    const { list, fresh } = this.#parts;
    list.items = this.#filter === "all" ? [...this.#events] : this.#events.filter((event) => this.#passes(event));
    if (this.#isFollowing) list.revealEnd();
    fresh.hidden = this.#missed === 0;
    setText(fresh.lastChild, `${this.#missed} new`);
  }

  #createRow() {
    const row = el("div", { class: "stream-row" });
    row.parts = {
      time: el("span", { class: "stream-time" }), glyph: el("span", { class: "stream-glyph" }),
      who: el("span", { class: "stream-who" }), text: el("span", { class: "stream-text" }),
      output: el("button", { type: "button", class: "stream-output", onclick: () => this.#showOutput(row.event) }, "Output"),
    };
    row.append(...Object.values(row.parts));
    return row;
  }

  #updateRow(row, event) {
    const { time, glyph, who, text, output } = row.parts;
    row.event = event;
    const step = this.#steps.get(event.step);
    const isPerson = event.isDecision === true && event.actor.kind === "person";
    const state = glyphs[event.type] ?? (isPerson ? "waiting" : "queued");
    row.dataset.state = state;
    setAttribute(row, "data-is-trouble", event.isTrouble === true);
    setText(time, timeWithSeconds(event.time));
    if (glyph.dataset.shown !== state) {
      glyph.dataset.shown = state;
      setChildren(glyph, event.type === "attempt.started" ? icon("play") : stateGlyph(state));
    }
    setText(who, inertLine(isPerson ? event.actor.name : step ? step.agent : "run"));
    const place = step ? `${step.number}. ${step.title}: ` : "";
    setText(text, inertLine(place + event.text));
    text.title = inertLine(place + event.text);
    output.hidden = !event.payload?.transcript;
  }

  #showOutput(event) {
    const step = this.#steps.get(event.step) ?? { title: event.step ?? "this attempt" };
    const number = event.payload.key?.number ?? event.payload.number ?? 1;
    showStepOutput(this.#view.run, step, { number, transcript: event.payload.transcript }).catch(reportError);
  }
}

customElements.define("live-stream", LiveStream);
