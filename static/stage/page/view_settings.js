// What belongs to the view and not to the run: speed, the epoch to stop at, and the target of a lesson. They come from the
// page, or are set in the stage, and then go into the address.

export class ViewSettings {
  /** `send(view)` tells the page. */
  constructor(player, { transport, lesson, diagram }, send) {
    Object.assign(this, { player, transport, lesson, diagram, send });
    this.number = null;
  }

  /** Take over what the page has, where that is new. */
  take({ number, speed, stop, target, reseed }) {
    if (number === this.number) return;
    this.number = number;
    this.transport.allowReseed(reseed);
    this.setTarget(target);
    this.transport.showView({ speed, stop });
    this.play({ speed, stop });
  }

  /** The person sets speed and stop. */
  set(view) {
    this.play(view);
    this.tell();
  }

  /** The person wants no lesson any more. */
  endLesson() {
    this.setTarget(null);
    this.tell();
  }

  tell() {
    const { speed, stop } = this.player;
    // With the number, a view that is set, replaced from outside and set again is a change each time.
    this.send({ speed, stop, target: this.lesson.target, number: this.number });
  }

  setTarget(target) {
    this.lesson.setTarget(target);
    this.diagram.teach(target !== null);
  }

  play({ speed, stop }) {
    if (speed !== this.player.speed) this.player.setSpeed(speed);
    if (stop !== this.player.stop) this.player.setStop(stop);
  }
}
