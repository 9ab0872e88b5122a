// What was changed in a run on its way: a mark on the curve, and a sentence.

import { say, written } from "../../ui/language.js";

/** A line across the plot for each change in the journal, with a sign that says on hover what was changed. */
export function marksOf(labels, colours, journal) {
  const line = { color: colours.ghost, width: 1, dash: "dot" };
  const shapes = journal.map(([x]) => ({ type: "line", x0: x, x1: x, y0: 0, y1: 1, yref: "paper", line }));
  const annotations = journal.map(([x, changes]) => ({
    x,
    y: 1,
    yref: "paper",
    yanchor: "top",
    showarrow: false,
    text: changes.parameters ? "✎" : "⚙",
    bgcolor: colours.background,
    font: { size: 12, color: colours.text },
    hovertext: sentenceOf(labels, x, changes),
    captureevents: true,
  }));
  return { shapes, annotations };
}

/** What was changed at an epoch; empty where nothing was. */
export function changesAt(labels, journal, epoch) {
  return journal
    .filter(([at]) => at === epoch)
    .map((change) => sentenceOf(labels, ...change))
    .join("; ");
}

function sentenceOf(labels, epoch, { parameters, ...settings }) {
  const parts = Object.entries(settings).map(([name, value]) => `${labels.live[name]} ${written(String(value))}`);
  if (parameters) parts.push(say(labels.set_by_hand, { count: parameters.length }));
  return say(labels.changed_at, { epoch, what: parts.join(", ") });
}
