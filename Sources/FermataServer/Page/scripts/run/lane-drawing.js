/**
 * Draws one row's part of the lane graph as two SVG paths: the quiet lines, and those of the selected step.
 *
 * Rows draw themselves, so a windowed list has no large picture to keep in step, and forced colours and
 * zoom work as for text.
 */

const SVG = "http://www.w3.org/2000/svg";

/** Pixels between lanes, and before the first; the same in every row so that lines meet. */
export const LANE_STEP = 11;
export const LANE_INSET = 11;

/** The width of the drawing for a number of lanes, in pixels. */
export const laneWidth = (lanes) => LANE_INSET * 2 + (lanes - 1) * LANE_STEP;

const across = (lane) => LANE_INSET + lane * LANE_STEP;

/** Creates the empty drawing of a row. */
export function createLaneDrawing() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "lanes");
  svg.setAttribute("aria-hidden", "true");
  for (const name of ["lane-line", "lane-line lane-line-selected"]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    svg.append(path);
  }
  return svg;
}

/**
 * Puts a row's lines into its drawing; attributes are written only when they differ.
 *
 * @param {SVGElement} svg from `createLaneDrawing`
 * @param {import("./plan-lanes.js").LaneRow} row
 * @param {{width: number, height: number, key: string, isChosen: (from: string, to?: string) => boolean}}
 *   options `isChosen` says whether the line that `from` opened, on its way to `to`, is the selected step's
 */
export function drawLanes(svg, row, { width, height, key, isChosen }) {
  write(svg, "width", width);
  write(svg, "height", height);
  const middle = height / 2;
  const own = across(row.lane);
  const lines = { quiet: [], chosen: [] };
  const add = (chosen, path) => lines[chosen ? "chosen" : "quiet"].push(path);
  for (const { lane, from } of row.through) add(isChosen(from), `M${across(lane)} 0V${height}`);
  for (const { lane, from } of row.incoming) {
    const x = across(lane);
    const bend = `C${x} ${middle} ${x} ${middle} ${own} ${middle}`;
    add(isChosen(from, key), lane === row.lane ? `M${x} 0V${middle}` : `M${x} 0${bend}`);
  }
  if (row.opens) add(isChosen(key), `M${own} ${middle}V${height}`);
  write(svg.firstChild, "d", lines.quiet.join(""));
  write(svg.lastChild, "d", lines.chosen.join(""));
}

/** Where a row's mark stands, in pixels from the drawing's left edge. */
export const markPosition = (row) => across(row?.lane ?? 0);

function write(node, name, value) {
  const text = String(value);
  if (node.getAttribute(name) !== text) node.setAttribute(name, text);
}
