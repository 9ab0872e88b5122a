// The decision boundary, or the predicted surface: what the network would say of every place, under the points it is
// given. The surface is a small canvas, redrawn for each epoch; axes and zoom are a transparent Plotly plot on top.

import { dragMode, el, fit, number, percent, say, toggle } from "./dom.js";
import { Forward, predict } from "./forward.js";
import { mixer, shades } from "./colours.js";
import { canvas, chart, saveButton } from "./picture.js";

const GRID = 50; // places in each direction at which the network is asked
const FINE = 160; // pixels in each direction between which that is spread
// How each task's output pre-activation is coloured: `sure` goes from −1, the one colour, to 1, the other, and beyond
// ±limit nothing changes to the eye.
const SCALES = {
  classification: { limit: 8, sure: (z) => 2 / (1 + Math.exp(-z)) - 1 },
  regression: { limit: 1, sure: (value) => value },
};
export const SQUARE = [-6, 6];
const MARGIN = { l: 34, r: 10, t: 8, b: 38 };

export class Boundary {
  constructor(labels) {
    this.labels = labels;
    this.range = { x: [...SQUARE], y: [...SQUARE] };
    this.discrete = false;
    this.showTest = false;
    this.pointer = null;
    this.build();
  }

  build() {
    const { labels } = this;
    this.surface = el("canvas", { className: "stage-surface", width: FINE, height: FINE });
    this.image = new ImageData(FINE, FINE);
    this.words = new Uint32Array(this.image.data.buffer);
    // For each row or column of pixels: the grid line before it, and how far it is towards the next.
    this.between = Array.from({ length: FINE }, (_, i) => {
      const place = ((i + 0.5) / FINE) * (GRID - 1);
      return { at: Math.floor(place), share: place % 1 };
    });
    this.line = el("canvas", { className: "stage-layer" });
    this.dots = el("canvas", { className: "stage-layer" });
    this.plot = el("div", { className: "stage-plot" });
    this.tip = el("div", { className: "stage-tip", hidden: true });
    this.square = el("div", { className: "stage-square" }, this.surface, this.line, this.dots, this.plot, this.tip);
    this.area = el("div", { className: "stage-area", role: "img" }, this.square);
    this.title = el("h3", { textContent: labels.boundary });
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
      this.area,
      el("footer", {}, this.key, this.kinds, this.outside, this.wayBack),
    );
    this.area.addEventListener("pointermove", (event) => this.point(event));
    this.area.addEventListener("pointerdown", (event) => this.point(event));
    this.area.addEventListener("pointerleave", () => this.point(null));
  }

  set(view) {
    Object.assign(this, view);
    this.kinds.hidden = !this.showTest;
    this.drawPoints();
    if (this.frame) this.draw(this.frame);
  }

  setRun(run) {
    const zoomed = this.range.x[0] !== SQUARE[0] || this.range.x[1] !== SQUARE[1];
    const sameData = this.run && ["x1", "x2", "y"].every((name) => same(this.run.points[name], run.points[name]));
    this.run = run;
    this.frame = null; // the one there was belongs to another network
    this.forward = new Forward(run, GRID * GRID);
    this.setTask();
    this.placeGrid();
    this.drawPoints();
    if (zoomed && !sameData && this.Plotly) this.show(SQUARE, SQUARE);
  }

  get classifies() {
    return this.run.task === "classification";
  }

  /** Classes have a boundary between them, values a surface; their colours, keys and names differ. */
  setTask() {
    const { labels, classifies } = this;
    this.title.textContent = classifies ? labels.boundary : labels.surface;
    this.element.setAttribute("aria-label", this.title.textContent);
    this.discreteToggle.hidden = !classifies;
    const scale = [el("span", { textContent: "−1" }), el("i", { className: "stage-scale" }), el("span", { textContent: labels.scale_end })];
    this.key.replaceChildren(...(classifies ? [key("1", labels.class_1), key("0", labels.class_0)] : scale));
    this.setShades();
  }

  setShades() {
    if (!this.colours || !this.run) return;
    Object.assign(this, looks(this.run.task, this.colours));
    this.shades = shades(this.colours.surface, this.scale);
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
    this.surface.style.width = `${this.size.width}px`;
    this.surface.style.height = `${this.size.height}px`;
    this.drawPoints();
    if (this.frame) this.draw(this.frame);
    this.layOutPlot();
  }

  /** Ask the network at the crossings of a grid over the range on show, edges included. */
  placeGrid() {
    const { x, y } = this.range;
    const [x1, x2] = [new Float64Array(GRID * GRID), new Float64Array(GRID * GRID)];
    for (let row = 0; row < GRID; row++) {
      for (let column = 0; column < GRID; column++) {
        x1[row * GRID + column] = lerp(x[0], x[1], column / (GRID - 1));
        x2[row * GRID + column] = lerp(y[1], y[0], row / (GRID - 1));
      }
    }
    this.forward.place(x1, x2);
  }

  toPixel(x1, x2) {
    const { x, y } = this.range;
    return [
      ((x1 - x[0]) / (x[1] - x[0])) * this.size.width,
      ((y[1] - x2) / (y[1] - y[0])) * this.size.height,
    ];
  }

  // --- drawing

  draw(frame) {
    this.frame = frame;
    if (!this.size || !this.shades) return;
    this.element.dataset.epoch = frame.epoch;
    this.forward.run(frame.parameters);
    this.drawSurface(this.forward.logits);
    this.drawLine(this.forward.logits);
    if (this.pointer) this.readOut();
  }

  /** The colour of ŷ everywhere. Between the places that were asked, z is interpolated, and ŷ follows from it. */
  drawSurface(logits) {
    const { limit } = this.scale;
    const shades = this.discrete && this.classifies ? this.shades.discrete : this.shades.smooth;
    const last = shades.length - 1;
    const row = new Float64Array(GRID);
    for (let y = 0; y < FINE; y++) {
      const { at, share } = this.between[y];
      for (let i = 0; i < GRID; i++) row[i] = lerp(logits[at * GRID + i], logits[(at + 1) * GRID + i], share);
      for (let x = 0; x < FINE; x++) {
        const z = lerp(row[this.between[x].at], row[this.between[x].at + 1], this.between[x].share);
        const shade = ((z / limit + 1) * last) / 2;
        this.words[y * FINE + x] = shades[shade > 0 ? (shade < last ? (shade + 0.5) | 0 : last) : 0];
      }
    }
    this.surface.getContext("2d").putImageData(this.image, 0, 0);
  }

  /**
   * The line between the classes, where ŷ = 0.5 and z = 0: in each square of four neighbouring places, edge to edge
   * (marching squares).
   */
  drawLine(z) {
    const context = fit(this.line, this.size.width, this.size.height);
    context.clearRect(0, 0, this.size.width, this.size.height);
    if (!this.classifies) return;
    context.beginPath();
    const [w, h] = [this.size.width / (GRID - 1), this.size.height / (GRID - 1)];
    for (let row = 0; row < GRID - 1; row++) {
      for (let column = 0; column < GRID - 1; column++) {
        const at = row * GRID + column;
        const [a, b, c, d] = [z[at], z[at + 1], z[at + GRID + 1], z[at + GRID]];
        const [up, right, down, left] = [a >= 0 !== b >= 0, b >= 0 !== c >= 0, c >= 0 !== d >= 0, d >= 0 !== a >= 0];
        if (!(up || right || down || left)) continue;
        const [x, y] = [column * w, row * h];
        const ends = [];
        if (up) ends.push([x + (a / (a - b)) * w, y]);
        if (right) ends.push([x + w, y + (b / (b - c)) * h]);
        if (down) ends.push([x + (d / (d - c)) * w, y + h]);
        if (left) ends.push([x, y + (a / (a - d)) * h]);
        for (let i = 0; i + 1 < ends.length; i += 2) {
          context.moveTo(...ends[i]);
          context.lineTo(...ends[i + 1]);
        }
      }
    }
    context.strokeStyle = this.colours.boundary;
    context.lineWidth = 1.8;
    context.stroke();
  }

  /** Class 1 is a disc, class 0 a diamond, a value a disc of its colour; training points are filled, test points hollow. */
  drawPoints() {
    if (!this.size || !this.shades) return;
    const { points, n, n_train: trained } = this.run;
    const context = fit(this.dots, this.size.width, this.size.height);
    context.clearRect(0, 0, this.size.width, this.size.height);
    const radius = n > 1500 ? 2 : n > 700 ? 2.6 : 3.3;
    let outside = 0;
    for (let i = this.showTest ? n - 1 : trained - 1; i >= 0; i--) {
      const [x, y] = this.toPixel(points.x1[i], points.x2[i]);
      if (x < -radius || y < -radius || x > this.size.width + radius || y > this.size.height + radius) {
        outside += 1;
        continue;
      }
      const diamond = this.classifies && points.y[i] < 0.5;
      drawSymbol(context, x, y, { radius, diamond, filled: i < trained }, this.pointColour(points.y[i]), this.edges);
    }
    this.outside.textContent = outside ? say(this.labels.outside, { count: outside }) : "";
    this.wayBack.hidden = this.range.x[0] === SQUARE[0] && this.range.x[1] === SQUARE[1];
  }

  // --- what a pointer reads

  point(event) {
    const box = this.square.getBoundingClientRect();
    const x = event && event.clientX - box.left - MARGIN.l;
    const y = event && event.clientY - box.top - MARGIN.t;
    const inside = event && this.size && x >= 0 && y >= 0 && x <= this.size.width && y <= this.size.height;
    this.pointer = inside ? { x, y } : null;
    this.tip.hidden = !inside;
    if (inside && this.frame) this.readOut();
  }

  readOut() {
    const { x, y } = this.range;
    const x1 = x[0] + (this.pointer.x / this.size.width) * (x[1] - x[0]);
    const x2 = y[1] - (this.pointer.y / this.size.height) * (y[1] - y[0]);
    const value = predict(this.run, this.frame.parameters, x1, x2);
    const minus = (v, digits = 2) => v.toFixed(digits).replace("-", "−");
    this.tip.textContent = say(this.labels.point, { x1: minus(x1), x2: minus(x2), y: minus(value, 3) });
    const left = this.pointer.x > this.size.width / 2;
    this.tip.style.left = left ? "" : `${MARGIN.l + this.pointer.x + 14}px`;
    this.tip.style.right = left ? `${MARGIN.r + this.size.width - this.pointer.x + 14}px` : "";
    this.tip.style.top = `${MARGIN.t + this.pointer.y - 10}px`;
  }

  picture() {
    const { colours, labels, frame } = this;
    const side = this.size.width;
    const [width, height] = [side + MARGIN.l + MARGIN.r, side + MARGIN.t + MARGIN.b];
    const layers = [this.surface, this.line, this.dots].map((layer) => canvas(layer, MARGIN.l, MARGIN.t, side, side));
    const title = `${this.title.textContent}, ${labels.epoch} ${frame.epoch}`;
    const name = `${this.classifies ? "decision-boundary" : "prediction"}-epoch-${frame.epoch}`;
    return { name, title, width, height, colours, layers: [...layers, chart(this.Plotly, this.plot, width, height)] };
  }

  /** Say in words what the picture shows now. */
  describe(frame) {
    const { labels, classifies } = this;
    const values = { epoch: frame.epoch, right: percent(frame.trainScore), r2: number(frame.trainScore) };
    this.area.setAttribute("aria-label", say(classifies ? labels.boundary_now : labels.surface_now, values));
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
      title: { text: title, standoff: 4 }, range: [...range], zeroline: false, showgrid: false, ticks: "outside",
      ticklen: 4, color: colours.text, tickcolor: colours.text, linecolor: colours.text, showline: true, mirror: true,
    });
    const layout = {
      width: size.width + MARGIN.l + MARGIN.r, height: size.height + MARGIN.t + MARGIN.b, margin: MARGIN,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", hovermode: false, showlegend: false,
      font: { family: colours.font, size: 12, color: colours.text }, dragmode: dragMode(),
      xaxis: axis("x₁", this.range.x), yaxis: axis("x₂", this.range.y),
    };
    const config = { displaylogo: false, displayModeBar: false, doubleClick: false, showTips: false };
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
    this.range = { x: read("xaxis", xaxis), y: read("yaxis", yaxis) };
    this.placeGrid();
    this.drawPoints();
    if (this.frame) this.draw(this.frame);
  }

  show(x, y) {
    this.Plotly.relayout(this.plot, { "xaxis.range": [...x], "yaxis.range": [...y] });
  }
}

/** How a task's output is coloured, and its points: their colour, and that of their edges. */
export function looks(task, { point, surface, boundary }) {
  const classifies = task === "classification";
  return {
    scale: SCALES[task],
    // A value near 0 is as pale as the surface: only its edge is seen.
    edges: { filled: classifies ? point.edge : boundary, hollow: point.edge },
    pointColour: classifies ? (label) => point[label >= 0.5 ? 1 : 0] : mixer(point[0], surface.middle, point[1]),
  };
}

export function drawSymbol(context, x, y, { radius, diamond, filled }, colour, edges) {
  context.beginPath();
  if (!diamond) context.arc(x, y, radius, 0, 2 * Math.PI);
  else {
    const r = radius * 1.3;
    context.moveTo(x, y - r);
    context.lineTo(x + r, y);
    context.lineTo(x, y + r);
    context.lineTo(x - r, y);
    context.closePath();
  }
  context.fillStyle = filled ? colour : edges.hollow;
  context.fill();
  context.lineWidth = filled ? 0.9 : 1.5;
  context.strokeStyle = filled ? edges.filled : colour;
  context.stroke();
}

function same(a, b) {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function lerp(from, to, share) {
  return from + (to - from) * share;
}

export function key(label, text) {
  return el("span", { className: `stage-key stage-key-${label}` }, el("i"), text);
}
