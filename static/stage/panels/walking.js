// Walking: the run stays at the epoch on show while an update of the next one is walked, and goes on when that is over.

import { Walk } from "./walk.js";

export class Walking {
  /**
   * `act` has frameWith(frame, parameters), the frame with other ones, highlight(examples, chosen) and keepLine(parameters)
   * of the views, coverCurve(isCovered), since the walk lies over it, and focusWalk(), for the button that opens it.
   */
  constructor(labels, player, diagram, act) {
    this.player = player;
    this.diagram = diagram;
    this.act = act;
    this.isDue = false; // one was asked for while another run or epoch was on its way
    this.isAsked = false; // an update is on its way
    this.walkFrame = null; // what the phase on show has for the frame
    this.walk = new Walk(labels, diagram, {
      ask: (update) => this.ask(update),
      showBefore: (parameters) => this.show(parameters),
      showAfter: (parameters, before) => this.show(parameters, before),
      highlight: act.highlight,
      finish: () => this.finish(),
      close: () => this.close(),
    });
    this.element = this.walk.element;
  }

  toggle() {
    if (this.walk.isOpen) this.close();
    else this.open();
  }

  open() {
    const { player } = this;
    if (player.playing) player.pause();
    this.isDue = player.plan.isOnTheWay;
    if (this.isDue) return;
    this.diagram.unpin();
    this.subject = this.subjectNow();
    this.act.coverCurve(true);
    this.walk.open(player.run);
  }

  /** What must stay as it is while an update is walked. */
  subjectNow() {
    const { run, revision, command, shown } = this.player;
    return JSON.stringify([run.runId, revision, command, shown.epoch]);
  }

  ask(update) {
    this.isAsked = true;
    this.player.walk(update, (walked) => {
      this.isAsked = false;
      this.walk.receive(walked);
    });
  }

  /** Time goes by; `isEdited` is true while weights are set by hand. */
  tick(elapsed, isEdited) {
    if (this.walk.isOpen) {
      if (isEdited || this.isOver) this.close();
      else this.walk.tick(elapsed);
    } else if (this.isDue && !this.player.plan.isOnTheWay && this.player.goal === null) {
      this.isDue = false; // by now the person may be doing something else
      if (!this.player.playing) this.open();
    }
  }

  /** True when the person has gone on to something else, or the server has refused. */
  get isOver() {
    return this.subjectNow() !== this.subject || this.player.plan.intent.kind !== (this.isAsked ? "walk" : "rest");
  }

  show(parameters, before = null) {
    this.act.keepLine(before);
    const { shown } = this.player;
    const isShown = before === null && this.walk.number === 0; // and was measured where it was trained, with more digits
    this.walkFrame = isShown ? shown : this.act.frameWith(shown, parameters);
  }

  /** All updates of the epoch are walked: on to the epoch that they have made, of which nothing has changed. */
  finish() {
    this.close();
    this.player.step();
  }

  close() {
    const hadFocus = this.element.contains(document.activeElement);
    this.player.endWalk();
    this.walk.close();
    this.walkFrame = null;
    this.isAsked = false;
    this.act.keepLine(null);
    this.act.coverCurve(false);
    if (hadFocus) this.act.focusWalk();
  }
}
