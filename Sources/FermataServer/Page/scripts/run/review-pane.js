/**
 * One request, opened: what exactly would happen, why it is asked, what follows, and the verdict.
 *
 * A verdict is bound to what was shown. What arrives never takes a request away from under a person: one that was
 * decided elsewhere says so and stays until they go on, one that changed says what changed and keeps their draft.
 * While a person edits or has a dialog open, the deadline is held in the server. After a decision the focus goes
 * to the next request.
 */

import { api } from "../api.js";
import { Component, el, patchList, setAttribute, setChildren, setText } from "../component.js";
import { askForm } from "../dialog.js";
import { icon } from "../icons.js";
import { inertLine } from "../inert.js";
import { bindKeys } from "../keys.js";
import { announce } from "../live-region.js";
import { serverNow } from "../server-clock.js";
import { updateSilence } from "./desk-row.js";
import "./document-editor.js";
import { draft, forgetDrafts, keepDraft } from "./drafts.js";
import { approveWords, effectOf, isHeld, kindIcon, rejectWords, stepOf, subjectOf } from "./gate-words.js";
import { problemInText } from "./document-editor.js";
import { answerField } from "./review-answer.js";
import { reviewSections } from "./review-content.js";
import { buildFrame, changedNotice, closedNotice, pendingBar, yourChanges } from "./review-frame.js";
import { controlsOf, footerButton, updateFooterButton } from "./review-footer.js";
import { sendIntervention } from "./run-orders.js";
import { decide, freshMilliseconds, notePending, noticeReview, pendingUntil } from "./verdicts.js";

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
  #isAutomaticallyHeld = false;
  #decided = new Set();
  #isFocusWanted = false;
  #isBegun = false;
  #parts = null;
  #timer = 0;
  #stopKeys = null;
  #observer = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) this.schedule();
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
    if (this.#gate === null && !this.#isBegun) this.#show(this.#first());
    else if (this.#gate !== null && !current) this.#closed();
    else if (current && current.digest !== this.#gate.digest) this.#changed(current);
    else if (current) this.#gate = current;
    this.#isBegun = true;
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

  /** Counts down, and speaks when little time is left. */
  tick() {
    if (this.#gate === null || this.#phase === "closed" || this.offsetParent === null) return;
    updateSilence(this.#parts.silence, this.#gate);
    const left = Math.round(((this.#gate.deadline ?? 0) - serverNow()) / 1000);
    if (this.#gate.deadline && spokenSeconds.includes(left)) {
      announce(`${inertLine(this.#gate.title)}: ${left} seconds left. H holds the time.`);
    }
  }

  #forget() {
    this.#gate = null;
    this.#isBegun = false;
    this.#mode = "reading";
    this.#phase = "open";
    this.#notice = null;
    this.#decided.clear();
  }

  #first() {
    const open = this.#queue();
    return open.find((gate) => gate.kind !== "beforeCompletion") ?? open[0] ?? null;
  }

  #queue() {
    return this.#view?.gates.filter((gate) => !this.#decided.has(gate.gate)) ?? [];
  }

  #show(gate) {
    this.#leave();
    this.#gate = gate;
    this.#shownAt = performance.now();
    this.#phase = gate && pendingUntil(gate.gate) ? "pending" : "open";
    const isDrafted = gate && typeof gate.document === "string" && draft(`${gate.gate}.document`) !== null;
    this.#mode = isDrafted ? "editing" : "reading";
    if (isDrafted) this.#holdWhileBusy();
    this.#parts.body.scrollTop = 0;
    this.schedule();
  }

  /** Gives the time back that was taken only because the person was busy here, unless they left a draft. */
  #leave() {
    if (!this.#isAutomaticallyHeld || this.#gate === null) return;
    this.#isAutomaticallyHeld = false;
    if (draft(`${this.#gate.gate}.document`) !== null || draft(`${this.#gate.gate}.answer`) !== null) return;
    if (this.#phase === "open") this.emit("hold", { gate: this.#gate.gate, isHeld: false });
  }

  #holdWhileBusy() {
    if (!this.#gate?.deadline || isHeld(this.#gate) || this.#isAutomaticallyHeld) return;
    this.#isAutomaticallyHeld = true;
    this.emit("hold", { gate: this.#gate.gate, isHeld: true });
  }

  #letTimeGoOn() {
    if (!this.#isAutomaticallyHeld) return;
    this.#isAutomaticallyHeld = false;
    this.emit("hold", { gate: this.#gate.gate, isHeld: false });
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
    this.#isAutomaticallyHeld = false;
    if (this.#phase === "sending") return;
    if (this.#phase === "pending") {
      this.#goOn(this.contains(document.activeElement) || document.activeElement === document.body);
    } else if (this.#phase !== "closed") {
      this.#phase = "closed";
      this.#notice = closedNotice(this.#gate, this.#view);
    }
  }

  /** Shows the next request, or that there is none. */
  #goOn(isFocused, notice = null) {
    const queue = this.#queue();
    const index = this.#view.gates.findIndex((gate) => gate.number > this.#gate.number && !this.#decided.has(gate.gate));
    this.#decided.add(this.#gate.gate);
    forgetDrafts(`${this.#gate.gate}.`);
    this.#isAutomaticallyHeld = false;
    const rest = queue.filter((gate) => gate.gate !== this.#gate.gate);
    this.#show(index >= 0 ? this.#view.gates[index] : rest[0] ?? null);
    this.#notice = notice;
    this.#isFocusWanted = isFocused;
    this.schedule();
  }

  #build() {
    if (this.#parts !== null) return;
    this.#parts = buildFrame({
      next: (step) => this.#move(step),
      draftChanged: () => {
        this.#holdWhileBusy();
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.schedule(), changesAfterMilliseconds);
      },
    });
    this.append(...this.#parts.children);
  }

  render() {
    if (this.#view === null || this.#parts === null) return;
    const { empty, head, body, footer } = this.#parts;
    const gate = this.#gate;
    empty.hidden = gate !== null;
    for (const part of [head, body, footer]) part.hidden = gate === null;
    this.#renderNotice();
    if (gate === null) this.#renderEmpty();
    else this.#renderGate(gate);
    if (this.offsetParent !== null) noticeReview(gate);
    if (this.#isFocusWanted && this.offsetParent !== null) {
      this.#isFocusWanted = false;
      (gate === null ? this.#parts.emptyHeading : this.#parts.heading).focus();
    }
  }

  #renderEmpty() {
    const count = this.#queue().length;
    setText(this.#parts.emptyHeading, count === 0 ? "Nothing waits for you"
      : count === 1 ? "1 request waits for you" : `${count} requests wait for you`);
    this.#parts.openNext.hidden = count === 0;
  }

  #renderNotice() {
    const { notice } = this.#parts;
    if (notice.shown === this.#notice) return;
    notice.shown = this.#notice;
    notice.hidden = this.#notice === null;
    setChildren(notice, this.#notice?.nodes ?? []);
    if (this.#notice) announce(this.#notice.text);
  }

  #renderGate(gate) {
    const { heading, about, effect, silence } = this.#parts;
    const step = stepOf(this.#view, gate);
    if (heading.shown !== `${gate.gate} ${gate.title}`) {
      heading.shown = `${gate.gate} ${gate.title}`;
      setChildren(heading, icon(gate.kind === "breakpoint" ? "breakpointSet" : kindIcon(gate)), inertLine(gate.title));
    }
    const place = step ? `for step ${step.number}, ${inertLine(step.title)}` : "for the run";
    setText(about, [gate.agent && inertLine(gate.agent), place].filter(Boolean).join(", "));
    effect.dataset.effect = effectOf(gate).effect;
    setText(effect, effectOf(gate).text);
    updateSilence(silence, gate, this.#phase === "closed" ? "Decided" : "");
    this.#renderBody(gate);
    this.#renderFooter(gate, step);
  }

  #renderBody(gate) {
    const isEditing = this.#mode === "editing";
    const select = (step) => this.emit("select-step", { step });
    const sections = reviewSections(this.#view, gate, { select });
    if (isEditing) sections.splice(0, 1, this.#editorSection(gate), this.#changesSection(gate));
    if (subjectOf(gate) === "question") sections.splice(1, 0, this.#answerSection(gate));
    patchList(this.#parts.body, sections, {
      key: (section) => `${gate.gate} ${section.name}`,
      create: (section) => section.node ?? el("section", { class: `review-section review-${section.name}` }),
      update: (node, section) => {
        if (section.node || node.signature === section.signature) return;
        node.signature = section.signature;
        const content = section.build();
        setChildren(node, Array.isArray(content) ? content : [content]);
        node.hidden = node.childNodes.length === 0;
      },
    });
  }

  #editorSection(gate) {
    const { editor } = this.#parts;
    const name = `${gate.gate}.document`;
    if (editor.begunFor !== `${name} ${gate.digest}`) {
      editor.begunFor = `${name} ${gate.digest}`;
      editor.begin(gate.document, { draftName: name, label: `Your version: ${inertLine(gate.title)}` });
    }
    return { name: "editor", node: this.#parts.editorFrame };
  }

  #changesSection(gate) {
    const value = this.#parts.editor.value;
    return { name: "yours", signature: value, build: () => yourChanges(gate.document, value) };
  }

  #answerSection(gate) {
    if (this.#parts.answer?.forGate !== `${gate.gate} ${gate.digest}`) {
      this.#parts.answer = answerField(gate, { began: () => this.#holdWhileBusy(), send: () => this.#act("answer") });
      this.#parts.answer.forGate = `${gate.gate} ${gate.digest}`;
    }
    return { name: `answer ${gate.digest}`, node: this.#parts.answer };
  }

  #renderFooter(gate, step) {
    const { actions, place, footer } = this.#parts;
    const freshFor = Math.max(0, freshMilliseconds - (performance.now() - this.#shownAt));
    const isFresh = freshFor > 0;
    if (isFresh) setTimeout(() => this.schedule(), freshFor + 20);
    setAttribute(footer, "data-is-fresh", isFresh);
    if (this.#phase === "closed" || this.#phase === "pending") this.#renderEnding();
    else {
      const controls = controlsOf(gate, { isEditing: this.#mode === "editing" });
      patchList(actions, controls, {
        key: (control) => `${gate.gate} ${control.name}`,
        create: (control) => footerButton(control, (name) => this.#act(name)),
        update: (button, control) => updateFooterButton(button, control,
          { gate, isBusy: this.#phase === "sending", isFresh, step }),
      });
    }
    const queue = this.#queue();
    const index = queue.findIndex((each) => each.gate === gate.gate);
    setText(place, index < 0 ? "" : `${index + 1} of ${queue.length}`);
  }

  #renderEnding() {
    const { actions } = this.#parts;
    const name = this.#phase;
    patchList(actions, [name], {
      key: () => `${this.#gate.gate} ${name}`,
      create: () => name === "pending"
        ? pendingBar(pendingUntil(this.#gate.gate), () => this.#withdraw())
        : el("button", { type: "button", class: "button strong",
          onclick: () => this.#goOn(true) }, "Next request"),
    });
    if (name === "closed") {
      const isLast = this.#queue().every((gate) => gate.gate === this.#gate.gate);
      setText(actions.firstChild, isLast ? "Close this request" : "Next request");
    }
  }

  #keys() {
    const group = "An open request";
    const key = (letter, label, name) => ({ key: letter, label, group, run: () => this.#press(name),
      when: () => this.#gate !== null && this.#phase === "open" && this.offsetParent !== null && this.#button(name) !== null });
    return [key("a", "Approve", "approve"), key("c", "Continue after a breakpoint", "approve"),
      key("e", "Edit and approve your version", "edit"), key("x", "Reject", "reject"), key("h", "Hold the time", "hold"),
      key("n", "Continue, then stop again", "one")];
  }

  #button(name) {
    return this.#parts.actions.querySelector(`[data-control="${name}"]`);
  }

  #press(name) {
    this.#button(name)?.click();
  }

  #move(step) {
    const queue = this.#queue();
    const index = queue.findIndex((gate) => gate.gate === this.#gate?.gate);
    const next = queue[(index + step + queue.length) % queue.length];
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
      case "one": return this.#continueOnce();
      case "edit": return this.#edit();
      case "discard": return this.#discard();
      case "hold":
        this.#isAutomaticallyHeld = false;
        return this.emit("hold", { gate: gate.gate, isHeld: !isHeld(gate) });
      default: return this.emit("request-intervention", { intervention: name, step: gate.step });
    }
  }

  #edit() {
    this.#mode = "editing";
    this.#parts.editor.begunFor = null;
    this.#holdWhileBusy();
    this.render();
    this.#parts.editor.focusField();
  }

  #discard() {
    this.#parts.editor.discard();
    this.#parts.editor.begunFor = null;
    this.#mode = "reading";
    this.#letTimeGoOn();
    this.render();
    (this.#button("edit") ?? this.#parts.heading).focus();
  }

  #sendEdited() {
    if (!this.#parts.editor.isChanged) {
      this.#parts.editor.showProblem({ text: "This says the same as before. Change it, or discard and approve." });
      return;
    }
    this.#send({ verdict: "approve", document: this.#parts.editor.value });
  }

  #sendAnswer() {
    const answer = this.#parts.answer.answer();
    if (answer.trim() === "") this.#parts.answer.focusField();
    else this.#send({ verdict: "answer", answer });
  }

  async #reject() {
    const gate = this.#gate;
    this.#holdWhileBusy();
    const name = `${gate.gate}.reason`;
    const values = await askForm({
      title: rejectWords(gate), confirm: rejectWords(gate), kind: subjectOf(gate) === "failure" ? "danger" : "plain",
      body: [el("p", { class: "medium" }, inertLine(gate.title)), el("p", null, gate.consequences?.reject ?? "")],
      fields: [{ name: "reason", label: "What should be different", kind: "textarea", required: true,
        value: draft(name) ?? "", hint: gate.agent ? `${inertLine(gate.agent)} is told this.` : "It stands in the record." }],
      send: async ({ reason }) => keepDraft(name, reason),
    });
    if (values === null) this.#letTimeGoOn();
    else if (this.#gate === gate || this.#gate?.gate === gate.gate) await this.#send({ verdict: "reject", reason: values.reason });
  }

  /** Continues with this step alone: the steps that need it get breakpoints first. */
  async #continueOnce() {
    const marked = new Set(this.#view.breakpoints.map((breakpoint) => breakpoint.step));
    const next = this.#view.steps.filter((step) => step.needs.includes(this.#gate.step) && !marked.has(step.id));
    this.#phase = "sending";
    this.schedule();
    for (const step of next) {
      const answer = await sendIntervention(this.#view.run, { intervention: "breakpoint-add", step: step.id });
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
    this.schedule();
    const { answer, problem } = await decide(this, gate, body);
    if (this.#gate?.gate !== gate.gate) return;
    if (problem) this.#refused(gate, problem);
    else if (answer?.pending) this.#wait(gate, answer.pending.until);
    else {
      announce(`${body.verdict === "reject" ? rejectWords(gate) : approveWords(gate)}: done.`);
      this.#goOn(true);
    }
  }

  #wait(gate, until) {
    notePending(gate.gate, until);
    this.#phase = "pending";
    this.render();
    this.#parts.actions.querySelector("button")?.focus();
  }

  #withdraw() {
    notePending(this.#gate.gate, null);
    this.#phase = "open";
    this.#shownAt = performance.now();
    this.emit("withdraw", { gate: this.#gate.gate });
    this.render();
    this.#parts.heading.focus();
  }

  #refused(gate, problem) {
    this.#phase = "open";
    if (problem.code === "gate.stale-digest") this.#fetchChanged(gate);
    else if (problem.code === "gate.closed" || problem.code === "gate.unknown") this.#wasFaster(gate, problem);
    else if (this.#mode === "editing" && problem.status === 422) this.#parts.editor.showProblem(problemInText(problem));
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

  /** Somebody else decided first: says so, and moves on unless a draft would be lost. */
  #wasFaster(gate, problem) {
    const notice = closedNotice(gate, this.#view, problem.message);
    if (this.#mode === "editing") {
      this.#phase = "closed";
      this.#notice = notice;
    } else this.#goOn(true, notice);
  }
}

customElements.define("review-pane", ReviewPane);
