/** What every agent of every open run does now. */

import { api } from "../api.js";
import { Component, el, setChildren, setText } from "../component.js";
import { watchLists } from "../feed.js";
import { count, monogram } from "../format.js";
import { stateBadge } from "../icons.js";
import { inertLine } from "../inert.js";

/** Changes that come together are read once. */
const pauseMilliseconds = 1000;
const order = ["needsYou", "failed", "blocked", "running", "paused", "idle", "done"];

class AgentsScreen extends Component {
  /** @type {import("../router.js").Route | null} */
  route = null;
  #about = el("p", { class: "quiet" });
  #list = el("div", { class: "stack" });
  #stop = null;
  #timer = 0;
  #shown = "";

  connectedCallback() {
    this.replaceChildren(el(
      "div",
      { class: "page" },
      el("header", { class: "page-head" }, el("h1", null, "Agents"), this.#about),
      this.#list,
    ));
    const later = () => (this.#timer ||= window.setTimeout(() => this.#fetch(), pauseMilliseconds));
    this.#stop = watchLists({ run: later, gate: later });
    this.#fetch();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#stop?.();
  }

  async #fetch() {
    this.#timer = 0;
    try {
      const { agents } = await api.get("/v1/agents");
      if (JSON.stringify(agents) !== this.#shown) this.#show(agents);
      this.#shown = JSON.stringify(agents);
    } catch (error) {
      setText(this.#about, error.message);
    }
  }

  #show(agents) {
    const byRun = Map.groupBy(agents, (agent) => agent.run);
    setText(
      this.#about,
      agents.length === 0
        ? "No run is open."
        : `${count(agents.length, "agent")} in ${count(byRun.size, "open run")}`,
    );
    setChildren(this.#list, [...byRun.values()].map((group) => this.#group(group)));
  }

  #group(agents) {
    const path = `/runs/${encodeURIComponent(agents[0].run)}`;
    const sorted = [...agents].sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state));
    const row = (agent) =>
      el("li", { class: "agent-row" },
        el("span", { class: "monogram" }, monogram(agent.agent)),
        el("span", { class: "medium one-line" }, inertLine(agent.agent)),
        el("span", { class: "quiet one-line" }, agent.step ? `Step ${inertLine(agent.step)}` : agent.kind),
        stateBadge(agent.state));
    return el("section", { class: "panel" },
      el(
        "header",
        { class: "panel-head" },
        el("h2", null, el("a", { class: "run-title", href: path }, inertLine(agents[0].runTitle))),
      ),
      el("ul", { class: "agent-rows" }, sorted.map(row)));
  }
}

customElements.define("agents-screen", AgentsScreen);
