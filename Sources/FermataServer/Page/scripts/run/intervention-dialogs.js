/**
 * What is asked before an intervention is sent: the words a person must supply, and what would be lost. Only
 * what cannot simply be undone has a dialog. A dialog stays open when the server refuses, with its reason, and
 * what was typed is kept for the next time it is opened.
 */

import { api } from "../api.js";
import { autonomyLevels } from "../autonomy.js";
import { el } from "../component.js";
import { askForm } from "../dialog.js";
import { count, listInWords } from "../format.js";
import { inert, inertLine } from "../inert.js";
import { draft, keepDraft } from "./drafts.js";

/** The code of a refusal that says that a rollback would do something else than was shown. */
const staleRollback = "rollback.stale-preview";
/** Steps named one by one in a dialog; of more, the number is told. */
const maximumNamedSteps = 12;

const levels = autonomyLevels.map(({ level, label, asks }) => ({ value: level, label: `${label}: ${asks}` }));

const breakpointLevels = [
  { value: "always", label: "Always" },
  { value: "autonomous", label: "Up to autonomous" },
  { value: "supervised", label: "Up to supervised" },
  { value: "guided", label: "Up to guided" },
  { value: "manual", label: "At manual only" },
];

/** What a step must be able to do for each intervention. */
const abilities = { redirect: "redirect", skip: "skip", rollback: "rollback", "take-over": "takeOver",
  note: "note", breakpoint: "breakpoint" };

/** What some interventions are called here. */
const words = { "breakpoint-add": "breakpoint", takeOver: "take-over" };

const questions = { stop: askToStop, rollback: askToRollBack, redirect: askToRedirect, skip: askToSkip,
  "take-over": askToTakeOver, note: askForNote, breakpoint: askForBreakpoint, autonomy: askForAutonomy };

/**
 * Asks for what an intervention needs, and sends it.
 *
 * @param {{intervention: string, step?: string|null, agent?: string}} request
 * @param {object} view the run as it is now
 * @param {(order: object, refused: (error: unknown) => void) => Promise<object|null>} send
 * @returns {Promise<object|null>} the order that was taken, or null when the person went back
 */
export async function askIntervention(request, view, send) {
  const intervention = words[request.intervention] ?? request.intervention;
  const ask = questions[intervention];
  if (!ask) return null;
  const ability = abilities[intervention];
  const steps = ability ? view.steps.filter((step) => step.can.includes(ability)) : view.steps;
  const chosen = view.steps.find((step) => step.id === request.step) ?? null;
  const isFixed = chosen !== null && (!ability || chosen.can.includes(ability));
  const draftName = `${view.run}.${intervention}`;
  return ask({ ...request, view, steps, step: isFixed ? chosen : null, chosen, send, draftName });
}

/** Shows the form; the order is sent while it is open, and a refusal is shown in it. */
async function askAndSend({ send, draftName, textField, order, gaveUp = () => false, ...request }) {
  let sent = null;
  const kept = textField ? draft(`${draftName}.${textField}`) : null;
  const fields = (request.fields ?? []).filter(Boolean).map((field) =>
    field.name === textField && kept !== null ? { ...field, value: kept } : field);
  await askForm({ ...request, fields, send: async (values) => {
    if (textField) keepDraft(`${draftName}.${textField}`, values[textField]);
    const wanted = order(values);
    if (typeof wanted === "string") return wanted;
    let problem = null;
    const answer = await send(wanted, (error) => { problem = error; });
    // What is asked has changed: another form takes the place of this one.
    if (problem && gaveUp()) return undefined;
    if (problem) throw problem;
    if (answer === null) return "It was refused.";
    if (textField) keepDraft(`${draftName}.${textField}`, null);
    sent = wanted;
    return undefined;
  } });
  return sent;
}

function stepTitle(step) {
  return `${step.number}. ${inertLine(step.title)}`;
}

/** The choice of a step, where none was chosen before the dialog was opened. */
function stepField({ step, steps, chosen }, label) {
  if (step) return null;
  const options = steps.map((each) => ({ value: each.id, label: stepTitle(each) }));
  return { name: "step", label, kind: "select", options, value: chosen?.id, required: true };
}

function noStep(request) {
  if (request.step || request.steps.length > 0) return null;
  return askForm({ title: "No step allows this now", cancel: "Close", confirm: "All right" }).then(() => null);
}

function titled(words, step) {
  return step ? `${words} step ${stepTitle(step)}` : words;
}

function namesList(names) {
  const shown = names.slice(0, maximumNamedSteps);
  const rest = names.length - shown.length;
  return el("ul", { class: "dialog-list" }, shown.map((name) => el("li", null, name)),
    rest > 0 && el("li", null, `and ${count(rest, "more step")}`));
}

function askToStop(request) {
  const { view } = request;
  const undone = view.steps.filter((step) => !step.isOver);
  const running = undone.filter((step) => step.state === "running");
  return askAndSend({
    ...request, title: "Stop this run", confirm: "Stop the run", kind: "danger", textField: "reason",
    body: [
      el("p", null, running.length > 0
        ? `${count(running.length, "step")} at work ${running.length === 1 ? "is" : "are"} asked to end; what `
          + "they have produced so far is kept. Nothing new starts."
        : "Nothing new starts. What was produced so far is kept."),
      undone.length > 0 && el("p", { class: "medium" }, `${count(undone.length, "step")} will be left undone:`),
      undone.length > 0 && namesList(undone.map(stepTitle)),
    ].filter(Boolean),
    fields: [{ name: "reason", label: "Why, for the record", kind: "text", placeholder: "Optional" }],
    order: ({ reason }) => ({ intervention: "stop", ...(reason ? { reason } : {}) }),
  });
}

/**
 * Shows what a rollback would do and sends it with the digest of just that. When it is another by then, nothing is
 * done, and what it would do now is shown instead.
 */
async function askToRollBack(request, news = null) {
  const none = noStep(request);
  if (none) return none;
  const { view } = request;
  const step = request.step ?? await chooseStep(request);
  if (!step) return null;
  const path = `/v1/runs/${encodeURIComponent(view.run)}/rollback?step=${encodeURIComponent(step.id)}`;
  let preview;
  try {
    preview = await api.get(path);
  } catch (error) {
    return askForm({ title: titled("Roll back to before", step), confirm: "All right", cancel: "Close",
      body: [el("p", { role: "alert" }, inert(error.message))] }).then(() => null);
  }
  let isStale = false;
  const send = (order, refused) => request.send(order, (error) => {
    isStale = error.code === staleRollback;
    refused(error);
  });
  const sent = await askAndSend({ ...request, ...rollbackForm(view, step, preview, news), send, gaveUp: () => isStale });
  return isStale ? askToRollBack({ ...request, step }, "It would do something else by now:") : sent;
}

function rollbackForm(view, step, preview, news) {
  const byStep = new Map(view.steps.map((each) => [each.id, each]));
  const again = (preview.steps ?? []).map((id) => byStep.get(id)).filter(Boolean);
  const staying = preview.effectsThatStay ?? [];
  const undone = preview.undone ?? [];
  return {
    title: titled("Roll back to before", step), confirm: "Roll back", kind: "danger", textField: "instructions",
    body: [
      news && el("p", { class: "dialog-warning", role: "alert" }, news),
      el("p", null, `${count(again.length, "step")} will be done again. Their results are given up.`),
      namesList(again.map(stepTitle)),
      undone.length > 0 && el("p", { class: "medium" }, "These effects are undone first, in reverse order:"),
      undone.length > 0 && namesList(undone.map(effectLine)),
      staying.length > 0 && el("p", { class: "dialog-warning" },
        "These effects stay, because nothing can undo them. Accept each of them by name:"),
    ].filter(Boolean),
    fields: [
      ...staying.map((effect, index) => ({ name: `accept:${index}`, kind: "checkbox", required: true,
        label: `${inertLine(effect.title)} stays as it is` })),
      { name: "instructions", label: "What should be done differently", kind: "textarea", placeholder: "Optional" },
    ],
    order: ({ instructions }) => ({ intervention: "rollback", step: step.id,
      ...(preview.digest ? { preview: preview.digest } : {}),
      ...(instructions ? { instructions } : {}),
      ...(staying.length > 0 ? { accept: [...new Set(staying.map((effect) => effect.step))] } : {}) }),
  };
}

function effectLine({ title, undo }) {
  return undo ? `${inertLine(title)}, by: ${inertLine(undo)}` : inertLine(title);
}

/** A first dialog, because the preview that follows depends on the step. */
async function chooseStep(request) {
  const values = await askForm({ title: "Roll back", confirm: "Show what would be lost",
    fields: [stepField(request, "To before which step")] });
  return values && request.view.steps.find((step) => step.id === values.step);
}

function askToRedirect(request) {
  return noStep(request) ?? askAndSend({
    ...request, title: titled("Redirect", request.step), confirm: "Redirect", textField: "instructions",
    draftName: `${request.draftName}.${request.step?.id ?? ""}`,
    body: [el("p", null, "The agent begins this step anew. It is told what it did before, and this:")],
    fields: [stepField(request, "Which step"),
      { name: "instructions", label: "Do it differently", kind: "textarea", required: true }],
    order: ({ step, instructions }) =>
      ({ intervention: "redirect", step: request.step?.id ?? step, instructions }),
  });
}

function askToSkip(request) {
  const { step, view } = request;
  const needing = new Set(step?.neededBy);
  const dependents = view.steps.filter((each) => needing.has(each.id) && !each.isOver);
  return noStep(request) ?? askAndSend({
    ...request, title: titled("Skip", step), confirm: "Skip", textField: "reason",
    draftName: `${request.draftName}.${step?.id ?? ""}`,
    body: [el("p", null, dependents.length > 0
      ? `${count(dependents.length, "step needs", "steps need")} it: ${listInWords(dependents.slice(0, 6).map((each) =>
        String(each.number)))}${dependents.length > 6 ? " and more" : ""}.`
      : "Its result will be missing; the end result says so.")],
    fields: [stepField(request, "Which step"),
      (dependents.length > 0 || !step) && { name: "dependents", label: "Steps that need it", kind: "radio",
        value: "go-on", options: [{ value: "go-on", label: "Go on without its result" },
          { value: "skip", label: "Skip them too, and what needs them" }] },
      { name: "reason", label: "Why, for the record", kind: "text", placeholder: "Optional" }],
    order: (values) => ({ intervention: "skip", step: step?.id ?? values.step,
      ...(values.dependents === "skip" ? { withDependents: true } : {}),
      ...(values.reason ? { reason: values.reason } : {}) }),
  });
}

function askToTakeOver(request) {
  const known = request.step?.outputs && !request.step.outputs.truncated
    ? JSON.stringify(request.step.outputs, null, 2) : "{\n  \"text\": \"\"\n}";
  return noStep(request) ?? askAndSend({
    ...request, title: titled("Take over", request.step), confirm: "Use my outputs", wide: true,
    textField: "outputs", draftName: `${request.draftName}.${request.step?.id ?? ""}`,
    body: [el("p", null, "The step counts as done with the outputs you supply here, and steps that need it go "
      + "on with them. Its agent is asked to end.")],
    fields: [stepField(request, "Which step"),
      { name: "outputs", label: "Outputs, a name and a value each, as JSON", kind: "textarea", value: known,
        required: true }],
    order: ({ step, outputs }) => {
      const value = parseObject(outputs);
      return typeof value === "string" ? value
        : { intervention: "take-over", step: request.step?.id ?? step, outputs: value };
    },
  });
}

/** The object that a text is, or the sentence that says why it is none. */
function parseObject(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? value : "Outputs must be an object of names and values, such as {\"text\": \"All is well.\"}.";
  } catch (error) {
    return `This is no JSON: ${error.message}`;
  }
}

function askForNote(request) {
  const target = request.step;
  return askAndSend({
    ...request, title: target ? titled("Note for", target) : "Add a note", confirm: "Add the note",
    textField: "text", draftName: `${request.draftName}.${target?.id ?? ""}`,
    body: [el("p", null, target ? "Its agent is told with its next attempt."
      : "Every agent that still has to work is told with its next attempt.")],
    fields: [{ name: "text", label: "Note", kind: "textarea", required: true }],
    order: ({ text }) => ({ intervention: "note", text, ...(target ? { step: target.id } : {}) }),
  });
}

function askForBreakpoint(request) {
  return noStep(request) ?? askAndSend({
    ...request, step: null, title: "Add a breakpoint", confirm: "Add the breakpoint",
    body: [el("p", null, "The run stops before the step and waits for you. Other steps go on.")],
    fields: [stepField({ ...request, step: null }, "Before which step"),
      { name: "level", label: "At which autonomy it stops", kind: "select", options: breakpointLevels, value: "always" },
      { name: "logOnly", label: "Only leave a mark in the log, without stopping", kind: "checkbox" }],
    order: ({ step, level, logOnly }) => ({ intervention: "breakpoint-add", step,
      ...(level === "always" ? {} : { level }), ...(logOnly ? { logOnly: true } : {}) }),
  });
}

function askForAutonomy(request) {
  const agent = request.view.agents.find((each) => each.id === request.agent);
  const name = agent ? inertLine(agent.id) : null;
  return askAndSend({
    ...request, title: name ? `How much ${name} asks` : "How much is asked", confirm: "Set autonomy",
    body: [el("p", null, name ? `Holds for the steps of ${name} from now on, whatever the run's level is.`
      : "Holds for the whole run from now on.")],
    fields: [{ name: "level", label: "Autonomy", kind: "radio", options: levels,
      value: agent?.autonomy ?? request.view.autonomy, required: true }],
    order: ({ level }) => ({ intervention: "autonomy", level, ...(agent ? { agent: agent.id } : {}) }),
  });
}
