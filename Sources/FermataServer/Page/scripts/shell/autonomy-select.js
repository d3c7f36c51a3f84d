/** The choice of a level of autonomy for a new run; the first choice leaves it to the playbook. */

import { el } from "../component.js";

const levels = [
  ["", "As the playbook says"],
  ["manual", "Manual: asks for every step"],
  ["guided", "Guided: asks for what is critical"],
  ["supervised", "Supervised: asks when something goes wrong"],
  ["autonomous", "Autonomous: asks in emergencies only"],
];

/**
 * @param {string} id
 * @returns {HTMLSelectElement}
 */
export function autonomySelect(id) {
  const options = levels.map(([value, label]) => el("option", { value }, label));
  return el("select", { class: "input autonomy-select", id, name: "autonomy" }, options);
}
