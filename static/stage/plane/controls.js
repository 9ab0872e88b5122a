// The controls above the plane: the tools, the way back, and the sliders of the brush.

import { el } from "../ui/dom.js";
import { onSlide } from "../ui/drag.js";
import { written } from "../ui/language.js";
import { ERASE } from "./editor.js";

export class Controls {
  /** `act` has choose(tool), undo(), redo(), clear(), setSpread(spread), in hundredths, and setCount(count). */
  constructor(labels, editor, act) {
    this.editor = editor;
    const tools = [
      [1, labels.class_1],
      [0, labels.class_0],
      [ERASE, labels.eraser],
    ];
    this.radios = new Map(tools.map(([tool, text]) => [tool, radio(tool, text, act.choose)]));
    this.undo = button(labels.undo, labels.undo_help, act.undo);
    this.redo = button(labels.redo, labels.redo_help, act.redo);
    this.clear = button(labels.clear, labels.clear_help, act.clear);
    const hundredths = (value) => act.setSpread(Math.round(100 * value));
    const spread = slider(labels.spread, labels.spread_help, { min: 0, max: 2, step: 0.1, value: 0 }, hundredths);
    this.count = slider(
      labels.count,
      labels.count_help,
      { min: 1, max: 20, step: 1, value: editor.count },
      act.setCount,
    );
    const radios = [...this.radios.values()].map((input) => input.parentElement);
    this.elements = [
      el(
        "div",
        { className: "plane-tools" },
        el("div", { className: "plane-choice", role: "radiogroup", "aria-label": labels.tool }, ...radios),
        el("div", { className: "plane-choice" }, this.undo, this.redo, this.clear),
      ),
      el("div", { className: "plane-tools" }, spread.parentElement, this.count.parentElement),
    ];
    this.show();
  }

  /** Show the state of the editor. */
  show() {
    const { history, tool, spread } = this.editor;
    for (const [other, input] of this.radios) input.checked = other === tool;
    this.undo.disabled = !history.past.length;
    this.redo.disabled = !history.future.length;
    this.clear.disabled = !history.now.length;
    this.count.disabled = spread === 0; // they would lie one on the other
  }
}

function radio(tool, text, choose) {
  const input = el("input", { type: "radio", name: "plane-tool", value: tool, onchange: () => choose(tool) });
  el("label", { className: `plane-tool plane-tool-${tool}` }, input, el("i"), text);
  return input;
}

function button(text, title, act) {
  return el("button", { type: "button", className: "plane-button", textContent: text, title, onclick: () => act() });
}

function slider(text, title, range, set) {
  let { value } = range;
  const output = el("output", { textContent: written(String(value)) });
  const input = el("input", { type: "range", ...range });
  onSlide(
    input,
    () => value,
    (now) => {
      value = now;
      output.textContent = written(input.value);
      set(value);
    },
  );
  el("label", { className: "plane-slider", title }, text, input, output);
  return input;
}
