/** What the run has spent, of what it may spend, and who spent it. Only figures that agents reported. */

import { Component, el, patchList, setAttribute, setText, setVariables } from "../component.js";
import { money } from "../format.js";
import { inertLine } from "../inert.js";

/** Agents named one by one; the rest are summed up. */
const NAMED_AGENTS = 3;

/** From this share of the budget on the limit is near. */
const NEAR_SHARE = 0.9;

export class CostMeter extends Component {
  #cost = null;
  #parts = null;

  /** Shows the cost of a view. */
  update(view, patch) {
    if (patch && patch.cost === undefined && this.#cost !== null) return;
    this.#cost = view.cost;
    this.schedule();
  }

  render() {
    if (this.#cost === null) return;
    this.#parts ??= this.#build();
    const { spent, budget, byAgent } = this.#cost;
    const hasBudget = budget !== undefined && budget !== null;
    const share = hasBudget && budget > 0 ? spent / budget : 0;
    const level = share >= 1 ? "hit" : share >= NEAR_SHARE ? "near" : "normal";
    setAttribute(this, "data-level", hasBudget ? level : null);
    setText(this.#parts.spent, money(spent));
    setText(this.#parts.budget, hasBudget ? ` of ${money(budget)}` : "");
    setAttribute(this.#parts.bar, "hidden", !hasBudget);
    setAttribute(this.#parts.bar, "aria-label",
      hasBudget ? `${money(spent)} of ${money(budget)} spent` : "No budget");
    setVariables(this.#parts.bar, { "--share": Math.min(1, share).toFixed(4) });
    this.#renderAgents(byAgent);
    setText(this.#parts.words, words(level, this.#cost));
  }

  #build() {
    const spent = el("strong");
    const budget = el("span");
    const bar = el("div", { class: "cost-bar", role: "img" });
    const agents = el("ul", { class: "cost-agents" });
    const note = el("p", { class: "cost-words" });
    this.append(el("div", { class: "cost-head" }, el("h2", null, "Cost"), el("p", null, spent, budget)), bar,
      agents, note);
    return { spent, budget, bar, agents, words: note };
  }

  #renderAgents(byAgent) {
    const paid = byAgent.filter((entry) => entry.cost > 0).sort((left, right) => right.cost - left.cost);
    const named = paid.length <= NAMED_AGENTS + 1 ? paid : paid.slice(0, NAMED_AGENTS);
    const rest = paid.slice(named.length).reduce((sum, entry) => sum + entry.cost, 0);
    const entries = rest > 0 ? [...named, { agent: "Other", cost: rest, isRest: true }] : named;
    patchList(this.#parts.agents, entries, {
      key: (entry) => (entry.isRest ? "\u0000rest" : entry.agent),
      create: () => el("li", null, el("span"), el("span", { class: "cost-amount" })),
      update: (node, entry) => {
        setText(node.firstChild, inertLine(entry.agent));
        setText(node.lastChild, money(entry.cost));
      },
    });
  }
}

function words(level, { spent, budget }) {
  if (level === "hit") return "The budget is used up. Nothing that costs is started without you.";
  if (level === "near") return `${money(budget - spent)} are left.`;
  if (spent === 0) return "No agent has reported a cost.";
  return "As reported by the agents.";
}

customElements.define("cost-meter", CostMeter);
