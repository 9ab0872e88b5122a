"""How soon own data are on screen, how long a link is, and how fast a run comes back from one and becomes a film.

python -m benchmarks.in_and_out [--json]
"""

import statistics
import tempfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from benchmarks import own_data
from benchmarks.report import Report
from export.link import link
from nn_core import Description, Run
from nn_core.own import encode
from playground.feed import Snapshot
from playground.settings import Settings
from tools.driver import Server, Stage, chromium_browser

ROUNDS = 5
LINK_POINTS = 300
EPOCHS = 1000
PICTURES = 100
HOST = "https://perceptron-playground.streamlit.app/"
# From the first picture of the stage to the epoch that the link names.
REPLAYED = """async (epoch) => {
  const stage = () => document.querySelector('[data-testid="live-stage"]');
  while (!stage()?.dataset.frames) await new Promise(requestAnimationFrame);
  const start = performance.now();
  while (stage().dataset.epoch !== String(epoch)) await new Promise(requestAnimationFrame);
  return [(performance.now() - start) / 1000, performance.now() / 1000];
}"""
FILMED = """async () => {
  const start = performance.now();
  let last = start, pause = 0;
  [...document.querySelectorAll("button")].find((button) => button.textContent === "Animated GIF").click();
  while (!document.querySelector(".record-result img")) {
    const now = await new Promise(requestAnimationFrame);
    pause = Math.max(pause, now - last);
    last = now;
  }
  const bytes = (await (await fetch(document.querySelector(".record-result img").src)).blob()).size;
  return [(performance.now() - start) / 1000, pause / 1000, bytes / 1e6];
}"""


def main():
    report = Report(__doc__.splitlines()[0])
    measure_link(report)
    own_data.measure(report)
    with tempfile.TemporaryDirectory() as folder, chromium_browser() as browser:
        server = Server(Path(folder) / "log.txt").wait()
        for measure in (measure_replay, measure_film):
            measure(report, browser, server)
        complaints = server.stop()
    if complaints:
        raise SystemExit("\n".join(["The server's log has:", *complaints]))


def own_points(n):
    """Return n random points as a text, of both classes: nothing in them can be compressed."""
    rng = np.random.default_rng(0)
    return encode(rng.uniform(-6, 6, (n, 2)), rng.integers(0, 2, n))


def snapshot(description, epochs, rate=None):
    """Return the Snapshot of a run; half-way its learning rate changes, if another is given."""
    run = Run(description, "numba")
    *_, record = run.advance(epochs // 2)
    if rate:
        run.change(learning_rate=rate)
    *_, record = run.advance(epochs - epochs // 2)
    return Snapshot(description, replace(description, **run.settings_at(epochs)), run.journal, record, "numba")


def measure_link(report):
    """How long a link is with own points, every setting, and a training with a change."""
    taken = snapshot(Description(dataset="own", points=own_points(LINK_POINTS), hidden=(8, 8)), 240, 0.1)
    query, notes = link(taken, Settings(taken.description))
    if notes:
        raise SystemExit(notes[0])
    report.add(
        f"a link with {LINK_POINTS} own points and a training", len(f"{HOST}?{urlencode(query)}"), "characters", 2000
    )


def measure_replay(report, browser, server):
    """A run that comes back from a link."""
    taken = snapshot(Description(hidden=(8, 8)), EPOCHS, 0.1)
    query, _notes = link(taken, Settings(taken.description))
    replayed, opened = [], []
    for _round in range(ROUNDS):
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(f"{server.url}?{urlencode(query)}", wait_until="commit")
        seconds = page.evaluate(REPLAYED, EPOCHS)
        replayed.append(seconds[0]), opened.append(seconds[1])
        page.locator(".stage-state", has_text="to the last bit").wait_for()
        page.close()
    report.add(
        f"{EPOCHS} epochs of 2-8-8-1 from a link: from the first picture, median", statistics.median(replayed), "s", 2
    )
    report.add("the slowest", max(replayed), "s", 2)
    report.add("the same, from the opening of the page, median", statistics.median(opened), "s")


def measure_film(report, browser, server):
    """A training as an animated GIF."""
    # The page's policy would not let it fetch the film that it has made, to tell its size.
    page = browser.new_page(viewport={"width": 1280, "height": 720}, bypass_csp=True)
    stage = Stage(page)
    page.goto(f"{server.url}?dataset=spiral&hidden=8-8&speed=60&stop=200")
    stage.ready().press("Play")
    stage.wait_state("finished")
    stage.press("Share")
    page.get_by_role("tab", name="Record").click()
    page.get_by_label("Pictures").select_option(str(PICTURES))
    for width in (360, 480):
        page.get_by_label("Width").select_option(str(width))
        seconds, pause, size = page.evaluate(FILMED)
        report.add(f"a GIF of {PICTURES} pictures, {width} pixels wide", seconds, "s", 5)
        report.add("the longest pause of the page meanwhile", pause, "s")
        report.add("its size", size, "MB")
    page.close()


if __name__ == "__main__":
    main()
