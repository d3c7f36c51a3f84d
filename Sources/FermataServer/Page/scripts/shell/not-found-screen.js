/** What an address that names nothing shows. */

import { Component, el } from "../component.js";

class NotFoundScreen extends Component {
  /** @type {import("../router.js").Route | null} */
  route = null;

  connectedCallback() {
    this.replaceChildren(
      el(
        "section",
        { class: "empty-screen" },
        el("h1", null, "There is nothing at this address"),
        el("p", { class: "second" }, `No page is called ${this.route?.path ?? location.pathname}.`),
        el("p", null, el("a", { class: "button", href: "/" }, "All runs")),
      ),
    );
  }
}

customElements.define("not-found-screen", NotFoundScreen);
