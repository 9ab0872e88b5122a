// What this browser keeps of the lab notebook. What is read there can be anything: what is not of a notebook's form is
// left out.

import { EMPTY, MOST_CHARACTERS, MOST_KEPT } from "./notebook.js";

export const NAME = "perceptron-playground-lab-notebook"; // what begins so is deleted by "Start afresh"
const VERSION = 1;
const MOST_SETTINGS = 60;
const LONGEST_PICTURE = 200_000; // characters
const LONGEST_QUERY = 8000;
const LATEST = 8.64e15; // milliseconds: what a Date can hold
const PICTURE = /^data:image\/png;base64,[A-Za-z0-9+/]+={0,2}$/;
const QUERY = /^[A-Za-z0-9%._~+&=*-]+$/; // as Python and URLSearchParams write one

/** Return the notebook that a text of `written` holds, an empty one for any other text. */
export function read(text) {
  try {
    const { version, notebook } = JSON.parse(text);
    return version === VERSION ? checked(notebook) : EMPTY;
  } catch {
    return EMPTY; // nothing there, or nothing of ours
  }
}

export function written(notebook) {
  return JSON.stringify({ version: VERSION, notebook });
}

function checked({ title, name, at, rows, arranged, removed }) {
  const ids = new Set();
  const isNew = ({ id }) => id !== "" && !ids.has(id) && ids.add(id);
  return {
    title: text(title),
    name: text(name),
    at: stamp(at),
    rows: list(rows).map(row).filter(isNew).slice(0, MOST_KEPT),
    arranged: stamp(arranged),
    removed: list(removed).map((entry) => [text(entry?.[0], 40), stamp(entry?.[1])]),
  };
}

function row(found) {
  const { id, at, expect, run, saw } = found ?? {};
  return { id: text(id, 40), at: stamp(at), expect: text(expect), run: run ? runOf(run) : null, saw: text(saw) };
}

function runOf({ task, epoch, added, numbers, changes, settings, picture, link, note }) {
  const pairs = list(settings).slice(0, MOST_SETTINGS);
  const { trainLoss, testLoss, trainScore, testScore } = numbers ?? {};
  return {
    task: task === "regression" ? task : "classification",
    epoch: stamp(epoch),
    added: stamp(added),
    numbers: {
      trainLoss: real(trainLoss),
      testLoss: real(testLoss),
      trainScore: real(trainScore),
      testScore: real(testScore),
    },
    changes: stamp(changes),
    settings: pairs.map((pair) => [text(pair?.[0], 200), text(pair?.[1], 400)]),
    picture: matching(picture, PICTURE, LONGEST_PICTURE),
    link: matching(link, QUERY, LONGEST_QUERY),
    note: text(note),
  };
}

function list(value) {
  return Array.isArray(value) ? value : [];
}

function text(value, most = MOST_CHARACTERS) {
  return typeof value === "string" ? value.slice(0, most) : "";
}

function matching(value, form, most) {
  return typeof value === "string" && value.length <= most && form.test(value) ? value : null;
}

function stamp(value) {
  return Number.isInteger(value) && value >= 0 && value <= LATEST ? value : 0;
}

function real(value) {
  return Number.isFinite(value) ? value : null;
}
