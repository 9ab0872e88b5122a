// What the wall asks the server, one request after another: what the teacher does comes first, then what has changed, once
// a second. A request that is not answered is sent again.

import { VERSION } from "./protocol.js";

const ASK_AGAIN_MS = 3000;

export class Conversation {
  /** `pull()` returns what to ask when there is nothing else, or null. */
  constructor(pull) {
    this.pull = pull;
    this.send = () => {}; // until Streamlit has opened a way to the server
    this.count = 0;
    this.waiting = []; // requests that have not been sent yet
    this.open = null; // the one that was sent and not answered yet
  }

  /** Ask for something of the teacher's. */
  ask(request) {
    this.waiting.push(request);
    if (!this.open) this.next();
  }

  /** Ask for this in place of all that was asked for before, which nobody will answer any more. */
  askOnly(request) {
    this.open = null;
    this.waiting = [];
    this.ask(request);
  }

  /** Return the request that an answer is for, null where it was answered before. */
  answered({ id }) {
    const { open } = this;
    if (!open || id !== open.id) return null;
    this.open = null;
    if (this.waiting.length) setTimeout(() => this.open || this.next(), 0); // once this answer has been taken
    return open;
  }

  /** To be called once a second, or so. */
  tick(now = performance.now()) {
    if (this.open && now - this.sentAt < ASK_AGAIN_MS) return;
    if (this.open) this.sendOpen(now);
    else this.next(now);
  }

  next(now = performance.now()) {
    const request = this.waiting.shift() ?? this.pull();
    if (!request) return;
    this.open = { version: VERSION, id: ++this.count, ...request };
    this.sendOpen(now);
  }

  sendOpen(now) {
    this.sentAt = now;
    this.send(this.open);
  }
}
