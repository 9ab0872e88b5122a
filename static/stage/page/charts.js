// When Plotly is fetched and started. Zoom and the relief are all that needs it, and its start blocks the page for a
// second or two: it is put off until somebody reaches for a chart, or the page has been at rest for a while.

import { el } from "../ui/dom.js";
import { DRAG, fetchPlotly, startPlotly } from "../ui/plotly.js";

const QUIET_MS = 4000; // without input, and with nothing that plays or is on its way
const RESTS_MS = { calm: 100, playing: 300 }; // a pointer that rests over a chart; one that only crosses it does not
const IDLE_MS = 3000; // to wait for the browser to be idle, at most
const INPUT = ["pointermove", "pointerdown", "keydown", "wheel", "scroll"];

export class Charts {
  /** `address` is Plotly's; `use(Plotly)` is called once, as soon as it has started. */
  constructor(address, labels, use) {
    Object.assign(this, { address, labels, use });
    this.quietSince = performance.now();
    this.restingSince = null; // when the pointer over a chart moved last
    this.press = null; // the press over a chart that may become a drag
    for (const kind of INPUT) window.addEventListener(kind, () => this.stir(), { capture: true, passive: true });
  }

  /** Fetch it in a quiet moment: the page has what comes first. */
  fetchSoon() {
    whenIdle(() => fetchPlotly(this.address).catch(() => {})); // it may be tried again
  }

  /** Start it now, if it has not been; it may be tried again after a failure. */
  reach() {
    this.restingSince = null;
    this.starting ??= startPlotly(this.address).then(
      (Plotly) => {
        this.hasStarted = true;
        this.use(Plotly);
        performance.mark("plotly started");
      },
      (error) => {
        this.starting = null;
        this.hasFailed = true;
        throw error;
      },
    );
    return this.starting;
  }

  // --- who reaches for it

  /** Whoever points at one of these elements, focuses or taps it, or drags something there, reaches for it. */
  watch(...elements) {
    for (const element of elements) {
      const on = (kind, act) => element.addEventListener(kind, (event) => this.hasStarted || act(event));
      on("pointermove", (event) => this.move(event, element));
      on("pointerleave", () => (this.restingSince = null));
      on("pointerdown", (event) => this.begin(event));
      on("pointerup", ({ pointerType }) => pointerType === "touch" && this.try()); // a finger that scrolls is taken away
      on("focusin", () => this.try());
    }
    for (const kind of ["pointerup", "pointercancel"])
      window.addEventListener(kind, () => (this.press = null), { capture: true });
  }

  begin(event) {
    this.press = event.button === 0 && event.pointerType !== "touch" ? event : null;
    this.note?.remove();
  }

  move({ pointerType, clientX, clientY }, element) {
    if (pointerType === "touch") return;
    this.restingSince = performance.now();
    const { press } = this;
    if (!press || Math.hypot(clientX - press.clientX, clientY - press.clientY) < DRAG) return;
    this.reach().then(
      () => this.goOn(press),
      () => this.complain(element),
    );
  }

  complain(element) {
    this.note ??= el("p", { className: "stage-badge", role: "status", textContent: this.labels.charts_failed });
    element.append(this.note);
  }

  /** Let Plotly have a drag that began before it was there, unless it is over. */
  goOn(press) {
    if (press !== this.press) return;
    this.press = null;
    const { clientX, clientY } = press;
    const place = { clientX, clientY, buttons: 1, bubbles: true, cancelable: true };
    document.elementFromPoint(clientX, clientY)?.dispatchEvent(new MouseEvent("mousedown", place));
  }

  /** Start it for who may not need it: nothing is said where that fails. */
  try() {
    this.reach().catch(() => {});
  }

  // --- time goes by

  /** Called for every animation frame; `isBusy` while something plays, or is on its way. */
  tick(now, isPlaying, isBusy) {
    if (this.starting) return;
    if (isBusy) this.quietSince = now;
    const isResting = this.restingSince !== null && now - this.restingSince >= RESTS_MS[isPlaying ? "playing" : "calm"];
    if (isResting) this.try();
    else if (now - this.quietSince >= QUIET_MS && !this.hasFailed) this.tryWhenIdle(now);
  }

  tryWhenIdle(now) {
    this.quietSince = now;
    whenIdle(() => this.quietSince === now && this.try());
  }

  stir() {
    this.quietSince = performance.now();
  }
}

/** Safari does not tell when it is idle. */
function whenIdle(act) {
  if (window.requestIdleCallback) requestIdleCallback(act, { timeout: IDLE_MS });
  else setTimeout(act, IDLE_MS / 10);
}
