/** The choice of a level of autonomy for a new run. */

import { autonomyLevels } from "../autonomy.js";
import { el } from "../component.js";


/**
 * @param {string} id
 * @param {{playbooks?: string}} [options] the level of the playbook, which is offered first and sent as
 *   nothing
 * @returns {HTMLSelectElement}
 */
export function autonomySelect(id, { playbooks } = {}) {
  const own = playbooks ? [el("option", { value: "" }, `As the playbook says: ${playbooks}`)] : [];
  const options = autonomyLevels.map(({ level, label, asks }) =>
    el(
      "option",
      { value: level, title: asks, selected: !playbooks && level === "supervised" },
      playbooks ? `${label}: ${asks}` : label,
    ),
  );
  return el("select", { class: "input autonomy-select", id, name: "autonomy" }, own, options);
}
