"""The student without a browser does what a browser does: the same page, the same bits, the same pace at most."""

import numpy as np
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from nn_core import Description, Run
from tests.helpers.strangers import Stranger, run_alone
from tools.driver import Server
from tools.student import Student

QUERY = "dataset=circle&hidden=4-2&activation=tanh&batch=10"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("server") / "log.txt", environment={"NN_ENGINE": "numpy"}).wait()
    yield running
    assert running.stop() == []


def lesson(server, act):
    async def visit():
        student = await Student(server.url).open(QUERY)
        try:
            return await act(student)
        finally:
            await student.leave()
            assert student.faults == []

    return run_alone(visit())


def test_it_gets_the_epochs_that_a_run_of_its_own_would_have(server):
    async def act(student):
        header, numbers = await student.ask(
            do="train", **{"from": 0}, shown=0, count=3, pace="all", urgent=False, journal=None
        )
        return header, numbers

    header, numbers = lesson(server, act)
    run = Run(Description(hidden=(4, 2), activation="tanh", batch_size=10), "numpy")
    losses = [record.train_loss for record in run.advance(3)]
    assert (header["kind"], header["count"]) == ("chunk", 3)
    np.testing.assert_array_equal(numbers[: 3 * 6].reshape(3, 6)[:, 1], np.float32(losses))


def test_its_very_first_request_is_carried_out_and_not_only_answered_with_the_run_that_it_knows(server):
    kinds = []

    async def act(student):
        take = student._take_answer
        student._take_answer = lambda header, numbers: kinds.append(header["kind"]) or take(header, numbers)
        await student.play(30, stop=5)

    lesson(server, act)
    assert "chunk" in kinds and "opening" not in kinds


def test_it_plays_to_an_epoch_and_no_faster_than_its_speed(server):
    shown, seconds = lesson(server, lambda student: student.play(30, speed=60, stop=90))
    assert shown == 90
    assert seconds > 89 / 60 - 0.1


def test_a_control_that_it_changes_is_changed_and_a_reload_keeps_it(server):
    async def act(student):
        await student.play(30, stop=20)
        await student.run(learning_rate=0.3, batch_size=5)
        changed = student.opening["description"]
        await student.reload()
        return changed, student.opening["description"]

    changed, reloaded = lesson(server, act)
    assert (changed["learning_rate"], changed["batch_size"]) == (0.3, 5)
    assert reloaded == changed


@pytest.mark.parametrize("page", ["", "backpropagation", "quiz"])
def test_a_session_that_a_message_has_cleared_begins_anew(server, page):
    async def act():
        stranger = await Stranger(server.url, page).open()
        await stranger.send_frame(BackMsg(clear_cache=True).SerializeToString())
        for fragment in {fragment for _kind, fragment in stranger.elements.values() if fragment}:
            await stranger.send(stranger.message(fragment=fragment))
        await stranger.close()
        return stranger

    stranger = run_alone(act())
    assert stranger.faults == [] and not stranger.was_refused
