/** The field in which a question is answered: its options, or free text that is kept as a draft. */

import { el } from "../component.js";
import { inert } from "../inert.js";
import { draft, keepDraft } from "./drafts.js";

let nextNumber = 1;

/**
 * Builds the field.
 * @param {object} gate
 * @param {{began: () => void, send: () => void}} actions `began` when a person begins to answer
 * @returns {HTMLElement & {answer: () => string, focusField: () => void, forget: () => void}}
 */
export function answerField(gate, { began, send }) {
  const name = `${gate.gate}.answer`;
  const kept = draft(name);
  const id = `answer-${nextNumber++}`;
  const options = gate.question?.options ?? [];
  const typed = (text) => {
    keepDraft(name, text);
    began();
  };
  const keys = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
  };
  const field = options.length > 0 ? choices(options, id, kept, typed) : el("div", { class: "field" },
    el("label", { htmlFor: id, class: "field-label" }, "Your answer"),
    el("textarea", { id, class: "input", rows: 4, value: kept ?? "",
      oninput: (event) => typed(event.target.value) }));
  field.addEventListener("keydown", keys);
  const input = () => field.querySelector("textarea") ?? field.querySelector("input:checked");
  field.answer = () => input()?.value ?? "";
  field.focusField = () => (input() ?? field.querySelector("input"))?.focus();
  field.forget = () => keepDraft(name, null);
  return field;
}

function choices(options, id, kept, typed) {
  return el("fieldset", { class: "field review-options" },
    el("legend", { class: "field-label" }, "Your answer"),
    options.map((option) => el("label", { class: "check-label" },
      el("input", { type: "radio", name: id, value: option, checked: option === kept,
        onchange: () => typed(option) }), el("span", null, inert(option)))));
}
