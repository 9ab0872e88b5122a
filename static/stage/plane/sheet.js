// The sheet that is drawn on: a square with its axes, the points, and what the tool reaches, on a canvas each.

import { el, fit } from "../ui/dom.js";
import { drawSymbol, pointStyle, radiusOf } from "../views/points.js";
import { ERASE } from "./editor.js";
import { isInside, REACH } from "./strokes.js";

const LARGEST = 560; // pixels a side
const SMALLEST = 120;
const MARGIN = { left: 30, right: 10, top: 8, bottom: 24 };
const TICK = 200;

export class Sheet {
  /** `attributes` are those of its surface, which has the focus. */
  constructor(attributes) {
    this.axes = el("canvas", { className: "plane-layer", "aria-hidden": "true" });
    this.paper = el("canvas", { className: "plane-layer" });
    this.over = el("canvas", { className: "plane-layer" });
    this.surface = el("div", { className: "plane-surface", tabIndex: 0, ...attributes }, this.paper, this.over);
    this.element = el("div", { className: "plane-square" }, this.axes, this.surface);
    this.side = null; // until it is known how much room there is
    this.drawn = null; // what is on the paper: { points, radius }
  }

  /** Fit into a width; return true where that makes it another size. */
  resize(width) {
    const { left, right, top, bottom } = MARGIN;
    const side = Math.min(LARGEST, Math.max(SMALLEST, Math.floor(width - left - right)));
    if (side === this.side) return false;
    this.side = side;
    Object.assign(this.element.style, { width: `${side + left + right}px`, height: `${side + top + bottom}px` });
    Object.assign(this.surface.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${side}px`,
      height: `${side}px`,
    });
    this.drawAxes();
    this.drawn = null;
    return true;
  }

  recolour(colours) {
    this.colours = colours;
    this.pointStyle = pointStyle("classification", colours);
    this.drawAxes();
    this.drawn = null;
  }

  /** The place of a pointer, in hundredths. */
  placeOf({ clientX, clientY }) {
    const { left, top } = this.surface.getBoundingClientRect();
    return [((clientX - left) / this.side) * 2 * REACH - REACH, REACH - ((clientY - top) / this.side) * 2 * REACH];
  }

  toPixel([x, y]) {
    return [((x + REACH) / (2 * REACH)) * this.side, ((REACH - y) / (2 * REACH)) * this.side];
  }

  /** The grid with its numbers. */
  drawAxes() {
    if (!this.side || !this.colours) return;
    const { side, colours } = this;
    const context = fit(this.axes, side + MARGIN.left + MARGIN.right, side + MARGIN.top + MARGIN.bottom);
    context.clearRect(0, 0, this.axes.width, this.axes.height);
    context.translate(MARGIN.left, MARGIN.top);
    const { text } = colours;
    Object.assign(context, { font: `12px ${colours.font}`, fillStyle: text, strokeStyle: text, lineWidth: 1 });
    const write = (textAlign, textBaseline, ...where) => {
      Object.assign(context, { textAlign, textBaseline });
      context.fillText(...where);
    };
    for (let value = -REACH; value <= REACH; value += TICK) {
      const [x, y] = this.toPixel([value, value]);
      const number = String(value / 100).replace("-", "−");
      context.globalAlpha = value === 0 ? 0.45 : 0.15;
      context.beginPath();
      this.addCross(context, x, y);
      context.stroke();
      context.globalAlpha = 1;
      write("center", "top", number, x, side + 6);
      write("right", "middle", number, -7, y);
    }
    write("center", "top", "x₁", (side * 11) / 12, side + 6);
    write("right", "middle", "x₂", -7, side / 12);
  }

  /** Draw the points as the stage does: class 1 a disc, class 0 a diamond. Where some were added, only those are drawn. */
  drawPoints(points) {
    const { side, pointStyle } = this;
    const radius = radiusOf(points.length);
    const before = this.drawn?.radius === radius ? this.drawn.points : [];
    const isMore =
      before.length > 0 && before.length <= points.length && before.every((point, i) => point === points[i]);
    const context = fit(this.paper, side, side);
    if (!isMore) context.clearRect(0, 0, side, side);
    for (const point of isMore ? points.slice(before.length) : points) {
      const [x, y] = this.toPixel(point);
      const label = point[2];
      const shape = { radius, diamond: label === 0, filled: true };
      drawSymbol(context, x, y, shape, pointStyle.colour(label), pointStyle.edges);
    }
    this.drawn = { points, radius };
  }

  /** Draw what a tool reaches around a place, which may be null, with a crosshair or without. */
  drawOver(place, { tool, reach }, withCross) {
    const { side, colours } = this;
    const context = fit(this.over, side, side);
    context.clearRect(0, 0, side, side);
    if (!place || !isInside(place)) return;
    const [x, y] = this.toPixel(place);
    const radius = (reach / (2 * REACH)) * side;
    Object.assign(context, { strokeStyle: tool === ERASE ? colours.text : colours.point[tool], lineWidth: 1.5 });
    context.beginPath();
    context.arc(x, y, Math.max(radius, 5), 0, 2 * Math.PI);
    if (withCross) this.addCross(context, x, y);
    context.stroke();
  }

  addCross(context, x, y) {
    context.moveTo(x, 0);
    context.lineTo(x, this.side);
    context.moveTo(0, y);
    context.lineTo(this.side, y);
  }
}
