// The canvases of the boundary, over each other: the surface in colours, the lines where it changes sign, the points.

import { el, fit } from "../ui/dom.js";
import { canvas } from "../ui/png.js";
import { drawPoints, radiusOf } from "./points.js";
import { Surface, traceZero } from "./surface.js";

const RING = 3.5; // pixels between a point and the ring around it
const FADED = 0.25; // points beside those that are highlighted

export class Canvases {
  /** `grid` has the range on show; `margin` is left around the square. */
  constructor(grid, margin) {
    Object.assign(this, { grid, margin });
    this.side = 0;
    this.surface = new Surface();
    this.lines = el("canvas", { className: "stage-layer" });
    this.points = el("canvas", { className: "stage-layer" });
    this.elements = [this.surface.canvas, this.lines, this.points];
  }

  recolour({ boundary }) {
    this.colour = boundary;
  }

  /** Take the side of the square in pixels. */
  resize(side) {
    this.side = side;
    this.size = { width: side, height: side };
    for (const { style } of this.elements)
      Object.assign(style, { left: `${this.margin.l}px`, top: `${this.margin.t}px` });
    Object.assign(this.surface.canvas.style, { width: `${side}px`, height: `${side}px` });
  }

  toPixel(x1, x2) {
    const { x, y } = this.grid.range;
    return [((x1 - x[0]) / (x[1] - x[0])) * this.side, ((y[1] - x2) / (y[1] - y[0])) * this.side];
  }

  /** Which point of the plane lies at a position in the square. */
  toPlane(position) {
    const { x, y } = this.grid.range;
    return [x[0] + (position.x / this.side) * (x[1] - x[0]), y[1] - (position.y / this.side) * (y[1] - y[0])];
  }

  drawSurface(values, limit, shades) {
    this.surface.draw(values, limit, shades);
  }

  clearLines() {
    fit(this.lines, this.side, this.side).clearRect(0, 0, this.side, this.side);
  }

  /** Draw the line where z = 0: that of an output is where ŷ = 0.5. */
  drawLine(z, dash = []) {
    const context = this.lines.getContext("2d");
    context.beginPath();
    traceZero(context, z, this.size);
    Object.assign(context, { strokeStyle: this.colour, lineWidth: 1.8 });
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
  }

  /** Ring the points of a run with these numbers. */
  drawRings({ n, points }, numbers) {
    const context = this.lines.getContext("2d");
    const radius = radiusOf(n) + RING;
    context.beginPath();
    for (const i of numbers) {
      const [x, y] = this.toPixel(points.x1[i], points.x2[i]);
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
    Object.assign(context, { strokeStyle: this.colour, lineWidth: 2.2 });
    context.stroke();
  }

  /**
   * Draw the points of a run, and return how many lie outside of the range on show. `highlighted` are the numbers of
   * those that stand out, { all, chosen }, or null.
   */
  drawPoints(run, style, withTest, highlighted) {
    const context = fit(this.points, this.side, this.side);
    context.clearRect(0, 0, this.side, this.side);
    const outside = drawPoints(context, run, style, {
      size: this.size,
      toPixel: (x1, x2) => this.toPixel(x1, x2),
      radius: radiusOf(run.n),
      withTest,
      alphaOf: (i) => (highlighted && !highlighted.all.has(i) ? FADED : 1),
    });
    if (highlighted) this.drawHighlights(context, run, highlighted);
    return outside;
  }

  drawHighlights(context, { n, points }, { all, chosen }) {
    Object.assign(context, { globalAlpha: 1, strokeStyle: this.colour });
    for (const i of all) {
      const [x, y] = this.toPixel(points.x1[i], points.x2[i]);
      context.lineWidth = i === chosen ? 3 : 1.5;
      context.beginPath();
      context.arc(x, y, radiusOf(n) + (i === chosen ? 8 : 4), 0, 2 * Math.PI);
      context.stroke();
    }
  }

  /** The canvases as layers of a picture that is saved. */
  layers() {
    const { side, margin } = this;
    return this.elements.map((element) => canvas(element, margin.l, margin.t, side, side));
  }
}
