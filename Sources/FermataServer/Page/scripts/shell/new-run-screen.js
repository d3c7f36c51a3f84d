/** A new run: a playbook of the server with its inputs as a form, or a task in words. */

import { api } from "../api.js";
import { Component, el, setChildren, setText } from "../component.js";
import { count } from "../format.js";
import { inert, inertLine } from "../inert.js";
import { go } from "../router.js";
import { mayAct } from "../session.js";
import { autonomySelect } from "./autonomy-select.js";
import { createRun } from "./create-run.js";
import { inputField, problemsByInput } from "./input-fields.js";
import "./task-starter.js";

class NewRunScreen extends Component {
  /** @type {import("../router.js").Route | null} */
  route = null;
  #list = el("ul", { class: "playbooks" });
  #form = el("div", { class: "playbook-form" });
  #playbooks = [];
  #chosen = "";

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      el("div", { class: "page narrow" },
        el("h1", null, "New run"),
        mayAct("operator") ? el("task-starter", null) : el(
          "p",
          { class: "notice panel" },
          "Your role lets you watch. An operator can start runs.",
        ),
        el("section", { class: "stack" }, el("h2", null, "Playbooks of this server"), this.#list),
        this.#form),
    );
    this.#fetch();
  }

  async #fetch() {
    try {
      const answer = await api.get("/v1/playbooks");
      this.#playbooks = answer.playbooks;
    } catch (error) {
      return setChildren(this.#list, el("li", { class: "field-problem" }, error.message));
    }
    if (this.#playbooks.length === 0) {
      return setChildren(
        this.#list,
        el(
          "li",
          { class: "notice panel" },
          "The server has no playbooks. It finds them in the folder it was started with.",
        ),
      );
    }
    setChildren(this.#list, this.#playbooks.map((playbook) => this.#card(playbook)));
    const asked = this.route?.query.get("playbook");
    const first = this.#playbooks.find((playbook) => playbook.name === asked);
    if (first) this.#choose(first);
  }

  #card(playbook) {
    const button = el(
      "button",
      {
        class: "playbook panel",
        type: "button",
        dataset: { name: playbook.name },
        "aria-pressed": "false",
        onclick: () => this.#choose(playbook),
      },
      el("span", { class: "medium" }, inertLine(playbook.title)),
      playbook.description && el("span", { class: "second" }, inert(playbook.description)),
      el("span", { class: "quiet small-text" },
        playbook.problem ? "Cannot be used" : sizeOf(playbook)),
    );
    return el("li", null, button);
  }

  #choose(playbook) {
    this.#chosen = playbook.name;
    for (const button of this.#list.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.name === playbook.name));
    }
    history.replaceState(null, "", `/new?playbook=${encodeURIComponent(playbook.name)}`);
    setChildren(this.#form, playbook.problem ? this.#problemOf(playbook) : this.#formOf(playbook));
    this.#form.scrollIntoView({ block: "nearest" });
  }

  #problemOf(playbook) {
    return el("section", { class: "panel playbook-fields" }, el("h2", null, inertLine(playbook.title)),
      el("p", { class: "field-problem pre-line mono" }, inert(playbook.problem)));
  }

  #formOf(playbook) {
    const fields = playbook.inputs.map((input, index) => inputField(input, `input-${index}`));
    const autonomy = autonomySelect("new-autonomy", { playbooks: playbook.autonomy ?? "supervised" });
    const directory = el(
      "input",
      {
        class: "input mono",
        id: "new-directory",
        name: "directory",
        placeholder: "As the server was started",
      },
    );
    const unattended = el("input", { type: "checkbox", id: "new-unattended" });
    const problem = el("p", { class: "field-problem pre-line", role: "alert" });
    const button = el("button", { class: "button strong", type: "submit" }, "Start the run");
    const form = el(
      "form",
      { class: "panel playbook-fields", noValidate: true },
      el("h2", null, inertLine(playbook.title)),
      fields.map((field) => field.element),
      el("details", null, el("summary", null, "How it runs"),
        el("div", { class: "stack" },
          el(
            "div",
            { class: "field" },
            el("label", { class: "field-label", htmlFor: "new-autonomy" }, "Autonomy"),
            autonomy,
          ),
          el("div", { class: "field" },
            el("label", { class: "field-label", htmlFor: "new-directory" }, "Directory"), directory,
            el("p", { class: "hint" }, "Where agents work, as the server sees it.")),
          el("label", { class: "check-label" }, unattended,
            el("span", null, "Nobody will answer: every request takes its default at once")))),
      problem,
      el("div", { class: "dialog-actions" }, button),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (button.getAttribute("aria-disabled") === "true" || !mayAct("operator")) return;
      const missing = fields.filter((field) => field.check() !== null);
      if (missing.length > 0) return missing[0].focus();
      button.setAttribute("aria-disabled", "true");
      setText(problem, "");
      const inputs = Object.fromEntries(
        fields.map((field) => [field.name, field.value()]).filter(([, value]) => value !== null)
      );
      try {
        const request = { playbook: playbook.name, inputs, autonomy: autonomy.value || undefined,
          directory: directory.value.trim() || undefined, unattended: unattended.checked || undefined };
        const run = await createRun(request);
        go(`/runs/${encodeURIComponent(run.run)}`);
      } catch (error) {
        setText(problem, this.#showProblems(error, fields));
      } finally {
        button.removeAttribute("aria-disabled");
      }
    });
    button.hidden = !mayAct("operator");
    return form;
  }

  /** Puts what the server said of an input at its field; the rest is returned. */
  #showProblems(error, fields) {
    const { byInput, rest } = problemsByInput(error.message);
    const named = fields.filter((field) => byInput.has(field.name));
    for (const field of named) field.showProblem(byInput.get(field.name));
    named[0]?.focus();
    const unplaced = [...byInput].filter(([name]) => !named.some((field) => field.name === name)).map(([
      ,
      text,
    ]) => text);
    return [...rest, ...unplaced].join("\n");
  }
}

/** How much a playbook is. */
function sizeOf(playbook) {
  const steps = playbook.steps === 0 ? "Plans first" : count(playbook.steps, "step");
  return `${steps}, ${count(playbook.agents.length, "agent")}`;
}

customElements.define("new-run-screen", NewRunScreen);
