// The loss curve: training and test, epoch by epoch. A Plotly chart that is changed in place, so that zoom and hover
// stay while it grows; and since a change costs some milliseconds, it is changed a few times a second.

import { el, toggle } from "../ui/dom.js";
import { number, say } from "../ui/language.js";
import { onSingleClick } from "../ui/plotly.js";
import { chart, saveButton } from "../ui/png.js";
import { across, CONFIG, epochsOnShow, layoutOf, toPixel } from "./curve/axes.js";
import { changesAt, marksOf } from "./curve/changes.js";
import { Marker } from "./curve/marker.js";
import { thinned, traces } from "./curve/traces.js";
import { Runs } from "./runs.js";

const EVERY_MS = 150;
const HEIGHTS = { low: 176, folded: 120, bare: 66 }; // pixels: in a lower panel the axes have no names, is no plot, or no header
const NO_LINES = { epochs: [], train: [], test: [], mode: "lines" };

export class Curve {
  /** `scrubber` goes under the curve, and `seek(epoch)` is called when a place on the curve is clicked. */
  constructor(labels, scrubber, seek) {
    this.labels = labels;
    this.runs = new Runs(labels, () => this.layOut());
    this.scrubber = scrubber;
    this.seek = seek;
    this.isLog = false;
    this.drawnAt = -Infinity;
    this.build();
  }

  build() {
    const { labels } = this;
    this.plot = el("div", { className: "stage-plot" });
    this.marker = new Marker();
    this.empty = el("p", { className: "stage-empty", textContent: labels.curve_empty, hidden: true });
    this.changed = el("div", { className: "stage-badge stage-changed", hidden: true });
    this.area = el(
      "div",
      { className: "stage-area", role: "img" },
      this.plot,
      this.marker.element,
      this.empty,
      this.changed,
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

  setLog(isLog) {
    this.isLog = isLog;
    this.relayout({ "yaxis.type": isLog ? "log" : "linear", "yaxis.autorange": true });
  }

  setPlotly(Plotly) {
    this.Plotly = Plotly;
    this.layOut();
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
    this.layOut(); // other runs may be comparable now
    this.relayout({ "xaxis.autorange": true, "yaxis.autorange": true });
  }

  // --- the chart

  get hasChart() {
    return this.plot.classList.contains("js-plotly-plot");
  }

  relayout(changes) {
    if (this.hasChart) this.Plotly.relayout(this.plot, changes);
  }

  /** Draw the whole chart anew: for another size, other colours, or other runs. */
  layOut() {
    const { width, height } = this.area.getBoundingClientRect();
    const { Plotly, colours, labels, plot, player, isLog, hasChart } = this;
    if (!Plotly || !colours || width < 60 || height < 40) return;
    const isLow = this.element.classList.contains("stage-low");
    const layout = layoutOf(labels, colours, plot, { width, height, isLow, isLog });
    const otherRuns = player ? this.runs.of(player.run) : [];
    const lines = player ? this.lines() : NO_LINES;
    this.area.style.setProperty("--below", `${layout.margin.b}px`);
    Plotly.react(plot, traces(labels, colours, otherRuns, lines), { ...layout, ...this.marks() }, CONFIG);
    if (player) this.drawnState = this.state;
    if (hasChart) return;
    plot.on("plotly_relayout", () => this.player && this.restyle());
    onSingleClick(plot, ({ points }) => this.seek(points.at(-1).x));
  }

  /** The two lines over the epochs on show. */
  lines() {
    const { player, plot } = this;
    return thinned(player.history, ...epochsOnShow(plot, player.newest.epoch));
  }

  /** The marks of what was changed in the run. */
  marks() {
    this.markedJournal = this.player?.journal ?? [];
    return marksOf(this.labels, this.colours, this.markedJournal);
  }

  /** Draw the two lines anew, which come last. */
  restyle() {
    const { epochs, train, test, mode } = this.lines();
    const first = this.plot.data.length - 2;
    this.Plotly.restyle(this.plot, { x: [epochs, epochs], y: [train, test], mode }, [first, first + 1]);
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
    if (!this.hasChart) return;
    if (player.journal !== this.markedJournal) this.relayout(this.marks());
    if (this.drawnState !== this.state && (atOnce || now - this.drawnAt >= EVERY_MS)) {
      this.drawnState = this.state;
      this.drawnAt = now;
      this.restyle();
    }
    const { past } = player;
    this.marker.show(past && toPixel(this.plot, past.epoch, [past.trainLoss, past.testLoss]));
    this.scrubber.lieAlong((epoch) => across(this.plot, epoch));
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
    const { width, height } = this.area.getBoundingClientRect();
    const { labels, colours, player } = this;
    return {
      name: `loss-epoch-${player.newest.epoch}`,
      title: `${labels.curve}: ${labels.training} (—), ${labels.test} (- -)`,
      width,
      height,
      colours,
      layers: [chart(this.Plotly, this.plot, width, height)],
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
