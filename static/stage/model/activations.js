// The activations, by the names that nn_core has: all that the stage knows of one is in its row.

const SMALLEST = 2.2250738585072014e-308;
const LARGEST = 1 - 2 ** -53;

const sigmoid = (z) => Math.min(Math.max(1 / (1 + Math.exp(Math.min(-z, 709))), SMALLEST), LARGEST);

/**
 * f(z) is the output a; derivative(a, z) is f′(z), from a alone unless the row `needsZ`; `range` has the least and the
 * greatest output, or what it comes near to. One that `canDie` has the slope 0 wherever its output is 0; one that
 * `isLinear` bends nothing.
 */
export const ACTIVATIONS = {
  tanh: { f: Math.tanh, derivative: (a) => 1 - a * a, range: [-1, 1] },
  relu: { f: (z) => (z > 0 ? z : 0), derivative: (a) => (a > 0 ? 1 : 0), range: [0, Infinity], canDie: true },
  sigmoid: { f: sigmoid, derivative: (a) => a * (1 - a), range: [0, 1] },
  leaky_relu: {
    f: (z) => (z > 0 ? z : 0.01 * z),
    derivative: (a) => (a > 0 ? 1 : 0.01),
    range: [-Infinity, Infinity],
  },
  elu: { f: (z) => (z > 0 ? z : Math.expm1(z)), derivative: (a) => (a > 0 ? 1 : a + 1), range: [-1, Infinity] },
  silu: { f: (z) => z * sigmoid(z), derivative: slopeOfSilu, needsZ: true, range: [-0.2784645427610738, Infinity] },
  softplus: {
    f: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
    derivative: (a) => -Math.expm1(-a),
    range: [0, Infinity],
  },
  linear: { f: (z) => z, derivative: () => 1, range: [-Infinity, Infinity], isLinear: true },
};

/** The range of an activation that is bounded on both sides, else null; an input has no activation, and no bounds. */
export function boundsOf(name) {
  const { range } = ACTIVATIONS[name] ?? {};
  return range?.every(Number.isFinite) ? range : null;
}

function slopeOfSilu(_, z) {
  const s = 1 / (1 + Math.exp(-z));
  return s * (1 + z * (1 - s));
}
