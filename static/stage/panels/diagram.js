// The network diagram: every neuron as a small picture of its output over the square, and every weight as a line whose
// colour and width are its sign and size, or those of its last change.

import { el, fit, toggle } from "../ui/dom.js";
import { canvas, saveButton } from "../ui/png.js";
import { Lines } from "./diagram/lines.js";
import { Nodes } from "./diagram/nodes.js";
import { Pictures } from "./diagram/pictures.js";
import { Positions } from "./diagram/positions.js";
import { Selection } from "./diagram/selection.js";
import { Sentences } from "./diagram/sentences.js";
import { Tip } from "./diagram/tip.js";
import { Weights } from "./diagram/weights.js";
import { Inspector } from "./inspector.js";

export class Diagram {
  /**
   * `grid` is the network over the range on show, `lesson` what is to be reached by hand. `act` has
   * showNeuron(subject, isPinned), for a neuron to be seen large, or null, and try(edits) and edit(edits) for weights and
   * biases that are set by hand, see `Inspector`.
   */
  constructor(labels, grid, lesson, act) {
    this.labels = labels;
    this.grid = grid;
    this.act = act;
    this.pictures = new Pictures();
    this.lines = new Lines();
    this.nodes = new Nodes(labels, {
      select: (changes) => this.select(changes),
      toggle: (subject) => this.toggle(subject),
    });
    this.inspector = new Inspector(labels, {
      ...act,
      close: (byKeyboard) => this.unpin(byKeyboard),
      next: (step) => this.pinNext(step),
    });
    this.tip = new Tip();
    this.selection = new Selection();
    this.showChanges = false;
    this.positions = null; // until it is known how much room there is, and for which network
    this.build(lesson);
    this.setChanges(false);
  }

  build(lesson) {
    const { labels } = this;
    this.canvas = el("canvas", { className: "stage-layer", "aria-hidden": "true" }); // its neurons have names
    this.area = el("div", { className: "stage-area" }, this.canvas, this.nodes.element, this.tip.element);
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
    this.area.addEventListener("pointermove", (event) => this.pointAt(event));
    this.area.addEventListener("pointerdown", (event) => this.pointAt(event));
    this.area.addEventListener("pointerleave", () => this.select({ pointed: null }));
    this.area.addEventListener("click", (event) => this.click(event));
    this.area.addEventListener("click", () => this.inspector.element.scrollIntoView({ block: "nearest" }));
  }

  setRun(run) {
    const shapeOf = ({ sizes, features }) => JSON.stringify([sizes, features]);
    const hasSameShape = this.run && shapeOf(this.run) === shapeOf(run);
    const pinned = hasSameShape ? this.selection.pinned : null;
    this.run = run;
    this.weights = new Weights(run.sizes);
    this.sentences = new Sentences(this.labels, run, this.weights);
    this.pictures.setRun(run);
    this.frame = null; // the one there was belongs to another run
    this.place();
    this.select({ pointed: null, focused: null, pinned: null });
    if (pinned) this.pin(pinned);
    else this.inspector.close(); // its numbers are those of a neuron that is no more
    this.layOutLesson();
  }

  /** True where one neuron is all there is. */
  get isSingle() {
    return this.run.sizes.length === 2;
  }

  /** In a lesson there are numbers to be set by hand. */
  teach(isLesson) {
    this.isLesson = isLesson;
    this.help.hidden = isLesson;
    this.layOutLesson();
  }

  /** The numbers of a single neuron are laid out at once. */
  layOutLesson() {
    if (this.isLesson && this.positions && this.isSingle && !this.selection.pinned) this.pin({ layer: 1, neuron: 0 });
  }

  setChanges(on) {
    this.showChanges = on;
    this.help.textContent = on ? this.labels.changes_now : this.labels.network_help;
    this.redraw();
  }

  recolour(colours) {
    this.colours = colours;
    this.lines.recolour(colours);
    this.pictures.recolour(colours);
    this.redraw();
  }

  resize() {
    const { width, height } = this.area.getBoundingClientRect();
    if (width !== this.size?.width || height !== this.size.height) {
      this.size = { width, height };
      this.place();
    }
    this.layOutLesson();
    this.redraw();
  }

  place() {
    if (!this.run || !this.size) return;
    const letters = Math.max(...this.sentences.inputs.map((name) => name.length));
    this.positions = new Positions(this.run.sizes, this.size, letters);
    this.nodes.place(this.positions, this.sentences, this.size.width);
  }

  /** Ring neurons, see `Nodes`. */
  ring(neurons) {
    this.nodes.ring(neurons);
  }

  // --- drawing

  /** Draw a frame of the run; `before` is an earlier one, which changes are counted from, or undefined. */
  draw(frame, before) {
    this.frame = frame;
    this.weights.show(frame, before);
    this.redraw();
  }

  redraw() {
    const { frame, positions, colours, size, showChanges } = this;
    const { subject } = this.selection;
    if (!frame || !positions || !colours) return;
    this.pictures.draw(this.grid.forward);
    const context = fit(this.canvas, size.width, size.height);
    context.clearRect(0, 0, size.width, size.height);
    this.lines.draw(context, this.weights, positions, subject, showChanges);
    positions.eachNeuron((neuron, x, y, diameter) => this.pictures.paint(context, neuron, x, y, diameter));
    if (this.tip.isShown) this.readOut(subject);
    this.inspector.show(frame.parameters, (place) => (showChanges ? this.sentences.change(place) : ""));
  }

  readOut(subject) {
    const { at } = this.positions;
    const place = subject.input === undefined ? at[subject.layer][subject.neuron] : [subject.x, subject.y];
    this.tip.write(this.sentences.tip(subject, this.showChanges), place, this.size);
  }

  picture() {
    const { labels, colours, frame } = this;
    const { width, height } = this.size;
    const title = `${labels.network} ${this.run.sizes.join("-")}, ${labels.epoch} ${frame.epoch}`;
    const layers = [canvas(this.canvas, 0, 0, width, height), (context) => this.nodes.paint(context, colours)];
    return { name: `network-epoch-${frame.epoch}`, title, width, height, colours, layers };
  }

  describe(frame) {
    this.nodes.describe(this.sentences.summary(frame));
  }

  // --- for a walk, which draws over it

  get layers() {
    return this.weights.layers;
  }

  // --- what is selected

  /** Something else is pointed at, has the focus, or is pinned. */
  select(changes) {
    const before = this.selection.subject;
    this.selection = this.selection.with(changes);
    const { subject } = this.selection;
    const isPinned = this.selection.hasPinned(subject);
    this.tip.toggle(subject !== null && !isPinned);
    if (subject === before && !("pinned" in changes)) return;
    const isNeuron = subject && subject.input === undefined && subject.layer < this.layers.length; // not the output
    this.act.showNeuron(isNeuron ? { ...subject, name: this.sentences.nameOf(subject) } : null, isNeuron && isPinned);
    this.redraw();
  }

  pointAt(event) {
    if (!this.positions || event.target.closest(".stage-node")) return;
    this.select({ pointed: this.weightUnder(event) });
  }

  /** The weight whose line is under the pointer, or null. */
  weightUnder({ clientX, clientY }) {
    const { left, top } = this.area.getBoundingClientRect();
    return this.positions.nearest(this.weights, clientX - left, clientY - top);
  }

  click(event) {
    if (event.target.closest(".stage-node")) return;
    const weight = this.weightUnder(event);
    if (weight) this.toggle(weight);
    else this.unpin();
  }

  /** Pin it; what is pinned already is put away, and seen large no more, though the click has given it the focus. */
  toggle(subject) {
    if (!this.selection.hasPinned(subject)) return this.pin(subject);
    this.unpin();
    this.select({ focused: null });
  }

  pin(subject) {
    this.inspector.open(this.sentences.nameOf(subject), this.sentences.fields(subject));
    this.select({ pinned: subject });
  }

  /** Pin another neuron: where they are too small for a finger, all can be reached from one that is not. */
  pinNext(step) {
    this.pin(this.selection.neuronAfterPinned(this.run.sizes, step));
  }

  /** Put away what is pinned; by keyboard the focus goes back to where it came from. */
  unpin(byKeyboard) {
    const { pinned } = this.selection;
    this.inspector.close();
    this.select({ pinned: null, pointed: null });
    if (pinned && byKeyboard) this.nodes.focus(pinned);
  }
}
