// The player: shows epoch after epoch of a run, as the person says, and asks the server for what that takes. What can be
// planned, and what excludes what, is written at the top of plan.js. Knows nothing of pictures.

import { KnownRun } from "./known_run.js";
import { wanted } from "./requests.js";

const MAX_PACE_FRAMES = 30; // sets of parameters a second at the speed "max"

export class Player extends KnownRun {
  constructor(opening, send) {
    super(opening, send);
    this.speed = "60";
    this.stop = null;
    this.connected = true;
    this.isInRoom = false; // then a teacher may pause all, and it asks more often
    this.isHeld = false; // by a teacher: then nothing is trained
  }

  // --- what the person says

  /** Go on from the newest epoch, whichever is on show. */
  play() {
    if (this.state() === "diverged" || this.isHeld) return;
    this.showPast(null);
    this.plan.play();
    this.clock.start();
  }

  pause() {
    this.plan.pause();
    if (this.pace === "max") this.dropAhead(); // what lies ahead has gaps, and a step is one epoch
  }

  /** Show the next epoch that is kept; at the newest, train one. */
  step() {
    if (this.past) return this.look(this.history.after(this.past.epoch));
    if (this.isHeld) return;
    if (this.playing) this.pause();
    this.plan.step();
  }

  /** Show the epoch before, of those that are kept. */
  stepBack() {
    this.look(this.history.before(this.shown.epoch) ?? this.shown);
  }

  /** Show any epoch up to the newest: at once the nearest that is kept, and then, if need be, the very one. */
  seek(epoch) {
    const nearest = this.history.nearest(epoch);
    this.look(nearest);
    if (nearest.epoch !== epoch && epoch < this.newest.epoch) this.plan.seek(epoch);
  }

  /** Show a frame that is kept, and stay there. */
  look(frame) {
    if (this.playing) this.pause();
    this.plan.rest();
    this.showPast(frame);
  }

  /** Fetch one update of the epoch after the one on show, and call `done(walked)` with it. */
  walk(update, done) {
    this.dropAhead();
    this.plan.walk(this.shown.epoch, update, done);
  }

  /** The update is not wanted any more. */
  endWalk() {
    this.plan.endWalk();
  }

  setSpeed(speed) {
    if (this.speed === "max" && speed !== "max") this.dropAhead();
    this.speed = speed;
  }

  setStop(stop) {
    if (this.speed === "max") this.dropAhead(); // what lies ahead has gaps, and may not hold the epoch to stop at
    this.stop = stop;
  }

  /** Open the dialog that takes the run away, as it is on show. */
  share() {
    this.plan.share(this.shown.epoch);
  }

  /** Show the untrained network again, at once, and tell the server: "reset" keeps the initial weights. */
  restart(command) {
    this.plan.restart(command);
    this.isFull = false;
    if (command !== "reset") return this.dropAhead();
    this.journal = []; // not to be taken for weights that were set at epoch 0
    this.showFirst();
  }

  /** Do what an explanation advises: other settings, and perhaps a new run. */
  apply(explanation) {
    this.plan.apply(explanation);
    this.dropAhead();
  }

  /** Let the run go on from the epoch on show, with other weights if there are any `edits`: [[place, value]]. */
  branch(edits) {
    if (this.plan.branch(this.shown.epoch, edits)) this.dropAhead();
  }

  /** Bring a run back that was remembered: { start, journal, epoch, engine, loaded }. */
  resume(remembered) {
    if (this.plan.resume(remembered)) this.dropAhead();
  }

  /** The person has gone on to something else: the last refusal need not be shown any more. */
  acknowledge() {
    if (this.refused !== "continue") this.refused = null;
  }

  /** A teacher pauses all, and lets all go on: who was playing plays on. */
  hold(isHeld) {
    if (isHeld === this.isHeld) return;
    if (isHeld) {
      this.wasPlaying = this.playing;
      this.pause();
    }
    this.isHeld = isHeld;
    if (!isHeld && this.wasPlaying) this.play();
  }

  setConnected(connected) {
    if (connected && !this.connected) this.requests.askAgain();
    this.connected = connected;
  }

  // --- time goes by

  /** Return the next frame of the run if it is due, else null. `now` and `elapsed` are milliseconds. */
  tick(now, elapsed) {
    const isDue = this.isDue(elapsed);
    const frame = isDue ? this.buffer.next() : null;
    if (frame) this.arrive(frame);
    else if (this.buffer.end) this.plan.endTraining();
    this.plan.tick(now);
    this.clock.starve(!frame && this.isWaiting, now);
    const body = this.connected && document.visibilityState === "visible" ? wanted(this, now) : null;
    if (body) this.requests.ask(body, now);
    return frame;
  }

  /** True when the next frame is there, and is to be shown now. */
  isDue(elapsed) {
    const { buffer, clock, pace, speed } = this;
    const due = {
      play: () => clock.isDue(elapsed, pace === "max" ? MAX_PACE_FRAMES : Number(speed), !buffer.isEmpty),
      step: () => !buffer.isEmpty,
    }[this.plan.intent.kind];
    return due?.() ?? false;
  }

  /** A frame has come on show: perhaps it is the one to stop at. */
  arrive({ epoch }) {
    const { plan, goal, stop } = this;
    plan.stepped();
    if (epoch === (goal ?? stop)) this.pause();
    if (epoch === goal) plan.endGoal();
  }

  // --- what is to be said of it

  get playing() {
    return this.plan.intent.kind === "play";
  }

  /** "all" epochs with their parameters, or as fast as it goes: "max". */
  get pace() {
    return this.speed === "max" || this.goal !== null ? "max" : "all";
  }

  /** True while something is wanted, and the server has not answered yet. */
  get isWaiting() {
    return this.plan.needsServer || (this.plan.trains && this.buffer.isEmpty);
  }

  /** With how many others the server is shared, where that is to be seen: who has enough to show need not know. */
  company(now = performance.now()) {
    const isHeldBack = this.pace === "max" || this.clock.wasStarved(now);
    return this.playing && isHeldBack ? this.clock.others : 0;
  }

  /** One of idle, waiting, playing, paused, diverged, finished, offline: the run's, whichever epoch is on show. */
  state(now = performance.now()) {
    const { buffer, newest, playing } = this;
    if (!this.connected) return "offline";
    if (buffer.end) return buffer.end;
    if ((this.goal !== null && playing) || this.command?.do === "continue") return "waiting";
    if ((this.isPreparing && this.isWaiting) || this.clock.isWaiting(now)) return "waiting";
    if (playing) return "playing";
    if (newest.epoch > 0 && newest.epoch === this.stop) return "finished";
    return newest.epoch === 0 ? "idle" : "paused";
  }
}
