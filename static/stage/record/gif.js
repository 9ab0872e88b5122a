// Makes an animated GIF of a film, a little at a time, so that whatever plays on the page goes on.

import { CLEAR, Painter, paletteOf } from "./palette.js";
import { breath } from "./pause.js";

const HOLD_MS = 2000; // for so long the last picture stays
const MOST_BYTES = 4.5e6; // of a film; where it would become larger, small changes of a shade are left out
const AHEAD = 0.25; // of that may be used up at the beginning, where most moves

/**
 * Return a Blob, or null if `signal` is aborted. `seconds` is how long the film takes to its last picture, and
 * `progress(done)` is called with the number of pictures that are done.
 */
export async function makeGif(film, seconds, progress, signal) {
  const { GIFEncoder } = await import("./gifenc.js");
  const { frames, width, height } = film;
  const palette = paletteOf(film.colours, film.run.task);
  const painter = new Painter(palette);
  const gif = GIFEncoder();
  const delay = (1000 * seconds) / Math.max(1, frames.length - 1);
  const rest = breath();
  for (let i = 0; i < frames.length; i++) {
    await rest();
    const picture = film.picture(i);
    await rest();
    const share = AHEAD + ((1 - AHEAD) * (i + 1)) / frames.length;
    const excess = gif.bytesView().length - share * MOST_BYTES;
    const places = painter.places(picture, excess > 0 ? 1 + Math.floor(excess / 1e5) : 0);
    await rest();
    if (signal.aborted) return null;
    const isLast = i === frames.length - 1;
    gif.writeFrame(places, width, height, {
      palette: i === 0 ? palette : null,
      delay: isLast ? HOLD_MS : delay,
      transparent: i > 0,
      transparentIndex: CLEAR,
      dispose: 1, // each is painted over the one before
    });
    progress(i + 1);
  }
  gif.finish();
  return new Blob([gif.bytesView()], { type: "image/gif" });
}
