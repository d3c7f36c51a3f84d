/** The inbox: everything that waits for the person, over all runs. */

import { Component, el } from "../component.js";
import "./notification-offer.js";
import "./waiting-list.js";

class InboxScreen extends Component {
  /** @type {import("../router.js").Route | null} */
  route = null;

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      el(
        "div",
        { class: "page inbox" },
        el("h1", null, "Inbox"),
        el("waiting-list", null),
        el("notification-offer", null),
      ),
    );
  }
}

customElements.define("inbox-screen", InboxScreen);
