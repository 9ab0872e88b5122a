// The facts of a training at an epoch: numbers that say how it goes, by the names that the explanations use (they are
// data, see playground/explanations.py), but for one that is only told. What cannot be told is left out: no comparison
// with it holds.

import { Backward } from "./backward.js";
import { written } from "./dom.js";
import { Forward, layout } from "./forward.js";

const RECENT = 20; // epochs
const WINDOW = 50;
const JUMP = 1.2; // a loss that grows by a fifth in one epoch has jumped
const SAMPLE = 250; // points are enough to see saturation, and for a gradient
const OFTEN = 0.95; // of the points: a neuron is saturated if it is so for them
const MOST_TIMES = 1e6; // that are counted: where nothing at all arrives they have no end
const FLAT = { tanh: (a) => Math.abs(a) > 0.99, sigmoid: (a) => a < 0.01 || a > 0.99 }; // where f′(z) is next to nothing

export class Facts {
  constructor(run) {
    this.run = run;
    this.layers = layout(run.sizes);
    const hidden = run.activations.slice(0, -1);
    this.flat = hidden.map((name) => FLAT[name]);
    this.isRelu = hidden.map((name) => name === "relu");
    this.isLinear = hidden.every((name) => name === "linear");
    // That a neuron is dead is said of all points.
    const n = this.isRelu.includes(true) ? run.n_train : Math.min(run.n_train, SAMPLE);
    this.forward = new Forward(run, n);
    this.forward.place(run.points.x1, run.points.x2);
    this.sample = new Forward(run, Math.min(run.n_train, SAMPLE));
    this.sample.place(run.points.x1, run.points.x2);
    this.backward = new Backward(run, this.sample);
  }

  /**
   * Return the facts of a frame, and `rings`, the neurons that there is something to say of: [{ layer, neuron, kind }].
   * `before` is a frame some epochs earlier, or undefined; `history` has the losses; `hasDiverged` is true at the end of such a run.
   */
  of(frame, before, history, hasDiverged) {
    this.forward.run(frame.parameters);
    const [dead, saturated] = [this.dead(), this.saturated()];
    const rings = [...dead.map((it) => ({ ...it, kind: "dead" })), ...saturated.map((it) => ({ ...it, kind: "saturated" }))];
    const facts = {
      epoch: frame.epoch, diverged: Number(hasDiverged), loss: frame.trainLoss, score: frame.trainScore,
      learning_rate: frame.learningRate, ...this.ofLosses(frame.epoch, history), ...this.ofNeurons(dead, saturated),
      symmetric: Number(this.isSymmetric(frame.parameters)), linear: Number(this.isLinear), missed_by_lines: this.run.missed_by_lines,
      ...this.ofGradients(frame.parameters), ...this.ofChanges(frame, before),
    };
    return { facts, rings };
  }

  // --- losses

  ofLosses(epoch, { trainLoss, testLoss }) {
    const facts = {};
    if (epoch >= RECENT) {
      const recent = Array.from({ length: RECENT + 1 }, (_, i) => trainLoss.at(epoch - RECENT + i));
      const steps = recent.slice(1).map((loss, i) => loss / recent[i]);
      facts.jumps = steps.filter((ratio) => ratio > JUMP).length;
      facts.steady = steps.filter((ratio) => ratio < 1).length / RECENT;
      facts.recent_fall = 1 - recent[RECENT] / recent[0];
    }
    if (epoch >= WINDOW) facts.fall = this.fallOver(epoch, trainLoss);
    return { ...facts, ...this.ofTest(epoch, trainLoss, testLoss) };
  }

  /** How much lower the loss is than half a window ago, each taken as a mean: a noisy loss has no clear value at once. */
  fallOver(epoch, losses) {
    const mean = (from) => Array.from({ length: WINDOW / 2 }, (_, i) => losses.at(from - i)).reduce((a, b) => a + b) / (WINDOW / 2);
    return 1 - mean(epoch) / mean(epoch - WINDOW / 2);
  }

  /** How far the test loss has come up from its lowest, and how far the training loss has gone down since. */
  ofTest(epoch, trainLoss, testLoss) {
    let best = 0;
    for (let e = 1; e <= epoch; e++) if (testLoss.at(e) < testLoss.at(best)) best = e;
    const [train, test] = [trainLoss, testLoss].map((losses) => losses.at(epoch) / losses.at(best));
    return { best_epoch: best, epochs_since_best: epoch - best, test_rise: test - 1, train_fall: 1 - train };
  }

  // --- neurons

  ofNeurons(dead, saturated) {
    const sizes = this.run.sizes.slice(1, -1);
    const hidden = sizes.reduce((a, b) => a + b, 0);
    const whole = sizes.findIndex((size, l) => dead.filter(({ layer }) => layer === l + 1).length === size);
    return {
      hidden, hidden_layers: sizes.length, dead: dead.length, dead_share: dead.length / hidden, dead_layer: whole + 1,
      saturated: saturated.length, saturated_share: saturated.length / hidden,
    };
  }

  /** ReLUs that answer 0 to every training point: no gradient passes them, so they learn no more. */
  dead() {
    return this.those((l) => this.isRelu[l] && ((a) => a === 0), 1);
  }

  saturated() {
    return this.those((l) => this.flat[l], OFTEN);
  }

  /** The hidden neurons for which a test of their layer holds at a share of the points, or more. */
  those(testOf, share) {
    return this.forward.activations.slice(0, -1).flatMap((layer, l) => {
      const test = testOf(l);
      if (!test) return [];
      return layer.flatMap((a, neuron) => (isMostly(a, test, share) ? [{ layer: l + 1, neuron }] : []));
    });
  }

  /** True where all neurons of each hidden layer have the same weights and bias: they will learn the same for ever. */
  isSymmetric(parameters) {
    const wide = this.layers.slice(0, -1).filter(({ neurons }) => neurons > 1);
    return wide.length > 0 && wide.every(({ inputs, neurons, weights, biases }) => {
      const row = (j) => [...parameters.subarray(weights + j * inputs, weights + (j + 1) * inputs), parameters[biases + j]].join();
      return Array.from({ length: neurons }, (_, j) => row(j)).every((text, _, all) => text === all[0]);
    });
  }

  // --- weights

  /** What of the error reaches the first layer: its dz, point by point, against the output's. */
  ofGradients(parameters) {
    this.sample.run(parameters);
    this.backward.run(parameters, this.run.points.y);
    const [first, last] = [this.backward.dz[0], this.backward.dz.at(-1)].map(rootMeanSquare);
    return { first_to_last: first / last, last_to_first: times(last / first) };
  }

  /** How far the weights have moved, an epoch, against their size, in the layer that moved most. */
  ofChanges(frame, before) {
    if (!before) return {};
    const epochs = frame.epoch - before.epoch;
    const moves = this.layers.map((layer) => size(layer, (k) => (frame.parameters[k] - before.parameters[k]) / epochs));
    return { movement: Math.max(...moves) / Math.max(...this.layers.map((layer) => size(layer, (k) => frame.parameters[k]))) };
  }
}

/** How many times as much it is, as a person reads it. */
export function times(ratio) {
  const count = (number) => written(number.toLocaleString("en"));
  return ratio < MOST_TIMES ? count(Math.round(ratio)) : `> ${count(MOST_TIMES)}`;
}

/** The root mean square of a number for each weight of a layer. */
function size({ inputs, neurons, weights }, of) {
  let sum = 0;
  for (let k = weights; k < weights + inputs * neurons; k++) sum += of(k) ** 2;
  return Math.sqrt(sum / (inputs * neurons));
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
