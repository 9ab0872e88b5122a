// The relief: ŷ over the square as a surface to turn. A Plotly chart in three dimensions is too slow to be drawn for each
// epoch: it follows a run at the pace that leaves time for the rest. The graphics that it takes are given back when it is
// left.

import { Forward } from "../model/forward.js";
import { SQUARE } from "../model/grid.js";
import { rgba } from "../ui/colours.js";
import { el, number, say, separators } from "../ui/dom.js";
import { chart, saveButton } from "../ui/png.js";
import { key, looks } from "./points.js";

const REST = 4; // after a drawing it rests for four times as long as that took, so that it takes a fifth of the time,
const LONGEST_REST_MS = 1000; // but not for longer than this: without a graphics card it takes more, and still moves
const GRID = 49; // places in each direction: the surface is drawn through them
const EYE = { x: 0.6, y: -1.8, z: 1 }; // from where it is seen at first
const TURN = Math.PI / 12;
const HIGHEST = 0.49 * Math.PI; // straight from above or below there is no left and right
const TURNS = { left: [-TURN, 0], right: [TURN, 0], up: [0, TURN], down: [0, -TURN] };
const ARROWS = {
  left: "M14.5 5 8 12l6.5 7",
  right: "M9.5 5 16 12l-6.5 7",
  up: "M5 14.5 12 8l7 6.5",
  down: "M5 9.5 12 16l7-6.5",
};

export class Relief {
  constructor(labels) {
    this.labels = labels;
    this.camera = { eye: EYE, center: { x: 0, y: 0, z: -0.1 }, up: { x: 0, y: 0, z: 1 } };
    this.isOpen = false;
    this.build();
  }

  build() {
    const { labels } = this;
    this.area = el("div", { className: "stage-area", role: "img" });
    this.fault = el("p", { className: "stage-fault", textContent: labels.relief_failed, hidden: true });
    this.keys = el("span", { className: "stage-keys" }, key("1", labels.class_1), key("0", labels.class_0));
    this.note = el("span", { className: "stage-hint", textContent: labels.relief_help });
    const turns = Object.keys(TURNS).map((name) => this.turnButton(name));
    this.tools = el("span", { className: "stage-keys", role: "group", "aria-label": labels.turn }, ...turns);
    this.save = saveButton(labels, () => this.picture());
    this.footer = el("footer", {}, this.tools, this.keys, this.note);
    this.element = el(
      "section",
      { className: "stage-panel", "data-testid": "relief", "aria-label": labels.view_relief },
      el("header", {}, el("h2", { textContent: labels.view_relief }), this.save),
      this.area,
      this.fault,
      this.footer,
    );
  }

  turnButton(name) {
    const text = this.labels[`turn_${name}`];
    const button = el("button", { type: "button", className: "stage-save", title: text, "aria-label": text });
    button.innerHTML = `<svg class="stage-arrow" viewBox="0 0 24 24" aria-hidden="true"><path d="${ARROWS[name]}"/></svg>`;
    button.addEventListener("click", () => this.turn(...TURNS[name]));
    return button;
  }

  setPlotly(Plotly) {
    this.Plotly = Plotly;
    this.show();
  }

  setRun(run) {
    this.run = run;
    this.forget(); // what there was belongs to another network
    this.keys.hidden = run.task !== "classification";
    const places = Array.from({ length: GRID }, (_, i) => SQUARE[0] + ((SQUARE[1] - SQUARE[0]) * i) / (GRID - 1));
    this.places = places;
    this.forward = new Forward(run, GRID * GRID);
    this.forward.place(
      places.flatMap(() => places),
      places.flatMap((x2) => places.map(() => x2)),
    );
  }

  recolour(colours) {
    this.colours = colours;
    this.show();
  }

  resize() {
    this.show();
  }

  // --- coming and going

  enter() {
    this.isOpen = true;
    const canDraw = hasWebGL();
    this.fault.hidden = canDraw;
    for (const part of [this.area, this.footer, this.save]) part.hidden = !canDraw;
  }

  leave() {
    this.isOpen = false;
    this.forget();
    this.purge();
  }

  /** The next frame is to be drawn at once. */
  forget() {
    this.frame = this.drawn = null;
    this.dueAt = -Infinity;
  }

  /** A browser has few graphics contexts to give: hand this one back. */
  purge() {
    if (!this.plot) return;
    const contexts = [...this.plot.querySelectorAll("canvas")].map(
      (canvas) => canvas.getContext("webgl2") ?? canvas.getContext("webgl"),
    );
    this.Plotly.purge(this.plot);
    for (const context of contexts) context?.getExtension("WEBGL_lose_context")?.loseContext();
    this.plot.remove();
    this.plot = null;
    delete this.element.dataset.epoch;
  }

  // --- the surface

  /** While it plays the surface may stay that of an earlier epoch for a moment. */
  draw(frame) {
    this.frame = frame;
    if (performance.now() >= this.dueAt) this.describe(frame);
  }

  /** Draw it, unless that has been done. */
  describe(frame) {
    this.frame = frame;
    if (frame !== this.drawn) this.show();
  }

  show() {
    const { Plotly, frame, colours, area } = this;
    const { width, height } = area.getBoundingClientRect();
    if (!Plotly || !frame || !colours || !this.isOpen || Math.min(width, height) < 40) return;
    const start = performance.now();
    this.looks = looks(this.run.task, colours);
    const { surface, values } = this.surface();
    const config = { displaylogo: false, displayModeBar: false, showTips: false, scrollZoom: false };
    const isNew = !this.plot;
    if (isNew) area.append((this.plot = el("div", { className: "stage-plot" })));
    Plotly.react(this.plot, [surface, ...this.points()], this.layout(width, height), config);
    if (isNew) this.followCamera();
    this.drawn = frame;
    this.element.dataset.epoch = frame.epoch;
    const [least, most] = [Math.min(...values), Math.max(...values)].map(number);
    area.setAttribute("aria-label", say(this.labels.relief_now, { epoch: frame.epoch, least, most }));
    const end = performance.now();
    this.dueAt = end + Math.min(REST * (end - start), LONGEST_REST_MS);
  }

  /** Keep the camera, also while it is being turned: the next drawing would turn it back. */
  followCamera() {
    for (const name of ["plotly_relayouting", "plotly_relayout"]) {
      this.plot.on(name, (change) => (this.camera = change["scene.camera"] ?? this.camera));
    }
  }

  surface() {
    const {
      colours,
      looks: { scale },
      places,
      forward,
    } = this;
    const values = forward.run(this.frame.parameters);
    const rows = (numbers) => places.map((_, row) => Array.from(numbers.subarray(row * GRID, (row + 1) * GRID)));
    const { negative, middle, positive } = colours.surface;
    const line = {
      show: true,
      color: rgba(middle, 1),
      width: 1,
      start: SQUARE[0],
      end: SQUARE[1],
      size: 1,
      highlight: false,
    };
    const border = {
      show: this.classifies,
      color: colours.boundary,
      width: 5,
      start: 0.5,
      end: 0.5,
      size: 1,
      highlight: false,
    };
    const surface = {
      type: "surface",
      x: places,
      y: places,
      z: rows(values),
      surfacecolor: rows(forward.logits.map(scale.sure)),
      cmin: -1,
      cmax: 1,
      colorscale: [negative, middle, positive].map((colour, i) => [i / 2, rgba(colour, 1)]),
      showscale: false,
      contours: { x: line, y: line, z: border },
      opacity: 0.9, // a point may lie under it
      lighting: { ambient: 0.85, diffuse: 0.35, specular: 0.03, roughness: 0.9 },
      hovertemplate: "x₁ %{x:.2f}<br>x₂ %{y:.2f}<br>ŷ %{z:.3f}<extra></extra>",
    };
    return { surface, values };
  }

  get classifies() {
    return this.run.task === "classification";
  }

  /** The training points at the height of their labels: class 1 discs, class 0 diamonds, values discs of their colour. */
  points() {
    const {
      run: { points, nTrain: n },
      looks: { pointColour, edges },
    } = this;
    const all = Array.from({ length: n }, (_, i) => i);
    const kinds = this.classifies
      ? [
          ["circle", 1],
          ["diamond", 0],
        ]
      : [["circle", null]];
    return kinds.map(([symbol, label]) => {
      const mine = all.filter((i) => label === null || points.y[i] >= 0.5 === (label === 1));
      const take = (name) => mine.map((i) => points[name][i]);
      return {
        type: "scatter3d",
        mode: "markers",
        x: take("x1"),
        y: take("x2"),
        z: take("y"),
        hoverinfo: "skip",
        marker: {
          symbol,
          size: n > 500 ? 2.2 : 3,
          color: take("y").map(pointColour),
          line: { color: edges.filled, width: 0.5 },
        },
      };
    });
  }

  layout(width, height) {
    const { colours } = this;
    const grid = colours.name === "dark" ? "#43474f" : "#d4d6db"; // no transparency here
    const axis = (text, more) => ({
      title: { text },
      color: colours.text,
      gridcolor: grid,
      zerolinecolor: grid,
      showspikes: false,
      showbackground: false,
      ...more,
    });
    const square = { range: [...SQUARE], dtick: 2 };
    return {
      separators: separators(),
      width,
      height,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      showlegend: false,
      paper_bgcolor: "rgba(0,0,0,0)",
      uirevision: "keep",
      font: { family: colours.font, size: 12, color: colours.text },
      hoverlabel: { bgcolor: colours.background, font: { color: colours.text } },
      scene: {
        uirevision: "keep",
        camera: this.camera,
        dragmode: "turntable",
        aspectmode: "manual",
        aspectratio: { x: 1, y: 1, z: 0.6 },
        xaxis: axis("x₁", square),
        yaxis: axis("x₂", square),
        zaxis: axis("ŷ", this.classifies ? { range: [-0.02, 1.02], dtick: 0.5 } : {}),
      },
    };
  }

  /** Turn it by angles around and up, for who does not drag. */
  turn(around, up) {
    if (!this.plot) return;
    const { eye, center } = this.camera;
    const far = Math.hypot(eye.x, eye.y);
    const radius = Math.hypot(far, eye.z);
    const angle = Math.atan2(eye.y, eye.x) + around;
    const height = Math.max(-HIGHEST, Math.min(HIGHEST, Math.atan2(eye.z, far) + up));
    const flat = radius * Math.cos(height);
    const turned = { x: flat * Math.cos(angle), y: flat * Math.sin(angle), z: radius * Math.sin(height) };
    this.camera = { ...this.camera, center, eye: turned };
    this.Plotly.relayout(this.plot, { "scene.camera": this.camera });
  }

  picture() {
    const { colours, labels, area, drawn } = this;
    const { width, height } = area.getBoundingClientRect();
    const epoch = drawn?.epoch ?? 0;
    const title = `${labels.view_relief}, ${labels.epoch} ${epoch}`;
    return {
      name: `relief-epoch-${epoch}`,
      title,
      width,
      height,
      colours,
      layers: [chart(this.Plotly, this.plot, width, height)],
    };
  }
}

/** True where the browser can draw in three dimensions; the context it is asked with is given back at once. */
function hasWebGL() {
  const canvas = el("canvas");
  const context = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}
