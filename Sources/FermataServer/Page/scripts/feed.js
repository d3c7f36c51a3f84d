/**
 * What is live on the page. One tab leads (a Web Lock) and holds the browser's only stream; it passes every
 * frame on over a BroadcastChannel, and the next tab goes on from the last revisions when the leader goes
 * away.
 */

import { api, Problem } from "./api.js";
import { FeedConnection } from "./feed-connection.js";
import { mergeView } from "./merge.js";

const lockName = "fermata.feed";
const channel = new BroadcastChannel("fermata.feed");
const tab = Math.random().toString(36).slice(2);
/** A follower that heard no lists from the leader for so long fetches them itself. */
const listsWithinMilliseconds = 2000;
const reminderMilliseconds = 500;

/**
 * @typedef {{state: "connecting" | "live" | "lost", text: string, lastEvent: number | null, retryAt: number |
 *   null}} FeedStatus
 */

/**
 * @type {Map<string, {view: any, revision: number, handlers: Set<any>, early: Array<[string, any]> | null}>}
 */
const watched = new Map();
const lists = { isKnown: false, runs: new Map(), gates: new Map() };
/** @type {Set<{lists?: Function, run?: Function, gate?: Function, status?: Function}>} */
const listHandlers = new Set();
/** @type {Map<string, Map<string, number>>} what the other tabs watch, as they told the leader */
const wantedByTabs = new Map();
/** @type {FeedConnection | null} */
let connection = null;
let isStarted = false;
let reminder = 0;
let lastEvent = null;
/** @type {FeedStatus} */
let status = { state: "connecting", text: "Connecting", lastEvent: null, retryAt: null };

/** @returns {FeedStatus} */
export const feedStatus = () => status;

/** @returns {Map<string, any>} RunLines by run, in the order in which the server named them first */
export const knownRuns = () => lists.runs;

/** @returns {Map<string, any>} the open GateLines by gate, in the order in which they opened */
export const knownGates = () => lists.gates;

/**
 * @returns {boolean} whether the server has named runs and gates yet; before that an empty list says nothing
 */
export const areListsKnown = () => lists.isKnown;

/** Starts the feed, once somebody is signed in. */
export function startFeed() {
  if (isStarted) return;
  isStarted = true;
  channel.postMessage({ kind: "signed-in" });
  addEventListener("pagehide", () => channel.postMessage({ kind: "wanted", tab, wanted: [] }));
  channel.postMessage({ kind: "hello", tab });
  setTimeout(fetchListsIfNeeded, listsWithinMilliseconds);
  navigator.locks.request(lockName, { mode: "exclusive" }, lead).catch(reportError);
}

/** @type {(() => void) | null} */
let release = null;

/** Ends the feed: after signing out nothing more may be shown. */
export function stopFeed() {
  channel.postMessage({ kind: "signed-out" });
  connection?.close();
  connection = null;
  release?.();
  isStarted = false;
  lists.isKnown = false;
  lists.runs.clear();
  lists.gates.clear();
}

async function lead() {
  if (!isStarted) return;
  connection = new FeedConnection({ frame: pass, state: changeState, doubt: checkSession });
  watchAll();
  channel.postMessage({ kind: "who", tab });
  await new Promise((resolve) => (release = () => resolve(undefined)));
}

/** Whether the person is still signed in; when not, the answer 401 shows the form. */
async function checkSession() {
  try {
    await api.get("/v1/session");
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

function pass(name, data) {
  if (name === "reset") connection?.forget(data.run);
  channel.postMessage({ kind: "frame", name, data });
  receive(name, data);
}

function changeState(state, retryAt = null) {
  showStatus(state, retryAt);
  channel.postMessage({ kind: "status", state, retryAt });
}

/** Each tab names the last event that it saw itself. */
function showStatus(state, retryAt) {
  const lost = lastEvent === null ? "Connection lost" : `Connection lost after event ${lastEvent}`;
  // Browsers slow the timers of tabs in the background, and the leader may be one: whoever is in front
  // reminds it.
  clearTimeout(reminder);
  if (retryAt !== null && connection === null) {
    reminder = window.setTimeout(
      () => channel.postMessage({ kind: "retry" }),
      retryAt - Date.now() + reminderMilliseconds,
    );
  }
  status = { state, text: { live: "Live", connecting: "Connecting", lost }[state], lastEvent, retryAt };
  for (const handlers of listHandlers) handlers.status?.(status);
  for (const { handlers } of watched.values()) {
    for (const each of handlers) each.status?.(status.text, status);
  }
}

function ownWanted() {
  return new Map(
    [...watched].filter(([, run]) => run.early === null).map(([name, run]) => [name, run.revision])
  );
}

/** Tells the leader what this tab watches; the leader puts all wishes together. */
function watchAll() {
  if (connection === null) {
    channel.postMessage({ kind: "wanted", tab, wanted: [...ownWanted()] });
    return;
  }
  const all = ownWanted();
  for (const wanted of wantedByTabs.values()) {
    for (const [run, revision] of wanted) all.set(run, Math.min(revision, all.get(run) ?? revision));
  }
  connection.watch(all);
}

function heardFromTab(message) {
  if (message.kind === "frame") receive(message.name, message.data);
  else if (message.kind === "status") showStatus(message.state, message.retryAt);
  else if (message.kind === "retry") connection?.retry();
  else if (message.kind === "who") watchAll();
  else if (message.kind === "wanted" && connection) {
    if (message.wanted.length === 0) wantedByTabs.delete(message.tab);
    else wantedByTabs.set(message.tab, new Map(message.wanted));
    watchAll();
  } else if (message.kind === "hello" && connection) {
    channel.postMessage({ kind: "status", state: status.state, retryAt: status.retryAt });
    if (!lists.isKnown) return;
    const data = { runs: [...lists.runs.values()], gates: [...lists.gates.values()] };
    channel.postMessage({ kind: "frame", name: "lists", data });
  }
}

async function fetchListsIfNeeded() {
  if (lists.isKnown || !isStarted) return;
  try {
    const [
      runs,
      gates,
    ] = await Promise.all([api.get("/v1/runs"), api.get("/v1/gates?status=open&limit=500")]);
    if (!lists.isKnown) receive("lists", { ...runs, ...gates });
  } catch (error) {
    // Without a server there is nothing to show yet; the stream brings the lists when it opens.
    if (!(error instanceof Problem)) throw error;
  }
}

function receive(name, data) {
  if (name === "lists") return receiveLists(data);
  if (name === "run") {
    lists.runs.set(data.run, data);
    return tellLists("run", data);
  }
  if (name === "gate") {
    if (data.closed) lists.gates.delete(data.gate);
    else lists.gates.set(data.gate, data);
    return tellLists("gate", data);
  }
  const run = watched.get(data.run);
  if (run === undefined) return;
  if (data.event) lastEvent = data.event.revision;
  if (run.early !== null) run.early.push([name, data]);
  else receiveOfRun(run, name, data);
}

function receiveLists(data) {
  lists.isKnown = true;
  // What is no longer named has closed; runs stay, since only their first page is named.
  lists.gates.clear();
  for (const gate of data.gates) lists.gates.set(gate.gate, gate);
  for (const run of data.runs) lists.runs.set(run.run, run);
  tellLists("lists", lists);
}

function tellLists(kind, data) {
  for (const handlers of listHandlers) handlers[kind]?.(data);
}

function receiveOfRun(run, name, data) {
  const tell = (kind, ...values) => run.handlers.forEach((handlers) => handlers[kind]?.(...values));
  if (name === "output") return tell("output", data);
  if (name === "end") return tell("end");
  if (name === "reset") return void refetch(data.run, run).then(watchAll);
  if (name === "view") {
    if (data.revision < run.revision) return;
    run.revision = data.revision;
    run.view = data.view;
    return tell("view", run.view, null);
  }
  const { event, view: patch } = data;
  if (event.revision <= run.revision) return;
  if (event.revision !== run.revision + 1) return void refetch(data.run, run);
  run.revision = event.revision;
  tell("event", event);
  if (patch) {
    run.view = mergeView(run.view, patch);
    tell("view", run.view, patch);
  }
}

/**
 * Fetches the whole view; frames that come meanwhile wait, and those it holds already are dropped afterwards.
 */
async function refetch(name, run) {
  run.early ??= [];
  try {
    const view = await api.get(`/v1/runs/${encodeURIComponent(name)}`);
    run.view = view;
    run.revision = view.revision;
    lastEvent = view.revision;
    run.handlers.forEach((handlers) => handlers.view?.(view, null));
  } catch (error) {
    run.handlers.forEach((handlers) => handlers.problem?.(error));
  }
  const early = run.early ?? [];
  run.early = null;
  if (!run.view) return;
  connection?.seen(name, run.revision);
  for (const [kind, data] of early) receiveOfRun(run, kind, data);
}

/**
 * Watches one run until the returned function is called.
 * @param {string} name
 * @param {{view?: (view: any, patch: any | null) => void, event?: (event: any) => void,
 *   output?: (piece: {step: string, attempt: number, text: string}) => void, end?: () => void,
 *   status?: (text: string, status: FeedStatus) => void, problem?: (error: unknown) => void}} handlers
 *   `view` comes first with the whole view and null, then with every patch
 * @returns {() => void}
 */
export function watchRun(name, handlers) {
  let run = watched.get(name);
  if (run === undefined) {
    run = { view: null, revision: 0, handlers: new Set([handlers]), early: [] };
    watched.set(name, run);
    refetch(name, run).then(() => watchAll());
  } else {
    run.handlers.add(handlers);
    if (run.view) handlers.view?.(run.view, null);
  }
  handlers.status?.(status.text, status);
  return () => {
    run.handlers.delete(handlers);
    if (run.handlers.size > 0 || watched.get(name) !== run) return;
    watched.delete(name);
    watchAll();
  };
}

/**
 * Watches the lists of runs and open gates until the returned function is called.
 * @param {{lists?: (lists: {runs: Map<string, any>, gates: Map<string, any>}) => void, run?: (line: any) =>
 *   void, gate?: (line: any) => void, status?: (status: FeedStatus) => void}} handlers
 * @returns {() => void}
 */
export function watchLists(handlers) {
  listHandlers.add(handlers);
  if (lists.isKnown) handlers.lists?.(lists);
  handlers.status?.(status);
  return () => listHandlers.delete(handlers);
}

channel.onmessage = ({ data }) => {
  // Signing in or out in one tab holds for all: they share the cookie.
  if (data.kind === "signed-out" && isStarted) dispatchEvent(new CustomEvent("fermata:signed-out"));
  else if (isStarted) heardFromTab(data);
  else if (data.kind === "signed-in") dispatchEvent(new CustomEvent("fermata:signed-in-elsewhere"));
};
