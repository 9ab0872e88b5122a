// The forward pass in the browser: the same arithmetic as nn_core, in Float64, with the parameters of one epoch.

import { ACTIVATIONS } from "./activations.js";

/** The inputs that can be computed from a point, by the names that nn_core has. */
export const FEATURES = {
  x1: (x1) => x1,
  x2: (_, x2) => x2,
  x1sq: (x1) => x1 * x1,
  x2sq: (_, x2) => x2 * x2,
  x1x2: (x1, x2) => x1 * x2,
  sinx1: (x1) => Math.sin(x1),
  sinx2: (_, x2) => Math.sin(x2),
};

/** Where the weights and biases of each layer lie in the flat parameters: [{inputs, neurons, weights, biases}]. */
export function layout(sizes) {
  let at = 0;
  return sizes.slice(1).map((neurons, i) => {
    const inputs = sizes[i];
    const layer = { inputs, neurons, weights: at, biases: at + inputs * neurons };
    at = layer.biases + neurons;
    return layer;
  });
}

/** The place of a weight among the parameters: of a neuron in a layer of `layout`, for one of the neurons before it. */
export function placeOf({ weights, inputs }, neuron, input) {
  return weights + neuron * inputs + input;
}

/** Computes activations for n points at once, in arrays that are kept from one call to the next. */
export class Forward {
  constructor({ features, sizes, activations }, n) {
    this.n = n;
    this.layers = layout(sizes);
    this.logits = new Float64Array(n);
    this.features = features.map((name) => FEATURES[name]);
    this.inputs = features.map(() => new Float64Array(n));
    this.activations = this.layers.map(({ neurons }) => Array.from({ length: neurons }, () => new Float64Array(n)));
    this.functions = activations.map((name) => ACTIVATIONS[name].f);
  }

  /** Set the points, by their coordinates. */
  place(x1, x2) {
    this.inputs.forEach((input, i) => {
      for (let k = 0; k < this.n; k++) input[k] = this.features[i](x1[k], x2[k]);
    });
  }

  /**
   * Return ŷ of all points. `activations[layer][neuron]` has every neuron's output, and `logits` the pre-activation of
   * ŷ: it does not saturate, so values between two points are interpolated from it.
   */
  run(parameters) {
    let given = this.inputs;
    this.layers.forEach((layer, l) => {
      const f = this.functions[l];
      this.activations[l].forEach((out, neuron) => {
        out.fill(parameters[layer.biases + neuron]);
        for (let i = 0; i < layer.inputs; i++) {
          const weight = parameters[layer.weights + neuron * layer.inputs + i];
          const a = given[i];
          for (let k = 0; k < out.length; k++) out[k] += weight * a[k];
        }
        if (l === this.layers.length - 1) this.logits.set(out);
        for (let k = 0; k < out.length; k++) out[k] = f(out[k]);
      });
      given = this.activations[l];
    });
    return given[0];
  }

  /** The output of a neuron at all points, after `run`; layer 0 are the inputs. */
  outputs({ layer, neuron }) {
    return layer === 0 ? this.inputs[neuron] : this.activations[layer - 1][neuron];
  }

  /** The pre-activation z of a neuron at all points, after `run`; for an input, its value. */
  preactivations(parameters, { layer, neuron }) {
    if (layer === 0) return this.inputs[neuron];
    const { inputs, weights, biases } = this.layers[layer - 1];
    const z = new Float64Array(this.n).fill(parameters[biases + neuron]);
    for (let i = 0; i < inputs; i++) {
      const weight = parameters[weights + neuron * inputs + i];
      const a = this.outputs({ layer: layer - 1, neuron: i });
      for (let k = 0; k < this.n; k++) z[k] += weight * a[k];
    }
    return z;
  }
}

/** Return the output of a neuron of a run at a single point; by default of the last one, which is ŷ. */
export function predict(run, parameters, x1, x2, neuron = { layer: run.sizes.length - 1, neuron: 0 }) {
  const forward = new Forward(run, 1);
  forward.place([x1], [x2]);
  forward.run(parameters);
  return forward.outputs(neuron)[0];
}
