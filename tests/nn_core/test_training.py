"""Tests that a training straight ahead gives the very bits of a run, in however many calls, also where it diverges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nn_core import OPTIMISERS, ORDERS, PENALTIES, SCHEDULES, Run, Training
from tests.helpers.core import described

both_engines = pytest.mark.parametrize("engine", ["numpy", "numba"])
TOO_FAST = {"dataset": "hills", "activation": "relu", "batch_size": 15, "learning_rate": 0.3, "hidden": (4,)}


def measures(records):
    """What a training returns of these epochs, as a run has it."""
    return [(r.train_loss, r.test_loss, r.train_score, r.test_score) for r in records]


def same_bits(one, other):
    """True when two lists of numbers are equal to the last bit, NaN included."""
    return np.array(one, dtype=float).tobytes() == np.array(other, dtype=float).tobytes()


def assert_same(description, engine, parts):
    """Train in parts of so many epochs; each must be what a run's next records are."""
    run, training = Run(description, engine), Training(description, engine)
    assert same_bits(training.measure(), measures([run.record()])[0])
    for epochs in parts:
        assert same_bits(training.advance(epochs), measures(run.advance(epochs)))
        assert same_bits(training.engine.state, run.engine.state)
        assert (training.epoch, training.diverged) == (run.epoch, run.diverged)
        assert same_bits(training.measure(), measures([run.record()])[0])
    return training


CASES = [
    {},
    {"batch_size": 1, "hidden": (8, 8)},
    {"batch_size": 15},
    {"order": "sorted"},
    {"optimiser": "adam", "schedule": "cosine", "period": 4, "penalty": "l1", "penalty_rate": 0.01},
    {"optimiser": "momentum", "penalty": "l2", "clip": 0.3, "schedule": "step", "period": 2},
    {"dataset": "hills", "features": ("x1", "x2sq"), "learning_rate": 0.001},
    {"hidden": ()},
]


def test_epochs_in_one_call_have_the_bits_of_a_run(subtests):
    for engine in ["numpy", "numba"]:
        for named in CASES:
            with subtests.test(engine=engine, named=named):
                assert_same(described(**named), engine, [1, 5, 2])


@settings(max_examples=40)
@given(
    st.builds(
        described,
        batch_size=st.integers(1, 15),
        order=st.sampled_from(sorted(ORDERS)),
        optimiser=st.sampled_from(sorted(OPTIMISERS)),
        penalty=st.sampled_from(sorted(PENALTIES)),
        schedule=st.sampled_from(sorted(SCHEDULES)),
        clip=st.none() | st.just(0.3),
        hidden=st.sampled_from([(), (3,), (5, 2)]),
        dataset=st.sampled_from(["circle", "hills"]),
        learning_rate=st.sampled_from([0.01, 0.1, 1.0]),
        seed=st.integers(0, 99),
    ),
    st.lists(st.integers(1, 4), min_size=1, max_size=3),
)
def test_any_description_in_any_parts_has_the_bits_of_a_run(description, parts):
    for engine in ("numpy", "numba"):
        assert_same(description, engine, parts)


@both_engines
def test_where_a_run_diverges_it_stops_at_the_same_last_finite_epoch(engine):
    for seed in range(3):
        training = assert_same(described(**TOO_FAST, seed=seed), engine, [30, 30])
        assert training.diverged and 2 < training.epoch < 30
        assert training.advance(5).shape == (0, 4)


@both_engines
def test_the_epoch_that_would_not_be_finite_leaves_no_trace_in_the_optimiser(engine):
    training = assert_same(described(**TOO_FAST | {"optimiser": "momentum"}), engine, [60])
    assert training.diverged
    assert np.isfinite(training.engine.state).all()


def test_training_counts_the_seconds_it_takes():
    training = Training(described())
    training.advance(2)
    after_two = training.seconds
    training.advance(20)
    assert 0 <= after_two <= training.seconds


@both_engines
def test_looking_back_at_a_trail_leaves_the_engine_where_it_is(engine):
    training = Training(described(), engine)
    inputs, targets = training.points.training
    orders = [np.arange(15)] * 3
    losses, trail = training.engine.train_epochs(inputs, targets, orders, [0.1] * 3, 4)
    state = training.engine.state
    points = training.points
    rows = training.engine.evaluate_epochs(trail, points.inputs, points.targets, points.n_train)
    assert len(losses) == len(trail) == len(rows) == 3
    assert same_bits(training.engine.state, state)
    assert same_bits(rows[-1], training.engine.evaluate(points.inputs, points.targets, points.n_train))
    assert np.ptp(rows[:, 0]) > 0
