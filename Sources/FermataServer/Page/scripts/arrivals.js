/**
 * What protects a person from deciding what has only just come under their pointer: the first moment of anything
 * that arrived, in each version of it.
 */

/** So long nothing that has just appeared can be decided: a press that was meant for something else is ignored. */
export const freshMilliseconds = 600;
/** Arrivals remembered at most. */
const maximumRemembered = 2000;

/** @type {Map<string, number>} */
const firstSeen = new Map();

/** @param {{gate: string, digest: string}} gate @returns {string} the name of a request as it now asks */
export const versionOf = (gate) => `${gate.gate} ${gate.digest}`;

/** Notes that a request, in this version, is on the screen. */
export function noticeArrival(gate) {
  const name = versionOf(gate);
  if (firstSeen.has(name)) return;
  if (firstSeen.size >= maximumRemembered) firstSeen.delete(firstSeen.keys().next().value);
  firstSeen.set(name, performance.now());
}

/** How long it must still be left alone, in milliseconds; 0 when it can be decided. */
export function freshFor(gate) {
  const since = firstSeen.get(versionOf(gate));
  return since === undefined ? freshMilliseconds : Math.max(0, freshMilliseconds - (performance.now() - since));
}
