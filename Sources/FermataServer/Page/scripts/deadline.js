/** What happens to a gate when nobody answers, counted down by the server's clock and said out loud twice. */

import { Component, el, setAttribute, setChildren, setText } from "./component.js";
import { clock } from "./format.js";
import { icon } from "./icons.js";
import { inertLine } from "./inert.js";
import { announce } from "./live-region.js";
import { serverNow } from "./server-clock.js";
import { onSecond } from "./ticker.js";

/** Seconds before the deadline at which screen readers are told. */
const spokenSeconds = [60, 15];

const words = {
  approve: "Approves itself",
  reject: "Rejects itself",
  skip: "Skips the step",
  stop: "Stops the run",
};

/**
 * What silence does, and when.
 * @param {{deadline?: number | null, onTimeout?: string | {answer: string} | null}} gate
 * @returns {{text: string, left: number | null}} `left` in milliseconds, null when it waits for a person
 */
export function silenceOf(gate) {
  if (gate.deadline == null || gate.onTimeout == null) return { text: "Waits for you", left: null };
  const answer = typeof gate.onTimeout === "object" ? gate.onTimeout.answer : null;
  const plain = words[gate.onTimeout] ?? String(gate.onTimeout);
  const text = answer === null ? plain : `Answers “${inertLine(answer)}”`;
  return { text, left: gate.deadline - serverNow() };
}

/** `<silence-note>`: set its property `gate`. */
class SilenceNote extends Component {
  #gate = null;
  #text = el("span", { class: "one-line" });
  #clock = el("b", { class: "countdown" });
  #stop = null;
  #spoken = new Set();

  set gate(gate) {
    if (this.#gate?.deadline !== gate.deadline) this.#spoken.clear();
    this.#gate = gate;
    this.#show();
  }

  connectedCallback() {
    this.classList.add("silence");
    this.#stop = onSecond(() => this.#show());
    this.#show();
  }

  disconnectedCallback() {
    this.#stop?.();
  }

  #show() {
    if (this.#gate === null) return;
    const { text, left } = silenceOf(this.#gate);
    const isTimed = left !== null;
    if (this.dataset.timed !== String(isTimed)) {
      this.dataset.timed = String(isTimed);
      setChildren(this, icon(isTimed ? "hold" : "lock"), this.#text, isTimed && this.#clock);
    }
    if (!isTimed) return setText(this.#text, text);
    setText(this.#text, left > 0 ? `${text} in` : `${text} now`);
    setText(this.#clock, left > 0 ? clock(left) : "");
    setAttribute(this, "data-soon", left < 60_000);
    for (const seconds of spokenSeconds) this.#speak(seconds, text, left);
  }

  #speak(seconds, text, left) {
    const isDue = left <= seconds * 1000 && left >= (seconds - 2) * 1000;
    if (!this.isConnected || !isDue || this.#spoken.has(seconds)) return;
    this.#spoken.add(seconds);
    announce(`${inertLine(this.#gate.title)}: ${text.toLowerCase()} in ${seconds} seconds.`);
  }
}

customElements.define("silence-note", SilenceNote);
