// The axes of the loss curve: how Plotly lays them out, which part of them is on show, and where on it an epoch lies.

import { dragMode } from "../../ui/dom.js";
import { separators } from "../../ui/language.js";
import { DOUBLE_CLICK_MS } from "../../ui/plotly.js";

const MARGIN = { l: 56, r: 12, t: 6, b: 38 }; // on the left for 0.004 beside the name of the axis
const LOW_MARGIN = { ...MARGIN, b: 20 }; // in a low panel the axes have no names
const GRID = { dark: "rgba(255,255,255,0.12)", light: "rgba(0,0,0,0.10)" };

export const CONFIG = {
  displaylogo: false,
  displayModeBar: false,
  doubleClick: "reset+autosize",
  doubleClickDelay: DOUBLE_CLICK_MS,
  showTips: false,
};

/** Plotly's layout for a size, in a theme's colours; what was zoomed into in `plot` stays. */
export function layoutOf(labels, colours, plot, { width, height, isLow, isLog }) {
  const axis = (title) => ({
    title: { text: isLow ? "" : title, standoff: 4 },
    color: colours.text,
    gridcolor: GRID[colours.name],
    zeroline: false,
    showline: true,
    linecolor: colours.text,
    ticks: "outside",
    ticklen: 4,
    tickcolor: colours.text,
    tickformat: "~g",
    rangemode: "tozero",
  });
  return {
    separators: separators(),
    width,
    height,
    margin: isLow ? LOW_MARGIN : MARGIN,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    showlegend: false,
    font: { family: colours.font, size: 12, color: colours.text },
    hovermode: "x unified",
    hoverlabel: { bgcolor: colours.background, font: { color: colours.text } },
    uirevision: "keep",
    dragmode: dragMode(),
    xaxis: {
      ...axis(labels.epoch),
      autorangeoptions: { include: 10 },
      hoverformat: "d",
      unifiedhovertitle: { text: `${labels.epoch} %{x}` },
      ...zoom(plot, "xaxis"),
    },
    yaxis: { ...axis(labels.loss), nticks: isLow ? 3 : 0, type: isLog ? "log" : "linear", ...zoom(plot, "yaxis") },
  };
}

/** Where somebody has zoomed into an axis: { range, autorange }; empty where they have not, or there is no chart yet. */
function zoom(plot, name) {
  const axis = plot.layout?.[name];
  return axis?.autorange === false ? { range: axis.range, autorange: false } : {};
}

/** The epochs that are on show, [from, to], of a run up to `last`. */
export function epochsOnShow(plot, last) {
  const { range } = zoom(plot, "xaxis");
  return range ? [Math.max(0, Math.floor(range[0]) - 1), Math.min(last, Math.ceil(range[1]) + 1)] : [0, last];
}

/** How far along its axis an epoch lies, in pixels: outside of it, if it is not on show. */
export function across(plot, epoch) {
  const { xaxis, width, margin } = plot._fullLayout; // the axes as they are, while dragged, too
  const [from, to] = xaxis.range;
  return ((epoch - from) / (to - from)) * (width - margin.l - margin.r);
}

/** Where an epoch and some losses lie inside the axes, or null if the epoch is outside of what is on show. */
export function toPixel(plot, epoch, losses) {
  const { yaxis, width, height, margin } = plot._fullLayout;
  const [w, h] = [width - margin.l - margin.r, height - margin.t - margin.b];
  const x = across(plot, epoch);
  if (!(x >= 0 && x <= w)) return null;
  const [low, high] = yaxis.range;
  const share = (loss) => ((yaxis.type === "log" ? Math.log10(loss) : loss) - low) / (high - low);
  return { x: margin.l + x, y: losses.map((loss) => (1 - share(loss)) * h), height: h };
}
