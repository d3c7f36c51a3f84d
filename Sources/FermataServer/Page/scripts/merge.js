/**
 * Applies a patch of the server to a view it sent before. It knows keys and order, and no rule of the domain.
 */

/** The lists whose patches hold only what changed, and what names an element in each. */
const keysOfLists = { steps: "id", gates: "gate", agents: "id", decisions: "revision" };

/**
 * A new view; whatever did not change is the same object as before, so that components can compare by
 * identity.
 * @param {Record<string, any>} view
 * @param {Record<string, any>} patch
 * @returns {Record<string, any>}
 */
export function mergeView(view, patch) {
  const merged = { ...view };
  for (const [key, value] of Object.entries(patch)) {
    if (key === "order") continue;
    if (value === null) delete merged[key];
    else if (!(key in keysOfLists)) merged[key] = value;
  }
  for (const [list, key] of Object.entries(keysOfLists)) {
    const order = patch.order?.[list];
    if (patch[list] || order) merged[list] = mergeList(view[list] ?? [], patch[list] ?? [], order, key);
  }
  return merged;
}

function mergeList(before, changed, order, key) {
  const changes = new Map(changed.map((element) => [element[key], element]));
  if (order) {
    const known = new Map(before.map((element) => [element[key], element]));
    return order.map(
      (name) => changes.get(name) ?? known.get(name)
    ).filter((element) => element !== undefined);
  }
  const merged = before.map((element) => {
    const change = changes.get(element[key]);
    changes.delete(element[key]);
    return change ?? element;
  });
  return merged.concat([...changes.values()]);
}
