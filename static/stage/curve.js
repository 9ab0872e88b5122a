// The loss curve: training and test, epoch by epoch. A Plotly chart that is changed in place, so that zoom and hover
// stay while it grows; and since a change costs some milliseconds, it is changed a few times a second.

import { el, number, say, toggle } from "./dom.js";

const EVERY_MS = 150;
const MOST_POINTS = 300; // drawn of each line: more could not be told apart
const MARGIN = { l: 44, r: 12, t: 6, b: 38 };

export class Curve {
  constructor(labels) {
    this.labels = labels;
    this.log = false;
    this.drawnAt = -Infinity;
    this.plot = el("div", { className: "stage-plot" });
    this.area = el("div", { className: "stage-area", role: "img" }, this.plot);
    this.element = el(
      "section",
      { className: "stage-panel stage-curve", "data-testid": "loss-curve", "aria-label": labels.curve },
      el(
        "header",
        {},
        el("h3", { textContent: labels.curve }),
        line("train", labels.training),
        line("test", labels.test),
        toggle(labels.log, labels.log_help, (on) => this.setLog(on)),
      ),
      this.area,
    );
  }

  setLog(log) {
    this.log = log;
    if (this.made()) this.Plotly.relayout(this.plot, { "yaxis.type": log ? "log" : "linear", "yaxis.autorange": true });
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
    this.layOut();
  }

  made() {
    return this.plot.classList.contains("js-plotly-plot");
  }

  /** Back to the whole curve: what was zoomed belonged to another run. */
  setRun() {
    if (this.made()) this.Plotly.relayout(this.plot, { "xaxis.autorange": true, "yaxis.autorange": true });
  }

  /** Draw the losses up to the epoch on show, if it is time to. */
  draw(player, now, atOnce) {
    this.player = player;
    if (!this.made() || (!atOnce && now - this.drawnAt < EVERY_MS)) return;
    if (this.drawnState === this.stateNow()) return;
    this.drawnState = this.stateNow();
    this.drawnAt = now;
    this.restyle();
  }

  restyle() {
    const { epochs, train, test, mode } = this.lines();
    this.Plotly.restyle(this.plot, { x: [epochs, epochs], y: [train, test], mode }, [0, 1]);
  }

  stateNow() {
    const { run, revision, shown } = this.player;
    return `${run.run} ${revision} ${shown.epoch}`;
  }

  /** The two lines over what is on show, thinned to as many points as can be told apart. */
  lines() {
    const { player } = this;
    const last = player.shown.epoch;
    let [from, to] = [0, last];
    const axis = this.made() ? this.plot.layout.xaxis : null;
    if (axis && axis.autorange === false) {
      from = Math.max(0, Math.floor(axis.range[0]) - 1);
      to = Math.min(last, Math.ceil(axis.range[1]) + 1);
    }
    const stride = Math.max(1, Math.ceil((to - from) / MOST_POINTS));
    const epochs = [];
    for (let epoch = from - (from % stride); epoch < to; epoch += stride) epochs.push(epoch);
    if (to >= from) epochs.push(to);
    const mode = epochs.length > 1 ? "lines" : "markers"; // a line of one point cannot be seen
    return { epochs, mode, train: epochs.map((e) => player.trainLoss[e]), test: epochs.map((e) => player.testLoss[e]) };
  }

  layOut() {
    const { width, height } = this.area.getBoundingClientRect();
    if (!this.Plotly || !this.colours || width < 60 || height < 40) return;
    const { colours, labels } = this;
    const grid = colours.name === "dark" ? "rgba(255,255,255,0.12)" : "rgba(0,0,0,0.10)";
    const axis = (title) => ({
      title: { text: title, standoff: 4 }, color: colours.text, gridcolor: grid, zeroline: false, showline: true,
      linecolor: colours.text, ticks: "outside", ticklen: 4, tickcolor: colours.text, tickformat: "~g",
    });
    const before = this.made() ? this.plot.layout : null;
    const keep = (name) => (before?.[name].autorange === false ? { range: before[name].range, autorange: false } : {});
    const { epochs, train, test, mode } = this.player ? this.lines() : { epochs: [], train: [], test: [], mode: "lines" };
    const trace = (name, y, dash) => ({
      x: epochs, y, name, type: "scatter", mode, line: { color: colours.curve[name === labels.training ? "train" : "test"], width: 2, dash },
      hovertemplate: "%{y:.4f}",
    });
    const layout = {
      width, height, margin: MARGIN, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", showlegend: false,
      font: { family: colours.font, size: 12, color: colours.text }, hovermode: "x unified",
      hoverlabel: { bgcolor: colours.background, font: { color: colours.text } }, uirevision: "keep", dragmode: "zoom",
      xaxis: { ...axis(labels.epoch), rangemode: "tozero", hoverformat: "d", unifiedhovertitle: { text: `${labels.epoch} %{x}` }, ...keep("xaxis") },
      yaxis: { ...axis(labels.loss), type: this.log ? "log" : "linear", rangemode: "tozero", ...keep("yaxis") },
    };
    const config = { displaylogo: false, displayModeBar: false, doubleClick: "reset+autosize", showTips: false };
    const made = this.made();
    this.Plotly.react(this.plot, [trace(labels.training, train, "solid"), trace(labels.test, test, "dash")], layout, config);
    if (this.player) this.drawnState = this.stateNow();
    if (made) return;
    this.plot.on("plotly_relayout", () => {
      if (this.player) this.restyle();
    });
  }

  describe(frame) {
    this.area.setAttribute(
      "aria-label",
      say(this.labels.curve_now, { epoch: frame.epoch, train: number(frame.trainLoss), test: number(frame.testLoss) }),
    );
  }
}

function line(name, text) {
  return el("span", { className: `stage-line stage-line-${name}` }, el("i"), text);
}
