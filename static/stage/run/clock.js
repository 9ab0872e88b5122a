// The clock of the player: when the next frame is due, for how long there has been none to show, and whether that is
// because others train on the same server.

const WAITING_MS = 400; // playing with nothing to show for so long is called waiting
const SHARED_MS = 2000; // for so long at least it is said that others train, too

export class Clock {
  constructor() {
    this.stop();
    this.starvedAt = -Infinity; // when there was nothing to show last, though something was wanted
    this.others = 0; // how many have held back what was trained last
    this.othersAt = -Infinity;
  }

  stop() {
    this.due = 0; // how much of a frame is due
    this.starvedSince = null;
  }

  /** Let the next frame be due at once. */
  start() {
    this.due = 1;
  }

  /** Let `elapsed` milliseconds pass; return true when the next frame is due, and `isThere` to be shown. */
  isDue(elapsed, framesPerSecond, isThere) {
    this.due = Math.min(this.due + (elapsed / 1000) * framesPerSecond, 1.5);
    // A frame that is due within a quarter of its time is shown now: a display's frames never come quite evenly.
    if (this.due < 0.75 || !isThere) return false;
    this.due = Math.max(this.due - 1, -0.5);
    return true;
  }

  /** Note whether something is wanted and is not there. */
  starve(isStarved, now) {
    this.starvedSince = isStarved ? (this.starvedSince ?? now) : null;
    if (isStarved) this.starvedAt = now;
  }

  isWaiting(now) {
    return this.starvedSince !== null && now - this.starvedSince > WAITING_MS;
  }

  /** Who is held back now and then is told so without a break. */
  holdBack(others, now) {
    if (!others && now - this.othersAt < SHARED_MS) return;
    Object.assign(this, { others, othersAt: others ? now : -Infinity });
  }

  /** True for some time after there was nothing to show. */
  wasStarved(now) {
    return now - this.starvedAt < SHARED_MS;
  }
}
