// What flows through the diagram while one example is walked: numbers beside the neurons, and pulses along the lines.

import { rgba } from "../ui/colours.js";
import { el, fit } from "../ui/dom.js";
import { number, written } from "../ui/language.js";
import { DASH } from "./diagram/lines.js";

const WIDEST = 5;
const ROOM = 62; // pixels between two layers, less than which a number has one digit after the point
const LARGE = 26; // pixels across, more than which a neuron leaves room for its number below its middle

export class Flow {
  constructor(diagram) {
    this.diagram = diagram;
    this.canvas = el("canvas", { className: "stage-layer stage-flow", "aria-hidden": "true" });
    diagram.area.append(this.canvas);
  }

  clear() {
    this.canvas.getContext("2d").clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /**
   * Draw `values(layer, neuron)`, a number or null, beside every neuron, and the lines into layer `highlighted`, or into
   * all if that is null, as wide as `weigh(l, neuron, input)` is large. `pulse` from 0 to 1 is how far along them
   * something runs, null for nothing; `back` for the other way.
   */
  draw({ values, highlighted, weigh, pulse, back }) {
    const { diagram } = this;
    if (!diagram.positions || !diagram.colours) return;
    const { width, height } = diagram.size;
    const context = fit(this.canvas, width, height);
    context.clearRect(0, 0, width, height);
    diagram.layers.forEach((layer, l) => {
      if (weigh && (highlighted === null || highlighted === l + 1))
        this.lines(context, l, layer, weigh, back ? 1 - pulse : pulse, pulse !== null);
    });
    this.numbers(context, values);
  }

  lines(context, l, { inputs, neurons }, weigh, along, isMoving) {
    const { positions, colours } = this.diagram;
    const sizes = Array.from({ length: neurons * inputs }, (_, k) => weigh(l, Math.floor(k / inputs), k % inputs));
    const most = Math.max(...sizes.map(Math.abs), 1e-12);
    sizes.forEach((size, k) => {
      const [from, to] = positions.line(l, Math.floor(k / inputs), k % inputs);
      const share = Math.abs(size) / most;
      context.strokeStyle = rgba(colours.weight[size < 0 ? "negative" : "positive"], 0.35 + 0.65 * share);
      context.setLineDash(size < 0 ? DASH : []);
      context.lineWidth = 0.5 + WIDEST * share;
      context.beginPath();
      context.moveTo(...from);
      context.lineTo(...to);
      context.stroke();
      if (isMoving) dot(context, from, to, along, 1.5 + 2 * share, colours.text);
    });
    context.setLineDash([]);
  }

  numbers(context, values) {
    const { positions, colours } = this.diagram;
    const { at } = positions;
    const isTight = at.length > 1 && at[1][0][0] - at[0][0][0] < ROOM;
    Object.assign(context, {
      font: `600 ${isTight ? 10 : 11.5}px ${colours.font}`,
      textAlign: "center",
      textBaseline: "middle",
    });
    positions.eachNeuron(({ layer, neuron }, x, y, diameter) => {
      const value = values(layer, neuron);
      if (value === null) return;
      const text = isTight ? short(value) : number(value).replace(/([.,]\d\d)\d$/, "$1");
      const width = context.measureText(text).width + 6;
      const top = diameter > LARGE ? y + diameter / 2 - 6 : y;
      context.fillStyle = colours.background;
      context.globalAlpha = 0.88;
      context.fillRect(x - width / 2, top - 8, width, 16);
      context.globalAlpha = 1;
      context.fillStyle = colours.text;
      context.fillText(text, x, top + 1);
    });
  }
}

/** A number in as few letters as show its size: a gradient that vanishes is not 0. */
function short(value) {
  const size = Math.abs(value);
  const text = size !== 0 && size < 0.05 ? value.toExponential(0) : value.toFixed(size >= 100 ? 0 : 1);
  return size === 0 ? "0" : written(text);
}

function dot(context, [x0, y0], [x1, y1], along, radius, colour) {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x0 + (x1 - x0) * along, y0 + (y1 - y0) * along, radius, 0, 2 * Math.PI);
  context.fill();
}
