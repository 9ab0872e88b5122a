// The panels of the stage: made once, and shown what the player has at every animation frame.

import { Grid } from "../model/grid.js";
import { Measure } from "../model/measure.js";
import { Charts } from "../page/charts.js";
import { listenToKeys } from "../page/keys.js";
import { ViewSettings } from "../page/view_settings.js";
import { Explaining } from "../run/explaining.js";
import { el, focusByClick } from "../ui/dom.js";
import { endDrag, endDragsOver } from "../ui/drag.js";
import { helpFor } from "../ui/help.js";
import { Views } from "../views/views.js";
import { Curve } from "./curve.js";
import { Diagram } from "./diagram.js";
import { Editing } from "./editing.js";
import { hint, situationOf } from "./hint.js";
import { Lesson } from "./lesson.js";
import { Scrubber } from "./scrubber.js";
import { Status } from "./status.js";
import { Transport } from "./transport.js";
import { Walking } from "./walking.js";

export class Panels {
  /** `plotly` is its address; `sendView(view)` tells the page what was set in the stage. */
  constructor(opening, player, remembering, plotly, sendView) {
    const { labels } = opening;
    const acts = this.acts();
    this.labels = labels;
    this.player = player;
    this.remembering = remembering;
    this.frames = 0; // drawn so far
    this.explaining = new Explaining();
    this.grid = new Grid();
    this.status = new Status(labels, acts);
    this.transport = new Transport(opening, this.status, acts);
    this.charts = new Charts(plotly, labels, (Plotly) => this.setPlotly(Plotly));
    this.views = new Views(labels, this.grid, {
      redraw: () => this.redraw(),
      reach: () => this.charts.reach(),
    });
    this.lesson = new Lesson(labels, () => this.viewSettings.endLesson());
    this.diagram = new Diagram(labels, this.grid, this.lesson, acts);
    this.scrubber = new Scrubber(labels, acts.seek);
    this.curve = new Curve(labels, this.scrubber, acts.seek);
    this.editing = new Editing(player, acts);
    this.walking = new Walking(labels, player, this.diagram, acts);
    this.viewSettings = new ViewSettings(player, this, sendView);
    this.element = el(
      "div",
      {
        className: "live-stage",
        "data-testid": "live-stage",
        role: "region",
        "aria-label": labels.stage,
        tabIndex: -1,
      },
      this.transport.element,
      this.diagram.element,
      this.diagram.inspector.element,
      this.views.element,
      this.curve.element,
      this.walking.element,
    );
    this.listen(acts);
  }

  /** What the panels and the keys can do to one another, and to the player. */
  acts() {
    return {
      play: () => this.player.play(),
      pause: () => this.player.pause(),
      isPlaying: () => this.player.playing,
      step: () => this.player.step(),
      stepBack: () => this.player.stepBack(),
      seek: (epoch) => this.isCurrent && this.player.seek(epoch),
      restart: (command) => this.restart(command),
      resume: () => this.player.resume(this.remembering.memory),
      branch: () => this.player.branch([]),
      apply: () => this.player.apply(this.explaining.explanation),
      share: () => this.player.share(),
      walk: () => this.walking.toggle(),
      setView: (view) => this.viewSettings.set(view),
      showNeuron: (subject, isPinned) => this.views.showNeuron(subject, isPinned),
      try: (edits) => this.editing.try(edits),
      edit: (edits) => this.editing.edit(edits),
      closeCards: () => this.closeCards(),
      focusBack: () => this.transport.focus("play"),
      isCurrent: () => this.isCurrent,
      frameWith: (frame, parameters) => ({ ...frame, parameters, ...this.measure.of(parameters) }),
      countMove: () => this.lesson.countMove(),
      highlight: (examples, chosen) => this.views.highlight(examples, chosen),
      keepLine: (parameters) => this.views.keepLine(parameters),
      coverCurve: (isCovered) => this.curve.element.toggleAttribute("inert", isCovered), // the focus would be lost there
      focusWalk: () => this.transport.focus("walk"),
    };
  }

  restart(command) {
    this.remembering.remember(); // who resets by mistake can go on where they were
    this.curve.runs.keep(this.player);
    this.player.restart(command);
  }

  /** A card may lie over what has the focus. */
  closeCards() {
    this.diagram.unpin();
    this.views.closeCards();
    this.curve.runs.toggle(false);
  }

  listen(acts) {
    const { element } = this;
    listenToKeys(element, acts);
    for (const kind of ["keydown", "pointerdown"])
      element.addEventListener(kind, () => this.player.acknowledge(), true);
    focusByClick(element);
    endDragsOver(element);
    helpFor(element);
    const { boundary } = this.views.views;
    this.charts.watch(boundary.area, boundary.finder.element, this.curve.area);
  }

  setPlotly(Plotly) {
    for (const part of [this.views, this.curve]) part.setPlotly(Plotly);
  }

  // --- every animation frame

  /** Time goes by: `elapsed` milliseconds. */
  tick(now, elapsed) {
    const { player, walking, editing } = this;
    if (!this.isCurrent) this.setRun(player.run);
    walking.tick(elapsed, editing.previewFrame !== null);
    const shown = walking.walkFrame ?? editing.previewFrame ?? player.shown;
    const isNew = shown !== this.drawn;
    if (isNew) this.draw(shown);
    const state = player.state(now);
    const isCalm = state !== "playing";
    this.scrubber.show(player, now, isCalm);
    this.curve.draw(player, now, isCalm);
    this.lesson.show(shown, this.diagram.isSingle);
    this.transport.show(player, state);
    this.explain(shown, state, now);
    this.writeAttributes(shown, state);
    if (isCalm && (isNew || state !== this.described)) this.describe(shown);
    this.described = isCalm ? state : null;
    this.charts.tick(now, state === "playing", this.isBusy(state));
  }

  /** True while something plays, or is on its way from the server. */
  isBusy(state) {
    const { player, walking } = this;
    const isMoving = ["playing", "waiting"].includes(state) || walking.walk.isOpen;
    return isMoving || player.isWaiting || Boolean(player.requests.open);
  }

  /** True while the run that is drawn is the player's. */
  get isCurrent() {
    return this.drawnRun === this.player.run;
  }

  setRun(run) {
    endDrag(false); // of a weight of the run before
    this.drawnRun = run;
    this.measure = new Measure(run);
    for (const part of [this.lesson, this.grid, this.explaining, this.views, this.diagram, this.curve])
      part.setRun(run);
  }

  draw(frame) {
    this.drawn = frame;
    this.redraw();
    this.frames += 1;
  }

  redraw() {
    const { drawn, player } = this;
    if (!drawn) return;
    this.grid.run(drawn.parameters);
    this.views.draw(drawn);
    this.diagram.draw(drawn, player.history.before(drawn.epoch));
  }

  /** Say what goes on, and what there is to do. */
  explain(shown, state, now) {
    const { player, explaining, status, labels } = this;
    if (explaining.examine(player, shown, state, now)) {
      this.diagram.ring(explaining.rings);
      status.advise(explaining.explanation, explaining.remedy);
    }
    status.show(player, shown, state, hint(labels, situationOf(player, state, explaining.sentence)), now);
    status.offer(this.remembering.offered(state));
    status.offerBranch(player.past && state !== "offline" ? player.past.epoch : null);
  }

  /** Write what tests, and people with browser tools, read. */
  writeAttributes({ epoch, revision, trainLoss, testLoss, testScore }, state) {
    const { frames, element, player } = this;
    const values = { state, epoch, revision, knownRevision: player.revision, frames, trainLoss, testLoss, testScore };
    for (const [name, value] of Object.entries(values)) {
      if (element.dataset[name] !== String(value)) element.dataset[name] = value;
    }
  }

  describe(frame) {
    for (const part of [this.views, this.diagram, this.curve]) part.describe(frame);
  }
}
