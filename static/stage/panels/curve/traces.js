// The lines of the loss curve, as Plotly is given them: training and test, and beneath them those of other runs, grey.

import { say } from "../../ui/language.js";

const MOST_POINTS = 300; // drawn of each line: more could not be told apart
const HOVER = "%{y:.4f}";

/** The losses from an epoch to another, thinned: { epochs, train, test, mode }. */
export function thinned({ trainLoss, testLoss }, from, to) {
  const stride = Math.max(1, Math.ceil((to - from) / MOST_POINTS));
  const epochs = [];
  for (let epoch = from - (from % stride); epoch < to; epoch += stride) epochs.push(epoch);
  if (to >= from) epochs.push(to);
  const mode = epochs.length > 1 ? "lines" : "markers"; // a line of one point cannot be seen
  return { epochs, mode, train: epochs.map((e) => trainLoss.at(e)), test: epochs.map((e) => testLoss.at(e)) };
}

/** All of them: what comes later lies on top, as the line of another run may be the same as the one on show. */
export function traces(labels, colours, otherRuns, { epochs, train, test, mode }) {
  const line = (name, y, color, dash) => ({
    x: epochs,
    y,
    name,
    type: "scatter",
    mode,
    line: { color, width: 2, dash },
    hovertemplate: HOVER,
  });
  return [
    ...otherRuns.map((run) => greyLine(labels, colours, run)),
    line(labels.training, train, colours.curve.train, "solid"),
    line(labels.test, test, colours.curve.test, "dash"),
  ];
}

/** The line of another run, with its number at the end. */
function greyLine(labels, colours, run) {
  return {
    x: run.epochs,
    y: run.losses,
    name: say(labels.runs_number, run),
    type: "scatter",
    mode: "lines+text",
    text: run.epochs.map((_, i) => (i === run.epochs.length - 1 ? String(run.number) : "")),
    textposition: "top left",
    textfont: { color: colours.ghost, size: 11 },
    line: { color: colours.ghost, width: 1.5 },
    hovertemplate: HOVER,
    legendrank: 2000, // below the two lines, where they are read out
  };
}
