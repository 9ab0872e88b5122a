// A chart as Plotly is told of it, so that it draws what paint.js has drawn.

import { dragMode } from "../ui/dom.js";
import { separators } from "../ui/language.js";
import { DOUBLE_CLICK_MS } from "../ui/plotly.js";
import { DASH, DOT, FONT, gridColour, TICK } from "./paint.js";

export const CONFIG = {
  displaylogo: false,
  displayModeBar: false,
  doubleClick: false,
  doubleClickDelay: DOUBLE_CLICK_MS,
  showTips: false,
};
const NOWHERE = { x: [null], y: [null], type: "scatter" }; // there are axes only with a trace

/** Its lines. */
export function traces({ lines }) {
  const all = lines.map(({ x, y, colour, width, isDashed }) => ({
    x,
    y,
    type: "scatter",
    mode: x.length > 1 ? "lines" : "markers",
    line: { color: colour, width, dash: isDashed ? `${DASH}px,${DASH}px` : "solid", simplify: false },
    marker: { color: colour, size: 2 * DOT, line: { width: 0 } },
    hoverinfo: "skip",
  }));
  return all.length > 0 ? all : [NOWHERE];
}

/** Its axes, without names, which stay ours. */
export function layout(chart) {
  const { width, height, margin, colours } = chart;
  return {
    separators: separators(),
    width,
    height,
    margin,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    showlegend: false,
    hovermode: false,
    font: { family: colours.font, size: FONT, color: colours.text },
    dragmode: dragMode(),
    xaxis: { ...axis(chart, chart.x), ticklabeloverflow: "hide past div" },
    yaxis: { ...axis(chart, chart.y), ticklabeloverflow: "allow" },
  };
}

function axis({ isFramed, hasGrid, colours }, { range, isLog, isZoomed, ticks }) {
  return {
    ...(isZoomed
      ? { tickformat: "~g" }
      : { tickvals: ticks.map(({ value }) => value), ticktext: ticks.map(({ text }) => text) }),
    tickmode: isZoomed ? "auto" : "array",
    type: isLog ? "log" : "linear",
    range: [...range],
    color: colours.text,
    showgrid: Boolean(hasGrid),
    gridcolor: gridColour(colours),
    zeroline: false,
    showline: true,
    mirror: Boolean(isFramed),
    linecolor: colours.text,
    ticks: "outside",
    ticklen: TICK,
    tickcolor: colours.text,
    tickangle: 0,
  };
}
