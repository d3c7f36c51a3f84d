/**
 * The plan as a table that can be edited, while it is proposed and while it runs.
 *
 * Edits stay here, undoable, until they are sent: with the verdict on a proposed plan (`plan-decision` sends it),
 * or by `Change the plan` in a running one, after the server has shown what they would do. They survive a reload,
 * and a plan that somebody else changed meanwhile.
 */

import { Component, el, setAttribute, setChildren, setText, setVariables } from "../component.js";
import { count } from "../format.js";
import { icon } from "../icons.js";
import { inertLine } from "../inert.js";
import { announce } from "../live-region.js";
import { settings } from "../settings.js";
import { toast, toastProblem } from "../toast.js";
import { createEditorRow, updateEditorRow } from "./editor-row.js";
import { laneWidth } from "./lane-drawing.js";
import { PlanDraft, freshID, isSame } from "./plan-draft.js";
import { computeLanes } from "./plan-lanes.js";
import { checkPlan, fetchPlan, isStale, sendPlan } from "./plan-exchange.js";
import { changedByOthers, newsNodes, previewNodes } from "./plan-preview.js";
import { PlanWindow } from "./plan-window.js";
import { wayBack } from "./run-orders.js";
import "./step-form.js";

export class PlanEditor extends Component {
  #view = null;
  #draft = null;
  #purpose = "live";
  #parts = null;
  #window = null;
  #layout = null;
  #open = null;
  #preview = null;
  #news = null;
  #isBusy = false;
  #wanted = null;

  /** What is edited: a `proposed` plan, or (`editing`) one that runs; `live` when the editor is away. */
  set purpose(purpose) {
    if (this.#purpose === purpose) return;
    this.#purpose = purpose;
    this.schedule();
  }

  /** The edits. */
  get draft() {
    return this.#draft;
  }

  /** Shows a view. */
  update(view, patch) {
    const isOther = this.#view?.run !== view.run;
    this.#view = view;
    if (isOther) {
      this.#draft = new PlanDraft(view.run);
      this.#open = null;
      this.#news = null;
    }
    const isChanged = isOther || this.#draft.revision !== view.planRevision;
    if (isChanged) this.#rebase(isOther);
    if (this.#purpose !== "live") this.schedule();
  }

  /** Editing a running plan begins or ends. */
  begin(isEditing) {
    this.#preview = null;
    if (!isEditing) return;
    this.#wanted = { key: this.#draft.steps[0]?.id, part: "editor-title" };
    this.schedule();
  }

  render() {
    if (this.#view === null || this.#purpose === "live") return;
    this.#parts ??= this.#build();
    this.#facts = this.#gather();
    const { steps } = this.#facts;
    this.#layout ??= computeLanes(steps.map((step) => ({ key: step.id, links: step.needs ?? [] })));
    const { draft, subtitle, undo, foot, form, news } = this.#parts;
    const edits = this.#draft.operations.length;
    setText(subtitle, `${count(steps.length, "step")}, ${this.#purpose === "proposed" ? "proposed"
      : `revision ${this.#view.planRevision}`}`);
    const lasting = this.#draft.isKept ? "" : ", not kept on reload";
    setText(draft, edits > 0 ? `${count(edits, "edit")} by you${lasting}` : "");
    setAttribute(undo, "aria-disabled", edits > 0 ? null : "true");
    setAttribute(foot, "hidden", this.#purpose !== "editing");
    setChildren(news, this.#news ?? []);
    this.#renderFoot();
    form.update(steps.find((step) => step.id === this.#open), steps, this.#view.agents);
    setVariables(this, { "--number-width": `${Math.max(2, String(steps.length).length) * 0.5625}rem`,
      "--lanes-width": `${laneWidth(this.#layout.width)}px` });
    this.#window.render(steps.length);
    this.#focusWanted();
  }

  #facts = null;

  #gather() {
    const { shown } = this.#draft;
    const steps = shown.map(({ plan }) => plan);
    return {
      steps,
      notes: new Map(shown.map(({ plan, effectNote }) => [plan.id, effectNote])),
      views: new Map(this.#view.steps.map((step) => [step.id, step])),
      numbers: new Map(steps.map((step, index) => [step.id, index + 1])),
      breakpoints: new Map(this.#view.breakpoints.map((breakpoint) => [breakpoint.step, breakpoint])),
      touched: this.#draft.touched(),
    };
  }

  #build() {
    const subtitle = el("span", { class: "quiet" });
    const draft = el("span", { class: "editor-edits push" });
    const button = (name, words, onclick) =>
      el("button", { type: "button", class: "button small", onclick }, icon(name), words);
    const undo = button("undo", "Undo edit", () => this.#undo());
    const add = button("add", "Add step", () => this.#add());
    const news = el("div", { class: "editor-news" });
    const list = el("ol", { class: "plan-list", role: "list", "aria-label": "Steps of the plan" });
    const probe = el("div", { class: "editor-probe", "aria-hidden": "true" });
    const scroller = el("div", { class: "plan-scroller" }, probe, list);
    const form = el("step-form", { hidden: true, onedit: (event) => this.#edit(event.detail.operation),
      "onclose-step": () => this.#openStep(this.#open) });
    const preview = el("div", { class: "editor-preview" });
    const actions = el("div", { class: "button-row editor-actions" });
    const foot = el("footer", { class: "editor-foot" }, preview, actions);
    const columns = el("div", { class: "editor-columns", "aria-hidden": "true" },
      ["Step", "Agent", "Order", "Effect"].map((name) => el("span", null, name)));
    this.append(el("header", { class: "panel-head editor-head" }, el("h2", null, "Plan"), subtitle, draft, undo, add),
      news, el("div", { class: "editor-body" }, el("div", { class: "editor-table" }, columns, scroller), form), foot);
    list.addEventListener("keydown", (event) => this.#keyPressed(event));
    this.#window = new PlanWindow({ scroller, list, probe, changed: () => this.schedule(),
      keyAt: (index) => this.#draft.steps[index].id,
      indexOf: (key) => this.#indexOf(key),
      tabStop: () => this.#open ?? this.#draft.steps[0]?.id ?? null,
      create: (index) => createEditorRow(this.#draft.steps[index].id, this.#acts()),
      update: (node, index) => this.#updateRow(node, index) });
    return { subtitle, draft, undo, news, form, preview, actions, foot };
  }

  #acts() {
    return {
      open: (id, field) => this.#openStep(id, field),
      reassign: (id, agent) => this.#edit({ kind: "set", id, field: "agent", value: agent }),
      offerAgents: (select, id) => this.#offerAgents(select, id),
      breakpoint: (id) => this.#toggleBreakpoint(id),
      up: (id) => this.#move(id, -1),
      down: (id) => this.#move(id, 1),
      remove: (id) => this.#remove(id),
    };
  }

  #updateRow(node, index) {
    const step = this.#facts.steps[index];
    const { views, numbers, breakpoints, touched, notes } = this.#facts;
    const view = views.get(step.id);
    const breakpoint = breakpoints.get(step.id);
    updateEditorRow(node, { step, view, number: index + 1, total: this.#draft.steps.length, breakpoint,
      lane: this.#layout.rows[index], lanes: this.#layout.width, height: this.#window.rowHeight,
      isChosen: (from, to) => from === this.#open || to === this.#open,
      isOpen: step.id === this.#open, isYours: touched.has(step.id), effect: notes.get(step.id) ?? view?.effectNote ?? null,
      needs: (step.needs ?? []).map((need) => numbers.get(need) ?? need),
      canBreak: view?.can.includes(breakpoint ? "unbreakpoint" : "breakpoint") === true });
  }

  #offerAgents(select, id) {
    const chosen = this.#draft.steps[this.#indexOf(id)]?.agent;
    const names = this.#view.agents.map((agent) => agent.id);
    if (select.options.length === names.length) return;
    select.replaceChildren(...names.map((name) => el("option", { value: name }, inertLine(name))));
    select.value = chosen;
  }

  #renderFoot() {
    const { preview, actions } = this.#parts;
    const isEmpty = this.#draft.isEmpty;
    const isSendable = this.#preview !== null && !(this.#preview.problems?.length > 0);
    const names = (id) => `${this.#facts.numbers.get(id) ?? ""}. ${this.#draft.steps[this.#indexOf(id)]?.name ?? id}`;
    const isFinished = (id) => this.#facts.views.get(id)?.isOver === true;
    if (this.#shownPreview !== this.#preview) {
      this.#shownPreview = this.#preview;
      preview.replaceChildren(...(this.#preview ? previewNodes(this.#preview, names, isFinished) : []));
    }
    this.#buttons ??= {
      check: el("button", { type: "button", class: "button strong", onclick: () => this.#check() },
        "Show what would change"),
      send: el("button", { type: "button", class: "button you", onclick: () => this.#send() }, icon("approve"),
        "Change the plan"),
      discard: el("button", { type: "button", class: "button", onclick: () => this.#discard() }, "Discard edits"),
      close: el("button", { type: "button", class: "button plain-text", onclick: () =>
        this.emit("edit-plan", { isEditing: false }) }, "Close"),
    };
    const { check, send, discard, close } = this.#buttons;
    setAttribute(check, "aria-disabled", isEmpty || this.#isBusy ? "true" : null);
    setAttribute(send, "aria-disabled", isSendable && !this.#isBusy ? null : "true");
    setAttribute(discard, "aria-disabled", isEmpty ? "true" : null);
    setChildren(actions, check, send, discard, close);
  }

  #buttons = null;
  #shownPreview = null;

  #edit(operation) {
    if (!this.#draft.perform(operation)) return false;
    this.#changed();
    return true;
  }

  #changed() {
    this.#layout = null;
    this.#preview = null;
    if (this.#open !== null && this.#indexOf(this.#open) === undefined) this.#open = null;
    this.emit("draft-changed", { draft: this.#draft });
    this.#ask();
    this.schedule();
  }

  /** Asks the server what the edits come to; only the answer about the last of them counts. */
  async #ask() {
    const draft = this.#draft;
    if (draft.isEmpty) return;
    const { operations } = draft;
    try {
      if (!draft.answer(await checkPlan(this.#view.run, draft), operations)) return;
    } catch (error) {
      if (draft !== this.#draft || draft.operations !== operations) return;
      if (!isStale(error) || !(await this.#refresh())) toastProblem(error, "The edits could not be checked.");
      return;
    }
    this.#layout = null;
    this.emit("draft-changed", { draft });
    this.schedule();
  }

  #undo() {
    if (this.#draft.isEmpty) return;
    this.#draft.undo();
    announce("The last edit is undone.");
    this.#changed();
  }

  #discard() {
    if (this.#draft.isEmpty) return;
    this.#draft.discard();
    announce("Your edits are discarded.");
    this.#changed();
  }

  #add() {
    const at = this.#open === null ? this.#draft.steps.length : this.#indexOf(this.#open) + 1;
    const agent = (this.#draft.steps[at - 1] ?? {}).agent ?? this.#view.agents[0]?.id;
    const needs = this.#open === null ? [] : [this.#open];
    const id = freshID("new-step", [...this.#draft.base, ...this.#draft.steps].map((step) => step.id));
    const step = { id, name: "New step", agent, ...(needs.length > 0 ? { needs } : {}), run: "true" };
    this.#edit({ kind: "add", step, at });
    this.#open = id;
    this.#window.reveal(at, "center");
    this.#parts.form.update(step, this.#draft.steps, this.#view.agents);
    this.#parts.form.hidden = false;
    this.#parts.form.focusName();
  }

  #move(id, by) {
    if (!this.#edit({ kind: "move", id, by })) return;
    const index = this.#indexOf(id);
    this.#window.reveal(index);
    announce(`Now step ${index + 1} of ${this.#draft.steps.length}.`);
  }

  #remove(id) {
    const index = this.#indexOf(id);
    this.#edit({ kind: "remove", id });
    const next = this.#draft.steps[Math.min(index, this.#draft.steps.length - 1)];
    this.#wanted = { key: next?.id, part: "editor-title" };
    announce("Removed. What needed it now begins after what it began after.");
  }

  #toggleBreakpoint(step) {
    const isSet = this.#facts.breakpoints.has(step);
    this.emit("intervene", { order: { intervention: isSet ? "breakpoint-remove" : "breakpoint-add", step } });
  }

  #openStep(id, field) {
    const isClosing = this.#open === id && field === undefined;
    this.#open = isClosing ? null : id;
    if (isClosing) this.#wanted = { key: id, part: "editor-title" };
    else this.#window.reveal(this.#indexOf(id));
    this.schedule();
    if (field === "needs") {
      this.#parts.form.update(this.#facts.steps[this.#indexOf(id)], this.#facts.steps, this.#view.agents);
      this.#parts.form.hidden = false;
      this.#parts.form.render();
      this.#parts.form.querySelector(".field-needs input").focus();
    }
  }

  #keyPressed(event) {
    const row = event.target.closest(".editor-row");
    const letters = settings().letterKeys ? { j: 1, k: -1 } : {};
    const by = { ArrowDown: 1, ArrowUp: -1, ...letters }[event.key];
    if (row === null || by === undefined || event.target.matches("select, input")) return;
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (event.altKey) {
      this.#move(row.dataset.key, by);
      return;
    }
    const index = Math.max(0, Math.min(this.#draft.steps.length - 1, this.#indexOf(row.dataset.key) + by));
    this.#window.reveal(index);
    const { classList, dataset } = event.target;
    this.#wanted = { key: this.#draft.steps[index].id, part: classList[0], name: dataset.name };
    this.schedule();
  }

  #focusWanted() {
    if (this.#wanted === null) return;
    const node = this.#wanted.key === undefined ? null : this.#window.node(this.#wanted.key);
    const name = this.#wanted.name ? `[data-name="${this.#wanted.name}"]` : "";
    node?.querySelector(`.${this.#wanted.part}${name}`)?.focus({ preventScroll: true });
    this.#wanted = null;
  }

  #indexOf(id) {
    const index = this.#draft.steps.findIndex((step) => step.id === id);
    return index < 0 ? undefined : index;
  }

  /** Takes up the plan as it is now; edits that were made on an earlier one are put on it. */
  #rebase(isFirst) {
    const before = this.#draft.steps.length > 0 ? this.#draft.base : null;
    const steps = this.#view.steps.map((step) => step.plan);
    const { dropped, isRebased } = this.#draft.load(this.#view.planRevision, steps);
    this.#layout = null;
    this.#preview = null;
    if (isRebased || dropped > 0) this.#tellNews(isFirst ? null : before, steps, dropped);
    this.emit("draft-changed", { draft: this.#draft });
    this.#ask();
  }

  #tellNews(before, after, dropped) {
    const are = dropped === 1 ? "is" : "are";
    const lost = dropped > 0 ? ` ${count(dropped, "edit")} no longer applied and ${are} gone.` : "";
    const changes = before === null ? [] : changedByOthers(before, after, isSame);
    this.#news = newsNodes(this.#view.planRevision, lost, changes, () => {
      this.#news = null;
      this.schedule();
    });
    announce(`The plan has changed. Your edits are kept.${lost}`);
  }

  async #check() {
    const { operations } = this.#draft;
    const answer = await this.#exchange(checkPlan, "Not checked.");
    if (answer === null || !this.#draft.answer(answer, operations)) return;
    this.#preview = { lines: [], invalidated: [], ...answer };
    announce(answer.problems?.length > 0 ? "This plan cannot be run." : "Here is what would change.");
    this.schedule();
  }

  async #send() {
    if (this.#buttons.send.getAttribute("aria-disabled") === "true") return;
    const answer = await this.#exchange(sendPlan, "The plan is not changed.");
    if (answer === null) return;
    this.#draft.discard();
    this.#changed();
    toast("The plan is changed.", { action: wayBack(this.#view.run, answer) });
    this.emit("edit-plan", { isEditing: false });
  }

  async #exchange(request, refusal) {
    if (this.#isBusy || this.#draft.isEmpty) return null;
    this.#isBusy = true;
    this.schedule();
    try {
      return await request(this.#view.run, this.#draft);
    } catch (error) {
      if (!isStale(error) || !(await this.#refresh())) toastProblem(error, refusal);
      return null;
    } finally {
      this.#isBusy = false;
      this.schedule();
    }
  }

  /** The plan was changed by somebody else: takes theirs, and keeps the edits on top of it. */
  async #refresh() {
    const plan = await fetchPlan(this.#view.run);
    if (plan === null || plan.revision === this.#draft.revision) return false;
    const before = this.#draft.base;
    const { dropped } = this.#draft.load(plan.revision, plan.steps);
    this.#view = { ...this.#view, planRevision: plan.revision };
    this.#layout = null;
    this.#preview = null;
    this.#tellNews(before, plan.steps, dropped);
    this.#ask();
    return true;
  }
}

customElements.define("plan-editor", PlanEditor);
