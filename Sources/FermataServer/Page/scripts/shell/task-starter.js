/** The first thing on the home screen: a task becomes a run whose plan is shown before anything runs. */

import { Component, el, setText } from "../component.js";
import { go } from "../router.js";
import { createRun } from "./create-run.js";
import { autonomySelect } from "./autonomy-select.js";

class TaskStarter extends Component {
  connectedCallback() {
    if (this.firstChild) return;
    const problem = el("p", { class: "field-problem", role: "alert", id: "task-problem" });
    const task = el("textarea", {
      class: "task-input", id: "task", rows: 2, required: true, "aria-describedby": "task-problem",
      placeholder: "Describe the outcome. You will see a plan before anything runs.",
    });
    const autonomy = autonomySelect("task-autonomy");
    const button = el("button", { class: "button strong", type: "submit" }, "Draft a plan");
    const form = el(
      "form",
      { class: "panel task-starter" },
      el("label", { class: "strong", htmlFor: "task" }, "What should get done?"),
      task,
      problem,
      el("div", { class: "row wrap" },
        el("label", { class: "quiet", htmlFor: "task-autonomy" }, "Autonomy"), autonomy,
        el("div", { class: "row wrap push" },
          el("a", { class: "button plain-text", href: "/new" }, "Start from a playbook"), button)),
    );
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (button.getAttribute("aria-disabled") === "true") return;
      button.setAttribute("aria-disabled", "true");
      setText(problem, "");
      try {
        const run = await createRun({
          task: task.value.trim(),
          inputs: {},
          autonomy: autonomy.value || undefined,
        });
        go(`/runs/${encodeURIComponent(run.run)}`);
      } catch (error) {
        setText(problem, error.message);
        task.focus();
      } finally {
        button.removeAttribute("aria-disabled");
      }
    });
    this.append(form);
  }
}

customElements.define("task-starter", TaskStarter);
