// The key under the boundary: a bar of the surface's colours, between two classes or the ends of a scale.

import { el } from "../ui/dom.js";
import { key } from "./points.js";

export class ScaleKey {
  constructor(labels) {
    this.labels = labels;
    this.low = el("span");
    this.high = el("span");
    this.bar = el("i", {
      className: "stage-scale",
      role: "img",
      tabIndex: 0,
      title: labels.scale_help,
      "aria-label": labels.scale_help,
    });
    this.element = el("span", { className: "stage-keys" });
  }

  showClasses() {
    const { labels } = this;
    this.element.replaceChildren(key("0", labels.class_0), this.bar, key("1", labels.class_1));
  }

  showValues() {
    this.setEnds("−1", this.labels.scale_end);
    this.element.replaceChildren(this.low, this.bar, this.high);
  }

  /** Write the ends of a scale; a text that stays the same is left alone, so that what is selected stays so. */
  setEnds(low, high) {
    if (this.low.textContent !== low) this.low.textContent = low;
    if (this.high.textContent !== high) this.high.textContent = high;
  }

  recolour({ negative, middle, positive }) {
    const colours = [negative, middle, positive].map(([r, g, b]) => `rgb(${r}, ${g}, ${b})`);
    this.element.style.setProperty("--scale", `linear-gradient(90deg, ${colours.join(", ")})`);
  }
}
