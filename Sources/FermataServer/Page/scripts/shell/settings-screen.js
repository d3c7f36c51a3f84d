/** Settings of this browser, and who is signed in. */

import { Component, el } from "../component.js";
import { mayNotify } from "../notifications.js";
import { inertLine } from "../inert.js";
import { session, signOut } from "../session.js";
import { changeSettings, settings } from "../settings.js";
import { toastProblem } from "../toast.js";
import { turnOnNotifications } from "./notification-offer.js";

const roles = {
  viewer: "may watch",
  operator: "may start and steer runs",
  approver: "may start and steer runs, and decide what they ask",
  admin: "may do everything, tokens included",
};

class SettingsScreen extends Component {
  /** @type {import("../router.js").Route | null} */
  route = null;

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      el("div", { class: "page narrow" },
        el("h1", null, "Settings"),
        this.#person(),
        el("section", { class: "panel settings" }, el("h2", null, "This browser"),
          choice("Theme", "theme", [["auto", "As the system"], ["light", "Light"], ["dark", "Dark"]]),
          choice("Rows", "density", [["compact", "Compact"], ["comfortable", "Comfortable"]]),
          choice(
            "Time to withdraw a decision that cannot be undone",
            "graceSeconds",
            [[0, "None"], [5, "5 s"], [10, "10 s"], [30, "30 s"]],
          ),
          toggle("Letter keys", settings().letterKeys,
            "Single letters act outside of text fields. The question mark lists them.",
            (isOn) => changeSettings({ letterKeys: isOn })),
          toggle("Notifications", mayNotify(),
            "One for all that arrives together, while this page is not in front.",
            (isOn, box) => this.#notify(isOn, box)))),
    );
  }

  #person() {
    const person = session();
    const button = el(
      "button",
      { class: "button", type: "button", onclick: () => this.#signOut() },
      "Sign out",
    );
    return el("section", { class: "panel settings" },
      el("h2", null, "Signed in"),
      el("div", { class: "row wrap" },
        el(
          "p",
          null,
          el("b", null, inertLine(person?.person ?? "")),
          ` ${person?.role ?? ""}: ${roles[person?.role ?? ""] ?? ""}.`,
        ),
        el("span", { class: "push" }, button)));
  }

  async #signOut() {
    try {
      await signOut();
      dispatchEvent(new CustomEvent("fermata:signed-out"));
    } catch (error) {
      toastProblem(error, "Not signed out.");
    }
  }

  async #notify(isOn, box) {
    if (!isOn) changeSettings({ notifications: false });
    else if ("Notification" in window) box.checked = await turnOnNotifications();
    else box.checked = false;
  }
}

function choice(label, name, options) {
  const radios = options.map(([value, words]) =>
    el("label", { class: "check-label" },
      el(
        "input",
        {
          type: "radio",
          name,
          value: String(value),
          checked: settings()[name] === value,
          onchange: () => changeSettings({ [name]: value }),
        },
      ),
      el("span", null, words)));
  return el(
    "fieldset",
    { class: "field" },
    el("legend", { class: "field-label" }, label),
    el("div", { class: "choices" }, radios),
  );
}

function toggle(label, isOn, hint, change) {
  const box = el("input", { type: "checkbox", checked: isOn, onchange: () => change(box.checked, box) });
  return el(
    "div",
    { class: "field" },
    el("label", { class: "check-label" }, box, el("span", { class: "field-label" }, label)),
    el("p", { class: "hint" }, hint),
  );
}

customElements.define("settings-screen", SettingsScreen);
