// The frames of a run: the newest that was on show, those that lie ahead of it, and the history behind.

import { History } from "./history.js";

export class Buffer {
  /** `first` is the untrained network. */
  constructor(first) {
    this.newest = first; // the newest frame that was on show: from it the run goes on
    this.history = new History(first);
    this.dropAhead();
  }

  /** Forget what was received beyond the newest frame that was on show. */
  dropAhead() {
    this.queue = [];
    this.passed = []; // frames that are not drawn, only kept once the run has come so far
    this.isFed = false; // true once epochs have come: then an answer may take its time, and costs the server less
    this.tail = this.newest.epoch; // the last epoch that was received
    this.history.cutMetrics(this.tail);
    this.ended = null; // why no epoch can follow the tail
  }

  /** Take in the epochs of a chunk, which begin behind the tail. */
  receive({ rows, frames, passed, from, count, ended }) {
    for (const row of rows) this.history.addMetrics(row);
    this.queue.push(...frames);
    this.passed.push(...passed);
    this.tail = from + count;
    this.isFed = true;
    this.ended = ended;
  }

  get isEmpty() {
    return this.queue.length === 0;
  }

  /** Why the run cannot go on from the newest frame, null where it can. */
  get end() {
    return this.isEmpty ? this.ended : null;
  }

  /** Make the next frame the newest, and return it. */
  next() {
    const frame = this.queue.shift();
    this.newest = frame;
    while (this.passed[0]?.epoch < frame.epoch) this.history.keep(this.passed.shift());
    this.history.keep(frame);
    return frame;
  }

  /** Go on from a frame, at most as new as the newest: what came after its epoch is struck out. */
  branch(frame) {
    this.history.branch(frame);
    this.newest = frame;
    this.dropAhead();
  }
}
