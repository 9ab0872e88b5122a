// What is drawn around and behind the hidden space, on the canvas of a square chart: a `chart` has its `side` in
// pixels, and the `range` of each axis.

import { axis } from "../drawing/chart.js";
import { ALL, paint } from "../drawing/paint.js";
import { rgba } from "../ui/colours.js";

const ROOM = 0.06; // of the range, left free on each side
const SHRINK = 0.03; // of the way that a range follows inwards, a frame; outwards it follows at once
const STOPS = 25; // of the gradient
const TICKS = 5;
export const MARGIN = { l: 50, r: 12, t: 10, b: 42 };

export function padded([from, to]) {
  const room = Math.max((to - from) * ROOM, 0.01);
  return [from - room, to + room];
}

/** The next range of an axis on its way from one to another. */
export function approach(before, wanted) {
  return wanted.map((end, i) => {
    const outwards = i === 0 ? end < before[i] : end > before[i];
    return outwards ? end : before[i] + (end - before[i]) * SHRINK;
  });
}

/** Where values lie along an axis, 0 across or 1 up, in pixels. */
export function toPixels({ side, range }, values, axis) {
  const [from, to] = range[axis];
  const scale = side / (to - from);
  return axis === 0 ? values.map((value) => (value - from) * scale) : values.map((value) => (to - value) * scale);
}

/** Draw the axes around it; one without a name has no ticks. */
export function drawAxes(context, { side, range }, names, colours) {
  const [x, y] = names.map((name, i) => axis(range[i], { count: name ? TICKS : 0, name }));
  const [width, height] = [side + MARGIN.l + MARGIN.r, side + MARGIN.t + MARGIN.b];
  paint(context, { width, height, margin: MARGIN, x, y, isFramed: true, lines: [], marks: [], colours }, ALL);
}

/** Fill the chart with the colours of the output where its z is p x + q y + r. */
export function drawOutput(context, { side, range }, [p, q, r], { limit, sure }, surface) {
  const [[left, right], [bottom, top]] = range;
  const [px, py] = [(p * (right - left)) / side, (q * (bottom - top)) / side]; // z grows by so much a pixel
  const [length, start] = [px * px + py * py, p * left + q * top + r];
  if (!(length > 0)) return;
  const end = (z) => [(px * (z - start)) / length, (py * (z - start)) / length];
  const gradient = context.createLinearGradient(...end(-limit), ...end(limit));
  for (let i = 0; i < STOPS; i++) {
    gradient.addColorStop(i / (STOPS - 1), shade(surface, sure(((2 * i) / (STOPS - 1) - 1) * limit)));
  }
  context.fillStyle = gradient;
  context.fillRect(0, 0, side, side);
}

/** Draw the line p x + q y + r = 0. */
export function drawBorder(context, chart, [p, q, r], colour) {
  const [[left, right], [bottom, top]] = chart.range;
  const isSteep = Math.abs(p) * (right - left) > Math.abs(q) * (top - bottom);
  const ends = isSteep
    ? [bottom, top].map((y) => [-(q * y + r) / p, y])
    : [left, right].map((x) => [x, -(p * x + r) / q]);
  const along = (axis) => ends.map((end) => end[axis]);
  const [[x0, x1], [y0, y1]] = [0, 1].map((axis) => toPixels(chart, along(axis), axis));
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  Object.assign(context, { strokeStyle: colour, lineWidth: 2 });
  context.stroke();
}

/** The colour of the surface where the output is so sure, from −1 to 1. */
function shade({ negative, middle, positive }, sure) {
  const end = sure < 0 ? negative : positive;
  return rgba(
    middle.map((from, c) => Math.round(from + (end[c] - from) * Math.abs(sure))),
    1,
  );
}
