// The inspector: a card under the diagram with the bias and weights of what was clicked, to be read while they move, and to
// be set by hand: typed, or dragged.

import { MAX_PARAMETER } from "../run/protocol.js";
import { el, number, say, typed, written } from "../ui/dom.js";
import { beginDrag, endDrag } from "../ui/drag.js";

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

export class Inspector {
  /**
   * `act` has try(edits), while a slider is dragged, edit(edits), which ends that, for values that shall hold, edits being
   * [[place among the parameters, value]], close(byKeyboard), and next(step), for the neuron that many places after it.
   */
  constructor(labels, act) {
    this.labels = labels;
    this.act = act;
    this.rows = [];
    this.title = el("strong", {});
    this.body = el("div", { className: "stage-inspector-rows" });
    this.fault = el("p", { className: "stage-inspector-fault", role: "alert" });
    const next = (name, text, step) =>
      el("button", {
        type: "button",
        className: "stage-close",
        title: labels[name],
        "aria-label": labels[name],
        textContent: text,
        onclick: () => act.next(step),
      });
    const close = el("button", {
      type: "button",
      className: "stage-close",
      title: labels.close,
      "aria-label": labels.close,
      textContent: "×",
      onclick: ({ detail }) => act.close(detail === 0),
    });
    this.element = el(
      "div",
      { className: "stage-card stage-inspector", role: "group", hidden: true },
      el(
        "div",
        { className: "stage-card-head" },
        this.title,
        el("span", {}, next("neuron_before", "‹", -1), next("neuron_after", "›", 1), close),
      ),
      this.body,
      this.fault,
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") act.close(true);
      // The arrows move a slider and not the epoch; what else is typed belongs to the field.
      if (event.key === "Escape" || event.target.matches("input")) event.stopPropagation();
    });
  }

  /** Open for fields [{ name, short, place }]. */
  open(title, fields) {
    endDrag();
    this.title.textContent = title;
    this.element.setAttribute("aria-label", title);
    this.rows = fields.map((field) => this.row(field));
    this.body.replaceChildren(...(fields.length ? this.rows.map(({ element }) => element) : [this.labels.input_reads]));
    this.say("");
    this.element.hidden = false;
    // By keyboard one goes straight to the first field; a click leaves the focus where it is.
    if (document.activeElement?.matches(".stage-node:focus-visible")) this.rows[0]?.field.focus();
  }

  close() {
    endDrag();
    this.element.hidden = true;
    this.rows = [];
  }

  row({ name, short, place }) {
    const field = el("input", { type: "text", inputMode: "decimal", autocomplete: "off", "aria-label": name });
    const slider = el("input", { type: "range", step: 0.01, "aria-label": say(this.labels.slider_of, { name }) });
    const row = { name, place, field, slider, value: 0 };
    row.change = el("small", {});
    row.element = el(
      "div",
      { className: "stage-inspector-row" },
      el("span", {}, short ?? name, row.change),
      slider,
      field,
    );
    field.addEventListener("focus", () => {
      this.edit(row);
      field.select();
    });
    field.addEventListener("keydown", (event) => this.fieldKey(event, row));
    field.addEventListener("blur", () => {
      this.commit(row);
      field.value = number(row.value);
    });
    slider.addEventListener("input", () => this.drag(row));
    return row;
  }

  /** Show the values as they are now, but where one is being edited, and what `changeOf(place)` says of each. */
  show(parameters, changeOf) {
    for (const row of this.rows) {
      const change = changeOf(row.place);
      if (row.change.textContent !== change) row.change.textContent = change;
      const value = parameters[row.place];
      if (value === row.value && row.shown) continue;
      row.value = value;
      row.shown = true;
      this.write(row);
      if (!row.isDragged) this.setSlider(row);
    }
  }

  setSlider(row) {
    const { slider, value } = row;
    const reach = String(Math.min(MAX_PARAMETER, Math.max(REACH, Math.ceil(Math.abs(value)))));
    if (slider.max !== reach) Object.assign(slider, { min: -reach, max: reach });
    slider.value = value;
    row.rest = slider.value; // rounded to a step
  }

  // --- typed

  /** Write the value into its field, but where another is being typed; where the field has the focus, as it is edited. */
  write(row) {
    const { field, value } = row;
    if (document.activeElement !== field) field.value = number(value);
    else if (field.value === row.typed) this.edit(row);
  }

  /** The value as it is edited: with all its digits, and chosen as a whole where all of it was. */
  edit(row) {
    const { field } = row;
    const [start, end] = [field.selectionStart, field.selectionEnd];
    const isWhole = end - start === field.value.length;
    field.value = row.typed = written(String(Number(row.value.toPrecision(DIGITS))));
    if (isWhole) field.select();
    else field.setSelectionRange(start, end);
  }

  fieldKey(event, row) {
    if (event.key === "Enter") this.commit(row);
    else if (event.key !== "Escape") return;
    this.edit(row); // what was typed is taken over by now, or given up
    row.field.select();
  }

  /** Take over what was typed, if there is anything new; where it cannot be used, say so. */
  commit(row) {
    const { field, name } = row;
    if (field.value === row.typed || !this.rows.includes(row)) return;
    const { fault, value } = readNumber(field.value);
    const text = field.value.trim().slice(0, 20);
    row.typed = field.value;
    this.say(fault ? say(this.labels[fault], { text, name, value: number(row.value) }) : "");
    if (fault) return;
    row.value = value; // it is the stage's in a moment, and the server's a little later
    this.act.edit([[row.place, value]]);
  }

  say(sentence) {
    this.fault.textContent = sentence;
  }

  // --- dragged

  drag(row) {
    row.isDragged ||= beginDrag(row.slider, (holds) => this.release(row, holds));
    if (!row.isDragged) return this.setSlider(row);
    this.say("");
    this.act.try([[row.place, Number(row.slider.value)]]);
  }

  /** The drag is over: where the slider is, the value holds, unless that is where it was. */
  release(row, holds) {
    const { place, slider, rest } = row;
    row.isDragged = false;
    const isMoved = holds && slider.value !== rest;
    this.act.edit(isMoved ? [[place, Number(slider.value)]] : []);
    if (!isMoved) this.setSlider(row);
  }
}
