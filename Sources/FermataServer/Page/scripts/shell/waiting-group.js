/**
 * The open requests of one run. What the server says may be decided in place is shown whole in its line, and can
 * be approved there; everything else has to be opened first.
 */

import { Component, el, patchList, setAttribute, setChildren, setText } from "../component.js";
import { freshFor, noticeArrival } from "../arrivals.js";
import { approveInPlace, approveTogether } from "../decisions.js";
import { count, listInWords } from "../format.js";
import { effectNote, reviewPath, showEffect } from "../gate-words.js";
import { icon } from "../icons.js";
import { inertLine } from "../inert.js";
import { mayAct } from "../session.js";
import "../deadline.js";

/** More agents than these are counted, not named. */
const maximumNamedAgents = 3;

class WaitingGroup extends Component {
  /** @type {any[]} */
  #gates = [];
  /** @type {Set<string> | null} the gates of the batch, since the person last acted here */
  #batch = null;
  #isFilled = false;
  #isBusy = false;
  #title = el("a", { class: "waiting-run" });
  #about = el("span", { class: "quiet" });
  #approveAll = el("button", { class: "button small", type: "button", onclick: () => this.#approveBatch() });
  #include = el(
    "button",
    { class: "button small plain-text", type: "button", onclick: () => this.#includeArrived() },
  );
  #rows = el("ul", { class: "waiting-rows" });

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      el("div", { class: "waiting-head" }, el("h3", { class: "row wrap" }, this.#title, this.#about),
        el("div", { class: "row push" }, this.#include, this.#approveAll)),
      this.#rows,
    );
    this.schedule();
  }

  /**
   * @param {any[]} gates of one run
   * @param {boolean} isFilled whether its batch has the one filled button of the screen
   */
  show(gates, isFilled) {
    this.#gates = gates;
    this.#isFilled = isFilled;
    this.#batch ??= new Set(gates.filter(isApprovable).map((gate) => gate.gate));
    this.schedule();
  }

  render() {
    const [first] = this.#gates;
    if (first === undefined) return;
    setText(this.#title, inertLine(first.runTitle));
    setAttribute(this.#title, "href", `/runs/${encodeURIComponent(first.run)}`);
    setText(this.#about, this.#summary());
    this.#showBatch();
    const focused = this.#rows.contains(document.activeElement)
      ? document.activeElement?.closest(".waiting-row")
      : null;
    const neighbour = focused?.nextElementSibling ?? focused?.previousElementSibling;
    patchList(this.#rows, this.#gates, {
      key: (gate) => gate.gate,
      create: (gate) => this.#createRow(gate),
      update: (row, gate) => this.#updateRow(row, gate),
    });
    if (focused && !focused.isConnected) {
      this.emit("gates-decided", { next: neighbour?.querySelector("a.button") });
    }
  }

  #summary() {
    const agents = [...new Set(this.#gates.map((gate) => gate.agent).filter(Boolean))].map(inertLine);
    const requests = count(this.#gates.length, "request");
    if (agents.length === 0) return requests;
    const from = agents.length > maximumNamedAgents ? count(agents.length, "agent") : listInWords(agents);
    return `${requests} from ${from}`;
  }

  #batchGates() {
    return this.#gates.filter((gate) => this.#batch?.has(gate.gate) && isApprovable(gate));
  }

  #showBatch() {
    const batch = this.#batchGates();
    const isOffered = batch.length > 1;
    this.#approveAll.hidden = !isOffered;
    const arrived = this.#gates.filter((gate) => isApprovable(gate) && !this.#batch?.has(gate.gate)).length;
    this.#include.hidden = arrived === 0 || batch.length + arrived < 2;
    setText(this.#include, isOffered ? `Include ${arrived} new` : `Select all ${batch.length + arrived}`);
    if (!isOffered) return;
    this.#approveAll.className = `button small ${this.#isFilled ? "you" : "you-outline"}`;
    const isOff = this.#isBusy || batch.some((gate) => freshFor(gate) > 0);
    setAttribute(this.#approveAll, "aria-disabled", isOff ? "true" : null);
    const words = `Approve these ${batch.length}`;
    if (this.#approveAll.textContent !== words) setChildren(this.#approveAll, icon("approve"), words);
  }

  #includeArrived() {
    this.#batch = new Set(this.#gates.filter(isApprovable).map((gate) => gate.gate));
    this.#approveAll.focus();
    this.schedule();
  }

  async #approveBatch() {
    const gates = this.#batchGates();
    if (this.#approveAll.getAttribute("aria-disabled") === "true") return;
    this.#isBusy = true;
    this.schedule();
    await approveTogether(gates);
    this.#isBusy = false;
    this.#batch = null;
    this.schedule();
    this.emit("gates-decided", { next: this.#rows.querySelector("a.button") });
  }

  #createRow(gate) {
    const row = el("li", { class: "waiting-row" });
    row.titleText = el("span", { class: "medium one-line" });
    row.extract = el("dl", { class: "waiting-extract", hidden: true });
    row.effect = effectNote(gate.effectNote);
    row.silence = el("silence-note", null);
    row.review = el("a", { class: "button small" });
    row.approve = el(
      "button",
      { class: "button small", type: "button", onclick: () => this.#approveOne(row) },
      "Approve",
    );
    setText(row.review, "Review");
    setAttribute(row.review, "href", reviewPath(gate));
    row.append(
      el("div", { class: "waiting-title" }, row.titleText, row.extract),
      el("span", { class: "waiting-agent quiet one-line" }, inertLine(gate.agent ?? gate.kindTitle)),
      row.effect,
      row.silence,
      el("span", { class: "waiting-actions" }, row.approve, row.review),
    );
    return row;
  }

  #updateRow(row, gate) {
    row.gate = gate;
    noticeArrival(gate);
    this.#letRest(row);
    const title = inertLine(gate.title);
    setText(row.titleText, title);
    row.silence.gate = gate;
    showEffect(row.effect, gate.effectNote);
    showExtract(row.extract, gate);
    row.approve.hidden = !isApprovable(gate);
    setAttribute(row.approve, "aria-label", `Approve: ${title}`);
    setAttribute(row.review, "aria-label", `${row.review.textContent}: ${title}`);
  }

  /** What has just arrived, or has changed, cannot be decided by a click that was meant for something else. */
  #letRest(row) {
    const rest = freshFor(row.gate);
    if (rest > 0) setTimeout(() => this.schedule(), rest);
    setAttribute(row.approve, "aria-disabled", rest > 0 || row.approve.classList.contains("busy") ? "true" : null);
  }

  async #approveOne(row) {
    if (row.approve.getAttribute("aria-disabled") === "true") return;
    row.approve.classList.add("busy");
    setAttribute(row.approve, "aria-disabled", "true");
    const isApproved = await approveInPlace(row.gate);
    if (!isApproved) {
      row.approve.classList.remove("busy");
      setAttribute(row.approve, "aria-disabled", null);
      return;
    }
    this.#batch?.delete(row.gate.gate);
    if (row.contains(document.activeElement)) {
      const neighbour = row.nextElementSibling ?? row.previousElementSibling;
      this.emit("gates-decided", { next: neighbour?.querySelector("a.button") });
    }
  }
}

/** Whether the server lets it be decided where it stands, and this person may. */
function isApprovable(gate) {
  return gate.isDecidableInPlace && mayAct("approver");
}

/** All that a yes starts, as the server tells it. */
function showExtract(list, gate) {
  const signature = JSON.stringify(gate.extract ?? null);
  if (list.dataset.signature === signature) return;
  list.dataset.signature = signature;
  list.hidden = !gate.extract;
  setChildren(list, (gate.extract ?? []).map(({ name, text }) =>
    el("div", null, el("dt", null, inertLine(name)), el("dd", null, inertLine(text)))));
}

customElements.define("waiting-group", WaitingGroup);
