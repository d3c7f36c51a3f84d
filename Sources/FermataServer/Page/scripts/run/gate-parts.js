/** Parts of a request as the server tells it, as they are needed to draw it. */

/** What exactly the request is about: the value of its subject's only member. */
export function subjectOf(gate) {
  return Object.values(gate.subject ?? {})[0];
}

/** The way to answer it that bears a name, if there is one. */
export function choiceOf(gate, name) {
  return gate.choices.find((choice) => choice.name === name) ?? null;
}

/** The words on the way to answer it that bears a name. */
export function wordsOf(gate, name) {
  return choiceOf(gate, name)?.label ?? "";
}

/** The step of a request in its view. */
export function stepOf(view, gate) {
  return view.steps.find((step) => step.id === gate.step) ?? null;
}

/** The text that a person may edit, without the notes for somebody who does so in an editor of their own. */
export function documentOf(gate) {
  return (gate.document ?? "").replace(/^(?:#[^\n]*\n)+/, "");
}

/** A value of an agent as text; one that was too long for the view says how much there is. */
export function valueText(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (value.truncated === true && typeof value.start === "string") {
    return `${value.start}\n… ${Number(value.bytes).toLocaleString("en-GB")} bytes in all`;
  }
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
}
