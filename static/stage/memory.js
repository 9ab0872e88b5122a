// What this browser remembers of its runs, so that a page that was reloaded can go on: how each began, its changes, and
// the epoch it had come to. Trained again from these it has the same bits.

import { VERSION } from "./protocol.js";

const NAME = "perceptron-playground";
const MOST = 20; // runs, the latest first

/** Remember a run: { key, start, journal, epoch }; `key` says by its settings which one it is. */
export function remember(run) {
  // This tab's own, and for a tab that is opened later what any tab has last seen.
  for (const storage of storages()) {
    const others = read(storage).filter(({ key }) => key !== run.key);
    try {
      storage.setItem(NAME, JSON.stringify({ version: VERSION, runs: [run, ...others].slice(0, MOST) }));
    } catch {
      // full, or forbidden: then nothing is remembered, and nothing else is lost
    }
  }
}

/** Return what is remembered of the run with these settings, or undefined. */
export function recall(key) {
  return storages().flatMap(read).find((run) => run.key === key);
}

function storages() {
  try {
    return [window.sessionStorage, window.localStorage];
  } catch {
    return []; // the browser forbids it
  }
}

function read(storage) {
  try {
    const { version, runs } = JSON.parse(storage.getItem(NAME));
    return version === VERSION ? runs.filter(({ key, epoch }) => typeof key === "string" && epoch > 0) : [];
  } catch {
    return []; // nothing there, or nothing of ours
  }
}
