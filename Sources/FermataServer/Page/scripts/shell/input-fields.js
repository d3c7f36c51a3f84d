/**
 * The fields of a playbook's inputs, one control by kind, with the server's problems at the field they name.
 */

import { el, setAttribute, setText } from "../component.js";
import { inert, inertLine } from "../inert.js";

/**
 * @typedef {object} InputField
 * @property {string} name
 * @property {HTMLElement} element
 * @property {() => any} value null leaves the input to its default
 * @property {() => string | null} check what is wrong before anything is sent, shown at the field
 * @property {(text: string) => void} showProblem
 * @property {() => void} focus
 */

/**
 * @param {{name: string, kind: "string"|"number"|"boolean"|"path"|"choice", description?: string, default?:
 *   any, options?: string[]}} input
 * @param {string} id
 * @returns {InputField}
 */
export function inputField(input, id) {
  const isRequired = input.default === undefined;
  const problem = el("p", { class: "field-problem", id: `${id}-problem`, role: "alert" });
  const hint = el("p", { class: "hint", id: `${id}-hint` }, hintOf(input, isRequired));
  const control = controlOf(input, id);
  setAttribute(control, "aria-describedby", `${hint.id} ${problem.id}`);
  setAttribute(control, "aria-required", isRequired && input.kind !== "boolean" ? "true" : null);
  const label = el("label", { class: "field-label", htmlFor: id }, inertLine(input.name));
  const element = input.kind === "boolean"
    ? el("div", { class: "field" }, el("div", { class: "check-label" }, control, label), hint, problem)
    : el("div", { class: "field" }, label, control, hint, problem);
  const showProblem = (text) => {
    setText(problem, text);
    setAttribute(control, "aria-invalid", text === "" ? null : "true");
  };
  control.addEventListener("input", () => showProblem(""));
  const value = () => valueOf(input, control);
  const check = () => {
    const text = wrongWith(input, control, isRequired);
    showProblem(text ?? "");
    return text;
  };
  return { name: input.name, element, value, check, showProblem, focus: () => control.focus() };
}

function hintOf(input, isRequired) {
  const parts = [];
  if (input.description) parts.push(sentence(inert(input.description)));
  if (input.kind === "path") parts.push("A path, as the server sees it.");
  if (!isRequired && (input.default === null || input.default === "")) parts.push("May be left empty.");
  return parts.join(" ");
}

function controlOf(input, id) {
  const shared = { id, name: input.name };
  const start = input.default ?? "";
  if (input.kind === "boolean") {
    return el("input", { ...shared, type: "checkbox", checked: input.default === true });
  }
  if (input.kind === "choice") {
    const options = (input.options ?? []).map((option) => el(
      "option",
      { value: option, selected: option === String(start) },
      inertLine(option),
    ));
    const isOpen = input.default === undefined;
    return el(
      "select",
      { ...shared, class: "input" },
      isOpen && el("option", { value: "", selected: true }, "Choose"),
      options,
    );
  }
  if (input.kind === "number") {
    return el("input", { ...shared, class: "input", inputMode: "decimal", value: String(start) });
  }
  if (String(start).includes("\n")) {
    return el("textarea", { ...shared, class: "input", rows: 4, value: String(start) });
  }
  const isPath = input.kind === "path";
  return el(
    "input",
    {
      ...shared,
      class: isPath ? "input mono" : "input",
      type: "text",
      value: String(start),
      spellcheck: !isPath,
    },
  );
}

function valueOf(input, control) {
  if (input.kind === "boolean") return control.checked;
  const text = control.value;
  if (input.kind === "number") return text.trim() === "" ? null : text.trim();
  return text === "" && input.default !== "" ? null : text;
}

/** Only whether something is there; what fits is the server's to say. */
function wrongWith(input, control, isRequired) {
  if (!isRequired || input.kind === "boolean") return null;
  return control.value.trim() === "" ? "This is needed." : null;
}

/**
 * Takes the server's problem apart: one line for each input, which it names in backticks.
 * @param {string} detail
 * @returns {{byInput: Map<string, string>, rest: string[]}}
 */
export function problemsByInput(detail) {
  const byInput = new Map();
  const rest = [];
  for (const line of detail.split("\n")) {
    const match = /\binput `([^`]+)`[^:]*:?\s*(.*)/.exec(line);
    if (!match) rest.push(line);
    else byInput.set(match[1], line.includes("is missing") ? "This is needed." : sentence(match[2] || line));
  }
  return { byInput, rest };
}

function sentence(text) {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?]$/.test(capital) ? capital : `${capital}.`;
}
