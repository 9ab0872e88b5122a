// The lines of the diagram: one for each weight, whose colour and dash are its sign, and whose width and strength are its
// size; or those of its last change.

import { FAINTEST, rgba } from "../../ui/colours.js";

const STRONG = 3; // a weight of this size is drawn as wide as any
const LEAST_CHANGE = -5; // powers of ten: a change in an epoch of 0.00001 is as thin as any, one of 1 as wide as any
const SHADES = 24; // steps from the faintest line to the strongest
const DIMMED = 0.15; // how strong a line is while others are read out
export const DASH = [7, 3]; // of what is negative, for those who cannot tell the colours

export class Lines {
  recolour({ weight }) {
    const stylesOf = (colour, dash) =>
      [1, DIMMED].map((strength) =>
        Array.from({ length: SHADES + 1 }, (_, i) => ({
          strokeStyle: rgba(colour, strength * (FAINTEST + ((1 - FAINTEST) * i) / SHADES)),
          lineWidth: 0.6 + (4.8 * i) / SHADES,
          dash,
        })),
      );
    this.styles = { negative: stylesOf(weight.negative, DASH), positive: stylesOf(weight.positive, []) };
  }

  /** Draw them all, those of `subject` stronger than the others, if it is not null. */
  draw(context, weights, positions, subject, showChanges) {
    for (const [{ dash, ...style }, path] of this.paths(weights, positions, subject, showChanges)) {
      Object.assign(context, style);
      context.setLineDash(dash);
      context.stroke(path);
    }
  }

  /** All lines, gathered by style: to draw a few long paths is much faster than to draw hundreds of lines. */
  paths(weights, positions, subject, showChanges) {
    const paths = new Map();
    weights.each((l, neuron, input) => {
      const place = weights.placeOf(l, neuron, input);
      const value = showChanges ? weights.changeAt(place) : weights.at(place);
      if (showChanges && value === 0) return;
      const isDimmed = subject !== null && !touches(subject, l, neuron, input);
      const style = this.lineStyle(value, showChanges, isDimmed);
      if (!paths.has(style)) paths.set(style, new Path2D());
      const [from, to] = positions.line(l, neuron, input);
      paths.get(style).moveTo(...from);
      paths.get(style).lineTo(...to);
    });
    return paths;
  }

  lineStyle(value, isChange, isDimmed) {
    const share = isChange ? 1 - Math.log10(Math.abs(value)) / LEAST_CHANGE : Math.abs(value) / STRONG;
    const strength = Math.round(Math.max(0, Math.min(share, 1)) * SHADES);
    return this.styles[value < 0 ? "negative" : "positive"][isDimmed ? 1 : 0][strength];
  }
}

/** True when the line of a weight belongs to the subject: is that weight, or begins or ends at that neuron. */
function touches(subject, l, neuron, input) {
  const isInto = subject.layer === l + 1 && subject.neuron === neuron;
  if (subject.input !== undefined) return isInto && subject.input === input;
  return isInto || (subject.layer === l && subject.neuron === input);
}
