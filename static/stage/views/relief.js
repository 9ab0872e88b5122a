// The relief: ŷ over the square as a surface to turn. A Plotly chart in three dimensions is too slow to be drawn for
// each epoch: it follows a run at the pace that leaves time for the rest. When it is left, it gives back its graphics
// context.

import { Forward } from "../model/forward.js";
import { SQUARE } from "../model/grid.js";
import { SCALES } from "../ui/colours.js";
import { el } from "../ui/dom.js";
import { number, say } from "../ui/language.js";
import { chart, saveButton } from "../ui/png.js";
import { Camera } from "./camera.js";
import { key, pointStyle } from "./points.js";
import { pointTraces, sceneLayout, surfaceTrace } from "./relief_chart.js";

const REST = 4; // after a drawing it rests for four times as long as that took, so that it takes a fifth of the time,
const LONGEST_REST_MS = 1000; // but not for longer than this: without a graphics card it takes more, and still moves
const COUNT = 49; // places in each direction: the surface is drawn through them
const CONFIG = { displaylogo: false, displayModeBar: false, showTips: false, scrollZoom: false };

export class Relief {
  constructor(labels, { reach }) {
    this.labels = labels;
    this.reach = reach;
    this.isOpen = false;
    this.camera = new Camera(labels, (position) => {
      if (this.plot) this.Plotly.relayout(this.plot, { "scene.camera": position });
    });
    this.build();
  }

  build() {
    const { labels } = this;
    this.area = el("div", { className: "stage-area", role: "img" });
    this.words = el("p", { className: "stage-fault", role: "status", hidden: true }); // in its place
    this.keys = el("span", { className: "stage-keys" }, key("1", labels.class_1), key("0", labels.class_0));
    const note = el("span", { className: "stage-hint", textContent: labels.relief_help });
    this.save = saveButton(labels, () => this.picture());
    this.footer = el("footer", {}, this.camera.element, this.keys, note);
    this.element = el(
      "section",
      { className: "stage-panel", "data-testid": "relief", "aria-label": labels.view_relief },
      el("header", {}, el("h2", { textContent: labels.view_relief }), this.save),
      this.area,
      this.words,
      this.footer,
    );
  }

  setPlotly(Plotly) {
    this.Plotly = Plotly;
    if (!this.isOpen) return;
    this.enter();
    this.show();
  }

  setRun(run) {
    this.run = run;
    this.forget(); // the frame there was belongs to another network
    this.keys.hidden = !this.classifies;
    this.forward = null;
  }

  /** The network at the places that the surface is drawn through; few look at it, so it is made for who does. */
  prepare() {
    const places = Array.from({ length: COUNT }, (_, i) => SQUARE[0] + ((SQUARE[1] - SQUARE[0]) * i) / (COUNT - 1));
    this.places = places;
    this.forward = new Forward(this.run, COUNT * COUNT);
    this.forward.place(
      places.flatMap(() => places),
      places.flatMap((x2) => places.map(() => x2)),
    );
  }

  get classifies() {
    return this.run.task === "classification";
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
    const { labels, Plotly } = this;
    this.isOpen = true;
    const canDraw = hasWebGL();
    this.say(!canDraw ? labels.relief_failed : Plotly ? "" : labels.loading);
    if (canDraw && !Plotly) this.reach().catch(() => this.isOpen && this.say(labels.charts_failed));
  }

  /** Say something in the place of the relief; nothing gives way to it. */
  say(text) {
    this.words.textContent = text;
    this.words.hidden = text === "";
    for (const part of [this.area, this.footer, this.save]) part.hidden = text !== "";
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

  // --- drawing

  /** While it plays the surface may stay that of an earlier epoch for a moment. */
  draw(frame) {
    this.frame = frame;
    if (performance.now() >= this.dueAt) this.describe(frame);
  }

  /** Draw the frame, unless that has been done; while it is turned it is left as it is. */
  describe(frame) {
    this.frame = frame;
    if (frame !== this.drawn && !this.camera.isHeld) this.show();
  }

  show() {
    const { Plotly, frame, colours, area } = this;
    const { width, height } = area.getBoundingClientRect();
    if (!Plotly || !frame || !colours || !this.isOpen || Math.min(width, height) < 40) return;
    const start = performance.now();
    if (!this.forward) this.prepare();
    const values = this.forward.run(frame.parameters);
    const isNew = !this.plot;
    if (isNew) area.append((this.plot = el("div", { className: "stage-plot" })));
    Plotly.react(this.plot, this.traces(values), this.layout(width, height), CONFIG);
    if (isNew) this.camera.follow(this.plot, () => this.describe(this.frame));
    this.drawn = frame;
    this.element.dataset.epoch = frame.epoch;
    const [least, most] = [Math.min(...values), Math.max(...values)].map(number);
    area.setAttribute("aria-label", say(this.labels.relief_now, { epoch: frame.epoch, least, most }));
    const end = performance.now();
    this.dueAt = end + Math.min(REST * (end - start), LONGEST_REST_MS);
  }

  traces(values) {
    const { run, places, classifies, colours, forward } = this;
    const rows = (numbers) => places.map((_, row) => Array.from(numbers.subarray(row * COUNT, (row + 1) * COUNT)));
    const sureness = rows(forward.logits.map(SCALES[run.task].sure));
    const surface = surfaceTrace({ places, z: rows(values), sureness, classifies, colours });
    return [surface, ...pointTraces(run, pointStyle(run.task, colours))];
  }

  layout(width, height) {
    const { classifies, colours } = this;
    return sceneLayout({ width, height, camera: this.camera.position, classifies, colours });
  }

  picture() {
    const { colours, labels, area, drawn } = this;
    const { width, height } = area.getBoundingClientRect();
    const epoch = drawn?.epoch ?? 0;
    const title = `${labels.view_relief}, ${labels.epoch} ${epoch}`;
    const layers = [chart(this.Plotly, this.plot, width, height)];
    return { name: `relief-epoch-${epoch}`, title, width, height, colours, layers };
  }
}

/** True where the browser can draw in three dimensions; the context it is asked with is given back at once. */
function hasWebGL() {
  const canvas = el("canvas");
  const context = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}
