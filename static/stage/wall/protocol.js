// Reads the answers that the wall gets. Their layout is written down in rooms/protocol.py.

export const VERSION = 1;

const AS_THEY_ARE = new Set(["labels", "language", "keep", "summary"]); // what is in them has names of its own

/** Return the header of an answer, in which whatever comes as numbers has them. */
export function unpack(bytes) {
  const buffer = bytes.slice().buffer; // a copy, so that the numbers are aligned
  const length = new DataView(buffer).getUint32(0, true);
  const header = camelCased(JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length))));
  return header.kind === "wall" ? filled(header, new Float32Array(buffer, 4 + length)) : header;
}

/** Python's names of the fields, as JavaScript writes them: run_id is runId. */
function camelCased(value) {
  if (Array.isArray(value)) return value.map(camelCased);
  if (value === null || typeof value !== "object") return value;
  const named = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
  return Object.fromEntries(
    Object.entries(value).map(([name, of]) => [named(name), AS_THEY_ARE.has(name) ? of : camelCased(of)]),
  );
}

/** Give the numbers of a wall, in the order in which they travel, to what they belong to. */
function filled(header, numbers) {
  let at = 0;
  const take = (count) => numbers.slice(at, (at += count)); // not a view: it would keep the whole answer in memory
  const points = (n) => ({ x1: take(n), x2: take(n), y: take(n) });
  const data = header.data.map((it) => ({ ...it, points: points(it.n) }));
  const students = header.students.map((it) => ({ ...it, parameters: it.width ? take(it.width) : null }));
  return { ...header, data, students, watched: watched(header, take, points), experiment: experiment(header, take) };
}

function watched({ watched: it }, take, points) {
  if (!it) return null;
  const run = { ...it.run, points: it.points ? points(it.run.n) : null }; // where there are none they are known here
  const [epochs, train, test] = columns(take(3 * it.history), 3);
  return { student: it.student, run, losses: { epochs, train, test } };
}

function experiment({ experiment: it }, take) {
  if (!it) return null;
  const curves = it.curves.map((curve) => {
    const [x, y] = columns(take(2 * curve.epochs), 2);
    return { ...curve, losses: curve.epochs ? { x, y } : null }; // else nothing of it is new
  });
  return { ...it, curves };
}

/** Numbers that come row by row, as so many columns. */
function columns(numbers, count) {
  const rows = numbers.length / count;
  return Array.from({ length: count }, (_, c) => Array.from({ length: rows }, (_, row) => numbers[row * count + c]));
}
