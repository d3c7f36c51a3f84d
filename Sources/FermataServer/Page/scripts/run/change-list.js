/**
 * What would be different, line by line: numbers of both sides, a sign and a word for those who do not see the
 * colour. Long stretches that stay the same are folded. What is new as a whole is shown as a plain text.
 */

import { el } from "../component.js";
import { inert } from "../inert.js";

/** Equal lines shown beside a change. */
const contextLines = 3;
/** Equal lines that are folded at least. */
const minimumFolded = 4;
/** Lines drawn one by one at most; more are drawn as one text, which a browser can bear. */
const maximumLines = 1500;

/**
 * Draws a difference.
 * @param {{kind: "same"|"added"|"removed", text: string}[]} changes
 * @param {string} label what it is a difference of
 * @returns {HTMLElement}
 */
export function changeList(changes, label) {
  const isNew = changes.every((change) => change.kind === changes[0].kind && change.kind !== "removed");
  if (changes.length > maximumLines) return plainText(changes, label, isNew);
  const rows = numbered(changes);
  const body = el("tbody");
  const groups = isNew ? [{ rows }] : folded(rows);
  for (const group of groups) {
    body.append(...(group.isFolded ? [foldRow(group.rows)] : group.rows.map((row) => line(row, isNew))));
  }
  const table = el("table", { class: isNew ? "changes changes-new" : "changes", "aria-label": label },
    el("thead", { class: "visually-hidden" }, el("tr", null, ["Line before", "Line after", "Change", "Text"].map((name) =>
      el("th", { scope: "col" }, name)))), body);
  return el("div", { class: "changes-frame", tabIndex: 0, role: "region", "aria-label": label }, table);
}

function plainText(changes, label, isNew) {
  const marks = { added: "+ ", removed: "\u2212 ", same: "  " };
  const text = changes.map((change) => `${isNew ? "" : marks[change.kind]}${change.text}`).join("\n");
  return el("pre", { class: "review-text changes-text", tabIndex: 0, "aria-label": label }, inert(text));
}

function numbered(changes) {
  let before = 0;
  let after = 0;
  return changes.map(({ kind, text }) => {
    if (kind !== "added") before += 1;
    if (kind !== "removed") after += 1;
    return { kind, text, before: kind === "added" ? "" : before, after: kind === "removed" ? "" : after };
  });
}

function folded(rows) {
  const groups = [];
  let start = 0;
  while (start < rows.length) {
    let end = start;
    const isSame = rows[start].kind === "same";
    while (end < rows.length && (rows[end].kind === "same") === isSame) end += 1;
    const head = start === 0 ? 0 : contextLines;
    const tail = end === rows.length ? 0 : contextLines;
    if (isSame && end - start - head - tail >= minimumFolded) {
      groups.push({ rows: rows.slice(start, start + head) },
        { rows: rows.slice(start + head, end - tail), isFolded: true }, { rows: rows.slice(end - tail, end) });
    } else {
      groups.push({ rows: rows.slice(start, end) });
    }
    start = end;
  }
  return groups;
}

function foldRow(rows) {
  const row = el("tr");
  const open = () => {
    const lines = rows.map((each) => line(each, false));
    row.replaceWith(...lines);
    lines[0].closest(".changes-frame")?.focus();
  };
  row.append(el("td", { colSpan: 4, class: "change-fold" },
    el("button", { type: "button", class: "change-unfold", onclick: open }, `Show ${rows.length} unchanged lines`)));
  return row;
}

const signs = { added: "+", removed: "\u2212", same: "" };
const words = { added: "added", removed: "removed", same: "" };

function line({ kind, text, before, after }, isNew) {
  return el("tr", { class: isNew ? "change" : `change change-${kind}` },
    el("td", { class: "change-number" }, isNew ? "" : String(before)),
    el("td", { class: "change-number" }, String(after)),
    el("td", { class: "change-sign" }, !isNew && signs[kind],
      !isNew && words[kind] && el("span", { class: "visually-hidden" }, words[kind])),
    el("td", { class: "change-text" }, inert(text) || " "));
}
