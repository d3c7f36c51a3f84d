/**
 * Every field of one step of a plan that is being edited.
 *
 * Each field is an edit of its own as soon as it is left, so that `Undo` takes back what a person would call one
 * change. A field in which somebody types is never written to.
 */

import { Component, el, patchList, setAttribute, setText } from "../component.js";
import { icon } from "../icons.js";
import { inertLine } from "../inert.js";

const CHOICES = {
  effect: { "": "Nothing, it only reads", workspace: "Files of the workspace", external: "The outside world" },
  impact: { "": "Low", medium: "Medium", high: "High" },
  approval: { "": "When the autonomy says so", required: "Always" },
  onFailure: { "": "Ask me", skip: "Skip the step", stop: "Stop the run" },
};

/** The fields in order; `read` turns what was typed into a value of the plan, or throws what is wrong with it. */
const FIELDS = [
  { field: "name", label: "Name", kind: "line" },
  { field: "agent", label: "Agent", kind: "agent" },
  { field: "run", label: "Runs, or asks", kind: "area", hint: "A command, or the question for a person." },
  { field: "with", label: "Inputs", kind: "area", show: (value) => (value ? JSON.stringify(value, null, 2) : ""),
    read: readInputs, hint: "A JSON object for the agent." },
  { field: "env", label: "Environment", kind: "area", show: showEnvironment, read: readEnvironment,
    hint: "One NAME=value a line. Results of needed steps: ${{ steps.ID.outputs.NAME }}" },
  { field: "effect", label: "Changes", kind: "choice" },
  { field: "impact", label: "A mistake would cost", kind: "choice" },
  { field: "undo", label: "Undone by", kind: "line", hint: "The command that takes an outside effect back." },
  { field: "approval", label: "Review the result", kind: "choice" },
  { field: "timeoutSeconds", label: "Time limit in seconds", kind: "number", read: readNumber },
  { field: "retries", label: "More tries after a failure", kind: "number", read: readNumber },
  { field: "onFailure", label: "When no try is left", kind: "choice" },
];

let forms = 0;

export class StepForm extends Component {
  #step = null;
  #steps = [];
  #agents = [];
  #parts = null;

  /** Shows a step of the edited plan, or nothing. */
  update(step, steps, agents) {
    this.#step = step ?? null;
    this.#steps = steps;
    this.#agents = agents;
    this.schedule();
  }

  render() {
    setAttribute(this, "hidden", this.#step === null);
    if (this.#step === null) return;
    this.#parts ??= this.#build();
    const { title, id, controls } = this.#parts;
    setText(title, `${this.#steps.indexOf(this.#step) + 1}. ${inertLine(this.#step.name ?? this.#step.id)}`);
    setText(id, inertLine(this.#step.id));
    for (const [entry, control] of controls) this.#show(entry, control);
    this.#renderNeeds();
  }

  /** Puts the caret into the name. */
  focusName() {
    this.render();
    this.#parts.controls[0][1].select();
    this.#parts.controls[0][1].focus();
  }

  #build() {
    const number = forms += 1;
    const title = el("h3");
    const id = el("span", { class: "mono quiet" });
    const close = el("button", { type: "button", class: "icon-button push", "aria-label": "Close the step",
      onclick: () => this.emit("close-step") }, icon("reject"));
    const controls = FIELDS.map((entry) => [entry, control(entry, `step-${number}-${entry.field}`)]);
    const rows = controls.map(([entry, node]) => this.#row(entry, node));
    const needs = this.#buildNeeds(`step-${number}-needs`);
    rows.splice(2, 0, needs.row);
    this.append(el("div", { class: "row step-form-head" }, title, id, close),
      el("div", { class: "step-form-fields" }, rows));
    return { title, id, controls, needs };
  }

  #row(entry, node) {
    const problem = el("p", { class: "field-problem", id: `${node.id}-problem`, hidden: true, role: "alert" });
    setAttribute(node, "aria-describedby", problem.id);
    node.addEventListener("change", () => this.#changed(entry, node, problem));
    return el("div", { class: `field field-${entry.kind}` },
      el("label", { class: "field-label", htmlFor: node.id }, entry.label), node,
      entry.hint && el("p", { class: "hint" }, entry.hint), problem);
  }

  #changed(entry, node, problem) {
    try {
      const value = entry.read ? entry.read(node.value) : node.value;
      problem.hidden = true;
      setAttribute(node, "aria-invalid", null);
      this.#set(entry.field, value);
    } catch (error) {
      problem.hidden = false;
      setText(problem, error.message);
      setAttribute(node, "aria-invalid", "true");
    }
  }

  #set(field, value) {
    this.emit("edit", { operation: { kind: "set", id: this.#step.id, field, value } });
  }

  #show(entry, node) {
    if (entry.kind === "agent") fillAgents(node, this.#agents, this.#step.agent);
    if (document.activeElement === node) return;
    // What was typed and could not be read stays for as long as the step is shown.
    if (node.getAttribute("aria-invalid") === "true" && node.dataset.step === this.#step.id) return;
    node.dataset.step = this.#step.id;
    const value = this.#step[entry.field];
    const text = entry.show ? entry.show(value) : String(value ?? "");
    if (node.value !== text) node.value = text;
  }

  #buildNeeds(id) {
    const chips = el("ul", { class: "chips" });
    const input = el("input", { class: "input", id, list: `${id}-list`, placeholder: "Number or name of a step" });
    const options = el("datalist", { id: `${id}-list` });
    const problem = el("p", { class: "field-problem", role: "alert", hidden: true });
    const add = () => this.#addNeed(input, problem);
    input.addEventListener("focus", () => this.#offer(options));
    input.addEventListener("change", add);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      add();
    });
    const row = el("div", { class: "field field-needs" },
      el("label", { class: "field-label", htmlFor: id }, "Begins after"), chips, input, options, problem);
    return { row, chips, input };
  }

  #offer(options) {
    options.replaceChildren(...this.#steps.filter((step) => step.id !== this.#step.id).map((step) =>
      el("option", { value: step.id }, `${this.#steps.indexOf(step) + 1}. ${inertLine(step.name ?? step.id)}`)));
  }

  #addNeed(input, problem) {
    const text = input.value.trim();
    if (text === "") return;
    const found = this.#steps.find((step) => step.id === text) ?? this.#steps[Number(text) - 1] ??
      this.#steps.find((step) => step.name === text);
    problem.hidden = found !== undefined;
    if (found === undefined) {
      setText(problem, `No step is called “${inertLine(text)}”.`);
      return;
    }
    input.value = "";
    const needs = this.#step.needs ?? [];
    if (!needs.includes(found.id)) this.#set("needs", [...needs, found.id]);
  }

  #renderNeeds() {
    const { chips, input } = this.#parts.needs;
    patchList(chips, this.#step.needs ?? [], {
      key: (need) => need,
      create: (need) => el("li", { class: "chip" }, el("span"),
        el("button", { type: "button", onclick: () => {
          this.#set("needs", this.#step.needs.filter((other) => other !== need));
          input.focus();
        } }, icon("reject"))),
      update: (node, need) => {
        const index = this.#steps.findIndex((step) => step.id === need);
        const step = this.#steps[index];
        const text = step ? `${index + 1}. ${inertLine(step.name ?? step.id)}` : `${inertLine(need)} (gone)`;
        setText(node.firstChild, text);
        setAttribute(node.lastChild, "aria-label", `No longer after ${text}`);
      },
    });
  }
}

function control(entry, id) {
  if (entry.kind === "area") return el("textarea", { id, class: "input mono", rows: 3, spellcheck: false });
  if (entry.kind === "agent") return el("select", { id, class: "input" });
  if (entry.kind === "choice") {
    return el("select", { id, class: "input" },
      Object.entries(CHOICES[entry.field]).map(([value, label]) => el("option", { value }, label)));
  }
  const type = entry.kind === "number" ? "number" : "text";
  return el("input", { id, class: "input", type, min: type === "number" ? 0 : null });
}

/**
 * Puts the agents into a select. Only the chosen one until the control is used: twenty rows with two hundred
 * agents each would be four thousand options that nobody reads.
 */
export function fillAgents(select, agents, chosen) {
  const isUsed = document.activeElement === select;
  const wanted = isUsed ? agents.map((agent) => agent.id) : [];
  if (!wanted.includes(chosen)) wanted.unshift(chosen);
  const present = [...select.options].map((option) => option.value);
  if (present.length > wanted.length && present.includes(chosen)) {
    if (select.value !== chosen && !isUsed) select.value = chosen;
    return;
  }
  if (present.join("\n") !== wanted.join("\n")) {
    select.replaceChildren(...wanted.map((id) => el("option", { value: id }, inertLine(id))));
  }
  if (select.value !== chosen) select.value = chosen;
}

function readInputs(text) {
  if (text.trim() === "") return null;
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`This is no JSON: ${error.message}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("An object is expected, such as {\"topic\": \"fees\"}.");
  }
  return Object.keys(value).length === 0 ? null : value;
}

function showEnvironment(value) {
  return Object.entries(value ?? {}).map(([name, text]) => `${name}=${text}`).join("\n");
}

function readEnvironment(text) {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return null;
  return Object.fromEntries(lines.map((line) => {
    const at = line.indexOf("=");
    if (at < 1) throw new Error(`“${inertLine(line)}” is not NAME=value.`);
    return [line.slice(0, at).trim(), line.slice(at + 1)];
  }));
}

function readNumber(text) {
  if (text === "") return null;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new Error("A whole number is expected.");
  return number === 0 ? null : number;
}

customElements.define("step-form", StepForm);
