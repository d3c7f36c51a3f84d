/**
 * Every event of a run: when, who and how they were known, in words; the payload on demand; the chain
 * verified.
 */

import { api } from "../api.js";
import { Component, el, setAttribute, setChildren, setText } from "../component.js";
import { watchRun } from "../feed.js";
import { count, dateAndTime } from "../format.js";
import { icon } from "../icons.js";
import { inert, inertLine } from "../inert.js";
import { toastProblem } from "../toast.js";
import "../windowed-list.js";
import { createEventRow, eventWords, matchesEvent, updateEventRow } from "./audit-row.js";

const pageSize = 500;
const rowHeight = 30;
const coarseRowHeight = 44;

class AuditScreen extends Component {
  /** @type {import("../router.js").Route | null} */
  route = null;
  #run = "";
  /** @type {any[]} */
  #events = [];
  /** @type {any[]} those that came while the earlier ones were being fetched */
  #early = [];
  #isFetching = true;
  #who = "all";
  #words = "";
  #stop = null;
  #about = el("p", { class: "quiet" });
  #verdict = el("p", { class: "audit-verdict", role: "status" });
  #verify = el(
    "button",
    { class: "button", type: "button", onclick: () => this.#check() },
    icon("shield"),
    "Verify the log",
  );
  #choices = el("div", { class: "segments", role: "group", ariaLabel: "By whom" });
  #list = el("windowed-list", { class: "audit-list" });
  #detail = el("section", { class: "audit-detail", ariaLabel: "The event", tabIndex: -1 });

  connectedCallback() {
    if (this.firstChild) return;
    this.#run = this.route?.parameters.run ?? "";
    const path = `/v1/runs/${encodeURIComponent(this.#run)}`;
    const find = el(
      "input",
      { class: "input audit-find", type: "search", placeholder: "Find an event", ariaLabel: "Find an event" },
    );
    find.addEventListener("input", () => {
      this.#words = find.value.trim().toLowerCase();
      this.schedule();
    });
    for (const [name, label] of [["all", "All"], ["person", "People"], ["engine", "Engine"]]) {
      this.#choices.append(el(
        "button",
        { type: "button", dataset: { name }, onclick: () => this.#choose(name) },
        label,
      ));
    }
    this.append(
      el("div", { class: "audit" },
        el("header", { class: "audit-head" },
          el("h1", null, "Audit"), this.#about,
          el("div", { class: "row wrap push" }, this.#verify,
            this.#exportLink(path))),
        el("div", { class: "audit-tools" }, this.#choices, find, this.#verdict),
        this.#list,
        this.#detail),
    );
    const isCoarse = matchMedia("(pointer: coarse)").matches;
    this.#list.configure({
      rowHeight: isCoarse
        ? coarseRowHeight
        : rowHeight, key: (event) => event.revision, create: createEventRow, update: updateEventRow,
      label: "Events", open: (event) => this.#show(event), select: (event) => this.#show(event),
    });
    this.#stop = watchRun(this.#run, {
      event: (event) => {
        (this.#isFetching ? this.#early : this.#events).push(event);
        this.schedule();
      },
      problem: (error) => setText(this.#about, error.message),
    });
    this.#fetch(path).catch((error) => setText(this.#about, error.message));
    this.schedule();
  }

  #exportLink(path) {
    const properties = { class: "button", href: `${path}/audit/export`, download: `${this.#run}.ndjson` };
    return el("a", properties, icon("download"), "Export");
  }

  disconnectedCallback() {
    this.#stop?.();
    this.#isFetching = false;
  }

  async #fetch(path) {
    let after = 0;
    while (this.isConnected) {
      const page = await api.get(`${path}/events?after=${after}&limit=${pageSize}`);
      this.#events.push(...page.events);
      this.schedule();
      after = this.#events.at(-1)?.revision ?? after;
      if (page.next === undefined || page.next === null || page.events.length === 0) break;
    }
    const last = this.#events.at(-1)?.revision ?? 0;
    this.#events.push(...this.#early.filter((event) => event.revision > last));
    this.#isFetching = false;
    this.schedule();
  }

  #choose(name) {
    this.#who = name;
    this.schedule();
  }

  render() {
    const isFollowing = this.#list.isAtEnd;
    const shown = this.#events.filter((event) => matchesEvent(event, this.#who, this.#words));
    const all = count(this.#events.length, "event");
    setText(this.#about, shown.length === this.#events.length ? all : `${shown.length} of ${all}`);
    for (const button of this.#choices.children) {
      setAttribute(button, "aria-pressed", String(button.dataset.name === this.#who));
    }
    this.#list.items = shown;
    if (isFollowing && this.#list.scrollTop > 0) this.#list.revealEnd();
  }

  #show(event) {
    const { kind, name, authentication } = event.actor;
    const facts = [
      ["Event", `${event.revision}, ${event.type}`],
      ["Time", dateAndTime(event.time)],
      ["By", `${inertLine(name ?? kind)}${authentication ? `, known by ${inertLine(authentication)}` : ""}`],
      event.step && ["Step", inertLine(event.step)],
      event.gate && ["Request", inertLine(event.gate)],
    ].filter(Boolean);
    setChildren(this.#detail,
      el("p", { class: "medium" }, eventWords(event)),
      el(
        "dl",
        { class: "facts" },
        facts.map(([label, value]) => [el("dt", null, label), el("dd", null, value)]),
      ),
      el("pre", { class: "payload", tabIndex: 0, "aria-label": "Payload" },
        inert(JSON.stringify(event.payload, null, 2))));
  }

  async #check() {
    if (this.#verify.getAttribute("aria-disabled") === "true") return;
    setAttribute(this.#verify, "aria-disabled", "true");
    setText(this.#verdict, "Reading every event.");
    try {
      const { sound, events, head, fault } = await api.get(`/v1/runs/${encodeURIComponent(this.#run)}/audit`);
      this.#verdict.dataset.sound = String(sound);
      const ending = typeof head === "string" ? `, ending in ${head.slice(0, 12)}` : "";
      setText(this.#verdict, sound
        ? `The log is sound: ${count(events, "event")}, each chained to the one before${ending}.`
        : `The log is damaged: ${inertLine(typeof fault === "string" ? fault : JSON.stringify(fault))}`);
    } catch (error) {
      setText(this.#verdict, "");
      toastProblem(error, "The log was not verified.");
    } finally {
      setAttribute(this.#verify, "aria-disabled", null);
    }
  }
}

customElements.define("audit-screen", AuditScreen);
