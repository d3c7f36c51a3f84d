/**
 * What the timeline draws, as numbers: where bars, decisions and ticks stand, each as a share of the time shown.
 * Kept apart from the element, which only puts them on the screen.
 */

/** Round distances between ticks, in milliseconds. */
const TICKS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800,
  604800].map((seconds) => seconds * 1000);

/** About as many ticks fit. */
const TICK_COUNT = 7;

/** Columns of the density curve. */
export const DENSITY_COLUMNS = 160;

/** Further right than this share a tick's words would not fit. */
const LAST_TICK = 0.96;

/** A bar is never narrower than this share, or it could not be seen. */
const NARROWEST_BAR = 0.002;

/**
 * The time shown.
 *
 * @param {object} view
 * @param {number} now
 * @returns {{start: number, end: number}}
 */
export function rangeOf(view, now) {
  const end = Math.max(view.endedAt ?? now, view.createdAt + 1000);
  return { start: view.createdAt, end };
}

/** Where a time stands in a range, from 0 to 1. */
export function shareOf(time, { start, end }) {
  return Math.min(1, Math.max(0, (time - start) / (end - start)));
}

/**
 * The attempts of every agent as bars.
 *
 * @param {object[]} steps StepViews
 * @param {{start: number, end: number}} range
 * @returns {Map<string, {from: number, width: number, state: string, title: string}[]>}
 */
export function barsByAgent(steps, range) {
  const bars = new Map();
  for (const step of steps) {
    for (const attempt of step.attempts) {
      const from = shareOf(attempt.startedAt, range);
      const to = shareOf(attempt.endedAt ?? range.end, range);
      const isLast = attempt === step.attempts.at(-1);
      const state = attempt.endedAt && !isLast ? endedState(attempt) : step.state;
      if (!bars.has(step.agent)) bars.set(step.agent, []);
      bars.get(step.agent).push({ from, width: Math.max(NARROWEST_BAR, to - from), state,
        title: `${step.number}. ${step.title}`, step: step.id });
    }
  }
  return bars;
}

function endedState(attempt) {
  return { completed: "done", failed: "failed", suspended: "waiting", abandoned: "rolledBack",
    interrupted: "paused" }[attempt.status] ?? "queued";
}

/**
 * How many attempts were in progress in each column of the time shown; the end of the last column is now.
 *
 * @returns {number[]}
 */
export function densityOf(steps, range, columns = DENSITY_COLUMNS) {
  const change = new Array(columns + 1).fill(0);
  for (const step of steps) {
    for (const attempt of step.attempts) {
      const from = Math.min(columns - 1, Math.floor(shareOf(attempt.startedAt, range) * columns));
      const to = attempt.endedAt ? Math.ceil(shareOf(attempt.endedAt, range) * columns) : columns;
      change[from] += 1;
      change[Math.max(from + 1, to)] -= 1;
    }
  }
  let sum = 0;
  return change.slice(0, columns).map((step) => (sum += step));
}

/** The density as an SVG path in a box of 1 by 1, which the element stretches. */
export function densityPath(density) {
  const most = Math.max(1, ...density);
  const width = 1 / density.length;
  const points = density.map((value, index) => {
    const height = (1 - value / most).toFixed(4);
    return `L${(index * width).toFixed(4)} ${height}L${((index + 1) * width).toFixed(4)} ${height}`;
  });
  return `M0 1${points.join("")}L1 1Z`;
}

/** Round times in the range. */
export function ticksOf({ start, end }) {
  const step = TICKS.find((candidate) => (end - start) / candidate <= TICK_COUNT) ?? TICKS.at(-1);
  const offset = new Date(start).getTimezoneOffset() * 60_000;
  const ticks = [];
  const first = Math.ceil((start - offset) / step) * step + offset;
  const last = start + (end - start) * LAST_TICK;
  for (let time = first; time < last; time += step) ticks.push(time);
  return { ticks, hasSeconds: step < 60_000 };
}

/**
 * Which revision a time belongs to, from the revisions whose time is known: exact for those, between them by
 * proportion.
 *
 * @param {{revision: number, at: number}[]} known in order, at least one
 * @param {number} time
 */
export function revisionAt(known, time) {
  const next = known.findIndex((mark) => mark.at > time);
  if (next === 0) return known[0].revision;
  if (next < 0) return known.at(-1).revision;
  const [before, after] = [known[next - 1], known[next]];
  const share = (time - before.at) / Math.max(1, after.at - before.at);
  return before.revision + Math.floor(share * (after.revision - before.revision));
}

/** When a revision was, the same way the other way round. */
export function timeAt(known, revision) {
  const next = known.findIndex((mark) => mark.revision > revision);
  if (next === 0) return known[0].at;
  if (next < 0) return known.at(-1).at;
  const [before, after] = [known[next - 1], known[next]];
  const share = (revision - before.revision) / Math.max(1, after.revision - before.revision);
  return before.at + share * (after.at - before.at);
}
