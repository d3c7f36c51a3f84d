/** The fixed parts of the review, and the notices that stand above a request. */

import { el, setText } from "../component.js";
import { timeOfDay } from "../format.js";
import { icon } from "../icons.js";
import { inert, inertLine } from "../inert.js";
import { serverNow } from "../server-clock.js";
import { session } from "../session.js";
import { changeList } from "./change-list.js";
import { documentOf } from "./gate-parts.js";
import { diffLines, hasDifference } from "./line-diff.js";

/** How often the countdown of a grace is brought up to date. */
const countdownMilliseconds = 200;

/**
 * Builds what stays while requests come and go.
 * @param {{next: (step: number) => void, draftChanged: () => void}} actions
 */
export function buildFrame({ next, draftChanged }) {
  const heading = el("h2", { class: "review-title", tabIndex: -1 }, "Review");
  const about = el("p", { class: "review-about" });
  const effect = el("span", { class: "effect" });
  const silence = el("span", { class: "silence" });
  const notice = el("div", { class: "review-notice", hidden: true });
  const head = el("header", { class: "review-head" }, heading, effect, about, silence);
  const body = el("div", { class: "review-body" });
  const actions = el("div", { class: "review-actions" });
  const place = el("span", { class: "quiet" });
  const step = (label, name, by) => el("button", { type: "button", class: "icon-button", "aria-label": label,
    title: label, onclick: () => next(by) }, icon(name));
  const footer = el("footer", { class: "review-footer" }, actions, el("div", { class: "review-place" }, place,
    step("Previous request", "up", -1), step("Next request", "down", 1)));
  const emptyHeading = el("h2", { class: "review-title", tabIndex: -1 }, "Nothing waits for you");
  const openNext = el("button", { type: "button", class: "button", onclick: () => next(1) }, "Open the next request");
  const empty = el("div", { class: "review-empty", hidden: true }, emptyHeading, openNext);
  const editor = el("document-editor");
  editor.addEventListener("draft-changed", (event) => {
    event.stopPropagation();
    draftChanged();
  });
  const editorFrame = el("section", { class: "review-section review-editor" },
    el("h3", { class: "review-subheading" }, "Your version"), editor);
  const scroller = el("div", { class: "review-scroll" }, head, body);
  return { heading, about, effect, silence, notice, head, body, scroller, actions, place, footer, emptyHeading, openNext, empty,
    editor, editorFrame, answer: null, children: [notice, empty, scroller, footer] };
}

/** What a draft changes, below the field. */
export function yourChanges(before, after) {
  const changes = diffLines(before, after);
  if (!hasDifference(changes)) return [el("p", { class: "quiet" }, "Nothing is changed so far.")];
  return [el("h3", { class: "review-subheading" }, "What you change"), changeList(changes, "What you change")];
}

/** What the same request asks now that it did not when it was opened. */
export function changedNotice(before, after) {
  const text = "This request has changed. Read what is different before you decide.";
  const changes = diffLines(asked(before), asked(after));
  return { text, nodes: [el("p", { class: "medium" }, text),
    hasDifference(changes) && changeList(changes, "What is different now")].filter(Boolean) };
}

function asked(gate) {
  return documentOf(gate) || (gate.changes ?? []).filter((change) => change.kind !== "removed")
    .map((change) => change.text).join("\n");
}

/**
 * Who decided a request before this person did, and what.
 * @param {object} gate
 * @param {object} view
 * @param {string} [refusal] the server's words, where a verdict came too late
 */
export function closedNotice(gate, view, refusal) {
  const decision = view.decisions.findLast((each) => each.gate === gate.gate);
  const words = { approve: "approved", edit: "approved with edits", reject: "rejected", answer: "answered" };
  const title = `“${inertLine(gate.title)}”`;
  const what = !decision ? refusal ? inert(refusal) : `${title} is no longer asked.`
    : decision.kind === "silence" ? `Nobody decided ${title} in time: ${inertLine(decision.text)}.`
      : `${decision.by === session()?.person ? "You" : inertLine(decision.by)} ${words[decision.kind] ?? "decided"} ${title} at ${timeOfDay(decision.at)}.`;
  const text = refusal ? `${what} Your decision was not counted.` : what;
  return { text, nodes: [el("p", { class: "medium" }, text)] };
}

/**
 * The grace in which an approval can be taken back.
 * @param {number|null} until by the server's clock
 * @param {() => void} withdraw
 */
export function pendingBar(until, withdraw) {
  const words = el("span", { role: "timer" });
  const button = el("button", { type: "button", class: "button strong", onclick: withdraw }, icon("undo"), "Take it back");
  const bar = el("div", { class: "review-pending" }, words, button);
  const show = () => {
    const seconds = Math.ceil(((until ?? 0) - serverNow()) / 1000);
    setText(words, seconds > 0 ? `Takes effect in ${seconds} s` : "Being carried out");
    button.hidden = seconds <= 0;
    if (seconds <= 0 || (!bar.isConnected && bar.wasConnected)) clearInterval(timer);
    bar.wasConnected = bar.isConnected;
  };
  const timer = setInterval(show, countdownMilliseconds);
  show();
  return bar;
}
