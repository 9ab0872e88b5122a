"""Drives the app as a person does: its server, a browser, and the stage. For the browser tests and the benchmarks."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import TimeoutError, expect, sync_playwright

from tools import chromium

ROOT = Path(__file__).parent.parent
STAGE = '[data-testid="live-stage"]'
CHARTS = "[data-testid=decision-boundary], [data-testid=loss-curve], [data-testid=network], .js-plotly-plot, canvas"
WATCH_CHARTS = """(charts) => {
  window.changes = [];
  const isChart = (node) => node.nodeType === 1 && (node.matches(charts) || node.querySelector(charts));
  new MutationObserver((records) => {
    for (const { addedNodes, removedNodes } of records) {
      window.changes.push(...[...addedNodes, ...removedNodes].filter(isChart).map((node) => node.className));
    }
  }).observe(document.body, { childList: true, subtree: true });
}"""

WATCH_RUNS = (ROOT / "tools" / "watch_runs.js").read_text()  # a file would be read too late for the first page
# A page at rest stays so for some frames: of two requests the second one's run may follow the first one's. One that has
# just been loaded has not asked for its first run yet. What is asked of a part of the page that a server does not know,
# as after a restart, is never answered: after two hundred frames without a run nothing comes any more.
AT_REST = """(look) => {
  const isStill = "isRunAskedFor" in window
    && document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning";
  const before = window.quiet?.look === look ? window.quiet : { frames: 0, still: 0 };
  const frames = isStill && !window.isRunAskedFor ? before.frames + 1 : 0;
  window.quiet = { look, frames, still: isStill ? before.still + 1 : 0 };
  return frames > 6 || window.quiet.still > 200;
}"""

UNREST = """() => [window.isRunAskedFor, window.quiet?.frames,
  document.querySelector("[data-testid=stApp]")?.dataset.testScriptState]"""

# What the slider of the learning rate says, and the revision of the settings that the stage knows.
LEARNING_RATE = """(stage) => [
  document.querySelector("[data-control=learning_rate] [aria-valuetext]").getAttribute("aria-valuetext"),
  document.querySelector(stage).dataset.knownRevision,
]"""
BOTH_ARE_NEW = f"""([stage, before]) => ({LEARNING_RATE})(stage).every((now, which) => now !== before[which])"""
# The run has come to an epoch with the settings that the stage knows.
IS_FINISHED = """([stage, epoch]) => {
  const { dataset } = document.querySelector(stage);
  return dataset.state === "finished" && dataset.epoch === epoch && dataset.revision === dataset.knownRevision;
}"""


class Server:
    """The app as `make run` starts it, on a port of its own or a given one.

    `root` may be another copy of its files, `script` another one for Streamlit to run.
    """

    def __init__(self, log, *options, port=None, environment=None, root=ROOT, script="server.py"):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = port or probe.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true"]
        command += [f"--server.port={self.port}", "--server.address=127.0.0.1", *options]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.log = log
        self.process = subprocess.Popen(
            command,
            cwd=root,
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **(environment or {})},
        )

    def wait(self, prefix=""):
        """Return once the server answers."""
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}{prefix}_stcore/health", timeout=5).close()
                return self
            except OSError:
                time.sleep(0.1)  # between two looks at a state
        raise RuntimeError(f"The app did not start: {self.log.read_text()}")

    def kill(self):
        """End it from one moment to the next, as a power cut does."""
        self.process.kill()
        self.process.wait(20)

    def stop(self):
        """Stop it, and return what it had to complain about."""
        self.process.terminate()
        self.process.wait(20)
        return [line for line in self.log.read_text().splitlines() if re.search(r"Traceback|Error|Warning", line)]


@contextlib.contextmanager
def chromium_browser():
    """A Chromium; RuntimeError says what to install where none can be had."""
    path = chromium.get()
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path=path, args=flags)
        running.on("context", lambda context: context.add_init_script(WATCH_RUNS))
        yield running
        running.close()


class Stage:
    """The live stage as a person, or a test, meets it."""

    def __init__(self, page):
        self.page = page
        self.element = page.locator(STAGE)

    def open(self, query="", path=""):
        """Go to an address of the app, and wait for the stage with its charts."""
        self.page.goto(f"{path}?{query}" if query else path or "/")
        return self.ready()

    def ready(self):
        """Wait until the stage is there and the script has come to rest."""
        expect(self.element).to_have_attribute("data-frames", re.compile(r"\d"))
        self.rest()
        return self

    def reach_for_charts(self):
        """Point at the loss curve, and wait until Plotly has taken over there and on the boundary."""
        self.element.get_by_test_id("loss-curve").locator(".stage-area").hover()
        expect(self.element.locator(".js-plotly-plot")).to_have_count(2)
        return self

    def rest(self):
        """Wait until no script runs, and none is asked for."""
        try:
            self.page.wait_for_function(AT_REST, arg=time.monotonic())
        except TimeoutError:
            raise AssertionError(f"not at rest: {self.page.evaluate(UNREST)}") from None

    def data(self, name):
        """Return what data-<name> says."""
        return self.element.get_attribute(f"data-{name}")

    @property
    def epoch(self):
        """The epoch drawn now."""
        return int(self.data("epoch"))

    def press(self, name):
        """Press one of the stage's buttons."""
        self.element.get_by_role("button", name=name, exact=True).click()

    def wait_for(self, **facts):
        """Wait until data-<name> says all of this at once, such as state="paused", epoch=30."""
        names = {name: f"data-{name.replace('_', '-')}" for name in facts}
        selector = STAGE + "".join(f'[{names[name]}="{value}"]' for name, value in facts.items())
        try:
            self.page.locator(selector).wait_for(state="attached")
        except TimeoutError:
            found = {name: self.element.get_attribute(names[name]) for name in facts}
            raise AssertionError(f"the stage has {found}, and not {facts}") from None

    def wait_state(self, state):
        """Wait for data-state."""
        self.wait_for(state=state)

    def wait_epoch(self, epoch):
        """Wait until at least this epoch is drawn."""
        self.page.wait_for_function(
            "([stage, epoch]) => Number(document.querySelector(stage)?.dataset.epoch) >= epoch", arg=[STAGE, epoch]
        )

    def run_to(self, epoch):
        """Play to exactly this epoch, by way of the stop epoch."""
        self.stop_at(epoch)
        self.press("Play")
        try:
            self.page.wait_for_function(IS_FINISHED, arg=[STAGE, str(epoch)])
        except TimeoutError:
            found = {name: self.data(name) for name in ("state", "epoch", "revision", "known-revision")}
            raise AssertionError(f"the stage has {found}, and is to be finished at epoch {epoch}") from None

    def stop_at(self, epoch):
        """Set the epoch to stop at."""
        field = self.element.get_by_label("Stop at epoch")
        field.fill("" if epoch is None else str(epoch))
        field.press("Enter")

    def losses(self):
        """(training loss, test loss) of the epoch on show: of one, though others may follow."""
        read = "(stage) => [Number(stage.dataset.trainLoss), Number(stage.dataset.testLoss)]"
        return tuple(self.element.evaluate(read))

    def set_learning_rate(self, value):
        """Move the slider up to a value with the keys, as its label says it, and wait until the stage knows of it."""
        slider = self.page.get_by_role("slider", name="Learning rate")
        slider.focus()
        while (before := self.page.evaluate(LEARNING_RATE, STAGE))[0] != value:
            slider.press("ArrowRight")  # at the last value there is no other
            self.page.wait_for_function(BOTH_ARE_NEW, arg=[STAGE, before])  # the slider waits a moment before it tells
