// What was changed in a run on its way: a mark on the curve, and a sentence.

import { say, written } from "../../ui/language.js";

/** A mark for each change in the journal. */
export function marksOf(journal) {
  return journal.map(([x, { parameters }]) => ({ x, sign: parameters ? "✎" : "⚙" }));
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
