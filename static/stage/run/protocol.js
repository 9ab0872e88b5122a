// Reads the answers of the server. Their layout is written down in playground/protocol.py.

export const VERSION = 6;
export const MAX_PARAMETER = 1e6; // either way, for a weight or bias that is set by hand
export const METRICS = ["loss", "trainLoss", "testLoss", "trainScore", "testScore", "learningRate"];

/** Return the header of an answer, with what follows it cut into `points` and `first`, `rows`, `frames` and `passed`, or `frame`. */
export function unpack(bytes) {
  const buffer = bytes.slice().buffer; // a copy, so that the numbers are aligned
  const length = new DataView(buffer).getUint32(0, true);
  const header = camelCased(JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length))));
  const numbers = new Float32Array(buffer, 4 + length);
  return READERS[header.kind](header, numbers);
}

/** Python's names of the fields, as JavaScript writes them: run_id is runId. */
function camelCased(header) {
  const named = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(header).map(([name, value]) => [named(name), value]));
}

function opening(header, numbers) {
  const { n } = header;
  const points = { x1: numbers.subarray(0, n), x2: numbers.subarray(n, 2 * n), y: numbers.subarray(2 * n, 3 * n) };
  const metrics = row(numbers, 3 * n);
  const first = { epoch: 0, revision: 0, ...metrics, parameters: numbers.subarray(3 * n + METRICS.length) };
  return { ...header, points, first };
}

function chunk(header, numbers) {
  const { from, count, keys, width, revision } = header;
  const rows = Array.from({ length: count }, (_, i) => row(numbers, i * METRICS.length));
  const start = count * METRICS.length;
  const all = keys.map((epoch, i) => {
    const parameters = numbers.subarray(start + i * width, start + (i + 1) * width);
    return { epoch, revision, ...rows[epoch - from - 1], parameters };
  });
  const isPassed = new Set(header.passed);
  const [frames, passed] = [false, true].map((wanted) => all.filter(({ epoch }) => isPassed.has(epoch) === wanted));
  return { ...header, rows, frames, passed };
}

/** An epoch as it is, or, after a branch, as it is now. */
function sought(header, numbers) {
  const { epoch, revision, ready } = header;
  if (!ready) return header;
  return { ...header, frame: { epoch, revision, ...row(numbers, 0), parameters: numbers.subarray(METRICS.length) } };
}

/** One update: losses over its mini-batch, parameters before and after it, and its gradient; none where it diverges. */
function walk(header, numbers) {
  if (!header.ready || !header.finite) return header;
  const size = (numbers.length - 2) / 3;
  const [before, after, gradient] = [0, 1, 2].map((i) => numbers.slice(2 + i * size, 2 + (i + 1) * size));
  return { ...header, lossBefore: numbers[0], lossAfter: numbers[1], before, after, gradient };
}

function plain(header) {
  return header;
}

const READERS = { opening, chunk, seek: sought, walk, branch: sought, wait: plain, refused: plain };

function row(numbers, start) {
  return Object.fromEntries(METRICS.map((name, i) => [name, numbers[start + i]]));
}
