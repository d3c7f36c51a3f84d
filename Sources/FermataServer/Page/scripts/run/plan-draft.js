/**
 * A person's edits of a plan that have not been sent: a list of operations on the plan they began from.
 *
 * Operations rather than a copy: each can be undone, they can be replayed on a plan that somebody else has
 * changed meanwhile, and they are small enough to survive a reload in the session's storage. What the edited plan
 * comes to (what begins after what once a step is gone, what each step changes, whether it can be run) the server
 * says for every edit: `facts`. Only what it has said can be sent.
 */

const STORAGE_PREFIX = "fermata.plan-draft.";

/**
 * One edit.
 *
 * @typedef {{kind: "set", id: string, field: string, value: any} | {kind: "add", step: object, at: number} |
 *   {kind: "remove", id: string} | {kind: "move", id: string, by: number}} Operation
 */

/**
 * The steps after an operation, or null when it no longer applies.
 *
 * @param {object[]} steps PlanSteps
 * @param {Operation} operation
 * @returns {object[]|null}
 */
export function applyOperation(steps, operation) {
  if (operation.kind === "add") {
    if (steps.some((step) => step.id === operation.step.id)) return null;
    return steps.toSpliced(Math.min(operation.at, steps.length), 0, operation.step);
  }
  const index = steps.findIndex((step) => step.id === operation.id);
  if (index < 0) return null;
  switch (operation.kind) {
    case "set":
      return steps.with(index, withField(steps[index], operation.field, operation.value));
    case "move": {
      const to = index + operation.by;
      if (to < 0 || to >= steps.length) return null;
      return steps.toSpliced(index, 1).toSpliced(to, 0, steps[index]);
    }
    case "remove":
      return steps.toSpliced(index, 1);
    default:
      throw new TypeError(`An unknown operation: ${operation.kind}`);
  }
}

/** Absent is how a plan writes a default, so empty values take the field away. */
function withField(step, field, value) {
  const changed = { ...step };
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) {
    delete changed[field];
  } else {
    changed[field] = value;
  }
  return changed;
}

export class PlanDraft {
  #run;
  /** The revision of the plan the edits began from. */
  revision = 0;
  /** The steps of that revision. */
  base = [];
  /** The steps with the edits; what needed a removed step still says so. */
  steps = [];
  /** The steps that were taken out, as they were then. */
  removed = [];
  /** The server's answer about exactly these edits, or null while it has not come. */
  facts = null;
  /** What it said last of each step. */
  #notes = new Map();
  /** The edits, oldest first. */
  operations = [];

  /** @param {string} run */
  constructor(run) {
    this.#run = run;
  }

  /** Whether there is an edit. */
  get isEmpty() {
    return this.operations.length === 0;
  }

  /**
   * Begins from a plan, and takes up the edits that were kept for it.
   *
   * @param {number} revision
   * @param {object[]} steps PlanSteps
   * @returns {{dropped: number, isRebased: boolean}} how many kept edits no longer apply, and whether the plan
   *   has changed since they were made
   */
  load(revision, steps) {
    const kept = read(this.#run);
    const before = this.operations.length > 0 ? { revision: this.revision, operations: this.operations } : kept;
    this.revision = revision;
    this.base = steps;
    this.#clear();
    for (const operation of before?.operations ?? []) this.#append(operation);
    const dropped = (before?.operations.length ?? 0) - this.operations.length;
    this.#keep();
    return { dropped, isRebased: !this.isEmpty && before.revision !== revision };
  }

  /** Makes an edit; says whether it changed anything. */
  perform(operation) {
    const isDone = this.#append(operation);
    if (isDone) this.#keep();
    return isDone;
  }

  /** Takes the last edit back. */
  undo() {
    const operations = this.operations.slice(0, -1);
    this.#clear();
    for (const operation of operations) this.#append(operation);
    this.#keep();
  }

  /** Forgets all edits. */
  discard() {
    this.#clear();
    this.#keep();
  }

  #clear() {
    this.operations = [];
    this.steps = this.base;
    this.removed = [];
    this.facts = null;
  }

  /** What the server is asked about. */
  get question() {
    return { steps: [...this.steps, ...this.removed], remove: this.removed.map((step) => step.id) };
  }

  /** Takes up the server's answer to a question, unless there was another edit meanwhile. */
  answer(facts, operations) {
    if (this.operations !== operations) return false;
    this.facts = facts;
    for (const { plan, effectNote } of facts.steps) this.#notes.set(plan.id, effectNote);
    return true;
  }

  /** The edited plan, step by step, as the server has said; until it has, as far as that can be told. */
  get shown() {
    const plans = this.facts?.steps.map(({ plan }) => plan) ?? this.steps;
    return plans.map((plan) => ({ plan, effectNote: this.#notes.get(plan.id) ?? null }));
  }

  /** The edited plan as it is sent, or null while the server has not said what it comes to. */
  get result() {
    return this.facts?.steps.map(({ plan }) => plan) ?? null;
  }

  /** The steps that are new or different from the plan. */
  touched() {
    const before = new Map(this.base.map((step) => [step.id, step]));
    return new Set(this.shown.map(({ plan }) => plan).filter((plan) => !isSame(before.get(plan.id), plan))
      .map((plan) => plan.id));
  }

  #append(operation) {
    const steps = applyOperation(this.steps, operation);
    if (steps === null) return false;
    if (operation.kind === "set") {
      const [before, after] = [this.steps, steps].map((list) => list.find((step) => step.id === operation.id));
      if (isSame(before, after)) return false;
    }
    if (operation.kind === "remove") {
      this.removed = [...this.removed, this.steps.find((step) => step.id === operation.id)];
    }
    this.steps = steps;
    this.operations = [...this.operations, operation];
    this.facts = null;
    return true;
  }

  #keep() {
    try {
      if (this.isEmpty) sessionStorage.removeItem(STORAGE_PREFIX + this.#run);
      else sessionStorage.setItem(STORAGE_PREFIX + this.#run, JSON.stringify(
        { revision: this.revision, operations: this.operations }));
      this.isKept = true;
    } catch {
      // The storage is full or forbidden: the edits live on in this page, and the editor says so.
      this.isKept = false;
    }
  }

  /** Whether the edits survive a reload. */
  isKept = true;
}

function read(run) {
  try {
    return JSON.parse(sessionStorage.getItem(STORAGE_PREFIX + run) ?? "null");
  } catch {
    // What cannot be read is no draft.
    return null;
  }
}

/** Whether two values are the same JSON, whatever the order of their fields. */
export function isSame(left, right) {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => isSame(left[name], right[name]));
}

/**
 * A step's id from its name, which no other step has.
 *
 * @param {string} name
 * @param {string[]} steps the ids of the other steps
 */
export function freshID(name, steps) {
  const words = name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const stem = /^[a-z]/.test(words) ? words.slice(0, 40).replace(/-+$/, "") : `step-${words}`.replace(/-+$/, "");
  const taken = new Set(steps);
  if (!taken.has(stem)) return stem;
  let number = 2;
  while (taken.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}
