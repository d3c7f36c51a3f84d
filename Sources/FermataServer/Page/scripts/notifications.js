/**
 * Tells the person that something waits when the page is not in front: the number in the tab's title, and one
 * browser notification for all that arrived together, if they asked for notifications by a button.
 */

import { knownGates, watchLists } from "./feed.js";
import { count } from "./format.js";
import { inertLine } from "./inert.js";
import { go } from "./router.js";
import { settings } from "./settings.js";

/** What arrives within this time is one batch, and one notification. */
const batchMilliseconds = 3000;

/** @type {Map<string, any>} */
const arrived = new Map();
/** @type {Set<string> | null} null until the first lists came: what waited before is no news */
let known = null;
let timer = 0;

function showTitle() {
  const plain = document.title.replace(/^\(\d+\) /, "");
  const waiting = knownGates().size;
  const title = waiting > 0 ? `(${waiting}) ${plain}` : plain;
  if (document.title !== title) document.title = title;
}

/** Tabs ask a lock for each batch, so that only one of them speaks. */
async function notify() {
  timer = 0;
  const gates = [...arrived.values()].filter((gate) => knownGates().has(gate.gate));
  arrived.clear();
  if (gates.length === 0 || document.hasFocus()) return;
  const key = `fermata.notify.${gates[0].gate}`;
  await navigator.locks.request(key, { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    show(gates);
    await new Promise((resolve) => setTimeout(resolve, batchMilliseconds));
  });
}

function show(gates) {
  const [first] = gates;
  const title = gates.length === 1
    ? inertLine(first.title)
    : `${count(gates.length, "request")} waiting for you`;
  const runs = [...new Set(gates.map((gate) => inertLine(gate.runTitle)))];
  const note = new Notification(
    title,
    { body: runs.slice(0, 3).join(", "), tag: "fermata.waiting", icon: "/icon.svg" },
  );
  note.onclick = () => {
    window.focus();
    go(
      gates.length === 1
        ? `/runs/${encodeURIComponent(first.run)}?gate=${encodeURIComponent(first.gate)}`
        : "/inbox"
    );
    note.close();
  };
}

function heardGate(gate) {
  showTitle();
  if (gate.closed || known === null || known.has(gate.gate)) return;
  known.add(gate.gate);
  if (!mayNotify() || document.hasFocus()) return;
  arrived.set(gate.gate, gate);
  timer ||= window.setTimeout(() => notify().catch(reportError), batchMilliseconds);
}

function heardLists() {
  const isFirst = known === null;
  known ??= new Set();
  for (const gate of knownGates().values()) {
    if (isFirst) known.add(gate.gate);
    else heardGate(gate);
  }
  showTitle();
}

/** @returns {boolean} whether the person asked for notifications and the browser allows them */
export const mayNotify = () =>
  settings().notifications && "Notification" in window && Notification.permission === "granted";

/** Starts watching; once. @returns {() => void} writes the number into a title that was just changed */
export function startNotifications() {
  watchLists({ lists: heardLists, gate: heardGate });
  return showTitle;
}
