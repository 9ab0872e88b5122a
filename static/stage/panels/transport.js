// The transport: Play, Step, Reset, New seed, speed and stop epoch, beside the status that says what is on show.

import { el } from "../ui/dom.js";
import { say } from "../ui/language.js";

const COPIED_MS = 2000;
const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  step: "M6 5v14l9-7zM16 5h3v14h-3z",
  walk: "M4 10.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zm5-.5v4h6v3l6-5-6-5v3z",
  reset: "M12 5V1L7 6l5 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z",
  link: "M10.6 13.4a1 1 0 0 1 0 1.4 1 1 0 0 1-1.4 0 5 5 0 0 1 0-7.1l3.5-3.5a5 5 0 0 1 7.1 7.1l-1.5 1.5c0-.8-.1-1.6-.4-2.4l.5-.5a3 3 0 0 0-4.2-4.2l-3.6 3.5a3 3 0 0 0 0 4.2zm2.8-4.2a1 1 0 0 1 1.4 0 5 5 0 0 1 0 7.1l-3.5 3.5a5 5 0 0 1-7.1-7.1l1.5-1.5c0 .8.1 1.6.4 2.4l-.5.5a3 3 0 0 0 4.2 4.2l3.6-3.5a3 3 0 0 0 0-4.2 1 1 0 0 1 0-1.4z",
  share:
    "M11 3.8 7.4 7.4 6 6l6-6 6 6-1.4 1.4L13 3.8V15h-2zM5 10h3v2H6v9h12v-9h-2v-2h3a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V11a1 1 0 0 1 1-1z",
  reseed:
    "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 3.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zm8 8a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zm-4-4a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
};

export class Transport {
  /** `act` has play(), pause(), step(), restart(command), walk(), share(), isPlaying() and setView({ speed, stop }). */
  constructor({ labels, speeds, maxStop }, status, act) {
    this.labels = labels;
    this.maxStop = maxStop;
    this.act = act;
    this.buttons = {
      play: this.button("play", () => (this.playing ? act.pause() : act.play())),
      step: this.button("step", () => act.step()),
      walk: this.button("walk", () => act.walk()),
      reset: this.button("reset", () => act.restart("reset")),
      reseed: this.button("reseed", () => act.restart("reseed")),
    };
    this.speed = el(
      "select",
      { title: labels.speed_help, onchange: () => this.viewChanged() },
      ...speeds.map((speed) =>
        el("option", {
          value: speed,
          textContent: speed === "max" ? labels.speed_max : say(labels.speed_rate, { speed }),
        }),
      ),
    );
    this.stop = el("input", {
      type: "number",
      min: 1,
      max: maxStop,
      step: 1,
      placeholder: labels.stop_none,
      onchange: () => this.viewChanged(),
    });
    this.link = this.button("link", () => this.copyLink());
    this.share = this.button("share", () => act.share());
    this.element = el(
      "div",
      { className: "stage-transport", role: "group", "aria-label": labels.transport },
      el("div", { className: "stage-buttons" }, ...Object.values(this.buttons)),
      this.link,
      this.share,
      el("label", { className: "stage-field" }, labels.speed, this.speed),
      el("label", { className: "stage-field" }, labels.stop, this.stop),
      status.element,
      status.announcer,
    );
  }

  button(name, onclick) {
    const { labels } = this;
    const button = el("button", {
      type: "button",
      className: `stage-button stage-button-${name}`,
      onclick,
      title: labels[`${name}_help`],
    });
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

  /** Show what can be pressed in a state of the player. */
  show({ past, isHeld }, state) {
    // As Streamlit's own controls: the server would not hear of what is set now.
    for (const field of [this.speed, this.stop]) field.disabled = state === "offline";
    this.showButtons(state, past, isHeld);
  }

  /** Offer another seed, or not. */
  allowReseed(isAllowed) {
    this.buttons.reseed.hidden = !isAllowed;
  }

  /** Give the focus to a button. */
  focus(name) {
    this.buttons[name].focus();
  }

  /** Put the address of the page, which holds every setting, on the clipboard. */
  async copyLink() {
    // Some hosts show the app in a frame of its own, under an address that nobody else can use.
    const copied = await copy(location.href.replace("/~/+", ""));
    setFace(this.link, ICONS.link, copied ? this.labels.link_done : this.labels.link_failed);
    clearTimeout(this.linkTimer);
    this.linkTimer = setTimeout(() => setFace(this.link, ICONS.link, this.labels.link), COPIED_MS);
  }

  showButtons(state, past, isHeld) {
    const { play, step } = this.buttons;
    const playing = this.act.isPlaying();
    if (playing !== this.playing) {
      this.playing = playing;
      const face = playing ? "pause" : "play";
      setFace(play, ICONS[face], this.labels[face]);
    }
    // Not `disabled`: a button that has the focus would lose it, and the keys with it.
    for (const button of [play, step]) {
      const isShut = (state === "diverged" || isHeld) && !(button === step && past); // looking back it still steps
      const disabled = String(isShut);
      if (button.getAttribute("aria-disabled") !== disabled) button.setAttribute("aria-disabled", disabled);
    }
  }
}

/** Copy a text; false if the browser refuses. Without https there is no clipboard, only the old way. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el("textarea", { value: text, className: "stage-only-heard" });
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}

function setFace(button, icon, text) {
  button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${icon}"/></svg>`;
  button.append(el("span", { textContent: text }));
  button.setAttribute("aria-label", text);
}
