// The scrubber: a time line under the loss curve and along its axis, from the untrained network to the newest epoch.

import { el } from "../ui/dom.js";
import { onSlide } from "../ui/drag.js";
import { say } from "../ui/language.js";

const EVERY_MS = 100; // while it plays
const THUMB = 16; // pixels across what is dragged, which stays inside of the input

export class Scrubber {
  constructor(labels, seek) {
    this.labels = labels;
    this.shownAt = -Infinity;
    this.input = el("input", {
      type: "range",
      className: "stage-scrubber",
      min: 0,
      max: 0,
      step: 1,
      value: 0,
      title: labels.scrubber_help,
      "aria-label": labels.scrubber,
      "data-testid": "scrubber",
    });
    onSlide(this.input, () => this.sought, seek);
    this.element = el("div", { className: "stage-time" }, this.input);
  }

  show({ newest, sought }, now, calm) {
    if (!calm && now - this.shownAt < EVERY_MS) return;
    if (this.newest === newest.epoch && this.sought === sought) return;
    this.shownAt = now;
    this.newest = newest.epoch;
    this.sought = sought;
    this.input.max = newest.epoch;
    this.input.value = sought;
    this.input.disabled = newest.epoch === 0;
    this.input.setAttribute("aria-valuetext", say(this.labels.scrubber_now, { epoch: sought, newest: newest.epoch }));
  }

  /** Line up with the axis of the curve: `across(epoch)` is the place of an epoch on it, in pixels. What lies outside is cut off. */
  lieAlong(across) {
    const [first, last] = [across(0), across(Number(this.input.max))];
    const [left, width] = [`${first - THUMB / 2}px`, `${last - first + THUMB}px`];
    const { style } = this.input;
    if (this.left === left && this.width === width) return;
    Object.assign(this, { left, width });
    Object.assign(style, { left, width });
  }
}
