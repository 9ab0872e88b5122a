// The chart of a class experiment: the test loss of every student, epoch by epoch, in one picture.

import { across, down } from "../drawing/chart.js";
import { Plot } from "../drawing/plot.js";
import { chartOf } from "../panels/curve/axes.js";
import { el } from "../ui/dom.js";

/** Colours that the colour-blind can tell apart, for each theme; after them they begin anew, dashed. */
const COLOURS = {
  light: ["#0b5cad", "#b34700", "#00755a", "#a03f7c", "#6b5d00", "#5b5fc7", "#c0262d", "#3d4451"],
  dark: ["#7db8ff", "#ffb366", "#4fd1a5", "#f29bd0", "#e6d34d", "#b3b5ff", "#ff8a8a", "#c7ccd6"],
};
const LEAST = { width: 60, height: 40 };
const DOT = 4.5;

/** True where several students have the same value, as with learning rates; every seed is another. */
export function haveFewValues({ curves, groups }) {
  return groups.length > 0 && groups.length < curves.length;
}

export class Curves {
  constructor(labels) {
    this.labels = labels;
    this.isLog = false;
    this.pointed = null; // a student whose curve stands out
    this.group = null; // or all of one value
    this.plot = new Plot(() => this.draw());
    this.dot = el("i", { className: "wall-dot", hidden: true });
    this.element = el("div", { className: "wall-chart", role: "img" }, this.plot.element, this.dot);
  }

  /** Show the curves of an experiment. */
  show(experiment) {
    this.experiment = experiment;
    this.draw();
  }

  set(choice) {
    Object.assign(this, choice);
    this.draw();
  }

  recolour(colours) {
    this.colours = colours;
    this.draw();
  }

  colourOf(group) {
    const all = COLOURS[this.colours.name];
    return all[group % all.length];
  }

  draw() {
    const { colours, experiment, isLog, labels } = this;
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!colours || !experiment || width < LEAST.width || height < LEAST.height) return;
    const lines = this.lines();
    const names = { epoch: labels.epoch, loss: labels.columns.test_loss };
    const chart = chartOf(names, colours, { width, height, isLow: false, isLog, zoom: {} }, lines, []);
    this.plot.draw(chart);
    this.place(chart, lines.at(-1));
  }

  /** What stands out lies on top; everything else steps back. */
  lines() {
    const { curves } = this.experiment;
    const standsOut = ({ student, group }) => student === this.pointed || group === this.group;
    const isAny = curves.some(standsOut);
    const named = new Set(); // each value has its name at the end of one line
    const areFew = haveFewValues(this.experiment); // else every line is of a value of its own
    const line = (curve) => {
      const { x, y, group, value } = curve;
      const isOut = standsOut(curve);
      const isFirst = areFew && !named.has(group);
      named.add(group);
      const own = this.colourOf(areFew ? group : Number(isOut));
      const colour = isAny && !isOut ? `${own}55` : own;
      const isDashed = curve.changed || (areFew && group >= COLOURS.light.length);
      return { x, y, colour, width: isOut ? 4 : 1.8, isDashed, number: isFirst || isOut ? value : "", isOut };
    };
    const drawn = curves.filter(({ x }) => x.length).map(line);
    return [...drawn.filter(({ isOut }) => !isOut), ...drawn.filter(({ isOut }) => isOut)];
  }

  /** A dot at the end of the line of whoever is pointed at. */
  place(chart, last) {
    const isOne = this.pointed !== null && last?.isOut;
    this.dot.hidden = !isOne;
    if (!isOne) return;
    const [x, y] = [across(chart, last.x.at(-1)), down(chart, last.y.at(-1))];
    Object.assign(this.dot.style, {
      left: `${chart.margin.l + x - DOT}px`,
      top: `${chart.margin.t + y - DOT}px`,
      background: last.colour,
    });
  }

  resize() {
    this.draw();
  }
}
