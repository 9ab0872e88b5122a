// The numbers of an update that is walked, for the one example of its mini-batch that is chosen.

import { Backward } from "../model/backward.js";
import { Forward, placeOf } from "../model/forward.js";

export class WalkedUpdate {
  /** `answer` is the server's, see playground/protocol.py: an update of a run. */
  constructor(run, answer) {
    this.run = run;
    this.answer = answer;
    this.points = answer.examples.map((i) => ({ x1: run.points.x1[i], x2: run.points.x2[i], y: run.points.y[i] }));
    this.forward = new Forward(run, this.points.length);
    this.forward.place(
      this.points.map(({ x1 }) => x1),
      this.points.map(({ x2 }) => x2),
    );
    this.forward.run(answer.before);
    this.backward = new Backward(run, this.forward);
    this.backward.run(
      answer.before,
      this.points.map(({ y }) => y),
    );
    this.chosen = 0; // the number of the example in the mini-batch
  }

  /** How many layers have weights. */
  get depth() {
    return this.run.sizes.length - 1;
  }

  /** Choose the example so many after this one. */
  choose(step) {
    const count = this.points.length;
    this.chosen = (this.chosen + step + count) % count;
  }

  /** The number of the example that is chosen, among the points of the run. */
  get example() {
    return this.answer.examples[this.chosen];
  }

  get point() {
    return this.points[this.chosen];
  }

  a(layer, neuron) {
    return this.forward.outputs({ layer, neuron })[this.chosen];
  }

  dz(layer, neuron) {
    return this.backward.dz[layer - 1][neuron][this.chosen];
  }

  /** The place of a weight among the parameters; `l` is 0 for the first layer with weights. */
  placeOf(l, neuron, input) {
    return placeOf(this.forward.layers[l], neuron, input);
  }

  /** True where the step is the course's own: W ← W − α · dW. */
  get isPlain() {
    const { optimiser, penalty, clip } = this.run.description;
    return optimiser === "sgd" && penalty === "none" && clip === null;
  }

  /** By how much a parameter changes. */
  change(place) {
    return this.answer.after[place] - this.answer.before[place];
  }
}
