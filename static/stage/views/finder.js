// The finder: reads a point of a square chart, under the pointer or under a crosshair that the arrow keys move.

import { el } from "../ui/dom.js";

const STEP = 1 / 24; // of the side: half a unit while the whole square is on show
const FINE = 1 / 120;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const GAP = 14; // pixels between what is read and its tip

export class Finder {
  /**
   * It lies over `area`. `read(position)` returns the text for a position in the square, { x, y } in pixels, or null
   * where there is nothing to read yet.
   */
  constructor(labels, area, read) {
    this.read = read;
    this.side = 0;
    this.share = { x: 0.5, y: 0.5 }; // where the crosshair is, as a share of the side
    this.position = null; // what is being read
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
    this.followPointer(area);
  }

  followPointer(area) {
    for (const kind of ["pointermove", "pointerdown"])
      area.addEventListener(kind, (event) => this.point(this.positionOf(event)));
    // A finger that was lifted leaves what it has tapped to be read, until it taps elsewhere.
    area.addEventListener("pointerleave", ({ pointerType }) => pointerType === "touch" || this.point(null));
    document.addEventListener("pointerdown", ({ target }) => area.contains(target) || this.point(null));
  }

  positionOf({ clientX, clientY }) {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  /** Take the side of the square in pixels, and the margin around it: by the style sheet, it lies over the square. */
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
    this.tip.setAttribute("aria-live", on ? "polite" : "off"); // not while a pointer passes over it
    if (on) this.move();
    else this.point(null);
  }

  move() {
    const position = { x: this.share.x * this.side, y: this.share.y * this.side };
    this.cross.style.transform = `translate(${position.x}px, ${position.y}px)`;
    this.point(position);
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

  /** Read a position; null, or one outside of the square, ends that. */
  point(position) {
    const isWithin = (value) => value >= 0 && value <= this.side;
    this.position = position && this.side && isWithin(position.x) && isWithin(position.y) ? position : null;
    this.refresh();
  }

  /** Read the same position again, now that another frame is on show. */
  refresh() {
    const text = this.position && this.read(this.position);
    this.tip.hidden = text === null;
    if (text === null) return;
    const { x, y } = this.position;
    const isRight = x > this.side / 2;
    this.tip.textContent = text;
    this.tip.style.left = isRight ? "" : `${x + GAP}px`;
    this.tip.style.right = isRight ? `${this.side - x + GAP}px` : "";
    this.tip.style.top = `${y - 10}px`;
  }
}
