/**
 * The page's only stream: one EventSource, opened anew with back-off and jitter, from the last revisions
 * seen. Lives in the leading tab; knows nothing of views.
 */

const frameNames = ["lists", "run", "gate", "event", "view", "output", "end", "reset", "refused"];
const firstPauseMilliseconds = 500;
const longestPauseMilliseconds = 15_000;
const failuresBeforeDoubt = 2;
/**
 * The server sends a comment every 15 s, which scripts cannot see; after this silence the server is asked.
 */
const silenceMilliseconds = 20_000;
const probeMilliseconds = 5000;
/** Runs that are asked for at most: they stand in the stream's address. How many are followed the server says. */
const maximumAsked = 100;

/**
 * @typedef {object} Wish what somebody wants to be told of a run
 * @property {number} revision from which on events are needed
 * @property {boolean} isSeen whether somebody looks at it now
 * @property {number} since when it was first wanted
 */

export class FeedConnection {
  /** @type {EventSource | null} */
  #source = null;
  /**
   * The last revision seen of each run that this stream was asked for, in the order in which it was asked:
   * the server follows the first ones.
   * @type {Map<string, number>}
   */
  #cursors = new Map();
  /** What the server said of runs that it does not follow on this stream. @type {Map<string, any>} */
  #refused = new Map();
  #pauseTimer = 0;
  #silenceTimer = 0;
  #failures = 0;
  #retryAt = 0;
  #isClosed = false;

  /**
   * @param {{frame: (name: string, data: any) => void,
   *   state: (state: "connecting" | "live" | "lost", retryAt?: number) => void, doubt: () => void}} handlers
   *   `doubt` is called when opening failed again and again: streams do not tell a refusal from a lost server
   */
  constructor(handlers) {
    this.handlers = handlers;
    this.onOnline = () => this.#open();
    addEventListener("online", this.onOnline);
  }

  /**
   * Says what to watch; the stream is opened anew when a run is new in it, or one that was refused has come
   * before one that is followed. What is refused all the same is said again, for whoever has just come.
   * @param {Map<string, Wish>} wanted run → what is wanted of it, what matters most first
   */
  watch(wanted) {
    const isNew = [...wanted.keys()].slice(0, maximumAsked).some((run) => !this.#cursors.has(run));
    const isFreed = [...this.#cursors.keys()].some((run) => !wanted.has(run)) && this.#refused.size > 0;
    const isOvertaken = this.#isOvertaken(wanted);
    const asked = [...wanted].slice(0, maximumAsked);
    this.#cursors = new Map(asked.map(([run, { revision }]) => [run, this.#cursors.get(run) ?? revision]));
    if (isNew || isFreed || isOvertaken || this.#source === null) return this.#open();
    this.#sayRefused(wanted);
  }

  #sayRefused(wanted) {
    for (const data of this.#refused.values()) this.handlers.frame("refused", data);
    const detail = "Too many tabs are open for all of them to be told what happens. Close some.";
    for (const run of [...wanted.keys()].slice(maximumAsked)) {
      this.handlers.frame("refused", { run, problem: { detail } });
    }
  }

  /** Whether somebody looks at a run that is refused, and nobody at one that is followed. */
  #isOvertaken(wanted) {
    const isHidden = ([run, { isSeen }]) => !isSeen && this.#cursors.has(run) && !this.#refused.has(run);
    return [...wanted].some(isHidden) && [...wanted].some(([run, { isSeen }]) => isSeen && this.#refused.has(run));
  }

  /** @param {string} run @param {number} revision moves a cursor after its view was fetched */
  seen(run, revision) {
    if (this.#cursors.has(run)) this.#cursors.set(run, Math.max(revision, this.#cursors.get(run) ?? 0));
  }

  /** @param {string} run the server sends no more of it on this stream: the next `watch` opens another */
  forget(run) {
    this.#cursors.delete(run);
  }

  /** Tries at once if the stream is lost and its pause is over. */
  retry() {
    if (this.#source === null && Date.now() >= this.#retryAt) this.#open();
  }

  close() {
    this.#isClosed = true;
    this.#stop();
    removeEventListener("online", this.onOnline);
  }

  #stop() {
    clearTimeout(this.#pauseTimer);
    clearTimeout(this.#silenceTimer);
    this.#source?.close();
    this.#source = null;
  }

  #open() {
    if (this.#isClosed) return;
    this.#stop();
    const watch = [...this.#cursors].map(([run, revision]) => `${run}:${revision}`).join(",");
    const source = new EventSource(watch === "" ? "/v1/feed" : `/v1/feed?watch=${encodeURIComponent(watch)}`);
    this.#source = source;
    this.#refused.clear();
    if (this.#failures === 0) this.handlers.state("connecting");
    source.addEventListener("open", () => {
      this.#failures = 0;
      this.handlers.state("live");
      this.#heard();
    });
    source.addEventListener("error", () => this.#lost());
    for (const name of frameNames) {
      source.addEventListener(name, (event) => {
        this.#heard();
        const data = JSON.parse(event.data);
        const revision = data.event?.revision ?? (name === "view" ? data.revision : undefined);
        if (data.run && revision !== undefined) this.seen(data.run, revision);
        if (name === "refused") this.#refused.set(data.run, data);
        this.handlers.frame(name, data);
      });
    }
  }

  #lost() {
    if (this.#source === null) return;
    this.#stop();
    this.#failures += 1;
    const longest = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** (this.#failures - 1));
    const pause = longest * (0.5 + Math.random() / 2);
    this.#retryAt = Date.now() + pause;
    this.handlers.state("lost", this.#retryAt);
    if (this.#failures % failuresBeforeDoubt === 0) this.handlers.doubt();
    this.#pauseTimer = window.setTimeout(() => this.#open(), pause);
  }

  #heard() {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = window.setTimeout(() => this.#probe(), silenceMilliseconds);
  }

  async #probe() {
    const source = this.#source;
    try {
      const answer = await fetch(
        "/healthz",
        { cache: "no-store", signal: AbortSignal.timeout(probeMilliseconds) },
      );
      if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
      if (source === this.#source) this.#heard();
    } catch (error) {
      console.info("The stream was silent and the server does not answer.", error);
      if (source === this.#source) this.#lost();
    }
  }
}
