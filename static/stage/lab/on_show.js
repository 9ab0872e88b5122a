// The run that is on the stage, as a row of the lab notebook takes it in.

import { arranged } from "./facts.js";
import { picture } from "./picture.js";

/** What can be added of the stage's run: null where there is no stage yet, or nothing was trained or set by hand. */
export function onShow(stage) {
  const player = stage?.player;
  return player && !player.isUntouched ? player : null;
}

/** What a row keeps of a run: see `runOf` in kept.js. `main` are the names of the settings that come first. */
export function taken({ run, shown, journal }, main, now = Date.now()) {
  const finite = (value) => (Number.isFinite(value) ? value : null);
  const names = ["trainLoss", "testLoss", "trainScore", "testScore"];
  return {
    task: run.task,
    epoch: shown.epoch,
    added: now,
    numbers: Object.fromEntries(names.map((name) => [name, finite(shown[name])])),
    changes: journal.filter(([epoch]) => epoch <= shown.epoch).length,
    settings: arranged(run.summary, main),
    picture: picture(run, shown),
    link: null,
    note: "",
  };
}
