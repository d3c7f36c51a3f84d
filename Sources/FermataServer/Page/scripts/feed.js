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

/** A view that could not be had is asked for again after about so long. */
const againMilliseconds = 3000;

/**
 * @typedef {{state: "connecting" | "live" | "stale" | "lost", text: string, lastEvent: number | null, retryAt:
 *   number | null, reason: string}} FeedStatus `stale` is a stream that lives and does not tell of the run
 *   that this tab shows; `reason` says why
 */

/**
 * @typedef {object} WatchedRun
 * @property {any} view
 * @property {number} revision
 * @property {Set<any>} handlers
 * @property {Array<[string, any]> | null} early what came while the view was being fetched
 * @property {boolean} isOver whether nothing more will be told of it
 * @property {string | null} problem why it is not followed
 * @property {number} since when somebody began to watch it
 * @property {number} timer
 */

/** @type {Map<string, WatchedRun>} */
const watched = new Map();
const lists = { isKnown: false, runs: new Map(), gates: new Map() };
/** @type {Set<{lists?: Function, run?: Function, gate?: Function, status?: Function}>} */
const listHandlers = new Set();
/** @type {Map<string, Map<string, import("./feed-connection.js").Wish>>} what the other tabs told the leader */
const wantedByTabs = new Map();
/** @type {FeedConnection | null} */
let connection = null;
let isStarted = false;
let reminder = 0;
let lastEvent = null;
/** @type {FeedStatus} */
let status = { state: "connecting", text: "Connecting", lastEvent: null, retryAt: null, reason: "" };
/** How the stream is, whatever it tells of. */
let stream = { state: "connecting", retryAt: null };

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
  addEventListener("pageshow", (event) => event.persisted && watchAll());
  document.addEventListener("visibilitychange", watchAll);
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
  noteStream(state, retryAt);
  channel.postMessage({ kind: "status", state, retryAt });
}

function noteStream(state, retryAt) {
  stream = { state, retryAt };
  // Browsers slow the timers of tabs in the background, and the leader may be one: whoever is in front
  // reminds it.
  clearTimeout(reminder);
  if (retryAt !== null && connection === null) {
    reminder = window.setTimeout(
      () => channel.postMessage({ kind: "retry" }),
      retryAt - Date.now() + reminderMilliseconds,
    );
  }
  showStatus();
}

/** Each tab names the last event that it saw itself, and says when its own run is not followed. */
function showStatus() {
  const { state, retryAt } = stream;
  const lost = lastEvent === null ? "Connection lost" : `Connection lost after event ${lastEvent}`;
  const unfollowed = [...watched.values()].find((run) => run.problem !== null);
  if (state !== "lost" && unfollowed) {
    status = { state: "stale", text: "Not live", lastEvent, retryAt, reason: unfollowed.problem ?? "" };
  } else {
    const text = { live: "Live", connecting: "Connecting", lost }[state];
    status = { state, text, lastEvent, retryAt, reason: "" };
  }
  for (const handlers of listHandlers) handlers.status?.(status);
  for (const { handlers } of watched.values()) {
    for (const each of handlers) each.status?.(status.text, status);
  }
}

/** @param {WatchedRun} run @param {string | null} problem why it is not followed, or that it is */
function noteProblem(run, problem) {
  if (run.problem === problem) return;
  run.problem = problem;
  showStatus();
}

/** What this tab wants to be told: of a run that it cannot show, or that is over, there is nothing to tell. */
function ownWanted() {
  const isSeen = !document.hidden;
  return new Map([...watched]
    .filter(([, run]) => run.view !== null && run.early === null && !run.isOver)
    .map(([name, { revision, since }]) => [name, { revision, isSeen, since }]));
}

/** Tells the leader what this tab watches; the leader puts all wishes together. */
function watchAll() {
  if (connection === null) {
    channel.postMessage({ kind: "wanted", tab, wanted: [...ownWanted()] });
    return;
  }
  const all = ownWanted();
  for (const wanted of wantedByTabs.values()) {
    for (const [run, wish] of wanted) {
      const other = all.get(run) ?? wish;
      all.set(run, {
        revision: Math.min(wish.revision, other.revision),
        isSeen: wish.isSeen || other.isSeen,
        since: Math.min(wish.since, other.since),
      });
    }
  }
  // A stream follows a limited number of runs: first what somebody looks at, then what was opened first.
  const rank = ([, one], [, other]) => Number(other.isSeen) - Number(one.isSeen) || one.since - other.since;
  connection.watch(new Map([...all].sort(rank)));
}

function heardFromTab(message) {
  if (message.kind === "frame") receive(message.name, message.data);
  else if (message.kind === "status") noteStream(message.state, message.retryAt);
  else if (message.kind === "retry") connection?.retry();
  else if (message.kind === "who") watchAll();
  else if (message.kind === "wanted" && connection) {
    if (message.wanted.length === 0) wantedByTabs.delete(message.tab);
    else wantedByTabs.set(message.tab, new Map(message.wanted));
    watchAll();
  } else if (message.kind === "hello" && connection) {
    channel.postMessage({ kind: "status", ...stream });
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
  if (name === "refused") return noteProblem(run, data.problem.detail);
  if (name === "reset") return void refetch(data.run, run).then(watchAll);
  noteProblem(run, null);
  if (name === "output") return tell("output", data);
  if (name === "end") {
    run.isOver = true;
    tell("end");
    return watchAll();
  }
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
 * Without an answer it is asked for again; what the server says no to stays as it is.
 */
async function refetch(name, run) {
  clearTimeout(run.timer);
  run.early ??= [];
  try {
    const view = await api.get(`/v1/runs/${encodeURIComponent(name)}`);
    run.view = view;
    run.revision = view.revision;
    lastEvent = view.revision;
    noteProblem(run, null);
    run.handlers.forEach((handlers) => handlers.view?.(view, null));
  } catch (error) {
    run.early = [];
    const isNews = run.problem !== error.message;
    noteProblem(run, error.message);
    if (isNews) run.handlers.forEach((handlers) => handlers.problem?.(error));
    const isFinal = error instanceof Problem && error.status > 0 && error.status !== 503;
    if (!isFinal && watched.get(name) === run) {
      run.timer = window.setTimeout(
        () => refetch(name, run).then(watchAll),
        againMilliseconds * (0.5 + Math.random()),
      );
    }
    return;
  }
  const early = run.early ?? [];
  run.early = null;
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
    run = {
      view: null, revision: 0, handlers: new Set([handlers]), early: [], isOver: false, problem: null, timer: 0,
      since: Date.now(),
    };
    watched.set(name, run);
    refetch(name, run).then(watchAll);
  } else {
    run.handlers.add(handlers);
    if (run.view) handlers.view?.(run.view, null);
  }
  handlers.status?.(status.text, status);
  return () => {
    run.handlers.delete(handlers);
    if (run.handlers.size > 0 || watched.get(name) !== run) return;
    clearTimeout(run.timer);
    watched.delete(name);
    watchAll();
    if (run.problem !== null) showStatus();
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
