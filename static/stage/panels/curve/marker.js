// Marks an earlier epoch on the loss curve: a line across, and a dot on each of its lines.

import { el } from "../../ui/dom.js";

export class Marker {
  constructor() {
    this.dots = [el("i"), el("i")];
    this.element = el("div", { className: "stage-marker", hidden: true }, ...this.dots);
  }

  /** At a place { x, y: [of each dot], height }, or nowhere. */
  show(place) {
    this.element.hidden = !place;
    if (!place) return;
    this.element.style.transform = `translateX(${place.x}px)`;
    for (const [i, dot] of this.dots.entries()) {
      dot.hidden = !(place.y[i] >= 0 && place.y[i] <= place.height);
      dot.style.transform = `translateY(${place.y[i]}px)`;
    }
  }
}
