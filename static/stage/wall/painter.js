// Paints the tiles: a few in each animation frame, those first that have waited longest, so that the page stays quick
// however many there are.

import { Forward } from "../model/forward.js";
import { placesOver, SQUARE } from "../model/grid.js";
import { SCALES, shades } from "../ui/colours.js";
import { fit } from "../ui/dom.js";
import { drawPoints, pointStyle } from "../views/points.js";
import { Surface, traceZero } from "../views/surface.js";

const BUDGET_MS = 6; // of an animation frame
const FINE = { side: 220, grid: 50, pixels: 160 }; // for a tile of such a side or a larger one
const COARSE = { grid: 25, pixels: 90 };
const MOST_FORWARDS = 40; // networks whose arrays are kept
const RADIUS = { share: 0.011, least: 1.3, most: 3.3 }; // of a point: of the side, and in pixels

export class Painter {
  constructor() {
    this.queue = new Map(); // tiles that have something new, by their ids: the first has waited longest
    this.forwards = new Map(); // by shape and grid, the one used last at the end
    this.surfaces = new Map(); // by grid
    this.side = 0;
  }

  recolour(colours) {
    this.colours = colours;
    const ofTask = (task) => [task, { ...SCALES[task], shades: shades(colours.surface, SCALES[task]).smooth }];
    this.scales = Object.fromEntries(Object.keys(SCALES).map(ofTask));
  }

  /** A tile has something new, or another size, or is seen now. */
  ask(tile) {
    tile.isDue = true;
    if (!tile.isSeen || !this.side) return;
    if (!this.queue.has(tile.id)) this.queue.set(tile.id, tile);
    this.next ??= requestAnimationFrame(() => this.work());
  }

  drop(tile) {
    this.queue.delete(tile.id);
  }

  work() {
    this.next = null;
    const until = performance.now() + BUDGET_MS;
    for (const [id, tile] of this.queue) {
      this.queue.delete(id);
      this.paint(tile);
      if (performance.now() >= until) break;
    }
    if (this.queue.size) this.next = requestAnimationFrame(() => this.work());
  }

  /** Paint a tile with what its student has now. */
  paint(tile) {
    tile.isDue = false;
    const { run, parameters } = tile.student;
    const clear = !run || !parameters;
    const context = fit(tile.picture, this.side, this.side);
    if (clear) {
      context.clearRect(0, 0, this.side, this.side);
      fit(tile.points, this.side, this.side).clearRect(0, 0, this.side, this.side);
      tile.painted = null;
      return;
    }
    this.paintSurface(context, run, parameters, this.side);
    // Points stay where they are: they are painted again only for another run, size or theme.
    const wanted = [run.runId, this.side, this.colours, run.points];
    if (tile.painted?.every((it, i) => it === wanted[i])) return;
    tile.painted = wanted;
    this.paintPoints(fit(tile.points, this.side, this.side), run, this.side);
  }

  /** Paint the surface of a network and its line, over a square of some side. */
  paintSurface(context, run, parameters, side) {
    const { grid, pixels } = side >= FINE.side ? FINE : COARSE;
    const forward = this.forwardOf(run, grid);
    forward.run(parameters);
    const { limit, shades } = this.scales[run.task];
    const surface = this.surfaceOf(grid, pixels);
    surface.draw(forward.logits, limit, shades);
    context.drawImage(surface.canvas, 0, 0, side, side);
    if (run.task !== "classification") return;
    context.beginPath();
    traceZero(context, forward.logits, { width: side, height: side }, grid);
    Object.assign(context, { strokeStyle: this.colours.boundary, lineWidth: side > 130 ? 1.8 : 1.3 });
    context.stroke();
  }

  paintPoints(context, run, side) {
    context.clearRect(0, 0, side, side);
    if (!run.points) return;
    const [low, high] = SQUARE;
    const place = (value) => ((value - low) / (high - low)) * side;
    drawPoints(context, run, pointStyle(run.task, this.colours), {
      size: { width: side, height: side },
      toPixel: (x1, x2) => [place(x1), side - place(x2)],
      radius: Math.max(RADIUS.least, Math.min(RADIUS.most, side * RADIUS.share)),
      withTest: false,
    });
  }

  surfaceOf(grid, pixels) {
    if (!this.surfaces.has(grid)) this.surfaces.set(grid, new Surface(grid, pixels));
    return this.surfaces.get(grid);
  }

  /** Networks of the same shape share the arrays that they are computed in. */
  forwardOf(run, grid) {
    const shape = JSON.stringify([grid, run.features, run.sizes, run.activations]);
    let forward = this.forwards.get(shape);
    if (!forward) {
      forward = new Forward(run, grid * grid);
      forward.place(...placesOver({ x: SQUARE, y: SQUARE }, grid));
      if (this.forwards.size >= MOST_FORWARDS) this.forwards.delete(this.forwards.keys().next().value);
    }
    this.forwards.delete(shape);
    this.forwards.set(shape, forward);
    return forward;
  }
}
