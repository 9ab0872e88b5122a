// What is drawn on the plane: the points with the way back, the tool, and the stroke that is being drawn. Places are in
// hundredths, see strokes.js.

import { along, dab, History, MOST, without } from "./strokes.js";

export const ERASE = "erase"; // the tool that is no class
const CLOSEST = 20; // between two touches of a brush that is drawn along
const ERASER = 30; // its least radius

export class Editor {
  constructor() {
    this.history = new History();
    this.stroke = null; // { points, last }: the points with what is being drawn, and where the tool touched last
    this.tool = 1;
    this.spread = 0;
    this.count = 5;
  }

  /** The points that are on show. */
  get points() {
    return this.stroke?.points ?? this.history.now;
  }

  /** How far around its place the tool reaches. */
  get reach() {
    return this.tool === ERASE ? this.eraser : this.spread;
  }

  get eraser() {
    return Math.max(ERASER, this.spread);
  }

  choose(tool) {
    this.tool = tool;
  }

  setSpread(spread) {
    this.spread = spread;
  }

  setCount(count) {
    this.count = count;
  }

  // --- a stroke

  begin(place, tool = this.tool) {
    this.stroke = { points: this.history.now, last: place };
    this.touch(place, tool);
  }

  /** Draw along to a place. */
  drawTo(place) {
    const pace = this.tool === ERASE ? this.eraser / 2 : Math.max(CLOSEST, this.spread / 2);
    for (const at of along(this.stroke.last, place, pace)) this.touch(at, this.tool);
  }

  touch(place, tool) {
    const { stroke, spread, count } = this;
    const points =
      tool === ERASE
        ? without(stroke.points, place, this.eraser)
        : [...stroke.points, ...dab(place, tool, { spread, count })].slice(0, Math.max(MOST, stroke.points.length));
    this.stroke = { points, last: place };
  }

  /** The stroke is over: it becomes a step of the way back, if it has changed anything. */
  finish() {
    const { stroke, history } = this;
    this.stroke = null;
    if (stroke && stroke.points.length !== history.now.length) history.change(stroke.points);
  }

  /** The points are as they were before the stroke. */
  giveUp() {
    this.stroke = null;
  }

  /** Use a tool once, at a place. */
  strike(place, tool) {
    this.begin(place, tool);
    this.finish();
  }

  // --- back and forth, but not in the middle of a stroke

  undo() {
    if (!this.stroke) this.history.undo();
  }

  redo() {
    if (!this.stroke) this.history.redo();
  }

  clear() {
    if (!this.stroke) this.history.change([]);
  }

  /** Points from elsewhere take the place of those that are here; `undo` brings these back. */
  adopt(points) {
    this.stroke = null;
    if (String(points) !== String(this.history.now)) this.history.change(points);
  }

  /** Begin with some points, before which there is no way back. */
  startFrom(points) {
    this.stroke = null;
    this.history = new History(points);
  }
}
