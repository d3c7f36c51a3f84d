/**
 * A person's edits of a plan that have not been sent: a list of operations on the plan they began from.
 *
 * Operations rather than a copy: each can be undone, they can be replayed on a plan that somebody else has
 * changed meanwhile, and they are small enough to survive a reload in the session's storage. Whether the result
 * makes sense is for the server to say.
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
      return bypass(steps.toSpliced(index, 1), steps[index]);
    default:
      throw new TypeError(`An unknown operation: ${operation.kind}`);
  }
}

/** What needed a removed step needs what that one needed, so the order of the rest stays as it was. */
function bypass(steps, removed) {
  return steps.map((step) => {
    if (!step.needs?.includes(removed.id)) return step;
    const needs = step.needs.flatMap((need) => (need === removed.id ? removed.needs ?? [] : [need]));
    return withField(step, "needs", [...new Set(needs)]);
  });
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
  /** The steps with the edits. */
  steps = [];
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
    this.steps = steps;
    this.operations = [];
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
    this.operations = this.operations.slice(0, -1);
    this.steps = this.operations.reduce((steps, operation) => applyOperation(steps, operation) ?? steps, this.base);
    this.#keep();
  }

  /** Forgets all edits. */
  discard() {
    this.operations = [];
    this.steps = this.base;
    this.#keep();
  }

  /** The steps that are new or different from the plan. */
  touched() {
    const before = new Map(this.base.map((step) => [step.id, step]));
    return new Set(this.steps.filter((step) => before.get(step.id) !== step && !isSame(before.get(step.id), step))
      .map((step) => step.id));
  }

  #append(operation) {
    const steps = applyOperation(this.steps, operation);
    if (steps === null) return false;
    if (operation.kind === "set") {
      const [before, after] = [this.steps, steps].map((list) => list.find((step) => step.id === operation.id));
      if (isSame(before, after)) return false;
    }
    this.steps = steps;
    this.operations = [...this.operations, operation];
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
 * @param {object[]} steps
 */
export function freshID(name, steps) {
  const words = name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const stem = /^[a-z]/.test(words) ? words.slice(0, 40).replace(/-+$/, "") : `step-${words}`.replace(/-+$/, "");
  const taken = new Set(steps.map((step) => step.id));
  if (!taken.has(stem)) return stem;
  let number = 2;
  while (taken.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}
