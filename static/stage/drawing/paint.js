// Draws a chart on a canvas, or parts of it: some are Plotly's once it has started.

import { across, down, inside, share, ticksOnShow } from "./chart.js";

export const FONT = 12; // pixels
export const TICK = 4; // how long one is
export const DOT = 3; // the radius of a line of one point
export const DASH = 9; // pixels of a dashed line, and as many between two of them
const LABEL = { below: 19.4, beside: 7.4, down: 4.2 }; // from an axis, or a tick, to where Plotly writes its label
const NAME_FONT = 13;
const NAME = { left: 11, below: 6 }; // from the edge of the chart to the name of an axis
const GRID = { dark: "rgba(255,255,255,0.12)", light: "rgba(0,0,0,0.10)" };

/** The colour of the grid in a theme. */
export function gridColour({ name }) {
  return GRID[name];
}

// The parts from back to front: what Plotly draws once it has started, and what stays ours.
const SHARED = [grid, lines, frame, ticks];
export const OWN = [marks, numbers, names];
export const ALL = [marks, ...SHARED, numbers, names];

/** Draw some parts of a chart, from the upper left corner of the canvas. */
export function paint(context, chart, parts) {
  const { margin, colours } = chart;
  context.save();
  context.translate(margin.l, margin.t);
  for (const part of parts) {
    context.save();
    Object.assign(context, { font: `${FONT}px ${colours.font}`, fillStyle: colours.text, strokeStyle: colours.text });
    part(context, chart, inside(chart));
    context.restore();
  }
  context.restore();
}

// --- the parts

function grid(context, chart, { width, height }) {
  if (!chart.hasGrid) return;
  const { x, y } = ticksOnShow(chart);
  const isWithin = (at, length) => at > 1 && at < length - 1; // not on the frame
  context.fillStyle = gridColour(chart.colours);
  for (const { at } of x) if (isWithin(at, width)) upright(context, at, 0, height);
  for (const { at } of y) if (isWithin(at, height)) level(context, at, 0, width);
}

/** A line along each axis, outside of it, or one on each side. */
function frame(context, { isFramed }, { width, height }) {
  const on = isFramed ? 1 : 0;
  upright(context, -0.5, -on, height + 2 * on);
  level(context, height + 0.5, -1, width + 1 + on);
  if (!isFramed) return;
  upright(context, width + 0.5, -1, height + 2);
  level(context, -0.5, -1, width + 2);
}

function ticks(context, chart, { width, height }) {
  const { x, y } = ticksOnShow(chart);
  const isWhole = (text, at) => at + context.measureText(text).width / 2 < width + chart.margin.r;
  context.textAlign = "center";
  for (const { at, text } of x) {
    upright(context, at, height + 1, TICK);
    if (isWhole(text, at)) context.fillText(text, at, height + LABEL.below);
  }
  context.textAlign = "right";
  for (const { at, text } of y) {
    level(context, at, -1 - TICK, TICK);
    context.fillText(text, -LABEL.beside, at + LABEL.down);
  }
}

function names(context, { x, y, margin, colours }, { width, height }) {
  Object.assign(context, { font: `${NAME_FONT}px ${colours.font}`, textAlign: "center" });
  context.fillText(x.name, width / 2, height + margin.b - NAME.below);
  context.rotate(-Math.PI / 2);
  context.fillText(y.name, -height / 2, NAME.left - margin.l);
}

function lines(context, chart, size) {
  clip(context, size);
  for (const { x, y, colour, width, isDashed } of chart.lines) {
    Object.assign(context, { strokeStyle: colour, fillStyle: colour, lineWidth: width, miterLimit: 2 });
    context.setLineDash(isDashed ? [DASH, DASH] : []);
    const places = x.map((value, i) => [across(chart, value), down(chart, y[i])]);
    context.beginPath();
    for (const place of places) context.lineTo(...place);
    context.stroke();
    if (places.length === 1) dot(context, ...places[0]); // a line of one point cannot be seen
  }
}

function dot(context, x, y) {
  context.beginPath();
  context.arc(x, y, DOT, 0, 2 * Math.PI);
  context.fill();
}

/** The line of another run has its number at its end. */
function numbers(context, chart, size) {
  clip(context, size);
  context.textAlign = "right";
  for (const { x, y, colour, number } of chart.lines) {
    if (!number) continue;
    context.fillStyle = colour;
    context.fillText(number, across(chart, x.at(-1)) - 2, down(chart, y.at(-1)) - 6);
  }
}

/** A dotted line across the chart, with a sign at its top. */
function marks(context, chart, { width, height }) {
  context.textAlign = "center";
  for (const { x, sign } of chart.marks) {
    const [at, where] = [across(chart, x), share(chart.x, x)];
    if (where < 0 || at > width) continue;
    Object.assign(context, { strokeStyle: chart.colours.ghost, lineWidth: 1 });
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(Math.round(at) + 0.5, FONT + 4);
    context.lineTo(Math.round(at) + 0.5, height);
    context.stroke();
    context.fillText(sign, at, FONT);
  }
}

// --- what they are drawn with

function clip(context, { width, height }) {
  context.beginPath();
  context.rect(0, 0, width, height);
  context.clip();
}

// Lines of one pixel, on the pixels of the screen: between them they would be blurred.

function upright(context, x, from, length) {
  const { edge, thickness } = crisp(context, x);
  context.fillRect(edge, from, thickness, length);
}

function level(context, y, from, length) {
  const { edge, thickness } = crisp(context, y);
  context.fillRect(from, edge, length, thickness);
}

function crisp(context, at) {
  const ratio = context.getTransform().a;
  return { edge: Math.round((at - 0.5) * ratio) / ratio, thickness: Math.max(1, Math.floor(ratio)) / ratio };
}
