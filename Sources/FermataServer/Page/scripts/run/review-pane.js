/**
 * One request, opened: what exactly would happen, why it is asked, what follows, and the verdict.
 *
 * A verdict is bound to what was shown. What arrives never opens by itself, and never takes a request away from
 * under a person: one that was decided elsewhere says so and stays until they go on, one that changed says what
 * changed and keeps their draft. While a person edits or has a dialog open, the deadline is held in the server.
 * After a decision the focus goes to the next request that waited when they decided; what the decision itself
 * caused waits to be opened.
 */

import { api } from "../api.js";
import { freshMilliseconds, versionOf } from "../arrivals.js";
import { Component, el } from "../component.js";
import { inertLine } from "../inert.js";
import { bindKeys } from "../keys.js";
import { announce } from "../live-region.js";
import { serverNow } from "../server-clock.js";
import { toastProblem } from "../toast.js";
import { wasTouchedSince } from "../touch.js";
import { updateSilence } from "./desk-row.js";
import { draft, forgetDrafts } from "./drafts.js";
import { choiceOf, wordsOf } from "./gate-parts.js";
import { problemInText } from "./document-editor.js";
import { ReviewDrawing } from "./review-drawing.js";
import { changedNotice, closedNotice } from "./review-frame.js";
import { BusyHold } from "./review-hold.js";
import { askReason } from "./review-reject.js";
import { sendIntervention } from "./run-orders.js";
import { decide, notePending, noticeReview, pendingUntil } from "./verdicts.js";

/** A deadline is spoken when so many seconds are left. */
const spokenSeconds = [60, 15];
const changesAfterMilliseconds = 300;

export class ReviewPane extends Component {
  #view = null;
  #gate = null;
  /** reading, editing */
  #mode = "reading";
  /** open, sending, pending, closed */
  #phase = "open";
  #shownAt = 0;
  #notice = null;
  #decided = new Set();
  #isFocusWanted = false;
  /** All of the request that is open, once a person has asked to see what the view left out. */
  #whole = null;
  /** When the run was first shown, or null before that. */
  #begunAt = null;
  /** The requests that waited when the person last decided: only these may follow by themselves. */
  #waited = new Set();
  #hold = new BusyHold((gate, isHeld) => this.emit("hold", { gate, isHeld }));
  /** @type {ReviewDrawing|null} */
  #drawing = null;
  #timer = 0;
  #stopKeys = null;
  /** Whether it is on the screen, as the browser tells it: asking in a render would cost a layout. */
  #isSeen = false;
  #observer = new IntersectionObserver((entries) => {
    const { isIntersecting } = entries.at(-1);
    // It is as new as if it had just been opened: nobody has seen it before.
    if (isIntersecting && !this.#isSeen) this.#shownAt = performance.now();
    this.#isSeen = isIntersecting;
    this.schedule();
  });

  connectedCallback() {
    this.#build();
    this.#stopKeys = bindKeys(this.#keys());
    this.#observer.observe(this);
    super.connectedCallback();
  }

  disconnectedCallback() {
    this.#stopKeys?.();
    this.#observer.disconnect();
    clearTimeout(this.#timer);
    noticeReview(null);
  }

  /** The run as it is now. */
  update(view) {
    if (this.#view?.run !== view.run) this.#forget();
    this.#view = view;
    const current = view.gates.find((gate) => gate.gate === this.#gate?.gate);
    if (this.#gate !== null && !current) this.#closed();
    else if (current && current.digest !== this.#gate.digest) this.#changed(current);
    else if (current) this.#gate = current;
    // Whoever has just come to the run and has touched nothing is shown what comes first.
    this.#begunAt ??= performance.now();
    if (this.#gate === null && !wasTouchedSince(this.#begunAt)) this.#show(this.#first());
    this.schedule();
  }

  /** Shows a request because a person asked for it. */
  open(name) {
    const gate = this.#view?.gates.find((each) => each.gate === name);
    if (!gate) return;
    this.#isFocusWanted = true;
    if (gate.gate !== this.#gate?.gate) this.#show(gate);
    this.schedule();
  }

  /** Shows what comes first where nothing is open, because a person came to look at requests. */
  openFirst() {
    if (this.#gate !== null || this.#view === null) return;
    this.#show(this.#first());
    // At once: otherwise the way to the next request would be there for a frame, and gone under a pointer.
    this.render();
  }

  /** Counts down, and speaks when little time is left. */
  tick() {
    if (this.#gate === null || this.#phase === "closed" || !this.#isSeen) return;
    updateSilence(this.#drawing.parts.silence, this.#gate);
    const left = Math.round(((this.#gate.deadline ?? 0) - serverNow()) / 1000);
    if (this.#gate.deadline && spokenSeconds.includes(left)) {
      announce(`${inertLine(this.#gate.title)}: ${left} seconds left. H holds the time.`);
    }
  }

  #forget() {
    this.#gate = null;
    this.#begunAt = null;
    this.#waited.clear();
    this.#mode = "reading";
    this.#phase = "open";
    this.#notice = null;
    this.#decided.clear();
  }

  #first() {
    const open = this.#queue();
    return open.find((gate) => gate.about !== "synthesis") ?? open[0] ?? null;
  }

  #queue() {
    return this.#view?.gates.filter((gate) => !this.#decided.has(gate.gate)) ?? [];
  }

  #show(gate) {
    if (this.#phase === "open") this.#hold.leave(this.#gate);
    this.#gate = gate;
    this.#shownAt = performance.now();
    this.#phase = gate && pendingUntil(gate.gate) ? "pending" : "open";
    const isDrafted = gate && typeof gate.document === "string" && draft(`${gate.gate}.document`) !== null;
    this.#mode = isDrafted ? "editing" : "reading";
    if (isDrafted) this.#hold.begin(this.#gate);
    this.#drawing.parts.body.scrollTop = 0;
    this.schedule();
  }

  /** The open request with all that is known of it: what was fetched as a whole stays whole while it asks the same. */
  get #shown() {
    const gate = this.#gate;
    if (gate === null || this.#whole === null || versionOf(this.#whole) !== versionOf(gate)) return gate;
    const { subject, changes, question, isShownWhole } = this.#whole;
    return { ...gate, subject, changes, question, isShownWhole };
  }

  /** Fetches what the view left out. From then on it is as new as if it had just come. */
  async #showWhole() {
    const gate = this.#gate;
    try {
      const whole = await api.get(`/v1/gates/${encodeURIComponent(gate.gate)}`);
      if (this.#gate?.gate !== gate.gate || whole.status) return;
      if (whole.digest !== this.#gate.digest) this.#changed(whole);
      this.#whole = whole;
      this.#shownAt = performance.now();
      this.render();
      this.#drawing.parts.heading.focus();
    } catch (error) {
      toastProblem(error, "The rest could not be read.");
    }
  }

  #changed(gate) {
    this.#notice = changedNotice(this.#gate, gate);
    this.#gate = gate;
    this.#shownAt = performance.now();
    if (this.#phase === "pending") this.#phase = "open";
  }

  /** The request is gone: because of this person's verdict, or somebody else's. */
  #closed() {
    notePending(this.#gate.gate, null);
    this.#hold.forget(this.#gate);
    if (this.#phase === "sending" || this.#phase === "closed") return;
    if (!this.#isSeen && this.#mode === "reading" && this.#phase === "open") return this.#show(null);
    const hadFocus = this.#drawing.parts.actions.contains(document.activeElement);
    this.#end(closedNotice(this.#gate, this.#view));
    if (!hadFocus) return;
    this.render();
    this.#drawing.parts.heading.focus();
  }

  /** Leaves a request that was decided where it is, until the person goes on. */
  #end(notice) {
    this.#phase = "closed";
    this.#notice = notice;
  }

  /**
   * Shows the next request, or that none is open.
   * @param {(gate: object) => boolean} mayFollow which requests may be opened
   */
  #goOn(mayFollow) {
    this.#decided.add(this.#gate.gate);
    forgetDrafts(`${this.#gate.gate}.`);
    this.#hold.forget(this.#gate);
    const rest = this.#queue().filter(mayFollow);
    this.#show(rest.find((gate) => gate.number > this.#gate.number) ?? rest[0] ?? null);
    this.#notice = null;
    this.#isFocusWanted = true;
    this.schedule();
  }

  #build() {
    if (this.#drawing !== null) return;
    this.#drawing = new ReviewDrawing({
      act: (name) => this.#act(name),
      next: (step) => this.#move(step),
      goOn: () => this.#goOn(() => true),
      withdraw: () => this.#withdraw(),
      select: (step) => this.emit("select-step", { step }),
      showWhole: () => this.#showWhole(),
      began: () => this.#hold.begin(this.#gate),
      draftChanged: () => {
        this.#hold.begin(this.#gate);
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.schedule(), changesAfterMilliseconds);
      },
    });
    this.append(...this.#drawing.parts.children);
  }

  render() {
    if (this.#view === null || this.#drawing === null) return;
    const gate = this.#shown;
    const freshFor = Math.max(0, freshMilliseconds - (performance.now() - this.#shownAt));
    if (gate !== null && freshFor > 0) setTimeout(() => this.schedule(), freshFor + 20);
    this.#drawing.draw({ view: this.#view, gate, mode: this.#mode, phase: this.#phase, notice: this.#notice,
      queue: this.#queue(), isFresh: freshFor > 0 || !this.#isSeen });
    if (!this.#isSeen) return;
    noticeReview(gate, gate?.isShownWhole);
    if (!this.#isFocusWanted) return;
    this.#isFocusWanted = false;
    this.#drawing.focus(gate);
  }

  #keys() {
    const group = "An open request";
    const key = (letter, label, name) => ({ key: letter, label, group, run: () => this.#button(name)?.click(),
      when: () => this.#gate !== null && this.#phase === "open" && this.#isSeen && this.#button(name) !== null });
    return [key("a", "Approve", "approve"), key("c", "Continue after a breakpoint", "approve"),
      key("e", "Edit and approve your version", "edit"), key("x", "Reject", "reject"), key("h", "Hold the time", "hold"),
      key("n", "Continue, then stop again", "once")];
  }

  #button(name) {
    return this.#drawing.parts.actions.querySelector(`[data-control="${name}"]`);
  }

  #move(step) {
    const queue = this.#queue();
    const index = queue.findIndex((gate) => gate.gate === this.#gate?.gate);
    const next = queue[(index + step + queue.length) % queue.length];
    if (next?.step) this.emit("select-step", { step: next.step });
    if (next) this.emit("open-gate", { gate: next.gate });
  }

  #act(name) {
    const gate = this.#gate;
    switch (name) {
      case "approve": return this.#send({ verdict: "approve" });
      case "approveEdited": return this.#sendEdited();
      case "answer": return this.#sendAnswer();
      case "yes": case "no": return this.#send({ verdict: "answer", answer: name });
      case "reject": return this.#reject();
      case "once": return this.#continueOnce();
      case "edit": return this.#edit();
      case "discard": return this.#discard();
      case "hold":
        this.#hold.forget(this.#gate);
        return this.emit("hold", { gate: gate.gate, isHeld: !gate.isHeld });
      default: return this.emit("request-intervention",
        { intervention: choiceOf(gate, name)?.intervention ?? name, step: gate.step });
    }
  }

  #edit() {
    this.#mode = "editing";
    this.#drawing.parts.editor.begunFor = null;
    this.#hold.begin(this.#gate);
    this.render();
    this.#drawing.parts.editor.focusField();
  }

  #discard() {
    this.#drawing.parts.editor.discard();
    this.#drawing.parts.editor.begunFor = null;
    this.#mode = "reading";
    this.#hold.end(this.#gate);
    this.render();
    (this.#button("edit") ?? this.#drawing.parts.heading).focus();
  }

  #sendEdited() {
    if (!this.#drawing.parts.editor.isChanged) {
      this.#drawing.parts.editor.showProblem({ text: "This says the same as before. Change it, or discard and approve." });
      return;
    }
    this.#send({ verdict: "approve", document: this.#drawing.parts.editor.value });
  }

  #sendAnswer() {
    const answer = this.#drawing.parts.answer.answer();
    if (answer.trim() === "") this.#drawing.parts.answer.focusField();
    else this.#send({ verdict: "answer", answer });
  }

  async #reject() {
    const gate = this.#gate;
    this.#hold.begin(gate);
    const reason = await askReason(gate);
    if (reason === null) this.#hold.end(this.#gate);
    else if (this.#gate?.gate === gate.gate) await this.#send({ verdict: "reject", reason });
  }

  /** Continues with this step alone: the steps that the server names get breakpoints first. */
  async #continueOnce() {
    this.#phase = "sending";
    this.schedule();
    for (const step of choiceOf(this.#gate, "once").breakpointsFirst) {
      const answer = await sendIntervention(this.#view.run, { intervention: "breakpoint-add", step });
      if (answer === null) {
        this.#phase = "open";
        this.schedule();
        return;
      }
    }
    await this.#send({ verdict: "approve" });
  }

  async #send(body) {
    const gate = this.#gate;
    this.#phase = "sending";
    this.#notice = null;
    this.#waited = new Set(this.#queue().map((each) => each.gate));
    this.schedule();
    const { answer, problem } = await decide(this, gate, body);
    if (this.#gate?.gate !== gate.gate) {
      if (problem) toastProblem(problem, `Not decided: ${inertLine(gate.title)}.`);
      return;
    }
    if (problem) this.#refused(gate, problem);
    else if (answer?.pending) this.#wait(gate, answer.pending.until);
    else {
      announce(`${wordsOf(gate, body.verdict)}: done.`);
      this.#goOn((each) => this.#waited.has(each.gate));
    }
  }

  #wait(gate, until) {
    notePending(gate.gate, until);
    this.#phase = "pending";
    this.render();
    this.#drawing.parts.actions.querySelector("button")?.focus();
  }

  #withdraw() {
    notePending(this.#gate.gate, null);
    this.#phase = "open";
    this.#shownAt = performance.now();
    this.emit("withdraw", { gate: this.#gate.gate });
    this.render();
    this.#drawing.parts.heading.focus();
  }

  #refused(gate, problem) {
    this.#phase = "open";
    if (problem.code === "gate.stale-digest") this.#fetchChanged(gate);
    else if (problem.code === "gate.closed" || problem.code === "gate.unknown") this.#end(closedNotice(gate, this.#view, problem.message));
    else if (this.#mode === "editing" && problem.status === 422) this.#drawing.parts.editor.showProblem(problemInText(problem));
    else this.#notice = { text: problem.message, nodes: [el("p", { class: "review-refusal" }, `Not decided. ${problem.message}`)] };
    this.schedule();
  }

  async #fetchChanged(gate) {
    try {
      const fresh = await api.get(`/v1/gates/${encodeURIComponent(gate.gate)}`);
      if (this.#gate?.gate === gate.gate && !fresh.status) this.#changed(fresh);
    } catch (error) {
      this.#notice = { text: error.message, nodes: [el("p", { class: "review-refusal" }, error.message)] };
    }
    this.schedule();
  }
}

customElements.define("review-pane", ReviewPane);
