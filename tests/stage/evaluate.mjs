// Evaluates, in Node, the scripts that tests/stage/conftest.py sends: a line of JSON for each, and one for its value or
// error. A line "renew" gives up all that was imported and set: each test has a worker of its own, as it has a page of its
// own in a browser.

import { once } from "node:events";
import { createInterface } from "node:readline";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

/** Pass each line on to the worker, and its answer back. */
async function serve() {
  let worker = null;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === "renew") {
      await worker?.terminate();
      worker = null;
      continue;
    }
    worker ??= begin();
    worker.postMessage(line);
    const [answer] = await once(worker, "message");
    process.stdout.write(`${answer}\n`);
  }
  await worker?.terminate();
}

function begin() {
  const worker = new Worker(new URL(import.meta.url), { stdout: true });
  worker.stdout.pipe(process.stderr); // what a module logs is no answer
  return worker;
}

// biome-ignore lint/security/noGlobalEval: scripts are what it is for
const atTopLevel = eval; // called by another name it does not see what is in here

/** What the modules of the stage read of a browser without drawing anything; `clock.now` is what time it is. */
function imitateBrowser() {
  globalThis.window = Object.assign(globalThis, { addEventListener() {} });
  globalThis.document = { visibilityState: "visible" };
  globalThis.clock = { now: 0 };
  performance.now = () => globalThis.clock.now;
}

/** Return the answer to a line: as Playwright's `evaluate` has it, of a script that is a function what it returns. */
async function answer(line) {
  try {
    const { script, arg } = JSON.parse(line);
    const found = atTopLevel(script);
    const value = await (typeof found === "function" ? found(atTopLevel(`(${arg})`)) : found);
    return JSON.stringify({ value: value ?? null }, nonFinite);
  } catch (error) {
    return JSON.stringify({ error: error?.stack ?? String(error) });
  }
}

/** JSON has no word for NaN and infinity. */
function nonFinite(_, value) {
  return typeof value === "number" && !Number.isFinite(value) ? { number: String(value) } : value;
}

if (isMainThread) await serve();
else {
  imitateBrowser();
  parentPort.on("message", async (line) => parentPort.postMessage(await answer(line)));
}
