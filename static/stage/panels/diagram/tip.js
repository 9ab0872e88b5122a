// The tip beside what is selected, with its numbers.

import { el } from "../../ui/dom.js";

const BESIDE = 22; // pixels

export class Tip {
  constructor() {
    this.element = el("div", { className: "stage-tip", hidden: true, role: "status", "aria-live": "off" });
  }

  get isShown() {
    return !this.element.hidden;
  }

  toggle(isShown) {
    this.element.hidden = !isShown;
  }

  /** Put a text beside a place, on the side of it where there is more room. */
  write(text, [x, y], { width, height }) {
    const { element } = this;
    if (element.textContent !== text) element.textContent = text;
    const isRight = x > width / 2;
    element.style.left = isRight ? "" : `${x + BESIDE}px`;
    element.style.right = isRight ? `${width - x + BESIDE}px` : "";
    element.style.top = `${Math.max(0, Math.min(y - 12, height - element.offsetHeight))}px`;
  }
}
