// How a run in the lab notebook reads: on the page, in print, and in both kinds of file.

import { number, percent, say } from "../ui/language.js";

const MAIN = 5; // settings that are shown at once: the first ones

/** [what it is called, how it reads] for the numbers of a run. */
export function numbersOf({ task, epoch, numbers }, labels) {
  const score = task === "regression" ? "r2" : "accuracy";
  const scored = (value) =>
    score === "r2" || value === null ? number(value ?? NaN) : `${percent(value)}${labels.percent}`;
  return [
    [labels.epoch, String(epoch)],
    [labels.train_loss, number(numbers.trainLoss ?? NaN)],
    [labels.test_loss, number(numbers.testLoss ?? NaN)],
    [labels[`train_${score}`], scored(numbers.trainScore)],
    [labels[`test_${score}`], scored(numbers.testScore)],
  ];
}

/** The settings of a run: those that are shown at once, and the others, each as [what it is called, how it reads]. */
export function settingsOf({ settings }) {
  return [settings.slice(0, MAIN), settings.slice(MAIN)];
}

/** A summary, {name: text}, as a list of pairs: the settings with the names `main` come first. */
export function arranged(summary, main) {
  const pairs = Object.entries(summary);
  return [
    ...main.flatMap((name) => pairs.filter(([other]) => other === name)),
    ...pairs.filter(([name]) => !main.includes(name)),
  ];
}

/** The sentences about a run: what was changed on the way, and when it was added. */
export function sentencesOf({ changes, added, note }, labels, tag) {
  const date = new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "short" }).format(added);
  return [
    ...(changes ? [say(labels.changes, { count: changes })] : []),
    say(labels.added, { date }),
    ...(note ? [note] : []),
  ];
}

export function pictureName({ task, epoch }, labels) {
  return say(task === "regression" ? labels.picture_values : labels.picture, { epoch });
}

/** The address that brings a run back: always one of this very app, whose other pages lie beside this one. */
export function addressOf({ link }, here = location.href) {
  if (link === null) return null;
  const app = new URL("./", here.replace("/~/+", "")); // some hosts show the app in a frame, under another address
  return `${app.origin}${app.pathname}?${link}`;
}
