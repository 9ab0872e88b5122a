// A chart on the page: on a canvas at first, and once Plotly has started under its axes and lines, which can be zoomed
// and moved. Whoever looks sees no difference.

import { el, fit } from "../ui/dom.js";
import { ALL, OWN, paint } from "./paint.js";
import { CONFIG, layout, traces } from "./plotly_chart.js";

export class Plot {
  /** `moved()` is called whenever somebody has zoomed into the chart or moved its axes, and while they do. */
  constructor(moved) {
    this.moved = moved;
    this.zoom = {}; // the ranges of the axes that somebody has chosen
    this.canvas = el("canvas", { className: "stage-layer" });
    this.front = el("div", { className: "stage-plot" });
    this.element = el("div", { className: "stage-plot" }, this.canvas, this.front);
  }

  setPlotly(Plotly) {
    this.Plotly = Plotly;
    if (this.chart) this.draw(this.chart);
  }

  /** Draw a chart; its ranges are to be those of `zoom`, where there are any. */
  draw(chart) {
    this.chart = chart;
    if (this.Plotly) this.drawInFront();
    this.paint();
  }

  /** What Plotly drags stays as it is until it is let go. */
  drawInFront() {
    const { Plotly, front, chart, isInFront } = this;
    cancelAnimationFrame(this.waiting);
    if (isDragged()) {
      this.waiting = requestAnimationFrame(() => this.draw(this.chart));
      return;
    }
    Plotly.react(front, traces(chart), layout(chart), CONFIG);
    this.given = chart;
    if (isInFront) return;
    this.isInFront = true;
    front.on("plotly_relayout", () => this.moveTo(front.layout));
    front.on("plotly_relayouting", () => this.follow());
    front.on("plotly_doubleclick", () => this.zoomOut());
  }

  paint() {
    const { canvas, now, isInFront } = this;
    const context = fit(canvas, now.width, now.height, Infinity);
    context.clearRect(0, 0, now.width, now.height);
    paint(context, now, isInFront ? OWN : ALL);
  }

  /** The chart with its axes as they are, while they are moved as well. */
  get now() {
    const { chart, front, isInFront } = this;
    if (!isInFront) return chart;
    const { xaxis, yaxis } = front._fullLayout;
    return { ...chart, x: { ...chart.x, range: xaxis.range }, y: { ...chart.y, range: yaxis.range } };
  }

  // --- zoom

  /** Somebody has given axes another range. */
  moveTo({ xaxis, yaxis }) {
    const { x, y } = this.given;
    if (differ(xaxis.range, x.range)) this.zoom.x = [...xaxis.range];
    if (differ(yaxis.range, y.range)) this.zoom.y = [...yaxis.range];
    this.moved();
  }

  follow() {
    this.paint();
    this.moved();
  }

  get isZoomed() {
    return Boolean(this.zoom.x || this.zoom.y);
  }

  zoomOut() {
    if (!this.isZoomed) return;
    this.zoom = {};
    this.moved();
  }

  /** Let axes, of those that somebody has zoomed into, show all again when they are drawn next. */
  forget(...names) {
    for (const name of names) delete this.zoom[name];
  }

  /** The chart as a layer of a picture that is saved. */
  layer() {
    const { now } = this;
    return (context) => paint(context, now, ALL);
  }
}

/** While Plotly drags, its cover lies over the page. */
function isDragged() {
  return document.querySelector(".dragcover") !== null;
}

function differ(a, b) {
  return a.some((end, i) => end !== b[i]);
}
