/** What stands where a screen should be when it could not be shown: what happened, and what to do next. */

import { Component, el } from "../component.js";

class ScreenProblem extends Component {
  /** @type {unknown} */
  error = null;

  connectedCallback() {
    const words = this.error instanceof Error ? this.error.message : String(this.error);
    this.replaceChildren(
      el(
        "section",
        { class: "empty-screen" },
        el("h1", null, "This cannot be shown"),
        el("p", { class: "second" }, words),
        el(
          "p",
          { class: "row wrap" },
          el("button", { class: "button", type: "button", onclick: () => location.reload() }, "Try again"),
          el("a", { class: "button", href: "/" }, "All runs"),
        ),
      ),
    );
  }
}

customElements.define("screen-problem", ScreenProblem);
