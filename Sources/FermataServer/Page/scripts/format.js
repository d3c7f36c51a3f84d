/**
 * How times, durations, amounts and counts are written everywhere on the page. Times are milliseconds since
 * 1970.
 */

const timeOfDayFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const secondFormat = new Intl.DateTimeFormat(
  "en-GB",
  { hour: "2-digit", minute: "2-digit", second: "2-digit" },
);
const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** @param {number} time @returns {string} such as 14:02 */
export const timeOfDay = (time) => timeOfDayFormat.format(time);

/** @param {number} time @returns {string} such as 14:02:07 */
export const timeWithSeconds = (time) => secondFormat.format(time);

/** @param {number} time @returns {string} such as 3 Nov 2026 14:02:07 */
export const dateAndTime = (time) => `${dayFormat.format(time)} ${secondFormat.format(time)}`;

/**
 * A time near now by its clock, another day with its date.
 * @param {number} time
 * @param {number} now
 * @returns {string}
 */
export function dayOrTime(time, now) {
  const isToday = new Date(time).toDateString() === new Date(now).toDateString();
  return isToday ? timeOfDay(time) : dayFormat.format(time);
}

/**
 * A stopwatch: 4:12, or 1:04:12 from an hour on. Less than nothing is nothing.
 * @param {number} milliseconds
 * @returns {string}
 */
export function clock(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/**
 * A duration in words: 40 s, 12 min 41 s, 3 h 5 min, 2 d 4 h.
 * @param {number} milliseconds
 * @returns {string}
 */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/**
 * A duration in one unit, for a table: 40 s, 12 min, 3 h, 2 d.
 * @param {number} milliseconds
 * @returns {string}
 */
export function shortDuration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/**
 * An amount, in the currency the playbook's budget is meant in, which has no sign of its own: 4.18. Amounts
 * under a hundredth keep the digits that matter.
 * @param {number} amount
 * @returns {string}
 */
export function money(amount) {
  const size = Math.abs(amount);
  const digits = size === 0 || size >= 0.01 ? 2 : 4;
  return `${amount < 0 ? "\u2212" : ""}${size.toFixed(digits)}`;
}

/**
 * A number and its noun: 1 step, 3 steps.
 * @param {number} number
 * @param {string} noun
 * @param {string} [plural]
 * @returns {string}
 */
export function count(number, noun, plural = `${noun}s`) {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? noun : plural}`;
}

/**
 * Names in a sentence: a, b and c.
 * @param {string[]} names
 * @returns {string}
 */
export function listInWords(names) {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/**
 * Two letters (or the last three digits) for an agent's square.
 * @param {string} name
 * @returns {string}
 */
export function monogram(name) {
  const digits = /(\d{2,3})$/.exec(name);
  if (digits) return digits[1];
  const letters = [...name.replace(/[^\p{L}\p{N}]/gu, "")];
  return (letters[0] ?? "?").toUpperCase() + (letters[1] ?? "").toLowerCase();
}
