/** All that an attempt printed, on demand: the kept transcript in a dialog, as inert text. */

import { api } from "../api.js";
import { el, setText } from "../component.js";
import { askForm } from "../dialog.js";
import { inert, inertLine } from "../inert.js";

/** Characters shown at most; the whole can be downloaded. */
const maximumShownCharacters = 300_000;

/**
 * Shows the output of an attempt.
 * @param {string} run
 * @param {{number?: number, title: string}} step
 * @param {{number: number, transcript: string}} attempt
 */
export async function showStepOutput(run, step, attempt) {
  const path = `/v1/runs/${encodeURIComponent(run)}/payloads/${encodeURIComponent(attempt.transcript)}`;
  const text = el("pre", { class: "output-text", tabIndex: 0, "aria-label": "Output" }, "Loading");
  const note = el("p", { class: "quiet" });
  const name = `${step.number ? `step-${step.number}` : "step"}-attempt-${attempt.number}.txt`;
  api.get(path, { accept: "text/plain" }).then((answer) => {
    const whole = typeof answer === "string" ? answer : JSON.stringify(answer, null, 2);
    setText(text, inert(whole.slice(0, maximumShownCharacters)) || "It printed nothing.");
    if (whole.length > maximumShownCharacters) setText(note, "Only the beginning is shown; download the rest.");
  }, (error) => setText(text, `The output cannot be shown. ${error.message}`));
  await askForm({ title: `Output of ${step.number ? `${step.number}. ` : ""}${inertLine(step.title)}, attempt ${attempt.number}`,
    wide: true, confirm: "Close", cancel: "Back",
    body: [text, note, el("p", null, el("a", { href: path, download: name }, "Download"))] });
}
