// The decision boundary, or the surface of a regression: the network's output over the plane, under the points of the
// data; or, in its place, the output of a single neuron.

import { predict } from "../model/forward.js";
import { isMistaken, Measure } from "../model/measure.js";
import { reach, SCALES, shades } from "../ui/colours.js";
import { el, toggle } from "../ui/dom.js";
import { number, percent, say, written } from "../ui/language.js";
import { saveButton } from "../ui/png.js";
import { Axes } from "./axes.js";
import { Canvases } from "./canvases.js";
import { Finder } from "./finder.js";
import { pointStyle } from "./points.js";
import { Quality } from "./quality.js";
import { ScaleKey } from "./scale_key.js";

const MARGIN = { l: 34, r: 10, t: 8, b: 38 };

export class Boundary {
  constructor(labels, { grid, redraw }) {
    this.labels = labels;
    this.grid = grid;
    this.subject = null; // the neuron on show in place of the output: { layer, neuron, name }
    this.discrete = false;
    this.showTest = false;
    this.showMistakes = false;
    this.highlighted = null; // the examples of a walk: { all, chosen }
    this.previousParameters = null; // those before an update, whose line is drawn as well
    this.quality = new Quality(labels, () => this.frame && this.draw(this.frame));
    this.canvases = new Canvases(grid, MARGIN);
    this.axes = new Axes(grid, MARGIN, () => {
      this.drawPoints();
      redraw();
    });
    this.build();
  }

  build() {
    const { labels, canvases, axes } = this;
    this.badge = el("div", { className: "stage-badge", hidden: true });
    this.square = el("div", { className: "stage-square" }, ...canvases.elements, axes.element, this.badge);
    this.area = el("div", { className: "stage-area", role: "img" }, this.square);
    this.finder = new Finder(labels, this.area, (position) => this.read(position));
    this.title = el("h2", { textContent: labels.boundary });
    this.scaleKey = new ScaleKey(labels);
    this.outside = el("span");
    this.wayBack = el("span", { textContent: labels.zoom_back, hidden: true });
    this.kinds = el("span", { textContent: `${labels.training_point}, ${labels.test_point}`, hidden: true });
    this.discreteToggle = toggle(labels.discrete, labels.discrete_help, (on) => this.set({ discrete: on }));
    this.mistakesToggle = toggle(labels.mistakes, labels.mistakes_help, (on) => this.set({ showMistakes: on }));
    const testToggle = toggle(labels.test_points, labels.test_points_help, (on) => this.set({ showTest: on }));
    const save = saveButton(labels, () => this.picture());
    const key = [this.scaleKey.element, this.kinds, this.outside, this.wayBack];
    this.element = el(
      "section",
      { className: "stage-panel stage-boundary", "data-testid": "decision-boundary", "aria-label": labels.boundary },
      el("header", {}, this.title, this.discreteToggle, testToggle, save),
      el("div", { className: "stage-overlaid" }, this.area, this.finder.element),
      this.quality.element,
      el("footer", {}, ...key, this.mistakesToggle, this.quality.button),
    );
  }

  /** Take over what was ticked or unticked. */
  set(choice) {
    Object.assign(this, choice);
    this.kinds.hidden = !this.showTest;
    this.resize(); // the footer may have grown
  }

  setPlotly(Plotly) {
    this.axes.setPlotly(Plotly);
  }

  setRun(run) {
    const isSameData = this.run && ["x1", "x2", "y"].every((name) => same(this.run.points[name], run.points[name]));
    this.run = run;
    this.frame = null; // the one there was belongs to another network
    this.subject = null;
    this.measure = new Measure(run);
    this.setTitle();
    this.discreteToggle.hidden = this.mistakesToggle.hidden = !this.classifies;
    this.setStyle();
    if (!this.grid.isWhole && !isSameData) this.axes.showAll();
    this.drawPoints();
  }

  get classifies() {
    return this.run.task === "classification";
  }

  tabName({ task }) {
    return task === "regression" ? this.labels.view_surface : null;
  }

  setTitle() {
    const { labels, classifies, subject } = this;
    this.title.textContent = subject ? subject.name : classifies ? labels.boundary : labels.surface;
    this.element.setAttribute("aria-label", this.title.textContent);
    this.badge.textContent = subject?.name ?? "";
    this.badge.hidden = !subject;
    if (classifies && !subject) this.scaleKey.showClasses();
    else this.scaleKey.showValues();
  }

  setStyle() {
    if (!this.colours || !this.run) return;
    const { surface } = this.colours;
    this.scale = SCALES[this.run.task];
    this.pointStyle = pointStyle(this.run.task, this.colours);
    this.shades = shades(surface, this.scale);
    this.neuronShades = shades(surface, SCALES.regression).smooth;
  }

  recolour(colours) {
    this.colours = colours;
    this.setStyle();
    this.canvases.recolour(colours);
    this.scaleKey.recolour(colours.surface);
    this.drawPoints();
    if (this.frame) this.draw(this.frame);
    this.axes.recolour(colours);
  }

  resize() {
    const { width, height } = this.area.getBoundingClientRect();
    const side = Math.floor(Math.min(width - MARGIN.l - MARGIN.r, height - MARGIN.t - MARGIN.b));
    if (side < 20) return;
    this.square.style.width = `${side + MARGIN.l + MARGIN.r}px`;
    this.square.style.height = `${side + MARGIN.t + MARGIN.b}px`;
    this.canvases.resize(side);
    this.finder.resize(side, MARGIN);
    this.drawPoints();
    if (this.frame) this.draw(this.frame);
    this.axes.resize(side);
  }

  // --- what other panels ask for

  showNeuron(subject) {
    if (subject?.name === this.subject?.name) return;
    this.subject = subject;
    this.setTitle();
    if (this.frame) this.draw(this.frame);
  }

  highlight(examples, chosen) {
    this.highlighted = examples && { all: new Set(examples), chosen };
    this.drawPoints();
  }

  keepLine(parameters) {
    this.previousParameters = parameters;
  }

  closeCards() {
    this.quality.toggle(false);
  }

  // --- drawing

  draw(frame) {
    this.frame = frame;
    if (!this.canvases.side || !this.shades) return;
    this.element.dataset.epoch = frame.epoch;
    this.canvases.clearLines();
    if (this.subject) this.drawNeuron(frame);
    else this.drawOutput();
    this.judge(frame);
    this.finder.refresh();
  }

  drawOutput() {
    const { canvases, grid, scale, classifies, previousParameters } = this;
    const { logits } = grid.forward;
    canvases.drawSurface(logits, scale.limit, this.shades[this.discrete && classifies ? "discrete" : "smooth"]);
    if (!classifies) return;
    canvases.drawLine(logits);
    if (previousParameters) canvases.drawLine(grid.logitsOf(previousParameters), [5, 4]);
  }

  /** The output of the neuron, and the line where its pre-activation changes sign. */
  drawNeuron({ parameters }) {
    const { subject, labels, canvases } = this;
    const { forward } = this.grid;
    const outputs = forward.outputs(subject);
    const limit = reach(outputs, this.run.activations[subject.layer - 1]);
    canvases.drawSurface(outputs, limit, this.neuronShades);
    if (subject.layer > 0) canvases.drawLine(forward.preactivations(parameters, subject));
    this.scaleKey.setEnds(number(-limit), say(labels.neuron_scale, { most: number(limit) }));
  }

  /** Ring the mistakes and fill in the card of the quality, if they are wanted. */
  judge(frame) {
    const { run, quality } = this;
    const wantsRings = this.showMistakes && this.classifies;
    if (!wantsRings && !quality.isOpen) return;
    const yHat = this.measure.predict(frame.parameters);
    if (wantsRings) this.canvases.drawRings(run, this.mistakes(yHat));
    if (quality.isOpen) quality.show(run, yHat, frame);
  }

  /** The numbers of the points on show that are on the wrong side. */
  mistakes(yHat) {
    const { points, n, nTrain } = this.run;
    const numbers = Array.from({ length: this.showTest ? n : nTrain }, (_, i) => i);
    return numbers.filter((i) => isMistaken(yHat[i], points.y[i]));
  }

  drawPoints() {
    const { canvases, labels } = this;
    if (!canvases.side || !this.shades) return;
    const count = canvases.drawPoints(this.run, this.pointStyle, this.showTest, this.highlighted);
    this.outside.textContent = count ? say(labels.outside, { count }) : "";
    this.wayBack.hidden = this.grid.isWhole;
  }

  // --- in words and numbers, and as a file

  /** The output at a position in the square. */
  read(position) {
    if (!this.frame) return null;
    const [x1, x2] = this.canvases.toPlane(position);
    const value = predict(this.run, this.frame.parameters, x1, x2, this.subject ?? undefined);
    const fixed = (v, digits = 2) => written(v.toFixed(digits));
    const label = this.subject ? this.labels.point_neuron : this.labels.point;
    return say(label, { x1: fixed(x1), x2: fixed(x2), y: fixed(value, 3) });
  }

  describe(frame) {
    const { labels, classifies, subject } = this;
    const { epoch, trainScore: score } = frame;
    const label = subject ? labels.neuron_now : classifies ? labels.boundary_now : labels.surface_now;
    const values = { epoch, right: percent(score), r2: number(score), name: subject?.name };
    this.area.setAttribute("aria-label", say(label, values));
    this.quality.finish();
  }

  picture() {
    const { colours, labels, frame, canvases, axes } = this;
    const [width, height] = [canvases.side + MARGIN.l + MARGIN.r, canvases.side + MARGIN.t + MARGIN.b];
    const title = `${this.title.textContent}, ${labels.epoch} ${frame.epoch}`;
    const name = `${this.subject ? "neuron" : this.classifies ? "decision-boundary" : "prediction"}-epoch-${frame.epoch}`;
    return { name, title, width, height, colours, layers: [...canvases.layers(), axes.layer()] };
  }
}

function same(a, b) {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
