// The finder: a crosshair over the square that the arrow keys move, for who reads a point of it without a pointer.

import { el } from "../ui/dom.js";

const STEP = 1 / 24; // of the side: half a unit while the whole square is on show
const FINE = 1 / 120;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Finder {
  /** `point(place)` is called with where the crosshair is, { x, y } in pixels, and with null when it goes. */
  constructor(labels, point) {
    this.point = point;
    this.side = 0;
    this.share = { x: 0.5, y: 0.5 };
    this.cross = el("i", { className: "stage-cross" });
    this.tip = el("div", { className: "stage-tip", role: "status", "aria-live": "off", hidden: true });
    this.element = el(
      "div",
      {
        className: "stage-finder",
        role: "application",
        tabIndex: 0,
        title: labels.finder_help,
        "aria-label": labels.finder,
      },
      this.cross,
      this.tip,
    );
    this.element.addEventListener("focus", () => this.show(true));
    this.element.addEventListener("blur", () => this.show(false));
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  /** Take the side of the square in pixels, and the margin around it: the two lie in one place, by the style sheet. */
  resize(side, { l, r, t, b }) {
    this.side = side;
    Object.assign(this.element.style, {
      width: `${side}px`,
      height: `${side}px`,
      margin: `${t}px ${r}px ${b}px ${l}px`,
    });
    if (document.activeElement === this.element) this.move();
  }

  show(on) {
    this.tip.setAttribute("aria-live", on ? "polite" : "off"); // what a pointer passes over is not told
    if (on) this.move();
    else this.point(null);
  }

  move() {
    const place = { x: this.share.x * this.side, y: this.share.y * this.side };
    this.cross.style.transform = `translate(${place.x}px, ${place.y}px)`;
    this.point(place);
  }

  key(event) {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation(); // the stage's own keys step through epochs
    const step = event.shiftKey ? FINE : STEP;
    ["x", "y"].forEach((axis, i) => {
      this.share[axis] = Math.max(0, Math.min(1, this.share[axis] + step * arrow[i]));
    });
    this.move();
  }
}
