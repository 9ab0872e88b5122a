// Reads what a teacher has typed. Pure.

import { separators, typed } from "../ui/language.js";

export const MOST_STOP = 1_000_000; // epochs

/** A whole number from 1 to `most`, or null. */
export function wholeNumber(text, most) {
  const value = Number(text.trim());
  return /^\d+$/.test(text.trim()) && value >= 1 && value <= most ? value : null;
}

/** A number as the reader's language writes it, or null. */
export function numberOf(text) {
  const value = Number(typed(text.trim()));
  return text.trim() !== "" && Number.isFinite(value) ? value : null;
}

/**
 * The kinds of goals of a challenge. read() returns what the server is told, null for what is no such goal; `least` and
 * `most` are its limits, for a sentence. A score is typed in per cent; up to 1 it stays as it is, as R² is typed.
 */
export const GOALS = {
  score: { read: (text) => scoreOf(numberOf(text)) },
  epochs: { most: "1,000,000", read: (text) => wholeNumber(text, MOST_STOP) },
  loss: { least: "0.0001", most: "100", read: (text) => lossOf(numberOf(text)) },
};

function scoreOf(value) {
  if (value === null || value <= 0 || value > 100) return null;
  return value > 1 ? value / 100 : value;
}

function lossOf(value) {
  return value >= 0.0001 && value <= 100 ? value : null;
}

/**
 * The values of a list as they were typed, null for none: the server reads them. Where the decimal mark is a comma, values
 * are parted by semicolons, or by a comma and a space.
 */
export function valuesOf(text) {
  const [decimal] = separators();
  const parts = text.split(decimal === "," ? /;|,\s+/ : /[;,]/).map((part) => part.trim());
  const values = parts.filter(Boolean);
  return values.length ? values : null;
}
