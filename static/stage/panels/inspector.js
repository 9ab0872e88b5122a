// The inspector: a card under the diagram with the bias and weights of what was clicked, to be read while they move, and to
// be set by hand: typed, or dragged.

import { MAX_PARAMETER } from "../run/protocol.js";
import { Card, signButton } from "../ui/card.js";
import { el } from "../ui/dom.js";
import { beginDrag, endDrag } from "../ui/drag.js";
import { number, say, typed, written } from "../ui/language.js";

const DIGITS = 7; // of a number to be edited: as many as a float32 has
const REACH = 3; // the sliders go so far either way, or further where a value does
const SPELLING = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** Return what was typed, a number or a fraction, as { value }, or { fault }, the name of the sentence that says what is wrong with it. */
export function readNumber(text) {
  const parts = text.split("/").map((part) => typed(part.trim()).replace("−", "-"));
  if (text.trim() === "") return { fault: "value_empty" };
  if (parts.length > 2 || !parts.every((part) => SPELLING.test(part))) {
    return { fault: parts.some((part) => part.includes(",")) ? "value_comma" : "value_text" };
  }
  const [above, below = 1] = parts.map(Number);
  if (below === 0) return { fault: "value_by_zero" };
  const value = above / below;
  return Math.abs(value) <= MAX_PARAMETER ? { value } : { fault: "value_large" };
}

export class Inspector extends Card {
  /**
   * `act` has try(edits), called while a slider is dragged, edit(edits), which ends that, for values that shall hold,
   * edits being [[place among the parameters, value]], close(byKeyboard), and next(step), for the neuron so many after it.
   */
  constructor(labels, act) {
    const tools = [
      signButton("‹", labels.neuron_before, () => act.next(-1)),
      signButton("›", labels.neuron_after, () => act.next(1)),
    ];
    super(labels, { className: "stage-inspector", tools });
    this.labels = labels;
    this.act = act;
    this.rows = [];
    this.fault = el("p", { className: "stage-inspector-fault", role: "alert" });
    this.element.append(this.fault);
    this.element.addEventListener("keydown", (event) => {
      // Arrows move a slider and not the epoch, what else is typed belongs to the field, and Escape closes no other card.
      if (event.key === "Escape" || event.target.matches("input")) event.stopPropagation();
    });
  }

  dismiss(byKeyboard) {
    this.act.close(byKeyboard);
  }

  /** Open for fields [{ name, short, place }]. */
  open(title, fields) {
    const { labels } = this;
    this.leaveRows();
    const setFault = (sentence) => (this.fault.textContent = sentence);
    this.rows = fields.map((field) => new Row(labels, field, { ...this.act, setFault }));
    this.body.replaceChildren(...(fields.length ? this.rows.map(({ element }) => element) : [labels.input_reads]));
    setFault("");
    this.setTitle(title);
    this.toggle(true);
    // By keyboard one goes straight to the first field; a click leaves the focus where it is.
    if (document.activeElement?.matches(".stage-node:focus-visible")) this.rows[0]?.field.focus();
  }

  close() {
    this.leaveRows();
    this.toggle(false);
  }

  leaveRows() {
    endDrag();
    for (const row of this.rows) row.leave();
    this.rows = [];
  }

  /** Show the values as they are now, except one that is being edited, each with the text of `changeOf(place)`. */
  show(parameters, changeOf) {
    for (const row of this.rows) row.show(parameters[row.place], changeOf(row.place));
  }
}

/** A weight or bias on the card: its name, a slider, and a field. */
class Row {
  /** `act` is the inspector's, with setFault(sentence), for what was typed and cannot be used. */
  constructor(labels, { name, short, place }, act) {
    Object.assign(this, { labels, name, place, act });
    this.value = 0;
    this.isShown = false; // until then the value is not known
    this.isDragged = false;
    this.isOver = false;
    this.knownText = null; // of the field: what differs from it is new
    this.restingAt = null; // where the slider is while nobody drags it
    this.change = el("small", {});
    this.field = el("input", { type: "text", inputMode: "decimal", autocomplete: "off", "aria-label": name });
    this.slider = el("input", { type: "range", step: 0.01, "aria-label": say(labels.slider_of, { name }) });
    this.element = el(
      "div",
      { className: "stage-inspector-row" },
      el("span", {}, short ?? name, this.change),
      this.slider,
      this.field,
    );
    this.field.addEventListener("focus", () => {
      this.edit();
      this.field.select();
    });
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => {
      this.commit();
      this.field.value = number(this.value);
    });
    this.slider.addEventListener("input", () => this.drag());
  }

  show(value, change) {
    if (this.change.textContent !== change) this.change.textContent = change;
    if (value === this.value && this.isShown) return;
    this.value = value;
    this.isShown = true;
    this.write();
    if (!this.isDragged) this.setSlider();
  }

  /** The card goes on without this row: what is being typed into it is given up. */
  leave() {
    this.isOver = true;
  }

  // --- typed

  /** Write the value into the field, unless another is being typed; where the field has the focus, as it is edited. */
  write() {
    const { field, value } = this;
    if (document.activeElement !== field) field.value = number(value);
    else if (field.value === this.knownText) this.edit();
  }

  /** Write the value as it is edited: with all its digits, and selected as a whole where all of it was. */
  edit() {
    const { field } = this;
    const [start, end] = [field.selectionStart, field.selectionEnd];
    const isWhole = end - start === field.value.length;
    field.value = this.knownText = written(String(Number(this.value.toPrecision(DIGITS))));
    if (isWhole) field.select();
    else field.setSelectionRange(start, end);
  }

  key({ key }) {
    if (key === "Enter") this.commit();
    else if (key !== "Escape") return;
    this.edit(); // what was typed has been taken over, or is given up
    this.field.select();
  }

  /** Take over what was typed, if it is new; say so where it cannot be used. */
  commit() {
    const { act, field, labels, name, place } = this;
    if (field.value === this.knownText || this.isOver) return;
    const { fault, value } = readNumber(field.value);
    const text = field.value.trim().slice(0, 20);
    this.knownText = field.value;
    act.setFault(fault ? say(labels[fault], { text, name, value: number(this.value) }) : "");
    if (fault) return;
    this.value = value; // the stage has it in a moment, and the server a little later
    act.edit([[place, value]]);
  }

  // --- dragged

  setSlider() {
    const { slider, value } = this;
    const reach = String(Math.min(MAX_PARAMETER, Math.max(REACH, Math.ceil(Math.abs(value)))));
    if (slider.max !== reach) Object.assign(slider, { min: -reach, max: reach });
    slider.value = value;
    this.restingAt = slider.value; // rounded to a step
  }

  drag() {
    this.isDragged ||= beginDrag(this.slider, (holds) => this.release(holds));
    if (!this.isDragged) return this.setSlider();
    this.act.setFault("");
    this.act.try([[this.place, Number(this.slider.value)]]);
  }

  /** The drag is over: the value holds where the slider is, unless that is where it was. */
  release(holds) {
    const { act, place, slider } = this;
    this.isDragged = false;
    const isMoved = holds && slider.value !== this.restingAt;
    act.edit(isMoved ? [[place, Number(slider.value)]] : []);
    if (!isMoved) this.setSlider();
  }
}
