/** What happens to a gate when nobody answers, counted down by the server's clock and said out loud twice. */

import { Component, el, setAttribute, setChildren, setText } from "./component.js";
import { silenceOf } from "./gate-words.js";
import { icon } from "./icons.js";
import { inertLine } from "./inert.js";
import { announce } from "./live-region.js";
import { serverNow } from "./server-clock.js";
import { onSecond } from "./ticker.js";

/** Seconds before the deadline at which screen readers are told. */
const spokenSeconds = [60, 15];

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
    const { icon: picture, text, clock, left } = silenceOf(this.#gate, serverNow());
    if (this.dataset.icon !== picture) {
      this.dataset.icon = picture;
      setChildren(this, icon(picture), this.#text, this.#clock);
    }
    setText(this.#text, text);
    setText(this.#clock, clock);
    setAttribute(this, "data-soon", left !== null && left < 60_000);
    if (left !== null) for (const seconds of spokenSeconds) this.#speak(seconds, text, left);
  }

  #speak(seconds, text, left) {
    const isDue = left <= seconds * 1000 && left >= (seconds - 2) * 1000;
    if (!this.isConnected || !isDue || this.#spoken.has(seconds)) return;
    this.#spoken.add(seconds);
    announce(`${inertLine(this.#gate.title)}: ${text.toLowerCase()} ${seconds} seconds.`);
  }
}

customElements.define("silence-note", SilenceNote);
