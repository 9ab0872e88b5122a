// The axes of the boundary, and its zoom: a transparent Plotly chart over the canvases.

import { SQUARE } from "../model/grid.js";
import { dragMode, el } from "../ui/dom.js";
import { separators } from "../ui/language.js";
import { DOUBLE_CLICK_MS } from "../ui/plotly.js";
import { chart } from "../ui/png.js";

const CONFIG = {
  displaylogo: false,
  displayModeBar: false,
  doubleClick: false,
  doubleClickDelay: DOUBLE_CLICK_MS,
  showTips: false,
};

export class Axes {
  /** `grid` has the range on show; zoomed() is called when the axes have given it another one. */
  constructor(grid, margin, zoomed) {
    Object.assign(this, { grid, margin, zoomed });
    this.element = el("div", { className: "stage-plot" });
  }

  setPlotly(Plotly) {
    this.Plotly = Plotly;
    this.draw();
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
    const { Plotly, element } = this;
    if (!Plotly || !this.side || !this.colours || !element.isConnected) return;
    const isNew = !element.classList.contains("js-plotly-plot");
    Plotly.react(element, [{ x: [null], y: [null], type: "scatter" }], this.layout(), CONFIG);
    if (!isNew) return;
    element.on("plotly_relayout", () => this.moved());
    element.on("plotly_relayouting", (change) => this.moved(change));
    element.on("plotly_doubleclick", () => this.zoomOut());
  }

  layout() {
    const { colours, side, margin, grid } = this;
    const axis = (title, range) => ({
      title: { text: title, standoff: 4 },
      range: [...range],
      zeroline: false,
      showgrid: false,
      ticks: "outside",
      ticklen: 4,
      color: colours.text,
      tickcolor: colours.text,
      linecolor: colours.text,
      showline: true,
      mirror: true,
    });
    return {
      separators: separators(),
      width: side + margin.l + margin.r,
      height: side + margin.t + margin.b,
      margin,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      hovermode: false,
      showlegend: false,
      font: { family: colours.font, size: 12, color: colours.text },
      dragmode: dragMode(),
      xaxis: axis("x₁", grid.range.x),
      yaxis: axis("x₂", grid.range.y),
    };
  }

  /** Somebody zooms or moves the axes; `change` has the ranges while they do. */
  moved(change = {}) {
    const { xaxis, yaxis } = this.element.layout;
    const read = (name, axis) => [0, 1].map((i) => change[`${name}.range[${i}]`] ?? axis.range[i]);
    this.grid.show({ x: read("xaxis", xaxis), y: read("yaxis", yaxis) });
    this.zoomed();
  }

  /** Show the whole square again. */
  zoomOut() {
    this.Plotly?.relayout(this.element, { "xaxis.range": [...SQUARE], "yaxis.range": [...SQUARE] });
  }

  /** The axes as a layer of a picture that is saved. */
  layer(width, height) {
    return chart(this.Plotly, this.element, width, height);
  }
}
