// Brings plotly.js into the document, once. It comes compressed: see playground/assets.py.

import { el } from "./dom.js";

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
