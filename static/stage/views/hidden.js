// Hidden space: the square of the inputs, as a sheet with lines on it, and the training points, where a hidden layer
// puts them. The layer bends the sheet until a straight line parts the classes.

import { boundsOf } from "../model/activations.js";
import { Forward, layout } from "../model/forward.js";
import { SQUARE } from "../model/grid.js";
import { lineIn, neuronPlane, principalPlane, project, ticks } from "../model/projection.js";
import { mixer, rgba } from "../ui/colours.js";
import { el, fit, percent, say } from "../ui/dom.js";
import { canvas, saveButton } from "../ui/png.js";
import { drawSymbol, key, looks } from "./points.js";

const LINES = 13; // of the sheet in each direction
const STEPS = { small: 8, large: 4 }; // from each line to the next, by the size of the network
const SMALL = 300; // parameters
const SHADES = 25;
const ROOM = 0.06; // of the range, left free on each side
const SHRINK = 0.03; // of the way that a range follows inwards, a frame; outwards it follows at once
const SCATTER = 0.5; // how far points are spread where there is one axis only
const GOLDEN = 0.618034; // its multiples, without their whole part, spread evenly
const MARGIN = { l: 50, r: 12, t: 10, b: 42 };

export class HiddenSpace {
  constructor(labels) {
    this.labels = labels;
    this.choice = { layer: null, axes: null, x: 0, y: 1 }; // null: the last layer, and the axes that suit it
    this.build();
  }

  build() {
    const { labels } = this;
    const field = (name, read, sign) =>
      new Field(labels[`hidden_${name}`], (value) => this.choose({ [name]: read(value) }), sign);
    this.layerField = field("layer", Number);
    this.axesField = field("axes", String);
    this.neuronFields = [field("x", Number, "→"), field("y", Number, "↑")];
    this.canvas = el("canvas", { className: "stage-layer" });
    this.area = el("div", { className: "stage-area", role: "img" }, this.canvas);
    this.none = el("p", { className: "stage-fault", textContent: labels.hidden_none });
    this.save = saveButton(labels, () => this.picture());
    this.lineKey = el("span", { className: "stage-line stage-line-border" }, el("i"), labels.hidden_border);
    this.keys = el(
      "span",
      { className: "stage-keys" },
      key("1", labels.class_1),
      key("0", labels.class_0),
      this.lineKey,
    );
    this.note = el("span", { className: "stage-hint" });
    const fields = [this.axesField, ...this.neuronFields].map(({ element }) => element);
    this.footer = el("footer", {}, ...fields, this.keys, this.note);
    this.element = el(
      "section",
      { className: "stage-panel", "data-testid": "hidden-space", "aria-label": labels.view_hidden },
      el("header", {}, el("h2", { textContent: labels.view_hidden }), this.layerField.element, this.save),
      this.area,
      this.none,
      this.footer,
    );
  }

  setPlotly() {} // it has no use for it

  // --- which layer, and how it is looked at

  setRun(run) {
    this.run = run;
    this.frame = null; // the one there was belongs to another network
    this.depth = run.sizes.length - 2; // hidden layers
    for (const part of [this.area, this.footer, this.save, this.layerField.element]) part.hidden = !this.depth;
    this.none.hidden = this.depth > 0;
    if (!this.depth) return;
    this.place();
    this.setLooks();
    this.choose({});
  }

  /** Ask the network at the training points, and behind them at the places of the sheet. */
  place() {
    const { points, nTrain: n, sizes } = this.run;
    const { biases, neurons } = layout(sizes).at(-1);
    this.sheet = sheet(biases + neurons < SMALL ? STEPS.small : STEPS.large);
    const all = (name) => Float64Array.from([...points[name].subarray(0, n), ...this.sheet[name]]);
    this.forward = new Forward(this.run, n + this.sheet.x1.length);
    this.forward.place(all("x1"), all("x2"));
    this.at = { x: new Float64Array(this.forward.n), y: new Float64Array(this.forward.n) };
  }

  choose(change) {
    const { choice } = this;
    const [x, y] = this.pair;
    Object.assign(choice, "x" in change || "y" in change ? { x, y } : {}, change);
    if (change.x === y) choice.y = x; // the axes change places
    if (change.y === x) choice.x = y;
    this.plane = null;
    this.range = null;
    this.offer();
    this.resize(); // the footer may have grown
    if (this.frame) this.describe(this.frame);
  }

  get layer() {
    const { layer } = this.choice;
    return layer !== null && layer < this.depth ? layer : this.depth - 1;
  }

  get neurons() {
    return this.run.sizes[this.layer + 1];
  }

  /** The two neurons that are the axes; a smaller layer may not have those that were chosen. */
  get pair() {
    const { x, y } = this.choice;
    return Math.max(x, y) < this.neurons ? [x, y] : [0, 1];
  }

  get isPrincipal() {
    const { axes } = this.choice;
    return this.neurons > 1 && (axes ? axes === "principal" : this.neurons > 2);
  }

  /** What there is to choose from. */
  offer() {
    const { labels, neurons, isPrincipal } = this;
    const numbered = (count, label) => Array.from({ length: count }, (_, i) => [i, say(label, { number: i + 1 })]);
    this.layerField.offer(numbered(this.depth, labels.layer_hidden), this.layer);
    const axes = ["principal", "neurons"].map((name) => [name, labels[`hidden_${name}`]]);
    this.axesField.offer(axes, isPrincipal ? "principal" : "neurons");
    this.axesField.element.hidden = neurons < 2;
    this.neuronFields.forEach((field, i) => {
      field.offer(numbered(neurons, labels.hidden_neuron), this.pair[i]);
      field.element.hidden = isPrincipal || neurons < 3;
    });
    this.lineKey.hidden = !this.hasBorder;
    this.note.textContent = neurons > 1 ? labels.hidden_help : labels.hidden_one;
  }

  // --- how it looks

  recolour(colours) {
    this.colours = colours;
    this.setLooks();
    if (this.frame) this.draw(this.frame);
  }

  setLooks() {
    if (!this.colours || !this.run) return;
    const { point } = this.colours;
    this.looks = looks(this.run.task, this.colours);
    this.keys.hidden = this.run.task !== "classification";
    const grey = this.colours.name === "dark" ? [150, 156, 168] : [118, 122, 130];
    const sure = Array.from({ length: SHADES }, (_, i) => (2 * i) / (SHADES - 1) - 1);
    this.lineShades = sure.map(mixer(point[0], grey, point[1]));
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

  /** The principal axes are followed smoothly while it plays, and are exact once it is `calm`. */
  draw(frame, calm = false) {
    this.frame = frame;
    if (!this.side || !this.looks || !this.depth) return;
    this.element.dataset.epoch = frame.epoch;
    this.forward.run(frame.parameters);
    this.look(calm);
    this.follow();
    this.paint();
  }

  /** Where the layer puts the points and the sheet. */
  look(calm) {
    const { run, forward, neurons, at } = this;
    const a = forward.activations[this.layer];
    if (this.isPrincipal) this.plane = principalPlane(a, run.nTrain, this.plane, calm);
    else this.plane = neuronPlane(neurons, ...this.pair);
    project(a, this.plane, at.x, at.y);
    if (neurons === 1) for (let k = 0; k < run.nTrain; k++) at.y[k] = SCATTER * (2 * ((k * GOLDEN) % 1) - 1);
  }

  /** The ranges of the axes: all that such a neuron can answer, else what there is, without jumps. */
  follow() {
    const { at, neurons } = this;
    const fixed = this.isPrincipal ? null : boundsOf(this.run.activations[this.layer]);
    const wanted = [at.x, at.y].map((values) => padded(fixed ?? ends(values)));
    if (neurons === 1) wanted[1] = [-1, 1];
    this.range = wanted.map((range, axis) =>
      range.map((end, i) => {
        const before = this.range?.[axis][i] ?? end;
        const outwards = i === 0 ? end < before : end > before;
        return outwards ? end : before + (end - before) * SHRINK;
      }),
    );
  }

  toPixels(values, axis) {
    const [from, to] = this.range[axis];
    const scale = this.side / (to - from);
    return axis === 0 ? values.map((value) => (value - from) * scale) : values.map((value) => (to - value) * scale);
  }

  paint() {
    const { side, at } = this;
    const [width, height] = [side + MARGIN.l + MARGIN.r, side + MARGIN.t + MARGIN.b];
    const context = fit(this.canvas, width, height);
    context.clearRect(0, 0, width, height);
    context.save();
    context.translate(MARGIN.l, MARGIN.t);
    context.save();
    context.beginPath();
    context.rect(0, 0, side, side);
    context.clip();
    const pixels = [this.toPixels(at.x, 0), this.toPixels(at.y, 1)];
    if (this.hasBorder) this.paintOutput(context);
    if (this.neurons > 1) this.paintSheet(context, ...pixels);
    if (this.hasBorder) this.paintBorder(context);
    this.paintPoints(context, ...pixels);
    context.restore();
    this.paintAxes(context);
    context.restore();
  }

  paintAxes(context) {
    const { side, colours, range } = this;
    Object.assign(context, {
      fillStyle: colours.text,
      strokeStyle: colours.text,
      lineWidth: 1,
      font: `12px ${colours.font}`,
    });
    context.strokeRect(0.5, 0.5, side - 1, side - 1);
    const [x, y] = this.names();
    const write = (text, left, top, align) => {
      context.textAlign = align;
      context.fillText(text, left, top);
    };
    context.beginPath();
    for (const { value, text } of ticks(...range[0])) {
      const at = (side * (value - range[0][0])) / (range[0][1] - range[0][0]);
      context.moveTo(at, side);
      context.lineTo(at, side + 4);
      write(text, at, side + 17, "center");
    }
    for (const { value, text } of this.neurons > 1 ? ticks(...range[1]) : []) {
      const at = (side * (range[1][1] - value)) / (range[1][1] - range[1][0]);
      context.moveTo(0, at);
      context.lineTo(-4, at);
      write(text, -7, at + 4, "right");
    }
    context.stroke();
    write(x, side / 2, side + 35, "center");
    context.save();
    context.rotate(-Math.PI / 2);
    write(y, -side / 2, 12 - MARGIN.l, "center");
    context.restore();
  }

  /** What the axes are. */
  names() {
    const { labels, plane, pair } = this;
    if (this.isPrincipal)
      return plane.shares.map((share, i) => say(labels.axis_principal[i], { share: percent(share) }));
    const names = pair.map((neuron) => say(labels.neuron, { layer: this.layer + 1, neuron: neuron + 1 }));
    return this.neurons > 1 ? names : [names[0], ""];
  }

  /** The output's colours all over the plane of the one or two neurons that it sees. */
  paintOutput(context) {
    const {
      side,
      range: [[left, right], [bottom, top]],
      looks: {
        scale: { limit, sure },
      },
      colours: { surface },
    } = this;
    const [p, q, r] = this.border();
    const [px, py] = [(p * (right - left)) / side, (q * (bottom - top)) / side]; // z grows by so much a pixel
    const [length, start] = [px * px + py * py, p * left + q * top + r];
    if (!(length > 0)) return;
    const end = (z) => [(px * (z - start)) / length, (py * (z - start)) / length];
    const gradient = context.createLinearGradient(...end(-limit), ...end(limit));
    for (let i = 0; i < SHADES; i++) {
      gradient.addColorStop(i / (SHADES - 1), shade(surface, sure(((2 * i) / (SHADES - 1) - 1) * limit)));
    }
    context.fillStyle = gradient;
    context.fillRect(0, 0, side, side);
  }

  /** The lines of the sheet: where the plane does not say what the output is, in its colours. */
  paintSheet(context, px, py) {
    const { nTrain: n } = this.run;
    const shades = this.sheetShades();
    const paths = Array.from({ length: SHADES }, () => new Path2D());
    for (const line of this.sheet.lines) addLine(paths, shades, line, n, px, py);
    Object.assign(context, { lineWidth: 1, globalAlpha: this.hasBorder ? 0.75 : 0.9 });
    paths.forEach((path, i) => {
      context.strokeStyle = this.hasBorder ? this.colours.boundary : this.lineShades[i];
      context.stroke(path);
    });
    context.globalAlpha = 1;
  }

  /** For each place of the sheet which shade ŷ gives it. */
  sheetShades() {
    const { sure } = this.looks.scale;
    const logits = this.forward.logits.subarray(this.run.nTrain);
    const at = (z) => Math.round(((Math.max(-1, Math.min(1, sure(z))) + 1) / 2) * (SHADES - 1)) || 0;
    return Uint8Array.from(logits, at);
  }

  /** What the output asks of one or two neurons before it is on which side of a line they are. */
  get hasBorder() {
    return this.run.task === "classification" && this.layer === this.depth - 1 && this.neurons <= 2;
  }

  /** Where ŷ = 0.5. */
  border() {
    const { weights, biases } = this.forward.layers.at(-1);
    const { parameters } = this.frame;
    return lineIn(this.plane, parameters.subarray(weights, weights + this.neurons), parameters[biases]);
  }

  paintBorder(context) {
    const [p, q, r] = this.border();
    const [[left, right], [bottom, top]] = this.range;
    const steep = Math.abs(p) * (right - left) > Math.abs(q) * (top - bottom);
    const ends = steep
      ? [bottom, top].map((y) => [-(q * y + r) / p, y])
      : [left, right].map((x) => [x, -(p * x + r) / q]);
    const [[x0, x1], [y0, y1]] = [0, 1].map((axis) =>
      this.toPixels(
        ends.map((end) => end[axis]),
        axis,
      ),
    );
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.strokeStyle = this.colours.boundary;
    context.lineWidth = 2;
    context.stroke();
  }

  /** As in the decision boundary: class 1 a disc, class 0 a diamond, a value a disc of its colour. */
  paintPoints(context, px, py) {
    const {
      run,
      looks: { pointColour, edges },
    } = this;
    const { nTrain: n, points } = run;
    const radius = n > 1000 ? 2 : n > 500 ? 2.6 : 3.3;
    for (let i = n - 1; i >= 0; i--) {
      const diamond = run.task === "classification" && points.y[i] < 0.5;
      drawSymbol(context, px[i], py[i], { radius, diamond, filled: true }, pointColour(points.y[i]), edges);
    }
  }

  picture() {
    const { labels, colours, frame, side, canvas: source } = this;
    const [width, height] = [side + MARGIN.l + MARGIN.r, side + MARGIN.t + MARGIN.b];
    const layer = say(labels.layer_hidden, { number: this.layer + 1 });
    const title = `${labels.view_hidden}, ${layer}, ${labels.epoch} ${frame.epoch}`;
    const layers = [canvas(source, 0, 0, width, height)];
    return { name: `hidden-space-epoch-${frame.epoch}`, title, width, height, colours, layers };
  }

  /** Say in words what the picture shows now, when it has come to rest. */
  describe(frame) {
    this.draw(frame, true);
    if (!this.plane) return;
    const { labels } = this;
    const [x, y] = this.names();
    const layer = this.layer + 1;
    const parts = [say(labels.hidden_now, { epoch: frame.epoch, layer, x }), y && say(labels.hidden_now_up, { y })];
    if (this.hasBorder) parts.push(say(labels.hidden_now_line, { right: percent(frame.trainScore) }));
    this.area.setAttribute("aria-label", parts.filter(Boolean).join(" "));
  }
}

/** A small list to choose from, with its name or a shorter sign before it. */
class Field {
  constructor(name, choose, sign = name) {
    this.list = el("select", { title: name, "aria-label": name, onchange: () => choose(this.list.value) });
    this.element = el("label", { className: "stage-choice" }, sign, this.list);
  }

  /** Offer [value, text] of each, one of them chosen. */
  offer(options, chosen) {
    this.list.replaceChildren(...options.map(([value, textContent]) => el("option", { value, textContent })));
    this.list.value = chosen;
  }
}

/** The places at which the square is asked, and the lines across it that they form, each a list of their numbers. */
function sheet(steps) {
  const fine = (LINES - 1) * steps + 1;
  const coordinate = (i) => SQUARE[0] + ((SQUARE[1] - SQUARE[0]) * i) / (fine - 1);
  const [x1, x2, lines] = [[], [], []];
  const place = (column, row) => x1.push(coordinate(column)) && x2.push(coordinate(row)) - 1;
  for (let at = 0; at < fine; at += steps) {
    lines.push(
      Array.from({ length: fine }, (_, i) => place(i, at)),
      Array.from({ length: fine }, (_, i) => place(at, i)),
    );
  }
  return { x1, x2, lines };
}

/** The colour of the surface where the output is so sure, from −1 to 1. */
function shade({ negative, middle, positive }, sure) {
  const end = sure < 0 ? negative : positive;
  return rgba(
    middle.map((from, c) => Math.round(from + (end[c] - from) * Math.abs(sure))),
    1,
  );
}

/** Add a line of the sheet to the paths, piece by piece as its shade changes. */
function addLine(paths, shades, line, n, px, py) {
  let shade = -1;
  for (let i = 0; i + 1 < line.length; i++) {
    const next = shades[line[i]];
    if (next !== shade) paths[next].moveTo(px[n + line[i]], py[n + line[i]]);
    shade = next;
    paths[shade].lineTo(px[n + line[i + 1]], py[n + line[i + 1]]);
  }
}

/** The least and the greatest of what is finite. */
function ends(values) {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? [least, most] : [0, 0];
}

function padded([from, to]) {
  const room = Math.max((to - from) * ROOM, 0.01);
  return [from - room, to + room];
}
