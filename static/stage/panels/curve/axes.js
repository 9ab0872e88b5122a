// The axes of the loss curve: which part of it they show, and where on them an epoch lies. Pure arithmetic.

import { across, axis, down, ends, inside } from "../../drawing/chart.js";

const MARGIN = { l: 56, r: 12, t: 6, b: 38 }; // on the left for 0.004 beside the name of the axis
const LOW_MARGIN = { ...MARGIN, b: 20 }; // in a low panel the axes have no names
const LEAST_EPOCHS = 10; // on the axis, however few there are
const ROOM = 0.06; // above the highest loss, as a share of the axis
const APART = { x: 75, y: 32 }; // pixels from a tick to the next, about
const LEAST_TICKS = 2.5;
const LEAST_DECADES = 0.2; // of a logarithmic axis

/** Where there is no other, the range of the epochs: all there are. */
export function epochRange(lines) {
  return [0, Math.max(LEAST_EPOCHS, ...lines.map(({ x }) => x.at(-1) ?? 0))];
}

/** The range of the losses, from 0 to a little above the highest; on a logarithmic axis a little below the least as well. */
export function lossRange(lines, isLog) {
  const [least, most] = ends(lines.flatMap(({ y }) => (isLog ? y.filter((loss) => loss > 0).map(Math.log10) : y)));
  if (!isLog) return [0, most > 0 ? most * (1 + ROOM) : 1];
  const room = Math.max((most - least) * ROOM, LEAST_DECADES / 2);
  return [least - room, most + room];
}

/** The chart of some lines and marks; `zoom` has the ranges of axes that somebody has zoomed into. */
export function chartOf(labels, colours, { width, height, isLow, isLog, zoom }, lines, marks) {
  const margin = isLow ? LOW_MARGIN : MARGIN;
  const size = inside({ width, height, margin });
  const along = (range, zoomed, label, count, isLog) =>
    axis(zoomed ?? range, {
      count: Math.max(count, LEAST_TICKS),
      name: isLow ? "" : label,
      isLog,
      isZoomed: Boolean(zoomed),
    });
  const x = along(epochRange(lines), zoom.x, labels.epoch, size.width / APART.x, false);
  const y = along(lossRange(lines, isLog), zoom.y, labels.loss, size.height / APART.y, isLog);
  return { width, height, margin, x, y, hasGrid: true, lines, marks, colours };
}

/** The epochs that are on show, [from, to], of a run up to `last`; `x` is the range that somebody has zoomed into. */
export function epochsOnShow({ x }, last) {
  return x ? [Math.max(0, Math.floor(x[0]) - 1), Math.min(last, Math.ceil(x[1]) + 1)] : [0, last];
}

/** Where an epoch and some losses lie inside the axes, or null if the epoch is outside of what is on show. */
export function toPixel(chart, epoch, losses) {
  const { width, height } = inside(chart);
  const x = across(chart, epoch);
  if (!(x >= 0 && x <= width)) return null;
  return { x: chart.margin.l + x, y: losses.map((loss) => down(chart, loss)), height };
}
