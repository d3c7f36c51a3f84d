/** Home: what should get done, what waits for the person, every run, and what all of it costs. */

import { Component, el } from "../component.js";
import { mayAct } from "../session.js";
import "./notification-offer.js";
import "./runs-summary.js";
import "./runs-table.js";
import "./task-starter.js";
import "./waiting-list.js";

class HomeScreen extends Component {
  /** @type {import("../router.js").Route | null} */
  route = null;

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      el(
        "div",
        { class: "page home" },
        el("h1", { class: "visually-hidden" }, "Runs"),
        el(
          "div",
          { class: "home-main" },
          mayAct("operator") && el("task-starter", null),
          el("waiting-list", null),
          el("runs-table", null),
        ),
        el(
          "aside",
          { class: "home-side", ariaLabel: "Summary" },
          el("runs-summary", null),
          el("notification-offer", null),
        ),
      ),
    );
  }
}

customElements.define("home-screen", HomeScreen);
