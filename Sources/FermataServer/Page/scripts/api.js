/** The HTTP side of the page: JSON in, JSON out, problems thrown, retries with the same idempotency key. */

import { noticeServerDate } from "./server-clock.js";

/** What the server refused, or that it could not be reached (status 0). */
export class Problem extends Error {
  /** @param {{status: number, code?: string, title?: string, detail?: string, body?: any}} facts */
  constructor({ status, code = "unknown", title = "", detail = "", body = null }) {
    super(detail || title || `The server answered ${status}.`);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = this.message;
    /** The whole problem document, for members of its own. */
    this.body = body;
  }
}

const safeMethods = new Set(["GET", "HEAD"]);
/** How often a request that may be repeated is tried when nothing came back. */
const maximumTries = 3;
const firstPauseMilliseconds = 400;
let csrf = "";

/**
 * Remembers the session's value for unsafe requests.
 * @param {string} value
 */
export function useCSRF(value) {
  csrf = value;
}

/** @returns {string} a fresh key; works on plain HTTP too, where randomUUID does not exist */
export function idempotencyKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function attempt(method, path, { body, headers, signal }) {
  const sentAt = Date.now();
  const response = await fetch(
    path,
    { method, body, headers, signal, credentials: "same-origin", cache: "no-store" },
  );
  noticeServerDate(response.headers.get("date"), sentAt, Date.now());
  const type = response.headers.get("content-type") ?? "";
  const text = response.status === 204 ? "" : await response.text();
  const content = /[/+]json/.test(type) && text !== "" ? JSON.parse(text) : text;
  if (response.ok) return content;
  const facts = typeof content === "object" && content !== null ? content : { detail: "" };
  if (response.status === 401) dispatchEvent(new CustomEvent("fermata:signed-out"));
  throw new Problem({ ...facts, status: response.status, body: facts });
}

async function request(method, path, { body, headers = {}, signal, mayRepeat }) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(method, path, { body, headers, signal });
    } catch (error) {
      if (error instanceof Problem || signal?.aborted) throw error;
      if (!mayRepeat || tries >= maximumTries) {
        throw new Problem({
          status: 0,
          code: "page.unreachable",
          detail: "The server cannot be reached. Try again.",
        });
      }
      const pause = firstPauseMilliseconds * 2 ** (tries - 1) * (0.5 + Math.random());
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

export const api = {
  /**
   * Reads something.
   * @param {string} path from /v1 on
   * @param {{signal?: AbortSignal, accept?: string}} [options]
   * @returns {Promise<any>} parsed JSON, or text where the answer is text
   */
  get(path, { signal, accept = "application/json" } = {}) {
    return request("GET", path, { headers: { accept }, signal, mayRepeat: true });
  },

  /**
   * Changes something.
   * @param {string} method
   * @param {string} path
   * @param {any} [body] a value for JSON, or text together with `contentType`
   * @param {{ifMatch?: string | number, idempotent?: boolean | string, contentType?: string, signal?:
   *   AbortSignal}} [options] `ifMatch` is a revision, with or without quotes; `idempotent` sends a fresh key
   *   (or the one given), with which the request is repeated when no answer came
   * @returns {Promise<any>}
   */
  send(method, path, body, { ifMatch, idempotent, contentType, signal } = {}) {
    /** @type {Record<string, string>} */
    const headers = { accept: "application/json" };
    if (!safeMethods.has(method) && csrf !== "") headers["x-fermata-csrf"] = csrf;
    if (ifMatch !== undefined) headers["if-match"] = `"${String(ifMatch).replaceAll('"', "")}"`;
    if (idempotent) headers["idempotency-key"] = idempotent === true ? idempotencyKey() : idempotent;
    if (body !== undefined) headers["content-type"] = contentType ?? "application/json";
    const content = body === undefined || contentType ? body : JSON.stringify(body);
    return request(method, path, { body: content, headers, signal, mayRepeat: Boolean(idempotent) });
  },
};
