// The plane's conversation with the server, which is written down at the top of `own_data/plane.py`: the plane sends its
// points at the end of each stroke, and again until the server has acknowledged them.

import { flat, points } from "./strokes.js";

const ASK_AGAIN_MS = 3000;

export class Conversation {
  /** `act` has points(), those that are here, startFrom(points) and adopt(points), for the first and for later ones from the server. */
  constructor(act) {
    this.act = act;
    this.revision = null; // of the points that the plane began with
    this.sent = 0; // counts the messages
    this.acknowledged = 0; // the last of them that the server has
  }

  sendWith(send) {
    this.send = send;
  }

  receive({ revision, seen: acknowledged, points: numbers, known }) {
    if (revision !== this.revision) {
      if (numbers === null) return this.tell(); // it takes them to be here: it answers with them
      if (!known && this.act.points().length) return this.introduce(revision);
      this.take(points(numbers), revision);
      this.sent = acknowledged;
    }
    this.acknowledged = acknowledged;
    if (this.acknowledged >= this.sent) this.pause();
  }

  take(theirs, revision) {
    const isFirst = this.revision === null;
    this.revision = revision;
    if (isFirst) this.act.startFrom(theirs);
    else this.act.adopt(theirs);
  }

  /** The server was restarted, or has let the session go: the new one is to have the points that are here. */
  introduce(revision) {
    this.revision = revision;
    this.tell();
  }

  /** Tell the server what is here now. */
  tell() {
    this.pause();
    this.sent += 1;
    this.send({ revision: this.revision ?? "", id: this.sent, points: flat(this.act.points()) });
    this.asking = setTimeout(() => this.tell(), ASK_AGAIN_MS);
  }

  /** Ask no more for now. */
  pause() {
    clearTimeout(this.asking);
  }

  resume() {
    if (this.acknowledged < this.sent) this.tell();
  }
}
