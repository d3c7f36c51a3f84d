/**
 * Every picture of the page: the glyphs of the ten step states, and the icons of its controls. All are drawn
 * here.
 */

import { el } from "./component.js";

const space = "http://www.w3.org/2000/svg";
const ring = ["circle", { cx: 8, cy: 8, r: 5.5 }];
const disc = ["circle", { cx: 8, cy: 8, r: 6.25, class: "filled" }];
const lines = (d) => [["path", { d }]];

/** The shapes on a grid of 16 by 16; strokes take the colour of the text. */
const shapes = {
  proposed: [["circle", { cx: 8, cy: 8, r: 5.5, "stroke-dasharray": "2.3 2.02" }]],
  queued: [ring],
  running: [
    ["circle", { cx: 8, cy: 8, r: 5.5, class: "track" }],
    ["path", { d: "M8 2.5A5.5 5.5 0 0 1 13.5 8", class: "arc" }],
  ],
  waiting: [
    ["circle", { cx: 8, cy: 8, r: 6.5, class: "you" }],
    ["circle", { cx: 8, cy: 6.4, r: 1.6, class: "on-you" }],
    ["path", { d: "M5.2 11.4c.3-1.7 1.4-2.5 2.8-2.5s2.5.8 2.8 2.5", class: "on-you" }],
  ],
  blocked: [ring, ["path", { d: "M5.4 8h5.2" }]],
  done: [ring, ["path", { d: "m5.6 8.2 1.7 1.7 3.2-3.6" }]],
  failed: [disc, ["path", { d: "m6 6 4 4m0-4-4 4", class: "on-filled" }]],
  skipped: [ring, ["path", { d: "m5.8 10.2 4.4-4.4" }]],
  rolledBack: lines("M3.4 3.2v3.1h3.1M3.7 6.2A5.2 5.2 0 1 1 3 9.4"),
  paused: [ring, ["path", { d: "M6.6 6v4m2.8-4v4" }]],
  idle: [["circle", { cx: 8, cy: 8, r: 5.5, "stroke-dasharray": "1 2.45" }]],

  pause: lines("M5.8 4v8m4.4-8v8"),
  play: lines("M5.5 3.8v8.4l6.6-4.2z"),
  stop: lines("M4.5 4.5h7v7h-7z"),
  edit: lines("M3.5 12.5l.6-2.7 6.4-6.4 2.1 2.1-6.4 6.4zM9.3 4.6l2.1 2.1"),
  breakpoint: lines("M8 3l5 5-5 5-5-5z"),
  breakpointSet: [["path", { d: "M8 3l5 5-5 5-5-5z", class: "you-shape" }]],
  undo: lines("M6 3.5 3.2 6.3 6 9.1M3.4 6.3h5.9a3.2 3.2 0 0 1 0 6.4H6.6"),
  redo: lines("m10 3.5 2.8 2.8L10 9.1M12.6 6.3H6.7a3.2 3.2 0 0 0 0 6.4h2.7"),
  redirect: lines("m10 3.5 2.8 2.8L10 9.1M12.6 6.3H6.7a3.2 3.2 0 0 0-3.2 3.2v3"),
  skip: lines("M4 4.2v7.6L9.6 8zM12 4v8"),
  approve: lines("m3.5 8.5 3 3 6-6.8"),
  reject: lines("m4.2 4.2 7.6 7.6m0-7.6-7.6 7.6"),
  hold: [["circle", { cx: 8, cy: 8, r: 5.5 }], ["path", { d: "M8 5v3.2l2.2 1.3" }]],
  lock: lines("M4 7.3h8v5.2H4zM5.7 7.3V5.5a2.3 2.3 0 0 1 4.6 0v1.8"),
  inbox: lines("M2.8 9.2 4.6 3.8h6.8l1.8 5.4v3.3H2.8zM2.8 9.2h3l1 1.5h2.4l1-1.5h3"),
  keyboard: lines("M2.2 4.5h11.6v7H2.2zM5 9.3h6M4.6 6.7h.1m2.2 0h.1m2.2 0h.1m2.2 0h.1"),
  theme: [ring, ["path", { d: "M8 2.5v11a5.5 5.5 0 0 0 0-11z", class: "filled-shape" }]],
  settings: lines("M2.5 5h6m3 0h2m-11 6h2m3 0h6M8.5 3.4v3.2h3V3.4zM4.5 9.4v3.2h3V9.4z"),
  list: lines("M6 4.5h7M6 8h7m-7 3.5h7M3 4.5h.1M3 8h.1M3 11.5h.1"),
  grid: lines("M3 3h4v4H3zm6 0h4v4H9zM3 9h4v4H3zm6 0h4v4H9z"),
  pulse: lines("M2 8.5h2.6L6.4 4l3 8.2 1.8-3.7H14"),
  home: lines("M2.8 7.8 8 3.2l5.2 4.6M4.2 7v5.8h7.6V7"),
  add: lines("M8 3.5v9M3.5 8h9"),
  remove: lines("M3 4.8h10M6.2 4.8V3.2h3.6v1.6M4.5 4.8l.5 8h6l.5-8M6.8 7.2v3.4m2.4-3.4v3.4"),
  up: lines("M8 13V3.6M4.2 7.4 8 3.6l3.8 3.8"),
  down: lines("M8 3v9.4M4.2 8.6 8 12.4l3.8-3.8"),
  chevron: lines("m6 3.8 4.2 4.2L6 12.2"),
  search: [["circle", { cx: 7, cy: 7, r: 4 }], ["path", { d: "m10 10 3.2 3.2" }]],
  document: lines("M4 2.5h5l3 3v8H4zM9 2.5v3h3"),
  download: lines("M8 2.8v7m-3-2.9 3 3 3-3M3 13h10"),
  person: lines("M8 8a2.4 2.4 0 1 0 0-4.8A2.4 2.4 0 0 0 8 8zM3.4 13c.5-2.4 2.3-3.6 4.6-3.6s4.1 1.2 4.6 3.6"),
  warning: lines("M8 2.8 14 13H2zM8 6.6v3M8 11.3h.1"),
  note: lines("M3 3h10v7.5H8.2L5.2 13v-2.5H3zM5.5 6h5m-5 2h3"),
  branch: lines("M4.5 3v10M4.5 9c0-3 6-1.5 6-4.5M8.6 5.8l1.9-2 1.9 2"),
  bell: lines("M4 11h8L11 9.6V7a3 3 0 0 0-6 0v2.6zM6.8 12.8h2.4"),
  shield: lines("M8 2.6 12.8 4v4c0 2.8-2 4.6-4.8 5.6C5.2 12.6 3.2 10.8 3.2 8V4zM5.9 8l1.5 1.5 2.7-3"),
};

/**
 * An icon, hidden from assistive technology: the control around it carries the words.
 * @param {string} name one of the shapes' names
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const picture = document.createElementNS(space, "svg");
  const attributes = {
    viewBox: "0 0 16 16",
    width: 16,
    height: 16,
    class: "icon",
    "aria-hidden": "true",
    focusable: "false",
  };
  for (const [key, value] of Object.entries(attributes)) picture.setAttribute(key, String(value));
  for (const [tag, properties] of shapes[name] ?? shapes.queued) {
    const shape = document.createElementNS(space, tag);
    for (const [key, value] of Object.entries(properties)) shape.setAttribute(key, String(value));
    picture.append(shape);
  }
  return picture;
}

/** What a state is called where the server's own words are not at hand. */
export const stateWords = {
  proposed: "Proposed", queued: "Queued", running: "Running", waiting: "Waiting for you",
  needsYou: "Needs you",
  blocked: "Blocked", done: "Done", failed: "Failed", skipped: "Skipped", rolledBack: "Rolled back",
  paused: "Paused", idle: "Idle", stopping: "Stopping", concluding: "Concluding", stopped: "Stopped",
  damaged: "Damaged",
};

const glyphsOfOtherStates = {
  needsYou: "waiting",
  stopping: "running",
  concluding: "running",
  stopped: "stop",
  damaged: "failed",
};

/**
 * The glyph of a state, coloured by it.
 * @param {string} state a state of a step, an agent or a run
 * @returns {SVGSVGElement}
 */
export function stateGlyph(state) {
  const glyph = icon(glyphsOfOtherStates[state] ?? state);
  glyph.classList.add("glyph");
  glyph.dataset.state = state;
  return glyph;
}

/**
 * The badge of a state: glyph and word, colour only third.
 * @param {string} state
 * @param {string} [words]
 * @returns {HTMLElement}
 */
export function stateBadge(state, words = stateWords[state] ?? state) {
  return el("span", { class: "badge", dataset: { state } }, stateGlyph(state), el("span", null, words));
}

/**
 * The mark of the product: a baton.
 * @returns {SVGSVGElement}
 */
export function logo() {
  const picture = icon("edit");
  picture.setAttribute("class", "logo");
  const baton = document.createElementNS(space, "path");
  baton.setAttribute("d", "M2.6 13.4 11 5");
  baton.setAttribute("class", "baton");
  const tip = document.createElementNS(space, "path");
  tip.setAttribute("d", "m11.4 4.6 1.6-1.6");
  tip.setAttribute("class", "tip");
  picture.replaceChildren(baton, tip);
  return picture;
}
