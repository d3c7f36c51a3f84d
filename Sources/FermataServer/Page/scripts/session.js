/**
 * Who is signed in here: by a token in the address's fragment, which no server ever sees, or typed into the
 * form.
 */

import { api, Problem, useCSRF } from "./api.js";

/**
 * @typedef {{person: string, role: "viewer"|"operator"|"approver"|"admin", csrf: string, authentication?:
 *   string}} Session
 */

const ranks = ["viewer", "operator", "approver", "admin"];

/** @type {Session | null} */
let current = null;

/** @returns {Session | null} */
export const session = () => current;

/**
 * Whether the person's role includes another.
 * @param {"viewer"|"operator"|"approver"|"admin"} role
 * @returns {boolean}
 */
export function mayAct(role) {
  return current !== null && ranks.indexOf(current.role) >= ranks.indexOf(role);
}

function accept(answer) {
  current = answer;
  useCSRF(answer.csrf);
  return current;
}

/** @param {string} token @returns {Promise<Session>} */
export async function signIn(token) {
  return accept(await api.send("POST", "/v1/session", { token }));
}

/** Takes the token out of the address before anything else happens. @returns {string | null} */
function tokenFromAddress() {
  const match = /[#&]token=([^&]+)/.exec(location.hash);
  if (!match) return null;
  history.replaceState(null, "", location.pathname + location.search);
  return decodeURIComponent(match[1]);
}

/**
 * Finds out who is signed in.
 * @returns {Promise<{session: Session | null, problem: Problem | null}>} without a session the problem says
 *   why a token was refused, or that the server cannot be reached
 */
export async function resumeSession() {
  const token = tokenFromAddress();
  try {
    return { session: token ? await signIn(token) : accept(await api.get("/v1/session")), problem: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const isPlainlySignedOut = error.status === 401 && token === null;
    return { session: null, problem: isPlainlySignedOut ? null : error };
  }
}

/** Ends the session in the server and here. */
export async function signOut() {
  await api.send("DELETE", "/v1/session");
  current = null;
  useCSRF("");
}

/** Forgets the session that the server no longer knows. */
export function forgetSession() {
  current = null;
  useCSRF("");
}
