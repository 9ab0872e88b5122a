// Colours of the stage, light and dark: blue for class 1 and positive, orange for class 0 and negative, which the
// colour-blind can tell apart. What a colour shows is also shown by a symbol, a width or a number.

import { boundsOf } from "../model/activations.js";

// How an output's pre-activation is coloured: `sure` goes from −1, the one colour, to 1, the other, and beyond ±limit
// nothing changes to the eye.
export const SCALES = {
  classification: { limit: 8, sure: (z) => 2 / (1 + Math.exp(-z)) - 1 },
  regression: { limit: 1, sure: (value) => value },
};
export const FAINTEST = 0.7; // of a line that means something: fainter ones are lost on a projector, and to tired eyes

export const THEMES = {
  light: {
    surface: { negative: [244, 150, 60], middle: [250, 250, 248], positive: [72, 142, 214] },
    point: { 0: "#b34700", 1: "#00498d", edge: "#ffffff" },
    weight: { negative: [179, 71, 0], positive: [16, 98, 178] },
    boundary: "#1f2430",
    curve: { train: "#0b5cad", test: "#b34700" },
    ghost: "#767c88",
  },
  dark: {
    surface: { negative: [176, 88, 14], middle: [32, 36, 46], positive: [34, 98, 168] },
    point: { 0: "#ffb366", 1: "#8cc8ff", edge: "#10141c" },
    weight: { negative: [255, 153, 64], positive: [96, 172, 255] },
    boundary: "#f2f4f8",
    curve: { train: "#7db8ff", test: "#ffb366" },
    ghost: "#949aa6",
  },
};

/** Return the colours that suit the theme which the page has now, read from Streamlit's own variables. */
export function coloursOf(element) {
  const style = getComputedStyle(element);
  const read = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  const background = read("--st-background-color", "#ffffff");
  const dark = lightness(background) < 0.5;
  return {
    ...THEMES[dark ? "dark" : "light"],
    name: dark ? "dark" : "light",
    background,
    text: read("--st-text-color", dark ? "#fafafa" : "#31333f"),
    font: read("--st-font", "sans-serif"),
  };
}

/**
 * The colours of the surface for z from −limit to limit, as pixels of an ImageData, 32 bits each: `smooth` goes by
 * sure(z), from −1 to 1, `discrete` only shows which class it is.
 */
export function shades({ negative, middle, positive }, { limit, sure }) {
  const steps = 1024;
  const pixels = (sureness) => {
    const all = new Uint32Array(steps);
    const bytes = new Uint8ClampedArray(all.buffer);
    for (let i = 0; i < steps; i++) {
      const share = sureness(((i / (steps - 1)) * 2 - 1) * limit);
      const end = share < 0 ? negative : positive;
      for (let c = 0; c < 3; c++) bytes[4 * i + c] = middle[c] + (end[c] - middle[c]) * Math.abs(share);
      bytes[4 * i + 3] = 255;
    }
    return all;
  };
  return { smooth: pixels(sure), discrete: pixels((z) => (z < 0 ? -0.7 : 0.7)) };
}

/** The pixel of a value among `shades` that reach from −limit to limit. */
export function shadeOf(pixels, value, limit) {
  const last = pixels.length - 1;
  const at = ((value / limit + 1) * last) / 2;
  return pixels[at > 0 ? (at < last ? (at + 0.5) | 0 : last) : 0];
}

/** The size of a neuron's output that has the strongest colour: the largest there can be, or, without bounds, there is. */
export function reach(outputs, activation) {
  const bounds = boundsOf(activation);
  if (bounds) return Math.max(...bounds.map(Math.abs));
  let most = 0;
  for (let k = 0; k < outputs.length; k++) most = Math.max(most, Math.abs(outputs[k]));
  return most || 1;
}

/** Return what gives a value from −1 to 1 its colour: from `low` over `middle`, [r, g, b], to `high`, both "#rrggbb". */
export function mixer(low, middle, high) {
  const parts = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const ends = [parts(low), parts(high)];
  return (value) => {
    const end = ends[value < 0 ? 0 : 1];
    return rgba(
      middle.map((from, c) => Math.round(from + (end[c] - from) * Math.min(Math.abs(value), 1))),
      1,
    );
  };
}

export function rgba([r, g, b], alpha) {
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}

/** Return the [r, g, b] of any colour that a style sheet can name. */
export function rgbOf(colour) {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.subarray(0, 3)];
}

function lightness(colour) {
  const [r, g, b] = rgbOf(colour);
  return (0.299 * r + 0.587 * g + 0.114 * b) / 255;
}
