// How the points of the data are drawn, and what their colours mean.

import { mixer, SCALES } from "./colours.js";
import { el } from "./dom.js";

/** How a task's output is coloured, and its points: their colour, and that of their edges. */
export function looks(task, { point, surface, boundary }) {
  const classifies = task === "classification";
  return {
    scale: SCALES[task],
    // A value near 0 is as pale as the surface: only its edge is seen.
    edges: { filled: classifies ? point.edge : boundary, hollow: point.edge },
    pointColour: classifies ? (label) => point[label >= 0.5 ? 1 : 0] : mixer(point[0], surface.middle, point[1]),
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

export function key(label, text) {
  return el("span", { className: `stage-key stage-key-${label}` }, el("i"), text);
}
