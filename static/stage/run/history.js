// The history of a run, as the browser keeps it: the metrics of every epoch, and parameters of at most so many.

import { METRICS } from "./protocol.js";

const MOST = 2000; // sets of parameters: when there is one more, every second one is dropped, not the first or the last

/** Numbers by epoch, at four bytes each. */
class Series {
  constructor(first) {
    this.numbers = new Float32Array(256);
    this.length = 0;
    this.push(first);
  }

  push(number) {
    if (this.length === this.numbers.length) {
      const longer = new Float32Array(2 * this.length);
      longer.set(this.numbers);
      this.numbers = longer;
    }
    this.numbers[this.length++] = number;
  }

  at(epoch) {
    return epoch < this.length ? this.numbers[epoch] : undefined;
  }
}

export class History {
  constructor(first) {
    this.frames = [first]; // by epoch, each with its parameters
    for (const name of METRICS) this[name] = new Series(first[name]);
  }

  addMetrics(row) {
    for (const name of METRICS) this[name].push(row[name]);
  }

  /** Forget the metrics of the epochs after `epoch`: they were received, and never shown. */
  cutMetrics(epoch) {
    for (const name of METRICS) this[name].length = epoch + 1;
  }

  /** Forget all after the epoch of a frame, which takes the place of the one that was there. */
  branch(frame) {
    this.cutMetrics(frame.epoch - 1);
    this.addMetrics(frame);
    this.frames = this.frames.filter(({ epoch }) => epoch < frame.epoch);
    this.keep(frame);
  }

  /** Keep a frame that has been shown. Its parameters are copied: they lie in an answer that shall be let go. */
  keep(frame) {
    this.frames.push({ ...frame, parameters: frame.parameters.slice() });
    if (this.frames.length > MOST) this.frames = this.frames.filter((_, i) => i % 2 === 0);
  }

  /** The frame nearest to an epoch, of those that are kept. */
  nearest(epoch) {
    const i = this.firstFrom(epoch);
    const [before, after] = [this.frames[i - 1], this.frames[i]];
    if (!before || !after) return before ?? after;
    return epoch - before.epoch < after.epoch - epoch ? before : after;
  }

  before(epoch) {
    return this.frames[this.firstFrom(epoch) - 1];
  }

  after(epoch) {
    return this.frames[this.firstFrom(epoch + 1)];
  }

  /** The place of the first frame at `epoch` or later. */
  firstFrom(epoch) {
    let [low, high] = [0, this.frames.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.frames[middle].epoch < epoch) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
