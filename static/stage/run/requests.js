// The requests of the player: which one its state calls for; it is sent, asked again, and answered, one at a time.

import { VERSION } from "./protocol.js";

const ASK_AGAIN_MS = 3000;
const REST_MS = 60; // the scrubber is dragged on within that time: what it passes is not worth a replay
const SECONDS_AHEAD = 0.75; // how far the buffer reaches at a steady speed
const AT_ONCE = 2; // times as many are asked for: a request costs the server as much as a second of training
const AT_ONCE_IN_ROOM = 4 / 3; // in a room: a second of epochs, since each answer may bring word of the teacher
const MAX_PACE_LOW = 8; // frames ahead at the pace "max"
const NO_LIMIT = 1e6;

export class Requests {
  constructor(send) {
    this.send = send;
    this.count = 0; // of all requests, each with its number
    this.drop();
  }

  /** Send a request, or, while another is not answered, that one again if it has waited for long. */
  ask(body, now) {
    if (this.open && now - this.open.at < ASK_AGAIN_MS) return;
    this.open ??= { body: { ...body, id: ++this.count }, isHurried: false };
    this.open.at = now;
    this.send(this.open.body);
  }

  /** Return the request that an answer is for, which is done with that; null for an answer that is late, or the same once more. */
  answered({ id }) {
    const { open } = this;
    if (open === null || open.body.id !== id) return null;
    this.drop();
    return open.body;
  }

  /** True while a request to `do` something is not answered, and has this number. */
  isOpen(what, id) {
    return this.open?.body.do === what && this.open.body.id === id;
  }

  /** Wait for no answer any more. */
  drop() {
    this.open = null; // the one that is not answered yet: { body, at, isHurried }
  }

  /** Ask again at once: the way to the server was cut. */
  askAgain() {
    if (this.open) this.open.at = -Infinity;
  }

  /** Ask again at once, but only once for each request: the page ran, and may have swallowed it. */
  hurry() {
    if (!this.open || this.open.isHurried) return;
    this.open.isHurried = true;
    this.askAgain();
  }
}

/** The request that the state of a player calls for, but for its number; null where there is nothing to ask. */
export function wanted(player, now) {
  const { run, revision, plan } = player;
  const about = { version: VERSION, run_id: run.runId, revision };
  if (plan.command) return { ...about, ...plan.command };
  if (plan.sharing !== null) return { ...about, do: "share", epoch: plan.sharing };
  const body = BODIES[plan.intent.kind](player, now);
  return body && { ...about, ...body };
}

/** What is asked for each kind of intent. */
const BODIES = {
  rest: () => null,

  play(player) {
    const { buffer, goal, stop, speed, pace } = player;
    const low = pace === "max" ? MAX_PACE_LOW : Math.max(1, Math.ceil(SECONDS_AHEAD * Number(speed)));
    const end = goal ?? (stop > buffer.newest.epoch ? stop : NO_LIMIT + buffer.tail);
    const most = Math.max(1, Math.round((player.isInRoom ? AT_ONCE_IN_ROOM : AT_ONCE) * low));
    const count = Math.min(pace === "max" ? NO_LIMIT : most, end - buffer.tail);
    if (buffer.queue.length >= low || count < 1) return null;
    return train(player, { count, pace, urgent: !buffer.isFed && goal === null });
  },

  step(player) {
    const count = player.plan.intent.count - player.buffer.queue.length;
    return count > 0 ? train(player, { count, pace: "all", urgent: true }) : null;
  },

  seek({ plan }, now) {
    const { epoch, since } = plan.intent;
    return now - since < REST_MS ? null : { do: "seek", epoch };
  },

  walk({ plan }) {
    const { epoch, update } = plan.intent;
    return { do: "walk", epoch, update };
  },
};

function train({ buffer: { tail, newest, ended }, journalNumber }, how) {
  return ended ? null : { do: "train", from: tail, shown: newest.epoch, journal: journalNumber, ...how };
}
