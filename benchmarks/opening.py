"""How soon the app is there: the playground and the other pages, beside a bare Streamlit page and any other address.

    python -m benchmarks.opening [ADDRESS ...] [--rounds 7] [--app] [--json]

All are opened in turn, in a real Chromium at 1280 x 720, each in a browser that has never seen it and then once more:
other work on the machine then slows all alike, and a figure is a median. What counts is the difference to the bare
page, one line of text served by `streamlit run`. With --app the app itself is started by `streamlit run app.py`, as
Community Cloud does it, without our server. Of another address the first picture is the first contentful paint, and it
is whole with the largest one, and loaded.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
from pathlib import Path

from benchmarks import first_loads
from benchmarks.report import Report
from course.chapters import CHAPTERS
from tools.driver import Server, chromium_browser

NOTE = (Path(__file__).parent / "opening.js").read_text()
BARE = 'import streamlit as st\n\nst.text("Hello")\n'
VIEWPORT = {"width": 1280, "height": 720}
QUIET = 1.0  # seconds without a change: by then a page is whole
PLAYING = 5.0  # seconds that it plays after it was opened, while Plotly is not to be started
OPENINGS = 20
PAGES = ["your_data", "lab_notebook", "start", "explanations", *CHAPTERS]
IS_PAINTED = (
    """() => document.readyState === "complete" && performance.getEntriesByName("first-contentful-paint").length"""
)
PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => done({
  picture: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  whole: Math.max(list.getEntries().at(-1).startTime, performance.timing.loadEventEnd - performance.timeOrigin),
})).observe({ type: "largest-contentful-paint", buffered: true }))"""
IS_QUIET = "(still) => window.seen?.text && performance.now() - window.seen.settled > still"


class Visit:
    """A page that opens: `seen`, in seconds, and what it has cost until it was whole."""

    def __init__(self, context, url, until, **options):
        self.page = context.new_page()
        self.page.add_init_script(f"({NOTE})({json.dumps(options)})")
        self.page.set_default_timeout(120_000)
        tools = context.new_cdp_session(self.page)
        self.files = self.bytes = 0
        tools.on("Network.responseReceived", self._count)
        tools.on("Network.loadingFinished", self._weigh)
        for domain in ("Network", "Performance"):
            tools.send(f"{domain}.enable")
        self.page.goto(url, wait_until="commit")
        until(self.page)
        metrics = tools.send("Performance.getMetrics")["metrics"]
        self.busy = next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")
        self.counted = self.files, self.bytes

    def _count(self, event):
        self.files += event["response"]["url"].startswith("http")

    def _weigh(self, event):
        self.bytes += event["encodedDataLength"]

    @property
    def seen(self):
        """What `opening.js` has noted."""
        return self.page.evaluate("() => window.seen")


# --- until when each is watched


def until(name):
    """Wait until this has been noted."""
    return lambda page: page.wait_for_function("(name) => window.seen?.[name] !== undefined", arg=name)


def until_quiet(page):
    """Wait until nothing inside the window has changed for a while."""
    page.wait_for_function(IS_QUIET, arg=1000 * QUIET)


def until_painted(page):
    """Wait until a foreign page has been loaded and drawn."""
    page.wait_for_function(IS_PAINTED)
    page.wait_for_timeout(1000 * QUIET)


# --- one opening of each


def playground(context, url):
    """{figure: value} of the playground."""
    visit = Visit(context, url, until("whole"))
    visit.page.wait_for_timeout(2000)  # what is left to do is done in these
    seen = visit.seen
    later = [length for start, length in seen["tasks"] if start + length > seen["picture"]]
    noted = {name: seen[name] / 1000 for name in ("picture", "play", "whole")}
    files, size = visit.counted
    return noted | {
        "busy": visit.busy, "files": files, "MB": size / 1e6, "later files": visit.files - files,
        "later MB": (visit.bytes - size) / 1e6, "longest": max(later, default=0), "shift": seen["shift"],
    }  # fmt: skip


def pressed(context, url):
    """{"epoch": seconds from Play, pressed as soon as it can be, to the first epoch on screen}."""
    seen = Visit(context, url, until("epoch"), pressPlay=True).seen
    return {"epoch": (seen["epoch"] - seen["play"]) / 1000}


def bare(context, url):
    """{figure: value} of the bare page."""
    visit = Visit(context, url, until("text"))
    files, size = visit.counted
    return {"text": visit.seen["text"] / 1000, "busy": visit.busy, "files": files, "MB": size / 1e6}


def chapter(context, url):
    """{"whole": seconds until the last change inside the window}, charts apart."""
    return {"whole": Visit(context, url, until_quiet, watch=True).seen["settled"] / 1000}


def foreign(context, url):
    """{figure: value} of another address."""
    visit = Visit(context, url, until_painted)
    painted = visit.page.evaluate(PAINTED)
    return {name: value / 1000 for name, value in painted.items()} | {
        "busy": visit.busy, "files": visit.files, "MB": visit.bytes / 1e6
    }  # fmt: skip


# --- the figures


def in_turn(browser, contestants, rounds):
    """Open all in turn; return {(name, "first" or "again"): {figure: median}}."""
    noted = {}
    for _ in range(rounds):
        for name, (look, url) in contestants.items():
            context = browser.new_context(viewport=VIEWPORT)
            for visit in ("first", "again"):
                noted.setdefault((name, visit), []).append(look(context, url))
                for page in context.pages:
                    page.close()
            context.close()
    return {
        key: {figure: statistics.median(one[figure] for one in all_of_it) for figure in all_of_it[0]}
        for key, all_of_it in noted.items()
    }


def first_screen(report, seen, visit, targets):
    """The playground against the bare page."""
    ours, floor = seen["playground", visit], seen["bare", visit]
    name = f"{visit} visit"
    report.add(f"bare page, {name}: text", floor["text"], "s")
    report.add(f"bare page, {name}: renderer busy", floor["busy"], "s")
    report.add(f"bare page, {name}: files", int(floor["files"]), "files")
    for figure, what in (("picture", "first picture"), ("play", "Play usable"), ("whole", "whole first screen")):
        over = ours[figure] - floor["text"]
        report.add(f"{what}, {name}", ours[figure], "s")
        report.add(f"{what}, {name}, beyond the bare page's text", over, "s", targets.get(figure))
    report.add(f"renderer busy until it is whole, {name}", ours["busy"], "s")
    report.add(
        f"renderer busy, {name}, against the bare page", ours["busy"] / floor["busy"], "times", targets.get("busy")
    )
    report.add(f"files, {name}", int(ours["files"]), "files", targets.get("files"))
    report.add(f"size, {name}", ours["MB"], "MB", targets.get("MB"))
    report.add(f"fetched later, {name}", int(ours["later files"]), "files")
    report.add(f"fetched later, {name}, size", ours["later MB"], "MB")
    report.add(f"longest task after the first picture, {name}", ours["longest"], "ms", targets.get("longest"))
    report.add(f"layout shift, {name}", ours["shift"], "", 0.05)


FIRST = {"picture": 0.5, "play": 0.6, "whole": 1.0, "busy": 2, "files": 90, "MB": 3, "longest": 150}
AGAIN = {"picture": 0.3}


def others(report, seen, addresses):
    """The other pages, and the other addresses."""
    for visit in ("first", "again"):
        report.add(
            f"Play pressed when it is seen, {visit} visit: first epoch", seen["pressed", visit]["epoch"], "s", 0.25
        )
    floor = seen["bare", "first"]["text"]
    for page in PAGES:
        over = seen[page, "first"]["whole"] - floor
        report.add(f"/{page}: first screen, beyond the bare page's text", over, "s", 0.7)
    for address in addresses:
        for visit in ("first", "again"):
            for figure, value in seen[address, visit].items():
                unit = {"files": "files", "MB": "MB"}.get(figure, "s")
                report.add(f"{address}, {visit}: {figure}"[-66:], value, unit)


def starts_of_plotly(report, browser, url):
    """How often Plotly is started though nobody reaches for it, while it plays from the first moment on."""
    started = 0
    for _ in range(OPENINGS):
        context = browser.new_context(viewport=VIEWPORT)
        page = Visit(context, url, until("epoch"), pressPlay=True).page
        page.wait_for_timeout(1000 * PLAYING)
        started += page.evaluate("() => 'Plotly' in window")
        context.close()
    report.add(f"Plotly started while it plays and nobody reaches for it, of {OPENINGS}", started, "openings", 0)


def a_class(report, url, paths):
    """Thirty first loads within ten seconds, each of these files and a session."""
    took, drawn, failed = asyncio.run(_all_come(url, paths))
    report.add("30 first loads within 10 s: all drawn after", drawn, "s", 11)
    report.add("the slowest of them", max(took), "s")
    report.add("of them failed", len(failed), "loads", 0)


async def _all_come(url, paths):
    took, drawn, failed, students = await first_loads.many(url, paths, 30, 10)
    for student in students:
        await student.leave()
    return took, drawn, failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("addresses", nargs="*", metavar="ADDRESS", help="other pages to open in turn with ours")
    parser.add_argument("--rounds", type=int, default=7, help="how often each is opened")
    parser.add_argument("--app", action="store_true", help="start app.py in place of server.py")
    report = Report(__doc__.splitlines()[0], parser)
    options = report.options
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "bare.py"
        page.write_text(BARE)
        floor = Server(Path(folder) / "bare.log", script=page).wait()
        server = Server(Path(folder) / "log.txt", script="app.py" if options.app else "server.py").wait()
        with chromium_browser() as browser:
            contestants = {"bare": (bare, floor.url), "playground": (playground, server.url)}
            contestants |= {"pressed": (pressed, server.url)}
            contestants |= {name: (chapter, server.url + name) for name in PAGES}
            contestants |= {address: (foreign, address) for address in options.addresses}
            in_turn(browser, contestants, 1)  # the servers and their caches are warm
            seen = in_turn(browser, contestants, options.rounds)
            first_screen(report, seen, "first", FIRST)
            first_screen(report, seen, "again", AGAIN)
            others(report, seen, options.addresses)
            starts_of_plotly(report, browser, server.url)
            paths = first_loads.files(browser, server)
        a_class(report, server.url, paths)
        complaints = server.stop() + floor.stop()
    if complaints:
        raise SystemExit("\n".join(["The servers' logs have:", *complaints]))


if __name__ == "__main__":
    main()
