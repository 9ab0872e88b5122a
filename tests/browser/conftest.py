"""A real server and a real Chromium for the browser tests."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from playground import assets, engines
from tools.driver import Server, Stage, chromium_browser

expect.set_options(timeout=20_000)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for groups
def pytest_collection_modifyitems(items):
    """Browser tests run one after another, beside the others: two Chromiums on two cores would starve each other.

    But for modules that have a group of their own.
    """
    for item in items:
        if Path(item.fspath).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            if not item.get_closest_marker("xdist_group"):
                item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The running app; in the end its log must be clean."""
    assert engines.wait(300), "the kernel was not compiled"  # into its cache: every run is to begin on it
    running = Server(tmp_path_factory.mktemp("server") / "log.txt").wait()
    yield running
    assert running.stop() == []


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
def page(browser, server, faults):
    """An empty page of its own session, as wide as a projector."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=server.url)
    context.set_default_timeout(20_000)
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()


@pytest.fixture
def stage(page):
    """The stage of `page`."""
    return Stage(page)


@pytest.fixture(scope="module")
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
