/**
 * Runs with where they stand. Rows keep their places while the pointer or the focus is on the table; older
 * pages are fetched when asked for.
 */

import { api } from "../api.js";
import { Component, el, patchList, setText } from "../component.js";
import { areListsKnown, knownRuns, watchLists } from "../feed.js";
import { toastProblem } from "../toast.js";
import { onSecond } from "../ticker.js";
import { createRunRow, updateRunRow } from "./run-row.js";

const pageSize = 100;
class RunsTable extends Component {
  /** @type {any[]} */
  #order = [];
  #words = "";
  #filter = "all";
  #hasOlder = true;
  #about = el("span", { class: "quiet" });
  #find = el("input", {
    class: "input", type: "search", placeholder: "Find a run", ariaLabel: "Find a run",
    oninput: () => this.#search(),
  });
  #filters = el("div", { class: "segments", role: "group", ariaLabel: "Which runs" });
  #body = el("div", { role: "rowgroup" });
  #empty = el("p", { class: "notice" });
  #older = el(
    "button",
    { class: "button small", type: "button", onclick: () => this.#fetchOlder() },
    "Show older runs",
  );
  #stops = [];

  connectedCallback() {
    this.classList.add("panel");
    const columns = ["Run", "State", "Progress", "Cost", "Time", "Carried out by"];
    for (const [name, label] of [["all", "All"], ["open", "Open"], ["ended", "Ended"]]) {
      const choose = () => this.#choose(name);
      this.#filters.append(el("button", { type: "button", dataset: { name }, onclick: choose }, label));
    }
    this.replaceChildren(
      el("header", { class: "panel-head" }, el("h2", null, "Runs"), this.#about,
        el("div", { class: "row push runs-tools" }, this.#filters, this.#find)),
      el("div", { class: "runs", role: "table", ariaLabel: "Runs" },
        el("div", { role: "rowgroup" }, el("div", { class: "run-row run-heads", role: "row" },
          columns.map((name) => el("span", { role: "columnheader" }, name)))),
        this.#body),
      this.#empty,
      el("footer", { class: "panel-foot" }, this.#older),
    );
    const again = () => this.schedule();
    this.#stops = [watchLists({ lists: again, run: again }), onSecond(again)];
    for (const name of ["pointerleave", "focusout"]) this.addEventListener(name, again);
    this.schedule();
  }

  disconnectedCallback() {
    for (const stop of this.#stops) stop();
  }

  #choose(name) {
    this.#filter = name;
    this.schedule();
  }

  #search() {
    this.#words = this.#find.value.trim().toLowerCase();
    this.schedule();
  }

  async #fetchOlder() {
    const oldest = [...knownRuns().values()].sort((one, other) => one.createdAt - other.createdAt)[0];
    if (oldest === undefined) return;
    try {
      const page = await api.get(`/v1/runs?limit=${pageSize}&after=${encodeURIComponent(oldest.run)}`);
      const known = knownRuns();
      for (const run of page.runs) if (!known.has(run.run)) known.set(run.run, run);
      this.#hasOlder = Boolean(page.next);
    } catch (error) {
      toastProblem(error, "Older runs were not fetched.");
    }
    this.schedule();
  }

  render() {
    const runs = knownRuns();
    this.#arrange(runs);
    const shown = this.#order.map((name) => runs.get(name)).filter((run) => this.#matches(run));
    const open = [...runs.values()].filter((run) => !run.isEnded).length;
    setText(this.#about, runs.size === 0 ? "" : `${open} open, ${runs.size - open} ended`);
    for (const button of this.#filters.children) {
      button.setAttribute("aria-pressed", String(button.dataset.name === this.#filter));
    }
    this.#empty.hidden = shown.length > 0;
    setText(this.#empty, this.#emptyWords(runs.size));
    this.#older.hidden = !this.#hasOlder || runs.size < pageSize;
    patchList(this.#body, shown, { key: (run) => run.run, create: createRunRow, update: updateRunRow });
  }

  #emptyWords(known) {
    if (!areListsKnown()) return "Asking the server.";
    return known === 0 ? "No runs yet. Say above what should get done." : "No run matches.";
  }

  /** The newest first; while somebody points at the table or is in it, nothing new is put above. */
  #arrange(runs) {
    const isInUse = this.#body.matches(":hover") || this.#body.contains(document.activeElement);
    if (this.#order.length > 0 && isInUse) {
      this.#order = this.#order.filter((name) => runs.has(name));
      return;
    }
    this.#order = [...runs.values()].sort(
      (one, other) => other.createdAt - one.createdAt
    ).map((run) => run.run);
  }

  #matches(run) {
    if (this.#filter !== "all" && run.isEnded !== (this.#filter === "ended")) return false;
    return this.#words === ""
      || `${run.title} ${run.playbook ?? ""} ${run.run}`.toLowerCase().includes(this.#words);
  }
}

customElements.define("runs-table", RunsTable);
