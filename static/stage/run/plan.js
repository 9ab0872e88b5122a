// The plan of the player: what shall happen that has not happened yet. It is kept in five places, so that what excludes
// what follows from where it is:
//
// - `intent` is what shall be on show next. There is one; a new one takes the place of the one before:
//     { kind: "rest" }                        what is on show stays
//     { kind: "play" }                        epoch after epoch
//     { kind: "step", count }                 so many more epochs
//     { kind: "seek", epoch, since }          a past epoch that is not kept here, wanted since then
//     { kind: "walk", epoch, update, done }   an update of the epoch after that one; done(walked) is called with it
// - `command` is a change of the run that the server has not carried out yet; it is asked for before any intent:
//     { do: "reset" | "reseed" | "branch" | "continue" | "apply", ... }
//   To play and to step go on with what it makes. To seek and to walk end with the run that they were meant for.
// - `edits` are weights and biases that were set by hand while a command was on its way, [[place, value]]: they are the
//   next command, where that one keeps the network.
// - `goal` is the epoch up to which a run is brought back that was continued, or came in a link: { epoch, engine }, with
//   the engine that had trained it. To play and to step lead to it; a pause leaves it.
// - `sharing` is the epoch at which the run is to be taken away. It is beside all of these: what plays goes on.

const REST = { kind: "rest" };
const TRAINS = ["play", "step"]; // kinds of intent
const REFUSED = { train: TRAINS, seek: ["seek"], walk: ["walk"] }; // which of them end when such a request is refused
const KEEPING = ["branch", "reset", "apply"]; // weights set by hand while one of these is on its way are set after it

export class Plan {
  constructor() {
    this.intent = REST;
    this.command = null;
    this.edits = [];
    this.goal = null;
    this.sharing = null;
  }

  /** The weights and biases that are set by hand at an epoch. */
  editsAt(epoch) {
    const { command, edits } = this;
    return (command?.epoch ?? epoch) === epoch ? merged(command?.edits ?? [], edits) : [];
  }

  /** True where the intent is that epochs are trained. */
  get trains() {
    return TRAINS.includes(this.intent.kind);
  }

  /** True while another run or epoch is about to be on show, and will stay. */
  get isOnTheWay() {
    return this.command !== null || ["step", "seek"].includes(this.intent.kind);
  }

  /** The past epoch that is to come from the server, or undefined. */
  get sought() {
    return this.intent.kind === "seek" ? this.intent.epoch : undefined;
  }

  /** True where something is planned that the server alone can do. */
  get needsServer() {
    return this.command !== null || this.sharing !== null || ["seek", "walk"].includes(this.intent.kind);
  }

  // --- what the person says

  rest() {
    this.intent = REST;
  }

  play() {
    this.intent = { kind: "play" };
  }

  pause() {
    this.end("play");
  }

  step() {
    const { kind, count } = this.intent;
    this.intent = { kind: "step", count: (kind === "step" ? count : 0) + 1 };
  }

  seek(epoch) {
    this.intent = { kind: "seek", epoch, since: null };
  }

  walk(epoch, update, done) {
    this.intent = { kind: "walk", epoch, update, done };
  }

  share(epoch) {
    this.sharing = epoch;
  }

  restart(command) {
    Object.assign(this, { intent: REST, command: { do: command }, edits: [], goal: null });
  }

  apply(explanation) {
    this.command = { do: "apply", explanation };
  }

  /** Go on from an epoch with these edits: now, or, where that can be, after the command that is on its way; true for now. */
  branch(epoch, edits) {
    if (KEEPING.includes(this.command?.do)) this.edits = merged(this.edits, edits);
    if (this.command !== null) return false; // else the run is about to give way to another
    this.command = { do: "branch", epoch, edits };
    return true;
  }

  /** Continue a run that was remembered; true if it can be. */
  resume({ start, journal, epoch, engine, loaded }) {
    if (this.command !== null) return false; // else the run of a reset on its way would be taken for that one
    this.end("play");
    this.command = { do: "continue", start, journal, epoch, engine: engine ?? null, loaded: loaded || null };
    return true;
  }

  // --- what has come of it

  /** Time goes by: from now on the epoch that is sought is wanted. */
  tick(now) {
    const { kind, since } = this.intent;
    if (kind === "seek" && since === null) this.intent = { ...this.intent, since: now };
  }

  /** An epoch more is on show. */
  stepped() {
    const { kind, count } = this.intent;
    if (kind === "step") this.intent = count > 1 ? { kind, count: count - 1 } : REST;
  }

  /** There is no epoch after the newest. */
  endTraining() {
    this.end(...TRAINS);
    this.goal = null;
  }

  /** The run has come to the epoch that it is brought back to, or can no more: playing ends there. */
  endGoal() {
    if (this.goal !== null) this.end("play");
    this.goal = null;
  }

  /** The update to walk has come. */
  walked(walked) {
    const { kind, done } = this.intent;
    if (kind !== "walk") return; // it is not wanted any more
    this.intent = REST;
    done(walked);
  }

  endWalk() {
    this.end("walk");
  }

  endShare() {
    this.sharing = null;
  }

  endCommand() {
    this.command = null;
  }

  /** The run goes on from another epoch: who sought one, or walked, did so in what was struck out. */
  branched() {
    this.command = null;
    this.end("seek", "walk");
  }

  /** Set what was set by hand while something else was on its way. */
  branchAgain(epoch) {
    if (this.command === null && this.edits.length) this.branch(epoch, this.edits.splice(0));
  }

  /** The server refuses what was asked for with this `do`: that does not happen, nor what would have followed from it. */
  refuse(what) {
    if (what === "share") this.sharing = null;
    else if (what in REFUSED) this.end(...REFUSED[what]);
    else this.giveUp();
    if (what === "train") this.goal = null;
  }

  /** Neither the command happens, nor what waits for it. */
  giveUp() {
    Object.assign(this, { command: null, edits: [] });
  }

  /** The plan for a run that has taken the place of this one: what was said while the command that made it was on its way. */
  next(isSameNetwork) {
    const { command, intent, edits } = this;
    const plan = new Plan();
    if (command !== null && this.trains) plan.intent = intent;
    if (command?.do === "reset" && isSameNetwork) plan.edits = edits;
    if (command?.do === "continue") plan.bringTo(command);
    return plan;
  }

  /** Go at once to the epoch that a run had come to. */
  bringTo({ epoch, engine }) {
    if (epoch > 0) Object.assign(this, { goal: { epoch, engine }, intent: { kind: "play" } });
  }

  /** End the intent, if it is of one of these kinds. */
  end(...kinds) {
    if (kinds.includes(this.intent.kind)) this.intent = REST;
  }
}

/** Edits [[place, value]] and later ones: of a place that is set twice the last value holds. */
function merged(edits, later) {
  return [...new Map([...edits, ...later])];
}
