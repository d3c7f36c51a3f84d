/** One run's row in the table of runs. */

import { el, setAttribute, setChildren, setText, setVariables } from "../component.js";
import { count, dayOrTime, money, shortDuration } from "../format.js";
import { stateBadge } from "../icons.js";
import { inertLine } from "../inert.js";
import { serverNow } from "../server-clock.js";

/** @returns {HTMLElement} an empty row */
export function createRunRow() {
  const row = el("div", { class: "run-row", role: "row" });
  row.parts = {
    title: el("a", { class: "run-title medium" }),
    about: el("span", { class: "quiet small-text one-line" }),
    state: el("span", { role: "cell", class: "run-state" }),
    bar: el("span", { class: "run-bar" }),
    steps: el("span", { class: "quiet small-text" }),
    cost: el("span", null),
    budget: el("span", { class: "quiet small-text" }),
    time: el("span", null),
    started: el("span", { class: "quiet small-text" }),
    owner: el("span", { role: "cell", class: "run-owner one-line" }),
  };
  const { title, about, state, bar, steps, cost, budget, time, started, owner } = row.parts;
  row.append(
    el("span", { role: "cell", class: "run-name" }, title, about),
    state,
    el("span", { role: "cell", class: "run-progress" }, bar, steps),
    el("span", { role: "cell", class: "run-cost" }, cost, budget),
    el("span", { role: "cell", class: "run-time" }, time, started),
    owner,
  );
  return row;
}

/**
 * Fills a row.
 * @param {any} row
 * @param {any} run a RunLine
 */
export function updateRunRow(row, run) {
  const { title, about, state, bar, steps, cost, budget, time, started, owner } = row.parts;
  setText(title, inertLine(run.title));
  setAttribute(title, "href", `/runs/${encodeURIComponent(run.run)}`);
  setText(about, run.openGates > 0 ? count(run.openGates, "request") : inertLine(run.playbook ?? ""));
  if (row.status !== run.status) {
    row.status = run.status;
    setChildren(state, stateBadge(run.status));
  }
  setVariables(bar, { "--share": run.steps === 0 ? 0 : run.endedSteps / run.steps });
  setText(steps, run.steps === 0 ? "No plan yet" : `${run.endedSteps} of ${run.steps}`);
  setText(cost, run.cost > 0 || run.budget ? money(run.cost) : "–");
  setText(budget, run.budget ? `of ${money(run.budget)}` : "");
  const now = serverNow();
  setText(time, shortDuration((run.isEnded ? run.updatedAt : now) - run.createdAt));
  setText(started, dayOrTime(run.createdAt, now));
  setText(
    owner,
    run.owner ? (
      run.owner.isThisServer ? "This server" : inertLine(run.owner.label)
    ) : run.isEnded ? "" : "Nobody",
  );
}
