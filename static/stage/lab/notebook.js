// The lab notebook as data: a title, a name, and rows of what was expected, set and seen. Each change makes a new one.
//
// Whatever can be changed in two tabs at a time has a stamp, `at`, when it was changed last: of two notebooks the later
// change of each row stands, and a row that is missing in one of them is only gone if it was removed there.

export const MOST_ROWS = 100;
export const MOST_CHARACTERS = 2000; // of a field
export const MOST_KEPT = 2 * MOST_ROWS; // two tabs may each have added some, and Undo adds to a notebook that is full
const MOST_REMOVED = 300; // of which it is remembered that they were

export const EMPTY = { title: "", name: "", at: 0, rows: [], arranged: 0, removed: [] };

/** A stamp that is later than all that the notebook has. */
export function stamp(notebook, now = Date.now()) {
  const stamps = [
    notebook.at,
    notebook.arranged,
    ...notebook.rows.map(({ at }) => at),
    ...notebook.removed.map(([, at]) => at),
  ];
  return stamps.reduce((latest, at) => Math.max(latest, at + 1), now);
}

export function isFull({ rows }) {
  return rows.length >= MOST_ROWS;
}

/** Write the title or the name: { title } or { name }. */
export function head(notebook, texts) {
  return { ...notebook, ...cutAll(texts), at: stamp(notebook) };
}

/** Add an empty row with this id at the end, unless the notebook is full. */
export function add(notebook, id) {
  if (isFull(notebook)) return notebook;
  const at = stamp(notebook);
  return { ...notebook, rows: [...notebook.rows, { id, at, expect: "", run: null, saw: "" }] };
}

/** Change a row: what it expects or saw, { expect } or { saw }. */
export function write(notebook, id, texts) {
  return change(notebook, id, cutAll(texts));
}

/** Add a run to a row that expects something and has none yet; else nothing changes. */
export function addRun(notebook, id, run) {
  const row = notebook.rows.find((other) => other.id === id);
  return row?.run === null && row.expect.trim() ? change(notebook, id, { run }) : notebook;
}

/** Change something in the run of a row, if it still is the run that was added at this time; null takes it out. */
export function changeRun(notebook, id, added, changes) {
  const run = notebook.rows.find((row) => row.id === id)?.run;
  return run?.added === added ? change(notebook, id, { run: changes && { ...run, ...changes } }) : notebook;
}

export function remove(notebook, id) {
  const removed = [...notebook.removed, [id, stamp(notebook)]].slice(-MOST_REMOVED);
  return { ...notebook, removed, rows: notebook.rows.filter((row) => row.id !== id) };
}

/** Put the run of a row back, with what was expected of it. */
export function putRunBack(notebook, { id, expect, run }) {
  return change(notebook, id, { expect, run });
}

/** Put a row back to a place among the others, as it was. */
export function putBack(notebook, row, place) {
  const others = notebook.rows.filter(({ id }) => id !== row.id);
  const at = stamp(notebook);
  const rows = [...others.slice(0, place), { ...row, at }, ...others.slice(place)];
  return { ...notebook, rows, arranged: at, removed: notebook.removed.filter(([id]) => id !== row.id) };
}

export function moveUp(notebook, id) {
  const from = notebook.rows.findIndex((row) => row.id === id);
  if (from < 1) return notebook;
  const rows = [...notebook.rows];
  rows.splice(from - 1, 2, rows[from], rows[from - 1]);
  return { ...notebook, rows, arranged: stamp(notebook) };
}

/** What two tabs have made of a notebook, as one: nothing of either is lost but what was removed or written over. */
export function merge(ours, theirs) {
  const removed = latest([...ours.removed, ...theirs.removed]);
  const isGone = ({ id, at }) => (removed.get(id) ?? -1) >= at;
  const rows = new Map();
  const [first, second] = theirs.arranged > ours.arranged ? [theirs, ours] : [ours, theirs];
  for (const row of [...first.rows, ...second.rows]) {
    if (!isGone(row) && !(rows.get(row.id)?.at >= row.at)) rows.set(row.id, row);
  }
  const { title, name, at } = theirs.at > ours.at ? theirs : ours;
  return {
    ...{ title, name, at },
    rows: [...rows.values()].slice(0, MOST_KEPT),
    arranged: first.arranged,
    removed: [...removed].slice(-MOST_REMOVED),
  };
}

function latest(stamped) {
  const all = new Map();
  for (const [id, at] of stamped) all.set(id, Math.max(at, all.get(id) ?? 0));
  return all;
}

function change(notebook, id, changes) {
  const at = stamp(notebook);
  return { ...notebook, rows: notebook.rows.map((row) => (row.id === id ? { ...row, ...changes, at } : row)) };
}

function cutAll(texts) {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.slice(0, MOST_CHARACTERS)]));
}
