/** `?`: every key that can act on this screen, by heading. */

import { el } from "../component.js";
import { askForm } from "../dialog.js";
import { allKeys } from "../keys.js";

const shownNames = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };

function keyCaps(key) {
  const parts = key.split(/[ +]/).filter((part) => part !== "");
  return parts.map((part) => el(
    "kbd",
    { class: "key" },
    shownNames[part] ?? (part.length === 1 ? part.toUpperCase() : part),
  ));
}

/** Opens the list. */
export function showKeys() {
  const groups = new Map();
  for (const binding of allKeys()) {
    const group = binding.group ?? "Everywhere";
    groups.set(group, [...(groups.get(group) ?? []), binding]);
  }
  const body = [...groups].map(([group, bindings]) =>
    el(
      "section",
      { class: "key-group" },
      el("h3", null, group),
      el(
        "dl",
        null,
        bindings.map((binding) => [el("dt", null, keyCaps(binding.key)), el("dd", null, binding.label)]),
      ),
    ),
  );
  return askForm({
    title: "Keys",
    body: [el("div", { class: "key-groups" }, body)],
    confirm: "Close",
    cancel: null,
    wide: true,
  });
}
