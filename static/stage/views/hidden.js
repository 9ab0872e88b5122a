// Hidden space: the square of the inputs, as a sheet with lines on it, and the training points, where a hidden layer
// puts them. The layer bends the sheet until a straight line parts the classes.

import { ends } from "../drawing/chart.js";
import { boundsOf } from "../model/activations.js";
import { Forward, layout } from "../model/forward.js";
import { lineIn, neuronPlane, principalPlane, project } from "../model/projection.js";
import { mixer, SCALES } from "../ui/colours.js";
import { el, fit } from "../ui/dom.js";
import { percent, say } from "../ui/language.js";
import { canvas, saveButton } from "../ui/png.js";
import { approach, drawAxes, drawBorder, drawOutput, MARGIN, padded, toPixels } from "./hidden_chart.js";
import { HiddenChoice } from "./hidden_choice.js";
import { drawSymbol, key, pointStyle, radiusOf } from "./points.js";
import { SHADES, Sheet, shadesOf } from "./sheet.js";

const STEPS = { small: 8, large: 4 }; // from each line of the sheet to the next, by the size of the network
const SMALL = 300; // parameters
const SCATTER = 0.5; // how far points are spread where there is one axis only
const GOLDEN = 0.618034; // its multiples, without their whole part, spread evenly
const GREY = { light: [118, 122, 130], dark: [150, 156, 168] }; // of the sheet where the output is in doubt

export class HiddenSpace {
  constructor(labels) {
    this.labels = labels;
    this.choice = new HiddenChoice(labels, () => this.restart());
    this.build();
  }

  build() {
    const { labels, choice } = this;
    this.canvas = el("canvas", { className: "stage-layer" });
    this.area = el("div", { className: "stage-area", role: "img" }, this.canvas);
    this.none = el("p", { className: "stage-fault", textContent: labels.hidden_none });
    this.save = saveButton(labels, () => this.picture());
    this.lineKey = el("span", { className: "stage-line stage-line-border" }, el("i"), labels.hidden_border);
    const classes = [key("1", labels.class_1), key("0", labels.class_0)];
    this.keys = el("span", { className: "stage-keys" }, ...classes, this.lineKey);
    this.note = el("span", { className: "stage-hint" });
    this.footer = el("footer", {}, ...choice.axesElements, this.keys, this.note);
    this.element = el(
      "section",
      { className: "stage-panel", "data-testid": "hidden-space", "aria-label": labels.view_hidden },
      el("header", {}, el("h2", { textContent: labels.view_hidden }), choice.layerElement, this.save),
      this.area,
      this.none,
      this.footer,
    );
  }

  setRun(run) {
    this.run = run;
    this.frame = null; // the one there was belongs to another network
    this.choice.setRun(run);
    const { depth } = this.choice;
    for (const part of [this.area, this.footer, this.save]) part.hidden = !depth;
    this.none.hidden = depth > 0;
    this.forward = null;
    if (!depth) return;
    this.setStyle();
    this.restart();
  }

  /** The network at the training points, and after them at those of the sheet; it is made for who looks at it. */
  setPoints() {
    const { points, nTrain: n, sizes } = this.run;
    const { biases, neurons } = layout(sizes).at(-1);
    this.sheet = new Sheet(biases + neurons < SMALL ? STEPS.small : STEPS.large);
    const all = (name) => Float64Array.from([...points[name].subarray(0, n), ...this.sheet[name]]);
    this.forward = new Forward(this.run, n + this.sheet.x1.length);
    this.forward.place(all("x1"), all("x2"));
    this.positions = [new Float64Array(this.forward.n), new Float64Array(this.forward.n)]; // along the two axes
  }

  /** Show another layer, or other axes: at once, since there is nothing to follow smoothly. */
  restart() {
    const { labels, choice } = this;
    this.plane = this.range = null;
    this.lineKey.hidden = !this.hasBorder;
    this.note.textContent = choice.neurons > 1 ? labels.hidden_help : labels.hidden_one;
    this.resize(); // the footer may have grown
    if (this.frame) this.describe(this.frame);
  }

  recolour(colours) {
    this.colours = colours;
    this.setStyle();
    if (this.frame) this.draw(this.frame);
  }

  setStyle() {
    if (!this.colours || !this.run) return;
    const { task } = this.run;
    const { point, name } = this.colours;
    this.scale = SCALES[task];
    this.pointStyle = pointStyle(task, this.colours);
    this.keys.hidden = task !== "classification";
    const sureness = Array.from({ length: SHADES }, (_, i) => (2 * i) / (SHADES - 1) - 1);
    this.sheetColours = sureness.map(mixer(point[0], GREY[name], point[1]));
  }

  resize() {
    const { width, height } = this.area.getBoundingClientRect();
    const side = Math.floor(Math.min(width - MARGIN.l - MARGIN.r, height - MARGIN.t - MARGIN.b));
    if (side < 20) return;
    this.side = side;
    this.canvas.style.left = `${Math.floor((width - side - MARGIN.l - MARGIN.r) / 2)}px`;
    this.canvas.style.top = `${Math.floor((height - side - MARGIN.t - MARGIN.b) / 2)}px`;
    if (this.frame) this.draw(this.frame);
  }

  // --- every frame

  /** The principal axes are followed smoothly while it plays, and are `exact` once it has come to rest. */
  draw(frame, exact = false) {
    this.frame = frame;
    if (!this.side || !this.pointStyle || !this.choice.depth) return;
    this.element.dataset.epoch = frame.epoch;
    if (!this.forward) this.setPoints();
    this.forward.run(frame.parameters);
    this.project(exact);
    this.followRange();
    this.paint();
  }

  /** Where the layer puts the points and the sheet. */
  project(exact) {
    const { run, forward, choice, positions } = this;
    const a = forward.activations[choice.layer];
    if (choice.isPrincipal) this.plane = principalPlane(a, run.nTrain, this.plane, exact);
    else this.plane = neuronPlane(choice.neurons, ...choice.pair);
    project(a, this.plane, ...positions);
    const [, y] = positions;
    if (choice.neurons === 1) for (let k = 0; k < run.nTrain; k++) y[k] = SCATTER * (2 * ((k * GOLDEN) % 1) - 1);
  }

  /** The ranges of the axes: all that such a neuron can put out, else what there is, without jumps. */
  followRange() {
    const { positions, choice } = this;
    const bounds = choice.isPrincipal ? null : boundsOf(this.run.activations[choice.layer]);
    const wanted = positions.map((values) => padded(bounds ?? ends(values)));
    if (choice.neurons === 1) wanted[1] = [-1, 1];
    this.range = this.range ? wanted.map((range, axis) => approach(this.range[axis], range)) : wanted;
  }

  /** The last hidden layer, of one or two neurons, shows all that the output depends on: ŷ = 0.5 is a line there. */
  get hasBorder() {
    const { run, choice } = this;
    return run.task === "classification" && choice.isLastLayer && choice.neurons <= 2;
  }

  /** The line where ŷ = 0.5. */
  border() {
    const { weights, biases } = this.forward.layers.at(-1);
    const { parameters } = this.frame;
    return lineIn(this.plane, parameters.subarray(weights, weights + this.choice.neurons), parameters[biases]);
  }

  paint() {
    const { side } = this;
    const [width, height] = [side + MARGIN.l + MARGIN.r, side + MARGIN.t + MARGIN.b];
    const context = fit(this.canvas, width, height);
    context.clearRect(0, 0, width, height);
    context.save();
    context.translate(MARGIN.l, MARGIN.t);
    context.beginPath();
    context.rect(0, 0, side, side);
    context.clip();
    this.paintSpace(context);
    context.restore();
    drawAxes(context, this, this.names(), this.colours);
  }

  paintSpace(context) {
    const { hasBorder, colours, scale } = this;
    const [x, y] = this.positions.map((values, axis) => toPixels(this, values, axis));
    const border = hasBorder && this.border();
    if (hasBorder) drawOutput(context, this, border, scale, colours.surface);
    if (this.choice.neurons > 1) this.paintSheet(context, x, y);
    if (hasBorder) drawBorder(context, this, border, colours.boundary);
    this.paintPoints(context, x, y);
  }

  /** The sheet has the output's colours, unless the space behind it has them. */
  paintSheet(context, x, y) {
    const { hasBorder, sheet, colours, forward } = this;
    const { nTrain: n } = this.run;
    const shades = shadesOf(forward.logits.subarray(n), this.scale.sure);
    const lineColours = hasBorder ? this.sheetColours.map(() => colours.boundary) : this.sheetColours;
    context.globalAlpha = hasBorder ? 0.75 : 0.9;
    sheet.draw(context, x.subarray(n), y.subarray(n), shades, lineColours);
    context.globalAlpha = 1;
  }

  paintPoints(context, x, y) {
    const { n, nTrain, points, task } = this.run;
    const { colour, edges } = this.pointStyle;
    const radius = radiusOf(n);
    for (let i = nTrain - 1; i >= 0; i--) {
      const diamond = task === "classification" && points.y[i] < 0.5;
      drawSymbol(context, x[i], y[i], { radius, diamond, filled: true }, colour(points.y[i]), edges);
    }
  }

  // --- in words, and as a file

  /** What the axes are; a layer of a single neuron has one. */
  names() {
    const { labels, plane, choice } = this;
    if (choice.isPrincipal)
      return plane.shares.map((share, i) => say(labels.axis_principal[i], { share: percent(share) }));
    const names = choice.pair.map((neuron) => say(labels.neuron, { layer: choice.layer + 1, neuron: neuron + 1 }));
    return choice.neurons > 1 ? names : [names[0], ""];
  }

  describe(frame) {
    this.draw(frame, true);
    if (!this.plane) return;
    const { labels } = this;
    const [x, y] = this.names();
    const layer = this.choice.layer + 1;
    const parts = [say(labels.hidden_now, { epoch: frame.epoch, layer, x }), y && say(labels.hidden_now_up, { y })];
    if (this.hasBorder) parts.push(say(labels.hidden_now_line, { right: percent(frame.trainScore) }));
    this.area.setAttribute("aria-label", parts.filter(Boolean).join(" "));
  }

  picture() {
    const { labels, colours, frame, side, canvas: source } = this;
    const [width, height] = [side + MARGIN.l + MARGIN.r, side + MARGIN.t + MARGIN.b];
    const layer = say(labels.layer_hidden, { number: this.choice.layer + 1 });
    const title = `${labels.view_hidden}, ${layer}, ${labels.epoch} ${frame.epoch}`;
    const layers = [canvas(source, 0, 0, width, height)];
    return { name: `hidden-space-epoch-${frame.epoch}`, title, width, height, colours, layers };
  }
}
