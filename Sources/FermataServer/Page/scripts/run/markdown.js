// Results are text that agents wrote, so what is drawn from it must be safe whatever it says. This renders
// the few forms of Markdown that make a memo readable by building nodes; HTML stays text, addresses are
// shown and not followed, pictures are not loaded. Work is linear in the length of the text.

import { inert } from "../inert.js";

/** How deep emphasis may nest; deeper marks stay as they are written. */
const maximumDepth = 4;
/** How far the end of a link may be from its beginning, in characters. */
const maximumLinkLength = 600;

const heading = /^(#{1,6})\s+(.*?)\s*#*\s*$/;
const fence = /^ {0,3}(`{3,}|~{3,})/;
const listItem = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const rule = /^ {0,3}(?:-{3,}|\*{3,}|_{3,})\s*$/;
const quote = /^ {0,3}> ?(.*)$/;
const tableRow = /^\s*\|.*\|\s*$/;

/**
 * Draws Markdown.
 * @param {string} text what was written
 * @param {{level?: number}} [options] the level that the highest heading gets, 3 unless told
 * @returns {DocumentFragment} blocks of headings, paragraphs, lists, quotes and code
 */
export function renderMarkdown(text, { level = 3 } = {}) {
  const fragment = document.createDocumentFragment();
  renderBlocks(String(text ?? "").replace(/\r\n?/g, "\n").split("\n"), fragment, level, 0);
  return fragment;
}

function renderBlocks(lines, parent, level, depth) {
  let index = 0;
  while (index < lines.length) {
    const line = lines[index];
    if (line.trim() === "") index += 1;
    else if (fence.test(line)) index = renderCode(lines, index, parent);
    else if (heading.test(line)) index = renderHeading(lines, index, parent, level);
    else if (rule.test(line)) { parent.append(document.createElement("hr")); index += 1; }
    else if (tableRow.test(line)) index = renderTable(lines, index, parent);
    else if (quote.test(line)) index = renderQuote(lines, index, parent, level, depth);
    else if (listItem.test(line)) index = renderList(lines, index, parent, level, depth);
    else index = renderParagraph(lines, index, parent);
  }
}

function renderHeading(lines, index, parent, level) {
  const [, marks, title] = heading.exec(lines[index]);
  const node = document.createElement(`h${Math.min(6, level + marks.length - 1)}`);
  renderInline(title, node, 0);
  parent.append(node);
  return index + 1;
}

function renderCode(lines, index, parent) {
  const mark = fence.exec(lines[index])[1];
  let end = index + 1;
  while (end < lines.length && !lines[end].trimStart().startsWith(mark)) end += 1;
  parent.append(codeBlock(lines.slice(index + 1, end).join("\n")));
  return end + 1;
}

/** A table keeps its own columns: it is shown as it was typed, in letters of one width. */
function renderTable(lines, index, parent) {
  let end = index;
  while (end < lines.length && tableRow.test(lines[end])) end += 1;
  parent.append(codeBlock(lines.slice(index, end).join("\n")));
  return end;
}

function codeBlock(text) {
  const pre = document.createElement("pre");
  const code = document.createElement("code");
  code.textContent = inert(text);
  pre.tabIndex = 0;
  pre.append(code);
  return pre;
}

function renderQuote(lines, index, parent, level, depth) {
  const inner = [];
  let end = index;
  for (; end < lines.length && quote.test(lines[end]); end += 1) inner.push(quote.exec(lines[end])[1]);
  const node = document.createElement("blockquote");
  if (depth < maximumDepth) renderBlocks(inner, node, level, depth + 1);
  else node.textContent = inert(inner.join("\n"));
  parent.append(node);
  return end;
}

function renderList(lines, index, parent, level, depth) {
  const [, indent, mark] = listItem.exec(lines[index]);
  const isOrdered = /\d/.test(mark);
  const list = document.createElement(isOrdered ? "ol" : "ul");
  if (isOrdered && parseInt(mark, 10) !== 1) list.start = parseInt(mark, 10);
  while (index < lines.length) {
    const match = listItem.exec(lines[index]);
    if (!match || match[1].length !== indent.length || /\d/.test(match[2]) !== isOrdered) break;
    const body = [match[3]];
    index += 1;
    while (index < lines.length && belongsToItem(lines, index, indent.length)) {
      body.push(lines[index].slice(Math.min(indent.length + 2, leadingSpaces(lines[index]))));
      index += 1;
    }
    list.append(listEntry(body, level, depth));
  }
  parent.append(list);
  return index;
}

function belongsToItem(lines, index, indent) {
  if (lines[index].trim() === "") {
    return index + 1 < lines.length && leadingSpaces(lines[index + 1]) > indent;
  }
  return leadingSpaces(lines[index]) > indent;
}

function listEntry(body, level, depth) {
  const item = document.createElement("li");
  const isPlain = body.every((line, index) => index === 0 || !(listItem.test(line) || line.trim() === ""));
  if (isPlain || depth >= maximumDepth) {
    renderInline(body.map((line) => line.trim()).join(" "), item, 0);
  } else {
    renderBlocks(body, item, level, depth + 1);
  }
  return item;
}

function renderParagraph(lines, index, parent) {
  const inner = [];
  while (index < lines.length && lines[index].trim() !== "" && (inner.length === 0 || !startsBlock(lines[index]))) {
    inner.push(lines[index].trim());
    index += 1;
  }
  const node = document.createElement("p");
  renderInline(inner.join("\n"), node, 0);
  parent.append(node);
  return index;
}

function startsBlock(line) {
  return fence.test(line) || heading.test(line) || quote.test(line) || listItem.test(line)
    || rule.test(line) || tableRow.test(line);
}

function leadingSpaces(line) {
  return line.length - line.trimStart().length;
}

const emphases = [["**", "strong"], ["__", "strong"], ["~~", "s"], ["*", "em"], ["_", "em"]];

/** Draws code, emphasis and links of one block; a mark without its counterpart stays a character. */
function renderInline(text, parent, depth) {
  let plain = "";
  const flush = () => {
    if (plain) parent.append(inert(plain));
    plain = "";
  };
  const unclosed = new Set();
  let index = 0;
  while (index < text.length) {
    const piece = depth < maximumDepth ? inlineAt(text, index, unclosed) : null;
    if (!piece) {
      plain += text[index];
      index += 1;
      continue;
    }
    if (piece.text !== undefined) plain += piece.text;
    else {
      flush();
      const node = document.createElement(piece.tag);
      if (piece.tag === "code") node.textContent = inert(piece.inner);
      else renderInline(piece.inner, node, depth + 1);
      parent.append(node);
    }
    index = piece.end;
  }
  flush();
}

function inlineAt(text, index, unclosed) {
  const character = text[index];
  if (character === "\\" && /[\\`*_~[\]#>!]/.test(text[index + 1] ?? "")) {
    return { text: text[index + 1], end: index + 2 };
  }
  if (character === "`") return codeAt(text, index, unclosed);
  if (character === "[" || (character === "!" && text[index + 1] === "[")) return linkAt(text, index);
  if (character === "*" || character === "_" || character === "~") return emphasisAt(text, index, unclosed);
  return null;
}

function codeAt(text, index, unclosed) {
  let length = 1;
  while (text[index + length] === "`") length += 1;
  const mark = "`".repeat(length);
  if (unclosed.has(mark)) return { text: mark, end: index + length };
  const end = text.indexOf(mark, index + length);
  if (end < 0) {
    unclosed.add(mark);
    return { text: mark, end: index + length };
  }
  return { tag: "code", inner: text.slice(index + length, end).trim(), end: end + length };
}

/** A link is its words and its address, side by side, so that nobody takes one for the other. */
function linkAt(text, index) {
  const start = text[index] === "!" ? index + 2 : index + 1;
  const window = text.slice(start, start + maximumLinkLength);
  const middle = window.indexOf("](");
  const end = middle < 0 ? -1 : window.indexOf(")", middle + 2);
  if (end < 0 || window.slice(0, end).includes("\n")) return null;
  const label = window.slice(0, middle);
  const address = window.slice(middle + 2, end);
  return { text: label === address || !label ? address : `${label} (${address})`, end: start + end + 1 };
}

function emphasisAt(text, index, unclosed) {
  for (const [mark, tag] of emphases) {
    if (!text.startsWith(mark, index) || unclosed.has(mark)) continue;
    const start = index + mark.length;
    if (/\s/.test(text[start] ?? " ")) continue;
    if (mark[0] === "_" && /\w/.test(text[index - 1] ?? "")) continue;
    const end = closing(text, mark, start);
    if (end < 0) {
      unclosed.add(mark);
      continue;
    }
    return { tag, inner: text.slice(start, end), end: end + mark.length };
  }
  return null;
}

function closing(text, mark, start) {
  for (let end = text.indexOf(mark, start + 1); end >= 0; end = text.indexOf(mark, end + 1)) {
    if (/\s/.test(text[end - 1])) continue;
    if (mark.length === 1 && (text[end + 1] === mark || text[end - 1] === mark)) continue;
    if (mark[0] === "_" && /\w/.test(text[end + mark.length] ?? "")) continue;
    return end;
  }
  return -1;
}
