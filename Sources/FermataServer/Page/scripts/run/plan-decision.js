/**
 * The decision about a proposed plan: what it takes, what it will ask, who does what, and what follows a yes, a no
 * and silence. With edits, the verdict carries them, so that exactly what is shown is what starts.
 */

import { Component, el, patchList, setAttribute, setText, setVariables } from "../component.js";
import { askForm } from "../dialog.js";
import { count, money } from "../format.js";
import { showEffect, silenceOf } from "../gate-words.js";
import { icon } from "../icons.js";
import { inertLine } from "../inert.js";
import { announce } from "../live-region.js";
import { serverNow } from "../server-clock.js";
import { mayAct } from "../session.js";

/** A decision cannot be made in the first moment after its question came: nobody has read it by then. */
const UNREAD_MILLISECONDS = 600;

/** Asks shown one by one. */
const SHOWN_ASKS = 12;

/** When a screen reader is told how much time is left, in seconds. */
const SPOKEN_SECONDS = [60, 15];

export class PlanDecision extends Component {
  #view = null;
  #gate = null;
  #draft = null;
  #parts = null;
  #shownAt = 0;
  #isBusy = false;
  #isHeld = false;
  #spoken = new Set();

  /** Shows the question that a view asks about its plan, if it does. */
  update(view) {
    this.#view = view;
    const gate = view.gates.find((candidate) => candidate.about === "plan") ?? null;
    if (gate?.gate !== this.#gate?.gate || gate?.digest !== this.#gate?.digest) {
      this.#shownAt = performance.now();
      window.setTimeout(() => this.schedule(), UNREAD_MILLISECONDS);
      this.#isHeld = false;
      this.#spoken.clear();
    }
    this.#gate = gate;
    if (gate !== null) this.schedule();
  }

  /** The edits of the plan, as they are now. The clock of the question stands still while somebody edits. */
  set draft(draft) {
    this.#draft = draft;
    if (!draft.isEmpty) this.#hold();
    this.schedule();
  }

  tick() {
    if (this.#gate?.deadline && !this.hidden) this.#renderSilence();
  }

  render() {
    if (this.#gate === null) return;
    this.#parts ??= this.#build();
    const hasEdits = this.#draft !== null && !this.#draft.isEmpty;
    const shown = hasEdits ? this.#draft.shown
      : this.#view.steps.map(({ plan, effectNote }) => ({ plan, effectNote }));
    const steps = shown.map(({ plan }) => plan);
    this.#renderFacts(steps, hasEdits ? this.#draft.facts?.longestChain : this.#view.longestChain);
    this.#renderProblems(hasEdits ? this.#draft.facts?.problems ?? [] : []);
    this.#renderAsks(steps, new Map(shown.map(({ plan, effectNote }) => [plan.id, effectNote])));
    this.#renderAgents(steps);
    this.#renderConsequences();
    this.#renderSilence();
    setText(this.#parts.start.lastChild, hasEdits ? "Start with your edits" : "Start this plan");
    const may = (name) => mayAct("approver") && this.#gate.choices.some((choice) => choice.name === name);
    // Edits are sent as the server understands them, so that exactly what is shown is what starts.
    this.#dim(this.#parts.start, may("approve") && (!hasEdits || this.#draft.result !== null));
    this.#dim(this.#parts.another, may("reject"));
    this.#dim(this.#parts.discard, this.#view.can.includes("stop"));
  }

  #build() {
    const facts = el("dl", { class: "decision-facts" });
    const problems = el("div", { class: "preview-problems", role: "alert", hidden: true });
    const asks = el("ul", { class: "decision-asks" });
    const breakpoints = el("ul", { class: "decision-breakpoints" });
    const agents = el("ul", { class: "decision-agents" });
    const words = el("dl", { class: "decision-words" });
    const silence = el("p", { class: "silence" }, icon("hold"), el("span"));
    const hold = el("button", { type: "button", class: "button small", onclick: () => this.#hold() }, "Hold");
    const start = el("button", { type: "button", class: "button you", onclick: () => this.#start() }, icon("play"),
      el("span"));
    const another = el("button", { type: "button", class: "button", onclick: () => this.#another() },
      "Ask for another");
    const discard = el("button", { type: "button", class: "button", onclick: () => this.#discard() }, "Discard");
    const section = (title, node) => el("section", null, el("h3", null, title), node);
    const stops = section("Stops at your breakpoints", breakpoints);
    this.append(
      el("header", { class: "panel-head" }, el("h2", null, "Your decision ", el("span", { class: "count" }, "1"))),
      el("div", { class: "decision-body" }, facts, problems, section("Will ask you before", asks), stops,
        section("Who does what", agents), section("What follows", words)),
      el("footer", { class: "decision-foot" }, el("div", { class: "row" }, silence, hold),
        el("div", { class: "button-row" }, start, another, discard)));
    return { facts, problems, asks, breakpoints, stops, agents, words, silence, hold, start, another, discard };
  }

  #renderProblems(problems) {
    const node = this.#parts.problems;
    const texts = problems.map((problem) => inertLine(problem));
    if (node.dataset.shown === texts.join("\n")) return;
    node.dataset.shown = texts.join("\n");
    node.hidden = texts.length === 0;
    node.replaceChildren(el("h4", null, "This plan cannot be run"),
      el("ul", null, texts.map((text) => el("li", null, text))));
  }

  #renderFacts(steps, longestChain) {
    const { cost, playbook } = this.#view;
    const agents = new Set(steps.map((step) => step.agent)).size;
    const facts = [
      ["Steps", String(steps.length), longestChain === undefined ? "" : `${longestChain} in a row at most`],
      ["Agents", String(agents), `${count(playbook.concurrency, "step")} at a time`],
      ["Spent so far", money(cost.spent), cost.budget ? `limit ${money(cost.budget)}` : "no limit"],
    ];
    patchList(this.#parts.facts, facts, {
      key: ([name]) => name,
      create: ([name]) => el("div", null, el("dt", null, name), el("dd", { class: "decision-figure" }),
        el("dd", { class: "decision-note" })),
      update: (node, [, figure, note]) => {
        setText(node.children[1], figure);
        setText(node.children[2], note);
      },
    });
  }

  #renderAsks(steps, notes) {
    const numbers = new Map(steps.map((step, index) => [step.id, index + 1]));
    const byID = new Map(steps.map((step) => [step.id, step]));
    const known = this.#view.upcoming.filter((ask) => !ask.step || numbers.has(ask.step));
    const asks = known.filter((ask) => ask.about !== "breakpoint").slice(0, SHOWN_ASKS)
      .map((ask, index) => ({ ...ask, index }));
    const rest = known.filter((ask) => ask.about !== "breakpoint").length - asks.length;
    if (asks.length === 0) asks.push({ index: "none", text: "Nothing, at this level of autonomy." });
    if (rest > 0) asks.push({ index: "rest", text: `and ${count(rest, "more step")}` });
    patchList(this.#parts.asks, asks, {
      key: (ask) => `${ask.index} ${ask.step ?? ""}`,
      create: (ask) => this.#askRow(ask),
      update: (node, ask) => {
        const step = byID.get(ask.step);
        const title = step ? `${numbers.get(ask.step)}. ${inertLine(step.name ?? step.id)}` : inertLine(ask.text);
        setText(node.firstChild, title);
        showEffect(node.lastChild, step ? notes.get(step.id) : null);
        setAttribute(node, "title", step ? inertLine(ask.text) : null);
      },
    });
    const breakpoints = this.#view.breakpoints.filter((breakpoint) => numbers.has(breakpoint.step));
    setAttribute(this.#parts.stops, "hidden", breakpoints.length === 0);
    patchList(this.#parts.breakpoints, breakpoints, {
      key: (breakpoint) => breakpoint.step,
      create: () => el("li", null, icon("breakpointSet"), el("span")),
      update: (node, breakpoint) => setText(node.lastChild, `Before step ${numbers.get(breakpoint.step)}, ${
        inertLine(byID.get(breakpoint.step).name ?? breakpoint.step)}`),
    });
  }

  #askRow(ask) {
    const words = ask.step ? el("button", { type: "button", class: "link", onclick: () =>
      this.emit("select-step", { step: ask.step }) }) : el("span");
    return el("li", null, words, el("span", { class: "effect detail-effect" }));
  }

  #renderAgents(steps) {
    const tally = new Map();
    for (const step of steps) tally.set(step.agent, (tally.get(step.agent) ?? 0) + 1);
    const described = new Map(this.#view.agents.map((agent) => [agent.id, agent.description ?? agent.kind]));
    const most = Math.max(...tally.values(), 1);
    patchList(this.#parts.agents, [...tally].slice(0, SHOWN_ASKS), {
      key: ([agent]) => agent,
      create: () => el("li", null, el("span"), el("span", { class: "quiet one-line" }),
        el("span", { class: "decision-bar", "aria-hidden": "true" }), el("span", { class: "end" })),
      update: (node, [agent, number]) => {
        setText(node.children[0], inertLine(agent));
        setText(node.children[1], inertLine(described.get(agent) ?? ""));
        setVariables(node.children[2], { "--share": (number / most).toFixed(3) });
        setText(node.children[3], count(number, "step"));
      },
    });
  }

  #renderConsequences() {
    const { approve, reject, silence } = this.#gate.consequences;
    patchList(this.#parts.words, [["If you start it", approve], ["If you ask for another", reject],
      ["If you say nothing", this.#isHeld ? "It waits for you." : silence]].filter(([, text]) => text), {
      key: ([name]) => name,
      create: ([name]) => el("div", null, el("dt", null, name), el("dd")),
      update: (node, [, text]) => setText(node.lastChild, inertLine(text)),
    });
  }

  #renderSilence() {
    const { deadline } = this.#gate;
    const left = deadline ? deadline - serverNow() : Infinity;
    const runs = Boolean(deadline) && !this.#isHeld;
    const { text, clock } = silenceOf(this.#gate, serverNow());
    setText(this.#parts.silence.lastChild, this.#isHeld ? "Held, waits for you" : `${text} ${clock}`.trim());
    setAttribute(this.#parts.hold, "hidden", !deadline);
    this.#dim(this.#parts.hold, runs);
    for (const seconds of SPOKEN_SECONDS) {
      if (!runs || left > seconds * 1000 || left < (seconds - 3) * 1000 || this.#spoken.has(seconds)) continue;
      this.#spoken.add(seconds);
      announce(`${inertLine(this.#gate.title)}: ${text.toLowerCase()} ${count(seconds, "second")}.`);
    }
  }

  #dim(button, isOn) {
    const isUnread = performance.now() - this.#shownAt < UNREAD_MILLISECONDS;
    const isOff = !isOn || ((this.#isBusy || isUnread) && button !== this.#parts.hold);
    setAttribute(button, "aria-disabled", isOff ? "true" : null);
  }

  #hold() {
    if (this.#isHeld || !this.#gate?.deadline) return;
    this.#isHeld = true;
    this.emit("hold", { gate: this.#gate.gate, isHeld: true });
    this.schedule();
  }

  #start() {
    const hasEdits = this.#draft !== null && !this.#draft.isEmpty;
    const edits = hasEdits ? { edits: { steps: this.#draft.result } } : {};
    this.#decide(this.#parts.start, { verdict: "approve", ...edits });
  }

  async #another() {
    if (this.#parts.another.getAttribute("aria-disabled") === "true") return;
    this.#hold();
    const values = await askForm({
      title: "Ask for another plan",
      body: [this.#gate?.consequences.reject ?? ""],
      fields: [{ name: "reason", label: "What should be different", kind: "textarea", required: true }],
      confirm: "Ask for another",
    });
    if (values !== null) this.#decide(this.#parts.another, { verdict: "reject", reason: values.reason });
  }

  #discard() {
    if (this.#parts.discard.getAttribute("aria-disabled") === "true") return;
    this.emit("request-intervention", { intervention: "stop" });
  }

  #decide(button, body) {
    if (button.getAttribute("aria-disabled") === "true" || this.#gate === null) return;
    this.#isBusy = true;
    this.schedule();
    const draft = this.#draft;
    this.emit("decide", { gate: this.#gate.gate, body: { digest: this.#gate.digest, ...body }, settled: (answer) => {
      this.#isBusy = false;
      if (answer !== null && body.edits) draft.discard();
      this.schedule();
    } });
  }
}

customElements.define("plan-decision", PlanDecision);
