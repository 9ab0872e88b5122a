// The backward pass in the browser: the same arithmetic as nn_core, in Float64, on what a forward pass has computed.

import { ACTIVATIONS } from "./activations.js";
import { miss } from "./measure.js";

/** ∂L/∂z of the output, from ŷ and y: for classes da · f′ = (ŷ − y) / (ŷ (1 − ŷ)) · ŷ (1 − ŷ). */
const OUTPUT_DZ = { classification: (yHat, y) => yHat - y, regression: (yHat, y) => 2 * miss(yHat, y) };

export class Backward {
  /** `forward` is a `Forward` of the same run, whose points are those of the gradients. */
  constructor({ task, activations }, forward) {
    this.forward = forward;
    this.outputDz = OUTPUT_DZ[task];
    this.activations = activations.map((name) => ACTIVATIONS[name]);
    this.dz = forward.layers.map(({ neurons }) => Array.from({ length: neurons }, () => new Float64Array(forward.n)));
    const last = forward.layers.at(-1);
    this.gradient = new Float64Array(last.biases + last.neurons);
  }

  /**
   * Return the mean gradient over the points, laid out as the parameters, after `forward.run(parameters)`; `targets`
   * are the points' labels. `dz[layer][neuron]` has ∂L/∂z of each point by itself, layer 0 is the first with weights.
   */
  run(parameters, targets) {
    const { forward, dz } = this;
    const last = forward.layers.length - 1;
    const yHat = forward.activations[last][0];
    for (let k = 0; k < forward.n; k++) dz[last][0][k] = this.outputDz(yHat[k], targets[k]);
    for (let l = last; l >= 0; l--) {
      this.collect(l);
      if (l > 0) this.pass(l, parameters);
    }
    return this.gradient;
  }

  /** dW = dz · aᵀ and db = dz, as means. */
  collect(l) {
    const {
      forward: { layers, n },
      gradient,
    } = this;
    const { inputs, weights, biases } = layers[l];
    this.dz[l].forEach((dz, neuron) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += dz[k];
      gradient[biases + neuron] = sum / n;
      for (let i = 0; i < inputs; i++) {
        const a = this.forward.outputs({ layer: l, neuron: i });
        let product = 0;
        for (let k = 0; k < n; k++) product += dz[k] * a[k];
        gradient[weights + neuron * inputs + i] = product / n;
      }
    });
  }

  /** da of the layer before = Wᵀ · dz, and its dz = da ⊙ f′(z). */
  pass(l, parameters) {
    const { forward } = this;
    const { inputs, weights } = forward.layers[l];
    const { derivative, needsZ } = this.activations[l - 1];
    this.dz[l - 1].forEach((before, i) => {
      before.fill(0);
      this.dz[l].forEach((dz, neuron) => {
        const weight = parameters[weights + neuron * inputs + i];
        for (let k = 0; k < before.length; k++) before[k] += weight * dz[k];
      });
      const a = forward.activations[l - 1][i];
      const z = needsZ ? forward.preactivations(parameters, { layer: l, neuron: i }) : a;
      for (let k = 0; k < before.length; k++) before[k] *= derivative(a[k], z[k]);
    });
  }
}
