// What a student's line asks the server, one request after another, and when. Who plays is heard of by the stage's own
// requests, and asks only when something has changed; who does not asks every few seconds. Knows nothing of a page.

export const VERSION = 1;

const ASK_AGAIN_MS = 3000;
const EVERY_MS = { outside: 6000, in: 4000, paused: 1500 }; // out of the room; in it; while the teacher has paused all
const TRIES = ["none", "refused"]; // the room may come back, and who was taken out may be let in again

export class Asking {
  /** `send(request)` is called for each request. */
  constructor(send) {
    this.send = send;
    this.count = 0;
    this.open = null; // the request that is not answered yet
    this.at = -Infinity; // when it was sent, or the last one
    this.told = null; // what the server said last
    this.stateTold = null; // the state of the stage that the server was told last
  }

  /** Take in what the server says. */
  receive(told) {
    if (this.open?.id === told.id) this.open = null;
    this.told = told;
  }

  /** Ask for something, in place of what was asked for and not answered. */
  ask(request, now) {
    this.open = { version: VERSION, id: ++this.count, ...request };
    this.sendOpen(now);
  }

  /** Come in as whom this browser was in the room before, { name, token }; with neither only ask whether there is one. */
  join(known, now) {
    this.ask({ do: "join", name: null, token: null, animal: false, ...known }, now);
  }

  /**
   * Time goes by in a tab that is looked at: ask if it is time to. `stage` is what the stage has on show, { state,
   * run_id, revision, epoch }, null where there is none; `number` the one that its last answer has brought.
   */
  tick(now, stage, number, known) {
    if (!this.told) return;
    const { kind } = this.told;
    if (this.open) {
      if (now - this.at > ASK_AGAIN_MS) this.sendOpen(now);
    } else if (TRIES.includes(kind) && now - this.at > EVERY_MS.outside) this.join(known, now);
    else if (kind === "in" && this.isTime(now, stage, number)) this.beat(now, stage);
  }

  isTime(now, stage, number) {
    const state = stage?.state ?? null;
    if (state !== this.stateTold) return true;
    if (state === "playing") return number > this.told.number;
    return now - this.at > EVERY_MS[this.told.paused ? "paused" : "in"];
  }

  beat(now, stage) {
    this.stateTold = stage?.state ?? null;
    this.ask({ do: "beat", run_id: null, revision: null, epoch: null, state: null, ...stage }, now);
  }

  sendOpen(now) {
    this.at = now;
    this.send(this.open);
  }
}
