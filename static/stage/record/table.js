// The history of a run as CSV: a row for each epoch, its numbers with all the digits they have.

import { METRICS } from "../protocol.js";
import { breath } from "./pause.js";

const ROWS = 200; // at a time
const END = "\r\n";

/** Return the table up to the epoch `last` as a Blob. `header` are the names of its columns: epoch, then the metrics. */
export async function table(history, last, header) {
  const parts = [header.join(",") + END];
  const rest = breath();
  for (let from = 0; from <= last; from += ROWS) {
    const count = Math.min(ROWS, last + 1 - from);
    parts.push(...Array.from({ length: count }, (_, i) => row(history, from + i)));
    await rest();
  }
  return new Blob(parts, { type: "text/csv;charset=utf-8" });
}

function row(history, epoch) {
  return [epoch, ...METRICS.map((name) => digits(history[name].at(epoch)))].join(",") + END;
}

/** A float32 number with as few digits as tell it from any other; nothing where there is none. */
export function digits(number) {
  if (!Number.isFinite(number)) return "";
  const short = [6, 7, 8].map((count) => Number(number.toPrecision(count))).find((value) => Math.fround(value) === number);
  return String(short ?? Number(number.toPrecision(9)));
}
