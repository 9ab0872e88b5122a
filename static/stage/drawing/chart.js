// What a chart is made of, and where things lie on it. Pure arithmetic: paint.js draws it on a canvas, plotly_chart.js
// tells Plotly of it.
//
// A chart is { width, height, margin, x, y, isFramed, hasGrid, lines, marks, colours }. An axis, x or y, is { range,
// isLog, isZoomed, name, ticks }, with the range of a logarithmic one in powers of ten. A line is { x, y, colour, width,
// isDashed, number }; a mark is { x, sign }.

import { logTicks, ticks } from "./ticks.js";

const ALL = 1e-6; // of an axis: an end counts as on it, however it was rounded

/** An axis with about so many ticks, or none; there are more beyond its ends, for when it is moved. */
export function axis(range, { count, name = "", isLog = false, isZoomed = false }) {
  const [from, to] = range;
  const length = to - from;
  const all = count > 0 ? (isLog ? logTicks : ticks)(from, to, count, [from - length, to + length]) : [];
  return { range, isLog, isZoomed, name, ticks: all };
}

/** The size inside of the axes. */
export function inside({ width, height, margin }) {
  return { width: width - margin.l - margin.r, height: height - margin.t - margin.b };
}

/** How far along its axis a value lies, from 0 to 1 where it is on show. */
export function share({ range: [from, to], isLog }, value) {
  return ((isLog ? Math.log10(value) : value) - from) / (to - from);
}

/** How far to the right a value lies inside of the axes, in pixels. */
export function across(chart, value) {
  return share(chart.x, value) * inside(chart).width;
}

/** How far down a value lies inside of the axes, in pixels. */
export function down(chart, value) {
  return (1 - share(chart.y, value)) * inside(chart).height;
}

/** Which value of the x axis lies so many pixels to the right. */
export function valueAt(chart, pixels) {
  const [from, to] = chart.x.range;
  return from + (pixels / inside(chart).width) * (to - from);
}

/** The ticks that are on show, with their places in pixels: { x: [{ at, text }], y }. */
export function ticksOnShow(chart) {
  const isOnShow = (axis, value) => share(axis, value) >= -ALL && share(axis, value) <= 1 + ALL;
  const along = (axis, place) =>
    axis.ticks
      .filter(({ value }) => isOnShow(axis, value))
      .map(({ value, text }) => ({ at: place(chart, value), text }));
  return { x: along(chart.x, across), y: along(chart.y, down) };
}

/** The least and the greatest of what is finite. */
export function ends(values) {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? [least, most] : [0, 0];
}
