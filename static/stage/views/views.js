// The views of what the network has learned, a tab for each. One of them is on show, in one place, and only that one is
// drawn. Another view is a module, its row in VIEWS, and the labels view_<name> and view_<name>_help.
//
// A view is made by new View(labels, { grid, redraw, reach }): `grid` is the network over the part of the plane on show,
// redraw() is to be called by a view that has changed which part that is, and reach() by one that needs the chart library,
// which is a promise. It has
//
//   element             its panel: a section whose header leaves room for the tabs
//   setRun(run)         begin another run: what was drawn belongs to another network
//   draw(frame)         draw a frame, as fast as a run that plays needs it
//   describe(frame)     draw what was put off, and say in words what there is to see: the run has come to rest
//   recolour(colours)   take the theme's colours, the first ones as well
//   resize()            fit the panel, which has another size or has just come on show
//
// draw, describe and resize are only called while it is on show. Where a view has a use for them, it also has
//
//   tabName(run)        the text of its tab, if that depends on the run
//   enter(), leave()    it comes on show, and goes
//   setPlotly(Plotly)   the chart library has been started
//   showNeuron(subject) show a neuron, { layer, neuron, name }, in place of the output; null ends that
//   highlight(examples, chosen)  let these points stand out, by their numbers, one above all; null ends that
//   keepLine(parameters)         draw the boundary of other parameters as well; null ends that
//   closeCards()        close what lies over it

import { el } from "../ui/dom.js";
import { Boundary } from "./boundary.js";
import { HiddenSpace } from "./hidden.js";
import { Relief } from "./relief.js";

/** In the order of the tabs; the first is on show at the beginning. */
const VIEWS = { boundary: Boundary, hidden: HiddenSpace, relief: Relief };

export class Views {
  constructor(labels, grid, { redraw, reach }) {
    this.labels = labels;
    this.names = Object.keys(VIEWS);
    const ofEach = (make) => Object.fromEntries(this.names.map((name) => [name, make(name)]));
    this.views = ofEach((name) => new VIEWS[name](labels, { grid, redraw, reach }));
    this.tabs = ofEach((name) => this.tab(name));
    this.list = el(
      "div",
      { className: "stage-tabs", role: "tablist", "aria-label": labels.views },
      ...Object.values(this.tabs),
    );
    this.element = el("div", { className: "stage-views" }, this.list, ...this.names.map((name) => this.panel(name)));
    this.list.addEventListener("keydown", (event) => this.key(event));
    // The tabs lie over the free beginning of the header of whichever is on show.
    new ResizeObserver(() => {
      const { style } = this.element;
      style.setProperty("--tabs", `${this.list.offsetWidth}px`);
      style.setProperty("--tabs-height", `${this.list.offsetHeight}px`);
    }).observe(this.list);
    this.select(this.names[0]);
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

  /** Put a view on show, with the epoch on show. */
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

  /** The frame on show was described, but the picture of it is another one now. */
  describeAgain() {
    if (this.frame && this.frame === this.described) this.current.describe(this.frame);
  }

  /** Arrow keys go from tab to tab; the stage's own keys step through epochs, and are not meant here. */
  key(event) {
    const { names } = this;
    const at = names.findIndex((name) => this.views[name] === this.current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const name = names[(to + names.length) % names.length];
    this.select(name);
    this.tabs[name].focus();
  }

  // --- what is passed on to the views

  /** Call a method of every view that has it. */
  tell(method, ...values) {
    for (const view of Object.values(this.views)) view[method]?.(...values);
  }

  /** Show a neuron in place of the output; one that was pinned brings a view on show that can do so. */
  showNeuron(subject, isPinned) {
    if (isPinned && !this.current.showNeuron) this.select(this.names.find((name) => this.views[name].showNeuron));
    this.tell("showNeuron", subject);
    this.describeAgain();
  }

  highlight(examples, chosen) {
    this.tell("highlight", examples, chosen);
  }

  keepLine(parameters) {
    this.tell("keepLine", parameters);
  }

  closeCards() {
    this.tell("closeCards");
  }

  setPlotly(Plotly) {
    this.tell("setPlotly", Plotly);
  }

  setRun(run) {
    this.frame = this.described = null;
    for (const name of this.names) {
      this.tabs[name].textContent = this.views[name].tabName?.(run) ?? this.labels[`view_${name}`];
    }
    this.tell("setRun", run);
  }

  recolour(colours) {
    this.tell("recolour", colours);
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
