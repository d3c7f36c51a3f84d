/**
 * The page's only stream: one EventSource, opened anew with back-off and jitter, from the last revisions
 * seen. Lives in the leading tab; knows nothing of views.
 */

const frameNames = ["lists", "run", "gate", "event", "view", "output", "end", "reset"];
const firstPauseMilliseconds = 500;
const longestPauseMilliseconds = 15_000;
const failuresBeforeDoubt = 2;
/**
 * The server sends a comment every 15 s, which scripts cannot see; after this silence the server is asked.
 */
const silenceMilliseconds = 20_000;
const probeMilliseconds = 5000;
/** The server's limit of runs one stream may watch. */
const maximumWatched = 8;

export class FeedConnection {
  /** @type {EventSource | null} */
  #source = null;
  /** @type {Map<string, number>} the last revision seen of each watched run */
  #cursors = new Map();
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
   * Says what to watch; the stream is opened anew when a run is new in it.
   * @param {Map<string, number>} wanted run → the revision from which on events are needed
   */
  watch(wanted) {
    const isNew = [...wanted.keys()].some((run) => !this.#cursors.has(run));
    for (const run of this.#cursors.keys()) if (!wanted.has(run)) this.#cursors.delete(run);
    for (const [run, revision] of [...wanted].slice(0, maximumWatched)) {
      if (!this.#cursors.has(run)) this.#cursors.set(run, revision);
    }
    if (isNew || this.#source === null) this.#open();
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
