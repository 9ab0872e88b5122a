// What the relief consists of, for Plotly: the surface, the points on it, and the space around them.

import { SQUARE } from "../model/grid.js";
import { rgba } from "../ui/colours.js";
import { separators } from "../ui/language.js";

const LINE_GREY = { light: "#d4d6db", dark: "#43474f" }; // no transparency here

/** The heights `z`, a list for each row, over the places x and y, coloured by how sure the output is there. */
export function surfaceTrace({ places, z, sureness, classifies, colours }) {
  const { negative, middle, positive } = colours.surface;
  const contour = { show: true, color: rgba(middle, 1), width: 1, start: SQUARE[0], end: SQUARE[1], size: 1 };
  const line = { ...contour, highlight: false };
  const border = { ...line, show: classifies, color: colours.boundary, width: 5, start: 0.5, end: 0.5 };
  return {
    type: "surface",
    x: places,
    y: places,
    z,
    surfacecolor: sureness,
    cmin: -1,
    cmax: 1,
    colorscale: [negative, middle, positive].map((colour, i) => [i / 2, rgba(colour, 1)]),
    showscale: false,
    contours: { x: line, y: line, z: border },
    opacity: 0.9, // a point may lie under it
    lighting: { ambient: 0.85, diffuse: 0.35, specular: 0.03, roughness: 0.9 },
    hovertemplate: "x₁ %{x:.2f}<br>x₂ %{y:.2f}<br>ŷ %{z:.3f}<extra></extra>",
  };
}

/** The training points at the height of their labels: class 1 discs, class 0 diamonds, values discs of their colour. */
export function pointTraces({ points, nTrain: n, task }, { colour, edges }) {
  const trace = (symbol, belongs) => {
    const numbers = Array.from({ length: n }, (_, i) => i).filter((i) => belongs(points.y[i]));
    const take = (name) => numbers.map((i) => points[name][i]);
    return {
      type: "scatter3d",
      mode: "markers",
      x: take("x1"),
      y: take("x2"),
      z: take("y"),
      hoverinfo: "skip",
      marker: {
        symbol,
        size: n > 500 ? 2.2 : 3,
        color: take("y").map(colour),
        line: { color: edges.filled, width: 0.5 },
      },
    };
  };
  if (task !== "classification") return [trace("circle", () => true)];
  return [trace("circle", (label) => label >= 0.5), trace("diamond", (label) => label < 0.5)];
}

export function sceneLayout({ width, height, camera, classifies, colours }) {
  const grid = LINE_GREY[colours.name];
  const axis = (text, more) => ({
    title: { text },
    color: colours.text,
    gridcolor: grid,
    zerolinecolor: grid,
    showspikes: false,
    showbackground: false,
    ...more,
  });
  const square = { range: [...SQUARE], dtick: 2 };
  return {
    separators: separators(),
    width,
    height,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    showlegend: false,
    paper_bgcolor: "rgba(0,0,0,0)",
    uirevision: "keep",
    font: { family: colours.font, size: 12, color: colours.text },
    hoverlabel: { bgcolor: colours.background, font: { color: colours.text } },
    scene: {
      uirevision: "keep",
      camera,
      dragmode: "turntable",
      aspectmode: "manual",
      aspectratio: { x: 1, y: 1, z: 0.6 },
      xaxis: axis("x₁", square),
      yaxis: axis("x₂", square),
      zaxis: axis("ŷ", classifies ? { range: [-0.02, 1.02], dtick: 0.5 } : {}),
    },
  };
}
