// The states of a student: a sign and a word for each, never a colour alone.

import { el } from "../ui/dom.js";

/** The path of each sign, in a square of 24. */
const SIGNS = {
  waiting: "M4 10h4v4H4zm6 0h4v4h-4zm6 0h4v4h-4z",
  idle: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zm0 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z",
  playing: "M7 4v16l13-8z",
  paused: "M6 4h4v16H6zm8 0h4v16h-4z",
  finished: "M9.5 19 3 12.5l2-2 4.5 4.5L19 5.5l2 2z",
  diverged: "M12 2 1 21h22zm-1 7h2v6h-2zm0 8h2v2h-2z",
  away: "M14 3a9 9 0 1 0 7 13A8 8 0 0 1 14 3z",
  elsewhere: "M7 7h8.6L5 17.6 6.4 19 17 8.4V17h2V5H7z",
};

export class StateMark {
  constructor(labels) {
    this.labels = labels;
    this.sign = el("i", { "aria-hidden": "true" });
    this.word = el("span", {});
    this.element = el("span", { className: "wall-state" }, this.sign, this.word);
  }

  show(state) {
    if (state === this.state) return;
    this.state = state;
    this.sign.innerHTML = `<svg viewBox="0 0 24 24"><path fill-rule="evenodd" d="${SIGNS[state] ?? SIGNS.idle}"/></svg>`;
    this.word.textContent = this.labels.states[state] ?? state;
  }
}
