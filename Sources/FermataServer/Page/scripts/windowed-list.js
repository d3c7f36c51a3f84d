/**
 * A list of any length that keeps only the rows near the view in the DOM: rows of one fixed height, six more
 * above and below, positions for assistive technology, one row in the tab order, arrows, J and K, Home, End
 * and Enter.
 */

import { Component, el, patchList, setAttribute, setVariables } from "./component.js";

const overscanRows = 6;
const rowsBeforeMeasured = 30;

/**
 * @template Item
 * @typedef {object} ListRules
 * @property {number} rowHeight in pixels; every row is exactly so high
 * @property {(item: Item) => string | number} key
 * @property {() => HTMLElement} create makes an empty row; rows are used again for other items
 * @property {(row: any, item: Item, index: number) => void} update fills a row; called only when the item,
 *   its index or the selection of the row changed
 * @property {string} label what the list is called
 * @property {(item: Item, index: number) => void} [open] Enter or a click on a row
 * @property {(item: Item, index: number) => void} [select] the selection was moved by a person
 */

export class WindowedList extends Component {
  /** @type {ListRules<any> | null} */
  #rules = null;
  #items = [];
  #selected = null;
  #height = 0;
  /** How far it is scrolled, kept up by scroll events: asking the browser in a render would cost a layout. */
  #top = 0;
  #wantsEnd = false;
  #spacer = el("div", { class: "windowed-rows", role: "list" });
  #observer = new ResizeObserver(([entry]) => {
    this.#height = entry.contentRect.height;
    this.schedule();
  });

  connectedCallback() {
    if (this.#spacer.parentNode !== this) this.replaceChildren(this.#spacer);
    // In the capture phase, so that whoever listens to this list is told where it stands now.
    this.addEventListener("scroll", this, { passive: true, capture: true });
    this.addEventListener("keydown", this);
    this.addEventListener("click", this);
    this.#observer.observe(this);
    this.schedule();
  }

  disconnectedCallback() {
    this.#observer.disconnect();
  }

  /** Says how rows look; once, before the first items. @param {ListRules<any>} rules */
  configure(rules) {
    this.#rules = rules;
    setAttribute(this.#spacer, "aria-label", rules.label);
    setVariables(this, { "--windowed-row-height": `${rules.rowHeight}px` });
    this.schedule();
  }

  /** @param {any[]} items all of them, in order */
  set items(items) {
    this.#items = items;
    this.schedule();
  }

  get items() {
    return this.#items;
  }

  /** The key of the selected item, or null. */
  set selected(key) {
    this.#selected = key;
    this.schedule();
  }

  get selected() {
    return this.#selected;
  }

  /** Whether the last row is in view, for lists that follow what arrives. */
  get isAtEnd() {
    return this.#top + this.#height >= this.#items.length * (this.#rules?.rowHeight ?? 0) - 2;
  }

  /** @param {number} index scrolls as little as shows the row */
  reveal(index) {
    const height = this.#rules?.rowHeight ?? 0;
    const top = index * height;
    if (top < this.#top) this.#top = top;
    else if (top + height > this.#top + this.#height) this.#top = top + height - this.#height;
    else return this.schedule();
    this.scrollTop = this.#top;
    this.schedule();
  }

  /** Scrolls to the last row. */
  revealEnd() {
    this.#wantsEnd = true;
    this.schedule();
  }

  handleEvent(event) {
    if (event.type === "scroll") {
      this.#top = this.scrollTop;
      return this.schedule();
    }
    if (event.type === "click") return this.#clicked(event);
    this.#keyed(event);
  }

  #clicked(event) {
    const row = event.target.closest?.("[data-row]");
    if (!row || event.target.closest("button, a, input, select, label")) return;
    this.#selectIndex(Number(row.dataset.row), false);
    const item = this.#items[Number(row.dataset.row)];
    this.#rules?.open?.(item, Number(row.dataset.row));
  }

  #keyed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !event.target.hasAttribute?.("data-row")) return;
    const index = Number(event.target.dataset.row);
    const page = Math.max(1, Math.floor(this.#height / (this.#rules?.rowHeight ?? 1)) - 1);
    const steps = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      PageDown: page,
      PageUp: -page,
      Home: -index,
      End: this.#items.length,
    };
    if (event.key === "Enter") this.#rules?.open?.(this.#items[index], index);
    else if (event.key in steps) this.#selectIndex(index + steps[event.key], true);
    else return;
    event.preventDefault();
  }

  #selectIndex(wanted, isFocused) {
    const index = Math.max(0, Math.min(this.#items.length - 1, wanted));
    const item = this.#items[index];
    if (item === undefined || !this.#rules) return;
    this.#selected = this.#rules.key(item);
    this.reveal(index);
    this.render();
    if (isFocused) this.#spacer.querySelector(`[data-row="${index}"]`)?.focus({ preventScroll: true });
    this.#rules.select?.(item, index);
  }

  render() {
    const rules = this.#rules;
    if (!rules) return;
    const rows = this.#height > 0 ? Math.ceil(this.#height / rules.rowHeight) : rowsBeforeMeasured;
    const most = Math.max(0, this.#items.length * rules.rowHeight - this.#height);
    const isMoved = this.#wantsEnd && this.#top !== most;
    if (this.#wantsEnd) this.#top = most;
    const first = Math.max(0, Math.floor(this.#top / rules.rowHeight) - overscanRows);
    const last = Math.min(this.#items.length, first + rows + 2 * overscanRows);
    // Styles of the box itself: a custom property would be inherited, and every row be styled anew with it.
    setStyle(this.#spacer, "blockSize", `${this.#items.length * rules.rowHeight}px`);
    const indexes = [];
    for (let index = first; index < last; index += 1) indexes.push(index);
    // The focused row stays in the DOM wherever one scrolls, or the focus would fall to the body.
    const focused = this.#spacer.contains(document.activeElement)
      ? document.activeElement?.closest("[data-row]")
      : null;
    const focusedIndex = focused ? this.#items.findIndex((item) => rules.key(item) === focused.rowKey) : -1;
    if (focusedIndex >= 0 && (focusedIndex < first || focusedIndex >= last)) indexes.push(focusedIndex);
    const tabStop = this.#tabStop(indexes);
    patchList(this.#spacer, indexes, {
      key: (index) => rules.key(this.#items[index]),
      create: () => this.#createRow(rules),
      update: (row, index) => this.#updateRow(row, index, index === tabStop, rules),
    });
    this.#wantsEnd = false;
    if (isMoved) this.scrollTop = most;
  }

  #tabStop(indexes) {
    const selected = indexes.find((index) => this.#rules?.key(this.#items[index]) === this.#selected);
    return selected ?? indexes[0];
  }

  #createRow(rules) {
    const row = rules.create();
    row.classList.add("windowed-row");
    if (!row.hasAttribute("role")) row.setAttribute("role", "listitem");
    return row;
  }

  #updateRow(row, index, isTabStop, rules) {
    const item = this.#items[index];
    const isSelected = rules.key(item) === this.#selected;
    row.tabIndex = isTabStop ? 0 : -1;
    if (row.rowItem === item && row.dataset.row === String(index) && row.rowSelected === isSelected) return;
    row.rowItem = item;
    row.rowKey = rules.key(item);
    row.rowSelected = isSelected;
    row.dataset.row = String(index);
    setAttribute(row, "aria-setsize", this.#items.length);
    setAttribute(row, "aria-posinset", index + 1);
    setAttribute(row, "aria-current", isSelected ? "true" : null);
    setStyle(row, "insetBlockStart", `${index * rules.rowHeight}px`);
    rules.update(row, item, index);
  }
}

function setStyle(node, name, value) {
  if (node.style[name] !== value) node.style[name] = value;
}

customElements.define("windowed-list", WindowedList);
