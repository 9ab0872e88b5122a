// The pictures of the neurons: what each of them answers over the square, inputs included. All lie side by side in one
// canvas, the atlas, which is filled at once for each epoch; from there the diagram takes them.

import { GRID } from "../model/grid.js";
import { reach, SCALES, shadeOf, shades } from "../ui/colours.js";
import { el } from "../ui/dom.js";

const EVERY = 2; // of the grid's places, in each direction: more could not be told apart
const SIDE = GRID / EVERY;

export class Pictures {
  constructor() {
    this.canvas = el("canvas", {});
  }

  setRun(run) {
    this.run = run;
    this.starts = run.sizes.map((_, l) => run.sizes.slice(0, l).reduce((sum, size) => sum + size, 0));
    const count = this.starts.at(-1) + run.sizes.at(-1);
    this.image = new ImageData(SIDE * count, SIDE);
    this.words = new Uint32Array(this.image.data.buffer);
    Object.assign(this.canvas, { width: this.image.width, height: SIDE });
    this.setShades();
  }

  recolour(colours) {
    this.colours = colours;
    this.setShades();
  }

  setShades() {
    if (!this.run || !this.colours) return;
    this.linear = shades(this.colours.surface, SCALES.regression).smooth;
    this.ofOutput = shades(this.colours.surface, SCALES[this.run.task]).smooth;
  }

  /** Fill the atlas from a forward pass over the grid. */
  draw(forward) {
    const { sizes, activations, task } = this.run;
    sizes.slice(0, -1).forEach((size, layer) => {
      for (let neuron = 0; neuron < size; neuron++) {
        const outputs = forward.outputs({ layer, neuron });
        this.fill(this.starts[layer] + neuron, outputs, this.linear, reach(outputs, activations[layer - 1]));
      }
    });
    this.fill(this.starts.at(-1), forward.logits, this.ofOutput, SCALES[task].limit);
    this.canvas.getContext("2d").putImageData(this.image, 0, 0);
  }

  fill(place, values, words, limit) {
    for (let row = 0; row < SIDE; row++) {
      const start = row * this.image.width + place * SIDE;
      const from = row * EVERY * GRID;
      for (let column = 0; column < SIDE; column++) {
        this.words[start + column] = shadeOf(words, values[from + column * EVERY], limit);
      }
    }
  }

  /** Paint the picture of a neuron, centred at x and y. */
  paint(context, { layer, neuron }, x, y, size) {
    const left = (this.starts[layer] + neuron) * SIDE;
    context.drawImage(this.canvas, left, 0, SIDE, SIDE, x - size / 2, y - size / 2, size, size);
  }
}
