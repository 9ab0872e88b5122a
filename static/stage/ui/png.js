// Saves what a panel shows as a PNG file: its canvases and its Plotly chart on one sheet, with a title.

import { el } from "./dom.js";

const SCALE = 2; // pixels of the file for each of the page
const PAD = 12;
const TITLE = 34;

/** A small button that saves a picture; `draw()` returns what `save` wants, as it is now. */
export function saveButton(labels, draw) {
  const button = el("button", {
    type: "button",
    className: "stage-save",
    title: labels.save,
    "aria-label": labels.save,
  });
  button.innerHTML =
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M11 3h2v9l3-3 1.4 1.4L12 15.8l-5.4-5.4L8 9l3 3zM4 18h16v2.5H4z"/></svg>';
  button.addEventListener("click", () => save(draw()));
  return button;
}

/**
 * `name` of the file, `title` on the sheet, its `width` and `height`, `colours`, and `layers` from back to front: each
 * paints itself with `(context) => …`, which may be a promise.
 */
export async function save({ name, title, width, height, colours, layers }) {
  const sheet = el("canvas", { width: SCALE * (width + 2 * PAD), height: SCALE * (height + TITLE + PAD) });
  const context = sheet.getContext("2d");
  context.scale(SCALE, SCALE);
  context.fillStyle = colours.background;
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.fillStyle = colours.text;
  context.font = `600 14px ${colours.font}`;
  context.fillText(title, PAD, 22, width);
  context.translate(PAD, TITLE);
  for (const layer of layers) {
    context.save();
    await layer(context);
    context.restore();
  }
  sheet.toBlob((blob) => download(blob, `${name}.png`));
}

/** Let the browser save a file. */
export function download(blob, name) {
  const href = URL.createObjectURL(blob);
  el("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000); // the browser has it by then
}

/** A layer that paints a Plotly chart. */
export function chart(Plotly, plot, width, height) {
  return async (context) => {
    if (!Plotly || !plot.classList.contains("js-plotly-plot")) return;
    const image = new Image();
    image.src = await Plotly.toImage(plot, { format: "svg", width, height });
    await image.decode();
    context.drawImage(image, 0, 0, width, height);
  };
}

/** A layer that paints a canvas of the page at a place. */
export function canvas(source, left, top, width, height) {
  return (context) => context.drawImage(source, left, top, width, height);
}
