/** The frame around every screen: who is signed in, the top bar, and the screen that the address names. */

import { Component, el } from "../component.js";
import { startFeed, stopFeed } from "../feed.js";
import { currentRoute, go, startRouter } from "../router.js";
import { bindKeys } from "../keys.js";
import { startNotifications } from "../notifications.js";
import { screens } from "../screens.js";
import { forgetSession, resumeSession } from "../session.js";
import { showKeys } from "./key-list.js";
import "./bottom-tabs.js";
import "./sign-in.js";
import "./top-bar.js";
import "./screen-problem.js";

class Shell extends Component {
  #bar = null;
  #tabs = null;
  #main = el("main", { id: "main", tabIndex: -1 });
  #route = null;
  #isRouting = false;
  /** @type {() => void} puts the number of what waits into the title */
  #markTitle = () => {};

  connectedCallback() {
    addEventListener("fermata:signed-out", () => this.#signedOut(null));
    addEventListener("fermata:signed-in", () => this.#signedIn());
    addEventListener("fermata:signed-in-elsewhere", () => this.#begin().catch(reportError));
    // A sign-in link that is opened in a tab of this page changes the fragment only.
    addEventListener("hashchange", () => {
      if (location.hash.includes("token=")) this.#begin().catch(reportError);
    });
    this.#begin().catch(reportError);
  }

  async #begin() {
    const { session, problem } = await resumeSession();
    if (session && this.#bar === null) this.#signedIn();
    else if (session) this.#bar.schedule();
    else this.#askForToken(problem);
  }

  #askForToken(problem) {
    // A token helps nobody while the server is away.
    if (problem !== null && (problem.status === 0 || problem.status >= 500)) {
      this.replaceChildren(el("main", { id: "main" }, el("screen-problem", { error: problem })));
      return;
    }
    const form = el("sign-in", { problem });
    document.title = "Sign in · Fermata";
    this.replaceChildren(form);
  }

  #signedOut() {
    if (this.querySelector("sign-in")) return;
    forgetSession();
    stopFeed();
    this.#bar = null;
    this.#route = null;
    this.#askForToken(null);
  }

  #signedIn() {
    this.#bar = el("top-bar", null);
    this.#tabs = el("bottom-tabs", null);
    this.replaceChildren(this.#bar, this.#main, this.#tabs);
    startFeed();
    if (this.#isRouting) return void this.#show(currentRoute()).catch(reportError);
    this.#isRouting = true;
    this.#markTitle = startNotifications();
    this.#bindKeys();
    startRouter((route) => this.#show(route).catch(reportError));
  }

  #bindKeys() {
    const jumps = {
      h: ["/", "home"], w: [
        "/inbox",
        "what waits for you",
      ], a: ["/agents", "all agents"], n: ["/new", "a new run"],
      s: ["/settings", "the settings"],
    };
    bindKeys([
      { key: "?", label: "List the keys", group: "Everywhere", run: () => void showKeys() },
      ...Object.entries(jumps).map(([key, [path, name]]) => ({
        key: `g ${key}`, label: `To ${name}`, group: "Go to", run: () => go(path),
      })),
    ]);
  }

  async #show(route) {
    const isFirst = this.#route === null;
    this.#route = route;
    const screen = screens[route.name];
    this.dataset.screen = route.name;
    document.title = `${screen.title} · Fermata`;
    this.#markTitle();
    this.#bar.route = route;
    this.#tabs.route = route;
    const present = this.#main.firstElementChild;
    if (present?.localName === screen.tag && present.dataset.path === route.path) {
      present.route = route;
      return;
    }
    let element;
    try {
      await screen.load();
      element = el(screen.tag, { dataset: { path: route.path } });
      element.route = route;
    } catch (error) {
      element = el("screen-problem", { error });
    }
    if (this.#route !== route) return;
    this.#main.replaceChildren(element);
    if (!isFirst) this.#main.focus({ preventScroll: true });
  }
}

customElements.define("fermata-shell", Shell);
