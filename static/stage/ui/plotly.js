// Brings plotly.js into the document, once, and distinguishes a single click on a chart from a double click, as Plotly
// itself does not. It comes compressed: see playground/assets.py.

import { el } from "./dom.js";

export const DOUBLE_CLICK_MS = 400; // a second press within that time makes a double click of it, on every chart
export const DRAG = 8; // pixels that a press has moved when it is a drag, for Plotly as well

let fetched = null;
let started = null;

/** Fetch Plotly once a document: after all that the page needs at first. */
export function fetchPlotly(address) {
  if (started) return started;
  fetched ??= fetch(address, { priority: "low" }).then((answer) => {
    if (!answer.ok) throw new Error(`${answer.status}`);
    return new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).blob();
  });
  fetched.catch(() => (fetched = null));
  return fetched;
}

/** Return the Plotly of this document, started once it has been fetched. */
export function startPlotly(address) {
  started ??= fetchPlotly(address).then(async (blob) => {
    const src = URL.createObjectURL(new Blob([blob], { type: "text/javascript" }));
    await new Promise((onload, onerror) => document.head.append(el("script", { src, onload, onerror })));
    URL.revokeObjectURL(src);
    fetched = null; // five megabytes that are not needed any more
    return window.Plotly;
  });
  started.catch(() => (started = null));
  return started;
}

/**
 * Call `act` with what Plotly reports of a click on a chart, once no second one can follow: a double click zooms out, and
 * does nothing else. Plotly itself reports each of the two.
 */
export function onSingleClick(plot, act) {
  let [pressed, waiting, isSingle] = [-Infinity, null, true];
  plot.addEventListener("pointerdown", ({ timeStamp }) => {
    clearTimeout(waiting);
    isSingle = timeStamp - pressed > DOUBLE_CLICK_MS;
    pressed = timeStamp;
  });
  plot.on("plotly_click", (event) => isSingle && (waiting = setTimeout(() => act(event), DOUBLE_CLICK_MS)));
}
