// One student large: boundary with all points, network, loss curve, numbers and settings, live. Nothing in it changes the
// run: there is only to look at.

import { Plot } from "../drawing/plot.js";
import { Grid } from "../model/grid.js";
import { chartOf } from "../panels/curve/axes.js";
import { SCALES, shades } from "../ui/colours.js";
import { el, toggle } from "../ui/dom.js";
import { number, say } from "../ui/language.js";
import { Canvases } from "../views/canvases.js";
import { pointStyle } from "../views/points.js";
import { askFor, button, confirm, offerText, scoreText, write } from "./elements.js";
import { Network } from "./network.js";
import { called, NAMES } from "./order.js";
import { StateMark } from "./states.js";

const MARGIN = { l: 0, t: 0, r: 0, b: 0 };
const MOST_NAME = 24;

export class Large {
  /** `act` has ask(request) and close(). */
  constructor(labels, home, act) {
    Object.assign(this, { labels, home, act });
    this.student = null; // the id of the one on show
    this.isLog = false;
    this.grid = new Grid();
    this.canvases = new Canvases(this.grid, MARGIN);
    this.network = new Network(labels);
    this.plot = new Plot(() => {});
    this.build();
  }

  get isOpen() {
    return this.student !== null;
  }

  build() {
    const { labels } = this;
    this.name = el("bdi");
    this.sign = el("span", { "aria-hidden": "true" });
    this.state = new StateMark(labels);
    this.square = el("div", { className: "wall-large-square", role: "img" }, ...this.canvases.elements);
    this.curve = el("div", { className: "wall-chart", role: "img" }, this.plot.element);
    this.numbers = el("dl", { className: "wall-numbers" });
    this.settings = el("dl", { className: "wall-settings" });
    this.link = el("a", { target: "_blank", rel: "noopener", textContent: labels.open_settings });
    this.empty = el("p", { className: "wall-none", textContent: labels.waiting_for_run });
    const back = button(labels.back, () => this.act.close());
    this.back = back;
    const log = toggle(labels.log, labels.log_help, (isLog) => {
      this.isLog = isLog;
      this.drawCurve();
    });
    this.views = el(
      "div",
      { className: "wall-large-views" },
      this.square,
      el(
        "div",
        { className: "wall-large-side" },
        this.network.element,
        el(
          "div",
          { className: "wall-row" },
          key("train", labels.columns.training_loss),
          key("test", labels.columns.test_loss),
          log,
        ),
        this.curve,
      ),
    );
    this.element = el(
      "section",
      { className: "wall-large", hidden: true, "aria-label": labels.large },
      el(
        "div",
        { className: "wall-row" },
        back,
        el("h2", {}, this.sign, " ", this.name),
        this.state.element,
        this.buttons(),
      ),
      this.numbers,
      this.empty,
      this.views,
      el(
        "details",
        { className: "wall-fold" },
        el("summary", { textContent: labels.settings }),
        this.settings,
        this.link,
      ),
    );
  }

  buttons() {
    const { labels, act } = this;
    const student = (what) => act.ask({ do: "student", student: this.student, ...what });
    const send = (at_once) => act.ask({ do: "lead", send: this.student, at_once, named: this.names === "on" });
    const rename = () =>
      askFor(this.home, labels, { title: labels.new_name, value: this.told.nickname, most: MOST_NAME }, (text) =>
        student({ rename: text }),
      );
    const remove = () =>
      confirm(this.home, labels, say(labels.remove_sure, { name: this.told.nickname }), labels.remove, () => {
        student({ remove: true });
      });
    this.offer = el("span", { className: "wall-note", role: "status" });
    this.calm = button(labels.help_given, () => student({ calm: true }), { className: "wall-button wall-button-main" });
    return el(
      "span",
      { className: "wall-row wall-teacher" },
      this.calm,
      button(labels.show_to_all, () => send(false), { title: labels.show_to_all_help }),
      button(labels.show_to_all_now, () => send(true), { title: labels.show_to_all_now_help }),
      button(labels.rename, rename),
      button(labels.remove, remove),
      this.offer,
    );
  }

  /** Open it for a student, by the id; null closes it. */
  open(student) {
    this.student = student;
    this.runId = null;
    this.element.hidden = student === null;
    if (student === null) return;
    this.views.classList.add("wall-unknown");
    this.back.focus();
  }

  /** Show a student; `watched` has all points and the history of the run, once they have come. */
  show(told, watched, names) {
    const { labels } = this;
    Object.assign(this, { told, names });
    const { run, metrics, epoch, state, help } = told;
    write(this.sign, NAMES[names](told).sign);
    write(this.name, called(told, names, labels));
    this.state.show(state);
    this.calm.hidden = !help;
    this.empty.hidden = Boolean(run);
    this.views.hidden = !run;
    if (!run) return;
    const [trainLoss, testLoss, trainScore, testScore] = metrics ?? [];
    const score = (value) => scoreText(labels, run.task, value);
    fill(this.numbers, {
      [labels.columns.epoch]: String(epoch),
      [labels.columns.training_loss]: number(trainLoss),
      [labels.columns.test_loss]: number(testLoss),
      [labels.training]: score(trainScore),
      [labels.columns.score]: score(testScore),
      [labels.columns.network]: told.network,
    });
    const isKnown = watched?.run.runId === run.runId;
    this.views.classList.toggle("wall-unknown", !isKnown);
    this.link.href = told.link;
    if (!isKnown || !told.parameters) return;
    fill(this.settings, watched.run.summary ?? {});
    this.frame = { epoch, parameters: told.parameters };
    this.losses = watched.losses;
    if (this.runId !== run.runId) this.setRun(watched.run);
    this.square.setAttribute("aria-label", say(labels.boundary_of, { score: score(testScore) }));
    this.draw();
  }

  /** Say what the class has been given, whosever run it is. */
  showOffer(offer, count) {
    write(this.offer, offerText(this.labels, offer, count));
  }

  setRun(run) {
    this.runId = run.runId;
    this.run = run;
    this.grid.setRun(run);
    this.network.setRun(run);
    this.resize();
  }

  recolour(colours) {
    this.colours = colours;
    this.canvases.recolour(colours);
    this.network.recolour(colours);
    if (this.isOpen) this.resize();
  }

  /** The square is as large as there is room for. */
  resize() {
    if (!this.isOpen || !this.runId) return;
    const { clientWidth: side } = this.square;
    if (side < 20) return;
    this.canvases.resize(side);
    if (this.colours) this.canvases.drawPoints(this.run, pointStyle(this.run.task, this.colours), true, null);
    this.draw();
  }

  draw() {
    const { run, frame, colours, canvases, grid } = this;
    if (!run || !colours || !canvases.side) return;
    grid.run(frame.parameters);
    const scale = SCALES[run.task];
    canvases.drawSurface(grid.forward.logits, scale.limit, shades(colours.surface, scale).smooth);
    canvases.clearLines();
    if (run.task === "classification") canvases.drawLine(grid.forward.logits);
    this.network.draw(frame, grid.forward);
    this.drawCurve();
  }

  drawCurve() {
    const { labels, colours, losses, curve, isLog } = this;
    const { clientWidth: width, clientHeight: height } = curve;
    if (!losses || width < 60 || height < 40) return;
    const { epochs: x, train, test } = losses;
    const lines = [
      { x, y: train, colour: colours.curve.train, width: 2 },
      { x, y: test, colour: colours.curve.test, width: 2, isDashed: true },
    ];
    const names = { epoch: labels.epoch, loss: labels.loss };
    this.plot.draw(chartOf(names, colours, { width, height, isLow: height < 170, isLog, zoom: {} }, lines, []));
    curve.setAttribute("aria-label", say(labels.curve_of, { train: number(train.at(-1)), test: number(test.at(-1)) }));
  }
}

/** Write a list of names and values; where the names are the same only values change. */
function fill(list, values) {
  const names = Object.keys(values);
  if (list.dataset.names !== names.join("|")) {
    list.dataset.names = names.join("|");
    const pairs = names.map((name) => el("div", {}, el("dt", { textContent: name }), el("dd")));
    list.replaceChildren(...pairs);
  }
  for (const [i, name] of names.entries()) write(list.children[i].lastChild, values[name]);
}

function key(name, text) {
  return el("span", { className: `wall-line-key wall-line-key-${name}` }, el("i"), text);
}
