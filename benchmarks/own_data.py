"""The page "Your data" in a browser, with 5,000 points: how soon a file is on the plane, and what a stroke costs.

`benchmarks.in_and_out` prints these figures together with its own. (On Linux, since a server's CPU is read from /proc.)
"""

import random
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import expect

from benchmarks.processes import cpu_seconds
from nn_core.own import MAX_POINTS
from tools.driver import Server, chromium_browser

FILES = STROKES = 10
# From the choice of a file to the second animation frame after the plane has its points: by then they are painted.
LOADED = """(count) => new Promise((done) => {
  const plane = document.querySelector(".plane");
  const input = document.querySelector("input[type=file]");
  let start = null;
  input.addEventListener("change", () => { start = performance.now(); }, { capture: true, once: true });
  const look = () => {
    const isThere = Number(plane.dataset.class0) + Number(plane.dataset.class1) === count;
    if (start === null || !isThere) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame(() => { window.took = (performance.now() - start) / 1000; }));
  };
  window.took = null;
  look();
  done();
})"""


def measure(report):
    """Add all figures to a report."""
    with tempfile.TemporaryDirectory() as folder, chromium_browser() as browser:
        server = Server(Path(folder) / "log.txt").wait()
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        sent, received = counted(page)
        page.goto(f"{server.url}your_data")
        rest(page)
        files(report, page)
        for tab, content in (("Table", "[data-testid=stDataFrame]"), ("Real data", ".st-key-own_sample")):
            page.get_by_role("tab", name=tab).click()
            page.locator(content).wait_for()
            rest(page)
            strokes(report, page, server, sent, received, f"the tab {tab} beside it")
        complaints = server.stop()
    if complaints:
        raise SystemExit("\n".join(["The server's log has:", *complaints]))


def files(report, page):
    """Load files of 5,000 rows, one after the other, onto an empty plane."""
    page.get_by_role("tab", name="Your file").click()
    page.locator("input[type=file]").wait_for(state="attached")
    rest(page)
    took = []
    for number in range(FILES):
        page.evaluate(LOADED, MAX_POINTS)
        file = {"name": f"{number}.csv", "mimeType": "text/csv", "buffer": contents(number)}
        page.locator("input[type=file]").set_input_files(file)
        page.wait_for_function("() => window.took")
        took.append(page.evaluate("window.took"))
        rest(page)
        if number < FILES - 1:
            page.get_by_role("button", name="Clear", exact=True).click()
            rest(page, points=0)
    report.add("a CSV of 5,000 rows, from the choice to the plane, median", statistics.median(took), "s", 1)
    report.add(f"the slowest of {FILES}", max(took), "s")


def strokes(report, page, server, sent, received, where):
    """Erase here and there, with the server at rest after each."""
    page.get_by_text("Eraser", exact=True).click()
    box = page.get_by_role("application").bounding_box()
    draw = random.Random(where)
    cpu, up, down = cpu_seconds(server.process.pid), sum(sent), sum(received)
    for _ in range(STROKES):
        place = (box[start] + box[size] * draw.uniform(0.3, 0.7) for start, size in (("x", "width"), ("y", "height")))
        page.mouse.click(*place)
        rest(page)
    report.add(
        f"a stroke with 5,000 points, {where}: CPU", 1000 * (cpu_seconds(server.process.pid) - cpu) / STROKES, "ms"
    )
    report.add("what the browser sends for it", (sum(sent) - up) / STROKES / 1000, "kB")
    report.add("what it is sent", (sum(received) - down) / STROKES / 1000, "kB")


def rest(page, points=None):
    """Wait until the plane and the line of the server agree on the points, and no script runs."""
    page.wait_for_function(
        """(points) => {
          const plane = document.querySelector(".plane");
          const count = plane && Number(plane.dataset.class0) + Number(plane.dataset.class1);
          const line = [...document.querySelectorAll("p")].find((one) => /^[\\d,]+ points:/.test(one.innerText));
          return plane && line && (points === null || points === count)
            && Number(line.innerText.split(" ")[0].replace(",", "")) === count;
        }""",
        arg=points,
    )
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def contents(seed):
    """The bytes of a CSV file of two classes."""
    draw = random.Random(seed)
    rows = (f"{draw.gauss(3 + 2 * i, 1):.2f},{draw.gauss(i, 0.4):.3f},{'ab'[i]}" for i in (0, 1) * (MAX_POINTS // 2))
    return "\n".join(["length,width,kind", *rows]).encode()


def counted(page):
    """Return two lists that collect the sizes of the WebSocket's messages, there and back."""
    sent, received = [], []

    def watch(socket):
        socket.on("framesent", lambda data: sent.append(len(data)))
        socket.on("framereceived", lambda data: received.append(len(data)))

    page.on("websocket", watch)
    return sent, received
