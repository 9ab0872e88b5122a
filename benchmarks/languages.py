"""The languages: how much text there is in each, what has no translation, and how long pages take to load.

    python -m benchmarks.languages [--json]      (make bench)

Pages are loaded with an empty cache, one language after another in turn, so that all meet the same phases of the
machine: of interest is the ratio to English.
"""

import statistics
import tempfile
import tomllib
from pathlib import Path

from benchmarks.report import Report
from playground import engines
from playground.languages import ENGLISH, LANGUAGES
from tools import catalogues
from tools.driver import Server, chromium_browser

ROUNDS = 15
# When a page is there: the stage with its axes; elsewhere the first heading, with no script running any more.
STAGE = """() => performance.getEntriesByName("whole stage")[0]?.startTime"""
PROSE = (
    """() => document.querySelector("[data-testid=stApp][data-test-script-state=notRunning] h2") && performance.now()"""
)
PAGES = {"playground": ("", STAGE), "Start here": ("start", PROSE), "What is going on?": ("explanations", PROSE)}


def main():
    report = Report(__doc__.splitlines()[0])
    texts(report)
    engines.wait(300)
    with tempfile.TemporaryDirectory() as folder, chromium_browser() as browser:
        server = Server(Path(folder) / "log.txt").wait()
        try:
            loads(report, browser, server)
        finally:
            complaints = server.stop()
    if complaints:
        raise SystemExit("\n".join(["The server's log has:", *complaints]))


def texts(report):
    """Count labels and words, and what has no translation."""
    template = [message for message in catalogues.template() if message.id]
    for code, language in LANGUAGES.items():
        labels = template if code == ENGLISH else [message for message in catalogues.read(code) if message.id]
        told = [last(message.id if code == ENGLISH else message.string) for message in labels]
        pages = [path.read_text(encoding="utf-8") for path in language.folder.rglob("*.md")]
        questions = tomllib.loads((language.folder / "quiz.toml").read_text(encoding="utf-8"))["question"]
        asked = [
            text for q in questions for text in (q["text"], *(a[key] for a in q["answer"] for key in ("text", "why")))
        ]
        report.add(f"{language.name}: labels", len(labels), "labels")
        report.add(f"{language.name}: words of labels", words(told), "words")
        report.add(f"{language.name}: words of pages and questions", words([*pages, *asked]), "words")
        if code != ENGLISH:
            there = {message.id for message in labels if all(catalogues.strings(message))}
            report.add(f"{language.name}: untranslated", len({m.id for m in template} - there), "labels", 0)


def last(text):
    return text if isinstance(text, str) else text[-1]


def words(texts):
    return sum(len(text.split()) for text in texts)


def loads(report, browser, server):
    """Load pages in every language, in turn."""
    taken = {(page, code): [] for page in PAGES for code in LANGUAGES}
    for code in LANGUAGES:
        load(browser, server, "", code, STAGE)  # the first of each also warms the server
    for _round in range(ROUNDS):
        for page, code in taken:
            path, is_there = PAGES[page]
            taken[page, code].append(load(browser, server, path, code, is_there))
    for (page, code), seconds in taken.items():
        name, median = LANGUAGES[code].name, statistics.median(seconds)
        report.add(f"{page} in {name}: loaded, median of {ROUNDS}", median, "s")
        if code != ENGLISH:
            english = statistics.median(taken[page, ENGLISH])
            report.add(f"{page} in {name}: against English", median / english, "times", 1.05)


def load(browser, server, path, code, is_there):
    """Return the seconds from the address to the page."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(f"{server.url}{path}?lang={code}", wait_until="commit")
    taken = page.wait_for_function(is_there, polling="raf", timeout=60_000).json_value()
    context.close()
    return taken / 1000


if __name__ == "__main__":
    main()
