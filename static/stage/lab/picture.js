// The small picture of a run in the lab notebook: what the network says over the square, under the training points. It
// has the colours of the light theme whichever the page has, since it is to be printed.

import { Grid, SQUARE } from "../model/grid.js";
import { SCALES, shades, THEMES } from "../ui/colours.js";
import { el } from "../ui/dom.js";
import { drawPoints, pointStyle, radiusOf } from "../views/points.js";
import { Surface, traceZero } from "../views/surface.js";

const SIDE = 160; // pixels
const SMALLER = 0.65; // points and line than on the stage
const MOST_POINTS = 250; // more would hide the surface, and each other
const EACH = 32; // shades that become one: the browser has room for a hundred pictures, if they have few colours

/** Return the picture of a run at a frame as a data URL. */
export function picture(run, { parameters }) {
  const canvas = el("canvas", { width: SIDE, height: SIDE });
  const context = canvas.getContext("2d");
  const size = { width: SIDE, height: SIDE };
  const grid = new Grid();
  grid.setRun(run);
  grid.run(parameters);
  const { logits } = grid.forward;
  drawSurface(context, run, logits, size);
  const pixel = (value) => ((value - SQUARE[0]) / (SQUARE[1] - SQUARE[0])) * SIDE;
  drawPoints(context, { ...run, nTrain: Math.min(run.nTrain, MOST_POINTS) }, pointStyle(run.task, THEMES.light), {
    size,
    toPixel: (x1, x2) => [pixel(x1), SIDE - pixel(x2)],
    radius: radiusOf(MOST_POINTS) * SMALLER,
    withTest: false,
  });
  return canvas.toDataURL("image/png");
}

function drawSurface(context, { task }, logits, size) {
  const scale = SCALES[task];
  const surface = new Surface();
  surface.draw(logits, scale.limit, fewer(shades(THEMES.light.surface, scale).smooth));
  context.drawImage(surface.canvas, 0, 0, SIDE, SIDE);
  if (task !== "classification") return;
  context.beginPath();
  traceZero(context, logits, size);
  Object.assign(context, { strokeStyle: THEMES.light.boundary, lineWidth: 1.8 * SMALLER });
  context.stroke();
}

/** The same shades in steps. */
function fewer(pixels) {
  return pixels.map((_, i) => pixels[i - (i % EACH) + EACH / 2]);
}
