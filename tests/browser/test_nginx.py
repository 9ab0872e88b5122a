"""Two processes of the app behind nginx with the shipped hosting/nginx.conf: who serves whom, and a death."""

import contextlib
import json
import re
import signal

import numpy as np
import pytest
from playwright.sync_api import expect

from nn_core import Description, Run
from playground import engines
from tests.helpers.behind_nginx import House, asked, newcomer, until
from tools.driver import Stage

pytestmark = pytest.mark.slow
POINTS = "x1,x2,class\n" + "".join(
    f"{n % 10 - 5},{n // 10 - 3},{'left' if n % 10 < 5 else 'right'}\n" for n in range(60)
)


class School(House):
    """A house, and students: each a browser context of its own, named in its user agent."""

    def __init__(self, browser, folder):
        assert engines.wait(300), "the kernel was not compiled"  # into its cache: every run is to begin on it
        super().__init__(folder)
        self.browser = browser
        self.stack = contextlib.ExitStack()

    def student(self, name="student"):
        """Return the stage of a student who has come to the playground."""
        context = self.browser.new_context(
            viewport={"width": 1280, "height": 720}, base_url=self.front.url, user_agent=name
        )
        self.stack.callback(context.close)
        context.set_default_timeout(20_000)
        return Stage(context.new_page())

    def two_students(self, query=""):
        """Return two stages, of which each is served by another process."""
        stages = [self.student(f"student {n}").open(query) for n in range(2)]
        assert {port_of(stage) for stage in stages} == {process.port for process in self.processes}
        return stages

    def process(self, stage):
        """Return the process that the student's cookie names."""
        return next(process for process in self.processes if process.port == port_of(stage))

    def kill(self, process):
        """End a process as the kernel does when memory has run out."""
        process.process.send_signal(signal.SIGKILL)
        process.process.wait(20)

    def leave(self):
        """Close every browser window."""
        self.stack.close()

    def stop(self):
        self.leave()
        return super().stop()


@pytest.fixture
def school(browser, tmp_path):
    running = School(browser, tmp_path)
    yield running
    assert running.stop() == []


def port_of(stage):
    """Return what the student's cookie says."""
    return next(int(c["value"]) for c in stage.page.context.cookies() if c["name"] == "perceptron")


def trained(epoch):
    """Losses of the default run at an epoch."""
    run = Run(Description(), "numba")
    list(run.advance(epoch))
    return tuple(float(np.float32(loss)) for loss in (run.record().train_loss, run.record().test_loss))


def take_files_up_and_down(stage):
    """Train on points of a file, and save the model."""
    page = stage.page
    page.goto("/your_data")
    page.get_by_role("tab", name="Your file").click()
    file = {"name": "points.csv", "mimeType": "text/csv", "buffer": POINTS.encode()}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("class 0 is 'left', class 1 is 'right'")).to_be_visible()
    stage.rest()
    page.get_by_role("button", name="Train on these points").click()
    stage.ready()
    stage.run_to(5)
    stage.press("Share")
    page.get_by_role("tab", name="Model").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download model.json").click()
    assert json.loads(download.value.path().read_text())["epoch"] == 5


def test_all_that_a_student_asks_for_comes_from_one_process_and_students_are_spread_over_both(school):
    player, teacher = school.two_students()
    homes = {f"student {n}": {str(port_of(stage))} for n, stage in enumerate((player, teacher))}
    player.page.reload()
    player.ready()
    player.press("Play")
    player.wait_epoch(20)
    take_files_up_and_down(teacher)
    school.leave()  # nginx writes a WebSocket down when it is over
    until(lambda: {request["student"] for request in asked(school, "_stcore/stream")}, has=2)
    served = {}
    for request in school.front.requests():
        if request["process"] != "-":  # else nginx had it in its cache
            served.setdefault(request["student"], set()).add(request["process"].rpartition(":")[2])
    assert served == homes
    assert {request["status"] for request in asked(school, "_stcore/stream")} == {"101"}


def test_a_killed_process_costs_its_student_one_button_and_the_others_nothing_and_nobody_moves_back_when_it_returns(
    school,
):
    moved, untouched = school.two_students()
    moved.set_learning_rate("0.1")
    expect(moved.page).to_have_url(re.compile(r"lr=0\.1(&|$)"))
    moved.rest()
    moved.run_to(70)
    losses, address, dead = moved.losses(), moved.page.url, school.process(moved)
    untouched.press("Play")
    untouched.wait_epoch(10)
    home = port_of(untouched)

    school.kill(dead)
    at = untouched.epoch
    moved.element.get_by_role("button", name="Continue at epoch 70").wait_for()
    moved.press("Continue at epoch 70")
    moved.wait_state("finished")
    assert (moved.epoch, moved.losses(), moved.page.url) == (70, losses, address)
    assert port_of(moved) == home != dead.port

    untouched.page.bring_to_front()
    untouched.wait_epoch(at + 60)
    untouched.press("Pause")
    untouched.wait_state("paused")
    assert untouched.losses() == trained(untouched.epoch)
    assert port_of(untouched) == home

    school.restart(dead)
    moved.page.bring_to_front()
    moved.stop_at(None)
    moved.press("Step")
    moved.wait_epoch(71)
    moved.page.reload()
    moved.ready()
    assert port_of(moved) == home
    until(lambda: re.findall(f"perceptron={dead.port};", newcomer(school)))  # nginx tries a dead one again after 5 s
