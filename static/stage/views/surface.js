// The surface: the output of a neuron over the grid as colours on a small canvas, and the line where its pre-activation
// changes sign. The boundary on the stage and a recording draw it alike.

import { GRID } from "../model/grid.js";
import { shadeOf } from "../ui/colours.js";
import { el } from "../ui/dom.js";

const FINE = 160; // pixels in each direction over which the grid is spread

export class Surface {
  /** Of a grid of so many points in each direction, spread over so many pixels. */
  constructor(grid = GRID, fine = FINE) {
    Object.assign(this, { grid, fine });
    this.canvas = el("canvas", { className: "stage-surface", width: fine, height: fine });
    this.image = new ImageData(fine, fine);
    this.pixels = new Uint32Array(this.image.data.buffer);
    // For each row or column of pixels: the grid line before it, and how far it is towards the next.
    this.between = Array.from({ length: fine }, (_, i) => {
      const position = ((i + 0.5) / fine) * (grid - 1);
      return { at: Math.floor(position), share: position % 1 };
    });
  }

  /** Interpolate the values of the grid, and give each pixel its value's shade: `shades` reach from −limit to limit. */
  draw(values, limit, shades) {
    const { grid, fine } = this;
    const row = new Float64Array(grid);
    for (let y = 0; y < fine; y++) {
      const { at, share } = this.between[y];
      for (let i = 0; i < grid; i++) row[i] = lerp(values[at * grid + i], values[(at + 1) * grid + i], share);
      for (let x = 0; x < fine; x++) {
        const value = lerp(row[this.between[x].at], row[this.between[x].at + 1], this.between[x].share);
        this.pixels[y * fine + x] = shadeOf(shades, value, limit);
      }
    }
    this.canvas.getContext("2d").putImageData(this.image, 0, 0);
  }
}

/**
 * Add to the path of a context the line where z = 0, over `width` and `height`: in each square of four neighbouring
 * points of the grid, edge to edge (marching squares).
 */
export function traceZero(context, z, { width, height }, grid = GRID) {
  const [w, h] = [width / (grid - 1), height / (grid - 1)];
  for (let row = 0; row < grid - 1; row++) {
    for (let column = 0; column < grid - 1; column++) {
      const at = row * grid + column;
      const [a, b, c, d] = [z[at], z[at + 1], z[at + grid + 1], z[at + grid]];
      const [up, right, down, left] = [a >= 0 !== b >= 0, b >= 0 !== c >= 0, c >= 0 !== d >= 0, d >= 0 !== a >= 0];
      if (!(up || right || down || left)) continue;
      const [x, y] = [column * w, row * h];
      const ends = [];
      if (up) ends.push([x + (a / (a - b)) * w, y]);
      if (right) ends.push([x + w, y + (b / (b - c)) * h]);
      if (down) ends.push([x + (d / (d - c)) * w, y + h]);
      if (left) ends.push([x, y + (a / (a - d)) * h]);
      for (let i = 0; i + 1 < ends.length; i += 2) {
        context.moveTo(...ends[i]);
        context.lineTo(...ends[i + 1]);
      }
    }
  }
}

function lerp(from, to, share) {
  return from + (to - from) * share;
}
