// What a brush and an eraser do to points, and the way back. Pure arithmetic: a point is [x, y, label], its place in
// hundredths from −REACH to REACH, its label 0 or 1. No function changes what it is given.

export const REACH = 600;
export const MOST = 5000; // points
const STEPS_BACK = 100;
const TRIES = 50; // at the corner a quarter of the disc is inside: that so many miss it does not happen

/** The points of one touch of the brush: `count` of them, evenly over the disc of radius `spread` around a place. */
export function dab(place, label, { spread, count }, random = Math.random) {
  if (!isInside(place)) return [];
  return Array.from({ length: spread > 0 ? count : 1 }, () => [...scattered(place, spread, random), label]);
}

/** The places on the way from one to another that lie `step` apart, without the first; the last is less than that away. */
export function along(from, to, step) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  const at = (way) => [from[0] + (dx * way) / length, from[1] + (dy * way) / length];
  return Array.from({ length: Math.floor(length / step) }, (_, i) => at((i + 1) * step));
}

/** The points that are further from a place than `radius`. */
export function without(points, [x, y], radius) {
  return points.filter((point) => Math.hypot(point[0] - x, point[1] - y) > radius);
}

/** How many there are of each class: [of class 0, of class 1]. */
export function counts(points) {
  const ones = points.reduce((sum, point) => sum + point[2], 0);
  return [points.length - ones, ones];
}

export function isInside([x, y]) {
  return Math.abs(x) <= REACH && Math.abs(y) <= REACH;
}

/** Points as one list of numbers, and back: that is how they travel. */
export const flat = (points) => points.flat();
export const points = (numbers) =>
  Array.from({ length: numbers.length / 3 }, (_, i) => numbers.slice(3 * i, 3 * i + 3));

/** The points as they are now, as they were before each of the last changes, and as they were before going back. */
export class History {
  constructor(now = []) {
    Object.assign(this, { now, past: [], future: [] });
  }

  /** Go on to other points. */
  change(points) {
    this.past = [...this.past, this.now].slice(-STEPS_BACK);
    this.future = [];
    this.now = points;
  }

  undo() {
    this.move(this.past, this.future);
  }

  redo() {
    this.move(this.future, this.past);
  }

  move(from, to) {
    if (!from.length) return;
    to.push(this.now);
    this.now = from.pop();
  }
}

function scattered([x, y], spread, random) {
  for (let i = 0; i < TRIES; i++) {
    const [angle, r] = [2 * Math.PI * random(), spread * Math.sqrt(random())]; // the root: evenly over the disc
    const place = [Math.round(x + r * Math.cos(angle)), Math.round(y + r * Math.sin(angle))];
    if (isInside(place)) return place;
  }
  return [Math.round(x), Math.round(y)];
}
