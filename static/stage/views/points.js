// How the points of the data are drawn: class 1 as a disc, class 0 as a diamond, a value as a disc of its colour;
// training points are filled, test points hollow.

import { mixer } from "../ui/colours.js";
import { el } from "../ui/dom.js";

/** What the points of a task are coloured with: `colour(label)`, and the colour of the `edges` of either kind. */
export function pointStyle(task, { point, surface, boundary }) {
  const classifies = task === "classification";
  return {
    // A value near 0 is as pale as the surface: only its edge is seen.
    edges: { filled: classifies ? point.edge : boundary, hollow: point.edge },
    colour: classifies ? (label) => point[label >= 0.5 ? 1 : 0] : mixer(point[0], surface.middle, point[1]),
  };
}

export function drawSymbol(context, x, y, { radius, diamond, filled }, colour, edges) {
  context.beginPath();
  if (!diamond) context.arc(x, y, radius, 0, 2 * Math.PI);
  else {
    const r = radius * 1.3;
    context.moveTo(x, y - r);
    context.lineTo(x + r, y);
    context.lineTo(x, y + r);
    context.lineTo(x - r, y);
    context.closePath();
  }
  context.fillStyle = filled ? colour : edges.hollow;
  context.fill();
  context.lineWidth = filled ? 0.9 : 1.5;
  context.strokeStyle = filled ? edges.filled : colour;
  context.stroke();
}

/** The radius of a point among n of them, in pixels. */
export function radiusOf(n) {
  return n > 1500 ? 2 : n > 700 ? 2.6 : 3.3;
}

/**
 * Draw the points of a run, those for training and `withTest` the others, and return how many lie outside of `size`.
 * `toPixel(x1, x2)` is where a point lies, `alphaOf(i)` how strongly it is drawn.
 */
export function drawPoints(context, run, { colour, edges }, { size, toPixel, radius, withTest, alphaOf = () => 1 }) {
  const { points, n, nTrain, task } = run;
  let outside = 0;
  for (let i = (withTest ? n : nTrain) - 1; i >= 0; i--) {
    const [x, y] = toPixel(points.x1[i], points.x2[i]);
    if (x < -radius || y < -radius || x > size.width + radius || y > size.height + radius) {
      outside += 1;
      continue;
    }
    const diamond = task === "classification" && points.y[i] < 0.5;
    context.globalAlpha = alphaOf(i);
    drawSymbol(context, x, y, { radius, diamond, filled: i < nTrain }, colour(points.y[i]), edges);
  }
  return outside;
}

/** The entry of a legend for class 1 or 0. */
export function key(label, text) {
  return el("span", { className: `stage-key stage-key-${label}` }, el("i"), text);
}
