// Lets this browser remember the run on show, and offers to bring it back.

import { recall, remember } from "./remembered.js";

const REMEMBER_MS = 1000; // while it plays

export class Remembering {
  constructor(player) {
    this.player = player;
    this.rememberedAt = -Infinity;
    window.addEventListener("pagehide", () => {
      this.state = null; // the tab that was closed last is the one to go on with
      this.remember();
    });
  }

  /** By its settings a run is known again. */
  get identity() {
    return JSON.stringify(this.player.run.description);
  }

  /** An untrained network may be one that this browser has seen further, or with other weights. */
  recall() {
    if (this.player.newest.epoch === 0 && this.player.command === null) this.memory = recall(this.identity);
  }

  /** The epoch that the run can be brought back to, or null. */
  offered(state) {
    const { memory, player } = this;
    const isCalm = ["idle", "paused"].includes(state) && player.goal === null && !player.refused;
    const isBehind = memory && (player.newest.epoch < memory.epoch || player.isUntouched);
    return isCalm && isBehind ? memory.epoch : null;
  }

  /** Time goes by: remember the run when it comes to rest, and while it plays now and then. */
  tick(state, now) {
    const calmState = state === "playing" ? null : state;
    const isDue = calmState ? calmState !== this.calmState : now - this.rememberedAt > REMEMBER_MS;
    this.calmState = calmState;
    if (!isDue) return;
    this.rememberedAt = now;
    this.remember();
  }

  remember() {
    const { newest, run, journal, goal, engine, revision, isUntouched } = this.player;
    const key = this.identity;
    const state = `${run.runId} ${key} ${revision} ${newest.epoch}`;
    if (isUntouched || goal !== null || state === this.state) return;
    this.state = state;
    remember({ key, start: run.start, journal, epoch: newest.epoch, engine, loaded: run.loaded });
  }
}
