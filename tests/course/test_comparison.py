"""Tests that a comparison gives the bits of runs, shares two threads fairly, rests unseen, and can be stopped."""

import contextlib
import gc
import re
import threading
import weakref
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.training import comparison as comparisons
from course.training.comparison import (
    MAX_EPOCHS,
    PATIENCE,
    POINTS,
    WORKERS,
    Comparison,
    kept_epochs,
    seconds_of_an_epoch,
)
from nn_core import Description, Run
from tests.helpers.core import described, refusal

BASE = described(batch_size=5)
TOO_FAST = described(dataset="hills", activation="relu", batch_size=15, learning_rate=0.3, hidden=(4,))
both_engines = pytest.mark.parametrize("engine", ["numpy", "numba"])


def cases(*rates, seeds=1, base=BASE):
    """Cases that compare learning rates."""
    return [(str(rate), replace(base, learning_rate=rate, seed=seed)) for seed in range(seeds) for rate in rates]


def finished(*arguments, **named):
    """A comparison that has come to its end."""
    comparison = Comparison(*arguments, **named)
    comparison.seen()
    while not comparison.wait(1):
        comparison.seen()
    return comparison


class ByHand:
    """A pool whose slices are run by the test, one at a time."""

    def __init__(self):
        self.slices = []

    def submit(self, work):
        self.slices.append(work)

    def step(self):
        self.slices.pop(0)()


@pytest.fixture
def pool(monkeypatch):
    """A pool by hand, in which a slice is a single call of the engine."""
    pool = ByHand()
    monkeypatch.setattr(comparisons, "pool", pool)
    monkeypatch.setattr(comparisons, "SLICE", 0.0)
    monkeypatch.setattr(comparisons, "CALL", 0.0)  # so an epoch a call
    return pool


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until a test moves it."""
    clock = SimpleNamespace(now=1000.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(comparisons, "time", clock)
    return clock


# --- what comes of it


def assert_is_run(outcome, epochs, engine):
    """An outcome must be what a run of its description gives, to the last bit."""
    run = Run(outcome.description, engine)
    records = [run.record(), *run.advance(epochs)]
    assert outcome.finished and outcome.diverged == run.diverged and outcome.epoch == run.epoch
    assert outcome.epochs.tolist() == [record.epoch for record in records]
    assert outcome.train_loss.tobytes() == np.array([record.train_loss for record in records]).tobytes()
    assert outcome.test_loss.tobytes() == np.array([record.test_loss for record in records]).tobytes()
    assert outcome.parameters.tobytes() == run.record().parameters.tobytes()
    last = records[-1]
    assert outcome.measures == (last.train_loss, last.test_loss, last.train_score, last.test_score)
    assert (np.diff(outcome.seconds) >= 0).all()


@both_engines
def test_outcomes_are_those_of_runs_to_the_last_bit(engine):
    comparison = finished(cases(0.01, 0.1, 0.5, seeds=3), 25, engine)
    assert len(comparison.outcomes) == 9
    for outcome in comparison.outcomes:
        assert_is_run(outcome, 25, engine)


@both_engines
def test_what_diverges_stops_at_the_last_finite_epoch_of_its_run_and_the_others_go_on(engine):
    comparison = finished([("wild", TOO_FAST), ("calm", replace(TOO_FAST, learning_rate=0.001))], 30, engine)
    wild, calm = comparison.outcomes
    assert wild.diverged and 0 < wild.epoch < 30
    assert not calm.diverged and calm.epoch == 30
    for outcome in comparison.outcomes:
        assert_is_run(outcome, 30, engine)


@pytest.mark.slow
@both_engines
def test_the_bits_are_the_same_for_forty_runs_in_two_threads_at_once(engine):
    base = Description(n=100, hidden=(8, 8), batch_size=1)
    rates = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
    for outcome in finished(cases(*rates, seeds=5, base=base), 30, engine).outcomes:
        assert_is_run(outcome, 30, engine)


@pytest.mark.parametrize("slices", [3, 7])
def test_in_however_many_slices_it_is_the_same(pool, slices):
    comparison = Comparison(cases(0.1), slices)
    comparison.seen()
    while comparison.running:
        pool.step()
    assert_is_run(comparison.outcomes[0], slices, "numpy")


# --- what is kept


@given(st.integers(1, MAX_EPOCHS))
def test_a_curve_keeps_at_most_so_many_points_the_first_and_the_last_among_them(epochs):
    kept = kept_epochs(epochs)
    assert kept.size <= POINTS + 1
    assert (kept[0], kept[-1]) == (0, epochs)
    assert (np.diff(kept) > 0).all()
    assert epochs > POINTS or kept.tolist() == list(range(epochs + 1))


def test_of_a_long_comparison_the_points_that_are_kept_are_those_of_the_run():
    (outcome,) = finished(cases(0.1), 3 * POINTS, "numba").outcomes
    records = {record.epoch: record for record in Run(outcome.description, "numba").advance(3 * POINTS)}
    assert outcome.epochs[1:].tolist() == list(range(3, 3 * POINTS + 1, 3))
    assert outcome.train_loss[1:].tolist() == [records[int(epoch)].train_loss for epoch in outcome.epochs[1:]]


def test_a_long_curve_that_diverges_ends_with_the_last_finite_epoch(monkeypatch):
    monkeypatch.setattr(comparisons, "POINTS", 2)
    (outcome,) = finished([("wild", TOO_FAST)], 1000).outcomes
    assert outcome.diverged
    assert outcome.epochs.tolist() == [0, outcome.epoch]


def test_the_memory_of_forty_finished_runs_is_about_a_megabyte_at_most():
    large = described(hidden=(16,) * 6, features=("x1", "x2", "x1sq", "x2sq", "x1x2", "sinx1", "sinx2"))
    comparison = finished(cases(*range(1, 9), seeds=5, base=replace(large, clip=0.001)), 2, "numba")
    per_run = [outcome.parameters.nbytes + kept_epochs(MAX_EPOCHS).size * 4 * 8 for outcome in comparison.outcomes]
    assert sum(per_run) < 1.1e6
    assert not comparison._waiting  # nor are there trainings with their points


# --- progress


def test_progress_counts_runs_and_epochs_and_reckons_what_is_left(pool, clock):
    comparison = Comparison(cases(0.1, 0.2), 10)
    comparison.seen()
    assert comparison.progress().seconds_left is None  # nobody knows yet
    for _ in range(10):
        pool.step()
    clock.now += 5
    comparison.seen()
    progress = comparison.progress()
    assert (progress.runs_done, progress.runs, progress.epochs_done, progress.epochs) == (0, 2, 10, 20)
    assert progress.share == pytest.approx(0.5)
    assert progress.seconds_left == pytest.approx(5)


def test_what_has_diverged_is_done_with(pool):
    comparison = Comparison([("wild", TOO_FAST)], 1000)
    comparison.seen()
    while comparison.running:
        pool.step()
    progress = comparison.progress()
    assert (progress.runs_done, progress.epochs_done, progress.share) == (1, 1000, 1.0)


# --- cancelled, unseen, and side by side with others


def test_a_cancelled_comparison_keeps_what_it_has_and_trains_no_more(pool):
    comparison = Comparison(cases(0.1, 0.2), 50)
    comparison.seen()
    for _ in range(8):
        pool.step()
    comparison.cancel()
    while pool.slices:
        pool.step()
    comparison.seen()
    assert pool.slices == []
    assert comparison.cancelled and not comparison.running
    assert [outcome.epoch for outcome in comparison.outcomes] == [4, 4]
    assert [outcome.kept for outcome in comparison.outcomes] == [5, 5]
    assert not any(outcome.finished for outcome in comparison.outcomes)


def test_cancel_stops_a_slice_that_is_under_way(monkeypatch):
    monkeypatch.setattr(comparisons, "SLICE", np.inf)
    comparison = Comparison(cases(0.01), MAX_EPOCHS)
    comparison.seen()
    while not comparison.outcomes[0].epoch:
        comparison.wait(0.001)
    comparison.cancel()
    assert comparison.wait(0)
    comparisons.pool.submit(int).result(60)  # a thread of the pool is free again
    assert comparison.outcomes[0].epoch < MAX_EPOCHS


def test_a_comparison_that_is_over_cannot_be_cancelled():
    comparison = finished(cases(0.1), 2)
    comparison.cancel()
    assert not comparison.cancelled


def test_nothing_trains_when_nobody_looks_and_it_goes_on_when_somebody_does(pool, clock):
    comparison = Comparison(cases(0.1, 0.2), 20)
    assert pool.slices == []  # not before somebody looks
    comparison.seen()
    for _ in range(6):
        pool.step()
    clock.now += PATIENCE + 1
    epochs = [outcome.epoch for outcome in comparison.outcomes]
    while pool.slices:
        pool.step()
    assert [outcome.epoch for outcome in comparison.outcomes] == epochs
    assert comparison.running
    comparison.seen()
    assert len(pool.slices) == WORKERS
    while comparison.running:
        pool.step()
    for outcome in comparison.outcomes:
        assert_is_run(outcome, 20, "numpy")


def test_whoever_looks_often_gets_no_more_than_two_slices(pool):
    comparison = Comparison(cases(0.1, 0.2, 0.3, seeds=5), 5)
    for _ in range(10):
        comparison.seen()
        assert len(pool.slices) == WORKERS
        pool.step()
    single = Comparison(cases(0.1), 5)
    before = len(pool.slices)
    single.seen()
    single.seen()
    assert len(pool.slices) == before + 1


def test_students_take_turns_however_much_each_has_asked_for(pool):
    greedy, modest = Comparison(cases(*np.arange(1, 9) / 10, seeds=5), 50), Comparison(cases(0.1, 0.2), 20)
    greedy.seen()
    for _ in range(20):
        pool.step()  # one is well under way when the other comes
    modest.seen()
    before = greedy.progress().epochs_done
    while modest.running:
        pool.step()
    assert modest.progress().epochs_done == 40
    assert greedy.progress().epochs_done - before == pytest.approx(40, abs=4)


def test_the_runs_of_a_seed_go_on_side_by_side(pool):
    comparison = Comparison(cases(0.1, 0.2, 0.3, 0.4, seeds=2), 10)
    comparison.seen()
    for _ in range(20):
        pool.step()
    epochs = [outcome.epoch for outcome in comparison.outcomes]
    assert epochs == [5, 5, 5, 5, 0, 0, 0, 0]


def test_all_comparisons_of_the_server_share_two_threads():
    several = [Comparison(cases(0.1, 0.2), 30) for _ in range(6)]
    for comparison in several:
        comparison.seen()
    for comparison in several:
        assert comparison.wait(60)
    names = [thread.name for thread in threading.enumerate() if thread.name.startswith("comparison")]
    assert 1 <= len(names) <= WORKERS == 2


def test_a_fault_that_nobody_foresaw_ends_it_with_a_sentence(pool, monkeypatch, caplog):
    comparison = Comparison(cases(0.1, 0.2), 5)
    monkeypatch.setattr(comparisons, "Training", None)
    comparison.seen()
    pool.step()
    assert not comparison.running
    assert comparison.fault.endswith("Please try again.")
    assert [record.message for record in caplog.records] == ["A comparison failed."]
    while pool.slices:
        pool.step()  # what was still in the queue does nothing


# --- left, and many at once


@pytest.fixture
def in_memory(monkeypatch):
    """Returns how many trainings are in memory; of this test alone."""
    monkeypatch.setattr(comparisons, "trainings", weakref.WeakSet())

    def count():
        gc.collect()
        return len(comparisons.trainings)

    return count


def test_when_its_student_has_left_no_training_is_held_and_who_comes_back_gets_the_same(pool, clock, in_memory):
    comparison = Comparison(cases(0.1, 0.2, 0.3), 4)
    comparison.seen()
    for _ in range(10):
        pool.step()
    assert in_memory() == 2  # one has come to its end
    done = sum(outcome.finished for outcome in comparison.outcomes)
    comparison.let_go()
    while pool.slices:
        pool.step()
    assert in_memory() == 0
    assert comparison.running and comparison.progress().epochs_done == 4 * done
    comparison.seen()
    while comparison.running:
        pool.step()
    for outcome in comparison.outcomes:
        assert_is_run(outcome, 4, "numpy")


def test_who_leaves_in_the_middle_of_a_slice_leaves_nothing_either(pool, in_memory, monkeypatch):
    comparison = Comparison(cases(0.1), 50)
    advance = comparisons.Training.advance
    monkeypatch.setattr(comparisons.Training, "advance", lambda *those: comparison.let_go() or advance(*those))
    comparison.seen()
    pool.step()
    assert (in_memory(), comparison.outcomes[0].epoch, pool.slices) == (0, 0, [])


def test_while_many_compare_the_trainings_in_memory_are_few_and_all_come_to_their_end(pool, in_memory, monkeypatch):
    monkeypatch.setattr(comparisons, "MOST_TRAININGS", 5)
    several = [Comparison(cases(0.1, 0.2, 0.3, 0.4), 6) for _ in range(6)]
    for comparison in several:
        comparison.seen()
    most = 0
    while pool.slices:
        pool.step()
        most = max(most, len(comparisons.trainings))
    assert most <= 5 + len(several)
    for comparison in several:
        for outcome in comparison.outcomes:
            assert_is_run(outcome, 6, "numpy")


def test_a_student_who_must_pause_takes_no_thread_of_the_pool(pool, monkeypatch):
    pauses, timers = {"heavy": 0.7, "light": 0}, []
    heavy, light = (Comparison(cases(0.1), 5, learner=name) for name in pauses)
    taken = contextlib.nullcontext()
    monkeypatch.setattr(comparisons, "turns", SimpleNamespace(pause=pauses.get, take=lambda who: taken))
    monkeypatch.setattr(comparisons, "later", lambda seconds, act: timers.append((seconds, act)))
    heavy.seen()
    light.seen()
    while light.running:
        pool.step()
    assert [seconds for seconds, _act in timers] == [0.7]
    heavy.seen()
    assert pool.slices == []  # it stands in line, though in none that anybody waits in
    pauses["heavy"] = 0
    timers[0][1]()
    while heavy.running:
        pool.step()
    assert_is_run(heavy.outcomes[0], 5, "numpy")


def test_a_pause_ends_by_itself():
    over = threading.Event()
    comparisons.later(0.001, over.set)
    assert over.wait(60)


# --- how much there may be


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (([], 10), "There is nothing to compare yet: choose at least one value."),
        ((cases(*np.arange(1, 10) / 10), 10), "At most 8 values and 5 seeds can be compared at once."),
        ((cases(0.1, seeds=6), 10), "At most 8 values and 5 seeds can be compared at once."),
        ((cases(0.1), 0), "Choose from 1 to 5000 epochs, not 0."),
        ((cases(0.1), 5001), "Choose from 1 to 5000 epochs, not 5001."),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(arguments, sentence):
    assert refusal(Comparison, *arguments) == sentence


def test_too_much_work_is_refused_with_how_long_it_would_take_and_how_much_is_possible():
    base = Description(n=5000, hidden=(16, 16), batch_size=1)
    eight = cases(*np.arange(1, 9) / 10, seeds=5, base=base)
    sentence = refusal(Comparison, eight, 2000, "numba")
    told = (
        r"8 values × 5 seeds × 5000 points for 2000 epochs would take about \d+ minutes\. Choose at most (\d+) epochs,"
    )
    most = int(re.match(told, sentence)[1])
    Comparison(eight, most, "numba")
    assert refusal(Comparison, eight, most + 1, "numba")


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_more_work_is_reckoned_to_take_longer(engine):
    base = Description(n=500, hidden=(4,), batch_size=10)
    usual = seconds_of_an_epoch(base, engine)
    for more in ({"n": 1000}, {"hidden": (8, 8)}, {"batch_size": 1}, {"split": 80}):
        assert seconds_of_an_epoch(replace(base, **more), engine) > usual
