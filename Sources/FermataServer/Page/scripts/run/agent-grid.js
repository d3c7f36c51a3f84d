/**
 * The agents: what each does now. Cards while they are few, windowed rows when they are many.
 *
 * What agents print arrives faster than anybody reads: it is kept as one newest line per agent and drawn at most
 * ten times a second, and only for agents that are in view. The order follows how pressing an agent's state is,
 * except while the pointer or the focus is among them.
 */

import { Component, el, patchList, setAttribute, setChildren, setText } from "../component.js";
import { count } from "../format.js";
import { stateGlyph, stateWords } from "../icons.js";
import { inertLine } from "../inert.js";
import "../windowed-list.js";
import { createAgent, updateAgent, updateOutput, updateTime } from "./agent-card.js";

/** Between two drawings of output. */
const outputMilliseconds = 100;
/** Characters kept of the newest line. */
const maximumLineLength = 240;
/** With more agents than this, rows are shown unless somebody chose. */
const maximumCards = 24;
/** Fewer agents than this keep the playbook's order. */
const minimumSorted = 13;
const rowHeight = 38;
const formKey = "fermata.agents.form";
const pressing = ["needsYou", "failed", "blocked", "running", "paused", "idle", "done"];

export class AgentGrid extends Component {
  #view = null;
  #isPast = false;
  #parts = null;
  #form = "cards";
  #isChosen = false;
  #order = [];
  #steps = new Map();
  #gates = new Map();
  /** The newest line of each step's output. @type {Map<string, string>} */
  #lines = new Map();
  #printed = new Set();
  #timer = 0;
  /** @type {Set<Element>} */
  #inView = new Set();
  #observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#inView.add(target);
      else this.#inView.delete(target);
    }
  });

  connectedCallback() {
    this.#build();
    super.connectedCallback();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#observer.disconnect();
    this.#inView.clear();
  }

  /** The run, as it is now or as it was. */
  update(view, patch, { isPast = false } = {}) {
    if (this.#view?.run !== view.run) {
      this.#lines.clear();
      this.#order = [];
    }
    this.#view = view;
    this.#isPast = isPast;
    if (patch && !["agents", "steps", "gates", "order", "can"].some((key) => key in patch)) return;
    this.#steps = new Map(view.steps.map((step) => [step.id, step]));
    this.#gates = new Map(view.gates.map((gate) => [gate.step, gate]));
    this.schedule();
  }

  /** A piece of what an agent printed. */
  output({ step, text }) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    const isWhole = (this.#lines.get(step) ?? "").endsWith("\n");
    const newest = lines.at(-1);
    if (newest === undefined) return;
    const before = lines.length > 1 || isWhole ? "" : this.#lines.get(step) ?? "";
    this.#lines.set(step, (before + newest).slice(-maximumLineLength) + (text.endsWith("\n") ? "\n" : ""));
    this.#printed.add(step);
    if (this.#timer === 0) this.#timer = setTimeout(() => this.#drawOutput(), outputMilliseconds);
  }

  /** Counts on. */
  tick() {
    if (this.offsetParent === null) return;
    for (const node of this.#nodes()) if (this.#isVisible(node)) updateTime(node);
  }

  #drawOutput() {
    this.#timer = 0;
    const printed = this.#printed;
    this.#printed = new Set();
    if (document.hidden || this.offsetParent === null || this.#isPast) return;
    for (const node of this.#nodes()) {
      if (node.step && printed.has(node.step.id) && this.#isVisible(node)) updateOutput(node, this.#line(node.step.id));
    }
  }

  #line(step) {
    return this.#isPast ? "" : inertLine((this.#lines.get(step) ?? "").trimEnd());
  }

  #isVisible(node) {
    return node.isRow || this.#inView.has(node);
  }

  #nodes() {
    if (this.#parts === null) return [];
    const parent = this.#form === "cards" ? this.#parts.cards : this.#parts.list.querySelector(".windowed-rows");
    return [...(parent?.children ?? [])].filter((node) => node.parts && node.agent);
  }

  #build() {
    if (this.#parts !== null) return;
    const counts = el("div", { class: "agent-counts" });
    const form = (name, label) => el("button", { type: "button", dataset: { form: name },
      onclick: () => this.#choose(name) }, label);
    const forms = el("div", { class: "segments", role: "group", "aria-label": "How agents are shown" },
      form("cards", "Cards"), form("rows", "Rows"));
    const cards = el("div", { class: "agent-cards", tabIndex: 0, role: "region", "aria-label": "Agents" });
    const list = el("windowed-list", { class: "agent-rows", hidden: true });
    list.configure({
      rowHeight, label: "Agents", key: (fact) => fact.agent.id, create: () => createAgent(this, "rows"),
      update: (row, fact) => updateAgent(row, fact),
      open: (fact) => fact.step && this.emit("select-step", { step: fact.step.id }),
    });
    for (const part of [cards, list]) {
      part.addEventListener("pointerleave", () => this.schedule());
      part.addEventListener("focusout", () => queueMicrotask(() => this.schedule()));
    }
    this.#parts = { counts, forms, cards, list };
    this.append(el("h2", { class: "visually-hidden" }, "Agents"), el("div", { class: "agent-bar" }, counts, forms),
      cards, list);
  }

  #choose(form) {
    this.#isChosen = true;
    this.#form = form;
    try {
      localStorage.setItem(formKey, form);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    this.schedule();
  }

  #chooseForm(agents) {
    if (this.#isChosen) return;
    this.#isChosen = true;
    let kept = null;
    try {
      kept = localStorage.getItem(formKey);
    } catch {
      // Without storage nothing was chosen.
    }
    this.#form = agents.length > maximumCards ? "rows" : kept === "rows" ? "rows" : "cards";
  }

  #sorted(agents) {
    if (agents.length < minimumSorted) return agents;
    const byID = new Map(agents.map((agent) => [agent.id, agent]));
    const isFrozen = this.#order.length === agents.length && this.#order.every((id) => byID.has(id))
      && [this.#parts.cards, this.#parts.list].some((part) => part.matches(":hover") || part.contains(document.activeElement));
    if (!isFrozen) {
      const rank = (agent) => pressing.indexOf(agent.state);
      this.#order = [...agents].sort((left, right) => rank(left) - rank(right)).map((agent) => agent.id);
    }
    return this.#order.map((id) => byID.get(id));
  }

  render() {
    if (this.#view === null || this.#parts === null) return;
    const { agents } = this.#view;
    this.#chooseForm(agents);
    const { cards, list, forms } = this.#parts;
    for (const button of forms.children) setAttribute(button, "aria-pressed", button.dataset.form === this.#form);
    cards.hidden = this.#form !== "cards";
    list.hidden = this.#form !== "rows";
    this.#renderCounts(agents);
    const facts = this.#sorted(agents).map((agent) => this.#facts(agent));
    if (this.#form === "rows") {
      list.items = facts;
      return;
    }
    patchList(cards, facts, {
      key: (fact) => fact.agent.id,
      create: () => {
        const node = createAgent(this, "cards");
        this.#observer.observe(node);
        return node;
      },
      update: (node, fact) => updateAgent(node, fact),
    });
  }

  #facts(agent) {
    const step = this.#steps.get(agent.step) ?? null;
    return { agent, step, gate: step ? this.#gates.get(step.id) ?? null : null, output: step ? this.#line(step.id) : "",
      isLive: !this.#isPast && this.#view.can.length > 0 };
  }

  #renderCounts(agents) {
    const tally = new Map();
    for (const agent of agents) tally.set(agent.state, (tally.get(agent.state) ?? 0) + 1);
    const shown = pressing.filter((state) => tally.has(state));
    patchList(this.#parts.counts, shown, {
      key: (state) => state,
      create: (state) => el("span", { class: "agent-count", dataset: { state } }, stateGlyph(state), el("span")),
      update: (node, state) => setText(node.lastChild, state === "needsYou"
        ? count(tally.get(state), "needs you", "need you") : `${tally.get(state)} ${stateWords[state].toLowerCase()}`),
    });
    if (agents.length === 0) setChildren(this.#parts.counts, el("span", { class: "quiet" }, "No agents."));
  }
}

customElements.define("agent-grid", AgentGrid);
