// The pictures of the neurons: the output of each over the square, inputs included. They lie side by side on one canvas,
// the atlas, which is filled at once for each epoch; from there the diagram takes them.

import { GRID } from "../../model/grid.js";
import { reach, SCALES, shadeOf, shades } from "../../ui/colours.js";
import { el } from "../../ui/dom.js";

const STRIDE = 2; // from one of the grid's places to the next that is drawn: more could not be told apart
const SIDE = GRID / STRIDE;

export class Pictures {
  constructor() {
    this.canvas = el("canvas", {});
  }

  setRun(run) {
    this.run = run;
    this.starts = run.sizes.map((_, l) => run.sizes.slice(0, l).reduce((sum, size) => sum + size, 0));
    const count = this.starts.at(-1) + run.sizes.at(-1);
    this.image = new ImageData(SIDE * count, SIDE);
    this.pixels = new Uint32Array(this.image.data.buffer);
    Object.assign(this.canvas, { width: this.image.width, height: SIDE });
    this.setShades();
  }

  recolour(colours) {
    this.colours = colours;
    this.setShades();
  }

  setShades() {
    if (!this.run || !this.colours) return;
    this.hiddenColours = shades(this.colours.surface, SCALES.regression).smooth;
    this.outputColours = shades(this.colours.surface, SCALES[this.run.task]).smooth;
  }

  /** Fill the atlas from a forward pass over the grid. */
  draw(forward) {
    const { sizes, activations, task } = this.run;
    sizes.slice(0, -1).forEach((size, layer) => {
      for (let neuron = 0; neuron < size; neuron++) {
        const outputs = forward.outputs({ layer, neuron });
        this.fill(this.starts[layer] + neuron, outputs, this.hiddenColours, reach(outputs, activations[layer - 1]));
      }
    });
    this.fill(this.starts.at(-1), forward.logits, this.outputColours, SCALES[task].limit);
    this.canvas.getContext("2d").putImageData(this.image, 0, 0);
  }

  fill(index, values, colours, limit) {
    for (let row = 0; row < SIDE; row++) {
      const start = row * this.image.width + index * SIDE;
      const from = row * STRIDE * GRID;
      for (let column = 0; column < SIDE; column++) {
        this.pixels[start + column] = shadeOf(colours, values[from + column * STRIDE], limit);
      }
    }
  }

  /** Paint the picture of a neuron, centred at x and y. */
  paint(context, { layer, neuron }, x, y, size) {
    const left = (this.starts[layer] + neuron) * SIDE;
    context.drawImage(this.canvas, left, 0, SIDE, SIDE, x - size / 2, y - size / 2, size, size);
  }
}
