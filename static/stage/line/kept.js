// What this browser keeps of the rooms that it was in: by which token a room knows its student again.

const NAME = "perceptron-playground-room";
const TEACHES = "perceptron-playground-teaches"; // of a tab: the code of the room that is taught in it
const MOST = 5; // rooms, the latest first

/** Return { name, token } of the student in the room with this code, {} for who was not there. */
export function known(code) {
  const kept = read().find((each) => each.code === code);
  return kept ? { name: kept.name, token: kept.token } : {};
}

export function remember(code, { name, token }) {
  write([{ code, name, token }, ...others(code)]);
}

export function forget(code) {
  write(others(code));
}

/** True in the tab in which the teacher of the room looks at its wall. */
export function teaches(code) {
  try {
    return sessionStorage.getItem(TEACHES) === code;
  } catch {
    return false;
  }
}

function others(code) {
  return read().filter((each) => each.code !== code);
}

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME));
    return kept.filter(({ code, name, token }) => [code, name, token].every((text) => typeof text === "string"));
  } catch {
    return []; // nothing there, or nothing of ours
  }
}

function write(kept) {
  try {
    localStorage.setItem(NAME, JSON.stringify(kept.slice(0, MOST)));
  } catch {
    // full, or forbidden: then the student types their nickname again
  }
}
