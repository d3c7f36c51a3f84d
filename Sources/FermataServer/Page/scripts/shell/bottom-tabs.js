/**
 * On a phone: the screens that are not a run's, one thumb away. A run's screen has tabs of its own in this
 * place.
 */

import { Component, el, setAttribute, setText } from "../component.js";
import { knownGates, watchLists } from "../feed.js";
import { icon } from "../icons.js";

const tabs = [
  ["home", "/", "Runs", "list"],
  ["inbox", "/inbox", "Waiting", "inbox"],
  ["new", "/new", "New run", "add"],
  ["agents", "/agents", "Agents", "grid"],
];

class BottomTabs extends Component {
  #links = new Map();
  #count = el("span", { class: "count", hidden: true });
  #route = "";
  #stop = null;

  set route(route) {
    this.#route = route.name;
    this.schedule();
  }

  connectedCallback() {
    this.classList.add("bottom-tabs");
    setAttribute(this, "role", "navigation");
    setAttribute(this, "aria-label", "Screens");
    for (const [name, href, label, picture] of tabs) {
      const drawing = el("span", { class: "tab-icon" }, icon(picture), name === "inbox" && this.#count);
      this.#links.set(name, el("a", { href }, drawing, el("span", null, label)));
    }
    this.replaceChildren(...this.#links.values());
    const again = () => this.schedule();
    this.#stop = watchLists({ lists: again, gate: again });
    this.schedule();
  }

  disconnectedCallback() {
    this.#stop?.();
  }

  render() {
    for (const [name, link] of this.#links) {
      setAttribute(link, "aria-current", name === this.#route ? "page" : null);
    }
    this.#count.hidden = knownGates().size === 0;
    setText(this.#count, knownGates().size);
  }
}

customElements.define("bottom-tabs", BottomTabs);
