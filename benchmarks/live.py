"""How live the live stage is: frames, epochs, waits and server CPU, in a real Chromium on this machine.

    python -m benchmarks.live [--json]      (make bench; on Linux, since it reads /proc)

Two shared cores and no GPU give figures that swing by a factor of two: read them beside the empty loop and the bare
epoch, which are measured in the same run.
"""

import asyncio
import gc
import random
import re
import statistics
import tempfile
import threading
import time
import tracemalloc
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import first_loads
from benchmarks.processes import cpu_seconds, held
from benchmarks.report import Report
from nn_core import Description, Run
from playground import engines
from playground.address import to_query
from playground.feed import Feed
from playground.presets import PRESETS
from playground.protocol import VERSION
from tools.driver import CHARTS, WATCH_CHARTS, Server, Stage, chromium_browser

SMALL = "dataset=circle&hidden=4-2&activation=tanh&batch=10"
DEEP = "dataset=spiral&hidden=8-8-8-8-8-8&activation=tanh&batch=10"
DEEPEST = f"{DEEP}&features=x1-x2-x1sq-x2sq-x1x2-sinx1-sinx2"  # 55 pictures and the output's
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
# What was seen to move without anybody's doing, by the browser's own reckoning.
WATCH_SHIFTS = """() => {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shift += value;
  }).observe({ type: "layout-shift", buffered: true });
}"""
# Drag the scrubber to an epoch; return the epoch of the first picture, and seconds to the picture of that very epoch.
DRAG = """async (epoch) => {
  const stage = document.querySelector('[data-testid="live-stage"]');
  const scrubber = stage.querySelector('[data-testid="scrubber"]');
  const start = performance.now();
  scrubber.value = epoch;
  scrubber.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  const first = Number(stage.dataset.epoch);
  while (Number(stage.dataset.epoch) !== epoch) await new Promise(requestAnimationFrame);
  return [first, (performance.now() - start) / 1000];
}"""
# From the click on Play to the animation frame in which the test accuracy on show is 95 %.
SOLVED = """async () => {
  const stage = document.querySelector('[data-testid="live-stage"]');
  const start = performance.now();
  document.querySelector(".stage-button-play").click();
  while (!(Number(stage.dataset.testScore) >= 0.95)) await new Promise(requestAnimationFrame);
  return (performance.now() - start) / 1000;
}"""
MEGABYTE = 1024 * 1024


def main():
    report = Report(__doc__.splitlines()[0])
    with tempfile.TemporaryDirectory() as folder, chromium_browser() as browser:
        server = Server(Path(folder) / "log.txt").wait()
        try:
            open_page(browser, server)  # the first visit of all also warms the server
            opening(report, browser, server)
            shifts(report, browser, server)
            frames(report, browser, server)
            inside(report, browser, server)
            scrubbing(report, browser, server)
            changes(report, browser, server)
            nobody_looks(report, browser, server)
            visitors(report, browser, server)
            tab_memory(report, browser, server)
            spiral(report, browser, server)
            student_memory(report)
        finally:
            complaints = server.stop()
        server_memory(report, browser, Path(folder))
    if complaints:
        raise SystemExit("\n".join(["The server's log has:", *complaints]))


def open_page(browser, server, query=""):
    page = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=server.url).new_page()
    return Stage(page).open(query)


def opening(report, browser, server):
    """A first visit with an empty cache."""
    page = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=server.url).new_page()
    Stage(page).open()
    # What the page itself noted, in seconds since the navigation began; the machine's pace decides half of it.
    mark = "(name) => performance.getEntriesByName(name)[0].startTime / 1000"
    report.add("page opened until Streamlit's own code has started", page.evaluate(mark, "notRunning"), "s")
    report.add("page opened to first picture", page.evaluate(mark, "first picture"), "s", 2)
    report.add("page opened to the whole stage", page.evaluate(mark, "whole stage"), "s", 3)
    report.add("Play to first epoch drawn", page.evaluate(UNTIL, ["epoch", ".stage-button-play"]), "s", 0.3)
    page.context.close()


def shifts(report, browser, server):
    """What moves by itself from the opening to five seconds of playing, in five openings."""
    scores = []
    for _ in range(5):
        page = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=server.url).new_page()
        page.add_init_script(f"({WATCH_SHIFTS})()")
        Stage(page).open(SMALL).press("Play")
        page.wait_for_timeout(5000)
        scores.append(page.evaluate("window.shift"))
        page.context.close()
    report.add("layout shift score, opening to 5 s of playing (median of 5)", statistics.median(scores), "", 0.05)
    report.add("the same, the worst of 5", max(scores), "")


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
    bare, on_numpy = bare_epoch("numba"), bare_epoch("numpy")
    report.add("server CPU an epoch, speed 60, the same", 1000 * cpu / epochs, "ms")
    report.add("the bare epoch (training and evaluation) in this run, kernel", 1000 * bare, "ms")
    report.add("the same, NumPy", 1000 * on_numpy, "ms")
    report.add("server CPU an epoch against the bare epoch on NumPy", cpu / epochs / on_numpy, "times", 2)
    stage.page.context.close()
    stage = open_page(browser, server, DEEP)
    drawn, _, _ = measure(stage, server)
    report.add("frames, speed 60, 2-8-8-8-8-8-8-1 tanh, spiral, batch 10", drawn, "frames/s", 40, at_most=False)
    stage.page.context.close()
    stage = open_page(browser, server, SMALL + "&speed=max")
    _, epochs, _ = measure(stage, server)
    report.add("epochs, speed max, 2-4-2-1, batch 10", epochs / 8, "epochs/s", 1000, at_most=False)
    stage.page.context.close()


def inside(report, browser, server):
    """Frames a second with the pictures of many neurons, and with all else that the stage can show; an edit's way."""
    stage = open_page(browser, server, DEEPEST)
    stage.page.evaluate(WATCH_CHARTS, CHARTS)
    drawn, _, _ = measure(stage, server)
    name = "frames, speed 60, 7-8-8-8-8-8-8-1 tanh, spiral, batch 10"
    report.add(f"{name}, every neuron's picture", drawn, "frames/s", 35, at_most=False)
    stage.element.get_by_role("button", name="hidden layer 3, neuron 3").click()
    for box in ("Changes", "Mistakes", "Test points"):
        stage.element.get_by_label(box).check()
    stage.press("How good is it?")
    report.add("the same, with a neuron large, changes, mistakes and how good it is", drawing(stage), "frames/s")
    report.add("charts removed or added while it plays", len(stage.page.evaluate("window.changes")), "charts", 0)
    stage.element.get_by_role("tab", name="Hidden space").click()
    report.add("the same network, its hidden space on show", drawing(stage), "frames/s")
    stage.page.context.close()
    stage = open_page(browser, server, SMALL)
    stage.press("Play")
    stage.wait_epoch(60)
    stage.element.get_by_role("button", name="hidden layer 1, neuron 1").click()
    took = []
    for value in range(5):
        field = stage.element.get_by_role("textbox", name="bias", exact=True)
        field.fill(str(value))
        stage.page.evaluate(f"(name) => {{ window.until = ({UNTIL})([name, null]); }}", "revision")
        field.press("Enter")
        took.append(stage.page.evaluate("window.until"))
    report.add("a weight set by hand while it plays to the first epoch with it on screen (worst of 5)", max(took), "s")
    stage.page.context.close()


def drawing(stage):
    """Frames a second over 6 s of playing that is under way."""
    stage.page.wait_for_timeout(1000)
    before, start = int(stage.data("frames")), time.perf_counter()
    stage.page.wait_for_timeout(6000)
    return (int(stage.data("frames")) - before) / (time.perf_counter() - start)


def measure(stage, server):
    """Play for 2 s, then return (frames a second, epochs, seconds of server CPU) over 8 s."""
    stage.press("Play")
    time.sleep(2)
    read = lambda: (int(stage.data("frames")), stage.epoch, cpu_seconds(server.process.pid), time.perf_counter())  # noqa: E731
    before = read()
    time.sleep(8)
    frames, epochs, cpu, seconds = (after - first for after, first in zip(read(), before, strict=True))
    return frames / seconds, epochs, cpu


def bare_epoch(engine):
    """CPU seconds of one epoch of the same run, with nothing around it."""
    run = Run(Description(hidden=(4, 2), activation="tanh", batch_size=10), engine)
    list(run.advance(1))
    start = time.process_time()
    epochs = sum(1 for _ in run.advance(10**6, seconds=3))
    return (time.process_time() - start) / epochs


def scrubbing(report, browser, server):
    """From a drag of the scrubber to the picture, over a run of 5,000 epochs: kept epochs, and such as are replayed."""
    stage = open_page(browser, server, "dataset=circle&hidden=8-8&activation=tanh&batch=10&speed=max&stop=5000")
    stage.page.set_default_timeout(300_000)
    stage.press("Play")
    stage.page.wait_for_selector('[data-testid="live-stage"][data-state="finished"]')
    pick = random.Random(0)
    kept, replayed = [], []
    while len(replayed) < 20:
        epoch = pick.randrange(1, 5000)
        nearest, seconds = stage.page.evaluate(DRAG, epoch)
        if nearest != epoch:
            replayed.append(seconds)
            kept.append(stage.page.evaluate(DRAG, nearest)[1])
    report.add("drag of the scrubber to a kept epoch's picture (worst of 20)", 1000 * max(kept), "ms", 50)
    report.add("the same, median", 1000 * statistics.median(kept), "ms", 50)
    report.add("drag of the scrubber to a replayed epoch's picture (worst of 20)", max(replayed), "s", 0.5)
    report.add("the same, median", statistics.median(replayed), "s", 0.5)
    stage.page.context.close()


def tab_memory(report, browser, server):
    """Memory of the tab, by its process, as a run of 2-8-8-8-8-8-8-1 grows to 10,000 epochs, each of them drawn."""
    tools = browser.new_browser_cdp_session()

    def renderers():
        processes = tools.send("SystemInfo.getProcessInfo")["processInfo"]
        return {process["id"] for process in processes if process["type"] == "renderer"}

    before = renderers()
    stage = open_page(browser, server, DEEP)
    stage.page.set_default_timeout(600_000)
    page_tools = stage.page.context.new_cdp_session(stage.page)
    process = max(renderers() - before, key=held)  # beside it there may be a spare one

    def memory():
        page_tools.send("HeapProfiler.collectGarbage")
        return held(process)

    at_first = memory()
    stage.press("Play")
    grown = []
    for epoch in (5000, 10_000):
        stage.wait_epoch(epoch)
        grown.append(memory())
    report.add("memory of a tab that has just opened", at_first, "MB")
    report.add("more after 5,000 epochs of 2-8-8-8-8-8-8-1", grown[0] - at_first, "MB", 150)
    report.add("memory after 10,000 epochs against 5,000", 100 * (grown[1] / grown[0] - 1), "%", 10)
    stage.page.context.close()


def spiral(report, browser, server):
    """From Play to 95 % test accuracy on screen, in the preset "Spiral, deep"; the worst of three."""
    took = []
    for _ in range(3):
        stage = open_page(browser, server, urlencode(to_query(PRESETS["spiral"].settings)))
        took.append(stage.page.evaluate(SOLVED))
        stage.page.context.close()
    report.add('"Spiral, deep": Play to 95 % test accuracy on screen (worst of 3)', max(took), "s", 2)


def server_memory(report, browser, folder):
    """What the server's process holds while one visitor plays: on NumPy, with a fresh kernel, and with a cached one."""
    cache = {"NN_ENGINE": "numba", "NUMBA_CACHE_DIR": str(folder / "cache")}
    ways = (("NumPy", {"NN_ENGINE": "numpy"}), ("kernel, fresh compile", cache), ("kernel, from its cache", cache))
    for name, environment in ways:
        server = Server(folder / "memory.txt", environment=environment).wait()
        stage = open_page(browser, server, SMALL)
        stage.press("Play")
        stage.wait_epoch(60)
        report.add(f"memory of the server, one visitor playing: {name}", held(server.process.pid), "MB")
        stage.page.context.close()
        server.stop()


def student_memory(report):
    """What the server holds for one run of 5,000 epochs of that network, as Python counts it."""
    description = Description("spiral", hidden=(8,) * 6, batch_size=250)  # an update an epoch: the same memory, sooner
    engines.wait()
    gc.collect()
    tracemalloc.start()
    feed, epoch = Feed(description), 0
    while epoch < 5000:
        about = {"version": VERSION, "do": "train", "run_id": feed.run_id, "revision": 0, "id": epoch, "urgent": False}
        feed.answer(about | {"from": epoch, "shown": max(0, epoch - 45), "count": 45, "pace": "all"})
        epoch = feed.run.epoch
    gc.collect()
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    report.add("server memory of a run of 5,000 epochs of 2-8-8-8-8-8-8-1", used / MEGABYTE, "MB", 2)


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


def visitors(report, browser, server):
    """The longest pause of one who plays while thirty others open the page for the first time."""
    paths = first_loads.files(browser, server)
    stage = open_page(browser, server, SMALL)
    stage.press("Play")
    stage.wait_epoch(60)
    stage.page.evaluate(RECORD_PAUSES)
    result = []
    crowd = threading.Thread(target=lambda: result.append(asyncio.run(crowd_of_thirty(server, paths))))
    crowd.start()
    while crowd.is_alive():
        stage.page.wait_for_timeout(100)
    took, failed = result[0]
    pause = stage.page.evaluate("window.longest / 1000")
    report.add("longest pause of a player beside 30 first loads in 10 s", pause, "s", 1)
    report.add("first loads that failed", len(failed), "visitors", 0)
    report.add("a first load without a browser, the slowest", max(took, default=0), "s")
    stage.page.context.close()


async def crowd_of_thirty(server, paths):
    """Thirty who come within ten seconds, and leave again: (seconds of each, faults)."""
    took, _drawn, failed, students = await first_loads.many(server.url, paths, 30, 10)
    for student in students:
        await student.leave()
    return took, failed


if __name__ == "__main__":
    main()
