// Where the neurons of a network lie in the diagram, and how large they are, in pixels: a column for each layer.

const PAD = { x: 46, top: 26, bottom: 14 };
const LOW = { height: 150, top: 18, bottom: 4 }; // in a low window
const LETTER = 9; // what a letter of an input's name takes at most
const NEAR = 8; // within which a line counts as pointed at

export class Positions {
  /** `sizes` of the layers, `width` and `height` of the area, and `letters`, of the longest name of an input. */
  constructor(sizes, { width, height }, letters) {
    const { top, bottom } = height < LOW.height ? LOW : PAD;
    const room = height - top - bottom;
    const left = Math.max(PAD.x, 26 + LETTER * letters);
    const least = room / Math.max(...sizes);
    const gaps = sizes.map((size) => Math.min(room / size, 1.6 * least, 64));
    /** How far apart the neurons of each layer are. */
    this.gaps = sizes.map((size, l) => (size > 1 ? gaps[l] : room));
    this.diameters = gaps.map((gap) => Math.max(Math.min(10, gap - 0.5), Math.min(44, gap * 0.8)));
    /** at[layer][neuron] is [x, y], its middle. */
    this.at = sizes.map((size, l) => {
      const x = left + (l * (width - left - PAD.x)) / (sizes.length - 1);
      return Array.from({ length: size }, (_, i) => [x, top + room / 2 + (i - (size - 1) / 2) * gaps[l]]);
    });
  }

  /** Call visit({ layer, neuron }, x, y, diameter) for every neuron. */
  eachNeuron(visit) {
    for (const [layer, places] of this.at.entries()) {
      for (const [neuron, [x, y]] of places.entries()) visit({ layer, neuron }, x, y, this.diameters[layer]);
    }
  }

  /** The two ends of the line of a weight, see `Weights`. */
  line(l, neuron, input) {
    return [this.at[l][input], this.at[l + 1][neuron]];
  }

  /** The one of `weights` whose line passes nearest to a point, if any is near: { layer, neuron, input, x, y }. */
  nearest(weights, x, y) {
    let best = null;
    let least = NEAR;
    weights.each((l, neuron, input) => {
      const distance = distanceToSegment(x, y, ...this.line(l, neuron, input));
      if (distance < least) [best, least] = [{ layer: l + 1, neuron, input, x, y }, distance];
    });
    return best;
  }
}

function distanceToSegment(x, y, [x0, y0], [x1, y1]) {
  const length = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const t = Math.max(0, Math.min(1, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length));
  return Math.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0));
}
