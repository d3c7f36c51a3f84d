/** One event's row on the audit screen, and which events a filter keeps. */

import { el, setAttribute, setText } from "../component.js";
import { dateAndTime, timeWithSeconds } from "../format.js";
import { inertLine } from "../inert.js";

/** @returns {HTMLElement} */
export function createEventRow() {
  const row = el("div", { class: "audit-row" });
  row.parts = {
    number: el("span", { class: "quiet end" }),
    time: el("time", { class: "mono quiet" }),
    who: el("span", { class: "medium one-line audit-who" }),
    how: el("span", { class: "quiet one-line audit-how" }),
    words: el("span", { class: "one-line" }),
    type: el("span", { class: "quiet mono one-line audit-type" }),
  };
  const { number, time, who, how, words, type } = row.parts;
  row.append(number, time, who, how, words, type);
  return row;
}

/**
 * Fills a row.
 * @param {any} row
 * @param {any} event an EventView
 */
export function updateEventRow(row, event) {
  const { number, time, who, how, words, type } = row.parts;
  row.dataset.actor = event.actor.kind;
  setText(number, event.revision);
  setText(time, timeWithSeconds(event.time));
  setAttribute(time, "datetime", new Date(event.time).toISOString());
  setAttribute(time, "title", dateAndTime(event.time));
  setText(who, inertLine(event.actor.name ?? event.actor.kind));
  setText(how, inertLine(event.actor.authentication ?? event.actor.kind));
  setText(words, eventWords(event));
  setText(type, event.type);
}

/**
 * What happened, with the step it happened to.
 * @param {any} event an EventView
 * @returns {string}
 */
export function eventWords(event) {
  const text = inertLine(event.text);
  const isNamed = event.step && !text.includes(event.step);
  const words = isNamed ? `${inertLine(event.step)}: ${text}` : text;
  return isNamed ? words : words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Whether an event passes the filter.
 * @param {any} event
 * @param {string} who all, person or engine
 * @param {string} words in lower case; empty for any
 * @returns {boolean}
 */
export function matchesEvent(event, who, words) {
  if (who !== "all" && event.actor.kind !== who) return false;
  if (words === "") return true;
  const { name = "", authentication = "" } = event.actor;
  const texts = [event.text, event.type, name, authentication, event.step ?? "", event.gate ?? ""];
  return texts.join(" ").toLowerCase().includes(words);
}
