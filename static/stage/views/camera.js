// The camera of the relief, and the buttons that turn it, for those who cannot drag.

import { el } from "../ui/dom.js";

const EYE = { x: 0.6, y: -1.8, z: 1 }; // its position at first
const TURN = Math.PI / 12;
const HIGHEST = 0.49 * Math.PI; // straight from above or below there is no left and right
const SETTLES_MS = 100; // Plotly's camera follows a pointer with a delay of two frames
/** Each turn: by angles around and up, and the path of its arrow. */
const TURNS = {
  left: { around: -TURN, up: 0, path: "M14.5 5 8 12l6.5 7" },
  right: { around: TURN, up: 0, path: "M9.5 5 16 12l-6.5 7" },
  up: { around: 0, up: TURN, path: "M5 14.5 12 8l7 6.5" },
  down: { around: 0, up: -TURN, path: "M5 9.5 12 16l7-6.5" },
};

export class Camera {
  /** turned(position) is called when a button has turned it; `position` is what Plotly calls a camera. */
  constructor(labels, turned) {
    this.labels = labels;
    this.turned = turned;
    this.isHeld = false; // by a pointer that turns it: what is drawn meanwhile would turn it back
    this.position = { eye: EYE, center: { x: 0, y: 0, z: -0.1 }, up: { x: 0, y: 0, z: 1 } };
    const buttons = Object.keys(TURNS).map((name) => this.button(name));
    this.element = el("span", { className: "stage-keys", role: "group", "aria-label": labels.turn }, ...buttons);
  }

  button(name) {
    const { path, around, up } = TURNS[name];
    const text = this.labels[`turn_${name}`];
    const button = el("button", { type: "button", className: "stage-save", title: text, "aria-label": text });
    button.innerHTML = `<svg class="stage-arrow" viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
    button.addEventListener("click", () => this.turn(around, up));
    return button;
  }

  /** Keep where a chart is turned to by dragging; letGo() is called once a pointer that turned it has let it go. */
  follow(plot, letGo) {
    plot.on("plotly_relayout", (change) => (this.position = change["scene.camera"] ?? this.position));
    plot.addEventListener("pointerdown", () => this.hold(plot, letGo));
  }

  /** Hold it until the pointer is up and the camera has come to rest. */
  hold(plot, letGo) {
    this.isHeld = true;
    const pointer = new AbortController();
    const release = () => {
      report(plot);
      this.isHeld = false;
      letGo();
    };
    const settle = () => {
      pointer.abort();
      setTimeout(() => afterNextFrame(release), SETTLES_MS);
    };
    for (const name of ["pointerup", "pointercancel"])
      window.addEventListener(name, settle, { signal: pointer.signal });
  }

  turn(around, up) {
    const { eye } = this.position;
    const far = Math.hypot(eye.x, eye.y);
    const radius = Math.hypot(far, eye.z);
    const angle = Math.atan2(eye.y, eye.x) + around;
    const height = Math.max(-HIGHEST, Math.min(HIGHEST, Math.atan2(eye.z, far) + up));
    const flat = radius * Math.cos(height);
    const turned = { x: flat * Math.cos(angle), y: flat * Math.sin(angle), z: radius * Math.sin(height) };
    this.position = { ...this.position, eye: turned };
    this.turned(this.position);
  }
}

/** Plotly reports its camera when a mouse is let go, but not after a touch, and what it reports then is not the last. */
function report(plot) {
  for (const canvas of plot.querySelectorAll("canvas")) canvas.dispatchEvent(new MouseEvent("mouseup"));
}

/** Plotly moves its camera once in each frame: in the second one from now it has done so in any case. */
function afterNextFrame(act) {
  requestAnimationFrame(() => requestAnimationFrame(act));
}
