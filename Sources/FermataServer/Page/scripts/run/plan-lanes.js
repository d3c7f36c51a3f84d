/**
 * Where the lines of the lane graph run: one row per entry of the plan, one lane per dependency that is still
 * open at that row.
 *
 * A step opens a lane when something further down hangs on it, and the last of those closes it; a lane that
 * was closed is used again, so the graph stays narrow. The work is O(rows + links) and is done once a plan
 * revision, never when a step changes its state.
 */

/** Lanes further right than this share the last one: a graph wider than its titles helps nobody. */
export const LANE_LIMIT = 9;

/**
 * One row's part of the graph.
 *
 * @typedef {object} LaneRow
 * @property {number} lane where the row's own mark stands
 * @property {{lane: number, from: string}[]} through lanes that pass by, and who opened them
 * @property {{lane: number, from: string}[]} incoming lanes that lead to this row's mark, and who opened them
 * @property {boolean} opens whether the row's own lane goes on below
 * @property {boolean} isBranch whether the row only hangs on a group's lane, as its member
 */

/**
 * Computes the lanes of rows in the order they are shown.
 *
 * @param {{key: string, links: string[], isMember?: boolean}[]} rows `links` are the keys this row hangs
 *   on, in either direction; a plan may list a step above one that it needs.
 * @returns {{rows: LaneRow[], width: number, openedAt: Map<string, number>, closedAt: Map<string, number>}}
 */
export function computeLanes(rows) {
  const position = new Map(rows.map((row, index) => [row.key, index]));
  const { upward, last } = connect(rows, position);
  const open = new OpenLanes();
  let width = 1;
  const result = rows.map((row, index) => {
    const ends = (key) => last.get(key) === index;
    const lane = row.isMember ? open.free() : open.take(upward[index], ends);
    width = Math.max(width, clamp(lane) + 1);
    const through = open.passing((key, other) => !ends(key) && (row.isMember || other !== lane));
    const incoming = upward[index].map((key) => ({ lane: clamp(open.laneOf.get(key)), from: key }));
    for (const key of upward[index].filter(ends)) open.close(key);
    const opens = !row.isMember && (last.get(row.key) ?? index) > index;
    if (opens) open.set(lane, row.key);
    return { lane: clamp(lane), through, incoming, opens, isBranch: row.isMember === true };
  });
  return { rows: result, width, openedAt: position, closedAt: last };
}

/** The lanes in use at one row, and who opened each. */
class OpenLanes {
  laneOf = new Map();
  #openers = [];

  /** The leftmost lane nobody uses. */
  free() {
    const lane = this.#openers.findIndex((key) => key === null);
    return lane < 0 ? this.#openers.length : lane;
  }

  /** The lane of a row that hangs on `parents`: the leftmost of those that end with it, or a free one. */
  take(parents, ends) {
    const ending = parents.filter(ends).map((key) => this.laneOf.get(key));
    return ending.length > 0 ? Math.min(...ending) : this.free();
  }

  /** Lanes in use that are let through by the test of their opener and lane; each shown lane once. */
  passing(test) {
    const seen = new Map();
    this.#openers.forEach((key, lane) => {
      if (key !== null && test(key, lane)) seen.set(clamp(lane), { lane: clamp(lane), from: key });
    });
    return [...seen.values()];
  }

  set(lane, key) {
    this.laneOf.set(key, lane);
    while (this.#openers.length < lane) this.#openers.push(null);
    this.#openers[lane] = key;
  }

  close(key) {
    this.#openers[this.laneOf.get(key)] = null;
    while (this.#openers.at(-1) === null) this.#openers.pop();
  }
}

/** For every row the earlier rows it hangs on, and for every key the last row that hangs on it. */
function connect(rows, position) {
  const upward = rows.map(() => []);
  const last = new Map();
  rows.forEach((row, index) => {
    for (const link of new Set(row.links)) {
      const other = position.get(link);
      if (other === undefined || other === index) continue;
      const [above, below] = other < index ? [other, index] : [index, other];
      const key = rows[above].key;
      if (!upward[below].includes(key)) upward[below].push(key);
      last.set(key, Math.max(last.get(key) ?? 0, below));
    }
  });
  return { upward, last };
}

const clamp = (lane) => Math.min(lane, LANE_LIMIT - 1);
