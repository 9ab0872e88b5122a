// The forward pass in the browser: the same arithmetic as nn_core, in Float64, from the parameters of one epoch.

const SMALLEST = 2.2250738585072014e-308;
const LARGEST = 1 - 2 ** -53;

/** f(z) for each activation that nn_core has, by the same names. */
export const ACTIVATIONS = {
  tanh: Math.tanh,
  relu: (z) => (z > 0 ? z : 0),
  sigmoid: (z) => Math.min(Math.max(1 / (1 + Math.exp(Math.min(-z, 709))), SMALLEST), LARGEST),
  linear: (z) => z,
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
  constructor(sizes, activation, n) {
    this.n = n;
    this.layers = layout(sizes);
    this.logits = new Float64Array(n);
    this.inputs = Array.from({ length: sizes[0] }, () => new Float64Array(n));
    this.activations = this.layers.map(({ neurons }) => Array.from({ length: neurons }, () => new Float64Array(n)));
    this.functions = this.layers.map((_, i) => ACTIVATIONS[i < this.layers.length - 1 ? activation : "sigmoid"]);
  }

  /**
   * Return ŷ of all points, whose coordinates are in `inputs`. `activations[layer][neuron]` has what led there, and
   * `logits` the output's pre-activation: it does not saturate, so what lies between two points is read off it.
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
}

/** Return ŷ at a single place. */
export function predict(sizes, activation, parameters, x1, x2) {
  const forward = new Forward(sizes, activation, 1);
  forward.inputs[0][0] = x1;
  forward.inputs[1][0] = x2;
  return forward.run(parameters)[0];
}
