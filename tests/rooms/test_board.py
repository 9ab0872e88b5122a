"""Tests that an entry stands on the board only as the server has trained it again, and that nothing else harms it."""

import json
import logging
import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nn_core import Run
from nn_core.run import LOOSE_BYTES
from playground.address import from_query
from playground.protocol import metrics
from playground.run_link import unpack
from playground.settings import Settings
from playground.turns import Turns
from rooms import board as module
from rooms.board import Board, replay, rest_after
from rooms.challenges import CHALLENGES, candidate, own
from tests.helpers.any_settings import drawn
from tests.helpers.core import refusal
from tests.helpers.rooms import small, trained
from tests.helpers.share import any_json, places, put

PATIENCE = 60  # seconds: who waits longer would wait for ever
LOSS = small("loss", 10)
FEWEST = small("epochs", 0.0)  # met by any epoch
THREE_NUMBERS = [(0, {"parameters": [[0, 2.0], [1, 3.5], [2, -0.8]]})]


def come_to(challenge=LOSS, epochs=5, journal=(), best=None, run_id="run", **changes):
    """What a student comes to who has trained so far, with other settings where the challenge lets them."""
    description = replace(challenge.settings.description, **changes)
    _run, report = trained(description, epochs, journal=journal)
    return candidate(challenge, replace(report, run_id=run_id), best)


def settled(board):
    assert board.settle(PATIENCE)
    return board


def checked(challenge, *offered):
    """The board to which these were offered, by the students 0, 1, 2 …"""
    board = Board(challenge)
    for student, each in enumerate(offered):
        board.offer(student, each)
    return settled(board)


def standing(board):
    return [(entry.student, entry.score) for entry in board.entries()]


class Gate:
    """A replay that waits until it is let through, and says when it has begun."""

    def __init__(self, monkeypatch):
        self.begun, self.open, self.seen = threading.Semaphore(0), threading.Semaphore(0), []
        monkeypatch.setattr(module, "replay", self)

    def __call__(self, challenge, candidate, goes_on):
        self.begun.release()
        assert self.open.acquire(timeout=PATIENCE)
        self.seen.append(candidate)
        return replay(challenge, candidate, goes_on)


@pytest.fixture
def gate(monkeypatch):
    return Gate(monkeypatch)


# --- what stands


@pytest.mark.parametrize("counts, goal", {"neurons": 0, "parameters": 0, "epochs": 0, "updates": 0, "loss": 7}.items())
def test_what_was_trained_stands_with_its_own_numbers(counts, goal):
    challenge = small(counts, goal)
    journal = [(1, {"batch_size": 15, "learning_rate": 0.3})]
    found = come_to(challenge, 9, journal)
    board = checked(challenge, found)
    assert board.refused() == {}
    (entry,) = board.entries()
    assert (entry.score, entry.row) == (found.score, found.row)


@pytest.mark.parametrize("seed", range(0, 40, 3))
def test_what_was_trained_stands_whatever_its_settings(seed):
    challenge = own(Settings(drawn(seed)), "loss", 3)
    found = come_to(challenge, 3)
    if found is not None:  # else it has diverged at once
        assert standing(checked(challenge, found)) == [(0, found.score)]


def test_numbers_that_were_set_by_hand_stand():
    challenge = CHALLENGES["by_hand"]
    found = come_to(challenge, 0, THREE_NUMBERS)
    assert standing(checked(challenge, found)) == [(0, found.score)]


def test_the_best_comes_first_and_of_equal_ones_the_first():
    board = checked(FEWEST, *(come_to(FEWEST, 3, learning_rate=rate) for rate in (0.1, 0.2, 0.3)))
    assert standing(board) == [(0, 1), (1, 1), (2, 1)]
    board = checked(LOSS, come_to(epochs=1), come_to(epochs=5), come_to(epochs=5), come_to(epochs=2))
    assert [entry.student for entry in board.entries()] == [1, 2, 3, 0]


def test_of_equal_ones_the_first_that_came_is_the_better_whichever_was_trained_again_first(gate):
    board = Board(FEWEST)
    late, early = (replace(come_to(FEWEST, 3), epoch=epoch, score=epoch, row=None) for epoch in (2, 1))
    board.offer("late", late)
    assert gate.begun.acquire(timeout=PATIENCE)
    board.offer("other", early)
    board.offer("late", early)
    gate.open.release(9)
    assert [entry.student for entry in settled(board).entries()] == ["other", "late"]
    assert [entry["student"] for entry in board.as_kept()["entries"]] == ["other", "late"]


def test_a_student_has_one_entry_and_what_is_no_better_is_not_even_looked_at():
    board = Board(LOSS)
    before, after = come_to(epochs=1), come_to(epochs=5)
    for each in (before, after, before):
        board.offer("Otter", each)
        settled(board)
    assert standing(board) == [("Otter", after.score)]
    assert board.best("Otter") == after.score
    assert board.best("Hare") is None


def test_a_line_of_the_board_says_what_there_is_to_say_of_it():
    minute = iter([0.0, 90.0])
    board = Board(LOSS, clock=lambda: next(minute))
    found = come_to(epochs=5)
    board.offer("Otter", found)
    (line,) = settled(board).shown()
    assert line.pop("query")["dataset"] == "circle"
    assert line == {
        "place": 1, "student": "Otter", "score": f"{found.score:.4g}", "value": found.score, "epoch": found.epoch,
        "neurons": 3, "parameters": 13, "at": 1.5,
    }  # fmt: skip


@pytest.mark.parametrize("challenge, epochs, journal", [(LOSS, 5, [(2, {"learning_rate": 0.5})]),
                                                        (CHALLENGES["by_hand"], 0, THREE_NUMBERS)])  # fmt: skip
def test_an_entry_can_be_opened_by_its_address(challenge, epochs, journal):
    (entry,) = checked(challenge, come_to(challenge, epochs, journal)).entries()
    read, sentences = from_query({name: text for name, text in entry.query.items() if name != "run"})
    shared = unpack(entry.query["run"], read.description)
    assert sentences == [] and (shared.start, shared.epoch) == (entry.snapshot.start, entry.snapshot.record.epoch)
    assert shared.journal == journal and shared.loss == entry.snapshot.record.train_loss


def test_an_entry_that_is_too_long_for_an_address_still_brings_its_settings(monkeypatch):
    monkeypatch.setattr("playground.run_link.MAX_RUN_TEXT", 5)
    (entry,) = checked(LOSS, come_to()).entries()
    assert "run" not in entry.query and entry.query["n"] == "30"


# --- what does not stand


def test_a_run_of_the_challenge_with_other_numbers_is_refused(caplog):
    caplog.set_level(logging.INFO, "playground")
    good = come_to(epochs=5)
    forged = {
        "row": [*good.row[:2], good.row[2] / 2, *good.row[3:]],
        "nan": [float("nan")] * 6,
        "epoch": good.row,
        "journal": good.row,
    }
    changes = {"epoch": {"epoch": 4}, "journal": {"journal": [(2, {"learning_rate": 9.0})]}}
    offered = [replace(good, row=row, **changes.get(name, {})) for name, row in forged.items()]
    board = checked(LOSS, *offered, good)
    assert standing(board) == [(len(forged), good.score)]
    reasons = [board.refused()[student] for student in range(len(forged))]
    assert reasons == ["Trained again, it comes to other numbers."] * len(forged)
    assert len(caplog.records) == len(forged)


@pytest.mark.parametrize(
    "change",
    [
        {"start": replace(LOSS.settings.description, n=40)},
        {"start": replace(LOSS.settings.description, dataset="moons")},
        {"epoch": 0},
        {"journal": [(0, {"parameters": [[0, 1.0]]})]},
    ],
)
def test_what_does_not_keep_to_the_rules_is_refused(change):
    board = checked(LOSS, replace(come_to(), **change))
    assert standing(board) == []
    assert board.refused() == {0: "It does not keep to the rules of this challenge."}


def test_on_another_engine_the_goal_must_be_met_all_the_same():
    good = come_to(FEWEST, 3)
    strict = replace(FEWEST, goal=1.0)
    other = replace(good, engine="numba", row=[0.0, 0.0, 0.0, 1.0, 1.0, 0.1])  # there is NumPy alone
    assert standing(checked(FEWEST, other)) == [(0, good.score)]
    assert checked(strict, other).refused() == {0: "Trained again, it does not meet the goal."}


def test_what_has_diverged_before_is_refused():
    challenge = small("loss", 90, dataset="hills", activation="relu", batch_size=1, learning_rate=0.0001)
    tame = come_to(challenge, 1)
    wild = replace(tame, start=replace(tame.start, learning_rate=10.0), epoch=90)
    assert checked(challenge, wild).refused() == {0: "Trained again, it does not come to epoch 90."}


def test_what_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(module, "SECONDS", 0.01)
    challenge = own(Settings(replace(LOSS.settings.description, batch_size=1)), "loss", 1000)
    long = replace(come_to(challenge, 1), epoch=1000)
    assert refusal(replay, challenge, long) == "Training it again takes more than 0 seconds."


def test_a_run_that_was_refused_is_not_tried_again_but_another_is(gate):
    gate.open.release(9)
    board, good = Board(LOSS), come_to(epochs=5)
    forged = replace(good, row=[0.0] * 6, score=0.0)
    for each in (forged, replace(forged, epoch=4), replace(forged, run_id="other"), good):
        board.offer(0, each)
        settled(board)
    assert [each.run_id for each in gate.seen] == ["run", "other", "run"]
    assert board.refused() == {} and standing(board) == [(0, good.score)]


def test_a_fault_in_the_playground_stops_nobody_else(monkeypatch, caplog):
    good = come_to(epochs=5)

    def broken(challenge, candidate, goes_on):
        if candidate.epoch == 4:
            raise RuntimeError("broken")
        return replay(challenge, candidate, goes_on)

    monkeypatch.setattr(module, "replay", broken)
    board = checked(LOSS, replace(good, epoch=4), good)
    assert standing(board) == [(1, good.score)]
    assert "a fault in the playground" in board.refused()[0] and "RuntimeError: broken" in caplog.text


# --- who waits


def test_of_a_student_only_the_best_waits(gate):
    board = Board(LOSS)
    board.offer("first", come_to(epochs=1))
    assert gate.begun.acquire(timeout=PATIENCE)
    better = [come_to(epochs=epochs) for epochs in (1, 3, 5)]
    for each in better:
        board.offer("Otter", each)
    assert board.checking == 2
    assert board.best("Otter") == better[-1].score
    gate.open.release(9)
    settled(board)
    assert gate.seen[1:] == better[-1:] and board.checking == 0


def test_there_is_a_thread_only_while_something_waits(gate):
    board = Board(LOSS)
    assert board.settle(0)
    board.offer("Otter", come_to())
    assert gate.begun.acquire(timeout=PATIENCE)
    assert not board.settle(0)
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "board"]
    assert thread.daemon
    gate.open.release()
    settled(board)
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_a_closed_board_has_done_with_all_that_waits(gate):
    board, found = Board(LOSS), come_to()
    for student in range(5):
        board.offer(student, found)
    assert gate.begun.acquire(timeout=PATIENCE)
    board.close()
    gate.open.release(9)
    settled(board)
    board.offer(9, found)
    assert (len(gate.seen), standing(board), board.checking) == (1, [], 0)


def test_a_student_who_is_dropped_leaves_nothing_behind(gate):
    board, found = Board(LOSS), come_to()
    board.offer(0, found)
    board.offer(1, found)
    assert gate.begun.acquire(timeout=PATIENCE)
    board.drop(0)  # while it is trained again
    gate.open.release(9)
    assert standing(settled(board)) == [(1, found.score)]
    board.drop(1)
    assert standing(board) == []


def test_a_replay_that_nobody_waits_for_any_more_ends_on_its_way():
    asked = []
    long = replace(come_to(own(LOSS.settings, "loss", 10**6), 1), epoch=10**6)
    assert replay(own(LOSS.settings, "loss", 10**6), long, lambda: asked.append(1) or len(asked) < 5) is None
    assert len(asked) == 5


def test_a_replay_takes_turns_with_those_who_train(monkeypatch):
    turns = Turns(1)
    monkeypatch.setattr(module, "turns", turns)
    board = Board(LOSS)
    with turns.take("student") as turn:
        board.offer("Otter", come_to())
        while not turns._waiting:
            pass
        assert turns.others("student") == 1 and board.checking == 1
        turn.leave()
        assert board.settle(PATIENCE) and len(board.entries()) == 1
        turn.enter()


def test_while_others_train_a_board_has_a_share_of_a_core():
    assert rest_after(0.1, 0) == 0
    assert 0.1 / (0.1 + rest_after(0.1, 5)) == pytest.approx(module.SHARE)


def test_a_board_that_rests_is_closed_at_once(monkeypatch):
    monkeypatch.setattr(module, "rest_after", lambda seconds, others: 10 * PATIENCE)
    board = Board(LOSS)
    board.offer(0, come_to())
    while board.checking:
        pass
    board.close()
    assert len(settled(board).entries()) == 1


def test_what_numba_has_trained_is_trained_again_by_numba(monkeypatch):
    monkeypatch.setenv("NN_ENGINE", "numba")
    _run, report = trained(LOSS.settings.description, 9, "numba")
    found = candidate(LOSS, report, None)
    (entry,) = checked(LOSS, found).entries()
    assert (entry.snapshot.engine, entry.row) == ("numba", found.row)


def test_a_replay_gives_way_all_along_and_holds_little(monkeypatch):
    asked, runs = [], []
    monkeypatch.setattr(module.turns, "is_over", lambda who, seconds: asked.append(who))
    monkeypatch.setattr(module, "Run", lambda *about: runs.append(Run(*about)) or runs[0])
    challenge = own(LOSS.settings, "loss", 1000)
    assert replay(challenge, replace(come_to(challenge, 1), epoch=1000, row=None))
    assert set(asked) == {"board"} and len(asked) == 1000
    assert runs[0].held_bytes < 2 * LOOSE_BYTES


# --- after a restart


def kept_and_back(board, **named):
    """The board that a browser brings back to a server that knows nothing."""
    return Board.from_kept(board.challenge, json.loads(json.dumps(board.as_kept(**named))))


def a_board():
    """A board with entries of three students, of which two are equal."""
    journal = [(2, {"learning_rate": 0.5})]
    return checked(LOSS, come_to(epochs=5, hidden=(2, 2)), come_to(epochs=3), come_to(epochs=3, journal=journal))


def test_a_board_comes_back_as_it_was():
    board = a_board()
    again = settled(kept_and_back(board))
    assert standing(again) == standing(board) and len(board.entries()) == 3
    assert [entry.minutes for entry in again.entries()] == [entry.minutes for entry in board.entries()]
    assert [metrics(entry.snapshot.record) for entry in again.entries()] == [entry.row for entry in board.entries()]


def test_what_comes_after_counts_after():
    board = kept_and_back(checked(FEWEST, come_to(FEWEST, 3)))
    board.offer(1, come_to(FEWEST, 3, learning_rate=0.2))
    assert standing(settled(board)) == [(0, 1), (1, 1)]
    assert board.entries()[0].minutes <= board.entries()[1].minutes


def test_an_entry_that_comes_back_is_not_lost_to_a_worse_one(gate):
    gate.open.release()
    board = kept_and_back(before := checked(LOSS, come_to(epochs=5)))
    board.offer(0, come_to(epochs=1))
    gate.open.release(9)
    assert standing(settled(board)) == standing(before)


def test_what_still_waits_is_kept_too(gate):
    board = Board(LOSS)
    for student, epochs in enumerate((1, 5, 3)):
        board.offer(student, come_to(epochs=epochs))
    again = kept_and_back(kept_and_back(board))
    assert again.checking == 3
    gate.open.release(99)
    assert standing(settled(again)) == standing(settled(board)) and len(board.entries()) == 3


def test_students_are_kept_by_the_name_that_they_come_back_by():
    board = a_board()
    kept = json.loads(json.dumps(board.as_kept(name={0: "Otter", 1: "Hare", 2: "Owl"}.get)))
    assert [entry["student"] for entry in kept["entries"]] == ["Otter", "Hare", "Owl"]
    again = settled(Board.from_kept(LOSS, kept, {"Otter": 7, "Owl": 8}.get))
    assert {student for student, _score in standing(again)} == {7, 8}


def test_an_entry_that_was_forged_in_the_browser_does_not_stand():
    kept = a_board().as_kept()
    kept["entries"][0]["start"] = {"dataset": "gauss"}
    kept["entries"][1]["epoch"] = 11
    kept["entries"][2]["journal"] = [[5, {"learning_rate": 77}]]
    again = settled(Board.from_kept(LOSS, kept))
    assert standing(again) == []
    assert again.refused() == {
        0: "It does not keep to the rules of this challenge.",
        1: "Trained again, it does not meet the goal.",
        2: "What the browser has kept of it is damaged.",
    }


KEPT = json.loads(json.dumps(a_board().as_kept()))
whatever = any_json | st.tuples(st.sampled_from([*places(KEPT)]), any_json).map(lambda part: put(KEPT, *part))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(whatever)
def test_whatever_a_browser_has_kept_only_what_was_trained_stands(monkeypatch, kept):
    monkeypatch.setattr(module, "SECONDS", 0.5)
    board = settled(Board.from_kept(LOSS, kept))
    for entry in board.entries():
        run, report = trained(entry.snapshot.start, entry.snapshot.record.epoch, journal=entry.snapshot.journal)
        assert metrics(run.record()) == entry.row
        assert LOSS.allows(report.start, report.journal, run.epoch) and run.epoch <= LOSS.goal
    assert all(sentence.endswith(".") for sentence in board.refused().values())


def test_a_browser_may_keep_only_so_much():
    kept = a_board().as_kept()
    kept["entries"] *= 1000
    board = Board.from_kept(LOSS, kept)
    assert board.checking <= module.MOST_KEPT
    board.close()
    settled(board)
