// The inspector: a card under the diagram with the bias and weights of what was clicked, to be read while they move, and to
// be set by hand: typed, or dragged.

import { el, number, say, typed, written } from "./dom.js";

const MOST = 1e6; // as the server has it: MAX_PARAMETER in nn_core/run.py
const DIGITS = 7; // of a number to be edited: as many as a float32 has
const REACH = 3; // the sliders go so far either way, or further where a value does
const SPELLING = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** Return what was typed as { value }, or { fault }, the name of the sentence that says what is wrong with it. */
export function readNumber(text) {
  const plain = typed(text.trim()).replace("−", "-");
  if (plain === "") return { fault: "value_empty" };
  if (!SPELLING.test(plain)) return { fault: plain.includes(",") ? "value_comma" : "value_text" };
  const value = Number(plain);
  return Math.abs(value) <= MOST ? { value } : { fault: "value_large" };
}

export class Inspector {
  /**
   * `act` has try(edits), while a slider is dragged, edit(edits), for values that shall hold, edits being
   * [[place among the parameters, value]], close(byKeyboard), and next(step), for the neuron that many places after it.
   */
  constructor(labels, act) {
    this.labels = labels;
    this.act = act;
    this.rows = [];
    this.title = el("strong", {});
    this.body = el("div", { className: "stage-inspector-rows" });
    this.fault = el("p", { className: "stage-inspector-fault", role: "alert" });
    const next = (name, text, step) => el("button", { type: "button", className: "stage-close", title: labels[name], "aria-label": labels[name], textContent: text, onclick: () => act.next(step) });
    const close = el("button", { type: "button", className: "stage-close", title: labels.close, "aria-label": labels.close, textContent: "×", onclick: ({ detail }) => act.close(detail === 0) });
    this.element = el(
      "div",
      { className: "stage-card stage-inspector", role: "group", hidden: true },
      el("div", { className: "stage-card-head" }, this.title, el("span", {}, next("neuron_before", "‹", -1), next("neuron_after", "›", 1), close)), this.body, this.fault,
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") act.close(true);
      // The arrows move a slider and not the epoch; what else is typed belongs to the field.
      if (event.key === "Escape" || event.target.matches("input")) event.stopPropagation();
    });
  }

  /** Open for fields [{ name, short, place }]. */
  open(title, fields) {
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
    this.element.hidden = true;
    this.rows = [];
  }

  row({ name, short, place }) {
    const field = el("input", { type: "text", inputMode: "decimal", autocomplete: "off", "aria-label": name });
    const slider = el("input", { type: "range", step: 0.01, "aria-label": say(this.labels.slider_of, { name }) });
    const row = { name, place, field, slider, value: 0 };
    row.change = el("small", {});
    row.element = el("div", { className: "stage-inspector-row" }, el("span", {}, short ?? name, row.change), slider, field);
    field.addEventListener("focus", () => this.edit(row));
    field.addEventListener("keydown", (event) => this.fieldKey(event, row));
    field.addEventListener("blur", () => this.commit(row));
    slider.addEventListener("input", () => this.drag(row));
    slider.addEventListener("change", () => this.release(row));
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
      if (document.activeElement !== row.field) row.field.value = number(value);
      if (!row.isDragged) this.setSlider(row);
    }
  }

  setSlider({ slider, value }) {
    const reach = String(Math.max(REACH, Math.ceil(Math.abs(value))));
    if (slider.max !== reach) Object.assign(slider, { min: -reach, max: reach });
    slider.value = value;
  }

  // --- typed

  edit(row, value = row.value) {
    row.field.value = row.typed = written(String(Number(value.toPrecision(DIGITS))));
    if (document.activeElement === row.field) row.field.select();
  }

  fieldKey(event, row) {
    if (event.key === "Enter") {
      const value = this.commit(row);
      if (value !== null) this.edit(row, value); // which the stage will have in a moment
    } else if (event.key === "Escape") {
      row.field.value = row.typed; // what was typed is given up
    }
  }

  /** Take over what was typed, and return it; null, with a sentence, if it cannot be used. */
  commit(row) {
    const { field, name, value } = row;
    if (field.value === row.typed) {
      field.value = number(value);
      return value;
    }
    const read = readNumber(field.value);
    if (read.fault) {
      this.say(say(this.labels[read.fault], { text: field.value.trim().slice(0, 20), name, value: number(value) }));
      this.edit(row);
      if (document.activeElement !== field) field.value = number(value);
      return null;
    }
    this.say("");
    row.typed = field.value;
    this.act.edit([[row.place, read.value]]);
    if (document.activeElement !== field) field.value = number(read.value);
    return read.value;
  }

  say(sentence) {
    this.fault.textContent = sentence;
  }

  // --- dragged

  drag(row) {
    row.isDragged = true;
    this.say("");
    this.act.try([[row.place, Number(row.slider.value)]]);
  }

  release(row) {
    row.isDragged = false;
    this.act.edit([[row.place, Number(row.slider.value)]]);
  }
}
