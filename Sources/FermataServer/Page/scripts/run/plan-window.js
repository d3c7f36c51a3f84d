/**
 * The rows of a plan that are in view, and a few around them: only those are in the document.
 *
 * Unlike a list of records, a plan's row changes with more than its step (lines of the selection, the seconds of
 * what runs) and holds buttons of its own, so every row in view is brought in line at each render.
 *
 * It never asks the browser for a layout: the height of a row and of the view come from a ResizeObserver, the
 * position from scroll events. The row that has focus, and the one that Tab leads to, stay in the document however
 * far they are scrolled away: focus is never lost to the body, and the list can always be entered.
 */

import { patchList, setAttribute } from "../component.js";

/** Rows kept above and below the view. */
const OVERSCAN_ROWS = 6;

/** Rows shown before the height of the view is known. */
const FIRST_ROWS = 30;

/** The height assumed for a row until it has been measured, in pixels. */
const ASSUMED_ROW_HEIGHT = 30;

export class PlanWindow {
  #rules;
  #list;
  #scroller;
  #count = 0;
  #top = 0;
  #viewHeight = 0;
  #focusedKey = null;
  #wanted = null;
  #revealed = null;
  rowHeight = ASSUMED_ROW_HEIGHT;

  /**
   * @param {object} rules
   * @param {HTMLElement} rules.scroller what scrolls
   * @param {HTMLElement} rules.list the list inside it; has no other children
   * @param {HTMLElement} rules.probe an invisible element as high as a row
   * @param {(index: number) => string} rules.keyAt
   * @param {(index: number) => HTMLElement} rules.create
   * @param {(node: HTMLElement, index: number) => void} rules.update
   * @param {(key: string) => number|undefined} rules.indexOf
   * @param {() => string|null} rules.tabStop the key of the row that Tab leads to
   * @param {() => void} rules.changed asks for a `render()` in the next frame
   */
  constructor(rules) {
    this.#rules = rules;
    this.#list = rules.list;
    this.#scroller = rules.scroller;
    this.#scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#list.addEventListener("focusin", (event) => this.#focusMoved(event.target));
    this.#list.addEventListener("focusout", () => this.#focusMoved(null));
    this.sizes = new ResizeObserver((entries) => this.#resized(entries));
    this.sizes.observe(this.#scroller);
    this.sizes.observe(rules.probe);
  }

  /** Shows the rows in view; to be called from a component's `render()`. */
  render(count) {
    this.#count = count;
    this.#list.style.blockSize = `${count * this.rowHeight}px`;
    this.#applyScroll();
    const { keyAt, create, update } = this.#rules;
    const focused = this.#focusedKey === null ? null : document.activeElement;
    patchList(this.#list, this.#indices(), {
      key: keyAt,
      create,
      update: (node, index) => {
        this.#place(node, index);
        update(node, index);
      },
    });
    // A browser without moveBefore drops the focus of a row that was moved.
    if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
  }

  /** The node of a row, when it is in the document. */
  node(key) {
    return this.#list.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }

  /** Brings a row into view at the next `render()`; `"center"` puts it in the middle when it was outside. */
  reveal(index, place = "nearest") {
    this.#wanted = { index, place };
    this.#revealed = this.#wanted;
    this.#rules.changed();
  }

  #indices() {
    const height = this.#viewHeight || FIRST_ROWS * this.rowHeight;
    const first = Math.max(0, Math.floor(this.#top / this.rowHeight) - OVERSCAN_ROWS);
    const last = Math.min(this.#count, Math.ceil((this.#top + height) / this.rowHeight) + OVERSCAN_ROWS);
    const indices = [];
    for (let index = first; index < last; index += 1) indices.push(index);
    const kept = new Set([this.#focusedKey, this.#rules.tabStop()].map((key) => this.#rules.indexOf(key)));
    const outside = [...kept].filter((index) => index !== undefined && (index < first || index >= last));
    return indices.concat(outside).sort((left, right) => left - right);
  }

  #place(node, index) {
    const position = `translateY(${index * this.rowHeight}px)`;
    if (node.style.transform !== position) node.style.transform = position;
    setAttribute(node, "aria-posinset", index + 1);
    setAttribute(node, "aria-setsize", this.#count);
  }

  #applyScroll() {
    if (this.#wanted === null || this.#viewHeight === 0) return;
    const { index, place } = this.#wanted;
    this.#wanted = null;
    const top = index * this.rowHeight;
    const isInside = top >= this.#top && top + this.rowHeight <= this.#top + this.#viewHeight;
    if (isInside) return;
    const above = place === "center" ? (this.#viewHeight - this.rowHeight) / 2
      : top < this.#top ? 0 : this.#viewHeight - this.rowHeight;
    const most = Math.max(0, this.#count * this.rowHeight - this.#viewHeight);
    this.#top = Math.min(most, Math.max(0, top - above));
    this.#scroller.scrollTop = this.#top;
  }

  #scrolled() {
    // Read in a scroll event, where the layout is up to date: costs nothing.
    const top = this.#scroller.scrollTop;
    // Somebody scrolled: what was brought into view before has been seen.
    if (Math.abs(top - this.#top) > 1) this.#revealed = null;
    this.#top = top;
    this.#rules.changed();
  }

  #focusMoved(target) {
    this.#focusedKey = target?.closest("[data-key]")?.dataset.key ?? null;
  }

  #resized(entries) {
    for (const entry of entries) {
      const height = entry.borderBoxSize[0].blockSize;
      if (entry.target === this.#scroller) this.#viewHeight = entry.contentRect.height;
      else if (height > 0) this.rowHeight = height;
    }
    // Another panel took some of the room: what was brought into view is to stay there.
    this.#wanted ??= this.#revealed;
    this.#rules.changed();
  }
}
