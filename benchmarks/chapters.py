"""The course's pages in a browser: how soon one is drawn after a click, and a step of back-propagation after Next.

`benchmarks.compare` prints these figures together with its own. (On Linux, since a server's CPU is read from /proc.)
"""

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import expect

from benchmarks.processes import cpu_seconds
from course.chapters import CHAPTERS
from tools.driver import Server, Stage, chromium_browser

STEPS = 20
NETWORKS = {
    "2-4-2-1": "dataset=xor&hidden=4-2",
    "2-8-8-1": "dataset=xor&hidden=8-8",
    "7-16-16-16-16-16-16-1": "features=x1-x2-x1sq-x2sq-x1x2-sinx1-sinx2&hidden=16-16-16-16-16-16",
}
# From the click on a link of the menu until the page has its heading, its formulas and its charts, and nothing runs.
DRAWN = """async (title) => {
  const links = [...document.querySelectorAll("[data-testid=stTopNavLink]")];
  const link = links.find((one) => one.innerText.includes(title));
  const before = document.querySelector("h2")?.innerText;
  const start = performance.now();
  const isDrawn = () => {
    const app = document.querySelector("[data-testid=stApp]");
    const charts = [...document.querySelectorAll(".figure-place")];
    const heading = document.querySelector("h2")?.innerText;
    return heading && heading !== before && app.dataset.testScriptState === "notRunning"
      && charts.every((chart) => chart.querySelector(".main-svg"))
      && !document.querySelector("[data-testid=stSkeleton]")
      && ![...document.querySelectorAll("p")].some((text) => /\\$\\$|\\\\hat/.test(text.innerText));
  };
  link.click();
  while (!isDrawn()) await new Promise(requestAnimationFrame);
  return (performance.now() - start) / 1000;
}"""
# What the WebSocket brings is counted where it arrives.
COUNT = """window.bytes = 0;
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => { window.bytes += data.size ?? data.byteLength ?? data.length; });
  }
};"""
# From the click on Next to the animation frame after the last change of the page; it must be another step's by then.
STEP = """() => new Promise((done) => {
  const steps = document.querySelector(".st-key-steps");
  const said = () => steps.querySelector(".course-step .words").innerText;
  const before = said(), bytes = window.bytes, start = performance.now();
  let last = 0;
  const watch = new MutationObserver(() => requestAnimationFrame((now) => { last = performance.now() - start; }));
  watch.observe(steps, { subtree: true, childList: true, characterData: true });
  steps.querySelector(".st-key-step_next button").click();
  const look = setInterval(() => {
    if (said() === before || performance.now() - start < last + 300) return;
    clearInterval(look);
    watch.disconnect();
    done([last / 1000, window.bytes - bytes]);
  }, 20);
})"""


def measure(report):
    """Add all figures to a report."""
    with tempfile.TemporaryDirectory() as folder, chromium_browser() as browser:
        server = Server(Path(folder) / "log.txt").wait()
        pages(report, browser, server)
        for name, query in NETWORKS.items():
            steps(report, browser, server, name, query)
        complaints = server.stop()
    if complaints:
        raise SystemExit("\n".join(["The server's log has:", *complaints]))


def pages(report, browser, server):
    """Click through the menu: in a browser that sees each page for the first time, and once more."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(server.url)
    Stage(page).ready()
    for visit in ("first visit", "again"):
        for title in ("Start here", *(chapter.title for chapter in CHAPTERS.values())):
            report.add(f"{title}: from the click to the page, {visit}", page.evaluate(DRAWN, title), "s", 2)
    page.close()


def steps(report, browser, server, name, query):
    """Go through some steps of a network."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.add_init_script(COUNT)
    page.goto(f"{server.url}?{query}")
    Stage(page).ready()  # a click that comes before can be lost while the page is still coming
    page.get_by_role("link", name="Backpropagation").click()
    expect(page.get_by_role("button", name="Check all")).to_be_visible(timeout=30_000)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=30_000)
    page.evaluate(STEP)  # the first one loads what the browser has not yet
    cpu = cpu_seconds(server.process.pid)
    took, travelled = zip(*(page.evaluate(STEP) for _ in range(STEPS)), strict=True)
    cpu = cpu_seconds(server.process.pid) - cpu
    report.add(f"{name}: a step, from Next to the screen, median", statistics.median(took), "s", 0.2)
    report.add(f"{name}: the slowest of {STEPS}", max(took), "s")
    report.add(f"{name}: server CPU a step", 1000 * cpu / STEPS, "ms")
    report.add(f"{name}: what travels for a step", statistics.mean(travelled) / 1000, "kB")
    page.close()
