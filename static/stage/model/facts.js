// The facts of a training at an epoch: numbers that the explanations of playground/explanations.py compare, under the
// names used there; `last_to_first` is only for their sentences. They depend on the run, its losses up to this epoch,
// and the weights of this epoch, and on nothing else. An unknown fact is left out: no comparison with it holds.

import { written } from "../ui/language.js";
import { ACTIVATIONS, boundsOf } from "./activations.js";
import { Backward } from "./backward.js";
import { Forward, layout } from "./forward.js";
import { TASKS } from "./measure.js";
import { trends } from "./trends.js";

const SAMPLE = 250; // points are enough for a gradient
const OFTEN = 0.95; // a neuron is saturated if it is so for this share of the points
const MOST_TIMES = 1e6; // a larger ratio is not written out: where no gradient arrives it is infinite
const NEAR = 0.01; // so near to one of its bounds an activation has next to no slope
const PULLS = { none: () => 0, l1: Math.sign, l2: (w) => w }; // the derivative of each penalty

export class Facts {
  constructor(run) {
    this.run = run;
    this.layers = layout(run.sizes);
    const hidden = run.activations.slice(0, -1);
    this.canDie = hidden.map((name) => ACTIVATIONS[name].canDie);
    this.bounds = hidden.map(boundsOf);
    this.isLinear = hidden.every((name) => ACTIVATIONS[name].isLinear);
    this.forward = new Forward(run, run.nTrain); // all points, since a neuron is dead only if it is so for each
    this.forward.place(run.points.x1, run.points.x2);
    this.lossOf = TASKS[run.task].loss;
    this.baseline = this.ofMean();
    this.forward.run(run.first.parameters);
    this.deadFirst = this.dead();
    this.sample = new Forward(run, Math.min(run.nTrain, SAMPLE));
    this.sample.place(run.points.x1, run.points.x2);
    this.backward = new Backward(run, this.sample);
  }

  /**
   * Return the facts of a frame, and as `rings` the neurons that are dead or saturated: [{ layer, neuron, kind }].
   * `history` has the losses; only those since the last change in `journal` count, since it may have changed where they
   * are going. `hasDiverged` is true at the end of a run that has diverged.
   */
  of(frame, history, journal, hasDiverged) {
    const { parameters } = frame;
    const changes = journal.filter(([epoch]) => epoch <= frame.epoch);
    const yHat = this.forward.run(parameters);
    const [dead, saturated] = [this.dead(), this.saturated()];
    const rings = [
      ...dead.map((it) => ({ ...it, kind: "dead" })),
      ...saturated.map((it) => ({ ...it, kind: "saturated" })),
    ];
    const facts = {
      epoch: frame.epoch,
      points: this.run.nTrain,
      diverged: Number(hasDiverged),
      loss: frame.trainLoss,
      score: frame.trainScore,
      ...trends(frame.epoch, history, changes.at(-1)?.[0] ?? 0),
      ...this.ofNeurons(dead, saturated),
      ...this.ofPredictions(frame, yHat),
      alike: Number(this.isAlike(parameters)),
      linear: Number(this.isLinear),
      ...this.ofReach(frame),
      cooled: frame.learningRate / this.setting("learning_rate", changes),
      ...this.ofGradients(parameters, this.setting("penalty_rate", changes)),
    };
    return { facts, rings };
  }

  // --- settings

  /** The value of a setting that can be changed during a run, after these changes. */
  setting(name, changes) {
    return changes.reduce((value, [, { [name]: next }]) => next ?? value, this.run.start[name]);
  }

  // --- predictions

  /** The mean of the training targets, and the loss of a network that always predicts it. */
  ofMean() {
    const y = this.run.points.y.subarray(0, this.run.nTrain);
    const mean = average(y, (value) => value);
    return { mean, loss: average(y, (value) => this.lossOf(mean, value)) };
  }

  /**
   * The share of the targets' loss that is explained (0: no more than by their mean); how far the test loss lies above;
   * and how far the mean prediction is from the mean target.
   */
  ofPredictions(frame, yHat) {
    const { loss, mean } = this.baseline;
    if (loss === 0) return {}; // all of one class, or of one value
    const y = this.run.points.y.subarray(0, yHat.length);
    const dataLoss = average(y, (value, k) => this.lossOf(yHat[k], value));
    const lean = Math.abs(average(yHat, (value) => value) - mean);
    return { explained: 1 - dataLoss / loss, gap: (frame.testLoss - dataLoss) / loss, lean };
  }

  /**
   * How much better the nearest neighbours of a point predict it than a line does, and than its neighbours by the
   * network's inputs do; how much of the targets they explain at all; and how many times their loss the test loss is.
   */
  ofReach({ testLoss }) {
    const { reach, start, nTrain: n } = this.run;
    if (!reach) return {};
    const known = 1 - reach.loss_of_points / this.baseline.loss;
    return {
      missed_by_lines: reach.score - reach.line,
      missed_by_inputs: 1 - reach.loss_of_points / reach.loss,
      known,
      known_surely: known - 1 / Math.sqrt(n),
      known_score: reach.score,
      over: testLoss / reach.loss_of_points,
      noise: start.dataset === "own" ? 1 : start.noise, // how noisy a learner's own points are is not known
    };
  }

  // --- neurons

  ofNeurons(dead, saturated) {
    const sizes = this.run.sizes.slice(1, -1);
    const hidden = sizes.reduce((a, b) => a + b, 0);
    const whole = (those) =>
      1 + sizes.findIndex((size, l) => those.filter(({ layer }) => layer === l + 1).length === size);
    return {
      hidden,
      hidden_layers: sizes.length,
      dead: dead.length,
      dead_share: dead.length / hidden,
      dead_layer: whole(dead),
      dead_first: whole(this.deadFirst),
      saturated: saturated.length,
      saturated_share: saturated.length / hidden,
    };
  }

  /** Neurons that put out 0 for every training point, such as ReLUs: no gradient passes them, so they learn no more. */
  dead() {
    return this.neuronsWhere((l) => this.canDie[l] && ((a) => a === 0), 1);
  }

  saturated() {
    return this.neuronsWhere((l) => {
      if (!this.bounds[l]) return null;
      const [least, most] = this.bounds[l];
      return (a) => a < least + NEAR || a > most - NEAR;
    }, OFTEN);
  }

  /** The hidden neurons for whose outputs the test of their layer holds, at this share of the points or more. */
  neuronsWhere(testOf, share) {
    return this.forward.activations.slice(0, -1).flatMap((layer, l) => {
      const test = testOf(l);
      if (!test) return [];
      return layer.flatMap((a, neuron) => (isMostly(a, test, share) ? [{ layer: l + 1, neuron }] : []));
    });
  }

  /** True where all neurons of each hidden layer have the same weights and bias: they will always learn the same. */
  isAlike(parameters) {
    const hidden = this.layers.slice(0, -1);
    const row = ({ inputs, weights, biases }, j) => [
      ...parameters.subarray(weights + j * inputs, weights + (j + 1) * inputs),
      parameters[biases + j],
    ];
    const isNothing = () => hidden.every((layer) => row(layer, 0).every((value) => value === 0));
    const wide = hidden.filter(({ neurons }) => neurons > 1);
    const areEqual = (layer) =>
      Array.from({ length: layer.neurons }, (_, j) => row(layer, j).join()).every((text, _, all) => text === all[0]);
    return hidden.length > 0 && wide.every(areEqual) && (wide.length > 0 || isNothing());
  }

  // --- weights

  /**
   * How much of the gradient reaches the first layer: the size of its dz, against that of the output; and how hard the
   * penalty pulls at the weights, against the data: at 1 the two balance.
   */
  ofGradients(parameters, penaltyRate) {
    this.sample.run(parameters);
    const gradient = this.backward.run(parameters, this.run.points.y);
    const [first, last] = [this.backward.dz[0], this.backward.dz.at(-1)].map(rootMeanSquare);
    const pull = PULLS[this.run.start.penalty];
    const ofPenalty = penaltyRate * this.norm((k) => pull(parameters[k]));
    return {
      first_to_last: first / last,
      last_to_first: times(last / first),
      penalty_pull: ofPenalty / this.norm((k) => gradient[k]),
    };
  }

  /** The norm of valueAt(k) over all weights k, without the biases. */
  norm(valueAt) {
    let sum = 0;
    for (const { inputs, neurons, weights } of this.layers) {
      for (let k = weights; k < weights + inputs * neurons; k++) sum += valueAt(k) ** 2;
    }
    return Math.sqrt(sum);
  }
}

function average(values, of) {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += of(values[k], k);
  return sum / values.length;
}

/** A ratio as a person reads it: how many times as much. */
export function times(ratio) {
  const count = (number) => written(number.toLocaleString("en"));
  return ratio < MOST_TIMES ? count(Math.round(ratio)) : `> ${count(MOST_TIMES)}`;
}

function rootMeanSquare(neurons) {
  let sum = 0;
  for (const values of neurons) for (let k = 0; k < values.length; k++) sum += values[k] ** 2;
  return Math.sqrt(sum / (neurons.length * neurons[0].length));
}

function isMostly(values, test, share) {
  let count = 0;
  for (let k = 0; k < values.length; k++) if (test(values[k])) count += 1;
  return count >= share * values.length;
}
