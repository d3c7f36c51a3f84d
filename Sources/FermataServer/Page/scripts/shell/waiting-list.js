/**
 * What waits for the person, by run. Groups and requests keep their places: what arrives joins at the end,
 * and a batch holds only what was there when the person last acted on its group.
 */

import { Component, el, patchList, setText } from "../component.js";
import { areListsKnown, knownGates, watchLists } from "../feed.js";
import { mayAct } from "../session.js";
import "./waiting-group.js";

class WaitingList extends Component {
  /** @type {string[]} the runs in the order in which they are shown */
  #order = [];
  #hasOrder = false;
  #count = el("span", { class: "count" });
  #heading = el("h2", { class: "row", tabIndex: -1 }, "Waiting for you", this.#count);
  #note = el("p", { class: "hint push" }, "Soonest first. New requests join at the end of their group.");
  #empty = el("p", { class: "notice" });
  #groups = el("div", { class: "waiting-groups" });
  #stop = null;

  connectedCallback() {
    this.classList.add("panel");
    this.replaceChildren(
      el("header", { class: "panel-head" }, this.#heading, this.#note),
      this.#empty,
      this.#groups,
    );
    const again = () => this.schedule();
    this.#stop = watchLists({ lists: again, gate: again, run: again });
    this.addEventListener("gates-decided", (event) => this.#focusAfter(event));
    this.schedule();
  }

  disconnectedCallback() {
    this.#stop?.();
  }

  render() {
    const gates = [...knownGates().values()];
    const byRun = Map.groupBy(gates, (gate) => gate.run);
    this.#arrange(byRun);
    const groups = this.#order.map((run) => ({ run, gates: byRun.get(run) }));
    setText(this.#count, gates.length);
    this.#count.hidden = gates.length === 0;
    this.#note.hidden = gates.length === 0;
    this.#empty.hidden = gates.length > 0;
    setText(this.#empty, areListsKnown() ? "Nothing needs you." : "Asking the server.");
    // One filled button on the screen: the first group that has a batch gets it.
    const isBatch = ({ gates }) => gates.filter((gate) => gate.isDecidableInPlace).length > 1;
    const filled = mayAct("approver") ? groups.find(isBatch)?.run : undefined;
    const focused = this.#groups.contains(document.activeElement)
      ? document.activeElement?.closest("waiting-group")
      : null;
    const neighbour = focused?.nextElementSibling ?? focused?.previousElementSibling;
    patchList(this.#groups, groups, {
      key: (group) => group.run,
      create: () => el("waiting-group", null),
      update: (node, group) => node.show(group.gates, group.run === filled),
    });
    if (focused && !focused.isConnected) (neighbour?.querySelector("a.button") ?? this.#heading).focus();
  }

  /** Soonest deadline first when the screen is entered; afterwards runs keep their places. */
  #arrange(byRun) {
    this.#order = this.#order.filter((run) => byRun.has(run));
    const known = new Set(this.#order);
    const arrived = [...byRun].filter(([run]) => !known.has(run));
    const soonest = (gates) => Math.min(...gates.map((gate) => gate.deadline ?? Infinity));
    if (!this.#hasOrder) arrived.sort(([, one], [, other]) => Math.sign(soonest(one) - soonest(other)) || 0);
    this.#order.push(...arrived.map(([run]) => run));
    this.#hasOrder ||= arrived.length > 0;
  }

  /** After a decision the focus goes to the next request, and never to the body. */
  #focusAfter(event) {
    const buttons = [...this.querySelectorAll("a.button, button.button:not([aria-disabled])")];
    const later = buttons.find(
      (each) => !event.target.contains(each) && event.target.compareDocumentPosition(each) & 4
    );
    const next = event.detail.next?.isConnected ? event.detail.next : undefined;
    (next ?? later ?? buttons.find((each) => !event.target.contains(each)) ?? this.#heading).focus?.();
  }
}

customElements.define("waiting-list", WaitingList);
