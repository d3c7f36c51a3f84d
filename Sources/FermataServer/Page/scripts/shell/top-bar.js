/**
 * The bar above every screen: where one is, whether the page is live, the keys, the theme, the inbox, the
 * person.
 */

import { Component, el, setAttribute, setChildren, setText } from "../component.js";
import { feedStatus, knownGates, knownRuns, watchLists } from "../feed.js";
import { icon, logo } from "../icons.js";
import { inertLine } from "../inert.js";
import { session } from "../session.js";
import { changeSettings, settings } from "../settings.js";
import { showKeys } from "./key-list.js";
import { onSecond } from "../ticker.js";

class TopBar extends Component {
  /** @type {import("../router.js").Route | null} */
  #route = null;
  #crumbs = el("nav", { class: "crumbs", ariaLabel: "Where you are" });
  #lamp = el("span", { class: "lamp" });
  #status = el("span", { class: "connection-text" });
  #connection = el("p", { class: "connection" }, this.#lamp, this.#status);
  #inboxCount = el("span", { class: "inbox-count" });
  #inbox = el(
    "a",
    { class: "inbox-link", href: "/inbox" },
    icon("inbox"),
    el("span", { class: "inbox-word" }, "Inbox"),
    this.#inboxCount,
  );
  #audit = el(
    "a",
    { class: "audit-link", title: "Every event of this run", hidden: true },
    icon("shield"),
    el("span", { class: "audit-word" }, "Audit"),
  );
  #person = el("a", { class: "person-link", href: "/settings" });
  #stops = [];

  set route(route) {
    this.#route = route;
    this.schedule();
  }

  connectedCallback() {
    this.replaceChildren(
      el(
        "header",
        { class: "top-bar" },
        el("a", { class: "brand", href: "/" }, logo(), el("span", null, "Fermata")),
        this.#crumbs,
        this.#audit,
        this.#connection,
        el(
          "button",
          { class: "icon-button", type: "button", title: "Keys", ariaLabel: "Keys", onclick: showKeys },
          icon("keyboard"),
        ),
        el(
          "button",
          {
            class: "icon-button",
            type: "button",
            title: "Light or dark",
            ariaLabel: "Light or dark",
            onclick: switchTheme,
          },
          icon("theme"),
        ),
        this.#person,
        this.#inbox,
      ),
    );
    const again = () => this.schedule();
    this.#stops = [
      watchLists({ lists: again, gate: again, run: again, status: again }),
      onSecond(() => this.#tick()),
    ];
    this.schedule();
  }

  disconnectedCallback() {
    for (const stop of this.#stops) stop();
  }

  #tick() {
    if (feedStatus().state === "lost") this.schedule();
  }

  render() {
    this.#showCrumbs();
    const { state, text, retryAt, reason } = feedStatus();
    const seconds = retryAt === null ? 0 : Math.ceil((retryAt - Date.now()) / 1000);
    this.#connection.dataset.state = state;
    setText(
      this.#status,
      state === "lost" ? `${text}. Trying again${seconds > 0 ? ` in ${seconds} s` : ""}.` : text,
    );
    setAttribute(this.#connection, "title", reason || text);
    const waiting = knownGates().size;
    setText(this.#inboxCount, waiting === 0 ? "" : waiting);
    this.#inbox.dataset.waiting = String(waiting > 0);
    setAttribute(
      this.#inbox,
      "aria-label",
      waiting === 0 ? "Inbox, nothing waits" : `Inbox, ${waiting} waiting`,
    );
    setAttribute(this.#inbox, "aria-current", this.#route?.name === "inbox" ? "page" : null);
    const person = session();
    if (person === null) return;
    setChildren(this.#person, icon("person"), el("span", { class: "person-name" }, inertLine(person.person)));
    setAttribute(this.#person, "title", `${inertLine(person.person)}, ${person.role}. Settings and sign-out`);
    setAttribute(
      this.#person,
      "aria-label",
      `${inertLine(person.person)}, ${person.role}: settings and sign-out`,
    );
  }

  #showCrumbs() {
    const { name, parameters } = this.#route ?? { name: "home", parameters: {} };
    const words = { inbox: "Inbox", new: "New run", agents: "Agents", settings: "Settings" };
    const crumbs = [];
    if (name === "run" || name === "audit") {
      const title = inertLine(knownRuns().get(parameters.run)?.title ?? parameters.run);
      crumbs.push(["Runs", "/"], [title, `/runs/${encodeURIComponent(parameters.run)}`]);
      if (name === "audit") crumbs.push(["Audit", null]);
    } else if (words[name]) {
      crumbs.push(["Runs", "/"], [words[name], null]);
    }
    this.#audit.hidden = name !== "run";
    const audit = name === "run" ? `/runs/${encodeURIComponent(parameters.run)}/audit` : null;
    setAttribute(this.#audit, "href", audit);
    const shown = JSON.stringify([name, crumbs]);
    if (this.#crumbs.dataset.shown === shown) return;
    this.#crumbs.dataset.shown = shown;
    const items = crumbs.map(([label, href], index) => [
      index > 0 && icon("chevron"),
      href && index < crumbs.length - 1
        ? el("a", { href }, label)
        : el("span", { class: "one-line", "aria-current": "page" }, label),
    ]);
    setChildren(this.#crumbs, items);
  }
}

/** From what is seen now to the other one. */
function switchTheme() {
  const chosen = settings().theme;
  const isDark = chosen === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
  changeSettings({ theme: isDark ? "light" : "dark" });
}

customElements.define("top-bar", TopBar);
