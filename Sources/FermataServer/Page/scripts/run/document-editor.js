/**
 * A text that a person changes in place: line numbers beside it, and the server's complaint at the line and column
 * it is about. What is typed is kept as a draft at once.
 */

import { Component, el, setAttribute, setText, setVariables } from "../component.js";
import { inert } from "../inert.js";
import { draft, keepDraft } from "./drafts.js";

/** Lines shown at once; longer texts scroll. */
const maximumRows = 28;
let nextNumber = 1;

export class DocumentEditor extends Component {
  #parts = null;
  #draftName = "";
  #original = "";

  /**
   * Begins to edit; a draft that was kept under the name is taken up.
   * @param {string} text as the server has it
   * @param {{draftName: string, label: string}} options
   */
  begin(text, { draftName, label }) {
    this.#build();
    this.#original = text;
    this.#draftName = draftName;
    this.#parts.field.value = draft(draftName) ?? text;
    setAttribute(this.#parts.field, "aria-label", label);
    this.showProblem(null);
    this.#resize();
  }

  get value() {
    return this.#parts?.field.value ?? "";
  }

  /** Whether it says something else than what was begun with. */
  get isChanged() {
    return this.#parts !== null && this.#parts.field.value !== this.#original;
  }

  /** Forgets what was typed. */
  discard() {
    keepDraft(this.#draftName, null);
  }

  focusField() {
    this.#parts.field.focus({ preventScroll: true });
    this.#parts.field.setSelectionRange(0, 0);
  }

  /**
   * Shows why the text was refused, and puts the caret where.
   * @param {{text: string, line?: number, column?: number} | null} problem
   */
  showProblem(problem) {
    const { complaint, field, marks } = this.#parts;
    complaint.hidden = problem === null;
    setText(complaint, problem === null ? "" : inert(problem.text));
    setAttribute(field, "aria-invalid", problem === null ? null : "true");
    setAttribute(marks, "data-is-marked", problem?.line !== undefined);
    if (problem?.line === undefined) return;
    setVariables(marks, { "--line": problem.line - 1 });
    const lines = field.value.split("\n");
    const start = lines.slice(0, problem.line - 1).join("\n").length + (problem.line > 1 ? 1 : 0);
    const at = Math.min(start + Math.max(0, (problem.column ?? 1) - 1), start + (lines[problem.line - 1] ?? "").length);
    field.focus();
    field.setSelectionRange(at, start + (lines[problem.line - 1] ?? "").length);
  }

  #build() {
    if (this.#parts !== null) return;
    const id = `document-editor-${nextNumber++}`;
    const numbers = el("div", { class: "editor-numbers", "aria-hidden": "true" });
    const marks = el("div", { class: "editor-gutter" }, numbers);
    const complaint = el("p", { class: "field-problem editor-problem", id: `${id}-problem`, role: "alert", hidden: true });
    const field = el("textarea", { class: "editor-field", wrap: "off", spellcheck: false, autocapitalize: "off",
      autocomplete: "off", "aria-describedby": `${id}-problem`, oninput: () => this.#typed(),
      onscroll: () => { marks.scrollTop = field.scrollTop; } });
    this.#parts = { numbers, marks, complaint, field };
    this.append(el("div", { class: "editor-frame" }, marks, field), complaint);
  }

  #typed() {
    keepDraft(this.#draftName, this.isChanged ? this.#parts.field.value : null);
    this.#resize();
    this.emit("draft-changed");
  }

  #resize() {
    const { field, numbers } = this.#parts;
    const lines = field.value.split("\n").length;
    field.rows = Math.min(maximumRows, Math.max(4, lines + 1));
    if (numbers.dataset.lines === String(lines)) return;
    numbers.dataset.lines = String(lines);
    numbers.textContent = Array.from({ length: lines }, (_, index) => index + 1).join("\n");
  }
}

/**
 * Where the server found fault with a text: its own members, or the place that its sentence names.
 * @param {any} problem
 * @returns {{text: string, line?: number, column?: number}}
 */
export function problemInText(problem) {
  const first = problem.body?.problems?.[0] ?? problem.body ?? {};
  const named = /(?:^|[\s:])line (\d+)(?:,? column (\d+))?|:(\d+):(\d+)/.exec(problem.message) ?? [];
  const line = Number(first.line ?? named[1] ?? named[3]) || undefined;
  const column = Number(first.column ?? named[2] ?? named[4]) || undefined;
  const place = line && !problem.message.includes(String(line)) ? ` Line ${line}${column ? `, column ${column}` : ""}.` : "";
  return { text: problem.message + place, line, column };
}

customElements.define("document-editor", DocumentEditor);
