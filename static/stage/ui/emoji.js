// Signs that a computer has no picture for would be seen as empty boxes: there they are left out.

const NO_SIGN = "\u{10ffff}"; // no font has it: what it looks like is the box
const SIZE = 24;

let box = null; // the pixels of the box

/** Return the sign, an emoji, or nothing where this computer cannot show it. */
export function sign(emoji) {
  if (!emoji) return "";
  box ??= pixels(NO_SIGN);
  return pixels(emoji) === box ? "" : emoji;
}

const known = new Map();

function pixels(text) {
  if (!known.has(text)) known.set(text, drawn(text));
  return known.get(text);
}

function drawn(text) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.font = `${SIZE - 4}px sans-serif`;
  context.textBaseline = "top";
  context.fillText(text, 0, 0);
  return context.getImageData(0, 0, SIZE, SIZE).data.join();
}
