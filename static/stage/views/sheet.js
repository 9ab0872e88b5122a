// The sheet of the hidden space: the square of the inputs, as lines across it, which a hidden layer bends.

import { SQUARE } from "../model/grid.js";

const LINES = 13; // in each direction
export const SHADES = 25; // that a piece of a line can have

export class Sheet {
  /** `steps` is how many pieces a line has between two that cross it. */
  constructor(steps) {
    this.steps = steps;
    this.side = (LINES - 1) * steps + 1; // points along a line
    this.x1 = [];
    this.x2 = [];
    this.lines = []; // each a list of the numbers of its points
    for (let at = 0; at < this.side; at += steps) {
      this.addLine((i) => [i, at]);
      this.addLine((i) => [at, i]);
    }
  }

  addLine(pointAt) {
    const coordinate = (i) => SQUARE[0] + ((SQUARE[1] - SQUARE[0]) * i) / (this.side - 1);
    this.lines.push(
      Array.from({ length: this.side }, (_, i) => {
        const [column, row] = pointAt(i);
        this.x2.push(coordinate(row));
        return this.x1.push(coordinate(column)) - 1;
      }),
    );
  }

  /** Draw the lines through the pixels x and y of their points, each piece in the colour of its shade. */
  draw(context, x, y, shades, colours) {
    const paths = colours.map(() => new Path2D());
    for (const line of this.lines) addToPaths(paths, line, x, y, shades);
    context.lineWidth = 1;
    paths.forEach((path, i) => {
      context.strokeStyle = colours[i];
      context.stroke(path);
    });
  }
}

/** For each pre-activation of the output the number of its shade, by how sure(z) it is, from −1 to 1. */
export function shadesOf(logits, sure) {
  const shade = (z) => Math.round(((Math.max(-1, Math.min(1, sure(z))) + 1) / 2) * (SHADES - 1)) || 0;
  return Uint8Array.from(logits, shade);
}

/** Add a line to the paths, each of which has the pieces of one shade. */
function addToPaths(paths, line, x, y, shades) {
  let shade = -1;
  for (let i = 0; i + 1 < line.length; i++) {
    const next = shades[line[i]];
    if (next !== shade) paths[next].moveTo(x[line[i]], y[line[i]]);
    shade = next;
    paths[shade].lineTo(x[line[i + 1]], y[line[i + 1]]);
  }
}
