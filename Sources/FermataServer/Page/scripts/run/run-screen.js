/**
 * One run, live: loads its view, follows the feed, and gives both to the components it is made of.
 *
 * The contract with them: `update(view, patch, {isPast})` whenever the view has changed (`patch` is null for a
 * whole one), `tick()` once a second, and where they have it `event(event)`, `output(piece)`, `status(text)`,
 * `select(step)` and `open(gate)`. They answer with bubbling events, and this screen alone speaks to the server:
 *
 * - `intervene` {order}: sent at once.
 * - `request-intervention` {intervention, step?, agent?}: asked for in a dialog first, then sent.
 * - `decide` {gate, body, settled?, refused?, isQuiet?}: a verdict; `settled(answer|null)` is called when it is
 *   known how it ended, `refused(error)` before that, and is true when the sender shows the refusal itself.
 * - `withdraw` {gate}, `hold` {gate, isHeld}: a verdict taken back; a deadline held or given back.
 * - `adopt`: this server is to carry out a run that nobody carries out.
 * - `select-step` {step}, `open-gate` {gate}: what the other components show.
 * - `travel` {revision|null}: the past in plan, agents and timeline. The desk is always now.
 */

import { Component, setAttribute, setText } from "../component.js";
import { watchRun } from "../feed.js";
import { bindKeys } from "../keys.js";
import { announce } from "../live-region.js";
import { onSecond } from "../ticker.js";
import { toastProblem } from "../toast.js";
import { wasTouchedSince } from "../touch.js";
import { askIntervention } from "./intervention-dialogs.js";
import { buildLayout } from "./run-layout.js";
import {
  adoptRun, fetchPast, holdGate, loadingProblem, sendIntervention, sendVerdict, withdrawVerdict,
} from "./run-orders.js";
import "./agent-grid.js";
import "./approval-desk.js";
import "./cost-meter.js";
import "./live-stream.js";
import "./plan-decision.js";
import "./plan-editor.js";
import "./plan-view.js";
import "./result-pane.js";
import "./review-pane.js";
import "./run-head.js";
import "./run-timeline.js";

export class RunScreen extends Component {
  #parts = null;
  #live = null;
  #past = null;
  #loading = null;
  #stops = [];
  #mode = "live";
  #tab = "agents";
  #panel = "work";
  #isTabChosen = false;
  /** When the run was first shown. */
  #begunAt = 0;
  /** The question about the plan that was opened: by the person, or with the run. */
  #openPlan = null;
  /** The request that the address names, until it is there. */
  #wantedGate = null;

  /** The run to show; changing it begins anew. */
  get run() {
    return this.getAttribute("run");
  }

  set run(name) {
    if (this.run === name) return;
    this.setAttribute("run", name);
    if (this.isConnected) this.#start();
  }

  /** The route that led here. */
  set route(route) {
    this.#wantedGate = route.query?.get("gate") ?? null;
    this.run = route.parameters.run;
    if (this.#live !== null) this.#openWanted();
  }

  connectedCallback() {
    super.connectedCallback();
    this.#build();
    this.#start();
  }

  disconnectedCallback() {
    this.#stop();
  }

  #build() {
    if (this.#parts !== null) return;
    this.#parts = buildLayout({ showPanel: (name) => this.#showPanel(name), showTab: (name) => this.#chooseTab(name) });
    this.append(...this.#parts.children);
    const handlers = {
      intervene: ({ order }) => sendIntervention(this.run, order),
      "request-intervention": (detail) => this.#ask(detail),
      decide: (detail) => this.#decide(detail),
      withdraw: ({ gate }) => withdrawVerdict(gate),
      hold: ({ gate, isHeld }) => holdGate(gate, isHeld),
      adopt: () => adoptRun(this.run),
      "select-step": ({ step }) => this.#selectStep(step),
      "open-gate": ({ gate }) => this.#openGate(gate),
      travel: ({ revision }) => this.#travel(revision),
      "draft-changed": ({ draft }) => (this.#parts.decision.draft = draft),
      "edit-plan": ({ isEditing }) => this.#editPlan(isEditing),
    };
    for (const [name, handle] of Object.entries(handlers)) {
      this.addEventListener(name, (event) => {
        event.stopPropagation();
        handle(event.detail ?? {}, event.target);
      });
    }
  }

  #start() {
    this.#stop();
    this.#live = null;
    this.#past = null;
    const each = (name, ...values) => this.#components().forEach((component) => component[name]?.(...values));
    this.#stops = [
      watchRun(this.run, {
        view: (view, patch) => this.#arrived(view, patch),
        event: (event) => each("event", event),
        output: (piece) => each("output", piece),
        end: () => each("end"),
        status: (text) => each("status", text),
        problem: (error) => this.#failed(error),
      }),
      bindKeys(this.#keys()),
      onSecond(() => each("tick")),
    ];
  }

  #stop() {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#loading?.abort();
  }

  #keys() {
    const perform = (action) => () => this.#parts.head.perform(action);
    const group = "This run";
    const isLive = () => this.#live !== null && this.#past === null;
    return [
      { key: "p", label: "Pause all, or go on", group, run: perform("pause"), when: isLive },
      { key: "m", label: "Modify the plan", group, run: perform("modify"), when: isLive },
      { key: "b", label: "Add a breakpoint", group, run: perform("breakpoint"), when: isLive },
      { key: "r", label: "Roll back", group, run: perform("rollback"), when: isLive },
      { key: "Shift+s", label: "Stop the run", group, run: perform("stop"), when: isLive },
      { key: "l", label: "Back to live", group, run: () => this.#travel(null), when: () => this.#past !== null },
    ];
  }

  #components() {
    const { head, plan, agents, stream, review, result, desk, cost, timeline, editor, decision } = this.#parts;
    return [head, plan, agents, stream, review, result, desk, cost, timeline, editor, decision];
  }

  #arrived(view, patch) {
    const isFirst = this.#live === null;
    this.#live = view;
    const { head, plan, agents, stream, review, result, desk, cost, timeline, editor, decision } = this.#parts;
    for (const part of [stream, review, result, desk, timeline, editor, decision]) part.update?.(view, patch);
    if (this.#past === null) for (const part of [head, plan, agents, cost]) part.update?.(view, patch);
    if (isFirst) {
      setAttribute(this.#parts.problem, "hidden", true);
      this.#isTabChosen = false;
      this.#begunAt = performance.now();
      this.#openWanted();
    }
    this.schedule();
  }

  #failed(error) {
    if (this.#live !== null) {
      toastProblem(error, "The run could not be loaded again.");
      return;
    }
    this.#parts.problem.hidden = false;
    setText(this.#parts.problem, loadingProblem(this.run, error));
  }

  render() {
    const view = this.#live;
    const { columns, head, panels } = this.#parts;
    for (const part of [head, columns, panels]) setAttribute(part, "hidden", view === null);
    if (view === null) return;
    this.#renderMode(view);
    this.#renderTabs(view);
    this.#renderPanels(view);
  }

  /** On a phone one panel shows. Those that the present mode does not have are not offered. */
  #renderPanels(view) {
    const { mode } = this.dataset;
    const missing = { proposed: ["work", "timeline"], editing: ["work"] }[mode] ?? [];
    const shown = missing.includes(this.#panel) ? "plan" : this.#panel;
    setAttribute(this, "data-panel", shown);
    for (const button of this.#parts.panels.children) {
      const { panel } = button.dataset;
      setAttribute(button, "hidden", missing.includes(panel));
      setAttribute(button, "aria-current", panel === shown ? "true" : null);
      if (panel === "desk") showCount(button.lastChild, view.gates.length);
    }
  }

  /** Proposed: editor and decision. Editing: the editor in place of plan and work. Else: all panels. */
  #renderMode(view) {
    const gate = view.gates.find((candidate) => candidate.about === "plan");
    const isAsked = view.phase === "proposed" && !view.isPaused && view.steps.length > 0 && gate !== undefined;
    const isProposed = isAsked && this.#isPlanOpen(gate);
    const mode = isProposed ? "proposed" : this.#mode === "editing" ? "editing" : "live";
    const { editor, decision, desk, cost, editPanel, plan, head } = this.#parts;
    head.isDeciding = mode === "proposed";
    const isEditing = mode !== "live";
    // What had the focus is about to be hidden: the plan takes it, and it is never lost to the body.
    if (!isEditing && !editPanel.hidden && [editPanel, decision].some((part) => part.matches(":focus-within"))) {
      plan.select(plan.selected, { isFocused: true });
    }
    setAttribute(this, "data-mode", this.#past !== null ? "past" : mode);
    editPanel.hidden = !isEditing;
    editor.hidden = !isEditing;
    editor.purpose = mode;
    plan.parentElement.hidden = isEditing;
    decision.hidden = mode !== "proposed";
    desk.hidden = mode === "proposed" && view.gates.length === 1;
    cost.hidden = mode === "proposed";
  }

  /** Whoever has just come to the run is shown its plan; later on, its question waits to be opened like any. */
  #isPlanOpen(gate) {
    if (!wasTouchedSince(this.#begunAt)) this.#openPlan = gate.gate;
    return this.#openPlan === gate.gate;
  }

  #renderTabs(view) {
    const { isEnded } = view;
    if (!this.#isTabChosen) {
      this.#isTabChosen = true;
      this.#tab = isEnded && view.synthesis ? "result" : view.gates.some((gate) => gate.about !== "plan")
        ? "review" : "agents";
    }
    for (const tab of this.#parts.tabs) {
      const name = tab.dataset.tab;
      const isShown = name !== "result" || (view.synthesis !== undefined && view.synthesis !== null);
      tab.hidden = !isShown;
      setAttribute(tab, "aria-selected", name === this.#tab);
      tab.tabIndex = name === this.#tab ? 0 : -1;
      if (name === "review") setText(tab.lastChild, view.gates.length === 0 ? "" : view.gates.length);
      this.#parts.panes[name].hidden = name !== this.#tab;
    }
  }

  /** A person turns to a tab; to the review, they come to look at what waits. */
  #chooseTab(name) {
    this.showTab(name);
    if (name === "review") this.#parts.review.openFirst();
  }

  /** Opens the request that the address names. */
  #openWanted() {
    const gate = this.#live.gates.find((each) => each.gate === this.#wantedGate);
    this.#wantedGate = null;
    if (gate) this.#openGate(gate.gate);
  }

  /** Shows a tab of the work panel, because a person asked for it. */
  showTab(name) {
    this.#tab = name;
    this.#isTabChosen = true;
    this.schedule();
  }

  #showPanel(name) {
    this.#panel = name;
    this.schedule();
  }

  #selectStep(step) {
    for (const part of this.#components()) if (part !== this.#parts.plan) part.select?.(step);
    if (this.#parts.plan.selected !== step) this.#parts.plan.select(step);
  }

  #openGate(gate) {
    const line = this.#live?.gates.find((candidate) => candidate.gate === gate);
    if (line?.about === "plan") this.#openPlan = gate;
    this.showTab(line?.about === "synthesis" ? "result" : "review");
    this.#showPanel(line?.about === "plan" ? "desk" : "work");
    for (const part of this.#components()) part.open?.(gate);
  }

  async #ask({ intervention, ...rest }) {
    if (intervention === "modify") {
      this.#editPlan(this.#mode !== "editing");
      return;
    }
    const request = { intervention, step: this.#parts.plan.selected, ...rest };
    const send = (order, refused) => sendIntervention(this.run, order, { refused });
    await askIntervention(request, this.#live, send);
  }

  async #decide({ gate, body, settled, refused, isQuiet }) {
    const line = this.#live?.gates.find((candidate) => candidate.gate === gate) ?? { gate };
    const answer = await sendVerdict(line, body, { refused, isQuiet });
    settled?.(answer);
  }

  #editPlan(isEditing) {
    this.#mode = isEditing ? "editing" : "live";
    if (isEditing) this.#showPanel("plan");
    this.schedule();
    this.#parts.editor.begin?.(isEditing);
    if (!isEditing) this.#parts.plan.select(this.#parts.plan.selected, { isFocused: true });
  }

  async #travel(revision) {
    this.#loading?.abort();
    if (revision === null || revision >= this.#live.revision) {
      if (this.#past !== null) announce("Live again.");
      this.#showPast(null);
      return;
    }
    this.#loading = new AbortController();
    try {
      this.#showPast(await fetchPast(this.run, revision, this.#loading.signal));
    } catch (error) {
      if (error.name === "AbortError") return;
      this.#parts.timeline.past = this.#past;
      toastProblem(error, "The past could not be loaded.");
    }
  }

  #showPast(view) {
    this.#parts.timeline.past = view;
    if (view === null && this.#past === null) return;
    this.#past = view;
    // Edits of the plan belong to the present; they are kept for the next time the plan is edited.
    if (view !== null) this.#mode = "live";
    const { head, plan, agents, cost } = this.#parts;
    const isPast = view !== null;
    for (const part of [head, plan, agents, cost]) part.update?.(view ?? this.#live, null, { isPast });
    this.schedule();
  }
}

function showCount(node, number) {
  setAttribute(node, "hidden", number === 0);
  setText(node, number);
}

customElements.define("run-screen", RunScreen);
