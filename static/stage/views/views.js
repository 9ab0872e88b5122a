// The views of what the network has learned: the boundary, the hidden space and the relief. One of them is on show, in
// one place, and only that one is drawn.

import { el } from "../ui/dom.js";
import { Boundary } from "./boundary.js";
import { HiddenSpace } from "./hidden.js";
import { Relief } from "./relief.js";

export class Views {
  /** `grid` and `redraw` are the boundary's. */
  constructor(labels, grid, redraw) {
    this.labels = labels;
    this.boundary = new Boundary(labels, grid, redraw);
    this.views = { boundary: this.boundary, hidden: new HiddenSpace(labels), relief: new Relief(labels) };
    const names = Object.keys(this.views);
    this.tabs = Object.fromEntries(names.map((name) => [name, this.tab(name)]));
    this.list = el(
      "div",
      { className: "stage-tabs", role: "tablist", "aria-label": labels.views },
      ...Object.values(this.tabs),
    );
    this.element = el("div", { className: "stage-views" }, this.list, ...names.map((name) => this.panel(name)));
    this.list.addEventListener("keydown", (event) => this.key(event));
    // The tabs lie over the free beginning of the header of whichever is on show.
    new ResizeObserver(() => {
      const { style } = this.element;
      style.setProperty("--tabs", `${this.list.offsetWidth}px`);
      style.setProperty("--tabs-height", `${this.list.offsetHeight}px`);
    }).observe(this.list);
    this.select("boundary");
  }

  tab(name) {
    const { labels } = this;
    return el("button", {
      type: "button",
      id: `stage-tab-${name}`,
      role: "tab",
      textContent: labels[`view_${name}`],
      title: labels[`view_${name}_help`],
      "aria-controls": `stage-view-${name}`,
      onclick: () => this.select(name),
    });
  }

  panel(name) {
    const { element } = this.views[name];
    element.id = `stage-view-${name}`;
    element.setAttribute("role", "tabpanel");
    element.querySelector("header").prepend(el("span", { className: "stage-tabs-room" }));
    return element;
  }

  /** Put a view on show, with the epoch that is. */
  select(name) {
    this.current?.leave?.();
    this.current = this.views[name];
    for (const [other, tab] of Object.entries(this.tabs)) {
      tab.setAttribute("aria-selected", other === name);
      tab.tabIndex = other === name ? 0 : -1;
      this.views[other].element.hidden = other !== name;
    }
    this.current.enter?.();
    this.current.resize();
    if (!this.frame) return;
    this.current.draw(this.frame);
    this.describeAgain();
  }

  /** What is on show was described, but is another picture now. */
  describeAgain() {
    if (this.frame && this.frame === this.described) this.current.describe(this.frame);
  }

  /** Arrow keys go from tab to tab; the stage's own keys step through epochs, and are not meant here. */
  key(event) {
    const names = Object.keys(this.views);
    const at = names.findIndex((name) => this.views[name] === this.current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const name = names[(to + names.length) % names.length];
    this.select(name);
    this.tabs[name].focus();
  }

  /** Let the boundary show a neuron in place of the output; one that stays there calls for that view. */
  showNeuron(subject, isPinned) {
    if (isPinned && this.current !== this.boundary) this.select("boundary");
    this.boundary.showNeuron(subject);
    this.describeAgain();
  }

  setPlotly(Plotly) {
    this.Plotly = Plotly;
    for (const view of Object.values(this.views)) view.setPlotly(Plotly);
  }

  setRun(run) {
    this.frame = this.described = null;
    this.tabs.boundary.textContent = this.labels[run.task === "classification" ? "view_boundary" : "view_surface"];
    for (const view of Object.values(this.views)) view.setRun(run);
  }

  recolour(colours) {
    for (const view of Object.values(this.views)) view.recolour(colours);
  }

  resize() {
    this.current.resize();
  }

  draw(frame) {
    this.frame = frame;
    this.current.draw(frame);
  }

  describe(frame) {
    this.described = frame;
    this.current.describe(frame);
  }
}
