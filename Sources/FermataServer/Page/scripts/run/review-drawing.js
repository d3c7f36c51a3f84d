/**
 * How an open request looks at a moment. The pane decides what is shown; this keeps nodes as long as they would look
 * the same, so that focus, selection and scroll positions survive whatever arrives.
 */

import { el, patchList, setAttribute, setChildren, setText } from "../component.js";
import { aboutIcon, showEffect } from "../gate-words.js";
import { icon } from "../icons.js";
import { inertLine } from "../inert.js";
import { announce } from "../live-region.js";
import { updateSilence } from "./desk-row.js";
import "./document-editor.js";
import { documentOf, stepOf } from "./gate-parts.js";
import { answerField } from "./review-answer.js";
import { reviewSections } from "./review-content.js";
import { controlsOf, footerButton, updateFooterButton } from "./review-footer.js";
import { buildFrame, pendingBar, yourChanges } from "./review-frame.js";
import { pendingUntil } from "./verdicts.js";

/**
 * @typedef {object} Moment
 * @property {object} view
 * @property {object|null} gate the open request
 * @property {"reading"|"editing"} mode
 * @property {"open"|"sending"|"pending"|"closed"} phase
 * @property {{text: string, nodes: Node[]}|null} notice
 * @property {object[]} queue what waits, this request included
 * @property {boolean} isFresh whether it has only just appeared and cannot be decided yet
 */

export class ReviewDrawing {
  #actions;

  /**
   * @param {{act: (name: string) => void, next: (step: number) => void, goOn: () => void, withdraw: () => void,
   *   select: (step: string) => void, showWhole: () => void, began: () => void, draftChanged: () => void}} actions
   */
  constructor(actions) {
    this.#actions = actions;
    this.parts = buildFrame(actions);
  }

  /** Moves the focus to the request, or to the words that say that there is none. */
  focus(gate) {
    (gate === null ? this.parts.emptyHeading : this.parts.heading).focus();
  }

  /** @param {Moment} moment */
  draw(moment) {
    const { gate, queue, notice } = moment;
    const { empty, head, body, footer, scroller } = this.parts;
    empty.hidden = gate !== null;
    for (const part of [head, body, footer, scroller]) part.hidden = gate === null;
    this.#drawNotice(notice);
    if (gate === null) {
      this.#drawEmpty(queue.length);
      return;
    }
    this.#drawHead(moment);
    this.#drawBody(moment);
    this.#drawFooter(moment);
  }

  #drawEmpty(number) {
    const { emptyHeading, openNext } = this.parts;
    setText(emptyHeading, number === 0 ? "Nothing waits for you"
      : number === 1 ? "1 request waits for you" : `${number} requests wait for you`);
    openNext.hidden = number === 0;
  }

  #drawNotice(shown) {
    const { notice } = this.parts;
    if (notice.shown === shown) return;
    notice.shown = shown;
    notice.hidden = shown === null;
    setChildren(notice, shown?.nodes ?? []);
    if (shown) announce(shown.text);
  }

  #drawHead({ view, gate, phase }) {
    const { heading, about, effect, silence } = this.parts;
    const step = stepOf(view, gate);
    if (heading.shown !== `${gate.gate} ${gate.title}`) {
      heading.shown = `${gate.gate} ${gate.title}`;
      const name = gate.about === "breakpoint" ? "breakpointSet" : aboutIcon(gate);
      setChildren(heading, icon(name), inertLine(gate.title));
    }
    const place = step ? `for step ${step.number}, ${inertLine(step.title)}` : "for the run";
    setText(about, [gate.agent && inertLine(gate.agent), place].filter(Boolean).join(", "));
    showEffect(effect, gate.effectNote);
    updateSilence(silence, gate, phase === "closed" ? "Decided" : "");
  }

  #drawBody({ view, gate, mode }) {
    const sections = reviewSections(view, gate, { select: this.#actions.select, showWhole: this.#actions.showWhole });
    const subject = sections.findIndex((section) => section.name === "subject");
    if (mode === "editing") sections.splice(subject, 1, this.#editorSection(gate), this.#changesSection(gate));
    if (gate.about === "question") sections.splice(subject + 1, 0, this.#answerSection(gate));
    patchList(this.parts.body, sections, {
      key: (section) => `${gate.gate} ${section.name}`,
      create: (section) => section.node ?? el("section", { class: `review-section review-${section.name}` }),
      update: (node, section) => {
        if (section.node || node.signature === section.signature) return;
        node.signature = section.signature;
        const content = section.build();
        setChildren(node, Array.isArray(content) ? content : [content]);
        node.hidden = node.childNodes.length === 0;
      },
    });
  }

  #editorSection(gate) {
    const { editor, editorFrame } = this.parts;
    const name = `${gate.gate}.document`;
    if (editor.begunFor !== `${name} ${gate.digest}`) {
      editor.begunFor = `${name} ${gate.digest}`;
      editor.begin(documentOf(gate), { draftName: name, label: `Your version: ${inertLine(gate.title)}` });
    }
    return { name: "editor", node: editorFrame };
  }

  #changesSection(gate) {
    const { value } = this.parts.editor;
    return { name: "yours", signature: value, build: () => yourChanges(documentOf(gate), value) };
  }

  #answerSection(gate) {
    const { began, act } = this.#actions;
    if (this.parts.answer?.forGate !== `${gate.gate} ${gate.digest}`) {
      this.parts.answer = answerField(gate, { began, send: () => act("answer") });
      this.parts.answer.forGate = `${gate.gate} ${gate.digest}`;
    }
    return { name: `answer ${gate.digest}`, node: this.parts.answer };
  }

  #drawFooter({ view, gate, mode, phase, queue, isFresh }) {
    const { actions, place } = this.parts;
    if (phase === "closed" || phase === "pending") this.#drawEnding(gate, phase, queue);
    else {
      patchList(actions, controlsOf(gate, { isEditing: mode === "editing" }), {
        key: (control) => `${gate.gate} ${control.name}`,
        create: (control) => footerButton(control, this.#actions.act),
        update: (button, control) => updateFooterButton(button, control,
          { gate, isBusy: phase === "sending", isFresh, step: stepOf(view, gate) }),
      });
    }
    const index = queue.findIndex((each) => each.gate === gate.gate);
    setText(place, index < 0 ? "" : `${index + 1} of ${queue.length}`);
  }

  #drawEnding(gate, phase, queue) {
    const { actions } = this.parts;
    const { goOn, withdraw } = this.#actions;
    patchList(actions, [phase], {
      key: () => `${gate.gate} ${phase}`,
      create: () => phase === "pending" ? pendingBar(pendingUntil(gate.gate), withdraw)
        : el("button", { type: "button", class: "button strong", onclick: goOn }, "Next request"),
    });
    if (phase === "closed") {
      const isLast = queue.every((each) => each.gate === gate.gate);
      setText(actions.firstChild, isLast ? "Close this request" : "Next request");
    }
  }
}
