// The weights and biases of the frame on show, and how much an epoch has changed each of them.

import { layout, placeOf } from "../../model/forward.js";

export class Weights {
  constructor(sizes) {
    this.layers = layout(sizes);
    this.frame = null;
    this.before = null;
  }

  /** `before` is an earlier frame, which changes are counted from, or undefined. */
  show(frame, before) {
    Object.assign(this, { frame, before });
  }

  /** Call visit(l, neuron, input) for every weight; layer l of `layers` has the neuron, and the one before it the input. */
  each(visit) {
    for (const [l, { neurons, inputs }] of this.layers.entries()) {
      for (let neuron = 0; neuron < neurons; neuron++) {
        for (let input = 0; input < inputs; input++) visit(l, neuron, input);
      }
    }
  }

  placeOf(l, neuron, input) {
    return placeOf(this.layers[l], neuron, input);
  }

  placeOfBias(l, neuron) {
    return this.layers[l].biases + neuron;
  }

  at(place) {
    return this.frame.parameters[place];
  }

  /** What an epoch has changed: the last one, or, where earlier frames are not kept, those since one that is, on average. */
  changeAt(place) {
    const { frame, before } = this;
    return before ? (frame.parameters[place] - before.parameters[place]) / (frame.epoch - before.epoch) : 0;
  }
}
