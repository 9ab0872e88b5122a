"""Tests that learning rate and batch size can be changed while a run trains, and that threads never mix up a run."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from threading import Barrier, Semaphore, Thread

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nn_core import Description, Run
from nn_core.own import encode
from playground import feed as feeds
from playground.feed import LIVE, Feed
from playground.protocol import unpack
from tests.playground.test_feed import (
    AT_ONCE,
    MANY_OPTIONS,
    SMALL,
    SOON,
    ask,
    assert_shows,
    read,
    request,
    trained_epochs,
)

SOME_POINTS = encode(np.random.default_rng(1).uniform(-6, 6, (SMALL.n, 2)), np.arange(SMALL.n) % 2)
ANOTHER = {
    "dataset": "xor",
    "points": encode(np.random.default_rng(2).uniform(-6, 6, (SMALL.n, 2)), np.arange(SMALL.n) % 2),
    "noise": 10,
    "split": 70,
    "n": 40,
    "dataseed": 1,
    "hidden": (3, 3),
    "features": ("x1", "x2", "x1x2"),
    "activation": "relu",
    "initialiser": "glorot",
    "seed": 1,
    "order": "sorted",
    "optimiser": "adam",
    "schedule": "step",
    "period": 10,
    "clip": 1.0,
    "penalty": "l1",
}


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Time to train all that is asked for, on however slow a computer."""
    monkeypatch.setattr(feeds, "SECONDS", math.inf)


def run_with(journal, description=SMALL):
    """An independent run with these changes, {epoch: changes}, as it stands after the last of them."""
    run = Run(description)
    for epoch, changes in sorted(journal.items()):
        for _ in run.advance(epoch - run.epoch):
            pass
        run.change(**changes)
    return run


def in_the_middle(feed, act):
    """Call `act`, in another thread, when the feed has trained the first epoch of its next answer."""
    stretches = feed.run.stretches

    def stretches_and_act(*arguments):
        for i, records in enumerate(stretches(*arguments)):
            if i == 0:
                feed.run.stretches = stretches
                thread = Thread(target=act, daemon=True)
                thread.start()
                thread.join(timeout=30)
                assert not thread.is_alive(), "it waits for the training to end"
            yield records

    feed.run.stretches = stretches_and_act


# --- live changes


@pytest.mark.parametrize(("name", "value"), [("learning_rate", 0.5), ("batch_size", 2), ("penalty_rate", 0.1)])
def test_a_live_change_raises_the_revision_and_keeps_the_run(name, value):
    feed = Feed(SMALL)
    token, run = feed.run_id, feed.run
    changed = replace(SMALL, **{name: value})
    assert feed.follow(changed)
    assert (feed.run_id, feed.run, feed.revision, feed.description) == (token, run, 1, changed)
    assert unpack(feed.opening())[0]["revision"] == 1


def test_all_that_is_live_may_change_at_once():
    feed = Feed(SMALL)
    assert feed.follow(replace(SMALL, learning_rate=0.5, batch_size=2, penalty_rate=0.1))
    assert feed.revision == 1


def test_following_the_same_settings_changes_nothing():
    feed = Feed(SMALL)
    assert feed.follow(replace(SMALL))
    assert feed.revision == 0
    assert [feed.follow(replace(SMALL, learning_rate=0.5)) for _ in range(2)] == [True, True]
    assert feed.revision == 1


def test_any_other_difference_is_not_followed():
    for live in [{}, {"learning_rate": 0.5}]:
        for name in [f.name for f in fields(Description) if f.name not in LIVE]:
            small = replace(SMALL, dataset="own", points=SOME_POINTS) if name == "points" else SMALL
            feed = Feed(small)
            assert not feed.follow(replace(small, **{name: ANOTHER[name]}, **live)), (live, name)
            assert (feed.description, feed.revision) == (small, 0), (live, name)
            assert_shows(ask(feed, 0, 5), Run(small).advance(5))


def test_a_request_from_before_a_change_gets_no_chunk():
    feed = Feed(SMALL)
    stale = request(feed, 0, 10)
    feed.answer(stale)
    feed.follow(replace(SMALL, learning_rate=0.5))
    assert feed.answer(stale) is None


def test_a_change_takes_effect_at_the_epoch_of_the_next_request_even_below_epochs_already_sent():
    for changes in [{"learning_rate": 0.5}, {"batch_size": 15}, {"learning_rate": 1.0, "batch_size": 1}]:
        for start in [0, 1, 12, 30]:
            feed = Feed(SMALL)
            ask(feed, 0, 30)
            feed.follow(replace(SMALL, **changes))
            chunk = ask(feed, start, 20)
            assert chunk.header["revision"] == 1, (changes, start)
            assert_shows(chunk, run_with({start: changes}).advance(20))
            assert feed.run.journal == [(start, changes)], (changes, start)


def test_a_change_is_made_only_once():
    feed = Feed(SMALL)
    feed.follow(replace(SMALL, learning_rate=0.5))
    ask(feed, 0, 10)
    run = run_with({0: {"learning_rate": 0.5}})
    list(run.advance(5))
    assert_shows(ask(feed, 5, 10), run.advance(10))
    assert feed.run.journal == [(0, {"learning_rate": 0.5})]


def test_changes_before_the_next_request_take_effect_together():
    feed = Feed(SMALL)
    ask(feed, 0, 10)
    feed.follow(replace(SMALL, learning_rate=0.5))
    feed.follow(replace(SMALL, learning_rate=0.7, batch_size=2))
    assert feed.revision == 2
    assert_shows(ask(feed, 6, 10), run_with({6: {"learning_rate": 0.7, "batch_size": 2}}).advance(10))


def test_a_change_that_is_taken_back_before_the_next_request_leaves_no_trace():
    feed = Feed(SMALL)
    ask(feed, 0, 10)
    feed.follow(replace(SMALL, learning_rate=0.5))
    feed.follow(SMALL)
    assert_shows(ask(feed, 0, 20), Run(SMALL).advance(20))
    assert feed.run.journal == []


def test_one_change_after_another_leaves_both_in_effect():
    feed = Feed(SMALL)
    ask(feed, 0, 20)
    feed.follow(replace(SMALL, learning_rate=0.5))
    ask(feed, 15, 20)
    feed.follow(replace(SMALL, learning_rate=0.5, batch_size=2))
    assert_shows(ask(feed, 25, 20), run_with({15: {"learning_rate": 0.5}, 25: {"batch_size": 2}}).advance(20))


def test_a_penalty_rate_acts_from_the_epoch_on_show_and_counts_in_the_training_loss():
    feed = Feed(MANY_OPTIONS)
    ask(feed, 0, 20)
    feed.follow(replace(MANY_OPTIONS, penalty_rate=0.5))
    expected = run_with({12: {"penalty_rate": 0.5}}, MANY_OPTIONS).advance(20)
    assert_shows(ask(feed, 12, 20), expected)
    assert feed.run.journal == [(12, {"penalty_rate": 0.5})]


changes_of = st.fixed_dictionaries(
    {"learning_rate": st.sampled_from([0.05, 0.1, 1.0]), "batch_size": st.sampled_from([2, 4, 15])}
)
requests_of = st.fixed_dictionaries(
    {"back": st.integers(0, 30), "count": st.integers(1, 20), "pace": st.sampled_from(["all", "max"])}
)


@settings(max_examples=60)
@given(st.lists(changes_of | requests_of, max_size=12))
def test_any_mixture_of_requests_and_changes_gives_the_numbers_of_an_independent_run(steps):
    feed, run = Feed(SMALL), Run(SMALL)
    newest = shown = 0  # the stage never goes back behind an epoch that it has shown
    changes = {}
    for step in steps:
        if "back" not in step:
            feed.follow(replace(SMALL, **step))
            changes = step
            continue
        start, count = max(newest - step["back"], shown), step["count"]
        run.restore(start)
        if changes:
            run.change(**changes)
            changes, shown = {}, start
        assert_shows(ask(feed, start, count, shown=shown, pace=step["pace"]), run.advance(count))
        newest = start + count


@pytest.mark.parametrize("description", [SOON, AT_ONCE], ids=["soon", "at once"])
def test_a_lower_learning_rate_lets_a_diverged_run_go_on(description):
    feed = Feed(description)
    ask(feed, 0, 500)
    feed.follow(replace(description, learning_rate=0.00001))
    chunk = ask(feed, 0, 3)
    assert_shows(chunk, run_with({0: {"learning_rate": 0.00001}}, description).advance(3))
    assert (chunk.header["ended"], chunk.header["count"]) == (None, 3)


# --- threads


def together(*calls):
    """Call all at once, each in a thread of its own; return what they return."""
    barrier = Barrier(len(calls))

    def call(function):
        barrier.wait(timeout=30)
        return function()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(call, function) for function in calls]]


def test_two_threads_that_ask_the_same_get_one_answer_trained_once():
    feed = Feed(SMALL)
    trained = trained_epochs(feed)
    asked = request(feed, 0, 50)
    first, second = together(lambda: feed.answer(asked), lambda: feed.answer(dict(asked)))
    assert first == second
    assert len(trained) == 50
    assert_shows(read(first), Run(SMALL).advance(50))


def test_two_threads_that_ask_in_turns_of_different_sizes_get_true_numbers():
    feed, records = Feed(SMALL), list(Run(SMALL).advance(120))

    def pull(size):
        return [ask(feed, start, size, shown=0) for start in range(0, 120, size)]

    for chunks in together(lambda: pull(5), lambda: pull(12)):
        for chunk in chunks:
            assert_shows(chunk, [records[epoch - 1] for epoch in chunk.epochs])


def test_a_change_does_not_wait_for_training_under_way_and_ends_it():
    feed = Feed(SMALL)
    trained = trained_epochs(feed)
    changed = replace(SMALL, learning_rate=0.5)
    in_the_middle(feed, lambda: feed.follow(changed))
    assert feed.answer(request(feed, 0, 100)) is None
    assert len(trained) == 1


def test_a_change_in_the_middle_of_an_answer_takes_effect_where_the_stage_asks_next():
    feed = Feed(SMALL)
    ask(feed, 0, 20)
    in_the_middle(feed, lambda: feed.follow(replace(SMALL, learning_rate=0.5)))
    assert feed.answer(request(feed, 20, 10)) is None
    assert_shows(ask(feed, 17, 10), run_with({17: {"learning_rate": 0.5}}).advance(10))


def test_a_change_in_the_middle_of_another_changes_answer_is_not_lost():
    feed = Feed(SMALL)
    feed.follow(replace(SMALL, batch_size=2))
    in_the_middle(feed, lambda: feed.follow(replace(SMALL, batch_size=2, learning_rate=0.5)))
    assert feed.answer(request(feed, 0, 10)) is None
    assert_shows(ask(feed, 0, 10), run_with({0: {"batch_size": 2, "learning_rate": 0.5}}).advance(10))


def test_changes_while_another_thread_pulls_never_mix_two_settings_in_one_chunk():
    feed, received = Feed(SMALL), Semaphore(0)
    rates = [SMALL.learning_rate, *np.geomspace(0.01, 1, 20).tolist()]  # by revision

    def pull():
        """Go on as the stage does until a chunk has the last change in it."""
        chunks, start = [], 0
        while start < 5000 and (not chunks or chunks[-1].header["revision"] < len(rates) - 1):
            answer = feed.answer(request(feed, start, 4))
            if answer is not None:
                chunks.append(read(answer))
                start += 4
                received.release()
        return chunks

    def change():
        for rate in rates[1:]:
            received.acquire(timeout=30)  # so that the next chunk is in training, or soon will be
            feed.follow(replace(SMALL, learning_rate=rate))

    chunks, _ = together(pull, change)
    run, revision = Run(SMALL), 0
    for chunk in chunks:
        if chunk.header["revision"] != revision:
            revision = chunk.header["revision"]
            run.change(learning_rate=rates[revision])
        assert_shows(chunk, run.advance(4))
    assert revision == len(rates) - 1


def test_a_change_below_an_earlier_one_keeps_what_that_one_set():
    feed = Feed(SMALL)
    ask(feed, 0, 20)
    feed.follow(replace(SMALL, learning_rate=0.5))
    ask(feed, 15, 20)
    feed.follow(replace(SMALL, learning_rate=0.5, batch_size=2))
    ask(feed, 4, 5)
    assert feed.run.settings_at(4) == {"learning_rate": 0.5, "batch_size": 2, "penalty_rate": 0.001}
