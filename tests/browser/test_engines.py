"""The compiled kernel comes late: the stage says so, and trains all the same."""

import pytest
from playwright.sync_api import expect

from tools.driver import ROOT, STAGE, Server, Stage

# Python runs this at its start.
STARTUP = """
import os, sys, time
from importlib.machinery import PathFinder

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name != "numba":
            return None
        spec = PathFinder.find_spec(name, path)
        exec_module = spec.loader.exec_module

        def act_and_exec(module):
            {act}
            exec_module(module)

        spec.loader.exec_module = act_and_exec
        return spec

sys.meta_path.insert(0, Finder())
"""


@pytest.fixture
def server_where(tmp_path):
    """Start a server in whose Python something happens when Numba is imported."""
    servers = []

    def start(act):
        (tmp_path / "sitecustomize.py").write_text(STARTUP.format(act=act))
        environment = {"PYTHONPATH": f"{tmp_path}:{ROOT}", "NN_ENGINE": "numba"}
        servers.append(Server(tmp_path / "log.txt", environment=environment))
        return servers[-1].wait()

    yield start
    assert [line for server in servers for line in server.stop()] == []


def shown_engine(stage):
    return stage.element.locator(".stage-engine")


@pytest.mark.slow
def test_a_play_that_comes_before_the_kernel_waits_with_a_word_and_a_run_begun_later_has_it(
    window, server_where, tmp_path
):
    go = tmp_path / "go"
    server = server_where(f"while not os.path.exists({str(go)!r}): time.sleep(0.05)")
    stage = Stage(window(base_url=server.url)).open()
    stage.press("Play")
    stage.page.wait_for_function(  # both in one look: it is said for some seconds only
        """([selector, text]) => {
          const stage = document.querySelector(selector);
          return stage.dataset.state === "waiting" && stage.innerText.includes(text);
        }""",
        arg=[STAGE, "Getting the fast engine ready"],
    )
    stage.wait_epoch(30)
    expect(shown_engine(stage)).to_have_text("NumPy")
    go.touch()
    for _ in range(20):  # until the kernel is there
        stage.press("Reset")
        stage.wait_state("idle")
        stage.press("Step")
        stage.wait_epoch(1)
        if shown_engine(stage).inner_text() == "Numba":
            return
    raise AssertionError("the kernel never came")
