// What this browser remembers of its runs, so that a page that was reloaded can go on: how each began, its changes, and
// the epoch it had come to. Trained again from these it has the same bits.

const NAME = "perceptron-playground";
const VERSION = 4; // of what is kept here, not of the protocol: a server that was updated makes no run forgotten
const MOST = 20; // runs, the latest first

/** Remember a run: { key, start, journal, epoch, engine, loaded }; `key` says by its settings which one it is. */
export function remember(run) {
  for (const { storage, isShared } of storages()) {
    const runs = read(storage);
    const kept = runs.find(({ key }) => key === run.key);
    // Another tab may have brought the very run further. In this one whoever goes back means to, once they train on.
    const isAhead = kept && (isShared || run.epoch === 0) && contains(kept, run);
    write(storage, [isAhead ? kept : run, ...runs.filter(({ key }) => key !== run.key)]);
  }
}

/** Return what is remembered of the run with these settings, or undefined. */
export function recall(key) {
  return storages()
    .flatMap(({ storage }) => read(storage))
    .find((run) => run.key === key);
}

/** This tab's own, and for a tab that is opened later what any tab has last seen. */
function storages() {
  try {
    return [
      { storage: window.sessionStorage, isShared: false },
      { storage: window.localStorage, isShared: true },
    ];
  } catch {
    return []; // the browser forbids it
  }
}

/** True when a run is another one of the same settings, at its epoch or further on. */
function contains(run, other) {
  const past = ({ start, journal }) => JSON.stringify([start, journal.filter(([epoch]) => epoch <= other.epoch)]);
  return run.epoch >= other.epoch && past(run) === past(other);
}

function write(storage, runs) {
  for (let most = MOST; most > 0; most >>= 1) {
    try {
      return storage.setItem(NAME, JSON.stringify({ version: VERSION, runs: runs.slice(0, most) }));
    } catch {
      // full: then fewer; or forbidden: then nothing is remembered, and nothing else is lost
    }
  }
}

function read(storage) {
  try {
    const { version, runs } = JSON.parse(storage.getItem(NAME));
    return version === VERSION ? runs.filter(({ key, epoch }) => typeof key === "string" && epoch >= 0) : [];
  } catch {
    return []; // nothing there, or nothing of ours
  }
}
