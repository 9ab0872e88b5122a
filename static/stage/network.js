// The network diagram: neurons by layer, and every weight as a line whose colour and width are its sign and size.

import { el, fit, number, say } from "./dom.js";
import { layout } from "./forward.js";
import { rgba } from "./colours.js";
import { canvas, saveButton } from "./picture.js";

const PAD = { x: 46, top: 26, bottom: 14 };
const LETTER = 9; // pixels that a letter of an input's name takes at most
const STRONG = 3; // a weight of this size is drawn as wide as any
const SHADES = 24; // steps from the faintest line to the strongest
const DASH = [7, 3]; // a negative weight, for those who cannot tell the colours
const NEAR = 8; // pixels within which a line counts as pointed at

export class Network {
  constructor(labels) {
    this.labels = labels;
    this.subject = null; // what is read out: { layer, neuron } or { layer, neuron, input }
    this.canvas = el("canvas", { className: "stage-layer" });
    this.nodes = el("div", { className: "stage-nodes" });
    this.tip = el("div", { className: "stage-tip", hidden: true, role: "status", "aria-live": "off" });
    this.area = el("div", { className: "stage-area" }, this.canvas, this.nodes, this.tip);
    this.element = el(
      "section",
      { className: "stage-panel stage-network", "data-testid": "network", "aria-label": labels.network },
      el("header", {}, el("h3", { textContent: labels.network }), saveButton(labels, () => this.picture()), el("span", { className: "stage-hint", textContent: labels.network_help })),
      this.area,
    );
    this.area.addEventListener("pointermove", (event) => this.pointAt(event));
    this.area.addEventListener("pointerdown", (event) => this.pointAt(event));
    this.area.addEventListener("pointerleave", () => this.tell(this.focused ?? null));
  }

  setRun(run) {
    this.run = run;
    this.layers = layout(run.sizes);
    this.symbols = run.features.map((name) => this.labels.features[name]);
    this.frame = null; // the one there was belongs to another network
    this.focused = null;
    this.tell(null);
    this.place();
  }

  recolour(colours) {
    const looks = (colour, dash) => [1, 0.15].map((light) => Array.from({ length: SHADES + 1 }, (_, i) => ({
      strokeStyle: rgba(colour, light * (0.4 + (0.6 * i) / SHADES)), lineWidth: 0.6 + (4.8 * i) / SHADES, dash,
    })));
    this.colours = colours;
    this.looks = { negative: looks(colours.weight.negative, DASH), positive: looks(colours.weight.positive, []) };
    if (this.frame) this.draw(this.frame);
  }

  resize() {
    const { width, height } = this.area.getBoundingClientRect();
    this.size = { width, height };
    this.place();
    if (this.frame) this.draw(this.frame);
  }

  // --- where things are

  /** Put a real element over the place of each neuron: for focus, for hover, and for a name. */
  place() {
    if (!this.run || !this.size) return;
    const { sizes } = this.run;
    const { width, height } = this.size;
    const room = height - PAD.top - PAD.bottom;
    const left = Math.max(PAD.x, 26 + LETTER * Math.max(...this.symbols.map((symbol) => symbol.length)));
    const least = room / Math.max(...sizes);
    const gaps = sizes.map((size) => Math.min(room / size, 1.6 * least, 64));
    this.diameters = gaps.map((gap) => Math.max(9, Math.min(30, gap * 0.74)));
    this.at = sizes.map((size, l) => {
      const x = left + (l * (width - left - PAD.x)) / (sizes.length - 1);
      return Array.from({ length: size }, (_, i) => [x, PAD.top + room / 2 + (i - (size - 1) / 2) * gaps[l]]);
    });
    this.nodes.replaceChildren(...sizes.map((_, l) => this.caption(l)), ...this.at.flatMap((places, l) => places.map((place, i) => this.node(l, i, place))));
  }

  caption(l) {
    const { labels, run } = this;
    const last = run.sizes.length - 1;
    const narrow = this.size.width / run.sizes.length < 62; // only numbers fit
    const hidden = narrow ? String(l) : say(labels.layer_hidden, { number: l });
    const ends = narrow ? "" : l === 0 ? labels.layer_inputs : labels.layer_output;
    const text = l === 0 || l === last ? ends : hidden;
    return el("span", { className: "stage-caption", textContent: text, style: `left:${this.at[l][0][0]}px` });
  }

  node(l, i, [x, y]) {
    const subject = { layer: l, neuron: i };
    const name = this.name(l, i);
    const size = this.diameters[l];
    const node = el("button", {
      type: "button", className: "stage-node", "aria-label": name,
      style: `left:${x - size / 2}px;top:${y - size / 2}px;width:${size}px;height:${size}px`,
    });
    const side = l === 0 ? "left" : l === this.run.sizes.length - 1 ? "right" : null;
    if (side) node.append(el("span", { className: `stage-name stage-name-${side}`, textContent: this.symbol(l, i) }));
    node.addEventListener("focus", () => this.tell((this.focused = subject)));
    node.addEventListener("blur", () => this.tell((this.focused = null)));
    node.addEventListener("pointerenter", () => this.tell(subject));
    return node;
  }

  symbol(l, i) {
    return l === 0 ? this.symbols[i] : "ŷ";
  }

  name(l, i) {
    const { labels, run } = this;
    if (l === 0) return say(labels.input, { name: this.symbols[i] });
    if (l === run.sizes.length - 1) return labels.output_neuron;
    return say(labels.neuron, { layer: l, neuron: i + 1 });
  }

  // --- drawing

  draw(frame) {
    this.frame = frame;
    if (!this.size || !this.at || !this.colours) return;
    const context = fit(this.canvas, this.size.width, this.size.height);
    context.clearRect(0, 0, this.size.width, this.size.height);
    for (const [{ dash, ...look }, path] of this.paths()) {
      Object.assign(context, look);
      context.setLineDash(dash);
      context.stroke(path);
    }
    if (this.subject) this.readOut();
  }

  /** All lines, gathered by look: to draw a few long paths is much faster than to draw hundreds of lines. */
  paths() {
    const paths = new Map();
    this.layers.forEach((layer, l) => {
      for (let neuron = 0; neuron < layer.neurons; neuron++) {
        for (let input = 0; input < layer.inputs; input++) {
          const look = this.look(l, neuron, input);
          if (!paths.has(look)) paths.set(look, new Path2D());
          const path = paths.get(look);
          path.moveTo(...this.at[l][input]);
          path.lineTo(...this.at[l + 1][neuron]);
        }
      }
    });
    return paths;
  }

  look(l, neuron, input) {
    const weight = this.weight(l, neuron, input);
    const strength = Math.round(Math.min(Math.abs(weight) / STRONG, 1) * SHADES);
    const dim = this.subject !== null && !touches(this.subject, l, neuron, input);
    return this.looks[weight < 0 ? "negative" : "positive"][dim ? 1 : 0][strength];
  }

  weight(l, neuron, input) {
    const layer = this.layers[l];
    return this.frame.parameters[layer.weights + neuron * layer.inputs + input];
  }

  // --- what a pointer or the focus reads

  pointAt(event) {
    if (event.target.closest?.(".stage-node") || !this.at) return;
    const box = this.area.getBoundingClientRect();
    this.tell(this.nearest(event.clientX - box.left, event.clientY - box.top) ?? this.focused ?? null);
  }

  /** The weight whose line passes nearest, if any is near. */
  nearest(x, y) {
    let best = null;
    let least = NEAR;
    this.layers.forEach((layer, l) => {
      for (let neuron = 0; neuron < layer.neurons; neuron++) {
        for (let input = 0; input < layer.inputs; input++) {
          const distance = fromSegment(x, y, this.at[l][input], this.at[l + 1][neuron]);
          if (distance < least) [best, least] = [{ layer: l + 1, neuron, input, x, y }, distance];
        }
      }
    });
    return best;
  }

  tell(subject) {
    this.subject = subject;
    this.tip.hidden = !subject;
    if (this.frame) this.draw(this.frame);
  }

  readOut() {
    const { subject, labels, size } = this;
    const { layer: l, neuron, input } = subject;
    const lines = [];
    if (input !== undefined) {
      lines.push(say(labels.from_to, { source: this.name(l - 1, input), target: this.name(l, neuron) }));
      lines.push(say(labels.weight, { value: number(this.weight(l - 1, neuron, input)) }));
    } else {
      lines.push(this.name(l, neuron), ...(l === 0 ? [labels.input_reads] : this.readNeuron(l, neuron)));
    }
    const text = lines.join("\n");
    if (this.tip.textContent !== text) this.tip.textContent = text;
    const [x, y] = input === undefined ? this.at[l][neuron] : [subject.x, subject.y];
    const left = x > size.width / 2;
    this.tip.style.left = left ? "" : `${x + 22}px`;
    this.tip.style.right = left ? `${size.width - x + 22}px` : "";
    this.tip.style.top = `${Math.max(0, Math.min(y - 12, size.height - this.tip.offsetHeight))}px`;
  }

  readNeuron(l, neuron) {
    const { labels } = this;
    const layer = this.layers[l - 1];
    const bias = say(labels.bias, { value: number(this.frame.parameters[layer.biases + neuron]) });
    const title = l === 1 ? labels.weights_from_inputs : say(labels.weights_from_hidden, { number: l - 1 });
    const short = (i) => (l === 1 ? this.symbols[i] : i + 1);
    const weights = Array.from({ length: layer.inputs }, (_, i) => `${short(i)}  ${number(this.weight(l - 1, neuron, i))}`);
    return [bias, title, ...weights];
  }

  picture() {
    const { labels, colours, frame } = this;
    const { width, height } = this.size;
    const title = `${labels.network} ${this.run.sizes.join("-")}, ${labels.epoch} ${frame.epoch}`;
    const layers = [canvas(this.canvas, 0, 0, width, height), (context) => this.paintNeurons(context)];
    return { name: `network-epoch-${frame.epoch}`, title, width, height, colours, layers };
  }

  /** The neurons as on the page, where they are elements. */
  paintNeurons(context) {
    const { colours } = this;
    Object.assign(context, { strokeStyle: colours.text, lineWidth: 2, textAlign: "center", font: `600 15px ${colours.font}` });
    this.at.forEach((places, l) => places.forEach(([x, y], i) => {
      context.beginPath();
      context.arc(x, y, this.diameters[l] / 2, 0, 2 * Math.PI);
      context.fillStyle = colours.background;
      context.fill();
      context.stroke();
      const side = l === 0 ? -1 : l === this.at.length - 1 ? 1 : 0;
      context.fillStyle = colours.text;
      if (side) context.fillText(this.symbol(l, i), x + side * (this.diameters[l] / 2 + 14), y + 5);
    }));
  }

  describe(frame) {
    const weights = this.layers.flatMap((layer, l) =>
      Array.from({ length: layer.neurons * layer.inputs }, (_, k) => frame.parameters[this.layers[l].weights + k]),
    );
    this.nodes.setAttribute("role", "group");
    this.nodes.setAttribute(
      "aria-label",
      say(this.labels.network_now, {
        sizes: this.run.sizes.join("-"), least: number(Math.min(...weights)), most: number(Math.max(...weights)),
      }),
    );
  }
}

/** True when the line from `input` to `neuron` behind layer l belongs to what is read out. */
function touches(subject, l, neuron, input) {
  if (subject.input !== undefined) return subject.layer === l + 1 && subject.neuron === neuron && subject.input === input;
  return (subject.layer === l + 1 && subject.neuron === neuron) || (subject.layer === l && subject.neuron === input);
}

function fromSegment(x, y, [x0, y0], [x1, y1]) {
  const length = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const t = Math.max(0, Math.min(1, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length));
  return Math.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0));
}
