"""A real server and a real Chromium for the browser tests."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from playground import assets, engines
from tests.browser.logs import LOGS, CleanLogs, Logs
from tests.helpers.bare_stage import BareStage
from tools.driver import Server, Stage, chromium_browser

expect.set_options(timeout=20_000)
RERUNS = 2  # a browser on a busy machine may stall; the end of the run names the tests that needed one, to be mended
TRACES = Path(__file__).parent.parent.parent / "traces"
HAS_FAILED = pytest.StashKey()


def pytest_configure(config):
    config.stash[LOGS] = Logs()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Say of a test that was red where its trace is, which `window` keeps."""
    report = yield
    item.stash[HAS_FAILED] = report.failed or (report.when != "setup" and item.stash[HAS_FAILED])
    if report.failed and "window" in getattr(item, "fixturenames", ()):
        report.sections.append(("Trace", f".venv/bin/playwright show-trace {trace_of(item)}"))
    return report


def trace_of(item, number=1):
    """Where the trace of a test's try is kept: of its first context, or another one."""
    name = re.sub(r"\W+", "-", f"{item.name} {getattr(item, 'execution_count', 1)} {number}").strip("-")
    return TRACES / f"{name}.zip"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(session, items):
    """Mark what drives a browser, and end with a test of the servers' logs, whichever tests were chosen."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=RERUNS))
    yield
    if any(item.get_closest_marker("browser") for item in items):
        items.append(CleanLogs.last(session))


@pytest.fixture(scope="session")
def logs(request):
    """Where a fixture registers a server that several tests share: its log is read after all tests."""
    return request.config.stash[LOGS]


@pytest.fixture(scope="session")
def server(tmp_path_factory, logs):
    """The running app."""
    assert engines.wait(300), "the kernel was not compiled"  # into its cache: every run is to begin on it
    running = logs.watch(Server(tmp_path_factory.mktemp("server") / "log.txt"))
    yield running.wait()
    running.stop()


@pytest.fixture(scope="session")
def browser():
    """A Chromium; where none can be had the tests fail and say what to install."""
    with chromium_browser() as running:
        yield running


@pytest.fixture
def faults():
    """What the page's console reported as an error; must be empty in the end."""
    found = []
    yield found
    assert found == []


@pytest.fixture
def window(request, browser, server, faults):
    """Opens an empty page, as wide as a projector, in a browser context of its own, and closes it after the test.

    Keyword arguments go to Playwright's new_context. Of a test that was red there is a trace, without pictures of the
    screen: they would cost half as much again as the test.
    """
    contexts = []

    def opened(**options):
        options = {"viewport": {"width": 1280, "height": 720}, "base_url": server.url} | options
        contexts.append(browser.new_context(**options))
        contexts[-1].set_default_timeout(20_000)
        contexts[-1].tracing.start(snapshots=True)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield opened
    for number, context in enumerate(contexts, start=1):
        context.tracing.stop(path=trace_of(request.node, number) if request.node.stash[HAS_FAILED] else None)
        context.close()


@pytest.fixture
def page(window):
    """An empty page in a browser context of its own."""
    return window()


@pytest.fixture
def far(page):
    """The server is far from `page`: what it sends is 150 ms on its way."""
    page.add_init_script(
        """(() => {
          const { send } = WebSocket.prototype;
          WebSocket.prototype.send = function (data) { setTimeout(() => send.call(this, data), 150); };
        })()"""
    )


@pytest.fixture
def stage(page):
    """The stage of `page`."""
    return Stage(page)


@pytest.fixture
def blank(browser, server):
    """A page that has nothing but the address of the modules."""
    page = browser.new_page()
    page.goto(f"{server.url}{assets.publish()['stage']}/stage.css")
    yield page
    page.close()


@pytest.fixture
def module(server):
    """The address of a module of the stage."""
    return lambda name: f"{server.url}{assets.publish()['stage']}/{name}"


@pytest.fixture(scope="session")
def bare_stages(browser, server):
    """What `bare_stage` keeps between tests: the stage on its page, as long as nothing has gone wrong there."""
    kept = []
    yield kept
    for stage in kept:
        stage.page.context.close()


@pytest.fixture
def bare_stage(request, browser, server, faults, bare_stages):
    """The stage by itself, with its feed in this process: `open` begins anew, in a tenth of the time the app takes."""
    if not bare_stages:
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        context.set_default_timeout(20_000)
        bare_stages.append(BareStage(context.new_page(), server.url))
    (stage,) = bare_stages
    page = stage.page
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(reduced_motion="no-preference", forced_colors="none")

    def note(error):
        faults.append(str(error))

    page.on("pageerror", note)
    yield stage
    page.remove_listener("pageerror", note)
    if request.node.stash[HAS_FAILED]:
        bare_stages.clear()
        page.context.close()
