/** The strip under the run's head: one cell a step, alike neighbours merged above 60 steps. */

import { el, patchList, setAttribute, setVariables } from "../component.js";

/** Up to this many steps each has a cell of its own. */
const SEPARATE_UP_TO_STEPS = 60;

/** More cells than this cannot be told apart on a screen; each then stands for several steps. */
const CELL_LIMIT = 160;

/** Which state a cell of several steps shows: the one that matters most to a person. */
const MATTERS = ["waiting", "failed", "blocked", "paused", "running", "rolledBack", "queued", "proposed", "skipped",
  "done"];

/**
 * The cells of a plan.
 *
 * @param {string[]} states of the steps, in plan order
 * @returns {{state: string, steps: number}[]}
 */
export function cellsOf(states) {
  if (states.length <= SEPARATE_UP_TO_STEPS) return states.map((state) => ({ state, steps: 1 }));
  const size = Math.ceil(states.length / CELL_LIMIT);
  const cells = [];
  for (let start = 0; start < states.length; start += size) {
    const group = states.slice(start, start + size);
    const state = MATTERS.find((word) => group.includes(word)) ?? group[0];
    const before = cells.at(-1);
    if (before?.state === state) before.steps += group.length;
    else cells.push({ state, steps: group.length });
  }
  return cells;
}

/** Shows the cells of a view, and says the same in words. */
export function renderCells(strip, view, words) {
  const cells = cellsOf(view.steps.map((step) => step.state));
  strip.classList.toggle("run-cells-merged", view.steps.length > SEPARATE_UP_TO_STEPS);
  setAttribute(strip, "aria-label", words);
  patchList(strip, cells.map((cell, index) => ({ ...cell, index })), {
    key: (cell) => cell.index,
    create: () => el("span", { class: "run-cell" }),
    update: (node, cell) => {
      setAttribute(node, "data-state", cell.state);
      setVariables(node, { "--steps": cell.steps });
    },
  });
}
