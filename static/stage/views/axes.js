// The axes of the boundary, and its zoom: a chart without lines over the canvases.

import { axis } from "../drawing/chart.js";
import { Plot } from "../drawing/plot.js";
import { SQUARE } from "../model/grid.js";

const APART = 60; // pixels from a tick to the next, about

export class Axes {
  /** `grid` has the range on show; zoomed() is called when the axes have given it another one. */
  constructor(grid, margin, zoomed) {
    Object.assign(this, { grid, margin, zoomed });
    this.plot = new Plot(() => this.moved());
    this.element = this.plot.element;
  }

  setPlotly(Plotly) {
    this.plot.setPlotly(Plotly);
  }

  recolour(colours) {
    this.colours = colours;
    this.draw();
  }

  /** Take the side of the square in pixels. */
  resize(side) {
    this.side = side;
    this.draw();
  }

  draw() {
    const { side, margin, colours, plot } = this;
    if (!side || !colours) return;
    const [width, height] = [side + margin.l + margin.r, side + margin.t + margin.b];
    const along = (name, zoom) => axis(zoom ?? SQUARE, { count: side / APART, name, isZoomed: Boolean(zoom) });
    const [x, y] = [along("x₁", plot.zoom.x), along("x₂", plot.zoom.y)];
    plot.draw({ width, height, margin, x, y, isFramed: true, lines: [], marks: [], colours });
  }

  /** Somebody zooms or moves the axes. */
  moved() {
    this.draw();
    const { x, y } = this.plot.now;
    this.grid.show({ x: [...x.range], y: [...y.range] });
    this.zoomed();
  }

  /** Show the whole square, of another run. */
  showAll() {
    this.plot.forget("x", "y");
    this.grid.show({ x: [...SQUARE], y: [...SQUARE] });
    this.draw();
  }

  /** The axes as a layer of a picture that is saved. */
  layer() {
    return this.plot.layer();
  }
}
