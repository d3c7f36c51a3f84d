/**
 * The rows of the plan as shown: which steps and groups, in which order, with which lanes.
 *
 * Kept apart from the element so that it can be computed once per plan revision, filter or fold, and so that
 * an arriving patch needs nothing of it.
 */

import { computeLanes } from "./plan-lanes.js";
import { findGroups, groupTitle } from "./plan-groups.js";

/** What each filter lets through, by the state of a step. */
export const FILTERS = {
  all: { label: "All", accepts: () => true },
  active: { label: "Active", accepts: (step) => ["running", "blocked", "paused", "waiting"].includes(step.state) },
  you: { label: "You", accepts: (step) => step.state === "waiting" },
  failed: { label: "Failed", accepts: (step) => step.state === "failed" },
};

/**
 * One row.
 *
 * @typedef {object} PlanRow
 * @property {string} key the step's id, or the group's key
 * @property {"step"|"group"} kind
 * @property {string} [title] a group's title
 * @property {string[]} [members] a group's steps
 * @property {boolean} [isOpen] whether a group's members are shown
 */

/**
 * Lays out a plan.
 *
 * @param {object[]} steps the StepViews in plan order
 * @param {string} filter a key of `FILTERS`
 * @param {Set<string>} unfolded keys of the groups that are open
 * @returns {{rows: PlanRow[], lanes: ReturnType<typeof computeLanes>|null, index: Map<string, number>,
 *   groups: number}}
 */
export function layOut(steps, filter, unfolded) {
  if (filter !== "all") {
    const rows = steps.filter(FILTERS[filter].accepts).map((step) => ({ key: step.id, kind: "step" }));
    return { rows, lanes: null, index: indexOf(rows), groups: 0 };
  }
  const groups = findGroups(steps);
  const groupOf = new Map();
  for (const group of groups) {
    for (let index = group.start; index < group.end; index += 1) groupOf.set(steps[index].id, group.key);
  }
  const rows = [];
  const graph = [];
  let next = 0;
  for (let index = 0; index < steps.length; index += 1) {
    const group = groups[next];
    if (group !== undefined && group.start === index) {
      next += 1;
      appendGroup(group, steps, groupOf, unfolded, rows, graph);
      index = group.end - 1;
      continue;
    }
    rows.push({ key: steps[index].id, kind: "step" });
    graph.push({ key: steps[index].id, links: linksOf(steps[index], groupOf) });
  }
  return { rows, lanes: computeLanes(graph), index: indexOf(rows), groups: groups.length };
}

function appendGroup(group, steps, groupOf, unfolded, rows, graph) {
  const members = steps.slice(group.start, group.end);
  const isOpen = unfolded.has(group.key);
  rows.push({ key: group.key, kind: "group", title: groupTitle(members.map((step) => step.title)),
    members: members.map((step) => step.id), isOpen });
  graph.push({ key: group.key, links: linksOf(members[0], groupOf) });
  if (!isOpen) return;
  for (const member of members) {
    rows.push({ key: member.id, kind: "step" });
    graph.push({ key: member.id, links: [group.key], isMember: true });
  }
}

/** What a step needs, where a folded step is stood for by its group. */
function linksOf(step, groupOf) {
  return [...new Set((step.needs ?? []).map((need) => groupOf.get(need) ?? need))];
}

function indexOf(rows) {
  return new Map(rows.map((row, index) => [row.key, index]));
}
