// One example at a time: a single update of the run, walked step by step. The example lights up, activations run forward
// through the diagram, gradients run back, the weights change, and the boundary with them.

import { Flow } from "./flow.js";
import { WalkCard } from "./walk_card.js";
import { flowOf, phasesOf, sentenceOf } from "./walk_phases.js";
import { WalkedUpdate } from "./walked_update.js";

const MOVING = 0.7; // of a phase, while something runs along the lines

export class Walk {
  /**
   * `act` has ask(update), for the update of that number after the epoch on show, showBefore(parameters),
   * showAfter(parameters, before), highlight(examples, chosen), for points on the boundary, finish(), when the epoch is
   * walked through, and close().
   */
  constructor(labels, diagram, act) {
    this.labels = labels;
    this.act = act;
    this.flow = new Flow(diagram);
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.isOpen = false;
    this.card = new WalkCard(labels, {
      goBack: () => this.go(this.at - 1),
      goNext: () => this.go(this.at + 1),
      playOrPause: () => this.setPlaying(!this.isPlaying),
      repeat: () => this.repeat(),
      goOn: () => this.goOn(),
      choose: (step) => this.choose(step),
      close: () => act.close(),
    });
    this.element = this.card.element;
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  // --- open, answered, closed

  /** Begin with the first update after an epoch of a run. */
  open(run) {
    Object.assign(this, { run, isOpen: true, number: 0 });
    this.card.open();
    this.wait();
  }

  close() {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.update = null;
    this.card.close();
    this.flow.clear();
    this.act.highlight(null);
  }

  /** The next update is on its way. */
  wait() {
    this.update = null;
    this.phases = [];
    this.at = 0;
    this.card.wait();
    this.act.ask(this.number);
  }

  /** The server's answer: one update of the run, see playground/protocol.py. */
  receive(answer) {
    if (!this.isOpen || answer.update !== this.number) return;
    this.phases = answer.finite ? phasesOf(this.run.sizes.length - 1) : [];
    this.card.introduce(this.number, answer, this.phases);
    if (!answer.finite) return this.diverge();
    this.update = new WalkedUpdate(this.run, answer);
    this.repeat();
  }

  diverge() {
    this.card.diverge();
    this.flow.clear();
    this.act.highlight(null);
  }

  // --- through the phases

  repeat() {
    this.setPlaying(!this.calm.matches);
    this.go(0);
  }

  go(at) {
    const { update } = this;
    if (!update) return;
    const before = this.phase?.kind;
    this.at = Math.max(0, Math.min(at, this.phases.length - 1));
    this.phase = this.phases[this.at];
    this.progress = 0;
    const { answer, points, chosen, example } = update;
    if (this.phase.kind === "update") this.act.showAfter(answer.after, answer.before);
    else if (at === 0 || before === "update") this.act.showBefore(answer.before);
    this.act.highlight(answer.examples, example);
    this.card.showChosen(chosen, points.length);
    this.card.show(this.phase, this.at, sentenceOf(this.phase, update, this.labels));
  }

  choose(step) {
    this.update?.choose(step);
    this.go(this.at);
  }

  /** To the next update, or, after the last one, to the epoch that they have made. */
  goOn() {
    if (!this.update) return;
    if (this.number + 1 === this.update.answer.updates) return this.act.finish();
    this.number += 1;
    this.wait();
  }

  setPlaying(on) {
    this.isPlaying = on;
    this.card.showPlaying(on);
    if (on && this.at === this.phases.length - 1) this.go(0);
  }

  /** Time goes by: `elapsed` milliseconds. */
  tick(elapsed) {
    if (!this.update) return;
    if (this.isPlaying) this.progress = Math.min(1, this.progress + elapsed / 1000 / this.card.seconds);
    if (this.progress === 1 && this.at + 1 < this.phases.length) this.go(this.at + 1);
    else if (this.progress === 1 && this.isPlaying) this.setPlaying(false);
    this.draw();
  }

  draw() {
    const pulse = this.isPlaying && !this.calm.matches ? Math.min(1, this.progress / MOVING) : null;
    this.flow.draw(flowOf(this.phase, this.update, pulse));
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
}
