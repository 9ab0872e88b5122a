// The live stage: one for each document, wherever Streamlit mounts it, fed with one answer of the server after another.

import { Facts } from "./model/facts.js";
import { Grid } from "./model/grid.js";
import { Measure } from "./model/measure.js";
import { explain } from "./model/rules.js";
import { Curve } from "./panels/curve.js";
import { Network } from "./panels/diagram.js";
import { Lesson } from "./panels/lesson.js";
import { Scrubber } from "./panels/scrubber.js";
import { Transport } from "./panels/transport.js";
import { Walk } from "./panels/walk.js";
import { Player } from "./run/player.js";
import { unpack, VERSION } from "./run/protocol.js";
import { recall, remember } from "./run/remembered.js";
import { coloursOf } from "./ui/colours.js";
import { el, focusByClick, letter, say, speak, written } from "./ui/dom.js";
import { endDrag, endDragsOver } from "./ui/drag.js";
import { helpFor } from "./ui/help.js";
import { fetchPlotly, startPlotly } from "./ui/plotly.js";
import { Views } from "./views/views.js";

const ASK_AGAIN_MS = 3000;
const REMEMBER_MS = 1000;
const EXAMINE_MS = 300; // while it plays
const CALM_MS = 2000; // for so long at least an explanation stays, while it plays
const ARRIVE_MS = 2500; // the axes wait for so long at most until a run from a link has arrived
const GAP = 10; // pixels between two panels, as the style sheet has it
const RESUME_MS = 2000; // taken out and put back within that time, it was not the person who left

let stage = null; // it outlives the element it is mounted in: while another page is on show it waits here

/** Called by Streamlit for the first mount and for every answer; returns what to do when the element goes. */
export function mount(component, addresses) {
  const { data, parentElement, setTriggerValue, setStateValue } = component;
  stage ??= new Stage(addresses);
  stage.send = (request) => setTriggerValue("ask", request);
  stage.sendView = (view) => setStateValue("view", view);
  stage.enter(parentElement);
  stage.receive(unpack(data));
  return () => stage.leave(parentElement);
}

/** Return the stage of this document, null where there is none: for what reads off it. */
export function stageOnShow() {
  return stage;
}

class Stage {
  constructor(addresses) {
    this.addresses = addresses;
    this.frames = 0;
    this.viewNumber = null;
    this.parent = null;
    this.trying = []; // what is dragged: [[place, value]]
    this.isWalkDue = false; // one was asked for while another run or epoch was on its way
  }

  // --- what comes from the server

  receive(answer) {
    if (answer.version !== VERSION) return this.giveUp();
    if (this.player) this.remember(); // it may be about to give way to another run
    if (this.player) this.keep(answer);
    if (this.player) this.player.receive(answer);
    else if (answer.kind === "opening") this.build(answer);
    else return this.askForOpening();
    this.remember(); // other settings, the same run
    if (answer.kind === "opening") {
      this.recall();
      this.isAwaited = answer.greet;
      this.greet();
    }
    this.takeView(answer.view);
    this.recolour();
  }

  /** Only a stage that has just been loaded and meets the middle of a conversation comes here. */
  askForOpening() {
    clearTimeout(this.asking);
    this.send({ version: VERSION, do: "open" });
    this.asking = setTimeout(() => this.player || this.askForOpening(), ASK_AGAIN_MS);
  }

  /** The page waits with its controls until the stage is on show. */
  greet() {
    clearTimeout(this.greeting);
    if (!this.isAwaited || !this.element.isConnected) return;
    this.send({ version: VERSION, do: "open" });
    this.greeting = setTimeout(() => this.greet(), ASK_AGAIN_MS);
  }

  /** The server speaks another version since it was updated: these modules are of yesterday. */
  giveUp() {
    this.player?.pause();
    this.parent.querySelector(".stage-place").textContent = this.addresses.failed;
  }

  takeView({ number, speed, stop, target, reseed }) {
    if (number === this.viewNumber) return;
    this.viewNumber = number;
    this.transport.buttons.reseed.hidden = !reseed;
    this.setTarget(target);
    this.transport.showView({ speed, stop });
    this.setView({ speed, stop });
  }

  /** What was set in the stage goes into the address. */
  tellView() {
    const { speed, stop } = this.player;
    // With the number, a view that is set, replaced from outside and set again is a change each time.
    this.sendView({ speed, stop, target: this.lesson.target, number: this.viewNumber });
  }

  setTarget(target) {
    this.lesson.setTarget(target);
    this.network.teach(target !== null);
  }

  setView({ speed, stop }) {
    if (speed !== this.player.speed) this.player.setSpeed(speed);
    if (stop !== this.player.stop) this.player.setStop(stop);
  }

  /** A run that is about to give way, as a whole or from an epoch on, stays for comparison. */
  keep({ kind, runId, ready, epoch }) {
    const { player } = this;
    const isReplaced = kind === "opening" && runId !== player.run.runId;
    const isCut = kind === "branch" && ready && runId === player.run.runId && epoch < player.newest.epoch;
    if (!isReplaced && !isCut) return;
    const number = this.curve.runs.keep(player);
    if (isCut) player.branched = { number, epoch };
  }

  // --- what this browser remembers of its runs

  /** By its settings a run is known again. */
  get identity() {
    return JSON.stringify(this.player.run.description);
  }

  /** True when a run was brought back by another engine than had trained it: its last digits may differ. */
  get isForeign() {
    const { engine, engineBefore } = this.player;
    return engineBefore !== null && engine !== null && engine !== engineBefore;
  }

  /** An untrained network may be one that this browser has seen further, or with other weights. */
  recall() {
    if (this.player.newest.epoch === 0 && this.player.command === null) this.memory = recall(this.identity);
  }

  remember() {
    const { newest, run, journal, goal, engine, revision, isUntouched } = this.player;
    const state = `${run.runId} ${this.identity} ${revision} ${newest.epoch}`;
    if (isUntouched || goal !== null || state === this.remembered) return;
    this.remembered = state;
    remember({ key: this.identity, start: run.start, journal, epoch: newest.epoch, engine, loaded: run.loaded });
  }

  /** The epoch that the run can be brought back to, or null. */
  offered(state) {
    const { memory, player } = this;
    const isCalm = ["idle", "paused"].includes(state) && player.goal === null && !player.refused;
    const isBehind = memory && (player.newest.epoch < memory.epoch || player.isUntouched);
    return isCalm && isBehind ? memory.epoch : null;
  }

  // --- coming and going

  build(opening) {
    const { labels } = opening;
    this.labels = labels;
    speak(opening.language);
    this.player = new Player(opening, (request) => this.send(request));
    this.transport = new Transport(opening, {
      play: () => this.player.play(),
      pause: () => this.player.pause(),
      step: () => this.player.step(),
      restart: (command) => this.restart(command),
      resume: () => this.player.resume(this.memory),
      branch: () => this.player.branch([]),
      walk: () => (this.walk.isOpen ? this.closeWalk() : this.openWalk()),
      apply: () => this.player.apply(this.explanation.id),
      share: () => this.player.share(),
      isPlaying: () => this.player.playing,
      setView: (view) => {
        this.setView(view);
        this.tellView();
      },
    });
    this.grid = new Grid();
    this.views = new Views(labels, this.grid, () => this.redraw());
    this.lesson = new Lesson(labels, () => {
      this.setTarget(null);
      this.tellView();
    });
    this.network = new Network(labels, this.grid, this.lesson, {
      showNeuron: (subject, isPinned) => this.views.showNeuron(subject, isPinned),
      try: (edits) => this.try(edits),
      edit: (edits) => this.edit(edits),
    });
    this.walk = new Walk(labels, this.network, {
      ask: (update) => this.player.walk(update, (walked) => this.walk.receive(walked)),
      showBefore: (parameters) => this.showWalked(parameters),
      showAfter: (parameters, before) => this.showWalked(parameters, before),
      light: (examples, chosen) => this.views.highlight(examples, chosen),
      finish: () => this.finishWalk(),
      close: () => this.closeWalk(),
    });
    const seek = (epoch) => this.isCurrent && this.player.seek(epoch);
    this.scrubber = new Scrubber(labels, seek);
    this.curve = new Curve(labels, this.scrubber, seek);
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
      this.network.element,
      this.network.inspector.element,
      this.views.element,
      this.curve.element,
      this.walk.element,
    );
    this.element.addEventListener("keydown", (event) => this.key(event));
    for (const kind of ["keydown", "pointerdown"])
      this.element.addEventListener(kind, () => this.player.acknowledge(), true);
    focusByClick(this.element);
    endDragsOver(this.element);
    helpFor(this.element);
    window.addEventListener("pagehide", () => {
      this.remembered = null; // the tab that was closed last is the one to go on with
      this.remember();
    });
    fetchPlotly(this.addresses.plotly).catch(() => {}); // said when it is started
    this.styled().then(() => this.show());
  }

  /** Streamlit has made a place for the stage. */
  enter(parent) {
    if (parent === this.parent) return;
    if (this.parent) this.leave(this.parent);
    this.parent = parent;
    if (!this.element) return;
    this.show();
    if (this.wasPlaying && performance.now() - this.leftAt < RESUME_MS) this.player.play();
  }

  restart(command) {
    this.remember(); // who resets by mistake can go on where they were
    this.curve.runs.keep(this.player);
    this.player.restart(command);
  }

  /** Streamlit takes a place away; what is in it waits for the next. */
  leave(parent) {
    if (parent !== this.parent) return;
    endDrag();
    this.parent = null;
    this.halt();
    if (this.player) this.remember();
    this.leftAt = performance.now();
    this.wasPlaying = this.player?.playing;
    if (this.wasPlaying) this.player.pause();
  }

  halt() {
    cancelAnimationFrame(this.next);
    this.watchSize?.disconnect();
    this.watchApp?.disconnect();
  }

  /** Put the stage in its place, now that it can look as it should, and go. */
  show() {
    if (!this.parent) return;
    this.halt(); // the place may change while the style is on its way: one loop, not two
    this.parent.querySelector(".stage-place").replaceChildren(this.element);
    this.recolour();
    this.watchSize = new ResizeObserver(() => this.resize());
    const { network, views, curve } = this;
    for (const it of [this.element, network.inspector.element, network.area, views.element, curve.element])
      this.watchSize.observe(it);
    this.watchConnection();
    this.resize();
    this.last = performance.now();
    this.tick(this.last);
    // Plotly takes long to start: the first picture comes before it.
    requestAnimationFrame(() => {
      performance.mark("first picture");
      this.greet();
      this.loadChartsSoon(performance.now() + ARRIVE_MS);
    });
  }

  /** Wait for the style sheet, which the loader has asked for. */
  styled() {
    const link = document.querySelector(`link[href="${this.addresses.stage}/stage.css"]`);
    if (!link || link.sheet) return Promise.resolve();
    return new Promise((done) => {
      for (const event of ["load", "error"]) link.addEventListener(event, done);
      setTimeout(done, ASK_AGAIN_MS); // better plain than never
    });
  }

  /** Now; but while a run is brought back from a link, at `latest`: it would wait for the charts. */
  loadChartsSoon(latest) {
    const isBusy = this.player.goal !== null && performance.now() < latest;
    setTimeout(() => (isBusy ? this.loadChartsSoon(latest) : this.loadCharts()), isBusy ? 50 : 0);
  }

  loadCharts() {
    startPlotly(this.addresses.plotly).then(
      (Plotly) => {
        if (this.views.Plotly) return;
        this.curve.draw(this.player, performance.now());
        for (const chart of [this.views, this.curve]) chart.setPlotly(Plotly);
        performance.mark("whole stage");
      },
      () => this.curve.area.append(el("p", { className: "stage-fault", textContent: this.curve.labels.charts_failed })),
    );
  }

  /** Streamlit tells by an attribute of its own whether it has a connection. */
  watchConnection() {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app) return;
    const hear = () => this.player.setConnected((app.dataset.testConnectionState ?? "CONNECTED") === "CONNECTED");
    this.watchApp = new MutationObserver(hear);
    this.watchApp.observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
    hear();
  }

  resize() {
    const card = this.network.inspector.element;
    this.element.style.setProperty("--card-room", card.hidden ? "0px" : `${card.offsetHeight + GAP}px`);
    document.documentElement.style.setProperty("--stage-height", `${this.element.offsetHeight}px`);
    this.arrange();
    for (const part of [this.views, this.network, this.curve]) part.resize();
  }

  /** The focus goes through the panels as they are seen: on a narrow screen the network is the last, with its card. */
  arrange() {
    const { transport, network, views, curve } = this;
    const isLast = network.element.getBoundingClientRect().top > views.element.getBoundingClientRect().bottom;
    const before = isLast ? curve.element : transport.element;
    if (before.nextElementSibling === network.element) return;
    const focused = document.activeElement;
    before.after(network.element, network.inspector.element);
    if (focused?.isConnected) focused.focus({ preventScroll: true });
  }

  recolour() {
    if (!this.element?.isConnected) return;
    const colours = coloursOf(this.parent);
    const theme = JSON.stringify(colours);
    if (theme === this.theme) return;
    this.theme = theme;
    this.element.dataset.theme = colours.name;
    for (const part of [this.views, this.network, this.curve]) part.recolour(colours);
  }

  // --- every animation frame

  tick(now) {
    this.next = requestAnimationFrame((time) => this.tick(time));
    const { player } = this;
    const elapsed = now - this.last;
    player.tick(now, elapsed);
    this.last = now;
    if (player.run !== this.drawnRun) this.setRun(player.run);
    if (this.walk.isOpen) this.tickWalk(elapsed);
    else if (this.isWalkDue && this.isSettled) this.openDueWalk();
    const shown = this.walked ?? this.tried ?? player.shown;
    const isNew = shown !== this.drawn;
    if (isNew) this.draw(shown);
    const state = player.state(now);
    const calm = state !== "playing";
    this.scrubber.show(player, now, calm);
    this.curve.draw(player, now, calm);
    this.examine(shown, state, now, calm);
    this.lesson.show(shown, this.network.isSingle);
    this.transport.show(player, shown, state, this.hint(state), now);
    this.transport.offer(this.offered(state));
    this.transport.offerBranch(player.past && state !== "offline" ? player.past.epoch : null);
    this.mark(shown, state);
    if (calm ? state !== this.calmState : now - this.rememberedAt > REMEMBER_MS) this.keepInMind(now);
    if (calm && (isNew || state !== this.described)) this.describe(shown, state);
    else if (!calm) this.described = null;
    this.calmState = calm ? state : null;
  }

  keepInMind(now) {
    this.rememberedAt = now;
    this.remember();
  }

  /** See what goes on at the epoch on show; while it plays, now and then. */
  examine(shown, state, now, calm) {
    const { player } = this;
    const { rules, remedies } = player.run;
    const seen = [shown, state, remedies];
    const isSame = this.seen?.every((it, i) => it === seen[i]);
    if (isSame || (!calm && now - this.examinedAt < EXAMINE_MS)) return;
    Object.assign(this, { seen, examinedAt: now });
    const hasDiverged = state === "diverged" && !player.past;
    const { facts, rings } = this.facts.of(shown, player.history, player.changes, hasDiverged);
    this.network.ring(rings);
    const explanation = state === "idle" ? null : explain(rules, facts, remedies);
    const isCalm = calm || hasDiverged || now - this.explainedAt > CALM_MS;
    if (explanation?.id !== this.explanation?.id) {
      if (!isCalm) return;
      this.explainedAt = now;
    }
    this.explanation = explanation;
    const remedy = remedies[explanation?.id];
    this.said = explanation && say(`${explanation.meaning} ${remedy.advice}`, facts);
    this.transport.advise(explanation?.id ?? null, remedy?.label);
  }

  /** One line: what goes on, and what to do. */
  hint(state) {
    const { labels, player } = this;
    const { shown, past, newest, stop, goal, drift } = player;
    const values = {
      epoch: shown.epoch,
      newest: newest.epoch,
      goal,
      stop,
      drift: drift === null ? "" : written(drift.toPrecision(1)),
    };
    const parts = [];
    const company = player.company();
    const isUrgent = state === "waiting" || state === "offline" || goal !== null;
    const said = isUrgent || this.hasArrived(state) ? null : this.said;
    if (past && said) parts.push(labels.past_short);
    else if (past) parts.push(labels[state === "diverged" ? "past_diverged" : "past"]);
    else if (state === "waiting" && player.isPreparing) parts.push(labels.preparing);
    else if (goal !== null) parts.push(player.playing ? labels.resuming : labels.resuming_paused);
    else if (player.refused === "continue" && state === "idle") parts.push(labels.refused);
    else if (this.hasArrived(state)) parts.push(labels[drift ? "arrived_near" : "arrived"]);
    else if (state === "waiting" && company) parts.push(this.sharedWith(company));
    else if (!said) parts.push(labels[state === "idle" && player.run.loaded ? "state_loaded" : `state_${state}`]);
    if (state === "playing" && company) parts.push(this.sharedWith(company));
    if (this.isForeign) parts.push(labels.foreign);
    if (player.isFull) parts.push(labels.full);
    if (!past && stop !== null && stop <= newest.epoch && state !== "finished") parts.push(labels.stop_past);
    const sentences = parts.map((part) => say(part, values));
    if (said) sentences.splice(past ? 1 : 0, 0, said);
    if (player.refused && player.refused !== "continue") sentences.unshift(labels.request_refused);
    return sentences.join(" ");
  }

  sharedWith(count) {
    return say(this.labels.shared, { count });
  }

  /** True when the run has just been brought to where a link has it, and it is known how near that came. */
  hasArrived(state) {
    const { newest, linked, drift, past } = this.player;
    return ["paused", "finished"].includes(state) && !past && newest.epoch === linked && drift !== null;
  }

  setRun(run) {
    endDrag(false); // of a weight of the run before
    this.drawnRun = run;
    this.lesson.moves = 0;
    this.measure = new Measure(run);
    this.grid.setRun(run);
    this.facts = new Facts(run);
    this.explanation = this.said = this.seen = null;
    this.explainedAt = -Infinity;
    for (const part of [this.views, this.network, this.curve]) part.setRun(run);
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
    this.network.draw(drawn, player.history.before(drawn.epoch));
  }

  // --- one example at a time

  openWalk() {
    const { player } = this;
    if (player.playing) player.pause();
    this.isWalkDue = player.plan.isOnTheWay;
    if (this.isWalkDue) return;
    this.network.unpin();
    this.walkOf = this.walkState();
    this.curve.element.inert = true; // it lies underneath: the focus would be lost there
    this.walk.open(player.run);
  }

  /** What the walk was waiting for has arrived; by now the person may be doing something else. */
  openDueWalk() {
    this.isWalkDue = false;
    if (!this.player.playing) this.openWalk();
  }

  /** True when no other run or epoch is on its way. */
  get isSettled() {
    const { plan, goal } = this.player;
    return !plan.isOnTheWay && goal === null;
  }

  /** What must stay as it is while an update is walked. */
  walkState() {
    const { run, revision, shown, plan } = this.player;
    return JSON.stringify([run.runId, revision, shown.epoch, plan.command, plan.isOnTheWay || plan.trains]);
  }

  tickWalk(elapsed) {
    if (this.walkState() !== this.walkOf || this.tried || this.player.refused === "walk") this.closeWalk();
    else this.walk.tick(elapsed);
  }

  showWalked(parameters, before = null) {
    this.views.keepLine(before);
    const { shown } = this.player;
    const isShown = before === null && this.walk.number === 0; // and was measured where it was trained, with more digits
    this.walked = isShown ? shown : { ...shown, parameters, ...this.measure.of(parameters) };
  }

  /** All updates of the epoch are walked: on to the epoch that they have made, of which nothing has changed. */
  finishWalk() {
    this.closeWalk();
    this.player.step();
  }

  closeWalk() {
    const hadFocus = this.walk.element.contains(document.activeElement);
    this.player.endWalk();
    this.walk.close();
    this.curve.element.inert = false;
    this.views.keepLine(null);
    this.walked = null;
    if (hadFocus) this.transport.buttons.walk.focus();
  }

  // --- weights and biases that are set by hand

  /** True while the run that is drawn is the player's: what is set by hand is meant for that one. */
  get isCurrent() {
    return this.drawnRun === this.player.run;
  }

  /** Preview other values; nothing has changed yet. */
  try(edits) {
    const { player } = this;
    this.trying = edits;
    if (!player.playing) return;
    this.playsOn = true;
    player.pause();
  }

  /** Let the run go on with other values from the epoch on show; without any edits, end the preview. */
  edit(edits) {
    const { player, playsOn, isCurrent } = this;
    Object.assign(this, { trying: [], playsOn: false });
    if (!isCurrent) return;
    if (edits.length) {
      this.lesson.moves += 1;
      player.branch(edits);
    }
    if (playsOn) player.play();
  }

  /** The frame on show with the edits that are being dragged or on their way to the server; null where there are none. */
  get tried() {
    const {
      player: { shown, pending },
      trying,
    } = this;
    const edits = [...pending, ...trying];
    if (!edits.length) return null;
    const key = String(edits);
    if (this.overlaid?.shown !== shown || this.overlaid.key !== key) {
      const parameters = shown.parameters.slice();
      for (const [place, value] of edits) parameters[place] = value;
      this.overlaid = { shown, key, frame: { ...shown, parameters, ...this.measure.of(parameters) } };
    }
    return this.overlaid.frame;
  }

  /** A card may lie over what has the focus. */
  closeCards() {
    this.network.unpin();
    this.views.closeCards();
    this.curve.runs.toggle(false);
  }

  /** What tests, and people with browser tools, read. */
  mark({ epoch, revision, trainLoss, testLoss, testScore }, state) {
    const values = { state, epoch, revision, frames: this.frames, trainLoss, testLoss, testScore };
    for (const [name, value] of Object.entries(values)) {
      if (this.element.dataset[name] !== String(value)) this.element.dataset[name] = value;
    }
  }

  describe(frame, state) {
    this.described = state;
    for (const part of [this.views, this.network, this.curve]) part.describe(frame);
  }

  // --- keys, while the focus is inside and not in a field

  key(event) {
    const field = event.target.closest("input:not([type=checkbox], [type=range]), select, textarea");
    if (event.repeat && !event.key.startsWith("Arrow")) return;
    if (field || event.ctrlKey || event.metaKey || event.altKey) return;
    const { player } = this;
    const keys = {
      " ": () => (player.playing ? player.pause() : player.play()),
      ArrowRight: () => player.step(),
      ArrowLeft: () => player.stepBack(),
      n: () => this.restart("reset"),
      Escape: () => this.closeCards(),
    };
    // Space on a button or a box presses that one.
    const own = event.key === " " && event.target.closest("button, input[type=checkbox]");
    const act = keys[letter(event) || event.key];
    if (own || !act) return;
    event.preventDefault();
    act();
  }
}
