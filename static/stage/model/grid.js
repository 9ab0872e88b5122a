// The grid: points spread evenly over the range on show, at which the network is computed for each epoch that is drawn.

import { Forward } from "./forward.js";

export const GRID = 50; // points in each direction, edges included
export const SQUARE = [-6, 6];

/** The places, [x1, x2], of so many points in each direction, row by row from above. */
export function placesOver({ x, y }, count) {
  const [x1, x2] = [new Float64Array(count * count), new Float64Array(count * count)];
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      x1[row * count + column] = x[0] + ((x[1] - x[0]) * column) / (count - 1);
      x2[row * count + column] = y[1] + ((y[0] - y[1]) * row) / (count - 1);
    }
  }
  return [x1, x2];
}

export class Grid {
  constructor() {
    this.range = { x: [...SQUARE], y: [...SQUARE] };
  }

  setRun(run) {
    this.newForward = () => new Forward(run, GRID * GRID);
    this.forward = this.newForward();
    this.other = null; // the same network with other parameters, to be compared
    this.place();
  }

  get isWhole() {
    return [this.range.x, this.range.y].every(([low, high]) => low === SQUARE[0] && high === SQUARE[1]);
  }

  /** Show another part of the plane. */
  show(range) {
    this.range = range;
    this.place();
  }

  place() {
    this.places = placesOver(this.range, GRID);
    for (const forward of [this.forward, this.other]) forward?.place(...this.places);
  }

  run(parameters) {
    this.forward.run(parameters);
  }

  /** The output's pre-activation with other parameters; what `run` has computed stays as it is. */
  logitsOf(parameters) {
    if (!this.other) {
      this.other = this.newForward();
      this.other.place(...this.places);
    }
    this.other.run(parameters);
    return this.other.logits;
  }
}
