/**
 * Makes what agents and people wrote harmless to look at: what has no shape of its own, or could hide or
 * reorder other text, is written out, with the same marks as in the terminal view. Nothing becomes markup or
 * a link.
 */

/**
 * Ignorable, control, format, surrogate, unassigned and private characters, and every blank but the space.
 */
const hidden = /[\p{DI}\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\u2028\u2029\u2800]|(?! )\p{Zs}/gu;

/** A joiner or a presentation selector where an emoji needs it. */
const emoji =
  /\p{Extended_Pictographic}[\u{1F3FB}-\u{1F3FF}]?\uFE0F?(?:\u200D\p{Extended_Pictographic}\uFE0F?)*/gu;

/** Marks that may join one letter; more would grow over the lines above and below. */
const maximumMarkCount = 4;
const pile = new RegExp(`(\\p{M}{${maximumMarkCount}})(\\p{M}+)`, "gu");

function name(character) {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20) return `^${String.fromCodePoint(point + 0x40)}`;
  if (point === 0x7f) return "^?";
  return `<U+${point.toString(16).toUpperCase().padStart(4, "0")}>`;
}

function shown(text, kept) {
  const show = (piece) =>
    piece
      .replace(hidden, (character) => (kept.includes(character) ? character : name(character)))
      .replace(pile, (_, first, rest) => first + [...rest].map(name).join(""));
  let result = "";
  let end = 0;
  for (const match of text.matchAll(emoji)) {
    result += show(text.slice(end, match.index)) + match[0];
    end = match.index + match[0].length;
  }
  return result + show(text.slice(end));
}

/**
 * The text with everything invisible made visible; line feeds and tabs are kept, for places that show lines.
 * @param {unknown} text
 * @returns {string}
 */
export function inert(text) {
  return shown(String(text ?? "").replaceAll("\r\n", "\n"), "\n\t");
}

/**
 * The same for a place of one line: line feeds and tabs become one space.
 * @param {unknown} text
 * @returns {string}
 */
export function inertLine(text) {
  return shown(String(text ?? "").replace(/(?:\r\n|[\n\t])+/g, " "), "");
}
