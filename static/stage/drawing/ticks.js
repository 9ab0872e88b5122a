// Ticks: the round numbers along an axis, and how they are written. Pure arithmetic.

import { written } from "../ui/language.js";

const ROUND = [1, 2, 5];
const ONE = 0.8; // decades: on less of them than one the numbers lie as on any other axis

/**
 * About so many round numbers between two ends, 1, 2 or 5 times a power of ten apart: [{ value, text }]. There can be more
 * of the same beyond: `wide` are the ends of all of them.
 */
export function ticks(from, to, count = 5, wide = [from, to]) {
  const step = stepOf((to - from) / count);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(wide[0] / step - 1e-9);
  const last = Math.floor(wide[1] / step + 1e-9);
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => {
    const value = Number(((first + i) * step).toFixed(decimals)) + 0; // not −0
    return { value, text: value === 0 ? "0" : written(value.toFixed(decimals)) };
  });
}

/** The same for a logarithmic axis, with powers of ten for ends: whole decades, or 1, 2 and 5 in each if there is room. */
export function logTicks(from, to, count = 5, wide = [from, to]) {
  const decades = to - from;
  if (decades < ONE) return ticks(10 ** from, 10 ** to, count, [10 ** wide[0], 10 ** wide[1]]).filter(isPositive);
  const stride = Math.max(1, Math.ceil(decades / count));
  const among = decades * ROUND.length <= count * 1.5 ? ROUND : [1];
  const first = Math.floor(wide[0] / stride) * stride;
  const exponents = Array.from({ length: Math.ceil((wide[1] - first) / stride) + 1 }, (_, i) => first + i * stride);
  return exponents
    .flatMap((exponent) => among.map((times) => Number(`${times}e${exponent}`)))
    .filter((value) => Math.log10(value) >= wide[0] - 1e-9 && Math.log10(value) <= wide[1] + 1e-9)
    .map((value) => ({ value, text: short(value) }));
}

function isPositive({ value }) {
  return value > 0;
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
