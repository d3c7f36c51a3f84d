/**
 * The server's clock, as near as the Date header of its answers tells it: every answer narrows the range in
 * which the difference to this machine's clock can lie. Deadlines are counted down by it, never by the local
 * clock.
 */

let earliestOffset = -Infinity;
let latestOffset = Infinity;

/** A wall clock that was set makes the known range wrong by more than this; the range then starts anew. */
const toleranceMilliseconds = 250;

/**
 * Takes note of an answer.
 * @param {string | null} dateHeader the Date header: whole seconds, cut off
 * @param {number} sentAt when the request left, in local milliseconds since 1970
 * @param {number} receivedAt when the answer came
 */
export function noticeServerDate(dateHeader, sentAt, receivedAt) {
  const second = dateHeader === null ? NaN : Date.parse(dateHeader);
  if (Number.isNaN(second)) return;
  const earliest = second - receivedAt;
  const latest = second + 1000 - sentAt;
  if (earliest > latestOffset + toleranceMilliseconds || latest < earliestOffset - toleranceMilliseconds) {
    earliestOffset = earliest;
    latestOffset = latest;
    return;
  }
  earliestOffset = Math.max(earliestOffset, earliest);
  latestOffset = Math.min(latestOffset, latest);
}

/** @returns {number} the server's time, in milliseconds since 1970 */
export function serverNow() {
  if (earliestOffset === -Infinity) return Date.now();
  return Date.now() + (earliestOffset + latestOffset) / 2;
}
