// The player: which epoch is on show, what lies ahead of it, and what to ask the server for. Knows nothing of pictures.

import { VERSION } from "./protocol.js";

const ASK_AGAIN_MS = 3000;
const WAITING_MS = 400; // playing with nothing to show for so long is called waiting
const SECONDS_AHEAD = 0.75; // how far the buffer reaches at a steady speed
const MAX_PACE_FRAMES = 30; // sets of parameters a second at the speed "max"
const MAX_PACE_LOW = 8;
const NO_LIMIT = 1e6;

export class Player {
  /** `send(request)` is called for each request; set it anew whenever the way to the server changes. */
  constructor(opening) {
    this.send = () => {};
    this.speed = "60";
    this.stop = null;
    this.connected = true;
    this.asked = 0; // requests, each with its number
    this.playing = false;
    this.begin(opening);
  }

  /** Take over a run: its untrained network is on show. */
  begin(opening) {
    this.run = opening;
    this.revision = opening.revision;
    this.first = opening.first;
    this.request = null; // the one that is not answered yet: { body, at }
    this.command = null; // a reset or a new seed that the server has not carried out yet
    this.ended = null;
    this.showFirst();
  }

  showFirst() {
    this.shown = this.first;
    this.steps = 0;
    this.trainLoss = [this.first.trainLoss]; // by epoch, up to the newest received
    this.testLoss = [this.first.testLoss];
    this.dropAhead();
    this.due = 0;
    this.starvedSince = null;
  }

  // --- what the server says

  receive(answer) {
    if (answer.kind === "opening") this.receiveOpening(answer);
    else this.receiveChunk(answer);
  }

  receiveOpening(opening) {
    if (opening.run !== this.run.run) {
      const goOn = this.playing && this.command !== null; // Play was pressed while a reset was on its way
      this.playing = goOn;
      this.begin(opening);
    } else if (opening.revision > this.revision) {
      this.revision = opening.revision;
      this.dropAhead();
    } else if (this.request && !this.request.hurried) {
      Object.assign(this.request, { at: -Infinity, hurried: true }); // the page ran and may have swallowed it
    }
  }

  receiveChunk(chunk) {
    if (this.request === null || chunk.id !== this.request.body.id) return; // late, or the same once more
    for (const { trainLoss, testLoss } of chunk.rows) {
      this.trainLoss.push(trainLoss);
      this.testLoss.push(testLoss);
    }
    this.queue.push(...chunk.frames);
    this.tail = chunk.from + chunk.count;
    this.ended = chunk.ended;
    this.request = null;
  }

  /** Forget what was received beyond the epoch on show. */
  dropAhead() {
    this.queue = [];
    this.tail = this.shown.epoch;
    this.trainLoss.length = this.testLoss.length = this.tail + 1;
    this.ended = null;
    this.request = null;
  }

  // --- what the person says

  play() {
    if (this.state() === "diverged") return;
    this.playing = true;
    this.steps = 0;
    this.due = 1;
  }

  pause() {
    this.playing = false;
    if (this.speed === "max") this.dropAhead(); // what lies ahead has gaps, and a step is one epoch
  }

  step() {
    if (this.playing) this.pause();
    this.steps += 1;
  }

  setSpeed(speed) {
    if (this.speed === "max" && speed !== "max") this.dropAhead();
    this.speed = speed;
  }

  setStop(stop) {
    if (this.speed === "max") this.dropAhead(); // what lies ahead has gaps, and may not hold the epoch to stop at
    this.stop = stop;
  }

  /** Show the untrained network again, at once, and tell the server: "reset" keeps the first weights. */
  restart(command) {
    this.playing = false;
    this.command = command;
    if (command === "reset") this.showFirst();
    else this.dropAhead();
  }

  setConnected(connected) {
    if (connected && !this.connected && this.request) this.request.at = -Infinity;
    this.connected = connected;
  }

  // --- time goes by

  /** Return the frame to draw now, or null if the one on show stays. `now` and `elapsed` are milliseconds. */
  tick(now, elapsed) {
    const frame = this.next(elapsed);
    if (frame) {
      this.shown = frame;
      this.starvedSince = null;
      if (frame.epoch === this.stop) this.pause();
    } else if (this.wantsMore()) {
      this.starvedSince ??= now;
      if (this.ended) this.playing = false;
    } else {
      this.starvedSince = null;
    }
    this.ask(now);
    return frame;
  }

  /** True while something should be shown, or done, and the server has not answered yet. */
  wantsMore() {
    return this.command !== null || (!this.queue.length && (this.playing || this.steps > 0));
  }

  next(elapsed) {
    if (this.steps > 0) {
      if (!this.queue.length && this.ended) this.steps = 0;
      if (!this.queue.length) return null;
      this.steps -= 1;
      return this.queue.shift();
    }
    if (!this.playing) return null;
    this.due = Math.min(this.due + (elapsed / 1000) * this.framesPerSecond(), 1.5);
    // A frame that is due within a quarter of its time is shown now: a display's frames never come quite evenly.
    if (this.due < 0.75 || !this.queue.length) return null;
    this.due = Math.max(this.due - 1, -0.5);
    return this.queue.shift();
  }

  framesPerSecond() {
    return this.speed === "max" ? MAX_PACE_FRAMES : Number(this.speed);
  }

  ask(now) {
    const body = this.wanted();
    if (!body || document.visibilityState !== "visible" || !this.connected) return;
    if (this.request && now - this.request.at < ASK_AGAIN_MS) return;
    this.request = { ...(this.request ?? { body: { ...body, id: ++this.asked } }), at: now };
    this.send(this.request.body);
  }

  /** The request that the present state calls for, or null. */
  wanted() {
    const about = { version: VERSION, run: this.run.run };
    if (this.command) return { ...about, do: this.command };
    if (!(this.playing || this.steps > this.queue.length) || this.ended) return null;
    const all = { ...about, do: "train", revision: this.revision, from: this.tail, shown: this.shown.epoch };
    if (!this.playing) return { ...all, count: this.steps - this.queue.length, pace: "all", urgent: true };
    const max = this.speed === "max";
    const low = max ? MAX_PACE_LOW : Math.max(1, Math.ceil(SECONDS_AHEAD * Number(this.speed)));
    const toStop = this.stop !== null && this.stop > this.shown.epoch ? this.stop - this.tail : NO_LIMIT;
    const count = Math.min(max ? NO_LIMIT : low, toStop);
    if (this.queue.length >= low || count < 1) return null;
    return { ...all, count, pace: max ? "max" : "all", urgent: this.queue.length === 0 };
  }

  /** One of idle, waiting, playing, paused, diverged, finished, offline. */
  state(now = performance.now()) {
    if (!this.connected) return "offline";
    if (this.ended && !this.queue.length) return this.ended;
    if (this.starvedSince !== null && now - this.starvedSince > WAITING_MS) return "waiting";
    if (this.playing) return "playing";
    if (this.shown.epoch > 0 && this.shown.epoch === this.stop) return "finished";
    return this.shown.epoch === 0 ? "idle" : "paused";
  }
}
