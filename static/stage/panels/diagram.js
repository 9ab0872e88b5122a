// The network diagram: every neuron as a small picture of what it answers over the square, and every weight as a line
// whose colour and width are its sign and size, or those of its last change.

import { layout } from "../model/forward.js";
import { FAINTEST, rgba } from "../ui/colours.js";
import { el, fit, number, say, toggle } from "../ui/dom.js";
import { canvas, saveButton } from "../ui/png.js";
import { Inspector } from "./inspector.js";
import { Pictures } from "./neuron_pictures.js";

const PAD = { x: 46, top: 26, bottom: 14 };
const LOW = { height: 150, top: 18, bottom: 4 }; // in a low window
const LETTER = 9; // pixels that a letter of an input's name takes at most
const STRONG = 3; // a weight of this size is drawn as wide as any
const LEAST_CHANGE = -5; // powers of ten: a change in an epoch of 0.00001 is as thin as any, one of 1 as wide as any
const SHADES = 24; // steps from the faintest line to the strongest
const DASH = [7, 3]; // a negative weight, for those who cannot tell the colours
const TOUCH = 24; // pixels that a finger can hit, as far as the neighbours leave them
const NEAR = 8; // pixels within which a line counts as pointed at

// Something in the diagram is a neuron { layer, neuron }, layer 0 being the inputs, or the weight { layer, neuron, input }
// of such a neuron for one of those before it.
export class Network {
  /**
   * `grid` is the network over the range on show, `lesson` what is to be reached by hand. `act` has showNeuron(subject, isPinned), for a neuron to be seen large,
   * or null, and try(edits) and edit(edits) for weights and biases that are set by hand, see `Inspector`.
   */
  constructor(labels, grid, lesson, act) {
    this.labels = labels;
    this.grid = grid;
    this.act = act;
    this.pictures = new Pictures();
    this.inspector = new Inspector(labels, {
      ...act,
      close: (byKeyboard) => this.unpin(byKeyboard),
      next: (step) => this.pinNext(step),
    });
    this.showChanges = false;
    this.pointed = null; // what the pointer is on
    this.focused = null; // the neuron that has the focus
    this.pinned = null; // what was clicked: it stays, and can be edited
    this.canvas = el("canvas", { className: "stage-layer", "aria-hidden": "true" }); // the neurons say what it shows
    this.nodes = el("div", { className: "stage-nodes" });
    this.tip = el("div", { className: "stage-tip", hidden: true, role: "status", "aria-live": "off" });
    this.area = el("div", { className: "stage-area" }, this.canvas, this.nodes, this.tip);
    this.help = el("span", { className: "stage-hint" });
    this.element = el(
      "section",
      { className: "stage-panel stage-network", "data-testid": "network", "aria-label": labels.network },
      el(
        "header",
        {},
        el("h2", { textContent: labels.network }),
        toggle(labels.changes, labels.changes_help, (on) => this.setChanges(on)),
        saveButton(labels, () => this.picture()),
        this.help,
        lesson.element,
      ),
      this.area,
    );
    this.setChanges(false);
    this.area.addEventListener("pointermove", (event) => this.pointAt(event));
    this.area.addEventListener("pointerdown", (event) => this.pointAt(event));
    this.area.addEventListener("pointerleave", () => this.tell({ pointed: null }));
    this.area.addEventListener("click", (event) => this.click(event));
    this.area.addEventListener("click", () => this.inspector.element.scrollIntoView({ block: "nearest" }));
  }

  setRun(run) {
    const sameNetwork =
      this.run && String(this.run.sizes) === String(run.sizes) && String(this.run.features) === String(run.features);
    this.run = run;
    this.layers = layout(run.sizes);
    this.symbols = run.features.map((name) => this.labels.features[name]);
    this.pictures.setRun(run);
    this.frame = null; // the one there was belongs to another run
    this.place();
    const pinned = sameNetwork ? this.pinned : null;
    this.tell({ pointed: null, focused: null, pinned: null });
    if (pinned) this.pin(pinned);
    this.invite();
  }

  /** True where one neuron is all there is. */
  get isSingle() {
    return this.run.sizes.length === 2;
  }

  /** In a lesson there are numbers to be set: those of a single neuron are laid out at once. */
  teach(isOn) {
    this.isLesson = isOn;
    this.help.hidden = isOn;
    this.invite();
  }

  invite() {
    if (this.isLesson && this.at && this.isSingle && !this.pinned) this.pin({ layer: 1, neuron: 0 });
  }

  setChanges(on) {
    this.showChanges = on;
    this.help.textContent = on ? this.labels.changes_now : this.labels.network_help;
    if (this.frame) this.draw(this.frame, this.before);
  }

  recolour(colours) {
    const looks = (colour, dash) =>
      [1, 0.15].map((light) =>
        Array.from({ length: SHADES + 1 }, (_, i) => ({
          strokeStyle: rgba(colour, light * (FAINTEST + ((1 - FAINTEST) * i) / SHADES)),
          lineWidth: 0.6 + (4.8 * i) / SHADES,
          dash,
        })),
      );
    this.colours = colours;
    this.looks = { negative: looks(colours.weight.negative, DASH), positive: looks(colours.weight.positive, []) };
    this.pictures.recolour(colours);
    if (this.frame) this.draw(this.frame, this.before);
  }

  resize() {
    const { width, height } = this.area.getBoundingClientRect();
    if (width !== this.size?.width || height !== this.size.height) {
      this.size = { width, height };
      this.place();
    }
    this.invite();
    if (this.frame) this.draw(this.frame, this.before);
  }

  // --- where things are

  /** Put a real element over the place of each neuron: for focus, for hover, and for a name. */
  place() {
    if (!this.run || !this.size) return;
    const { sizes } = this.run;
    const { width, height } = this.size;
    const { top, bottom } = height < LOW.height ? LOW : PAD;
    const room = height - top - bottom;
    const left = Math.max(PAD.x, 26 + LETTER * Math.max(...this.symbols.map((symbol) => symbol.length)));
    const least = room / Math.max(...sizes);
    const gaps = sizes.map((size) => Math.min(room / size, 1.6 * least, 64));
    this.gaps = sizes.map((size, l) => (size > 1 ? gaps[l] : room));
    this.diameters = gaps.map((gap) => Math.max(Math.min(10, gap - 0.5), Math.min(44, gap * 0.8)));
    this.at = sizes.map((size, l) => {
      const x = left + (l * (width - left - PAD.x)) / (sizes.length - 1);
      return Array.from({ length: size }, (_, i) => [x, top + room / 2 + (i - (size - 1) / 2) * gaps[l]]);
    });
    this.ringed = null;
    const nodes = () => [...this.nodes.querySelectorAll(".stage-node")];
    const focused = nodes().indexOf(document.activeElement);
    this.nodes.replaceChildren(
      ...sizes.map((_, l) => this.caption(l)),
      ...this.at.flatMap((places, l) => places.map((place, i) => this.node(l, i, place))),
    );
    nodes()[focused]?.focus({ preventScroll: true });
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
    const [wide, high] = [TOUCH, Math.min(TOUCH, this.gaps[l])].map((least) => Math.max(0, least - size) / 2);
    const node = el("button", {
      type: "button",
      className: "stage-node",
      "aria-label": name,
      style: `left:${x - size / 2}px;top:${y - size / 2}px;width:${size}px;height:${size}px;--wide:${wide}px;--high:${high}px`,
    });
    const side = l === 0 ? "left" : l === this.run.sizes.length - 1 ? "right" : null;
    const letters = `font-size:${Math.min(15, this.gaps[l])}px`; // of many inputs in a low window, smaller ones
    if (side)
      node.append(
        el("span", { className: `stage-name stage-name-${side}`, textContent: this.symbol(l, i), style: letters }),
      );
    node.addEventListener("focus", () => this.tell({ focused: subject }));
    node.addEventListener("blur", () => this.tell({ focused: null }));
    node.addEventListener("pointerenter", () => this.tell({ pointed: subject }));
    node.addEventListener("pointerleave", () => this.tell({ pointed: null }));
    node.addEventListener("click", () => this.toggle(subject));
    return node;
  }

  nodeOf({ layer, neuron }) {
    return this.nodes.querySelectorAll(".stage-node")[this.pictures.starts[layer] + neuron];
  }

  /** Ring neurons that there is something to say of: [{ layer, neuron, kind }], kind being "dead" or "saturated". */
  ring(neurons) {
    const key = JSON.stringify(neurons);
    if (key === this.ringed || !this.at) return;
    this.ringed = key;
    const kinds = new Map(neurons.map((it) => [this.nodeOf(it), it.kind]));
    this.eachNeuron(({ layer, neuron }) => {
      const node = this.nodeOf({ layer, neuron });
      const kind = kinds.get(node);
      const name = this.name(layer, neuron);
      node.classList.toggle("stage-node-dead", kind === "dead");
      node.classList.toggle("stage-node-saturated", kind === "saturated");
      node.setAttribute("aria-label", kind ? say(this.labels[`neuron_${kind}`], { name }) : name);
    });
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

  /** Draw a frame of the run; `before` is an earlier one, that the changes are since, or undefined. */
  draw(frame, before) {
    this.frame = frame;
    this.before = before;
    if (!this.size || !this.at || !this.colours) return;
    this.pictures.draw(this.grid.forward);
    const context = fit(this.canvas, this.size.width, this.size.height);
    context.clearRect(0, 0, this.size.width, this.size.height);
    for (const [{ dash, ...look }, path] of this.paths()) {
      Object.assign(context, look);
      context.setLineDash(dash);
      context.stroke(path);
    }
    this.eachNeuron((subject, x, y, size) => this.pictures.paint(context, subject, x, y, size));
    if (this.subject) this.readOut();
    this.inspector.show(frame.parameters, (place) => this.sayChange(place));
  }

  eachNeuron(visit) {
    for (const [layer, places] of this.at.entries()) {
      for (const [neuron, [x, y]] of places.entries()) visit({ layer, neuron }, x, y, this.diameters[layer]);
    }
  }

  /** All lines, gathered by look: to draw a few long paths is much faster than to draw hundreds of lines. */
  paths() {
    const paths = new Map();
    this.layers.forEach((layer, l) => {
      for (let neuron = 0; neuron < layer.neurons; neuron++) {
        for (let input = 0; input < layer.inputs; input++) {
          const look = this.look(l, neuron, input);
          if (look === null) continue;
          if (!paths.has(look)) paths.set(look, new Path2D());
          const path = paths.get(look);
          path.moveTo(...this.at[l][input]);
          path.lineTo(...this.at[l + 1][neuron]);
        }
      }
    });
    return paths;
  }

  /** How a weight's line is drawn: by its value, or by its last change; null for one that has not changed. */
  look(l, neuron, input) {
    const value = this.showChanges ? this.change(l, neuron, input) : this.weight(l, neuron, input);
    if (this.showChanges && value === 0) return null;
    const share = this.showChanges ? 1 - Math.log10(Math.abs(value)) / LEAST_CHANGE : Math.abs(value) / STRONG;
    const strength = Math.round(Math.max(0, Math.min(share, 1)) * SHADES);
    const dim = this.subject !== null && !touches(this.subject, l, neuron, input);
    return this.looks[value < 0 ? "negative" : "positive"][dim ? 1 : 0][strength];
  }

  placeOf(l, neuron, input) {
    return this.layers[l].weights + neuron * this.layers[l].inputs + input;
  }

  weight(l, neuron, input) {
    return this.frame.parameters[this.placeOf(l, neuron, input)];
  }

  /** A change as it stands beside a number, while changes are on show. */
  sayChange(place) {
    if (!this.showChanges) return "";
    const change = this.changeAt(place);
    return ` (${change > 0 ? "+" : ""}${number(change)})`;
  }

  /** What an epoch has changed about a weight: the last one, or those since the last frame that is kept, on average. */
  change(l, neuron, input) {
    return this.changeAt(this.placeOf(l, neuron, input));
  }

  changeAt(place) {
    if (!this.before) return 0;
    return (this.frame.parameters[place] - this.before.parameters[place]) / (this.frame.epoch - this.before.epoch);
  }

  // --- what a pointer or the focus reads

  /** What is read out. */
  get subject() {
    return this.pointed ?? this.focused ?? this.pinned;
  }

  pointAt(event) {
    if (!this.at || event.target.closest(".stage-node")) return;
    this.tell({ pointed: this.under(event) });
  }

  /** The weight under the pointer, or null. */
  under(event) {
    const box = this.area.getBoundingClientRect();
    return this.nearest(event.clientX - box.left, event.clientY - box.top);
  }

  click(event) {
    if (event.target.closest(".stage-node")) return;
    const weight = this.under(event);
    if (weight) this.toggle(weight);
    else this.unpin();
  }

  /** Pin it; what is pinned already is put away, and seen large no more, though the click has given it the focus. */
  toggle(subject) {
    if (!same(subject, this.pinned)) return this.pin(subject);
    this.unpin();
    this.tell({ focused: null });
  }

  pin(subject) {
    this.inspector.open(this.fullName(subject), this.fields(subject));
    this.tell({ pinned: subject });
  }

  /** Pin another neuron: where they are too small for a finger, all can be reached from one that is not. */
  pinNext(step) {
    const all = this.run.sizes.flatMap((size, layer) =>
      Array.from({ length: size }, (_, neuron) => ({ layer, neuron })),
    );
    const at = all.findIndex(({ layer, neuron }) => layer === this.pinned.layer && neuron === this.pinned.neuron);
    this.pin(all[(at + step + all.length) % all.length]);
  }

  /** By keyboard the focus goes back to where it came from. */
  unpin(byKeyboard) {
    const { pinned } = this;
    this.inspector.close();
    this.tell({ pinned: null, pointed: null });
    if (pinned && byKeyboard) this.nodeOf(pinned).focus();
  }

  /** What of a subject can be set by hand: [{ name, short, place }], place being its number among the parameters. */
  fields({ layer: l, neuron, input }) {
    const { labels } = this;
    if (l === 0) return [];
    const inputs = input === undefined ? Array.from({ length: this.layers[l - 1].inputs }, (_, i) => i) : [input];
    const weights = inputs.map((i) => ({
      name: say(labels.weight_of, { name: this.name(l - 1, i) }),
      short: l === 1 ? this.symbols[i] : say(labels.neuron_short, { neuron: i + 1 }),
      place: this.placeOf(l - 1, neuron, i),
    }));
    return input === undefined
      ? [{ name: labels.bias_name, place: this.layers[l - 1].biases + neuron }, ...weights]
      : weights;
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

  /** Something else is pointed at, has the focus, or is pinned. */
  tell(changes) {
    const before = this.subject;
    Object.assign(this, changes);
    const { subject } = this;
    this.tip.hidden = !subject || same(subject, this.pinned);
    if (subject === before && !("pinned" in changes)) return;
    const isNeuron = subject && subject.input === undefined && subject.layer < this.layers.length;
    const large = isNeuron ? { ...subject, name: this.name(subject.layer, subject.neuron) } : null;
    this.act.showNeuron(large, isNeuron && same(subject, this.pinned));
    if (this.frame) this.draw(this.frame, this.before);
  }

  fullName({ layer: l, neuron, input }) {
    if (input === undefined) return this.name(l, neuron);
    return say(this.labels.from_to, { source: this.name(l - 1, input), target: this.name(l, neuron) });
  }

  readOut() {
    if (this.tip.hidden) return;
    const { subject, labels, size } = this;
    const { layer: l, neuron, input } = subject;
    const lines = [this.fullName(subject)];
    if (input === undefined) lines.push(...(l === 0 ? [labels.input_reads] : this.readNeuron(l, neuron)));
    else lines.push(...this.readWeight(l - 1, neuron, input));
    const text = lines.join("\n");
    if (this.tip.textContent !== text) this.tip.textContent = text;
    const [x, y] = input === undefined ? this.at[l][neuron] : [subject.x, subject.y];
    const left = x > size.width / 2;
    this.tip.style.left = left ? "" : `${x + 22}px`;
    this.tip.style.right = left ? `${size.width - x + 22}px` : "";
    this.tip.style.top = `${Math.max(0, Math.min(y - 12, size.height - this.tip.offsetHeight))}px`;
  }

  readWeight(l, neuron, input) {
    const lines = [say(this.labels.weight, { value: number(this.weight(l, neuron, input)) })];
    if (this.showChanges) lines.push(say(this.labels.change, { value: number(this.change(l, neuron, input)) }));
    return lines;
  }

  readNeuron(l, neuron) {
    const { labels } = this;
    const layer = this.layers[l - 1];
    const bias = say(labels.bias, { value: number(this.frame.parameters[layer.biases + neuron]) });
    const title = l === 1 ? labels.weights_from_inputs : say(labels.weights_from_hidden, { number: l - 1 });
    const short = (i) => (l === 1 ? this.symbols[i] : i + 1);
    const weights = Array.from(
      { length: layer.inputs },
      (_, i) =>
        `${short(i)}  ${number(this.weight(l - 1, neuron, i))}${this.sayChange(this.placeOf(l - 1, neuron, i))}`,
    );
    return [bias, title, ...weights];
  }

  picture() {
    const { labels, colours, frame } = this;
    const { width, height } = this.size;
    const title = `${labels.network} ${this.run.sizes.join("-")}, ${labels.epoch} ${frame.epoch}`;
    const layers = [canvas(this.canvas, 0, 0, width, height), (context) => this.paintNeurons(context)];
    return { name: `network-epoch-${frame.epoch}`, title, width, height, colours, layers };
  }

  /** What on the page are elements: the frame and the name of a neuron. */
  paintNeurons(context) {
    const { colours } = this;
    Object.assign(context, {
      strokeStyle: colours.text,
      fillStyle: colours.text,
      lineWidth: 2,
      textAlign: "center",
      font: `600 15px ${colours.font}`,
    });
    this.eachNeuron(({ layer: l, neuron }, x, y, size) => {
      context.strokeRect(x - size / 2, y - size / 2, size, size);
      const side = l === 0 ? -1 : l === this.at.length - 1 ? 1 : 0;
      if (side) context.fillText(this.symbol(l, neuron), x + side * (size / 2 + 14), y + 5);
    });
  }

  describe(frame) {
    const weights = this.layers.flatMap((layer, l) =>
      Array.from({ length: layer.neurons * layer.inputs }, (_, k) => frame.parameters[this.layers[l].weights + k]),
    );
    this.nodes.setAttribute("role", "group");
    this.nodes.setAttribute(
      "aria-label",
      say(this.labels.network_now, {
        sizes: this.run.sizes.join("-"),
        least: number(Math.min(...weights)),
        most: number(Math.max(...weights)),
      }),
    );
  }
}

function same(a, b) {
  return a !== null && b !== null && a.layer === b.layer && a.neuron === b.neuron && a.input === b.input;
}

/** True when the line from `input` to `neuron` behind layer l belongs to what is read out. */
function touches(subject, l, neuron, input) {
  if (subject.input !== undefined)
    return subject.layer === l + 1 && subject.neuron === neuron && subject.input === input;
  return (subject.layer === l + 1 && subject.neuron === neuron) || (subject.layer === l && subject.neuron === input);
}

function fromSegment(x, y, [x0, y0], [x1, y1]) {
  const length = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const t = Math.max(0, Math.min(1, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length));
  return Math.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0));
}
