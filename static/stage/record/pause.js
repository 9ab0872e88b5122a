// Shares the page: a long piece of work rests now and then, for the page to draw and to hear the person.

const SLICE_MS = 12; // of work between two rests

/** Return what a piece of work awaits between its steps; it rests when it is time to. */
export function breath() {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE_MS) return;
    await new Promise((go) => setTimeout(go));
    since = performance.now();
  };
}
