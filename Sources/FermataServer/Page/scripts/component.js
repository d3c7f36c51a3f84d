/**
 * The base of every element of the page: one render a frame, whatever arrived in between, and the few
 * functions with which an element builds and patches its light DOM. Text becomes text nodes, never markup.
 */

/** @type {Set<Component>} */
const due = new Set();
let isFrameRequested = false;

/** @type {Set<() => void>} */
const renderListeners = new Set();

/** Calls a function after each frame's renders. @param {() => void} listener */
export function afterRender(listener) {
  renderListeners.add(listener);
}

function renderDue() {
  isFrameRequested = false;
  const batch = [...due];
  due.clear();
  for (const component of batch) {
    if (!component.isConnected) continue;
    // One element's fault must not keep the others from being shown.
    try {
      component.render();
    } catch (error) {
      reportError(error);
    }
  }
  for (const listener of renderListeners) listener();
}

/** A custom element whose `render()` runs at most once a frame, after `schedule()`. */
export class Component extends HTMLElement {
  connectedCallback() {
    this.schedule();
  }

  /** Asks for one `render()` in the next frame. */
  schedule() {
    due.add(this);
    if (isFrameRequested) return;
    isFrameRequested = true;
    requestAnimationFrame(renderDue);
  }

  /** Brings the DOM in line with the element's data; overridden by every component. */
  render() {}

  /**
   * Sends a bubbling event to whoever owns this element.
   * @param {string} name
   * @param {unknown} [detail]
   */
  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

/** What must be set as an attribute although an element also has a property of that name. */
const attributesOnly = new Set(["list", "form", "role", "width", "height"]);

/**
 * Makes an element. A property `onclick` is a listener, `class` a class, `dataset` and `vars` (custom
 * properties, set through the CSSOM) are records; anything else is a property where the element has one, and
 * an attribute otherwise. Null and undefined are left out.
 * @param {string} tag
 * @param {Record<string, any> | null} [properties]
 * @param {...(Node | string | number | null | undefined | false | Array<any>)} children
 * @returns {any}
 */
export function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) set(node, name, value);
  append(node, children);
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined) return;
  if (name === "class") node.className = value;
  else if (name === "dataset") Object.assign(node.dataset, value);
  else if (name === "vars") setVariables(node, value);
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name in node && !attributesOnly.has(name)) node[name] = value;
  else setAttribute(node, name, value);
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
}

/**
 * Sets the text of a node, and touches nothing when it is that already.
 * @param {Node} node
 * @param {string | number} text
 */
export function setText(node, text) {
  const wanted = String(text);
  if (node.textContent !== wanted) node.textContent = wanted;
}

/**
 * Sets an attribute, or takes it away when the value is null, undefined or false; true is the empty string,
 * except for `aria-…`, whose values are words.
 * @param {Element} node
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function setAttribute(node, name, value) {
  const isARIA = name.startsWith("aria-");
  if (value === null || value === undefined || (value === false && !isARIA)) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
    return;
  }
  const wanted = value === true && !isARIA ? "" : String(value);
  if (node.getAttribute(name) !== wanted) node.setAttribute(name, wanted);
}

/**
 * Sets custom properties, for what a stylesheet has to compute with (`{"--share": 0.4}`).
 * @param {HTMLElement} node
 * @param {Record<string, string | number>} variables
 */
export function setVariables(node, variables) {
  for (const [name, value] of Object.entries(variables)) {
    if (node.style.getPropertyValue(name) !== String(value)) node.style.setProperty(name, String(value));
  }
}

/**
 * Replaces all children, and touches nothing when they are the same nodes in the same order already.
 * @param {Element} parent
 * @param {...any} children
 */
export function setChildren(parent, ...children) {
  const isShown = (child) => child !== null && child !== undefined && child !== false;
  const wanted = children.flat(Infinity).filter(isShown);
  const isSame = wanted.length === parent.childNodes.length
    && wanted.every((child, index) => parent.childNodes[index] === child);
  if (isSame) return;
  parent.replaceChildren(...wanted.map((child) => (child instanceof Node ? child : String(child))));
}

/** @type {WeakMap<Element, Map<unknown, HTMLElement>>} */
const listsOfParents = new WeakMap();

/**
 * Makes the children of a parent follow a list. A node is kept as long as its key is in the list, and moved
 * only when its neighbours demand it, so that focus, selection and scroll positions survive. The parent must
 * have no other children.
 * @template Item
 * @param {Element} parent
 * @param {Iterable<Item>} items
 * @param {{key: (item: Item) => unknown, create: (item: Item) => HTMLElement,
 *   update?: (node: any, item: Item, index: number) => void}} rules `create` is followed by `update`.
 */
export function patchList(parent, items, { key, create, update }) {
  const before = listsOfParents.get(parent) ?? new Map();
  const after = new Map();
  for (const item of items) {
    const name = key(item);
    const node = before.get(name) ?? create(item);
    update?.(node, item, after.size);
    after.set(name, node);
  }
  for (const [name, node] of before) if (!after.has(name)) node.remove();
  let place = parent.firstChild;
  for (const node of after.values()) {
    if (node === place) place = place.nextSibling;
    else move(parent, node, place);
  }
  listsOfParents.set(parent, after);
}

/** Moves without losing focus where the browser can. */
function move(parent, node, place) {
  if (parent.moveBefore && node.isConnected && parent.isConnected) parent.moveBefore(node, place);
  else parent.insertBefore(node, place);
}
