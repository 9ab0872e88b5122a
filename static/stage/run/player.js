// The player: which epoch is on show, what lies ahead of it and behind, and what to ask the server for. Knows nothing of
// pictures.

import { History } from "./history.js";
import { VERSION } from "./protocol.js";

const ASK_AGAIN_MS = 3000;
const WAITING_MS = 400; // playing with nothing to show for so long is called waiting
const SECONDS_AHEAD = 0.75; // how far the buffer reaches at a steady speed
const AT_ONCE = 2; // times as many are asked for: a request costs the server as much as a second of training
const MAX_PACE_FRAMES = 30; // sets of parameters a second at the speed "max"
const MAX_PACE_LOW = 8;
const NO_LIMIT = 1e6;
const SHARED_MS = 2000; // for so long at least it is said that others train, too
const REST_MS = 60; // the scrubber is dragged on within that time: what it passes is not worth a replay
const KEEPING = ["branch", "reset", "apply"]; // weights set by hand while one of these is on its way are set after it

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
    this.journal = opening.journal;
    this.journalNumber = null; // by which the server knows that it need not be sent again
    this.engine = opening.engine; // what trains it; null before it has begun
    this.isPreparing = false; // true while the server gets its engine ready
    this.request = null; // the one that is not answered yet: { body, at }
    this.command = null; // a reset, a new seed, a branch or a run to continue that the server has not carried out yet
    this.branched = null; // where it left another run: { number, epoch }
    this.sharing = null; // the epoch at which the run is to be taken away
    this.walking = null; // an update that is wanted, of the epoch after one: { epoch, update, done(walked) }
    this.edits = []; // made while something was on its way: they are the next branch
    this.goal = null; // the epoch up to which a run is brought back, one that was continued or came in a link
    this.linked = null; // the epoch that a link has brought the run back to
    this.drift = null; // how far the loss there is from the one that the link names
    this.ended = null;
    this.others = 0; // how many have held back what was trained last, by training on the same server
    this.othersAt = -Infinity;
    this.starvedAt = -Infinity; // when there was nothing to show last, though it plays
    this.isFull = false; // true when the change that was asked for last was not made: the run has had too many
    this.refused = null; // the `do` of the request that the server refused last
    this.engineBefore = null; // what trained a continued run when it was seen last
    this.showFirst();
    if (opening.goal?.epoch) this.bringBack(opening.goal);
  }

  /** Go at once to the epoch that a link names. */
  bringBack({ epoch, engine }) {
    Object.assign(this, { goal: epoch, linked: epoch, engineBefore: engine, playing: true });
  }

  showFirst() {
    this.newest = this.first; // the newest frame that was on show: from it the run goes on
    this.history = new History(this.first);
    this.showPast(null);
    this.steps = 0;
    this.dropAhead();
    this.due = 0;
    this.starvedSince = null;
  }

  /** True for the first weights that the seed draws: nothing is trained, set by hand, or loaded. */
  get isUntouched() {
    return this.newest.epoch === 0 && this.journal.length === 0;
  }

  /** The frame on show. */
  get shown() {
    return this.past ?? this.newest;
  }

  /** The journal, with the changes that take effect at the newest epoch, though the server has not trained on from it yet. */
  get changes() {
    const isChanged = this.newest.revision < this.revision;
    return isChanged ? [...this.journal, [this.newest.epoch, {}]] : this.journal;
  }

  /** The epoch that was asked for on the scrubber, though another may be on show until the server has answered. */
  get sought() {
    return this.seeking?.epoch ?? this.shown.epoch;
  }

  /** The weights and biases that were set by hand at the epoch on show, and that the server has not confirmed yet. */
  get pending() {
    const { command, edits, shown } = this;
    return (command?.epoch ?? shown.epoch) === shown.epoch ? merged(command?.edits ?? [], edits) : [];
  }

  // --- what the server says

  receive(answer) {
    const receivers = {
      opening: "receiveOpening",
      chunk: "receiveChunk",
      seek: "receiveSought",
      walk: "receiveWalk",
      branch: "receiveBranch",
      wait: "receiveWait",
      refused: "receiveRefused",
    };
    this[receivers[answer.kind]](answer);
  }

  receiveOpening(opening) {
    if (this.command?.do === "apply") Object.assign(this, { command: null, request: null }); // done, or in vain
    if (this.request?.body.do === "share" && this.request.body.id === opening.shared) {
      Object.assign(this, { sharing: null, request: null }); // the dialog opens
    }
    this.run.remedies = opening.remedies;
    if (opening.runId !== this.run.runId) {
      const { command, steps, edits } = this;
      const isSame = command?.do === "reset" && String(opening.sizes) === String(this.run.sizes);
      const goOn = this.playing && command !== null; // Play was pressed while a reset was on its way
      const goal = command?.do === "continue" && command.epoch > 0 ? command.epoch : null;
      this.playing = goOn || goal !== null;
      this.begin(opening);
      if (command !== null) this.steps = steps; // and so was Step
      if (isSame) this.edits = edits; // and weights were set
      if (goal !== null) Object.assign(this, { goal, engineBefore: command.engine });
    } else if (opening.revision > this.revision) {
      Object.assign(this.run, { description: opening.description, summary: opening.summary });
      this.revision = opening.revision;
      if (this.goal !== null) Object.assign(this, { playing: false, goal: null }); // it would not be that run
      this.dropAhead();
    } else if (this.request && !this.request.hurried) {
      Object.assign(this.request, { at: -Infinity, hurried: true }); // the page ran and may have swallowed it
    }
    this.branchAgain();
  }

  receiveChunk(chunk) {
    if (!this.isAnswer(chunk)) return;
    for (const row of chunk.rows) this.history.addMetrics(row);
    this.queue.push(...chunk.frames);
    this.passed.push(...chunk.passed);
    this.tail = chunk.from + chunk.count;
    this.isFed = true;
    this.ended = chunk.ended;
    if (chunk.journal !== null) this.journal = chunk.journal;
    this.journalNumber = chunk.journalNumber;
    this.engine = chunk.engine;
    this.drift = chunk.drift;
    this.isFull = chunk.full;
    this.receiveOthers(chunk.others);
    this.isPreparing = false;
    this.request = null;
  }

  /** Who is held back now and then is told so without a break. */
  receiveOthers(others, now = performance.now()) {
    if (!others && now - this.othersAt < SHARED_MS) return;
    Object.assign(this, { others, othersAt: others ? now : -Infinity });
  }

  /** With how many others the server is shared, where that is to be seen: who has enough to show need not know. */
  company(now = performance.now()) {
    const isHeldBack = this.pace() === "max" || now - this.starvedAt < SHARED_MS;
    return this.playing && isHeldBack ? this.others : 0;
  }

  /** The server does not know yet which engine the run will have, and took its time to say so: ask again. */
  receiveWait(answer) {
    if (!this.isAnswer(answer)) return;
    this.isPreparing = true;
    this.request = null;
  }

  receiveSought(answer) {
    if (!this.isAnswer(answer)) return;
    this.request = null; // if it is not there yet, or another is sought by now, the next one asks
    if (answer.ready && answer.epoch === this.seeking?.epoch) this.showPast(answer.frame);
  }

  receiveWalk(walked) {
    if (!this.isAnswer(walked)) return;
    this.request = null;
    if (!walked.ready || this.walking === null) return; // it takes more training to get there: asked again
    const { done } = this.walking;
    this.walking = null;
    done(walked);
  }

  /** The run goes on from another epoch, or with other weights. */
  receiveBranch(branch) {
    if (!this.isAnswer(branch)) return;
    this.request = null;
    this.isFull = branch.full;
    if (branch.full) Object.assign(this, { command: null, edits: [] }); // the run goes on as it is
    if (!branch.ready) return; // if it is not full, it takes more training to get there: asked again
    const { frame, revision, journal, journalNumber } = branch;
    this.command = null;
    Object.assign(this, { revision, journal, journalNumber });
    this.history.branch(frame);
    this.newest = frame;
    this.first = frame.epoch === 0 ? frame : this.first;
    this.showPast(null);
    this.dropAhead();
    this.branchAgain();
  }

  /** Set what was set by hand while something else was on its way. */
  branchAgain() {
    if (this.command === null && this.edits.length) this.branch(this.edits.splice(0));
  }

  /** The server refused the request: drop it, and whatever would have followed from it. The run stays as it was. */
  receiveRefused(answer) {
    if (!this.isAnswer(answer)) return;
    const what = this.request.body.do;
    const without = {
      train: { playing: false, steps: 0, goal: null },
      seek: { seeking: null },
      walk: { walking: null },
      share: { sharing: null },
    };
    Object.assign(this, without[what] ?? { command: null, edits: [] }, { request: null, refused: what });
  }

  /** The person has gone on to something else: the last refusal need not be shown any more. */
  acknowledge() {
    if (this.refused !== "continue") this.refused = null;
  }

  /** False for what is late, or the same once more. */
  isAnswer({ id }) {
    return this.request !== null && id === this.request.body.id;
  }

  /** Forget what was received beyond the newest frame that was on show. */
  dropAhead() {
    this.queue = [];
    this.passed = []; // frames among them that are not drawn, only kept once the run has come so far
    this.isFed = false; // true once epochs have come: then an answer may take its time, and costs the server less
    this.tail = this.newest.epoch;
    this.history.cutMetrics(this.tail);
    this.ended = null;
    this.request = null;
  }

  // --- what the person says

  /** Go on from the newest epoch, whichever is on show. */
  play() {
    if (this.state() === "diverged") return;
    this.showPast(null);
    this.playing = true;
    this.steps = 0;
    this.due = 1;
  }

  pause() {
    this.playing = false;
    if (this.pace() === "max") this.dropAhead(); // what lies ahead has gaps, and a step is one epoch
  }

  /** Show the next epoch that is kept; at the newest, train one. */
  step() {
    if (this.playing) this.pause();
    if (this.past) this.showPast(this.history.after(this.past.epoch));
    else this.steps += 1;
  }

  /** Show the epoch before, of those that are kept. */
  stepBack() {
    if (this.playing) this.pause();
    this.showPast(this.history.before(this.shown.epoch) ?? this.shown);
  }

  /** Show any epoch up to the newest: at once the nearest that is kept, and then, if need be, the very one. */
  seek(epoch) {
    if (this.playing) this.pause();
    const nearest = this.history.nearest(epoch);
    this.showPast(nearest);
    if (nearest.epoch !== epoch && epoch < this.newest.epoch) this.seeking = { epoch, since: null };
  }

  /** Show a frame of the past; null, or the newest, ends that. */
  showPast(frame) {
    this.past = frame && frame.epoch < this.newest.epoch ? frame : null;
    this.seeking = null; // an epoch that is not kept: { epoch, since }
    this.steps = 0;
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
    this.playing = this.isFull = false;
    this.goal = null;
    this.steps = 0;
    this.edits = [];
    this.command = { do: command };
    if (command !== "reset") return this.dropAhead();
    this.journal = []; // not to be taken for weights that were set at epoch 0
    this.showFirst();
  }

  /** Fetch one update of the epoch after the one on show, and call `done(walked)` with it. */
  walk(update, done) {
    this.pause();
    this.dropAhead();
    this.walking = { epoch: this.shown.epoch, update, done };
  }

  /** Open the dialog that takes the run away, as it is on show; what plays goes on. */
  share() {
    this.sharing = this.shown.epoch;
  }

  /** Do what an explanation advises: other settings, and perhaps a new run. */
  apply(explanation) {
    this.dropAhead();
    this.command = { do: "apply", explanation };
  }

  /** Let the run go on from the epoch on show, with other weights if there are any `edits`: [[place, value]]. */
  branch(edits) {
    if (KEEPING.includes(this.command?.do)) this.edits = merged(this.edits, edits);
    if (this.command !== null) return; // else the run is about to give way to another
    const { epoch } = this.shown;
    this.dropAhead();
    this.command = { do: "branch", epoch, edits };
  }

  /** Bring a run back that was remembered: { start, journal, epoch, engine, loaded }. */
  resume({ start, journal, epoch, engine, loaded }) {
    if (this.command !== null) return; // else the run of a reset on its way would be taken for that one
    this.playing = false;
    this.dropAhead();
    this.command = { do: "continue", start, journal, epoch, engine: engine ?? null, loaded: loaded || null };
  }

  setConnected(connected) {
    if (connected && !this.connected && this.request) this.request.at = -Infinity;
    this.connected = connected;
  }

  // --- time goes by

  /** Return the next frame of the run if it is due, else null. `now` and `elapsed` are milliseconds. */
  tick(now, elapsed) {
    const frame = this.next(elapsed);
    if (frame) {
      this.newest = frame;
      while (this.passed[0]?.epoch < frame.epoch) this.history.keep(this.passed.shift());
      this.history.keep(frame);
      this.starvedSince = null;
      if (frame.epoch === (this.goal ?? this.stop)) this.pause();
      if (frame.epoch === this.goal) this.goal = null;
    } else if (this.wantsMore()) {
      this.starvedSince ??= now;
      this.starvedAt = now;
      if (this.ended) Object.assign(this, { playing: false, goal: null });
    } else {
      this.starvedSince = null;
    }
    this.ask(now);
    return frame;
  }

  /** True while something should be shown, or done, and the server has not answered yet. */
  wantsMore() {
    return (
      this.command !== null ||
      this.sharing !== null ||
      this.seeking !== null ||
      this.walking !== null ||
      (!this.queue.length && (this.playing || this.steps > 0))
    );
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
    return this.pace() === "max" ? MAX_PACE_FRAMES : Number(this.speed);
  }

  /** "all" epochs with their parameters, or as fast as it goes: "max". */
  pace() {
    return this.speed === "max" || this.goal !== null ? "max" : "all";
  }

  ask(now) {
    const body = this.wanted(now);
    if (!body || document.visibilityState !== "visible" || !this.connected) return;
    if (this.request && now - this.request.at < ASK_AGAIN_MS) return;
    this.request = { ...(this.request ?? { body: { ...body, id: ++this.asked } }), at: now };
    this.send(this.request.body);
  }

  /** The request that the present state calls for, or null. */
  wanted(now) {
    const about = { version: VERSION, run_id: this.run.runId };
    if (this.command) return { ...about, revision: this.revision, ...this.command };
    if (this.sharing !== null) return { ...about, do: "share", revision: this.revision, epoch: this.sharing };
    if (this.seeking) return this.wantedEpoch(now, about);
    if (this.walking)
      return { ...about, do: "walk", revision: this.revision, epoch: this.walking.epoch, update: this.walking.update };
    if (!(this.playing || this.steps > this.queue.length) || this.ended) return null;
    const all = {
      ...about,
      do: "train",
      revision: this.revision,
      from: this.tail,
      shown: this.newest.epoch,
      journal: this.journalNumber,
    };
    if (!this.playing) return { ...all, count: this.steps - this.queue.length, pace: "all", urgent: true };
    const pace = this.pace();
    const low = pace === "max" ? MAX_PACE_LOW : Math.max(1, Math.ceil(SECONDS_AHEAD * Number(this.speed)));
    const end = this.goal ?? (this.stop > this.newest.epoch ? this.stop : NO_LIMIT + this.tail);
    const count = Math.min(pace === "max" ? NO_LIMIT : AT_ONCE * low, end - this.tail);
    if (this.queue.length >= low || count < 1) return null;
    return { ...all, count, pace, urgent: !this.isFed && this.goal === null };
  }

  wantedEpoch(now, about) {
    const { seeking } = this;
    seeking.since ??= now;
    if (now - seeking.since < REST_MS) return null;
    return { ...about, do: "seek", revision: this.revision, epoch: seeking.epoch };
  }

  /** One of idle, waiting, playing, paused, diverged, finished, offline: the run's, whichever epoch is on show. */
  state(now = performance.now()) {
    if (!this.connected) return "offline";
    if (this.ended && !this.queue.length) return this.ended;
    if ((this.goal !== null && this.playing) || this.command?.do === "continue") return "waiting";
    if (this.isPreparing && this.wantsMore()) return "waiting";
    if (this.starvedSince !== null && now - this.starvedSince > WAITING_MS) return "waiting";
    if (this.playing) return "playing";
    if (this.newest.epoch > 0 && this.newest.epoch === this.stop) return "finished";
    return this.newest.epoch === 0 ? "idle" : "paused";
  }
}

/** Edits [[place, value]] and later ones: of a place that is set twice the last value holds. */
function merged(edits, later) {
  return [...new Map([...edits, ...later])];
}
