"""A real server and a real Chromium for the browser tests, and what a person does with them."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tools import chromium

ROOT = Path(__file__).parent.parent.parent
STAGE = '[data-testid="live-stage"]'
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items):
    """Browser tests run one after another, beside the others: two Chromiums on two cores would starve each other."""
    for item in items:
        if Path(item.fspath).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


class Server:
    """The app as `make run` starts it, on a port of its own."""

    def __init__(self, log, *options):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
        command += [f"--server.port={self.port}", "--server.address=127.0.0.1", *options]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.log = log
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
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

    def stop(self):
        """Stop it, and return what it had to complain about."""
        self.process.terminate()
        self.process.wait(20)
        return [line for line in self.log.read_text().splitlines() if re.search(r"Traceback|Error|Warning", line)]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The running app; in the end its log must be clean."""
    running = Server(tmp_path_factory.mktemp("server") / "log.txt").wait()
    yield running
    assert running.stop() == []


@pytest.fixture(scope="session")
def browser():
    """A Chromium; where none can be had the tests fail and say what to install."""
    path = chromium.get()
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path=path, args=flags)
        yield running
        running.close()


@pytest.fixture
def faults():
    """What the page's console reported as an error; must be empty in the end."""
    found = []
    yield found
    assert found == []


@pytest.fixture
def page(browser, server, faults):
    """An empty page of its own session, as wide as a projector."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=server.url)
    context.set_default_timeout(20_000)
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()


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
        """Wait until stage and charts are there and the script has come to rest."""
        expect(self.element).to_have_attribute("data-frames", re.compile(r"\d"))
        expect(self.element.locator(".js-plotly-plot")).to_have_count(2)
        self.rest()
        return self

    def rest(self):
        """Wait until no script runs."""
        expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")

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

    def wait_state(self, state):
        """Wait for data-state."""
        expect(self.element).to_have_attribute("data-state", state)

    def wait_epoch(self, epoch):
        """Wait until at least this epoch is drawn."""
        self.page.wait_for_function(
            "([stage, epoch]) => Number(document.querySelector(stage)?.dataset.epoch) >= epoch", arg=[STAGE, epoch]
        )

    def run_to(self, epoch):
        """Play to exactly this epoch, by way of the stop epoch."""
        self.stop_at(epoch)
        self.press("Play")
        self.wait_state("finished")
        assert self.epoch == epoch

    def stop_at(self, epoch):
        """Set the epoch to stop at."""
        field = self.element.get_by_label("Stop at epoch")
        field.fill("" if epoch is None else str(epoch))
        field.press("Enter")

    def losses(self):
        """(training loss, test loss) of the epoch on show."""
        return float(self.data("train-loss")), float(self.data("test-loss"))


@pytest.fixture
def stage(page):
    """The stage of `page`."""
    return Stage(page)
