// The colours of a film. A GIF has 256; since it is known what is drawn, they are the same for all its pictures: the
// shades of the surface, close enough for the eye, and what lies between each two colours that meet.

import { rgbOf } from "../ui/colours.js";

export const CLEAR = 255; // the place of the colour that lets the picture before show
const STEPS = 60; // from the middle of the surface's colours to either end
const LOST = 1; // bits of each part of a colour that make no difference

/** Return the colours of a film, [[r, g, b]], at most 255 and for the last place one that is not seen. */
export function paletteOf({ surface, point, boundary, background, text, curve }, task) {
  const { negative, middle, positive } = surface;
  const points =
    task === "classification"
      ? [
          [point[0], point.edge, 10],
          [point[1], point.edge, 10],
          ...[negative, middle, positive].map((shade) => [point.edge, shade, 8]),
        ]
      : [
          [point[0], middle, 20],
          [middle, point[1], 20],
        ];
  const ramps = [
    [negative, middle, STEPS],
    [middle, positive, STEPS], // the surface comes first: see `Painter.places`
    [background, text, 20],
    ...points,
    ...[negative, middle, positive].map((shade) => [boundary, shade, 8]),
    [curve.train, background, 10],
    [curve.test, background, 10],
  ];
  const colours = ramps.flatMap(ramp);
  return [...colours, ...new Array(CLEAR + 1 - colours.length).fill(rgbOf(background))];
}

/** So many colours from one to another, both included. */
function ramp([from, to, steps]) {
  const [low, high] = [from, to].map((colour) => (typeof colour === "string" ? rgbOf(colour) : colour));
  return Array.from({ length: steps }, (_, i) =>
    low.map((part, c) => Math.round(part + ((high[c] - part) * i) / (steps - 1))),
  );
}

/** Turns pictures into the places of their colours in a palette. */
export class Painter {
  constructor(palette) {
    this.parts = Int16Array.from(palette.flat());
    this.known = new Uint8Array(1 << (3 * (8 - LOST))).fill(CLEAR); // the place of each colour that was met
    this.shown = null; // the places of the colours that are seen by now
  }

  /**
   * Return the places of a picture's colours, CLEAR where the pictures before show the same already, or, on the surface,
   * a shade that is at most `near` steps off.
   */
  places({ data }, near) {
    const { known } = this;
    const words = new Uint32Array(data.buffer);
    const places = new Uint8Array(words.length);
    const isFirst = this.shown === null;
    const shown = (this.shown ??= new Uint8Array(words.length));
    for (let k = 0; k < words.length; k++) {
      const word = words[k];
      const key = ((word & 0xfe) >> LOST) | ((word & 0xfe00) >> (2 * LOST)) | ((word & 0xfe0000) >> (3 * LOST));
      if (known[key] === CLEAR) known[key] = this.nearest(word & 255, (word >> 8) & 255, (word >> 16) & 255);
      const place = known[key];
      const before = shown[k];
      const isNear = place < 2 * STEPS && before < 2 * STEPS && Math.abs(place - before) <= near;
      places[k] = (isNear || place === before) && !isFirst ? CLEAR : (shown[k] = place);
    }
    return places;
  }

  nearest(r, g, b) {
    const { parts } = this;
    let best = 0;
    let least = Infinity;
    for (let i = 0; i < CLEAR; i++) {
      // As the eye tells colours apart.
      const distance = 3 * (r - parts[3 * i]) ** 2 + 6 * (g - parts[3 * i + 1]) ** 2 + (b - parts[3 * i + 2]) ** 2;
      if (distance < least) {
        best = i;
        least = distance;
      }
    }
    return best;
  }
}
