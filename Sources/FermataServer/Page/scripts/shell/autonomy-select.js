/** The choice of a level of autonomy for a new run. */

import { el } from "../component.js";

const levels = [
  ["manual", "Manual", "Asks for every step"],
  ["guided", "Guided", "Asks for what is critical"],
  ["supervised", "Supervised", "Asks when something goes wrong"],
  ["autonomous", "Autonomous", "Asks in emergencies only"],
];

/**
 * @param {string} id
 * @param {{playbooks?: string}} [options] the level of the playbook, which is offered first and sent as
 *   nothing
 * @returns {HTMLSelectElement}
 */
export function autonomySelect(id, { playbooks } = {}) {
  const own = playbooks ? [el("option", { value: "" }, `As the playbook says: ${playbooks}`)] : [];
  const options = levels.map(([value, label, title]) =>
    el(
      "option",
      { value, title, selected: !playbooks && value === "supervised" },
      playbooks ? `${label}: ${title.toLowerCase()}` : label,
    ),
  );
  return el("select", { class: "input autonomy-select", id, name: "autonomy" }, own, options);
}
