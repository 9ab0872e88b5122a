// What the teacher's browser keeps: the key of each room, and what the server has asked it to keep of the room, so that
// it can be opened again. Which room this tab teaches, and how its teacher wants to see it, only the tab knows.

const ROOM = "perceptron-playground-room:"; // and the code
const TEACHES = "perceptron-playground-teaches"; // the line looks there as well, in line/kept.js
const CHOICES = "perceptron-playground-wall-choices";
const MOST = 200_000; // characters of what is kept of a room: the server takes no more
const DAY_MS = 24 * 60 * 60 * 1000; // no room lives as long

/** What the address of this page brings, { code, key }; the key is taken out of it. Null where there is none. */
export function arrived() {
  const { searchParams, pathname } = new URL(location.href);
  const [code, key] = [searchParams.get("room"), searchParams.get("key")];
  if (!code || !key) return null;
  searchParams.delete("key");
  history.replaceState(history.state, "", `${pathname}?${searchParams}`);
  return { code, key };
}

/** Remember that this tab teaches a room. */
export function remember({ code, key }) {
  const kept = read(code);
  write(code, { keep: kept?.key === key ? kept.keep : null, key });
  attempt(() => sessionStorage.setItem(TEACHES, code));
}

/** The room that this tab teaches, { code, key }, or null. */
export function taught() {
  const code = attempt(() => sessionStorage.getItem(TEACHES));
  const kept = code && read(code);
  return kept ? { code, key: kept.key } : null;
}

/** The room that a key opens, if this browser knows it: { code, key }. */
export function opened(key) {
  const codes = attempt(() => names().map((name) => name.slice(ROOM.length))) ?? [];
  return { code: codes.find((code) => read(code)?.key === key) ?? null, key };
}

/** What was kept of a room, or null. */
export function keptOf(code) {
  return read(code)?.keep ?? null;
}

/** Keep something of a room; what is too long would fill the browser up. */
export function keep({ code, key }, thing) {
  const isShort = JSON.stringify(thing).length <= MOST;
  if (isShort) write(code, { key, keep: thing });
}

/** What the teacher has chosen for the wall in this tab, see choices.js; whatever is there, null for nothing. */
export function keptChoices() {
  return attempt(() => JSON.parse(sessionStorage.getItem(CHOICES)));
}

/** A page that is loaded again, on the projector, is not to show names that were hidden. */
export function keepChoices(choices) {
  attempt(() => sessionStorage.setItem(CHOICES, JSON.stringify(choices)));
}

/** The room has ended. */
export function forget({ code }) {
  attempt(() => localStorage.removeItem(ROOM + code));
  attempt(() => sessionStorage.removeItem(TEACHES));
}

function read(code) {
  const kept = attempt(() => JSON.parse(localStorage.getItem(ROOM + code)));
  return typeof kept?.key === "string" ? kept : null;
}

function write(code, kept) {
  attempt(() => {
    clearOld();
    localStorage.setItem(ROOM + code, JSON.stringify({ ...kept, at: Date.now() }));
  });
}

/** The names under which rooms are kept. */
function names() {
  return Object.keys(localStorage).filter((name) => name.startsWith(ROOM));
}

function clearOld() {
  for (const name of names()) {
    const at = attempt(() => JSON.parse(localStorage.getItem(name)).at);
    if (!(Date.now() - at < DAY_MS)) localStorage.removeItem(name);
  }
}

/** Where a browser keeps nothing, or no more, the room is taught without. */
function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
