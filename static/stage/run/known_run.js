// A run as far as this browser knows it: what the server's answers have told, which frame is on show, and what is planned.

import { Buffer } from "./buffer.js";
import { Clock } from "./clock.js";
import { Plan } from "./plan.js";
import { Requests } from "./requests.js";

export class KnownRun {
  /** `opening` introduces the run; `send(request)` is called for each request. */
  constructor(opening, send) {
    this.requests = new Requests(send);
    this.begin(opening);
  }

  /** Take over a run, with what is planned for it already: its untrained network is on show. */
  begin(opening, plan = new Plan()) {
    if (opening.goal) plan.bringTo(opening.goal);
    this.plan = plan;
    this.run = opening;
    this.revision = opening.revision;
    this.first = opening.first;
    this.journal = opening.journal;
    this.journalNumber = null; // by which the server knows that it need not be sent again
    this.engine = opening.engine; // what trains it; null before it has begun
    this.engineBefore = plan.goal?.engine ?? null; // what trained a run that is brought back, when it was seen last
    this.isPreparing = false; // true while the server gets its engine ready
    this.linked = opening.goal?.epoch || null; // the epoch that a link has brought the run back to
    this.drift = null; // how far the loss there is from the one that the link names
    this.isFull = false; // true when the change that was asked for last was not made: the run has had too many
    this.refused = null; // the `do` of the request that the server refused last
    this.clock = new Clock();
    this.showFirst();
  }

  showFirst() {
    this.buffer = new Buffer(this.first);
    this.past = null;
    this.clock.stop();
    this.requests.drop();
  }

  /** Show a frame of the past; the newest, or null, ends that. */
  showPast(frame) {
    this.past = frame && frame.epoch < this.newest.epoch ? frame : null;
  }

  /** Forget what was received and not shown, and what was asked for. */
  dropAhead() {
    this.buffer.dropAhead();
    this.requests.drop();
  }

  // --- what is known

  get newest() {
    return this.buffer.newest;
  }

  get history() {
    return this.buffer.history;
  }

  /** The frame on show. */
  get shown() {
    return this.past ?? this.newest;
  }

  /** True for the initial weights that the seed draws: nothing is trained, set by hand, or loaded. */
  get isUntouched() {
    return this.newest.epoch === 0 && this.journal.length === 0;
  }

  /** The journal, with the changes that take effect at the newest epoch, though the server has not trained on from it yet. */
  get changes() {
    const isChanged = this.newest.revision < this.revision;
    return isChanged ? [...this.journal, [this.newest.epoch, {}]] : this.journal;
  }

  get command() {
    return this.plan.command;
  }

  /** The epoch up to which the run is brought back, or null. */
  get goal() {
    return this.plan.goal?.epoch ?? null;
  }

  /** The epoch that was asked for on the scrubber, though another may be on show until the server has answered. */
  get sought() {
    return this.plan.sought ?? this.shown.epoch;
  }

  /** The weights and biases that were set by hand at the epoch on show, and that the server has not confirmed yet. */
  get pending() {
    return this.plan.editsAt(this.shown.epoch);
  }

  // --- what the server says

  receive(answer) {
    const receivers = {
      chunk: "receiveChunk",
      seek: "receiveSought",
      walk: "receiveWalk",
      branch: "receiveBranch",
      wait: "receiveWait",
      refused: "receiveRefused",
    };
    if (answer.kind === "opening") return this.receiveOpening(answer);
    const request = this.requests.answered(answer);
    if (request) this[receivers[answer.kind]](answer, request.do);
  }

  /** The page ran: perhaps there is another run, perhaps the same with other settings, perhaps nothing is new. */
  receiveOpening(opening) {
    const { plan, requests, run } = this;
    if (requests.isOpen("share", opening.shared)) {
      plan.endShare(); // the dialog opens
      requests.drop();
    }
    if (this.command?.do === "apply") {
      plan.endCommand(); // carried out, or in vain
      requests.drop();
    }
    run.remedies = opening.remedies;
    if (opening.runId !== run.runId) {
      this.begin(opening, plan.next(String(opening.sizes) === String(run.sizes)));
    } else if (opening.revision > this.revision) {
      Object.assign(run, { description: opening.description, summary: opening.summary });
      this.revision = opening.revision;
      plan.endGoal(); // it would not be that run
      this.dropAhead();
    } else {
      requests.hurry(); // the page may have swallowed it
    }
    this.plan.branchAgain(this.shown.epoch);
  }

  receiveChunk(chunk) {
    this.buffer.receive(chunk);
    if (chunk.journal !== null) this.journal = chunk.journal;
    this.journalNumber = chunk.journalNumber;
    this.engine = chunk.engine;
    this.drift = chunk.drift;
    this.isFull = chunk.full;
    this.isPreparing = false;
    this.clock.holdBack(chunk.others, performance.now());
  }

  /** The server does not know yet which engine the run will have, and took its time to say so: ask again. */
  receiveWait() {
    this.isPreparing = true;
  }

  receiveSought({ ready, epoch, frame }) {
    if (!ready || epoch !== this.plan.sought) return; // it takes more training to get there, or another is sought by now
    this.plan.rest();
    this.showPast(frame);
  }

  receiveWalk(walked) {
    if (walked.ready) this.plan.walked(walked); // else it takes more training to get there: asked again
  }

  /** The run goes on from another epoch, or with other weights. */
  receiveBranch({ full, ready, frame, revision, journal, journalNumber }) {
    this.isFull = full;
    if (full) this.plan.giveUp(); // the run goes on as it is
    if (!ready) return; // if it is not full, it takes more training to get there: asked again
    Object.assign(this, { revision, journal, journalNumber });
    this.buffer.branch(frame);
    if (frame.epoch === 0) this.first = frame;
    this.showPast(null);
    this.plan.branched();
    this.plan.branchAgain(frame.epoch);
  }

  /** The run stays as it was. */
  receiveRefused(_, what) {
    this.plan.refuse(what);
    this.refused = what;
  }
}
