"""How live the live stage is: frames, epochs, waits and server CPU, in a real Chromium on this machine.

    python -m benchmarks.live [--json]      (make bench; on Linux, since it reads /proc)

Two shared cores and no GPU give figures that swing by a factor of two: read them beside the empty loop and the bare
epoch, which are measured in the same run.
"""

import os
import re
import tempfile
import threading
import time
from pathlib import Path

from benchmarks import first_loads
from benchmarks.report import Report
from nn_core import Description, Run
from tools.driver import CHARTS, WATCH_CHARTS, Server, Stage, chromium_browser

SMALL = "dataset=circle&hidden=4-2&activation=tanh&batch=10"
DEEP = "dataset=spiral&hidden=8-8-8-8-8-8&activation=tanh&batch=10"
EMPTY_LOOP = """() => new Promise((done) => {
  let frames = 0;
  const start = performance.now();
  const frame = (now) => (now - start < 4000 ? (frames++, requestAnimationFrame(frame)) : done(frames / 4));
  requestAnimationFrame(frame);
})"""
# From a click or a key to the moment when an attribute of the stage has changed, seen at every animation frame.
UNTIL = """async ([name, act]) => {
  const stage = document.querySelector('[data-testid="live-stage"]');
  const before = stage.dataset[name];
  const start = performance.now();
  if (act) document.querySelector(act).click();
  while (stage.dataset[name] === before) await new Promise(requestAnimationFrame);
  return (performance.now() - start) / 1000;
}"""
RECORD_PAUSES = """() => {
  const stage = document.querySelector('[data-testid="live-stage"]');
  let last = performance.now();
  window.longest = 0;
  new MutationObserver(() => {
    window.longest = Math.max(window.longest, performance.now() - last);
    last = performance.now();
  }).observe(stage, { attributeFilter: ["data-epoch"] });
}"""


def main():
    report = Report(__doc__.splitlines()[0])
    with tempfile.TemporaryDirectory() as folder, chromium_browser() as browser:
        server = Server(Path(folder) / "log.txt").wait()
        try:
            open_page(browser, server)  # the first visit of all also warms the server
            paths = opening(report, browser, server)
            frames(report, browser, server)
            changes(report, browser, server)
            nobody_looks(report, browser, server)
            visitors(report, browser, server, paths)
        finally:
            complaints = server.stop()
    if complaints:
        raise SystemExit("\n".join(["The server's log has:", *complaints]))


def open_page(browser, server, query=""):
    page = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=server.url).new_page()
    return Stage(page).open(query)


def opening(report, browser, server):
    """A first visit with an empty cache; return the paths of the files it fetched from the server."""
    page = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=server.url).new_page()
    paths = []
    page.on("requestfinished", lambda request: paths.append(request.url))
    stage = Stage(page)
    page.goto("/")
    stage.ready()
    # What the page itself noted, in seconds since the navigation began; the machine's pace decides half of it.
    mark = "(name) => performance.getEntriesByName(name)[0].startTime / 1000"
    report.add("page opened until Streamlit's own code has started", page.evaluate(mark, "notRunning"), "s")
    report.add("page opened to first picture", page.evaluate(mark, "first picture"), "s", 2)
    report.add("page opened to the whole stage", page.evaluate(mark, "whole stage"), "s", 3)
    report.add("Play to first epoch drawn", page.evaluate(UNTIL, ["epoch", ".stage-button-play"]), "s", 0.3)
    page.context.close()
    return [url.removeprefix(server.url.rstrip("/")) for url in paths if url.startswith(server.url)]


def frames(report, browser, server):
    """Frames and epochs a second, what is rebuilt, and what an epoch costs the server."""
    blank = browser.new_page()
    report.add("frames of an empty requestAnimationFrame loop", blank.evaluate(EMPTY_LOOP), "frames/s")
    blank.close()
    stage = open_page(browser, server, SMALL)
    stage.page.evaluate(WATCH_CHARTS, CHARTS)
    drawn, epochs, cpu = measure(stage, server)
    report.add("frames, speed 60, 2-4-2-1 tanh, circle, batch 10", drawn, "frames/s", 50, at_most=False)
    report.add("charts removed or added while it plays", len(stage.page.evaluate("window.changes")), "charts", 0)
    bare = bare_epoch()
    report.add("server CPU an epoch, speed 60, the same", 1000 * cpu / epochs, "ms")
    report.add("the bare epoch (training and evaluation) in this run", 1000 * bare, "ms")
    report.add("server CPU an epoch against the bare epoch", cpu / epochs / bare, "times", 2)
    stage.page.context.close()
    stage = open_page(browser, server, DEEP)
    drawn, _, _ = measure(stage, server)
    report.add("frames, speed 60, 2-8-8-8-8-8-8-1 tanh, spiral, batch 10", drawn, "frames/s", 40, at_most=False)
    stage.page.context.close()
    stage = open_page(browser, server, SMALL + "&speed=max")
    _, epochs, _ = measure(stage, server)
    report.add("epochs, speed max, 2-4-2-1, batch 10", epochs / 8, "epochs/s", 150, at_most=False)
    stage.page.context.close()


def measure(stage, server):
    """Play for 2 s, then return (frames a second, epochs, seconds of server CPU) over 8 s."""
    stage.press("Play")
    time.sleep(2)
    read = lambda: (int(stage.data("frames")), stage.epoch, cpu_seconds(server), time.perf_counter())  # noqa: E731
    before = read()
    time.sleep(8)
    frames, epochs, cpu, seconds = (after - first for after, first in zip(read(), before, strict=True))
    return frames / seconds, epochs, cpu


def cpu_seconds(server):
    """User and system time that the server has used."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bare_epoch():
    """CPU seconds of one epoch of the same run, with nothing around it."""
    run = Run(Description(hidden=(4, 2), activation="tanh", batch_size=10))
    start = time.process_time()
    epochs = sum(1 for _ in run.advance(10**6, seconds=3))
    return (time.process_time() - start) / epochs


def changes(report, browser, server):
    """From the key that moves the learning rate to the first epoch trained with it; the worst of five."""
    stage = open_page(browser, server, SMALL)
    stage.press("Play")
    stage.wait_epoch(60)
    slider = stage.page.get_by_role("slider", name="Learning rate")
    slider.focus()
    took = []
    for _ in range(5):
        stage.page.evaluate(f"(name) => {{ window.until = ({UNTIL})([name, null]); }}", "revision")
        slider.press("ArrowRight")
        took.append(stage.page.evaluate("window.until"))
        stage.wait_epoch(stage.epoch + 30)
    report.add("change of learning rate to first epoch with it on screen (worst of 5)", max(took), "s", 0.5)
    stage.page.context.close()


def nobody_looks(report, browser, server):
    """Epochs that the server trains while the stage is paused, and while the tab is hidden."""
    page = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=server.url).new_page()
    trained = []

    def count(frame):
        trained.extend(int(n) for n in re.findall(rb'"kind":"chunk".{0,120}?"count":(\d+)', bytes(frame)))

    page.on("websocket", lambda socket: socket.on("framereceived", count))
    stage = Stage(page).open(SMALL)
    hide = """(state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    stage.press("Play")
    for name, stop in (("hidden", lambda: page.evaluate(hide, "hidden")), ("paused", lambda: stage.press("Pause"))):
        page.evaluate(hide, "visible")
        stage.wait_epoch(stage.epoch + 60)
        stop()
        page.wait_for_timeout(1000)  # an answer may be on its way
        before = sum(trained)
        page.wait_for_timeout(5000)
        report.add(f"epochs trained in 5 s while {name}", sum(trained) - before, "epochs", 0)
    report.add("epochs trained before that: the count counts", sum(trained), "epochs", 120, at_most=False)
    page.context.close()


def visitors(report, browser, server, paths):
    """The longest pause of one who plays while thirty others open the page for the first time."""
    stage = open_page(browser, server, SMALL)
    stage.press("Play")
    stage.wait_epoch(60)
    stage.page.evaluate(RECORD_PAUSES)
    result = []
    crowd = threading.Thread(target=lambda: result.append(first_loads.many(server.url, paths, 30, 10)))
    crowd.start()
    while crowd.is_alive():
        stage.page.wait_for_timeout(100)
    took, failed = result[0]
    report.add(
        "longest pause of a player beside 30 first loads in 10 s", stage.page.evaluate("window.longest / 1000"), "s", 1
    )
    report.add("first loads that failed", len(failed), "visitors", 0)
    report.add("a first load without a browser, the slowest", max(took, default=0), "s")
    stage.page.context.close()


if __name__ == "__main__":
    main()
