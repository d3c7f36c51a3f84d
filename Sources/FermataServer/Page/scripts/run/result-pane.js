/**
 * The result of the run: parts that name the steps they rest on. Before it is accepted each part can be changed in
 * place; what was changed is sent as a version of its own, and marked as somebody's. It can be copied and
 * downloaded as Markdown at any time.
 */

import { api } from "../api.js";
import { freshMilliseconds } from "../arrivals.js";
import { Component, el, patchList, setAttribute, setChildren, setText } from "../component.js";
import { askForm } from "../dialog.js";
import { count } from "../format.js";
import { icon } from "../icons.js";
import { inertLine } from "../inert.js";
import { mayAct, session } from "../session.js";
import { toast, toastProblem } from "../toast.js";
import { updateSilence } from "./desk-row.js";
import { draft, forgetDrafts, keepDraft } from "./drafts.js";
import { wordsOf } from "./gate-parts.js";
import { createPart, isCut, partText, updatePart } from "./result-part.js";
import { decide, noticeReview } from "./verdicts.js";

export class ResultPane extends Component {
  #view = null;
  #parts = null;
  #isSending = false;
  #isAutomaticallyHeld = false;
  #shownAt = 0;
  #shownGate = null;
  #isFocusWanted = false;
  /** The parts with their whole texts, and of which synthesis, once a person has asked to see all of it. */
  #whole = null;
  #observer = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) this.schedule();
  });

  connectedCallback() {
    this.#build();
    this.#observer.observe(this);
    super.connectedCallback();
  }

  disconnectedCallback() {
    this.#observer.disconnect();
  }

  /** The run as it is now. */
  update(view, patch) {
    this.#view = view;
    if (patch && !["synthesis", "gates", "order", "steps", "status"].some((key) => key in patch)) return;
    this.schedule();
  }

  /** Shows the question about the result, because a person opened it. */
  open(name) {
    if (name !== this.#gate?.gate) return;
    this.#isFocusWanted = true;
    this.schedule();
  }

  /** Counts down. */
  tick() {
    if (this.#gate && this.offsetParent !== null) updateSilence(this.#parts.silence, this.#gate);
  }

  get #gate() {
    return this.#view?.gates.find((gate) => gate.about === "synthesis") ?? null;
  }

  #build() {
    if (this.#parts !== null) return;
    const about = el("p", { class: "result-about" });
    const marks = el("p", { class: "result-marks" });
    const copy = this.#button("Copy", "document", () => this.#copy());
    const download = this.#button("Download", "download", () => this.#download());
    const title = el("h2", { class: "result-title", tabIndex: -1 });
    const list = el("div", { class: "result-parts" });
    const silence = el("span", { class: "silence" });
    const accept = this.#button("Accept result", "approve", () => this.#accept(), "you");
    const back = this.#button("Send back", "undo", () => this.#sendBack());
    const outcomes = el("p", { class: "quiet result-outcomes" });
    const problem = el("p", { class: "field-problem", role: "alert", hidden: true });
    const footer = el("footer", { class: "review-footer", hidden: true },
      el("div", { class: "review-actions" }, accept, back), silence, problem, outcomes);
    const scroller = el("div", { class: "result-scroll" },
      el("div", { class: "result-bar" }, about, marks, el("div", { class: "button-row push" }, copy, download)), title, list);
    this.#parts = { about, marks, title, list, silence, accept, back, footer, outcomes, problem };
    this.append(scroller, footer);
  }

  #button(label, name, run, look = "") {
    const words = el("span", null, label);
    const button = el("button", { type: "button", class: `button ${look}`,
      onclick: () => button.getAttribute("aria-disabled") !== "true" && run() }, icon(name), words);
    button.words = words;
    return button;
  }

  #draftName(index) {
    return `${this.#gate?.gate ?? this.#view.run}.part.${index}`;
  }

  render() {
    const synthesis = this.#view?.synthesis;
    if (!synthesis || this.#parts === null) return;
    const gate = this.#gate;
    const isEditable = gate !== null && gate.verdicts.includes("edit") && mayAct("approver");
    const steps = new Map(this.#view.steps.map((step) => [step.id, step]));
    const me = session()?.person;
    setText(this.#parts.title, inertLine(this.#view.title));
    patchList(this.#parts.list, this.#shownParts.map((part, index) => ({ part, index })), {
      key: ({ index }) => index,
      create: () => createPart({ select: (step) => this.emit("select-step", { step }), changed: () => this.schedule(),
        began: () => this.#holdWhileBusy(), showWhole: () => this.#showWhole() }),
      update: (node, { part, index }) => updatePart(node, part,
        { draftName: this.#draftName(index), isEditable, me, steps }),
    });
    this.#renderBar(synthesis, gate, me);
    this.#renderFooter(gate);
    if (gate !== null && this.offsetParent !== null) noticeReview(gate, !this.#isCut);
    if (this.#isFocusWanted && this.offsetParent !== null) {
      this.#isFocusWanted = false;
      this.#parts.title.focus();
    }
  }

  #renderBar(synthesis, gate, me) {
    const agents = new Set();
    const steps = new Map(this.#view.steps.map((step) => [step.id, step]));
    for (const part of synthesis.parts) {
      for (const id of part.sources ?? []) if (steps.has(id)) agents.add(steps.get(id).agent);
    }
    setText(this.#parts.about, `${count(synthesis.parts.length, "part")} from ${count(agents.size, "agent")}`
      + (gate ? ", not accepted yet" : ""));
    const edited = synthesis.parts.filter((part, index) => part.editedBy === me || this.#changedText(index) !== null);
    const byOthers = synthesis.parts.filter((part) => part.editedBy && part.editedBy !== me);
    setText(this.#parts.marks, [edited.length > 0 && `${count(edited.length, "part")} edited by you`,
      byOthers.length > 0 && `${byOthers.length} by others`].filter(Boolean).join(", "));
  }

  #renderFooter(gate) {
    const { footer, accept, back, silence, outcomes } = this.#parts;
    footer.hidden = gate === null;
    if (gate === null) return;
    if (this.#shownGate !== `${gate.gate} ${gate.digest}` && this.offsetParent !== null) {
      this.#shownGate = `${gate.gate} ${gate.digest}`;
      this.#shownAt = performance.now();
    }
    const freshFor = Math.max(0, freshMilliseconds - (performance.now() - this.#shownAt));
    if (freshFor > 0) setTimeout(() => this.schedule(), freshFor + 20);
    setAttribute(footer, "data-is-fresh", freshFor > 0);
    const isOff = this.#isSending || freshFor > 0 || !mayAct("approver");
    setAttribute(back, "aria-disabled", isOff ? "true" : null);
    // Only what is shown whole can be accepted.
    setAttribute(accept, "aria-disabled", isOff || this.#isCut ? "true" : null);
    setText(accept.words, this.#changes().length > 0 ? "Accept your version" : "Accept result");
    updateSilence(silence, gate);
    setText(outcomes, `Accept: ${gate.consequences.approve} Send back: ${gate.consequences.reject ?? ""}`);
  }

  #changedText(index) {
    return this.#gate ? draft(this.#draftName(index)) : null;
  }

  #changes() {
    return this.#view.synthesis.parts.map((_, index) => this.#changedText(index)).filter((text) => text !== null);
  }

  #holdWhileBusy() {
    const gate = this.#gate;
    if (!gate?.deadline || gate.isHeld || this.#isAutomaticallyHeld) return;
    this.#isAutomaticallyHeld = true;
    this.emit("hold", { gate: gate.gate, isHeld: true });
  }

  async #accept() {
    const body = { verdict: "approve" };
    if (this.#changes().length > 0) {
      const parts = await this.#wholeParts();
      if (parts === null) return;
      body.edits = { parts: parts.map((part, index) => ({ title: part.title, sources: part.sources ?? [],
        text: this.#changedText(index) ?? partText(part) })) };
    }
    await this.#send(body, "Accepted.");
  }

  async #sendBack() {
    this.#holdWhileBusy();
    const name = `${this.#gate.gate}.reason`;
    const values = await askForm({ title: "Send the result back", confirm: "Send back",
      body: [el("p", null, this.#gate.consequences.reject ?? "")],
      fields: [{ name: "reason", label: "What should be different", kind: "textarea", required: true, value: draft(name) ?? "" }],
      send: async ({ reason }) => keepDraft(name, reason) });
    if (values !== null) await this.#send({ verdict: "reject", reason: values.reason }, "Sent back.");
    else if (this.#isAutomaticallyHeld && this.#gate) {
      this.#isAutomaticallyHeld = false;
      this.emit("hold", { gate: this.#gate.gate, isHeld: false });
    }
  }

  async #send(body, done) {
    const gate = this.#gate;
    if (gate === null) return;
    this.#isSending = true;
    this.#parts.problem.hidden = true;
    this.schedule();
    const { problem } = await decide(this, gate, body);
    this.#isSending = false;
    if (problem) {
      this.#parts.problem.hidden = false;
      setText(this.#parts.problem, `Not decided. ${problem.message}`);
    } else {
      forgetDrafts(`${gate.gate}.`);
      toast(done);
      this.#parts.title.focus();
    }
    this.schedule();
  }

  /** The parts as they are shown: whole where a person asked for that. */
  get #shownParts() {
    const { parts } = this.#view.synthesis;
    return this.#whole?.of === JSON.stringify(parts) ? this.#whole.parts : parts;
  }

  get #isCut() {
    return this.#shownParts.some(isCut);
  }

  async #showWhole() {
    const of = JSON.stringify(this.#view.synthesis.parts);
    const parts = await this.#wholeParts();
    if (parts === null) return;
    this.#whole = { of, parts };
    this.#shownGate = null;
    this.schedule();
  }

  /** The parts with their whole texts, which a view may hold only the beginnings of. */
  async #wholeParts() {
    const { parts } = this.#view.synthesis;
    if (!parts.some(isCut)) return parts;
    try {
      const state = await api.get(`/v1/runs/${encodeURIComponent(this.#view.run)}/state`);
      return state.synthesis?.parts ?? parts;
    } catch (error) {
      toastProblem(error, "The whole result could not be read.");
      return null;
    }
  }

  async #markdown() {
    const parts = await this.#wholeParts();
    if (parts === null) return null;
    const steps = new Map(this.#view.steps.map((step) => [step.id, step]));
    const texts = parts.map((part, index) => {
      const sources = (part.sources ?? []).map((id) => steps.get(id)?.title ?? id).join(", ");
      const text = (this.#changedText(index) ?? partText(part)).trimEnd();
      return `## ${part.title}\n\n${text}\n${sources ? `\n*Rests on: ${sources}*\n` : ""}`;
    });
    return `# ${this.#view.title}\n\n${texts.join("\n")}`;
  }

  async #copy() {
    const text = await this.#markdown();
    if (text === null) return;
    try {
      await navigator.clipboard.writeText(text);
      toast("Copied as Markdown.");
    } catch {
      toast("The browser does not allow copying. Download it instead.", { kind: "problem" });
    }
  }

  async #download() {
    const text = await this.#markdown();
    if (text === null) return;
    const address = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    const name = this.#view.title.normalize("NFKD").replace(/[^\w]+/g, "-").replace(/^-|-$/g, "").toLowerCase();
    el("a", { href: address, download: `${name || this.#view.run}.md` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }
}

customElements.define("result-pane", ResultPane);
