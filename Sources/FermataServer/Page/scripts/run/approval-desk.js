/**
 * What waits for a person, always as it is now, also while the rest of the screen shows the past.
 *
 * Requests stand in the order in which they opened; what arrives is appended unselected and can be decided only
 * after its first 600 ms. A request that was decided elsewhere keeps its place while the pointer or the focus is
 * in the list. Several that were opened can be decided together, where the server says so: each gets a verdict of
 * its own, bound to what it asked about when its box was ticked.
 */

import { freshFor, noticeArrival } from "../arrivals.js";
import { Component, el, patchList, setAttribute, setChildren, setText } from "../component.js";
import { askForm } from "../dialog.js";
import { count, timeOfDay } from "../format.js";
import { aboutIcon } from "../gate-words.js";
import { icon } from "../icons.js";
import { inertLine } from "../inert.js";
import { mayAct } from "../session.js";
import { toast } from "../toast.js";
import { createDeskRow, updateDeskRow, updateSilence } from "./desk-row.js";
import { stepOf } from "./gate-parts.js";
import { runOutcome } from "./run-outcome.js";
import { decide, onReview, wasOpened } from "./verdicts.js";

/** Asks to come that are listed; of more, the number is told. */
const maximumUpcoming = 6;

export class ApprovalDesk extends Component {
  #view = null;
  #parts = null;
  #selected = null;
  /** Gates that were ticked, with the digest they had then. @type {Map<string, string>} */
  #checked = new Map();
  /** Gates that are gone but keep their place. @type {Map<string, object>} */
  #closed = new Map();
  #isSending = false;
  #stopListening = null;

  connectedCallback() {
    this.#build();
    this.#stopListening = onReview((gate) => this.open(gate));
    super.connectedCallback();
  }

  disconnectedCallback() {
    this.#stopListening?.();
  }

  /** The run as it is now. */
  update(view, patch) {
    const before = this.#view?.run === view.run ? this.#view.gates : [];
    if (this.#view?.run !== view.run) this.#forget();
    this.#view = view;
    const open = new Set(view.gates.map((gate) => gate.gate));
    for (const gate of before) if (!open.has(gate.gate) && this.#isBusy) this.#closed.set(gate.gate, gate);
    for (const gate of view.gates) {
      noticeArrival(gate);
      this.#closed.delete(gate.gate);
      if (this.#checked.has(gate.gate) && this.#checked.get(gate.gate) !== gate.digest) {
        this.#checked.delete(gate.gate);
      }
    }
    for (const name of this.#checked.keys()) if (!open.has(name)) this.#checked.delete(name);
    if (patch === null || patch === undefined || touchesDesk(patch)) this.schedule();
  }

  /** Shows which request is open in the review. */
  open(gate) {
    this.#selected = gate;
    this.schedule();
  }

  /** Counts down. */
  tick() {
    if (this.#parts === null || this.offsetParent === null) return;
    for (const row of this.#parts.queue.children) {
      if (!this.#closed.has(row.gate.gate)) updateSilence(row.parts.silence, row.gate);
    }
  }

  #forget() {
    this.#checked.clear();
    this.#closed.clear();
    this.#selected = null;
  }

  get #isBusy() {
    return this.#parts !== null
      && (this.#parts.queue.matches(":hover") || this.#parts.queue.contains(document.activeElement));
  }

  #build() {
    if (this.#parts !== null) return;
    const number = el("span", { class: "count", hidden: true });
    const queue = el("ol", { class: "desk-queue", "aria-label": "Requests that wait for you",
      onkeydown: (event) => this.#moveFocus(event) });
    const settle = () => queueMicrotask(() => {
      if (this.#closed.size === 0 || this.#isBusy) return;
      this.#closed.clear();
      this.schedule();
    });
    queue.addEventListener("pointerleave", settle);
    queue.addEventListener("focusout", settle);
    const rest = el("div", { class: "desk-rest" });
    const all = el("input", { type: "checkbox", "aria-label": "All that can be decided together",
      onchange: () => this.#checkAll(all.checked) });
    const approve = this.#button("Approve", "approve", () => this.#decideAll("approve"));
    const reject = this.#button("Reject", "reject", () => this.#decideAll("reject"));
    const hold = this.#button("Hold", "hold", () => this.#holdAll());
    const batch = el("div", { class: "desk-batch", role: "group", "aria-label": "Decide together" },
      all, approve, reject, hold);
    this.#parts = { number, queue, rest, all, approve, reject, hold, batch };
    this.append(el("div", { class: "panel-head" },
      el("h2", { class: "desk-heading" }, "Waiting for you ", number)), queue, batch, rest);
  }

  #button(label, name, run) {
    const words = el("span", null, label);
    const button = el("button", { type: "button", class: "button",
      onclick: () => button.getAttribute("aria-disabled") !== "true" && run() }, icon(name), words);
    button.words = words;
    return button;
  }

  render() {
    if (this.#view === null || this.#parts === null) return;
    const view = this.#view;
    const { number, queue, batch } = this.#parts;
    number.hidden = view.gates.length === 0;
    setText(number, view.gates.length);
    const rows = [...view.gates, ...this.#closed.values()].sort((left, right) => left.number - right.number);
    queue.hidden = rows.length === 0;
    patchList(queue, rows, {
      key: (gate) => gate.gate,
      create: () => createDeskRow({
        open: (gate) => this.#openGate(gate),
        check: (gate, isChecked) => this.#check(gate, isChecked),
      }),
      update: (row, gate) => updateDeskRow(row, gate, {
        isSelected: gate.gate === this.#selected, isChecked: this.#checked.has(gate.gate),
        closing: this.#closed.has(gate.gate) ? this.#closing(gate) : "" }),
    });
    batch.hidden = !view.gates.some((gate) => gate.isBatchable);
    this.#renderBatch();
    this.#renderRest();
  }

  #renderBatch() {
    const { all, approve, reject, hold } = this.#parts;
    const candidates = this.#candidates();
    const size = this.#checked.size;
    all.checked = size > 0 && size === candidates.length;
    all.indeterminate = size > 0 && size < candidates.length;
    setText(approve.words, size > 0 ? `Approve ${size}` : "Approve");
    const isOff = size === 0 || this.#isSending || !mayAct("approver");
    for (const button of [approve, reject, hold]) setAttribute(button, "aria-disabled", isOff ? "true" : null);
    // One filled button of the person's colour on a screen: the open review has it, where one is beside this.
    approve.className = `button you-outline${size > 0 ? " desk-approve" : ""}`;
  }

  #renderRest() {
    const view = this.#view;
    const { isEnded } = view;
    const signature = JSON.stringify([isEnded, view.gates.length === 0, view.upcoming,
      isEnded && [view.decisions.length, view.counts, view.cost]]);
    if (this.#parts.rest.dataset.signature === signature) return;
    this.#parts.rest.dataset.signature = signature;
    const heading = this.querySelector(".desk-heading");
    setText(heading.firstChild, isEnded && view.gates.length === 0 ? "Outcome" : "Waiting for you ");
    if (isEnded) setChildren(this.#parts.rest, runOutcome(view, (step) => this.emit("select-step", { step })));
    else setChildren(this.#parts.rest, this.#upcoming());
  }

  #upcoming() {
    const view = this.#view;
    const asks = view.upcoming ?? [];
    const shown = asks.slice(0, maximumUpcoming);
    return [
      view.gates.length === 0 && el("p", { class: "desk-empty" }, "Nothing needs you."),
      shown.length > 0 && el("h3", { class: "desk-subheading" }, "Coming up"),
      shown.length > 0 && el("ul", { class: "desk-upcoming" }, shown.map((ask) => {
        const step = stepOf(view, ask);
        const title = step ? `${step.number}. ${inertLine(step.title)}` : "The result of the run";
        const words = ask.about === "breakpoint" ? `Breakpoint before ${title}` : title;
        return el("li", { title: inertLine(ask.text) }, icon(aboutIcon(ask)),
          step ? el("button", { type: "button", class: "desk-link",
            onclick: () => this.emit("select-step", { step: step.id }) }, words) : el("span", null, words),
          el("span", { class: "desk-why" }, inertLine(ask.text)));
      })),
      asks.length > shown.length && el("p", { class: "desk-more" }, `and ${asks.length - shown.length} more`),
    ];
  }

  /** Who decided a request that has just gone, and how. */
  #closing(gate) {
    const decision = this.#view.decisions.findLast((each) => each.gate === gate.gate);
    if (!decision) return "No longer asked";
    const words = { approve: "Approved", edit: "Approved with edits", reject: "Rejected", answer: "Answered",
      silence: "Its default was taken" }[decision.kind] ?? "Decided";
    return decision.kind === "silence" ? words : `${words} by ${inertLine(decision.by)} ${timeOfDay(decision.at)}`;
  }

  #openGate(gate) {
    if (this.#closed.has(gate.gate)) return;
    this.#selected = gate.gate;
    if (gate.step) this.emit("select-step", { step: gate.step });
    this.emit("open-gate", { gate: gate.gate });
    this.schedule();
  }

  #candidates() {
    return this.#view.gates.filter((gate) => gate.isBatchable && wasOpened(gate));
  }

  #check(gate, isChecked) {
    if (isChecked) this.#checked.set(gate.gate, gate.digest);
    else this.#checked.delete(gate.gate);
    this.schedule();
  }

  #checkAll(isChecked) {
    this.#checked.clear();
    if (isChecked) for (const gate of this.#candidates()) this.#checked.set(gate.gate, gate.digest);
    this.schedule();
  }

  #checkedGates() {
    return this.#view.gates.filter((gate) => this.#checked.get(gate.gate) === gate.digest);
  }

  async #decideAll(verdict) {
    const gates = this.#checkedGates();
    if (gates.length === 0) return;
    if (gates.some((gate) => freshFor(gate) > 0)) return;
    let reason;
    if (verdict === "reject") {
      const values = await askForm({ title: `Reject ${count(gates.length, "request")}`, confirm: "Reject",
        body: [el("ul", { class: "dialog-list" }, gates.map((gate) => el("li", null, inertLine(gate.title))))],
        fields: [{ name: "reason", label: "What should be different", kind: "textarea", required: true,
          hint: "Each of the agents is told." }] });
      if (values === null) return;
      reason = values.reason;
    }
    this.#isSending = true;
    this.schedule();
    let taken = 0;
    const refusals = [];
    for (const gate of gates) {
      const { problem } = await decide(this, gate, { verdict, ...(reason ? { reason } : {}) });
      if (problem) refusals.push(`${inertLine(gate.title)}: ${problem.message}`);
      else taken += 1;
      this.#checked.delete(gate.gate);
    }
    this.#isSending = false;
    const done = verdict === "approve" ? "approved" : "rejected";
    if (taken > 0) toast(`${count(taken, "request")} ${done}.`);
    if (refusals.length > 0) toast(`Not decided: ${refusals.join(" ")}`, { kind: "problem" });
    this.schedule();
    this.#focusNext();
  }

  #holdAll() {
    for (const gate of this.#checkedGates()) {
      if (gate.deadline && !gate.isHeld) this.emit("hold", { gate: gate.gate, isHeld: true });
    }
  }

  /** After a decision the focus goes to the next request, or to the heading; never to the body. */
  #focusNext() {
    requestAnimationFrame(() => {
      const next = [...this.#parts.queue.children].find((row) => !this.#closed.has(row.gate.gate));
      const heading = this.querySelector(".desk-heading");
      heading.tabIndex = -1;
      (next?.parts.title ?? heading).focus();
    });
  }

  #moveFocus(event) {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = [...this.#parts.queue.children];
    const index = rows.findIndex((row) => row.contains(event.target));
    const next = rows[index + step];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.parts.title.focus();
  }
}

function touchesDesk(patch) {
  return ["gates", "upcoming", "decisions", "status", "order", "counts", "cost"].some((key) => key in patch);
}

customElements.define("approval-desk", ApprovalDesk);
