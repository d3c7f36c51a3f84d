/**
 * Dialogs that are promises: `const values = await askForm({…})` is null when the person went back. Ctrl or
 * ⌘ Enter sends, Escape goes back, the focus returns to where it was.
 */

import { el, setText } from "./component.js";

let nextNumber = 1;

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {"text" | "textarea" | "number" | "select" | "checkbox" | "radio"} [kind]
 * @property {string | number | boolean} [value]
 * @property {Array<{value: string, label: string}>} [options] of a select or of radio buttons
 * @property {string} [hint]
 * @property {boolean} [required]
 * @property {string} [placeholder]
 */

/**
 * Asks by a form in a dialog.
 * @param {object} request
 * @param {string} request.title
 * @param {Array<Node | string>} [request.body] shown between the title and the fields
 * @param {Field[]} [request.fields]
 * @param {string} [request.confirm] the words on the button that sends
 * @param {"plain" | "you" | "danger"} [request.kind] how that button looks
 * @param {string | null} [request.cancel] null for a dialog that only tells
 * @param {boolean} [request.wide]
 * @param {(values: Record<string, any>) => Promise<string | void>} [request.send] done while the dialog is
 *   open: a text it returns, or the message of what it throws, is shown in the dialog, which then stays open
 * @returns {Promise<Record<string, any> | null>} the values by field name
 */
export function askForm({
  title, body = [], fields = [], confirm = "Send", kind = "plain", cancel = "Back", wide, send,
}) {
  const number = nextNumber++;
  const heading = el("h2", { id: `dialog-title-${number}`, class: "dialog-title" }, title);
  const problem = el("p", { class: "field-problem", role: "alert", hidden: true });
  const controls = fields.map((field, index) => fieldRow(field, `dialog-${number}-${index}`));
  const sendButton = el("button", { class: `button ${kind}`, type: "submit" }, confirm);
  const form = el(
    "form",
    { method: "dialog", class: "dialog-form", noValidate: false },
    heading,
    body.length > 0 && el("div", { class: "dialog-body" }, body),
    controls,
    problem,
    el(
      "div",
      { class: "dialog-actions" },
      cancel !== null && el(
        "button",
        { class: "button", type: "button", onclick: () => dialog.close() },
        cancel,
      ),
      sendButton,
    ),
  );
  const dialog = el(
    "dialog",
    { class: wide ? "dialog wide" : "dialog", "aria-labelledby": heading.id },
    form,
  );
  return new Promise((resolve) => {
    let answer = null;
    let isBusy = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (isBusy) return;
      const values = valuesOf(form, fields);
      isBusy = true;
      sendButton.setAttribute("aria-disabled", "true");
      const refusal = await outcome(send, values);
      isBusy = false;
      sendButton.removeAttribute("aria-disabled");
      problem.hidden = refusal === null;
      setText(problem, refusal ?? "");
      if (refusal !== null) return;
      answer = values;
      dialog.close();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    form.querySelector("input, textarea, select")?.focus();
  });
}

async function outcome(send, values) {
  try {
    return (await send?.(values)) || null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function fieldRow(field, id) {
  if (field.kind === "radio") return radioRow(field, id);
  const hint = field.hint && el("p", { class: "hint", id: `${id}-hint` }, field.hint);
  const shared = {
    id,
    name: field.name,
    required: field.required,
    "aria-describedby": hint ? hint.id : null,
    placeholder: field.placeholder,
  };
  if (field.kind === "checkbox") {
    const box = el("input", { ...shared, type: "checkbox", checked: field.value === true });
    return el(
      "div",
      { class: "field check" },
      el("label", { class: "check-label" }, box, el("span", null, field.label)),
      hint,
    );
  }
  let control;
  if (field.kind === "textarea") {
    control = el("textarea", { ...shared, class: "input", rows: 4, value: field.value ?? "" });
  } else if (field.kind === "select") {
    const options = (field.options ?? []).map(({ value, label }) => el(
      "option",
      { value, selected: value === field.value },
      label,
    ));
    control = el("select", { ...shared, class: "input" }, options);
  } else {
    const type = field.kind === "number" ? "number" : "text";
    control = el(
      "input",
      { ...shared, class: "input", type, value: field.value ?? "", step: type === "number" ? "any" : null },
    );
  }
  return el(
    "div",
    { class: "field" },
    el("label", { htmlFor: id, class: "field-label" }, field.label),
    control,
    hint,
  );
}

function radioRow(field, id) {
  return el(
    "fieldset",
    { class: "field" },
    el("legend", { class: "field-label" }, field.label),
    (field.options ?? []).map(({ value, label }) =>
      el(
        "label",
        { class: "check-label" },
        el(
          "input",
          {
            type: "radio",
            name: field.name,
            value,
            checked: value === field.value,
            required: field.required,
          },
        ),
        el("span", null, label),
      ),
    ),
    field.hint && el("p", { class: "hint", id: `${id}-hint` }, field.hint),
  );
}

function valuesOf(form, fields) {
  const data = new FormData(form);
  return Object.fromEntries(
    fields.map((field) => {
      const raw = data.get(field.name);
      if (field.kind === "checkbox") return [field.name, raw !== null];
      if (field.kind === "number") return [field.name, raw === "" || raw === null ? null : Number(raw)];
      return [field.name, raw === null ? null : String(raw)];
    }),
  );
}

/**
 * Asks whether to go on, for what cannot be taken back.
 * @param {{title: string, body?: Array<Node | string>, confirm: string, kind?: "plain" | "you" | "danger"}}
 *   request
 * @returns {Promise<boolean>}
 */
export async function askWhether(request) {
  return (await askForm(request)) !== null;
}
