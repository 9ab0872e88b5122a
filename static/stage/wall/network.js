// The network of a student, to look at: the diagram's pictures and lines, without anything to press.

import { Lines } from "../panels/diagram/lines.js";
import { Pictures } from "../panels/diagram/pictures.js";
import { Positions } from "../panels/diagram/positions.js";
import { Weights } from "../panels/diagram/weights.js";
import { el, fit } from "../ui/dom.js";

export class Network {
  constructor(labels) {
    this.labels = labels;
    this.lines = new Lines();
    this.pictures = new Pictures();
    this.canvas = el("canvas", { className: "wall-layer" });
    this.element = el("div", { className: "wall-network", role: "img" }, this.canvas);
  }

  setRun(run) {
    this.run = run;
    this.weights = new Weights(run.sizes);
    this.pictures.setRun(run);
    this.element.setAttribute("aria-label", `${this.labels.columns.network} ${run.sizes.join("-")}`);
  }

  recolour(colours) {
    this.colours = colours;
    this.lines.recolour(colours);
    this.pictures.recolour(colours);
  }

  /** Draw a frame, of which `forward` has computed every neuron over the grid. */
  draw(frame, forward) {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!this.colours || width < 60 || height < 60) return;
    const names = this.run.features.map((name) => this.labels.features[name]);
    const positions = new Positions(this.run.sizes, { width, height }, Math.max(...names.map(({ length }) => length)));
    const context = fit(this.canvas, width, height);
    context.clearRect(0, 0, width, height);
    this.weights.show(frame);
    this.lines.draw(context, this.weights, positions, null, false);
    context.setLineDash([]);
    this.pictures.draw(forward);
    Object.assign(context, { strokeStyle: this.colours.text, fillStyle: this.colours.text, lineWidth: 1.5 });
    context.font = `600 14px ${this.colours.font}`;
    const last = this.run.sizes.length - 1;
    positions.eachNeuron(({ layer, neuron }, x, y, size) => {
      this.pictures.paint(context, { layer, neuron }, x, y, size);
      context.strokeRect(x - size / 2, y - size / 2, size, size);
      context.textAlign = layer === 0 ? "right" : "left";
      const side = layer === 0 ? -1 : 1;
      if (layer === 0 || layer === last)
        context.fillText(layer === 0 ? names[neuron] : "ŷ", x + side * (size / 2 + 7), y + 5);
    });
  }
}
