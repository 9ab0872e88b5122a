"""The app under a prefix, as behind a proxy or on a host that gives each app a path."""

import re

import pytest
from playwright.sync_api import expect

from tools.driver import Server, Stage


@pytest.fixture(scope="module")
def prefixed(tmp_path_factory, logs):
    log = tmp_path_factory.mktemp("prefixed") / "log.txt"
    running = logs.watch(Server(log, "--server.baseUrlPath=some/prefix"))
    yield running.wait("some/prefix/")
    running.stop()


@pytest.mark.slow
def test_the_app_runs_under_a_prefix(window, prefixed):
    stage = Stage(window(base_url=prefixed.url)).open("dataset=xor&stop=20", path="some/prefix/")
    stage.press("Play")
    stage.wait_state("finished")
    stage.page.get_by_role("link", name="Start here").click()
    expect(stage.page).to_have_url(re.compile(f"^{re.escape(prefixed.url)}some/prefix/start"))
    expect(stage.element).to_have_count(0)
    stage.rest()
    stage.page.get_by_role("link", name="Playground").click()
    stage.ready()
    assert stage.epoch == 20
