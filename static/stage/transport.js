// The transport: Play, Step, Reset, New seed, speed and stop epoch, and the status line that says what is on show.

import { el, number, percent, say } from "./dom.js";

const ANNOUNCE_MS = 10_000; // a screen reader is told at most so often while it trains
const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  step: "M6 5v14l9-7zM16 5h3v14h-3z",
  reset: "M12 5V1L7 6l5 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z",
  reseed: "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 3.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zm8 8a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zm-4-4a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
};

export class Transport {
  /** `act` has play(), pause(), step(), restart(command), isPlaying() and setView({ speed, stop }). */
  constructor({ labels, speeds, max_stop: maxStop }, act) {
    this.labels = labels;
    this.maxStop = maxStop;
    this.act = act;
    this.announcedAt = -Infinity;
    this.buttons = {
      play: this.button("play", () => (this.playing ? act.pause() : act.play())),
      step: this.button("step", () => act.step()),
      reset: this.button("reset", () => act.restart("reset")),
      reseed: this.button("reseed", () => act.restart("reseed")),
    };
    this.speed = el("select", { title: labels.speed_help, onchange: () => this.viewChanged() }, ...speeds.map((speed) =>
      el("option", { value: speed, textContent: speed === "max" ? labels.speed_max : say(labels.speed_rate, { speed }) })));
    this.stop = el("input", {
      type: "number", min: 1, max: maxStop, step: 1, placeholder: labels.stop_none, onchange: () => this.viewChanged(),
    });
    this.status = el("p", { className: "stage-status" });
    this.hint = el("p", { className: "stage-state" });
    this.announcer = el("p", { className: "stage-only-heard", role: "status", "aria-live": "polite" });
    this.element = el(
      "div",
      { className: "stage-transport", role: "group", "aria-label": labels.transport },
      el("div", { className: "stage-buttons" }, ...Object.values(this.buttons)),
      el("label", { className: "stage-field" }, labels.speed, this.speed),
      el("label", { className: "stage-field" }, labels.stop, this.stop),
      el("div", { className: "stage-words" }, this.status, this.hint),
      this.announcer,
    );
  }

  button(name, onclick) {
    const { labels } = this;
    const button = el("button", { type: "button", className: `stage-button stage-button-${name}`, onclick, title: labels[`${name}_help`] });
    setFace(button, ICONS[name], labels[name]);
    return button;
  }

  viewChanged() {
    const stop = Math.round(Number(this.stop.value));
    const view = { speed: this.speed.value, stop: stop >= 1 ? Math.min(stop, this.maxStop) : null };
    this.showView(view);
    this.act.setView(view);
  }

  showView({ speed, stop }) {
    this.speed.value = speed;
    this.stop.value = stop ?? "";
  }

  /** Say what is on show. `frame` is the epoch drawn now, whatever has been received beyond it. */
  show(frame, state, stop, now) {
    const { labels } = this;
    const status = say(labels.status, {
      epoch: frame.epoch, train: number(frame.trainLoss), test: number(frame.testLoss), accuracy: percent(frame.testAccuracy),
    });
    if (this.status.textContent !== status) this.status.textContent = status;
    const changed = state !== this.state;
    const past = stop !== null && stop <= frame.epoch && state !== "finished";
    const hint = say(labels[`state_${state}`], { epoch: frame.epoch }) + (past ? ` ${say(labels.stop_past, { stop })}` : "");
    if (this.hint.textContent !== hint) this.hint.textContent = hint;
    this.state = state;
    this.showButtons(state);
    const calm = state !== "playing" && status !== this.announced;
    if (changed || calm || (state === "playing" && now - this.announcedAt > ANNOUNCE_MS)) this.announce(status, hint, now);
  }

  showButtons(state) {
    const { play, step } = this.buttons;
    const playing = this.act.isPlaying();
    if (playing !== this.playing) {
      this.playing = playing;
      const face = playing ? "pause" : "play";
      setFace(play, ICONS[face], this.labels[face]);
    }
    // Not `disabled`: a button that has the focus would lose it, and the keys with it.
    for (const button of [play, step]) {
      const disabled = String(state === "diverged");
      if (button.getAttribute("aria-disabled") !== disabled) button.setAttribute("aria-disabled", disabled);
    }
  }

  announce(status, hint, now) {
    this.announced = status;
    this.announcedAt = now;
    this.announcer.textContent = `${hint} ${status}`;
  }
}

function setFace(button, icon, text) {
  button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${icon}"/></svg>`;
  button.append(el("span", { textContent: text }));
  button.setAttribute("aria-label", text);
}
