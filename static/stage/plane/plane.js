// The drawing plane: points of two classes, drawn with mouse, finger or keys. What a person does is seen at once; the
// server hears of it at the end of each stroke. What the two say is written at the top of `own_data/plane.py`.

import { coloursOf } from "../ui/colours.js";
import { el, fit, focusByClick, letter, say, speak, written } from "../ui/dom.js";
import { beginDrag, endDrag, onSlide } from "../ui/drag.js";
import { helpFor } from "../ui/help.js";
import { drawSymbol, pointStyle } from "../views/points.js";
import { along, counts, dab, flat, History, isInside, MOST, points, REACH, without } from "./strokes.js";

const LARGEST = 560; // pixels a side
const MARGIN = { left: 30, right: 10, top: 8, bottom: 24 };
const TICK = 200;
const ASK_AGAIN_MS = 3000;
const STEP = 25; // of the crosshair, in hundredths
const FINE_STEP = 5;
const CLOSEST = 20; // between two touches of a brush that is drawn along
const ERASER = 30; // its least radius
const ERASE = "erase"; // the tool that is no class
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

let plane = null; // it outlives the element it is mounted in: while another page is on show, the way back stays

/** Called by Streamlit for the first mount and for every answer; returns what to do when the element goes. */
export function mount({ data, parentElement, setTriggerValue }) {
  const answer = JSON.parse(new TextDecoder().decode(data));
  if (answer.labels && !plane) {
    speak(answer.language);
    plane = new Plane(answer.labels);
  }
  if (!plane) {
    // These modules were loaded anew in the middle of a conversation.
    setTriggerValue("stroke", { revision: "", id: 0, points: [] });
    return () => {};
  }
  plane.send = (message) => setTriggerValue("stroke", message);
  plane.enter(parentElement);
  plane.receive(answer);
  return () => plane.leave(parentElement);
}

class Plane {
  constructor(labels) {
    Object.assign(this, { labels, revision: null, sent: 0, seen: 0, parent: null });
    this.history = new History();
    this.stroke = null; // { points, last }: what is being drawn, and where the brush touched last
    this.pointer = null; // where the mouse is, in hundredths
    this.crosshair = [0, 0];
    this.isByKeys = false;
    this.tool = 1;
    this.spread = 0;
    this.count = 5;
    this.build();
  }

  /** The points that are on show. */
  get points() {
    return this.stroke?.points ?? this.history.now;
  }

  // --- what goes to the server, and comes from it

  receive({ revision, seen, points: numbers, known }) {
    if (revision !== this.revision) {
      if (numbers === null) return this.tell(); // what it answers to that has the points
      if (!known && this.history.now.length) return this.introduce(revision);
      this.adopt(points(numbers), revision);
      this.sent = seen;
    }
    this.seen = seen;
    if (this.seen >= this.sent) clearTimeout(this.asking);
  }

  /** The server was restarted, or has let the session go: the new one is to have the points that are here. */
  introduce(revision) {
    this.revision = revision;
    this.tell();
  }

  /** Points from elsewhere take the place of those that are here; Undo brings these back. */
  adopt(theirs, revision) {
    this.stroke = null;
    const isFirst = this.revision === null;
    this.revision = revision;
    if (isFirst) this.history = new History(theirs);
    else if (String(theirs) !== String(this.history.now)) this.history.change(theirs);
    this.show();
  }

  /** Tell the server what is here now, until it has said that it has heard. */
  tell() {
    clearTimeout(this.asking);
    this.sent += 1;
    this.send({ revision: this.revision ?? "", id: this.sent, points: flat(this.history.now) });
    this.asking = setTimeout(() => this.tell(), ASK_AGAIN_MS);
  }

  // --- coming and going

  enter(parent) {
    if (parent !== this.parent) {
      if (this.parent) this.leave(this.parent);
      this.parent = parent;
      parent.querySelector(".plane-place").replaceChildren(this.element);
      this.watch = new ResizeObserver(() => this.resize());
      this.watch.observe(this.element);
      if (this.seen < this.sent) this.tell();
    }
    this.recolour();
  }

  leave(parent) {
    if (parent !== this.parent) return;
    endDrag();
    clearTimeout(this.asking);
    this.watch.disconnect();
    this.parent = null;
  }

  build() {
    const { labels } = this;
    const tools = [
      [1, labels.class_1],
      [0, labels.class_0],
      [ERASE, labels.eraser],
    ];
    this.radios = new Map(tools.map(([tool, text]) => [tool, this.radio(tool, text)]));
    const radios = [...this.radios.values()].map((input) => input.parentElement);
    this.undoButton = this.button(labels.undo, labels.undo_help, () => this.goTo(() => this.history.undo()));
    this.redoButton = this.button(labels.redo, labels.redo_help, () => this.goTo(() => this.history.redo()));
    this.clearButton = this.button(labels.clear, labels.clear_help, () => this.goTo(() => this.history.change([])));
    this.spreadSlider = this.slider(
      labels.spread,
      labels.spread_help,
      { min: 0, max: 2, step: 0.1, value: 0 },
      (value) => {
        this.spread = Math.round(100 * value);
        this.countSlider.disabled = this.spread === 0;
      },
    );
    this.countSlider = this.slider(
      labels.count,
      labels.count_help,
      { min: 1, max: 20, step: 1, value: this.count },
      (value) => {
        this.count = value;
      },
    );
    this.countSlider.disabled = true; // without a spread they would lie one on the other
    this.back = el("canvas", { className: "plane-layer", "aria-hidden": "true" }); // the axes
    this.paper = el("canvas", { className: "plane-layer" });
    this.over = el("canvas", { className: "plane-layer" });
    this.surface = el(
      "div",
      {
        className: "plane-surface",
        tabIndex: 0,
        role: "application",
        "aria-label": labels.plane,
        "aria-describedby": "plane-status plane-help",
      },
      this.paper,
      this.over,
    );
    this.square = el("div", { className: "plane-square" }, this.back, this.surface);
    this.status = el("p", { className: "plane-status", id: "plane-status", "aria-live": "polite" });
    this.element = el(
      "div",
      { className: "plane", "data-testid": "own-plane" },
      el(
        "div",
        { className: "plane-tools" },
        el("div", { className: "plane-choice", role: "radiogroup", "aria-label": labels.tool }, ...radios),
        el("div", { className: "plane-choice" }, this.undoButton, this.redoButton, this.clearButton),
      ),
      el("div", { className: "plane-tools" }, this.spreadSlider.parentElement, this.countSlider.parentElement),
      this.square,
      this.status,
      el("p", { className: "plane-help", id: "plane-help", textContent: labels.help }),
    );
    this.listen();
    helpFor(this.element);
  }

  listen() {
    const { surface } = this;
    surface.addEventListener("pointerdown", (event) => this.press(event));
    surface.addEventListener("pointermove", (event) => this.move(event));
    surface.addEventListener("pointerleave", () => this.hover(null));
    surface.addEventListener("focus", () => this.turnToKeys(surface.matches(":focus-visible") && !this.stroke));
    surface.addEventListener("blur", () => this.turnToKeys(false));
    surface.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("keydown", (event) => this.shortcut(event));
    focusByClick(this.element, surface);
  }

  radio(tool, text) {
    const input = el("input", { type: "radio", name: "plane-tool", value: tool, onchange: () => this.choose(tool) });
    el("label", { className: `plane-tool plane-tool-${tool}` }, input, el("i"), text);
    return input;
  }

  button(text, title, act) {
    return el("button", { type: "button", className: "plane-button", textContent: text, title, onclick: act });
  }

  slider(text, title, range, set) {
    let { value } = range;
    const output = el("output", { textContent: written(String(value)) });
    const input = el("input", { type: "range", ...range });
    onSlide(
      input,
      () => value,
      (now) => {
        value = now;
        output.textContent = written(input.value);
        set(value);
        this.redraw();
      },
    );
    el("label", { className: "plane-slider", title }, text, input, output);
    return input;
  }

  // --- mouse and finger

  press(event) {
    if (this.stroke || event.button !== 0 || !beginDrag(this.surface, (holds) => this.lift(event, holds))) return;
    this.finger = event.pointerId;
    this.surface.setPointerCapture(event.pointerId);
    this.turnToKeys(false);
    this.begin(this.placeOf(event));
    this.hover(event);
  }

  move(event) {
    this.hover(event);
    if (!this.stroke || event.pointerId !== this.finger) return;
    const pace = this.tool === ERASE ? this.radius / 2 : Math.max(CLOSEST, this.spread / 2);
    for (const place of along(this.stroke.last, this.placeOf(event), pace)) this.touch(place);
  }

  /** The stroke that began with this event is over; one that was given up leaves the points as they were. */
  lift({ pointerType }, holds) {
    if (!holds) this.stroke = null;
    this.finish();
    this.show();
    if (pointerType !== "mouse") this.hover(null);
  }

  /** The mouse is over a place; null when it has left. */
  hover(event) {
    this.pointer = event && this.placeOf(event);
    this.redraw();
  }

  placeOf({ clientX, clientY }) {
    const { left, top } = this.surface.getBoundingClientRect();
    return [((clientX - left) / this.side) * 2 * REACH - REACH, REACH - ((clientY - top) / this.side) * 2 * REACH];
  }

  // --- keys

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) this.moveCrosshair(arrow, event.shiftKey ? FINE_STEP : STEP);
    else if (event.key === " " || event.key === "Enter") this.strike(this.tool);
    else if (event.key === "Delete" || event.key === "Backspace") this.strike(ERASE);
    else if (event.key === "0" || event.key === "1") this.choose(Number(event.key));
    else if (letter(event) === "e") this.choose(ERASE);
    else return;
    event.preventDefault();
    event.stopPropagation(); // the page has keys of its own
    this.turnToKeys(true);
  }

  shortcut(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = letter(event);
    if (key === "z" && !event.shiftKey) this.goTo(() => this.history.undo());
    else if (key === "y" || key === "z") this.goTo(() => this.history.redo());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  moveCrosshair([dx, dy], step) {
    const within = (value) => Math.min(Math.max(value, -REACH), REACH);
    this.crosshair = [within(this.crosshair[0] + dx * step), within(this.crosshair[1] + dy * step)];
  }

  /** Use a tool once, where the crosshair is. */
  strike(tool) {
    endDrag(); // of a stroke of the pointer
    const chosen = this.tool;
    this.tool = tool;
    this.begin(this.crosshair);
    this.finish();
    this.tool = chosen;
  }

  /** The crosshair is there while keys are used. */
  turnToKeys(isByKeys) {
    this.isByKeys = isByKeys;
    this.show();
  }

  choose(tool) {
    this.tool = tool;
    this.show();
  }

  // --- a stroke

  begin(place) {
    this.stroke = { points: this.history.now, last: place };
    this.touch(place);
  }

  touch(place) {
    const { stroke, tool, spread, count } = this;
    stroke.last = place;
    if (tool === ERASE) {
      stroke.points = without(stroke.points, place, this.radius);
    } else {
      const added = dab(place, tool, { spread, count });
      stroke.points = [...stroke.points, ...added].slice(0, Math.max(MOST, stroke.points.length));
    }
    this.redraw();
  }

  /** The stroke is over: it becomes a step of the way back, and the server hears of it, if it has changed anything. */
  finish() {
    const { stroke } = this;
    if (!stroke) return;
    this.stroke = null;
    this.goTo(() => stroke.points.length !== this.history.now.length && this.history.change(stroke.points));
  }

  /** Let the history make a move, and tell of it if there was one. */
  goTo(make) {
    if (this.stroke) return;
    const before = this.history.now;
    make();
    if (this.history.now !== before) this.tell();
    this.show();
  }

  /** What the eraser reaches. */
  get radius() {
    return Math.max(ERASER, this.spread);
  }

  // --- what there is to see

  show() {
    const { history, labels } = this;
    for (const [tool, input] of this.radios) input.checked = tool === this.tool;
    this.undoButton.disabled = !history.past.length;
    this.redoButton.disabled = !history.future.length;
    this.clearButton.disabled = !history.now.length;
    const [zeros, ones] = counts(this.points);
    const [x, y] = this.crosshair.map((value) => written((value / 100).toFixed(2)));
    const parts = [say(labels.counts, { zeros, ones })];
    if (this.points.length >= MOST) parts.push(labels.full);
    if (this.isByKeys) parts.unshift(say(labels.crosshair, { x, y, tool: labels[`tool_${this.tool}`] }));
    const text = parts.join(" ");
    if (this.status.textContent !== text) this.status.textContent = text; // it is read aloud
    this.redraw();
  }

  resize() {
    const width = this.element.clientWidth - MARGIN.left - MARGIN.right;
    const side = Math.min(LARGEST, Math.max(120, Math.floor(width)));
    if (side === this.side) return;
    this.side = side;
    Object.assign(this.square.style, {
      width: `${side + MARGIN.left + MARGIN.right}px`,
      height: `${side + MARGIN.top + MARGIN.bottom}px`,
    });
    Object.assign(this.surface.style, {
      left: `${MARGIN.left}px`,
      top: `${MARGIN.top}px`,
      width: `${side}px`,
      height: `${side}px`,
    });
    this.drawBack();
    this.drawn = null;
    this.redraw();
  }

  recolour() {
    this.colours = coloursOf(this.parent);
    this.pointStyle = pointStyle("classification", this.colours);
    this.element.dataset.theme = this.colours.name;
    this.drawBack();
    this.drawn = null;
    this.redraw();
  }

  redraw() {
    if (this.isAwaited || !this.side || !this.parent) return;
    this.isAwaited = true;
    requestAnimationFrame(() => {
      this.isAwaited = false;
      this.drawPoints();
      this.drawOver();
      const [zeros, ones] = counts(this.points);
      Object.assign(this.element.dataset, { class0: zeros, class1: ones });
    });
  }

  toPixel([x, y]) {
    return [((x + REACH) / (2 * REACH)) * this.side, ((REACH - y) / (2 * REACH)) * this.side];
  }

  /** The grid with its numbers. */
  drawBack() {
    if (!this.side || !this.colours) return;
    const { side, colours } = this;
    const context = fit(this.back, side + MARGIN.left + MARGIN.right, side + MARGIN.top + MARGIN.bottom);
    context.clearRect(0, 0, this.back.width, this.back.height);
    context.translate(MARGIN.left, MARGIN.top);
    Object.assign(context, {
      font: `12px ${colours.font}`,
      fillStyle: colours.text,
      strokeStyle: colours.text,
      lineWidth: 1,
    });
    for (let value = -REACH; value <= REACH; value += TICK) {
      const [x, y] = this.toPixel([value, value]);
      const text = String(value / 100).replace("-", "−");
      context.globalAlpha = value === 0 ? 0.45 : 0.15;
      context.beginPath();
      context.moveTo(x, 0);
      context.lineTo(x, side);
      context.moveTo(0, y);
      context.lineTo(side, y);
      context.stroke();
      context.globalAlpha = 1;
      Object.assign(context, { textAlign: "center", textBaseline: "top" });
      context.fillText(text, x, side + 6);
      Object.assign(context, { textAlign: "right", textBaseline: "middle" });
      context.fillText(text, -7, y);
    }
    Object.assign(context, { textAlign: "center", textBaseline: "top" });
    context.fillText("x₁", (side * 11) / 12, side + 6);
    Object.assign(context, { textAlign: "right", textBaseline: "middle" });
    context.fillText("x₂", -7, side / 12);
  }

  /** As the stage draws them: class 1 a disc, class 0 a diamond. Where some were added, only those are drawn. */
  drawPoints() {
    const { points, side } = this;
    const radius = points.length > 1500 ? 2 : points.length > 700 ? 2.6 : 3.3;
    const before = this.drawn?.radius === radius ? this.drawn.points : [];
    const isMore =
      before.length > 0 && before.length <= points.length && before.every((point, i) => point === points[i]);
    const context = fit(this.paper, side, side);
    if (!isMore) context.clearRect(0, 0, side, side);
    for (const point of isMore ? points.slice(before.length) : points) {
      const [x, y] = this.toPixel(point);
      drawSymbol(
        context,
        x,
        y,
        { radius, diamond: point[2] === 0, filled: true },
        this.pointStyle.colour(point[2]),
        this.pointStyle.edges,
      );
    }
    this.drawn = { points, radius };
  }

  /** What the tool reaches, and the crosshair. */
  drawOver() {
    const { side, colours, tool, crosshair } = this;
    const context = fit(this.over, side, side);
    context.clearRect(0, 0, side, side);
    const place = this.isByKeys ? crosshair : this.pointer;
    if (!place || !isInside(place)) return;
    const [x, y] = this.toPixel(place);
    const reach = ((tool === ERASE ? this.radius : this.spread) / (2 * REACH)) * side;
    Object.assign(context, { strokeStyle: tool === ERASE ? colours.text : colours.point[tool], lineWidth: 1.5 });
    context.beginPath();
    context.arc(x, y, Math.max(reach, 5), 0, 2 * Math.PI);
    if (this.isByKeys) {
      context.moveTo(x, 0);
      context.lineTo(x, side);
      context.moveTo(0, y);
      context.lineTo(side, y);
    }
    context.stroke();
  }
}
