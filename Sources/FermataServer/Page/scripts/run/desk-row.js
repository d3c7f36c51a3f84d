/**
 * One line of the queue: what is asked, by whom, what silence does and when, and whether it can be taken back.
 * A request that cannot be decided together with others shows what kind it is where the box would be.
 */

import { el, setAttribute, setChildren, setText } from "../component.js";
import { monogram } from "../format.js";
import { aboutIcon, showEffect, silenceOf } from "../gate-words.js";
import { icon } from "../icons.js";
import { inertLine } from "../inert.js";
import { serverNow } from "../server-clock.js";
import { wasOpened } from "./verdicts.js";

/**
 * Makes an empty row.
 * @param {{open: (gate: object) => void, check: (gate: object, isChecked: boolean) => void}} actions
 * @returns {HTMLElement & {parts: Record<string, any>, gate: object}}
 */
export function createDeskRow({ open, check }) {
  const row = el("li", { class: "desk-row" });
  const parts = {
    mark: el("span", { class: "desk-mark" }),
    box: el("input", { type: "checkbox" }),
    kind: el("span", { class: "desk-kind" }),
    title: el("button", { type: "button", class: "desk-title" }),
    agent: el("span", { class: "monogram" }),
    silence: el("span", { class: "silence" }),
    effect: el("span", { class: "effect" }),
  };
  parts.box.addEventListener("change", () => {
    if (parts.box.getAttribute("aria-disabled") === "true") parts.box.checked = false;
    else check(row.gate, parts.box.checked);
  });
  parts.title.addEventListener("click", () => open(row.gate));
  row.append(parts.mark, parts.title, parts.agent, el("div", { class: "desk-foot" }, parts.silence, parts.effect));
  row.parts = parts;
  return row;
}

/**
 * Fills a row.
 * @param {any} row
 * @param {object} gate
 * @param {{isSelected: boolean, isChecked: boolean, closing: string}} standing `closing` says how it was decided
 */
export function updateDeskRow(row, gate, { isSelected, isChecked, closing }) {
  const { parts } = row;
  row.gate = gate;
  const title = inertLine(gate.title);
  setText(parts.title, title);
  parts.title.title = title;
  setAttribute(parts.title, "aria-current", isSelected ? "true" : null);
  setAttribute(row, "data-is-selected", isSelected);
  setAttribute(row, "data-is-closed", closing !== "");
  setText(parts.agent, gate.agent ? monogram(gate.agent) : "");
  setAttribute(parts.agent, "title", gate.agent ? inertLine(gate.agent) : null);
  parts.agent.hidden = !gate.agent;
  const isBox = gate.isBatchable && closing === "";
  const mustOpen = !wasOpened(gate);
  if (isBox) {
    setAttribute(parts.box, "aria-label", `Decide together with others: ${title}`);
    setAttribute(parts.box, "aria-disabled", mustOpen ? "true" : null);
    parts.box.title = mustOpen ? "Open it first" : "";
    if (parts.box.checked !== isChecked) parts.box.checked = isChecked;
    setChildren(parts.mark, parts.box);
  } else if (parts.mark.dataset.kind !== aboutIcon(gate) || parts.box.isConnected) {
    parts.mark.dataset.kind = aboutIcon(gate);
    setChildren(parts.mark, icon(aboutIcon(gate)), el("span", { class: "visually-hidden" }, inertLine(gate.kindTitle)));
  }
  showEffect(parts.effect, closing ? null : gate.effectNote);
  updateSilence(parts.silence, gate, closing);
}

/**
 * What silence does, counted down; only the digits change from second to second.
 * @param {any} node
 * @param {object} gate
 * @param {string} [closing] how it ended, in place of what silence would do
 */
export function updateSilence(node, gate, closing = "") {
  const silence = closing ? { icon: "approve", text: closing, clock: "" } : silenceOf(gate, serverNow());
  if (!node.parts) {
    node.parts = { words: el("span"), digits: el("b", { class: "silence-clock" }) };
    node.append(icon(silence.icon), node.parts.words, node.parts.digits);
    node.dataset.icon = silence.icon;
  }
  if (node.dataset.icon !== silence.icon) {
    node.dataset.icon = silence.icon;
    node.firstChild.replaceWith(icon(silence.icon));
  }
  setText(node.parts.words, silence.text);
  setText(node.parts.digits, silence.clock);
}
