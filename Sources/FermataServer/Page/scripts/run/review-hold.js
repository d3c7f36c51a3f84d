/**
 * The deadline of an open request, held in the server while the person at it is busy: they edit, answer, or have a
 * dialog open. It is given back when they are done, and known over a reload; one that a person has held on purpose
 * is left as it is.
 */

import { draft, keepDraft } from "./drafts.js";

export class BusyHold {
  #emit;

  /** @param {(gate: string, isHeld: boolean) => void} emit asks for the time to be held, or to go on */
  constructor(emit) {
    this.#emit = emit;
  }

  /** The person has begun something that takes time. */
  begin(gate) {
    if (!gate?.deadline || gate.isHeld || this.#isHeldFor(gate)) return;
    keepDraft(`${gate.gate}.held`, "yes");
    this.#emit(gate.gate, true);
  }

  /** The person is done with it. */
  end(gate) {
    if (!this.#isHeldFor(gate)) return;
    this.forget(gate);
    this.#emit(gate.gate, false);
  }

  /** The person looks at something else: the time goes on unless there is a draft to come back to. */
  leave(gate) {
    if (gate === null) return;
    const hasDraft = ["document", "answer"].some((name) => draft(`${gate.gate}.${name}`) !== null);
    if (!hasDraft) this.end(gate);
  }

  /** The time is no longer held because of being busy: it was decided, or a person has held it on purpose. */
  forget(gate) {
    if (gate !== null) keepDraft(`${gate.gate}.held`, null);
  }

  #isHeldFor(gate) {
    return gate !== null && draft(`${gate.gate}.held`) !== null;
  }
}
