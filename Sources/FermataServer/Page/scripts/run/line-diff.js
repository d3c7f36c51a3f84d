// The server says what would happen as a diff. Two differences only the page can know: what a person has
// typed into a draft, and what a request said when they began to read it. Those are computed here.

/** Lines compared one by one at most, after equal beginnings and ends are set aside; beyond it the middle
 * is shown as removed and added as a whole. */
const maximumComparedLines = 1200;

/**
 * What turns one text into another, line by line.
 * @param {string} before
 * @param {string} after
 * @returns {{kind: "same"|"added"|"removed", text: string}[]} the form of `GateView.changes`
 */
export function diffLines(before, after) {
  const old = before.split("\n");
  const next = after.split("\n");
  let head = 0;
  while (head < old.length && head < next.length && old[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < next.length - head
    && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail += 1;
  return [
    ...old.slice(0, head).map((text) => ({ kind: "same", text })),
    ...diffMiddle(old.slice(head, old.length - tail), next.slice(head, next.length - tail)),
    ...old.slice(old.length - tail).map((text) => ({ kind: "same", text })),
  ];
}

/** Whether there is any difference in a diff. */
export function hasDifference(changes) {
  return changes.some((change) => change.kind !== "same");
}

function diffMiddle(old, next) {
  if (old.length + next.length > maximumComparedLines) {
    return [...old.map((text) => ({ kind: "removed", text })), ...next.map((text) => ({ kind: "added", text }))];
  }
  const lengths = commonLengths(old, next);
  const changes = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < next.length) {
    if (row < old.length && column < next.length && old[row] === next[column]) {
      changes.push({ kind: "same", text: old[row] });
      row += 1;
      column += 1;
    } else if (row < old.length
      && (column === next.length || lengths[row + 1][column] >= lengths[row][column + 1])) {
      changes.push({ kind: "removed", text: old[row] });
      row += 1;
    } else {
      changes.push({ kind: "added", text: next[column] });
      column += 1;
    }
  }
  return changes;
}

/** The longest common subsequence of every pair of endings. */
function commonLengths(old, next) {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(next.length + 1));
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = next.length - 1; column >= 0; column -= 1) {
      lengths[row][column] = old[row] === next[column]
        ? lengths[row + 1][column + 1] + 1
        : Math.max(lengths[row + 1][column], lengths[row][column + 1]);
    }
  }
  return lengths;
}
