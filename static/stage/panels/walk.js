// One example at a time: a single update of the run, walked step by step. The example lights up, activations run forward
// through the diagram, gradients run back, the weights change, and the boundary with them.

import { Backward } from "../model/backward.js";
import { Forward } from "../model/forward.js";
import { closeButton } from "../ui/card.js";
import { el, listed, number, say } from "../ui/dom.js";
import { Flow } from "./flow.js";

const SECONDS = { slow: 4, normal: 2, fast: 0.7 }; // for each phase
const MOVING = 0.7; // of that, while something runs along the lines
const LARGEST = 3; // changes are spelt out
const FEW = 6; // numbers are read out of a layer
const SYMBOLS = { back: "◀", next: "▶" };

export class Walk {
  /**
   * `act` has ask(update), for the update of that number after the epoch on show, showBefore(parameters),
   * showAfter(parameters, before), light(examples, chosen), for points on the boundary, finish(), when the epoch is
   * walked through, and close().
   */
  constructor(labels, network, act) {
    this.labels = labels;
    this.network = network;
    this.act = act;
    this.flow = new Flow(network);
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.isOpen = false;
    this.build();
  }

  build() {
    const { labels } = this;
    const button = (name, onclick, text = labels[`walk_${name}`]) =>
      el("button", {
        type: "button",
        className: "stage-button stage-button-small",
        textContent: text,
        onclick,
        title: labels[`walk_${name}_help`],
        "aria-label": labels[`walk_${name}`],
      });
    this.playButton = button("pause", () => this.setPlaying(!this.isPlaying));
    this.nextExample = button("on", () => this.goOn());
    this.chooser = el("span", { className: "stage-field", hidden: true });
    this.chosenText = el("span", {});
    this.chooser.append(
      button("before", () => this.choose(-1), "‹"),
      this.chosenText,
      button("after", () => this.choose(1), "›"),
    );
    this.speed = el(
      "select",
      { "aria-label": labels.walk_speed },
      ...Object.keys(SECONDS).map((value) => el("option", { value, textContent: labels[`walk_${value}`] })),
    );
    this.speed.value = "normal";
    this.controls = el(
      "div",
      { className: "stage-buttons" },
      button("back", () => this.go(this.at - 1), SYMBOLS.back),
      this.playButton,
      button("next", () => this.go(this.at + 1), SYMBOLS.next),
      button("repeat", () => this.repeat()),
      this.nextExample,
      this.speed,
    );
    const close = closeButton(labels.walk_close, () => this.act.close());
    this.title = el("span", { className: "stage-hint" });
    this.sentence = el("p", { className: "stage-walk-sentence", role: "status" });
    this.bar = el("ol", { className: "stage-walk-phases", "aria-hidden": "true" });
    this.element = el(
      "section",
      {
        className: "stage-panel stage-walk",
        "data-testid": "walk",
        "aria-label": labels.walk_title,
        tabIndex: -1,
        hidden: true,
      },
      el("header", {}, el("h2", { textContent: labels.walk_title }), this.chooser, close),
      this.title,
      this.bar,
      this.sentence,
      this.controls,
    );
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  // --- open, answered, closed

  /** Begin with the first update after an epoch of a run. */
  open(run) {
    Object.assign(this, { run, isOpen: true, update: 0 });
    this.element.hidden = false;
    this.element.focus();
    this.wait();
  }

  close() {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.walked = null;
    this.element.hidden = true;
    this.flow.clear();
    this.act.light(null);
  }

  /** The next update is on its way. */
  wait() {
    this.walked = null;
    this.phases = [];
    this.at = 0;
    this.element.dataset.phase = "waiting";
    this.say(this.labels.walk_waiting);
    this.act.ask(this.update);
  }

  /** The server's answer: one update of the run, see playground/feed.py. */
  receive(walked) {
    if (!this.isOpen || walked.update !== this.update) return;
    this.show(walked);
    if (!walked.finite) return this.diverge();
    const { run } = this;
    this.walked = walked;
    this.points = walked.examples.map((i) => ({ x1: run.points.x1[i], x2: run.points.x2[i], y: run.points.y[i] }));
    this.forward = new Forward(run, this.points.length);
    this.forward.place(
      this.points.map(({ x1 }) => x1),
      this.points.map(({ x2 }) => x2),
    );
    this.forward.run(walked.before);
    this.backward = new Backward(run, this.forward);
    this.backward.run(
      walked.before,
      this.points.map(({ y }) => y),
    );
    this.chosen = 0;
    this.phases = phasesOf(run.sizes.length - 1);
    this.bar.replaceChildren(...this.phases.map(() => el("li", {})));
    this.repeat();
  }

  /** There is no such update: its numbers grew beyond all bounds. */
  diverge() {
    if (this.controls.contains(document.activeElement)) this.element.focus(); // there is nothing left to press
    this.controls.hidden = this.chooser.hidden = true;
    this.element.dataset.phase = "diverged";
    this.bar.replaceChildren();
    this.flow.clear();
    this.act.light(null);
    this.say(this.labels.walk_diverged);
  }

  /** What of it does not change from phase to phase. */
  show({ updates, examples }) {
    const { labels, update } = this;
    const values = { update: update + 1, updates, count: examples.length };
    this.title.textContent = say(labels.walk_title_of, values);
    this.element.dataset.update = update;
    this.element.dataset.updates = updates;
    this.chooser.hidden = examples.length < 2;
    this.controls.hidden = false;
    const isLast = update + 1 === updates;
    this.nextExample.textContent = isLast ? labels.walk_end : labels.walk_on;
    this.nextExample.setAttribute("aria-label", this.nextExample.textContent);
  }

  // --- through the phases

  repeat() {
    this.setPlaying(!this.calm.matches);
    this.go(0);
  }

  go(at) {
    if (!this.walked) return;
    const before = this.phase?.kind;
    this.at = Math.max(0, Math.min(at, this.phases.length - 1));
    this.phase = this.phases[this.at];
    this.progress = 0;
    const { kind, layer } = this.phase;
    this.element.dataset.phase = layer ? `${kind}-${layer}` : kind;
    for (const [i, item] of [...this.bar.children].entries()) item.classList.toggle("stage-walked", i <= this.at);
    if (kind === "update") this.act.showAfter(this.walked.after, this.walked.before);
    else if (at === 0 || before === "update") this.act.showBefore(this.walked.before);
    this.act.light(this.walked.examples, this.walked.examples[this.chosen]);
    this.say(this.sentenceOf(this.phase));
  }

  choose(step) {
    const count = this.points.length;
    this.chosen = (this.chosen + step + count) % count;
    this.go(this.at);
  }

  /** To the next update, or, after the last one, to the epoch that they have made. */
  goOn() {
    if (!this.walked) return;
    if (this.update + 1 === this.walked.updates) return this.act.finish();
    this.update += 1;
    this.wait();
  }

  setPlaying(on) {
    this.isPlaying = on;
    const text = this.labels[on ? "walk_pause" : "walk_play"];
    this.playButton.textContent = text;
    this.playButton.setAttribute("aria-label", text);
    if (on && this.at === this.phases.length - 1) this.go(0);
  }

  /** Time goes by: `elapsed` milliseconds. */
  tick(elapsed) {
    if (!this.walked) return;
    if (this.isPlaying) this.progress = Math.min(1, this.progress + elapsed / 1000 / SECONDS[this.speed.value]);
    if (this.progress === 1 && this.at + 1 < this.phases.length) this.go(this.at + 1);
    else if (this.progress === 1 && this.isPlaying) this.setPlaying(false);
    this.draw();
  }

  key(event) {
    const isChoice = event.target.matches("select");
    const keys = {
      ArrowLeft: () => this.go(this.at - 1),
      ArrowRight: () => this.go(this.at + 1),
      Escape: () => this.act.close(),
      " ": () => this.setPlaying(!this.isPlaying),
    };
    const own = event.key === " " && event.target.closest("button");
    if (!keys[event.key]) return;
    event.stopPropagation(); // the stage's own keys step through epochs
    if (own || (isChoice && event.key !== "Escape")) return;
    event.preventDefault();
    keys[event.key]();
  }

  // --- what is seen

  draw() {
    const { phase, forward, backward, chosen, walked, network } = this;
    const pulse = this.isPlaying && !this.calm.matches ? Math.min(1, this.progress / MOVING) : null;
    const weight = (l, neuron, input) => network.placeOf(l, neuron, input);
    const a = (layer, neuron) => forward.outputs({ layer, neuron })[chosen];
    const dz = (layer, neuron) => (layer === 0 ? null : backward.dz[layer - 1][neuron][chosen]);
    const hasArrived = pulse === null || pulse === 1;
    const isOutput = phase.layer === network.layers.length;
    const looks = {
      example: () => ({ values: (layer, neuron) => (layer === 0 ? a(layer, neuron) : null), pulse: null }),
      forward: () => ({
        values: (layer, neuron) =>
          layer < phase.layer || (layer === phase.layer && hasArrived) ? a(layer, neuron) : null,
        highlighted: phase.layer,
        pulse,
        weigh: (l, neuron, input) => walked.before[weight(l, neuron, input)] * a(l, input),
      }),
      loss: () => ({ values: a, pulse: null }),
      backward: () => ({
        values: (layer, neuron) =>
          layer > phase.layer || (layer === phase.layer && (hasArrived || isOutput)) ? dz(layer, neuron) : null,
        // The error reaches the output from the loss, and every other layer along the lines to the one after it.
        highlighted: phase.layer + 1,
        pulse: isOutput ? null : pulse,
        back: true,
        weigh: (l, neuron, input) => walked.gradient[weight(l, neuron, input)],
      }),
      update: () => ({
        values: () => null,
        highlighted: null,
        pulse: null,
        weigh: (l, neuron, input) => walked.after[weight(l, neuron, input)] - walked.before[weight(l, neuron, input)],
      }),
    };
    this.flow.draw(looks[phase.kind]());
  }

  // --- what is said

  say(sentence) {
    if (this.sentence.textContent !== sentence) this.sentence.textContent = sentence;
  }

  sentenceOf({ kind, layer }) {
    const { labels, points, chosen, run, walked, forward } = this;
    const { x1, x2, y } = points[chosen];
    this.chosenText.textContent = say(labels.walk_chosen, { number: chosen + 1, count: points.length });
    const last = run.sizes.length - 1;
    const yHat = forward.outputs({ layer: last, neuron: 0 })[chosen];
    const values = {
      x1: number(x1),
      x2: number(x2),
      y: number(y),
      label: y,
      yHat: number(yHat),
      rate: number(walked.rate),
      before: number(walked.lossBefore),
      after: number(walked.lossAfter),
    };
    if (layer) Object.assign(values, this.aboutLayer(kind, layer));
    if (kind === "update") values.changes = this.largestChanges();
    const name = {
      example: run.task,
      backward: layer === last ? "output" : "hidden",
      update: this.isPlain ? "plain" : "rule",
    }[kind];
    return say(labels[`walk_${kind}${name ? `_${name}` : ""}`], values);
  }

  aboutLayer(kind, layer) {
    const { labels, run, chosen, forward, backward } = this;
    const all = kind === "forward" ? forward.activations[layer - 1] : backward.dz[layer - 1];
    const list = listed([
      ...all.slice(0, FEW).map((values) => number(values[chosen])),
      ...(all.length > FEW ? ["…"] : []),
    ]);
    const name = layer === run.sizes.length - 1 ? labels.layer_output : say(labels.layer_hidden, { number: layer });
    return { layer: name, list, f: labels.activations[run.activations[layer - 1]] };
  }

  /** True where the step is the course's own: W ← W − α · dW. */
  get isPlain() {
    const { optimiser, penalty, clip } = this.run.description;
    return optimiser === "sgd" && penalty === "none" && clip === null;
  }

  largestChanges() {
    const { labels, walked, network } = this;
    const weights = network.layers.flatMap(({ inputs, neurons, weights: start }, l) =>
      Array.from({ length: inputs * neurons }, (_, k) => ({
        place: start + k,
        subject: { layer: l + 1, neuron: Math.floor(k / inputs), input: k % inputs },
      })),
    );
    const size = ({ place }) => Math.abs(walked.after[place] - walked.before[place]);
    const largest = weights.sort((one, other) => size(other) - size(one)).slice(0, LARGEST);
    return largest
      .map(({ place, subject }) => {
        const values = {
          layer: subject.layer,
          neuron: subject.neuron + 1,
          input: subject.input + 1,
          w: number(walked.before[place]),
          dW: number(walked.gradient[place]),
          next: number(walked.after[place]),
          rate: number(walked.rate),
        };
        return say(this.isPlain ? labels.walk_change_plain : labels.walk_change_rule, values);
      })
      .join("; ");
  }
}

/** The phases of an update, for a network of so many layers with weights. */
function phasesOf(layers) {
  const all = Array.from({ length: layers }, (_, i) => i + 1);
  return [
    { kind: "example" },
    ...all.map((layer) => ({ kind: "forward", layer })),
    { kind: "loss" },
    ...[...all].reverse().map((layer) => ({ kind: "backward", layer })),
    { kind: "update" },
  ];
}
