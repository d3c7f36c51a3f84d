/**
 * Wide fan-outs as one row.
 *
 * Steps that stand next to each other, wait for the same steps and are awaited by the same steps differ only
 * in what they work on. From `GROUP_MINIMUM` of them they can be folded into a row that counts their states;
 * a plan of 500 steps then reads as the few dozen lines a person thinks in.
 */

/** Fewer steps than this are always shown one by one. */
export const GROUP_MINIMUM = 10;

/**
 * A run of alike steps.
 *
 * @typedef {object} StepGroup
 * @property {string} key
 * @property {number} start index of the first step
 * @property {number} end index behind the last step
 */

/**
 * Finds the groups of a plan, in order.
 *
 * @param {{id: string, needs: string[]}[]} steps in plan order
 * @returns {StepGroup[]}
 */
export function findGroups(steps) {
  const dependents = new Map();
  for (const step of steps) {
    for (const need of step.needs ?? []) {
      if (!dependents.has(need)) dependents.set(need, []);
      dependents.get(need).push(step.id);
    }
  }
  const shape = steps.map((step) => {
    const needs = [...(step.needs ?? [])].sort().join("\u0000");
    return needs === "" ? null : `${needs}\u0001${(dependents.get(step.id) ?? []).join("\u0000")}`;
  });
  const groups = [];
  let start = 0;
  for (let index = 1; index <= steps.length; index += 1) {
    if (index < steps.length && shape[index] !== null && shape[index] === shape[start]) continue;
    if (shape[start] !== null && index - start >= GROUP_MINIMUM) {
      groups.push({ key: `group:${steps[start].id}`, start, end: index });
    }
    start = index;
  }
  return groups;
}

/**
 * The words alike titles share at their beginning, as the name of their group.
 *
 * @param {string[]} titles at least one
 * @returns {string}
 */
export function groupTitle(titles) {
  const first = titles[0].split(" ");
  let shared = first.length;
  for (const title of titles) {
    const words = title.split(" ");
    let index = 0;
    while (index < shared && words[index] === first[index]) index += 1;
    shared = index;
  }
  return shared > 0 ? first.slice(0, shared).join(" ").replace(/[:,]$/, "") : "Alike steps";
}
