"""The compiled kernel comes late, or not at all: the stage says so, and trains all the same."""

import pytest
from playwright.sync_api import expect

from nn_core import Description, Run
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

    def start(act, log):
        (tmp_path / "sitecustomize.py").write_text(STARTUP.format(act=act))
        servers.append(Server(tmp_path / log, environment={"PYTHONPATH": f"{tmp_path}:{ROOT}", "NN_ENGINE": "numba"}))
        return servers[-1].wait()

    yield start
    for server in servers:
        assert [line for line in server.stop() if "The compiled kernel cannot be had" not in line] == []


@pytest.fixture
def stage_at(window):
    """Opens the app of a server in a browser of its own, as another visitor."""

    def open_stage(server):
        page = window(base_url=server.url)
        page.set_default_timeout(30_000)
        return Stage(page).open()

    return open_stage


def shown_engine(stage):
    return stage.element.locator(".stage-engine")


@pytest.mark.slow
def test_a_play_that_comes_before_the_kernel_waits_with_a_word_and_a_run_begun_on_numpy_stays_on_it(
    stage_at, server_where, tmp_path
):
    go = tmp_path / "go"
    server = server_where(f"while not os.path.exists({str(go)!r}): time.sleep(0.05)", "late.txt")
    stage = stage_at(server)
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
    stage.press("Pause")
    stage.wait_state("paused")
    # The kernel is there at last: what runs stays as it is, what begins anew has it.
    go.touch()
    until_the_kernel_is_there(stage_at(server))
    epoch = stage.epoch
    stage.press("Step")
    stage.wait_epoch(epoch + 1)
    expect(shown_engine(stage)).to_have_text("NumPy")
    stage.press("Reset")
    stage.wait_state("idle")
    stage.press("Step")
    stage.wait_epoch(1)
    expect(shown_engine(stage)).to_have_text("Numba")


def until_the_kernel_is_there(stage):
    for _ in range(20):
        stage.press("Play")
        stage.wait_epoch(1)
        if shown_engine(stage).inner_text() == "Numba":
            return
        stage.press("Reset")
        stage.wait_state("idle")
    raise AssertionError("the kernel never came")


@pytest.mark.slow
def test_without_numba_numpy_trains_and_the_app_says_why(stage_at, server_where):
    stage = stage_at(server_where("raise ImportError('there is none')", "without.txt"))
    stage.run_to(20)
    expect(shown_engine(stage)).to_have_text("NumPy")
    *_, record = Run(Description()).advance(20)
    assert stage.losses() == pytest.approx((record.train_loss, record.test_loss), rel=1e-6)
    stage.open()  # the box is drawn with the page: by now it is known that there is no kernel
    stage.page.get_by_role("button", name="About").click()
    expect(stage.page.get_by_text("The compiled kernel cannot be had here")).to_be_visible()
