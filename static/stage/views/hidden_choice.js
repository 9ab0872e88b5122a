// What is chosen of the hidden space: a layer, and as axes two of its neurons or its principal axes; and the lists to
// choose from.

import { el } from "../ui/dom.js";
import { say } from "../ui/language.js";

export class HiddenChoice {
  /** changed() is called when something else has been chosen. */
  constructor(labels, changed) {
    this.labels = labels;
    this.changed = changed;
    this.chosen = { layer: null, axes: null, x: 0, y: 1 }; // null: the last layer, and the axes that suit it
    const field = (name, read, sign) =>
      new Field(labels[`hidden_${name}`], (value) => this.choose({ [name]: read(value) }), sign);
    this.layerField = field("layer", Number);
    this.axesField = field("axes", String);
    this.neuronFields = [field("x", Number, "→"), field("y", Number, "↑")];
    this.layerElement = this.layerField.element;
    this.axesElements = [this.axesField, ...this.neuronFields].map(({ element }) => element);
  }

  /** Offer the layers and neurons of another network; what was chosen stays chosen where that network has it, too. */
  setRun({ sizes }) {
    this.sizes = sizes.slice(1, -1);
    this.layerElement.hidden = !this.depth;
    if (this.depth) this.offer();
  }

  choose(change) {
    const { chosen } = this;
    const [x, y] = this.pair;
    Object.assign(chosen, "x" in change || "y" in change ? { x, y } : {}, change);
    if (change.x === y) chosen.y = x; // the axes change places
    if (change.y === x) chosen.x = y;
    this.offer();
    this.changed();
  }

  /** How many hidden layers there are. */
  get depth() {
    return this.sizes.length;
  }

  get layer() {
    const { layer } = this.chosen;
    return layer !== null && layer < this.depth ? layer : this.depth - 1;
  }

  get isLastLayer() {
    return this.layer === this.depth - 1;
  }

  /** How many neurons the layer has. */
  get neurons() {
    return this.sizes[this.layer];
  }

  /** The two neurons that are the axes; a smaller layer may not have those that were chosen. */
  get pair() {
    const { x, y } = this.chosen;
    return Math.max(x, y) < this.neurons ? [x, y] : [0, 1];
  }

  get isPrincipal() {
    const { axes } = this.chosen;
    return this.neurons > 1 && (axes ? axes === "principal" : this.neurons > 2);
  }

  offer() {
    const { labels, neurons, isPrincipal } = this;
    const numbered = (count, label) => Array.from({ length: count }, (_, i) => [i, say(label, { number: i + 1 })]);
    this.layerField.offer(numbered(this.depth, labels.layer_hidden), this.layer);
    const axes = ["principal", "neurons"].map((name) => [name, labels[`hidden_${name}`]]);
    this.axesField.offer(axes, isPrincipal ? "principal" : "neurons");
    this.axesField.show(neurons > 1);
    this.neuronFields.forEach((field, i) => {
      field.offer(numbered(neurons, labels.hidden_neuron), this.pair[i]);
      field.show(!isPrincipal && neurons > 2);
    });
  }
}

/** A small list to choose from, with its name or a shorter sign before it. */
class Field {
  constructor(name, choose, sign = name) {
    this.list = el("select", { title: name, "aria-label": name, onchange: () => choose(this.list.value) });
    this.element = el("label", { className: "stage-choice" }, sign, this.list);
  }

  /** Offer [value, text] of each, one of them chosen. */
  offer(options, chosen) {
    this.list.replaceChildren(...options.map(([value, textContent]) => el("option", { value, textContent })));
    this.list.value = chosen;
  }

  show(on) {
    this.element.hidden = !on;
  }
}
