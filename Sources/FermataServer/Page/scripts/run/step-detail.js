/**
 * What is known of the selected step, and what a person may do with it, at the foot of the plan.
 *
 * Buttons keep their place whatever the step's state; those that do not apply now are dimmed.
 */

import { Component, el, patchList, setAttribute, setChildren, setText } from "../component.js";
import { dateAndTime, duration, money, timeOfDay } from "../format.js";
import { showEffect } from "../gate-words.js";
import { icon } from "../icons.js";
import { inert, inertLine } from "../inert.js";

/** What may be asked for a step; `request` opens a dialog, `order` is sent at once. */
const ACTIONS = [
  { can: "redirect", label: "Redirect", icon: "redirect", request: "redirect" },
  { can: "skip", label: "Skip", icon: "skip", request: "skip" },
  { can: "rollback", label: "Roll back to here", icon: "undo", request: "rollback" },
];

const MORE_ACTIONS = [
  { can: "takeOver", label: "Take over", icon: "person", request: "take-over" },
  { can: "note", label: "Add a note", icon: "edit", request: "note" },
];

export class StepDetail extends Component {
  #view = null;
  #step = null;
  #breakpoint = undefined;
  #parts = null;

  /** Shows a step of a view, or nothing. */
  update(view, step, breakpoint) {
    if (this.#view === view && this.#step === step && this.#breakpoint === breakpoint) return;
    this.#view = view;
    this.#step = step ?? null;
    this.#breakpoint = breakpoint;
    this.schedule();
  }

  render() {
    this.#parts ??= this.#build();
    setAttribute(this, "hidden", this.#step === null);
    if (this.#step === null) return;
    const step = this.#step;
    setText(this.#parts.number, step.number);
    setText(this.#parts.title, inertLine(step.title));
    setText(this.#parts.facts, this.#facts());
    showEffect(this.#parts.effect, step.effectNote);
    setText(this.#parts.reason, inertLine(step.reason ?? ""));
    setAttribute(this.#parts.reason, "hidden", !step.reason);
    setAttribute(this, "data-state", step.state);
    this.#renderActions();
    if (this.#parts.more.open) this.#renderMore();
  }

  #build() {
    const number = el("span", { class: "detail-number" });
    const title = el("span");
    const facts = el("p", { class: "detail-facts" });
    const effect = el("p", { class: "effect detail-effect" });
    const reason = el("p", { class: "detail-reason" });
    const buttons = el("div", { class: "button-row" });
    const body = el("div", { class: "detail-body" });
    const more = el("details", { class: "detail-more", ontoggle: () => this.schedule() },
      el("summary", null, "Everything about this step"), body);
    this.append(
      el("h3", { class: "detail-title" }, number, " ", title),
      el("div", { class: "detail-line" }, facts, effect), reason, buttons, more);
    return { number, title, facts, effect, reason, buttons, more, body };
  }

  #facts() {
    const step = this.#step;
    const numbers = new Map(this.#view.steps.map((other) => [other.id, other.number]));
    const needs = (step.needs ?? []).map((id) => numbers.get(id) ?? id);
    const isOver = step.endedAt && step.isOver;
    const state = isOver ? `${step.stateText} ${timeOfDay(step.endedAt)}` : step.stateText;
    const texts = [inertLine(state), inertLine(step.agent)];
    // A queued step's own words say what it waits for.
    if (step.state !== "queued") texts.push(needs.length > 0 ? `after ${needs.join(", ")}` : "from the start");
    if (step.cost) texts.push(money(step.cost));
    return texts.join(", ");
  }

  #renderActions() {
    patchList(this.#parts.buttons, ACTIONS, {
      key: (action) => action.can,
      create: (action) => this.#button(action),
      update: (node, action) => this.#dim(node, action.can),
    });
  }

  #button(action) {
    return el("button", { type: "button", class: "button small", onclick: (event) => {
      if (event.currentTarget.getAttribute("aria-disabled") === "true") return;
      this.emit("request-intervention", { intervention: action.request, step: this.#step.id });
    } }, icon(action.icon), action.label);
  }

  #dim(node, ability) {
    setAttribute(node, "aria-disabled", this.#step.can.includes(ability) ? null : "true");
  }

  #renderMore() {
    const step = this.#step;
    const plan = step.plan ?? {};
    const { body } = this.#parts;
    const hold = step.can.includes("resume")
      ? this.#orderButton("Resume this step", "play", { intervention: "resume", step: step.id })
      : this.#orderButton("Pause this step", "pause", { intervention: "pause", step: step.id }, "pause");
    const breakpoint = this.#breakpoint !== undefined
      ? this.#orderButton("Remove breakpoint", "breakpoint",
        { intervention: "breakpoint-remove", step: step.id }, "unbreakpoint")
      : this.#orderButton("Breakpoint here", "breakpoint",
        { intervention: "breakpoint-add", step: step.id }, "breakpoint");
    const more = MORE_ACTIONS.map((action) => {
      const button = this.#button(action);
      this.#dim(button, action.can);
      return button;
    });
    const signature = JSON.stringify(step);
    if (body.dataset.signature === signature) return;
    body.dataset.signature = signature;
    const focused = body.contains(document.activeElement) ? document.activeElement.textContent : null;
    setChildren(body, el("div", { class: "button-row" }, hold, breakpoint, more), this.#record(step, plan),
      this.#attempts(step), this.#outputs(step));
    if (focused !== null) {
      const again = [...body.querySelectorAll("button, summary")].find((node) => node.textContent === focused);
      (again ?? this.#parts.more.firstChild).focus();
    }
  }

  #orderButton(label, name, order, ability = "resume") {
    const button = el("button", { type: "button", class: "button small", onclick: () => {
      if (button.getAttribute("aria-disabled") !== "true") this.emit("intervene", { order });
    } }, icon(name), label);
    this.#dim(button, ability);
    return button;
  }

  #record(step, plan) {
    const told = step.instructions.map((each) => each.text).join("\n");
    const rows = [["Impact", step.impact], ["Runs", plan.run], ["Instructions", told],
      ["Undone by", plan.undo], ["Time limit", plan.timeoutSeconds && duration(plan.timeoutSeconds * 1000)],
      ["Retries", plan.retries], ["After a failure", plan.onFailure], ["Edited by", step.result?.editedBy],
      [step.result?.editedBy ? "Summary by the agent" : "Summary", step.summary],
      ["Uncertainty", step.uncertainty]];
    return el("dl", { class: "detail-record" }, rows.filter(([, value]) => value).map(([name, value]) =>
      [el("dt", null, name), el("dd", { class: name === "Runs" || name === "Undone by" ? "mono" : "" },
        inert(value))]));
  }

  #attempts(step) {
    if (step.attempts.length === 0) return null;
    return [el("h4", null, "Attempts"), el("ol", { class: "detail-attempts" }, step.attempts.map((attempt) => {
      const end = attempt.endedAt ? `, ${duration(attempt.endedAt - attempt.startedAt)}` : "";
      const text = `${attempt.number}. ${attempt.status}, ${dateAndTime(attempt.startedAt)}${end}`;
      const link = attempt.transcript && el("a", { download: `step-${step.number}-attempt-${attempt.number}.txt`,
        href: `/v1/runs/${encodeURIComponent(this.#view.run)}/payloads/${encodeURIComponent(attempt.transcript)}`,
      }, "Transcript");
      return el("li", null, text, " ", link, attempt.failure && el("p", { class: "detail-failure" },
        inert(attempt.failure.message)));
    }))];
  }

  #outputs(step) {
    if (step.outputs === undefined || step.outputs === null) return null;
    return [el("h4", null, "Outputs"), el("pre", { class: "detail-outputs", tabIndex: 0, "aria-label": "Outputs" },
      inert(JSON.stringify(step.outputs, null, 2)))];
  }
}

customElements.define("step-detail", StepDetail);
