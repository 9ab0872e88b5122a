// The decision boundary, or the predicted surface: what the network would say of every place, under the points it is
// given; or, in its place, what a single neuron makes of it. The surface is a small canvas, redrawn for each epoch; axes
// and zoom are a transparent Plotly plot on top.

import { predict } from "../model/forward.js";
import { SQUARE } from "../model/grid.js";
import { isMistaken, Measure } from "../model/measure.js";
import { reach, SCALES, shades } from "../ui/colours.js";
import { dragMode, el, fit, number, percent, say, separators, toggle, written } from "../ui/dom.js";
import { DOUBLE_CLICK_MS } from "../ui/plotly.js";
import { canvas, chart, saveButton } from "../ui/png.js";
import { Finder } from "./finder.js";
import { drawPoints, key, looks, radiusOf } from "./points.js";
import { Quality } from "./quality.js";
import { Surface, traceZero } from "./surface.js";

const RING = 3.5; // pixels between a point and the ring around it
const MARGIN = { l: 34, r: 10, t: 8, b: 38 };

export class Boundary {
  /** `grid` is the network over the range on show; `redraw()` is called when that has changed. */
  constructor(labels, grid, redraw) {
    this.labels = labels;
    this.grid = grid;
    this.redraw = redraw;
    this.subject = null; // the neuron on show in place of the output: { layer, neuron, name }
    this.discrete = false;
    this.showTest = false;
    this.showMistakes = false;
    this.lit = null; // examples that are walked: { all, chosen }
    this.old = null; // the parameters before an update, whose line is compared
    this.quality = new Quality(labels, () => this.frame && this.draw(this.frame));
    this.pointer = null;
    this.build();
  }

  build() {
    const { labels } = this;
    this.painter = new Surface();
    this.surface = this.painter.canvas;
    this.surface.className = "stage-surface";
    this.line = el("canvas", { className: "stage-layer" });
    this.dots = el("canvas", { className: "stage-layer" });
    this.plot = el("div", { className: "stage-plot" });
    this.finder = new Finder(labels, (place) => this.point(place));
    this.tip = this.finder.tip;
    this.badge = el("div", { className: "stage-badge", hidden: true });
    this.square = el("div", { className: "stage-square" }, this.surface, this.line, this.dots, this.plot, this.badge);
    this.area = el("div", { className: "stage-area", role: "img" }, this.square);
    this.mistakesToggle = toggle(labels.mistakes, labels.mistakes_help, (on) => this.set({ showMistakes: on }));
    this.title = el("h2", { textContent: labels.boundary });
    this.discreteToggle = toggle(labels.discrete, labels.discrete_help, (on) => this.set({ discrete: on }));
    this.key = el("span", { className: "stage-keys" });
    this.outside = el("span");
    this.wayBack = el("span", { textContent: labels.zoom_back, hidden: true });
    this.kinds = el("span", { textContent: `${labels.training_point}, ${labels.test_point}`, hidden: true });
    this.element = el(
      "section",
      { className: "stage-panel stage-boundary", "data-testid": "decision-boundary", "aria-label": labels.boundary },
      el(
        "header",
        {},
        this.title,
        this.discreteToggle,
        toggle(labels.test_points, labels.test_points_help, (on) => this.set({ showTest: on })),
        saveButton(labels, () => this.picture()),
      ),
      el("div", { className: "stage-overlaid" }, this.area, this.finder.element),
      this.quality.element,
      el("footer", {}, this.key, this.kinds, this.outside, this.wayBack, this.mistakesToggle, this.quality.button),
    );
    for (const kind of ["pointermove", "pointerdown"])
      this.area.addEventListener(kind, (event) => this.point(this.placeOf(event)));
    // A finger that was lifted leaves what it has tapped to be read, until it taps elsewhere.
    this.area.addEventListener("pointerleave", ({ pointerType }) => pointerType === "touch" || this.point(null));
    document.addEventListener("pointerdown", ({ target }) => this.area.contains(target) || this.point(null));
  }

  set(view) {
    Object.assign(this, view);
    this.kinds.hidden = !this.showTest;
    this.resize(); // the footer may have grown
  }

  setRun(run) {
    const zoomed = !this.grid.isWhole;
    const sameData = this.run && ["x1", "x2", "y"].every((name) => same(this.run.points[name], run.points[name]));
    this.run = run;
    this.frame = null; // the one there was belongs to another network
    this.subject = null;
    this.measure = new Measure(run);
    this.setTask();
    this.drawPoints();
    if (zoomed && !sameData && this.Plotly) this.show(SQUARE, SQUARE);
  }

  get classifies() {
    return this.run.task === "classification";
  }

  /** Classes have a boundary between them, values a surface; their colours, keys and names differ. */
  setTask() {
    this.setTitle();
    this.discreteToggle.hidden = this.mistakesToggle.hidden = !this.classifies;
    this.setShades();
  }

  setTitle() {
    const { labels, classifies, subject } = this;
    this.title.textContent = subject ? subject.name : classifies ? labels.boundary : labels.surface;
    this.element.setAttribute("aria-label", this.title.textContent);
    this.badge.textContent = subject?.name ?? "";
    this.badge.hidden = !subject;
    this.low = el("span", { textContent: "−1" });
    this.high = el("span", { textContent: labels.scale_end });
    const ends = classifies && !subject ? [key("0", labels.class_0), key("1", labels.class_1)] : [this.low, this.high];
    this.key.replaceChildren(
      ends[0],
      el("i", {
        className: "stage-scale",
        role: "img",
        tabIndex: 0,
        title: labels.scale_help,
        "aria-label": labels.scale_help,
      }),
      ends[1],
    );
  }

  /** Show a neuron in place of the output; null ends that. */
  showNeuron(subject) {
    if (subject?.name === this.subject?.name) return;
    this.subject = subject;
    this.setTitle();
    if (this.frame) this.draw(this.frame);
  }

  setShades() {
    if (!this.colours || !this.run) return;
    Object.assign(this, looks(this.run.task, this.colours));
    this.shades = shades(this.colours.surface, this.scale);
    this.neuronShades = shades(this.colours.surface, SCALES.regression).smooth;
    const { negative, middle, positive } = this.colours.surface;
    const ends = [negative, middle, positive].map(([r, g, b]) => `rgb(${r}, ${g}, ${b})`);
    this.key.style.setProperty("--scale", `linear-gradient(90deg, ${ends.join(", ")})`);
  }

  recolour(colours) {
    this.colours = colours;
    this.setShades();
    this.drawPoints();
    if (this.frame) this.draw(this.frame);
    this.layOutPlot();
  }

  // --- where things are

  resize() {
    const { width, height } = this.area.getBoundingClientRect();
    const side = Math.floor(Math.min(width - MARGIN.l - MARGIN.r, height - MARGIN.t - MARGIN.b));
    if (side < 20) return;
    this.size = { width: side, height: side };
    this.square.style.width = `${side + MARGIN.l + MARGIN.r}px`;
    this.square.style.height = `${side + MARGIN.t + MARGIN.b}px`;
    for (const canvas of [this.surface, this.line, this.dots]) {
      canvas.style.left = `${MARGIN.l}px`;
      canvas.style.top = `${MARGIN.t}px`;
    }
    this.finder.resize(side, MARGIN);
    this.surface.style.width = `${this.size.width}px`;
    this.surface.style.height = `${this.size.height}px`;
    this.drawPoints();
    if (this.frame) this.draw(this.frame);
    this.layOutPlot();
  }

  toPixel(x1, x2) {
    const { x, y } = this.grid.range;
    return [((x1 - x[0]) / (x[1] - x[0])) * this.size.width, ((y[1] - x2) / (y[1] - y[0])) * this.size.height];
  }

  // --- drawing

  draw(frame) {
    this.frame = frame;
    if (!this.size || !this.shades) return;
    this.element.dataset.epoch = frame.epoch;
    if (this.subject) this.drawNeuron(frame);
    else this.drawOutput();
    this.judge(frame);
    if (this.pointer) this.readOut();
  }

  drawOutput() {
    const { logits } = this.grid.forward;
    this.painter.draw(
      logits,
      this.scale.limit,
      this.discrete && this.classifies ? this.shades.discrete : this.shades.smooth,
    );
    this.drawLine(this.classifies ? logits : null);
    if (this.old && this.classifies) this.trace(this.grid.logitsOf(this.old), [5, 4]);
  }

  /** What the neuron answers, and the line where its pre-activation changes sign. */
  drawNeuron({ parameters }) {
    const { subject, labels } = this;
    const { forward } = this.grid;
    const outputs = forward.outputs(subject);
    const limit = reach(outputs, this.run.activations[subject.layer - 1]);
    this.painter.draw(outputs, limit, this.neuronShades);
    this.drawLine(subject.layer > 0 ? forward.preactivations(parameters, subject) : null);
    const [low, high] = [number(-limit), say(labels.neuron_scale, { most: number(limit) })];
    if (this.low.textContent !== low) this.low.textContent = low;
    if (this.high.textContent !== high) this.high.textContent = high;
  }

  /** Say how good it is, and ring the points that are on the wrong side, if either is asked for. */
  judge(frame) {
    const rings = this.showMistakes && this.classifies;
    if (!rings && !this.quality.isOpen) return;
    const yHat = this.measure.predict(frame.parameters);
    if (rings) this.drawRings(yHat);
    if (this.quality.isOpen) this.quality.show(this.run, yHat, frame);
  }

  /** Light up points by their numbers, one of them above all, and let the others fade; null for none. */
  light(examples, chosen) {
    this.lit = examples && { all: new Set(examples), chosen };
    this.drawPoints();
  }

  /** Draw the line of other parameters too, dashed; null for none. */
  keepLine(parameters) {
    this.old = parameters;
  }

  drawRings(yHat) {
    const { points, n, nTrain: trained } = this.run;
    const context = this.line.getContext("2d");
    context.beginPath();
    for (let i = 0; i < (this.showTest ? n : trained); i++) {
      if (!isMistaken(yHat[i], points.y[i])) continue;
      const [x, y] = this.toPixel(points.x1[i], points.x2[i]);
      context.moveTo(x + this.radius + RING, y);
      context.arc(x, y, this.radius + RING, 0, 2 * Math.PI);
    }
    Object.assign(context, { strokeStyle: this.colours.boundary, lineWidth: 2.2 });
    context.stroke();
  }

  /** The line where z = 0, which is where ŷ = 0.5. No line for null. */
  drawLine(z) {
    const context = fit(this.line, this.size.width, this.size.height);
    context.clearRect(0, 0, this.size.width, this.size.height);
    if (z !== null) this.trace(z, []);
  }

  trace(z, dash) {
    const context = this.line.getContext("2d");
    context.beginPath();
    traceZero(context, z, this.size);
    context.strokeStyle = this.colours.boundary;
    context.lineWidth = 1.8;
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
  }

  drawPoints() {
    if (!this.size || !this.shades) return;
    const context = fit(this.dots, this.size.width, this.size.height);
    context.clearRect(0, 0, this.size.width, this.size.height);
    const radius = (this.radius = radiusOf(this.run.n));
    const outside = drawPoints(context, this.run, this, {
      size: this.size,
      toPixel: (x1, x2) => this.toPixel(x1, x2),
      radius,
      withTest: this.showTest,
      alphaOf: (i) => (this.lit && !this.lit.all.has(i) ? 0.25 : 1),
    });
    if (this.lit) this.drawLit(context, radius);
    this.outside.textContent = outside ? say(this.labels.outside, { count: outside }) : "";
    this.wayBack.hidden = this.grid.isWhole;
  }

  drawLit(context, radius) {
    const { points } = this.run;
    Object.assign(context, { globalAlpha: 1, strokeStyle: this.colours.boundary });
    for (const i of this.lit.all) {
      const isChosen = i === this.lit.chosen;
      const [x, y] = this.toPixel(points.x1[i], points.x2[i]);
      context.lineWidth = isChosen ? 3 : 1.5;
      context.beginPath();
      context.arc(x, y, radius + (isChosen ? 8 : 4), 0, 2 * Math.PI);
      context.stroke();
    }
  }

  // --- what a pointer, or the crosshair, reads

  placeOf(event) {
    const box = this.square.getBoundingClientRect();
    return { x: event.clientX - box.left - MARGIN.l, y: event.clientY - box.top - MARGIN.t };
  }

  /** Read out a place of the square, in pixels; null ends that. */
  point(place) {
    const inside =
      place && this.size && place.x >= 0 && place.y >= 0 && place.x <= this.size.width && place.y <= this.size.height;
    this.pointer = inside ? place : null;
    this.tip.hidden = !inside;
    if (inside && this.frame) this.readOut();
  }

  readOut() {
    const { x, y } = this.grid.range;
    const x1 = x[0] + (this.pointer.x / this.size.width) * (x[1] - x[0]);
    const x2 = y[1] - (this.pointer.y / this.size.height) * (y[1] - y[0]);
    const value = predict(this.run, this.frame.parameters, x1, x2, this.subject ?? undefined);
    const fixed = (v, digits = 2) => written(v.toFixed(digits));
    const label = this.subject ? this.labels.point_neuron : this.labels.point;
    this.tip.textContent = say(label, { x1: fixed(x1), x2: fixed(x2), y: fixed(value, 3) });
    const left = this.pointer.x > this.size.width / 2;
    this.tip.style.left = left ? "" : `${this.pointer.x + 14}px`;
    this.tip.style.right = left ? `${this.size.width - this.pointer.x + 14}px` : "";
    this.tip.style.top = `${this.pointer.y - 10}px`;
  }

  picture() {
    const { colours, labels, frame } = this;
    const side = this.size.width;
    const [width, height] = [side + MARGIN.l + MARGIN.r, side + MARGIN.t + MARGIN.b];
    const layers = [this.surface, this.line, this.dots].map((layer) => canvas(layer, MARGIN.l, MARGIN.t, side, side));
    const title = `${this.title.textContent}, ${labels.epoch} ${frame.epoch}`;
    const what = this.subject ? "neuron" : this.classifies ? "decision-boundary" : "prediction";
    const name = `${what}-epoch-${frame.epoch}`;
    return { name, title, width, height, colours, layers: [...layers, chart(this.Plotly, this.plot, width, height)] };
  }

  /** Say in words what the picture shows now. */
  describe(frame) {
    const { labels, classifies, subject } = this;
    const values = {
      epoch: frame.epoch,
      right: percent(frame.trainScore),
      r2: number(frame.trainScore),
      name: subject?.name,
    };
    const label = subject ? labels.neuron_now : classifies ? labels.boundary_now : labels.surface_now;
    this.area.setAttribute("aria-label", say(label, values));
    this.quality.finish();
  }

  // --- axes and zoom

  setPlotly(Plotly) {
    this.Plotly = Plotly;
    this.layOutPlot();
  }

  layOutPlot() {
    if (!this.Plotly || !this.size || !this.colours || !this.plot.isConnected) return;
    const { colours, size } = this;
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
    const layout = {
      separators: separators(),
      width: size.width + MARGIN.l + MARGIN.r,
      height: size.height + MARGIN.t + MARGIN.b,
      margin: MARGIN,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      hovermode: false,
      showlegend: false,
      font: { family: colours.font, size: 12, color: colours.text },
      dragmode: dragMode(),
      xaxis: axis("x₁", this.grid.range.x),
      yaxis: axis("x₂", this.grid.range.y),
    };
    const config = {
      displaylogo: false,
      displayModeBar: false,
      doubleClick: false,
      doubleClickDelay: DOUBLE_CLICK_MS,
      showTips: false,
    };
    const made = this.plot.classList.contains("js-plotly-plot");
    this.Plotly.react(this.plot, [{ x: [null], y: [null], type: "scatter" }], layout, config);
    if (made) return;
    this.plot.on("plotly_relayout", () => this.moved());
    this.plot.on("plotly_relayouting", (change) => this.moved(change));
    this.plot.on("plotly_doubleclick", () => this.show(SQUARE, SQUARE));
  }

  /** The person zoomed or moved the axes. */
  moved(change = {}) {
    const { xaxis, yaxis } = this.plot.layout;
    const read = (name, axis) => [0, 1].map((i) => change[`${name}.range[${i}]`] ?? axis.range[i]);
    this.grid.show({ x: read("xaxis", xaxis), y: read("yaxis", yaxis) });
    this.drawPoints();
    this.redraw();
  }

  show(x, y) {
    this.Plotly.relayout(this.plot, { "xaxis.range": [...x], "yaxis.range": [...y] });
  }
}

function same(a, b) {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
