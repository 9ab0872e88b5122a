// The loss curve: training and test, epoch by epoch. A Plotly chart that is changed in place, so that zoom and hover
// stay while it grows; and since a change costs some milliseconds, it is changed a few times a second.

import { dragMode, el, number, say, separators, toggle, written } from "../ui/dom.js";
import { DOUBLE_CLICK_MS, onSingleClick } from "../ui/plotly.js";
import { chart, saveButton } from "../ui/png.js";
import { Runs } from "./runs.js";

const EVERY_MS = 150;
const MOST_POINTS = 300; // drawn of each line: more could not be told apart
const MARGIN = { l: 56, r: 12, t: 6, b: 38 }; // on the left for 0.004 beside the name of the axis
const HEIGHTS = { low: 176, folded: 120, bare: 66 }; // pixels: in a lower panel the axes have no names, is no plot, or no header

export class Curve {
  /** `scrubber` goes under the curve, and `seek(epoch)` is called when a place on the curve is clicked. */
  constructor(labels, scrubber, seek) {
    this.labels = labels;
    this.runs = new Runs(labels, () => this.layOut());
    this.scrubber = scrubber;
    this.seek = seek;
    this.log = false;
    this.drawnAt = -Infinity;
    this.plot = el("div", { className: "stage-plot" });
    this.marker = el("div", { className: "stage-marker", hidden: true }, el("i"), el("i"));
    this.empty = el("p", { className: "stage-empty", textContent: labels.curve_empty, hidden: true });
    this.changed = el("div", { className: "stage-badge stage-changed", hidden: true });
    this.area = el("div", { className: "stage-area", role: "img" }, this.plot, this.marker, this.empty, this.changed);
    this.element = el(
      "section",
      { className: "stage-panel stage-curve", "data-testid": "loss-curve", "aria-label": labels.curve },
      el(
        "header",
        {},
        el("h2", { textContent: labels.curve }),
        line("train", labels.training),
        line("test", labels.test),
        this.runs.button,
        toggle(labels.log, labels.log_help, (on) => this.setLog(on)),
        saveButton(labels, () => this.picture()),
      ),
      this.area,
      scrubber.element,
      this.runs.element,
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
    const { offsetHeight: height, classList } = this.element;
    for (const [name, least] of Object.entries(HEIGHTS)) classList.toggle(`stage-${name}`, height < least);
    this.layOut();
  }

  made() {
    return this.plot.classList.contains("js-plotly-plot");
  }

  /** Back to the whole curve: what was zoomed belonged to another run. */
  setRun() {
    this.layOut(); // other runs may be comparable now
    if (this.made()) this.Plotly.relayout(this.plot, { "xaxis.autorange": true, "yaxis.autorange": true });
  }

  /** Draw the losses up to the newest epoch, if it is time to, and mark the one on show. */
  draw(player, now, atOnce) {
    this.player = player;
    this.empty.hidden = player.newest.epoch > 0 || player.state(now) !== "idle";
    this.tellChange();
    this.runs.compare(player);
    if (this.made() && player.journal !== this.journal) this.Plotly.relayout(this.plot, this.changes());
    if (!this.made()) return;
    if (this.drawnState !== this.stateNow() && (atOnce || now - this.drawnAt >= EVERY_MS)) {
      this.drawnState = this.stateNow();
      this.drawnAt = now;
      this.restyle();
    }
    this.mark();
    this.scrubber.lieAlong((epoch) => this.across(epoch));
  }

  restyle() {
    const { epochs, train, test, mode } = this.lines();
    const ghosts = this.plot.data.length - 2; // come before
    this.Plotly.restyle(this.plot, { x: [epochs, epochs], y: [train, test], mode }, [ghosts, ghosts + 1]);
  }

  /** The other runs, grey and numbered. */
  ghosts() {
    const { colours, labels } = this;
    const runs = this.player ? this.runs.of(this.player.run) : [];
    return runs.map((run) => ({
      x: run.epochs,
      y: run.losses,
      name: say(labels.runs_number, run),
      type: "scatter",
      mode: "lines+text",
      text: run.epochs.map((_, i) => (i === run.epochs.length - 1 ? String(run.number) : "")),
      textposition: "top left",
      textfont: { color: colours.ghost, size: 11 },
      line: { color: colours.ghost, width: 1.5 },
      hovertemplate: "%{y:.4f}",
      legendrank: 2000, // below the two lines, where they are read out
    }));
  }

  /** Where the run was changed on its way: a line across, with what was changed. */
  changes() {
    this.journal = this.player?.journal ?? [];
    const { colours } = this;
    const line = { color: colours.ghost, width: 1, dash: "dot" };
    const shapes = this.journal.map(([x]) => ({ type: "line", x0: x, x1: x, y0: 0, y1: 1, yref: "paper", line }));
    const annotations = this.journal.map(([x, changes]) => ({
      x,
      y: 1,
      yref: "paper",
      yanchor: "top",
      showarrow: false,
      text: changes.parameters ? "✎" : "⚙",
      bgcolor: colours.background,
      font: { size: 12, color: colours.text },
      hovertext: this.sayChange(x, changes),
      captureevents: true,
    }));
    return { shapes, annotations };
  }

  sayChange(epoch, { parameters, ...settings }) {
    const { labels } = this;
    const parts = Object.entries(settings).map(([name, value]) => `${labels.live[name]} ${written(String(value))}`);
    if (parameters) parts.push(say(labels.set_by_hand, { count: parameters.length }));
    return say(labels.changed_at, { epoch, what: parts.join(", ") });
  }

  /** What was changed at the epoch on show: a mouse can read it off the mark as well. */
  tellChange() {
    const { past, newest, journal } = this.player;
    const { epoch } = past ?? newest;
    const text = journal
      .filter(([at]) => at === epoch)
      .map((change) => this.sayChange(...change))
      .join("; ");
    if (this.changed.textContent !== text) this.changed.textContent = text;
    this.changed.hidden = text === "";
  }

  stateNow() {
    const { run, revision, newest } = this.player;
    return `${run.runId} ${revision} ${newest.epoch}`;
  }

  /** The two lines over what is on show, thinned to as many points as can be told apart. */
  lines() {
    const { player } = this;
    const last = player.newest.epoch;
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
    const { trainLoss, testLoss } = player.history;
    return { epochs, mode, train: epochs.map((e) => trainLoss.at(e)), test: epochs.map((e) => testLoss.at(e)) };
  }

  /** Mark the epoch on show, when it is not the newest: a line across, and a dot on each curve. */
  mark() {
    const { past } = this.player;
    const place = past ? this.toPixel(past.epoch, [past.trainLoss, past.testLoss]) : null;
    if (this.marker.hidden === !place && this.marked === past) return;
    this.marked = past;
    this.marker.hidden = !place;
    if (!place) return;
    this.marker.style.transform = `translateX(${place.x}px)`;
    [...this.marker.children].forEach((dot, i) => {
      dot.hidden = !(place.y[i] >= 0 && place.y[i] <= place.height);
      dot.style.transform = `translateY(${place.y[i]}px)`;
    });
  }

  /** Where an epoch and some losses lie inside the axes, or null if the epoch is outside of what is on show. */
  toPixel(epoch, losses) {
    const { yaxis, width, height, margin } = this.plot._fullLayout;
    const [w, h] = [width - margin.l - margin.r, height - margin.t - margin.b];
    const x = this.across(epoch);
    if (!(x >= 0 && x <= w)) return null;
    const scaled = (loss) =>
      ((this.log ? Math.log10(loss) : loss) - yaxis.range[0]) / (yaxis.range[1] - yaxis.range[0]);
    return { x: margin.l + x, y: losses.map((loss) => (1 - scaled(loss)) * h), height: h };
  }

  /** How far along its axis an epoch lies, in pixels: outside of it, if it is not on show. */
  across(epoch) {
    const {
      xaxis: {
        range: [from, to],
      },
      width,
      margin,
    } = this.plot._fullLayout; // the axes as they are, while dragged, too
    return ((epoch - from) / (to - from)) * (width - margin.l - margin.r);
  }

  layOut() {
    const { width, height } = this.area.getBoundingClientRect();
    if (!this.Plotly || !this.colours || width < 60 || height < 40) return;
    const { colours, labels } = this;
    const isLow = this.element.classList.contains("stage-low");
    const margin = isLow ? { ...MARGIN, b: 20 } : MARGIN;
    this.area.style.setProperty("--below", `${margin.b}px`);
    const grid = colours.name === "dark" ? "rgba(255,255,255,0.12)" : "rgba(0,0,0,0.10)";
    const axis = (title) => ({
      title: { text: isLow ? "" : title, standoff: 4 },
      color: colours.text,
      gridcolor: grid,
      zeroline: false,
      showline: true,
      linecolor: colours.text,
      ticks: "outside",
      ticklen: 4,
      tickcolor: colours.text,
      tickformat: "~g",
    });
    const before = this.made() ? this.plot.layout : null;
    const keep = (name) => (before?.[name].autorange === false ? { range: before[name].range, autorange: false } : {});
    const { epochs, train, test, mode } = this.player
      ? this.lines()
      : { epochs: [], train: [], test: [], mode: "lines" };
    const trace = (name, y, dash) => ({
      x: epochs,
      y,
      name,
      type: "scatter",
      mode,
      line: { color: colours.curve[name === labels.training ? "train" : "test"], width: 2, dash },
      hovertemplate: "%{y:.4f}",
    });
    const layout = {
      separators: separators(),
      width,
      height,
      margin,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      showlegend: false,
      font: { family: colours.font, size: 12, color: colours.text },
      hovermode: "x unified",
      hoverlabel: { bgcolor: colours.background, font: { color: colours.text } },
      uirevision: "keep",
      dragmode: dragMode(),
      xaxis: {
        ...axis(labels.epoch),
        rangemode: "tozero",
        autorangeoptions: { include: 10 },
        hoverformat: "d",
        unifiedhovertitle: { text: `${labels.epoch} %{x}` },
        ...keep("xaxis"),
      },
      yaxis: {
        ...axis(labels.loss),
        nticks: isLow ? 3 : 0,
        type: this.log ? "log" : "linear",
        rangemode: "tozero",
        ...keep("yaxis"),
      },
      ...this.changes(),
    };
    const config = {
      displaylogo: false,
      displayModeBar: false,
      doubleClick: "reset+autosize",
      doubleClickDelay: DOUBLE_CLICK_MS,
      showTips: false,
    };
    const made = this.made();
    // What comes later lies on top: a grey line may be the same as the one on show.
    const traces = [...this.ghosts(), trace(labels.training, train, "solid"), trace(labels.test, test, "dash")];
    this.Plotly.react(this.plot, traces, layout, config);
    if (this.player) this.drawnState = this.stateNow();
    this.marked = undefined;
    if (made) return;
    this.plot.on("plotly_relayout", () => this.player && this.restyle());
    for (const moved of ["relayouting", "relayout"]) this.plot.on(`plotly_${moved}`, () => (this.marked = undefined));
    onSingleClick(this.plot, ({ points }) => this.seek(points.at(-1).x));
  }

  picture() {
    const { width, height } = this.area.getBoundingClientRect();
    const epoch = this.player.newest.epoch;
    const { labels, colours } = this;
    const title = `${labels.curve}: ${labels.training} (—), ${labels.test} (- -)`;
    return {
      name: `loss-epoch-${epoch}`,
      title,
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

function line(name, text) {
  return el("span", { className: `stage-line stage-line-${name}` }, el("i"), text);
}
