// The drawing plane: points of two classes, drawn with mouse, finger or keys. What a person does is on show at once; the
// server hears of it at the end of each stroke.

import { coloursOf } from "../ui/colours.js";
import { el, focusByClick } from "../ui/dom.js";
import { beginDrag, endDrag } from "../ui/drag.js";
import { helpFor } from "../ui/help.js";
import { say, speak, written } from "../ui/language.js";
import { Controls } from "./controls.js";
import { Conversation } from "./conversation.js";
import { Editor } from "./editor.js";
import { Keys } from "./keys.js";
import { Sheet } from "./sheet.js";
import { counts, MOST } from "./strokes.js";

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
  plane.enter(parentElement, (message) => setTriggerValue("stroke", message));
  plane.receive(answer);
  return () => plane.leave(parentElement);
}

class Plane {
  constructor(labels) {
    this.labels = labels;
    this.parent = null;
    this.pointer = null; // where the mouse is, in hundredths
    this.editor = new Editor();
    this.conversation = new Conversation({
      points: () => this.editor.history.now,
      startFrom: (points) => this.change(() => this.editor.startFrom(points)),
      adopt: (points) => this.change(() => this.editor.adopt(points)),
    });
    this.build();
  }

  build() {
    const { labels, editor } = this;
    const back = { undo: () => this.edit(() => editor.undo()), redo: () => this.edit(() => editor.redo()) };
    const choose = (tool) => this.change(() => editor.choose(tool));
    this.controls = new Controls(labels, editor, {
      ...back,
      choose,
      clear: () => this.edit(() => editor.clear()),
      setSpread: (spread) => this.change(() => editor.setSpread(spread)),
      setCount: (count) => this.change(() => editor.setCount(count)),
    });
    this.sheet = new Sheet({
      role: "application",
      "aria-label": labels.plane,
      "aria-describedby": "plane-status plane-help",
    });
    this.status = el("p", { className: "plane-status", id: "plane-status", "aria-live": "polite" });
    this.element = el(
      "div",
      { className: "plane", "data-testid": "own-plane" },
      ...this.controls.elements,
      this.sheet.element,
      this.status,
      el("p", { className: "plane-help", id: "plane-help", textContent: labels.help }),
    );
    const { surface } = this.sheet;
    this.keys = new Keys(surface, this.element, {
      ...back,
      choose,
      strike: (place, tool) => this.strike(place, tool),
      isDrawing: () => editor.stroke !== null,
      changed: () => this.show(),
    });
    surface.addEventListener("pointerdown", (event) => this.press(event));
    surface.addEventListener("pointermove", (event) => this.move(event));
    surface.addEventListener("pointerleave", () => this.hover(null));
    focusByClick(this.element, surface);
    helpFor(this.element);
  }

  // --- coming and going

  /** Streamlit has made a place for the plane; send(message) reaches the server from there. */
  enter(parent, send) {
    this.conversation.sendWith(send);
    if (parent !== this.parent) {
      if (this.parent) this.leave(this.parent);
      this.parent = parent;
      parent.querySelector(".plane-place").replaceChildren(this.element);
      this.watch = new ResizeObserver(() => this.resize());
      this.watch.observe(this.element);
      this.conversation.resume();
    }
    this.recolour();
  }

  leave(parent) {
    if (parent !== this.parent) return;
    endDrag();
    this.conversation.pause();
    this.watch.disconnect();
    this.parent = null;
  }

  receive(answer) {
    this.conversation.receive(answer);
  }

  // --- mouse and finger

  press(event) {
    if (this.editor.stroke || event.button !== 0) return;
    if (!beginDrag(this.sheet.surface, (holds) => this.lift(event, holds))) return;
    this.finger = event.pointerId;
    this.sheet.surface.setPointerCapture(event.pointerId);
    this.keys.use(false);
    this.editor.begin(this.sheet.placeOf(event));
    this.hover(event);
  }

  move(event) {
    if (this.editor.stroke && event.pointerId === this.finger) this.editor.drawTo(this.sheet.placeOf(event));
    this.hover(event);
  }

  /** The stroke that began with this event is over; one that was given up leaves the points as they were. */
  lift({ pointerType }, holds) {
    this.edit(() => (holds ? this.editor.finish() : this.editor.giveUp()));
    if (pointerType !== "mouse") this.hover(null);
  }

  /** The mouse is over a place; null when it has left. */
  hover(event) {
    this.pointer = event && this.sheet.placeOf(event);
    this.redraw();
  }

  // --- what is done

  /** Use a tool once, by keys. */
  strike(place, tool) {
    endDrag(); // of a stroke of the pointer
    this.edit(() => this.editor.strike(place, tool));
  }

  /** Do something to the points, and tell the server if that has changed them. */
  edit(act) {
    const before = this.editor.history.now;
    act();
    if (this.editor.history.now !== before) this.conversation.tell();
    this.show();
  }

  /** Do something else to what is on show. */
  change(act) {
    act();
    this.show();
  }

  // --- what there is to see

  show() {
    const { editor, keys, labels } = this;
    this.controls.show();
    const [zeros, ones] = counts(editor.points);
    const [x, y] = keys.crosshair.map((value) => written((value / 100).toFixed(2)));
    const parts = [say(labels.counts, { zeros, ones })];
    if (editor.points.length >= MOST) parts.push(labels.full);
    if (keys.areUsed) parts.unshift(say(labels.crosshair, { x, y, tool: labels[`tool_${editor.tool}`] }));
    const text = parts.join(" ");
    if (this.status.textContent !== text) this.status.textContent = text; // it is read aloud
    this.redraw();
  }

  resize() {
    if (this.sheet.resize(this.element.clientWidth)) this.redraw();
  }

  recolour() {
    const colours = coloursOf(this.parent);
    this.element.dataset.theme = colours.name;
    this.sheet.recolour(colours);
    this.redraw();
  }

  /** Draw, once before the next picture of the page. */
  redraw() {
    if (this.isDue || !this.sheet.side || !this.parent) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      const { editor, keys, sheet } = this;
      const [zeros, ones] = counts(editor.points);
      sheet.drawPoints(editor.points);
      sheet.drawOver(keys.areUsed ? keys.crosshair : this.pointer, editor, keys.areUsed);
      Object.assign(this.element.dataset, { class0: zeros, class1: ones });
    });
  }
}
