/** The dialog in which a person says why they refuse what is asked. */

import { el } from "../component.js";
import { askForm } from "../dialog.js";
import { inertLine } from "../inert.js";
import { draft, keepDraft } from "./drafts.js";
import { choiceOf, wordsOf } from "./gate-parts.js";

/**
 * Asks for a reason, which is kept as a draft until the request is decided.
 * @param {object} gate the open request
 * @returns {Promise<string|null>} the reason, or null when the person thought better of it
 */
export async function askReason(gate) {
  const name = `${gate.gate}.reason`;
  const words = wordsOf(gate, "reject");
  const values = await askForm({
    title: words, confirm: words, kind: choiceOf(gate, "reject")?.isDangerous ? "danger" : "plain",
    body: [el("p", { class: "medium" }, inertLine(gate.title)), el("p", null, gate.consequences?.reject ?? "")],
    fields: [{ name: "reason", label: "What should be different", kind: "textarea", required: true,
      value: draft(name) ?? "", hint: gate.agent ? `${inertLine(gate.agent)} is told this.` : "It stands in the record." }],
    send: async ({ reason }) => keepDraft(name, reason),
  });
  return values?.reason ?? null;
}
