// Ticks: the round numbers along an axis, and how they are written. Pure arithmetic.

import { written } from "../ui/language.js";

const ROUND = [1, 2, 5];

/** About so many round numbers between two ends, 1, 2 or 5 times a power of ten apart: [{ value, text }]. */
export function ticks(from, to, count = 5) {
  const step = stepOf((to - from) / count);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => {
    const value = Number(((first + i) * step).toFixed(decimals)) + 0; // not −0
    return { value, text: value === 0 ? "0" : written(value.toFixed(decimals)) };
  });
}

/** The same for a logarithmic axis, whose ends are powers of ten: whole decades, or 1, 2 and 5 in each if there is room. */
export function logTicks(from, to, count = 5) {
  const decades = to - from;
  if (decades < 0.8) return ticks(10 ** from, 10 ** to, count);
  const stride = Math.max(1, Math.ceil(decades / count));
  const among = decades * ROUND.length <= count * 1.5 ? ROUND : [1];
  const first = Math.floor(from / stride) * stride;
  const exponents = Array.from({ length: Math.ceil((to - first) / stride) + 1 }, (_, i) => first + i * stride);
  return exponents
    .flatMap((exponent) => among.map((times) => Number(`${times}e${exponent}`)))
    .filter((value) => Math.log10(value) >= from - 1e-9 && Math.log10(value) <= to + 1e-9)
    .map((value) => ({ value, text: short(value) }));
}

/** The least of the round steps that is not smaller than `rough`. */
function stepOf(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * (ROUND.find((times) => times * power >= rough * (1 - 1e-9)) ?? 10);
}

/** A round number; with an exponent where it would be too long for the room beside an axis. */
function short(value) {
  return written(value >= 1e-3 && value < 1e5 ? String(value) : value.toExponential().replace("e+", "e"));
}
