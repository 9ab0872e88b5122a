// The loss curve: training and test, epoch by epoch. It grows with every frame, but once Plotly draws it, which costs
// some milliseconds, only a few times a second.

import { across } from "../drawing/chart.js";
import { Plot } from "../drawing/plot.js";
import { onTap } from "../drawing/tap.js";
import { el, toggle } from "../ui/dom.js";
import { number, say } from "../ui/language.js";
import { saveButton } from "../ui/png.js";
import { chartOf, epochsOnShow, toPixel } from "./curve/axes.js";
import { changesAt, marksOf } from "./curve/changes.js";
import { linesOf, thinned } from "./curve/lines.js";
import { Marker } from "./curve/marker.js";
import { epochAt, Reading } from "./curve/reading.js";
import { Runs } from "./runs.js";

const EVERY_MS = 150;
const HEIGHTS = { low: 176, folded: 120, bare: 66 }; // pixels: in a lower panel the axes have no names, is no plot, or no header

export class Curve {
  /** `scrubber` goes under the curve, and `seek(epoch)` is called when a place on the curve is clicked. */
  constructor(labels, scrubber, seek) {
    this.labels = labels;
    this.runs = new Runs(labels, () => this.layOut());
    this.scrubber = scrubber;
    this.seek = seek;
    this.isLog = false;
    this.drawnAt = -Infinity;
    this.pointed = null; // where the pointer is, { x, y } in pixels
    this.build();
    this.followPointer();
  }

  build() {
    const { labels } = this;
    this.plot = new Plot(() => this.redraw());
    this.marker = new Marker();
    this.reading = new Reading(labels);
    this.empty = el("p", { className: "stage-empty", textContent: labels.curve_empty, hidden: true });
    this.changed = el("div", { className: "stage-badge stage-changed", hidden: true });
    this.area = el(
      "div",
      { className: "stage-area", role: "img" },
      this.plot.element,
      this.marker.element,
      this.empty,
      this.changed,
      ...this.reading.elements,
    );
    this.element = el(
      "section",
      { className: "stage-panel stage-curve", "data-testid": "loss-curve", "aria-label": labels.curve },
      el(
        "header",
        {},
        el("h2", { textContent: labels.curve }),
        legend("train", labels.training),
        legend("test", labels.test),
        this.runs.button,
        toggle(labels.log, labels.log_help, (on) => this.setLog(on)),
        saveButton(labels, () => this.picture()),
      ),
      this.area,
      this.scrubber.element,
      this.runs.element,
    );
  }

  /** What is under the pointer is read; a click goes to that epoch, and a double click zooms out and does nothing else. */
  followPointer() {
    const { area, plot } = this;
    const point = (position) => {
      this.pointed = position;
    };
    for (const kind of ["pointermove", "pointerdown"])
      area.addEventListener(kind, (event) => point(this.positionOf(event)));
    // A finger that was lifted leaves what it has tapped to be read, until it taps elsewhere.
    area.addEventListener("pointerleave", ({ pointerType }) => pointerType === "touch" || point(null));
    document.addEventListener("pointerdown", ({ target }) => area.contains(target) || point(null));
    onTap(
      plot.element,
      (event) => this.goTo(this.positionOf(event)),
      () => plot.isZoomed,
    );
  }

  positionOf({ clientX, clientY }) {
    const { left, top } = this.area.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  goTo(position) {
    const epoch = this.player ? epochAt(this.plot.now, position, this.player.newest.epoch) : null;
    if (epoch !== null) this.seek(epoch);
  }

  setLog(isLog) {
    this.isLog = isLog;
    this.plot.forget("y");
    this.redraw();
  }

  setPlotly(Plotly) {
    this.plot.setPlotly(Plotly);
  }

  recolour(colours) {
    this.colours = colours;
    this.layOut();
  }

  resize() {
    const { offsetHeight: height, classList } = this.element;
    for (const [name, least] of Object.entries(HEIGHTS)) classList.toggle(`stage-${name}`, height < least);
    this.layOut();
  }

  /** Back to the whole curve: what was zoomed belonged to another run. */
  setRun() {
    this.plot.forget("x", "y");
    this.layOut(); // other runs may be comparable now
  }

  // --- the chart

  /** Draw the chart anew, which may have another size. */
  layOut() {
    const { width, height } = this.area.getBoundingClientRect();
    this.size = { width: Math.floor(width), height: Math.floor(height) };
    this.redraw();
  }

  redraw() {
    const { labels, colours, plot, player, isLog, size, otherRuns } = this;
    if (!colours || !player || !size || size.width < 60 || size.height < 40) return;
    const isLow = this.element.classList.contains("stage-low");
    const shown = thinned(player.history, ...epochsOnShow(plot.zoom, player.newest.epoch));
    const lines = linesOf(colours, otherRuns, shown);
    const chart = chartOf(labels, colours, { ...size, isLow, isLog, zoom: plot.zoom }, lines, marksOf(player.journal));
    this.area.style.setProperty("--below", `${chart.margin.b}px`);
    plot.draw(chart);
    this.drawnState = this.state;
    this.drawnJournal = player.journal;
  }

  get otherRuns() {
    return this.player ? this.runs.of(this.player.run) : [];
  }

  /** By this it is known whether the lines have to be drawn anew. */
  get state() {
    const { run, revision, newest } = this.player;
    return `${run.runId} ${revision} ${newest.epoch}`;
  }

  // --- every animation frame

  /** Draw the losses up to the newest epoch, if it is time to, and mark the one on show. */
  draw(player, now, atOnce) {
    this.player = player;
    this.empty.hidden = player.newest.epoch > 0 || player.state(now) !== "idle";
    this.writeChanges();
    this.runs.compare(player);
    const isOften = atOnce || !this.plot.isInFront || now - this.drawnAt >= EVERY_MS;
    const isDue = isOften && this.drawnState !== this.state;
    if (isDue || player.journal !== this.drawnJournal) {
      this.drawnAt = now;
      this.redraw();
    }
    if (this.plot.chart) this.lieOver(this.plot.now);
  }

  /** What lies over the chart goes with it. */
  lieOver(chart) {
    const { player, colours, otherRuns } = this;
    const { past } = player;
    this.marker.show(past && toPixel(chart, past.epoch, [past.trainLoss, past.testLoss]));
    this.scrubber.lieAlong((epoch) => across(chart, epoch));
    this.reading.show(this.pointed, chart, colours, { player, otherRuns });
  }

  /** Say what was changed at the epoch on show; a mouse can read it off the mark as well. */
  writeChanges() {
    const { past, newest, journal } = this.player;
    const text = changesAt(this.labels, journal, (past ?? newest).epoch);
    if (this.changed.textContent !== text) this.changed.textContent = text;
    this.changed.hidden = text === "";
  }

  // --- for others

  picture() {
    const { labels, colours, player, size, plot } = this;
    return {
      name: `loss-epoch-${player.newest.epoch}`,
      title: `${labels.curve}: ${labels.training} (—), ${labels.test} (- -)`,
      ...size,
      colours,
      layers: [plot.layer()],
    };
  }

  describe(frame) {
    const { past, newest } = this.player;
    const values = {
      epoch: frame.epoch,
      newest: newest.epoch,
      train: number(frame.trainLoss),
      test: number(frame.testLoss),
    };
    const text = say(this.labels[past ? "curve_past" : "curve_now"], values);
    this.area.setAttribute("aria-label", [text, this.changed.textContent].filter(Boolean).join(" "));
  }
}

function legend(name, text) {
  return el("span", { className: `stage-line stage-line-${name}` }, el("i"), text);
}
