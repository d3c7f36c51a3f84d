/**
 * One part of the result: its text drawn as Markdown, the steps it rests on, and, while the result is not
 * accepted, a field to change it in place.
 */

import { el, setAttribute, setChildren, setText } from "../component.js";
import { inertLine } from "../inert.js";
import { draft, keepDraft } from "./drafts.js";
import { renderMarkdown } from "./markdown.js";

/** Chips beside a part at most. */
const maximumSources = 12;

/** The text of a part; one that was too long for the view is only its beginning. */
export function partText(part) {
  return typeof part.text === "string" ? part.text : part.text?.start ?? "";
}

/** Whether the view holds only the beginning of a part. */
export function isCut(part) {
  return typeof part.text !== "string";
}

/**
 * Makes the node of a part.
 * @param {{select: (step: string) => void, changed: () => void, began: () => void, showWhole: () => void}} actions
 */
export function createPart({ select, changed, began, showWhole }) {
  const parts = {
    title: el("h3", { class: "result-part-title" }),
    text: el("div", { class: "result-text" }),
    field: el("textarea", { class: "input result-field", hidden: true }),
    mark: el("p", { class: "result-edited" }),
    sources: el("div", { class: "result-sources" }),
    edit: el("button", { type: "button", class: "button small" }, "Edit"),
    revert: el("button", { type: "button", class: "button small", hidden: true }, "Take my change back"),
  };
  const node = el("section", { class: "result-part" },
    el("div", { class: "result-main" }, parts.title, parts.text, parts.field,
      el("div", { class: "result-tools" }, parts.edit, parts.revert)),
    el("div", { class: "result-side" }, parts.mark, parts.sources));
  node.parts = parts;
  node.select = select;
  node.showWhole = showWhole;
  parts.edit.addEventListener("click", () => {
    const isEditing = parts.field.hidden;
    parts.field.hidden = !isEditing;
    parts.text.hidden = isEditing;
    setText(parts.edit, isEditing ? "Done" : "Edit");
    if (isEditing) {
      began();
      parts.field.rows = Math.min(24, Math.max(4, parts.field.value.split("\n").length + 2));
      parts.field.focus();
    } else changed();
  });
  parts.field.addEventListener("input", () => {
    keepDraft(node.draftName, parts.field.value === partText(node.part) ? null : parts.field.value);
    changed();
  });
  parts.revert.addEventListener("click", () => {
    keepDraft(node.draftName, null);
    parts.field.value = partText(node.part);
    changed();
    parts.edit.focus();
  });
  return node;
}

/**
 * Fills the node of a part.
 * @param {any} node
 * @param {object} part
 * @param {{draftName: string, isEditable: boolean, me: string|undefined, steps: Map<string, object>}} standing
 */
export function updatePart(node, part, { draftName, isEditable, me, steps }) {
  const { title, text, field, mark, edit, revert } = node.parts;
  const kept = isEditable ? draft(draftName) : null;
  node.part = part;
  node.draftName = draftName;
  const shown = kept ?? partText(part);
  setText(title, inertLine(part.title));
  if (text.shown !== shown || text.isCut !== isCut(part)) {
    text.shown = shown;
    text.isCut = isCut(part);
    setChildren(text, renderMarkdown(shown, { level: 4 }));
    if (isCut(part)) text.append(el("p", { class: "quiet" },
      `This is the beginning of ${Number(part.text.bytes).toLocaleString("en-GB")} bytes.`),
    el("button", { type: "button", class: "button small", onclick: () => node.showWhole() }, "Show all of it"));
  }
  if (document.activeElement !== field && field.value !== shown) field.value = shown;
  setAttribute(field, "aria-label", `Text of ${inertLine(part.title)}`);
  setAttribute(edit, "aria-label", `Edit ${inertLine(part.title)}`);
  if (!field.hidden) setAttribute(edit, "aria-label", null);
  edit.hidden = !isEditable || isCut(part);
  revert.hidden = kept === null;
  if (!isEditable && !field.hidden) {
    field.hidden = true;
    text.hidden = false;
    setText(edit, "Edit");
  }
  const editor = kept !== null ? me : part.editedBy;
  setAttribute(node, "data-is-edited", Boolean(editor));
  setText(mark, editor ? `edited by ${editor === me ? "you" : inertLine(editor)}` : "");
  mark.hidden = !editor;
  renderSources(node, part, steps);
}

function renderSources(node, part, steps) {
  const sources = part.sources ?? [];
  const signature = sources.map((id) => `${id} ${steps.get(id)?.number}`).join();
  if (node.sourcesShown === signature) return;
  node.sourcesShown = signature;
  const shown = sources.slice(0, maximumSources);
  setChildren(node.parts.sources, shown.map((id) => {
    const step = steps.get(id);
    const name = step ? `Step ${step.number}, ${inertLine(step.title)}` : inertLine(id);
    return el("button", { type: "button", class: "source-chip", "aria-label": name, title: name,
      onclick: () => node.select(id) }, step ? String(step.number) : inertLine(id));
  }), sources.length > shown.length && el("span", { class: "quiet" }, `+${sources.length - shown.length}`));
}
