"""Many epochs in one call of the engine are the same run, to the last bit, as one after another."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nn_core import Run
from tests.helpers.core import bits, described

CASES = {
    "plain": {},
    "an example at a time": {"batch_size": 1, "order": "sorted"},
    "a penalty and a schedule": {"penalty": "l2", "schedule": "cosine", "period": 20, "clip": 1.0},
    "an optimiser that remembers": {"optimiser": "adam"},
    "regression": {"dataset": "hills", "hidden": (4,)},
    "one that diverges": {"hidden": (8,), "activation": "linear", "dataset": "plane", "batch_size": 1,
                          "learning_rate": 0.01},
}  # fmt: skip
TOO_FAST = [(15, {"learning_rate": 10.0})]


def stretched(description, journal, epochs, engine):
    """(run, its Records, how many came at once)."""
    run, records, lengths = Run(description, engine, journal), [], []
    for stretch in run.stretches(epochs):
        records += stretch
        lengths.append(len(stretch))
    return run, records, lengths


def assert_is(run, records, description, journal, epochs, engine):
    """It is the run that advances epoch by epoch."""
    straight = Run(description, engine, journal)
    assert [bits(record) for record in records] == [bits(record) for record in straight.advance(epochs)]
    assert (run.epoch, run.diverged, run.held) == (straight.epoch, straight.diverged, straight.held)
    for epoch in run.held:
        (state, shuffle, loss), expected = run._states[epoch], straight._states[epoch]
        assert (state.tobytes(), shuffle, np.float64(loss).tobytes()) == (
            expected[0].tobytes(), expected[1], np.float64(expected[2]).tobytes(),
        )  # fmt: skip


def test_a_stretch_has_the_bits_of_one_epoch_after_another():
    for engine in ["numpy", "numba"]:
        for name in CASES:
            description, journal = described(**CASES[name]), TOO_FAST if name == "one that diverges" else ()
            run, records, lengths = stretched(description, journal, 90, engine)
            assert_is(run, records, description, journal, 90, engine)
            assert (max(lengths) > 1) == (engine == "numba" and description.optimiser == "sgd"), (engine, name)
            assert run.diverged == (name == "one that diverges"), (engine, name)


def test_a_change_on_the_way_takes_effect_at_its_epoch():
    journal = [(3, {"learning_rate": 0.5}), (20, {"parameters": [[0, 1.5]]}), (21, {"batch_size": 2})]
    run, records, _ = stretched(described(), journal, 60, "numba")
    assert_is(run, records, described(), journal, 60, "numba")


def test_it_ends_at_the_epoch_asked_for_and_goes_on_from_there():
    run, records, _ = stretched(described(), (), 37, "numba")
    assert run.epoch == 37
    records += [record for stretch in run.stretches(20) for record in stretch]
    assert_is(run, records, described(), (), 57, "numba")


def test_a_run_that_has_diverged_has_no_stretch_left():
    run, _, _ = stretched(described(**CASES["one that diverges"]), TOO_FAST, 200, "numba")
    assert (run.diverged, run.epoch) == (True, 15)
    assert list(run.stretches(5)) == []


def test_it_stops_when_its_time_is_used_up_but_trains_once():
    run = Run(described(), "numba")
    assert len(list(run.stretches(1000, seconds=0))) == 1
    assert 0 < run.epoch < 1000


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from([0.01, 0.3, 2.0])), max_size=6), st.integers(1, 70))
def test_whatever_changes_when_the_bits_are_the_same(changes, epochs):
    journal = [(epoch, {"learning_rate": rate}) for epoch, rate in sorted(changes)]
    run, records, _ = stretched(described(), journal, epochs, "numba")
    assert_is(run, records, described(), journal, epochs, "numba")
