/**
 * What the person does to the page, and what happened under their pointer meanwhile.
 *
 * Nothing opens by itself once a person has touched a screen, and a click on a control that was something else a
 * moment ago, because something arrived, does nothing: it was meant for what stood there before.
 */

import { freshMilliseconds } from "./arrivals.js";
import { afterRender } from "./component.js";

/** Where a click decides something. */
const decisions = "review-pane, result-pane, plan-decision, approval-desk, waiting-list";
/** Where a click has something done; what changes there right after a press is that press's own doing. */
const orders = "run-head, agent-grid, step-detail, .toasts";
const ownMilliseconds = 2000;
const controls = "button, a[href], input, select, textarea, summary, label";

let touchedAt = -Infinity;
const pointer = { x: -1, y: -1, isMouse: false };
/** The control under the pointer, how it looked, and when it became that without the pointer having moved. */
const under = { control: null, look: "", changedAt: -Infinity, pressedAt: -Infinity };

/** @param {number} time of `performance.now()` @returns {boolean} whether the person did anything since */
export const wasTouchedSince = (time) => touchedAt > time;

const lookOf = (control) => control === null ? ""
  : `${control.textContent} ${control.getAttribute("aria-label")}`;

function note(control) {
  under.control = control;
  under.look = lookOf(control);
}

function moved(event) {
  pointer.x = event.clientX;
  pointer.y = event.clientY;
  pointer.isMouse = event.pointerType === "mouse";
  const control = event.target instanceof Element ? event.target.closest(controls) : null;
  if (control === under.control) return;
  note(control);
  under.changedAt = -Infinity;
}

/** After what arrived is drawn and laid out: asking now costs no layout of its own. */
function look() {
  if (!pointer.isMouse) return;
  const control = document.elementFromPoint(pointer.x, pointer.y)?.closest(controls) ?? null;
  if (control === under.control && lookOf(control) === under.look) return;
  note(control);
  under.changedAt = performance.now();
}

function isMeantForAnother(target) {
  if (performance.now() - under.changedAt >= freshMilliseconds) return false;
  if (target.closest(decisions)) return true;
  return target.closest(orders) !== null && under.changedAt - under.pressedAt > ownMilliseconds;
}

function clicked(event) {
  const isMouse = event.pointerType === "mouse";
  if (isMouse && event.target instanceof Element && isMeantForAnother(event.target)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  if (isMouse) under.pressedAt = performance.now();
}

const touched = () => (touchedAt = performance.now());
addEventListener("pointerdown", touched, { capture: true, passive: true });
addEventListener("keydown", touched, { capture: true, passive: true });
addEventListener("pointermove", moved, { capture: true, passive: true });
addEventListener("click", clicked, { capture: true });
afterRender(() => setTimeout(look));
