// The forward pass in the browser: the same arithmetic as nn_core, in Float64, from the parameters of one epoch.

const SMALLEST = 2.2250738585072014e-308;
const LARGEST = 1 - 2 ** -53;

const sigmoid = (z) => Math.min(Math.max(1 / (1 + Math.exp(Math.min(-z, 709))), SMALLEST), LARGEST);

/** f(z) for each activation that nn_core has, by the same names. */
export const ACTIVATIONS = {
  tanh: Math.tanh,
  relu: (z) => (z > 0 ? z : 0),
  sigmoid,
  leaky_relu: (z) => (z > 0 ? z : 0.01 * z),
  elu: (z) => (z > 0 ? z : Math.expm1(z)),
  silu: (z) => z * sigmoid(z),
  softplus: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  linear: (z) => z,
};

/** What of a point the network is given, by the names that nn_core has. */
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

/** Computes activations for n points at once, in arrays that are kept from one call to the next. */
export class Forward {
  constructor({ features, sizes, activations }, n) {
    this.n = n;
    this.layers = layout(sizes);
    this.logits = new Float64Array(n);
    this.features = features.map((name) => FEATURES[name]);
    this.inputs = features.map(() => new Float64Array(n));
    this.activations = this.layers.map(({ neurons }) => Array.from({ length: neurons }, () => new Float64Array(n)));
    this.functions = activations.map((name) => ACTIVATIONS[name]);
  }

  /** Set the points, by their coordinates. */
  place(x1, x2) {
    this.inputs.forEach((input, i) => {
      for (let k = 0; k < this.n; k++) input[k] = this.features[i](x1[k], x2[k]);
    });
  }

  /**
   * Return ŷ of all points. `activations[layer][neuron]` has what led there, and `logits` the output's pre-activation:
   * it does not saturate, so what lies between two points is read off it.
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

  /** The pre-activation z of a neuron at all points, after `run`; for an input, what it is. */
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

/** Return what a neuron of a run answers at a single place; by default the last one, whose answer is ŷ. */
export function predict(run, parameters, x1, x2, neuron = { layer: run.sizes.length - 1, neuron: 0 }) {
  const forward = new Forward(run, 1);
  forward.place([x1], [x2]);
  forward.run(parameters);
  return forward.outputs(neuron)[0];
}
