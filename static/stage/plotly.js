// Brings plotly.js into the document, once. It comes compressed: see playground/assets.py.

import { el } from "./dom.js";
import { beginDrag } from "./drag.js";

let fetched = null;
let started = null;

/** Fetch Plotly once a document. */
export function fetchPlotly(address) {
  fetched ??= fetch(address).then((answer) => {
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

/** Let a drag over a chart inside of an element end as any other does: Plotly itself hears only of a button that is lifted. */
export function endDragsOver(element) {
  element.addEventListener("pointerdown", ({ target, clientX, clientY }) => {
    const plot = target.closest(".js-plotly-plot");
    if (plot) beginDrag(plot, (holds) => setTimeout(() => lift(holds, { clientX, clientY, bubbles: true })));
  }, true);
}

/** Plotly drags under a cover over the page, if it has not heard yet; a drag that is given up ends where it began. */
function lift(holds, start) {
  const cover = document.querySelector(".dragcover");
  if (!holds) cover?.dispatchEvent(new MouseEvent("mousemove", start));
  cover?.dispatchEvent(new MouseEvent("mouseup", start));
}
