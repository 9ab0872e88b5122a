// Two axes that show a layer of many neurons: two of its neurons, or its two principal axes. Pure arithmetic. A plane
// is { centre, axes }: a point a of the layer is drawn at ((a − centre) · u, (a − centre) · v).

const SWEEPS = 20; // of Jacobi's method: a matrix of 16 × 16 needs less than ten
const FOLLOW = 0.3; // of the way to the principal axes, a frame, where their directions are clear
const CLEAR = 0.25; // eigenvalues that differ by this share have clear directions

/** The plane of two neurons. With a layer of a single neuron the second axis is empty: all points lie on a line. */
export function neuronPlane(size, x, y) {
  const unit = (neuron) => Array.from({ length: size }, (_, i) => (i === neuron ? 1 : 0));
  return { centre: new Array(size).fill(0), axes: [unit(x), size > 1 ? unit(y) : [0]] };
}

/**
 * The plane of the two principal axes of the first n points of `activations`, an array for each neuron, with `shares`
 * of the variance along each. It moves on from the plane `before`, if there is one: an eigenvector has no sign, and
 * where two eigenvalues are nearly equal no direction either, so that the picture would flip and spin. With `exact` the
 * axes are the principal ones; otherwise they come nearer to them frame by frame.
 */
export function principalPlane(activations, n, before = null, exact = true) {
  const centre = activations.map((a) => mean(a, n));
  const spread = covariance(activations, centre, n);
  const { values, vectors } = eigen(spread);
  let axes = [vectors[0], vectors[1] ?? [0]];
  if (before) axes = nearest(before.axes, axes);
  if (before && !exact) axes = approach(before.axes, axes, values);
  const total = values.reduce((a, b) => a + b, 0);
  const along = (u) =>
    dot(
      u,
      spread.map((row) => dot(row, u)),
    );
  return { centre, axes, shares: axes.map((u) => (total > 0 ? along(u) / total : 0)) };
}

/** Write to `x` and `y` where the points of `activations` lie in a plane. */
export function project(activations, { centre, axes }, x, y) {
  [x, y].forEach((out, axis) => {
    out.fill(-dot(centre, axes[axis]));
    activations.forEach((a, i) => {
      const weight = axes[axis][i];
      if (weight !== 0) for (let k = 0; k < out.length; k++) out[k] += weight * a[k];
    });
  });
}

/** The line w · a + b = 0 in a plane, [p, q, r] with p x + q y + r = 0. In a layer of two neurons that is all of it. */
export function lineIn({ centre, axes: [u, v] }, weights, bias) {
  return [dot(weights, u), dot(weights, v), dot(weights, centre) + bias];
}

function mean(a, n) {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += a[k];
  return sum / n;
}

function covariance(activations, centre, n) {
  const matrix = activations.map(() => new Array(activations.length));
  activations.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const b = activations[j];
      let sum = 0;
      for (let k = 0; k < n; k++) sum += (a[k] - centre[i]) * (b[k] - centre[j]);
      matrix[i][j] = matrix[j][i] = sum / n;
    }
  });
  return matrix;
}

/** Eigenvalues, the largest first, and eigenvectors of a symmetric matrix, by Jacobi's rotations. */
export function eigen(symmetric) {
  const m = symmetric.map((row) => [...row]);
  const size = m.length;
  const vectors = m.map((_, i) => m.map((_, j) => (i === j ? 1 : 0))); // a row for each
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let rest = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rest += Math.abs(m[p][q]);
    if (!(rest > 1e-300)) break;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) if (m[p][q] !== 0) rotate(m, vectors, p, q);
  }
  const order = m.map((_, i) => i).sort((i, j) => m[j][j] - m[i][i]);
  return { values: order.map((i) => Math.max(m[i][i], 0)), vectors: order.map((i) => vectors[i]) };
}

/** Turn the axes p and q such that m[p][q] becomes 0. */
function rotate(m, vectors, p, q) {
  const theta = (m[q][q] - m[p][p]) / (2 * m[p][q]);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < m.length; k++) [m[k][p], m[k][q]] = [c * m[k][p] - s * m[k][q], s * m[k][p] + c * m[k][q]];
  for (const rows of [m, vectors]) {
    for (let k = 0; k < m.length; k++) {
      [rows[p][k], rows[q][k]] = [c * rows[p][k] - s * rows[q][k], s * rows[p][k] + c * rows[q][k]];
    }
  }
  m[p][q] = m[q][p] = 0;
}

/** The same two axes with such signs that they lie nearest to those before, as a pair: without a mirror between. */
function nearest(before, [u, v]) {
  const [[a, b], [c, d]] = before.map((axis) => [dot(axis, u), dot(axis, v)]);
  const mirror = a * d - b * c < 0 ? -1 : 1;
  const sign = a + mirror * d < 0 ? -1 : 1; // turned by more than 90 degrees: both the other way round is nearer
  return [scale(u, sign), scale(v, sign * mirror)];
}

/** Go part of the way from the axes before, the slower the less clear it is where to; they stay at right angles. */
function approach(before, axes, [first, second = 0, third = 0]) {
  const clear = (more, less) => (more > 0 ? Math.min(1, (more - less) / more / CLEAR) : 0);
  const own = clear(first, second);
  const shares = [own, Math.min(own, clear(second, third))];
  const [u, v] = axes.map((axis, i) => axis.map((to, k) => before[i][k] + (to - before[i][k]) * FOLLOW * shares[i]));
  const across = unit(u);
  const along = dot(across, v);
  return [across, unit(v.map((value, k) => value - along * across[k]))];
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function scale(a, factor) {
  return a.map((value) => factor * value);
}

function unit(a) {
  const length = Math.sqrt(dot(a, a));
  return length > 0 ? scale(a, 1 / length) : a;
}
