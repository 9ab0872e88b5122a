// The phases of a walk: what runs through the diagram in each, see `Flow.draw`, and what is said of it.

import { listed, number, say } from "../ui/language.js";

const LARGEST = 3; // changes are spelt out
const FEW = 6; // numbers are read out of a layer

/**
 * By kind: `flow(update, layer, pulse)`, with a WalkedUpdate, and `pulse` from 0 to 1 for how far along the lines something
 * runs, null for nothing; `label(update, layer)`, the name of its sentence; and `values(update, layer, labels)` in that,
 * besides those that all have.
 */
const PHASES = {
  example: {
    flow: (update) => ({ values: (layer, neuron) => (layer === 0 ? update.a(layer, neuron) : null), pulse: null }),
    label: ({ run }) => `walk_example_${run.task}`,
  },

  forward: {
    flow: (update, at, pulse) => ({
      values: (layer, neuron) => (layer < at || (layer === at && hasArrived(pulse)) ? update.a(layer, neuron) : null),
      highlighted: at,
      pulse,
      weigh: (l, neuron, input) => update.answer.before[update.placeOf(l, neuron, input)] * update.a(l, input),
    }),
    label: () => "walk_forward",
    values: (update, layer, labels) => aboutLayer(update, layer, labels, (neuron) => update.a(layer, neuron)),
  },

  loss: {
    flow: (update) => ({ values: (layer, neuron) => update.a(layer, neuron), pulse: null }),
    label: () => "walk_loss",
  },

  backward: {
    flow: (update, at, pulse) => {
      const isOutput = at === update.depth;
      return {
        values: (layer, neuron) =>
          layer > at || (layer === at && (hasArrived(pulse) || isOutput)) ? update.dz(layer, neuron) : null,
        // The error reaches the output from the loss, and every other layer along the lines to the one after it.
        highlighted: at + 1,
        pulse: isOutput ? null : pulse,
        back: true,
        weigh: (l, neuron, input) => update.answer.gradient[update.placeOf(l, neuron, input)],
      };
    },
    label: (update, layer) => `walk_backward_${layer === update.depth ? "output" : "hidden"}`,
    values: (update, layer, labels) => aboutLayer(update, layer, labels, (neuron) => update.dz(layer, neuron)),
  },

  update: {
    flow: (update) => ({
      values: () => null,
      highlighted: null,
      pulse: null,
      weigh: (l, neuron, input) => update.change(update.placeOf(l, neuron, input)),
    }),
    label: ({ isPlain }) => `walk_update_${isPlain ? "plain" : "rule"}`,
    values: (update, _layer, labels) => ({ changes: largestChanges(update, labels) }),
  },
};

/** The phases of an update, for a network of so many layers with weights. */
export function phasesOf(layers) {
  const all = Array.from({ length: layers }, (_, i) => i + 1);
  return [
    { kind: "example" },
    ...all.map((layer) => ({ kind: "forward", layer })),
    { kind: "loss" },
    ...[...all].reverse().map((layer) => ({ kind: "backward", layer })),
    { kind: "update" },
  ];
}

/** What runs through the diagram. */
export function flowOf({ kind, layer }, update, pulse) {
  return PHASES[kind].flow(update, layer, pulse);
}

/** What is said. */
export function sentenceOf({ kind, layer }, update, labels) {
  const { label, values } = PHASES[kind];
  const { x1, x2, y } = update.point;
  const { rate, lossBefore, lossAfter } = update.answer;
  return say(labels[label(update, layer)], {
    x1: number(x1),
    x2: number(x2),
    y: number(y),
    label: y,
    yHat: number(update.a(update.depth, 0)),
    rate: number(rate),
    before: number(lossBefore),
    after: number(lossAfter),
    ...values?.(update, layer, labels),
  });
}

function hasArrived(pulse) {
  return pulse === null || pulse === 1;
}

function aboutLayer({ run, depth }, layer, labels, numberOf) {
  const size = run.sizes[layer];
  const few = Array.from({ length: Math.min(size, FEW) }, (_, neuron) => number(numberOf(neuron)));
  return {
    layer: layer === depth ? labels.layer_output : say(labels.layer_hidden, { number: layer }),
    list: listed(size > FEW ? [...few, "…"] : few),
    f: labels.activations[run.activations[layer - 1]],
  };
}

/** The weights that change most, with how. */
function largestChanges(update, labels) {
  const { before, after, gradient, rate } = update.answer;
  const weights = update.forward.layers.flatMap(({ inputs, neurons, weights: start }, l) =>
    Array.from({ length: inputs * neurons }, (_, k) => ({
      place: start + k,
      layer: l + 1,
      neuron: Math.floor(k / inputs) + 1,
      input: (k % inputs) + 1,
    })),
  );
  const size = ({ place }) => Math.abs(update.change(place));
  const largest = weights.sort((one, other) => size(other) - size(one)).slice(0, LARGEST);
  const label = update.isPlain ? labels.walk_change_plain : labels.walk_change_rule;
  return largest
    .map(({ place, ...where }) => {
      const [w, dW, next] = [before, gradient, after].map((numbers) => number(numbers[place]));
      return say(label, { ...where, w, dW, next, rate: number(rate) });
    })
    .join("; ");
}
