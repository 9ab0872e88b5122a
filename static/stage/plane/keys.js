// The keys of the plane: a crosshair that the arrows move, the tools, and the way back.

import { letter } from "../ui/dom.js";
import { ERASE } from "./editor.js";
import { REACH } from "./strokes.js";

const STEP = 25; // of the crosshair, in hundredths
const FINE_STEP = 5;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Keys {
  /**
   * On `surface`, and for the way back anywhere in `element`. `act` has strike(place, tool), for the chosen tool where
   * `tool` is undefined, choose(tool), undo(), redo(), isDrawing(), true during a stroke, and changed(), called when the
   * crosshair has moved, comes or goes.
   */
  constructor(surface, element, act) {
    this.act = act;
    this.crosshair = [0, 0];
    this.areUsed = false; // the crosshair is there while keys are used
    surface.addEventListener("focus", () => this.use(surface.matches(":focus-visible") && !act.isDrawing()));
    surface.addEventListener("blur", () => this.use(false));
    surface.addEventListener("keydown", (event) => this.key(event));
    element.addEventListener("keydown", (event) => this.shortcut(event));
  }

  use(areUsed) {
    this.areUsed = areUsed;
    this.act.changed();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.meaningOf(event);
    if (!act) return;
    act();
    event.preventDefault();
    event.stopPropagation(); // the page has keys of its own
    this.use(true);
  }

  meaningOf(event) {
    const { act, crosshair } = this;
    const strike = () => act.strike(crosshair);
    const erase = () => act.strike(crosshair, ERASE);
    const meanings = {
      " ": strike,
      Enter: strike,
      Delete: erase,
      Backspace: erase,
      0: () => act.choose(0),
      1: () => act.choose(1),
      e: () => act.choose(ERASE),
    };
    const arrow = ARROWS[event.key];
    if (arrow) return () => this.move(arrow, event.shiftKey ? FINE_STEP : STEP);
    return meanings[letter(event) || event.key];
  }

  shortcut(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const { undo, redo } = this.act;
    const act = { z: event.shiftKey ? redo : undo, y: redo }[letter(event)];
    if (!act) return;
    act();
    event.preventDefault();
    event.stopPropagation();
  }

  move([dx, dy], step) {
    const within = (value) => Math.min(Math.max(value, -REACH), REACH);
    this.crosshair = [within(this.crosshair[0] + dx * step), within(this.crosshair[1] + dy * step)];
  }
}
