/**
 * How the runs that are shown stand, and what they cost: sums of the server's own figures, and nothing else.
 */

import { Component, el, setChildren, setText } from "../component.js";
import { knownRuns, watchLists } from "../feed.js";
import { count, money } from "../format.js";
import { stateGlyph, stateWords } from "../icons.js";

const order = [
  "waiting",
  "failed",
  "damaged",
  "running",
  "concluding",
  "stopping",
  "paused",
  "proposed",
  "done",
  "stopped",
];
class RunsSummary extends Component {
  #states = el("ul", { class: "summary-states" });
  #total = el("p", { class: "row" });
  #meter = el("span", { class: "meter" }, el("span", { class: "meter-fill" }));
  #about = el("p", { class: "second small-text" });
  #stop = null;
  #shown = "";

  connectedCallback() {
    this.replaceChildren(
      el(
        "section",
        { class: "side-block" },
        el("h2", null, "Now"),
        this.#states,
        el("p", null, el("a", { href: "/agents" }, "What each agent does")),
      ),
      el("section", { class: "side-block" }, el("h2", null, "Cost"), this.#total, this.#meter, this.#about),
    );
    const again = () => this.schedule();
    this.#stop = watchLists({ lists: again, run: again });
    this.schedule();
  }

  disconnectedCallback() {
    this.#stop?.();
  }

  render() {
    const runs = [...knownRuns().values()];
    this.hidden = runs.length === 0;
    const byState = Map.groupBy(runs, (run) => run.status);
    const present = order.filter((state) => byState.has(state));
    const shown = present.map((state) => `${state}:${byState.get(state).length}`).join();
    if (shown !== this.#shown) {
      this.#shown = shown;
      setChildren(this.#states, present.map((state) =>
        el("li", { class: "row" }, stateGlyph(state), el("span", null, stateWords[state]),
          el("b", { class: "push" }, byState.get(state).length))));
    }
    const open = runs.filter((run) => !run.isEnded);
    const sum = (lines, key) => lines.reduce((total, run) => total + (run[key] ?? 0), 0);
    const limited = open.filter((run) => run.budget);
    const spent = sum(limited, "cost");
    const limit = sum(limited, "budget");
    setChildren(
      this.#total,
      el("span", { class: "second" }, count(runs.length, "run")),
      el("b", { class: "push" }, money(sum(runs, "cost"))),
    );
    this.#meter.hidden = limit === 0;
    this.#meter.style.setProperty("--share", String(limit === 0 ? 0 : Math.min(1, spent / limit)));
    setText(this.#about, limit === 0 ? "No open run has a budget." :
      `${count(limited.length, "open run")} spent ${money(spent)} of ${money(limit)}.`);
  }
}

customElements.define("runs-summary", RunsSummary);
