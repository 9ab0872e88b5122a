// The history of a run as CSV, as a spreadsheet in the reader's language opens it: a row for each epoch, its numbers
// with all the digits they have.

import { METRICS } from "../run/protocol.js";
import { separators } from "../ui/language.js";
import { breath } from "./pause.js";

const ROWS = 200; // at a time
const END = "\r\n";
const UTF_8 = "\ufeff"; // the mark by which spreadsheets know it

/** Return the table up to the epoch `last` as a Blob. `header` are the names of its columns: epoch, then the metrics. */
export async function table(history, last, header) {
  const [decimal] = separators();
  const between = decimal === "," ? ";" : ",";
  const line = (cells) => cells.join(between) + END;
  const row = (numbers) => line(numbers.map((number) => digits(number).replace(".", decimal)));
  const parts = [UTF_8, line(header)];
  const rest = breath();
  for (let from = 0; from <= last; from += ROWS) {
    const count = Math.min(ROWS, last + 1 - from);
    parts.push(...Array.from({ length: count }, (_, i) => row(numbersOf(history, from + i))));
    await rest();
  }
  return new Blob(parts, { type: "text/csv;charset=utf-8" });
}

function numbersOf(history, epoch) {
  return [epoch, ...METRICS.map((name) => history[name].at(epoch))];
}

/** A float32 number with as few digits as tell it from any other; nothing where there is none. */
export function digits(number) {
  if (!Number.isFinite(number)) return "";
  const short = [6, 7, 8]
    .map((count) => Number(number.toPrecision(count)))
    .find((value) => Math.fround(value) === number);
  return String(short ?? Number(number.toPrecision(9)));
}
