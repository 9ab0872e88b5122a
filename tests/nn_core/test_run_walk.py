"""Tests that an epoch walked update by update is, to the last bit, the epoch that the run trains."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nn_core import OPTIMISERS, ORDERS, PENALTIES, SCHEDULES, Run
from nn_core.engine import NumpyEngine
from tests.helpers.core import bits, described, refusal, shuffler, trained


def walked(run, epoch):
    """All updates of the epoch after one."""
    first = run.walk(epoch, 0)
    return [first, *(run.walk(epoch, update) for update in range(1, first.updates))]


def assert_walks(description, engine, epoch):
    """The updates follow each other, and end where the epoch ends."""
    run = Run(description, engine)
    epoch = len(list(run.advance(epoch)))  # fewer where it diverges
    updates = walked(run, epoch)
    assert bits(run.record()) == bits(run.restore(epoch))
    before = run.record().parameters
    for update in updates:
        assert update.before.tobytes() == before.tobytes()
        before = update.after
    following = list(run.advance(1))
    assert [record.parameters.tobytes() for record in following] == ([] if run.diverged else [before.tobytes()])
    return updates, *following


def test_the_updates_of_an_epoch_end_at_the_very_bits_of_the_next():
    for engine in ["numpy", "numba"]:
        for optimiser, epoch in [("sgd", 3), ("momentum", 0), ("adam", 3)]:
            updates, record = assert_walks(described(optimiser=optimiser, penalty="l2", clip=0.5), engine, epoch)
            assert [len(update.examples) for update in updates] == [4, 4, 4, 3], (engine, optimiser, epoch)
            assert {update.learning_rate for update in updates} == {record.learning_rate}, (engine, optimiser, epoch)


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
        learning_rate=st.sampled_from([0.01, 0.1]),
        seed=st.integers(0, 99),
    ),
    st.sampled_from(["numpy", "numba"]),
    st.integers(0, 4),
)
@settings(max_examples=60)
def test_any_epoch_of_any_run_can_be_walked(description, engine, epoch):
    assert_walks(description, engine, epoch)


def test_the_examples_are_those_that_the_shuffling_brings_in_their_order():
    run = Run(described(seed=7))
    examples = np.concatenate([update.examples for update in walked(run, 0)])
    assert (examples == shuffler(7).permutation(run.points.n_train)).all()


def test_the_gradient_is_the_mean_over_the_examples_and_makes_the_plain_step():
    run = Run(described(batch_size=4))
    update = run.walk(0, 1)
    inputs, targets = (array[:, update.examples] for array in run.points.training)
    perceptron = NumpyEngine(described(), np.random.default_rng(0)).perceptron
    each = []
    for i in range(4):
        perceptron.parameters = update.before
        y_hat = perceptron.forward(inputs[:, [i]])
        each.append(perceptron.gradients(perceptron.loss.derivative(y_hat, targets[:, [i]])))
    np.testing.assert_allclose(update.gradient, np.mean(each, axis=0), atol=1e-15)
    np.testing.assert_allclose(update.after, update.before - 0.1 * update.gradient, atol=1e-15)
    for parameters, loss in ((update.before, update.loss_before), (update.after, update.loss_after)):
        perceptron.parameters = parameters
        assert perceptron.loss(perceptron.forward(inputs), targets).mean() == loss


def test_a_walk_leaves_the_training_as_it_was():
    run, other = Run(described()), Run(described())
    list(run.advance(5))
    list(other.advance(5))
    walked(run, 5)
    run.walk(2, 1)
    run.restore(5)
    assert trained(run, 5) == trained(other, 5)
    assert run.journal == []


def test_a_walk_has_the_settings_and_weights_of_its_epoch():
    run = Run(described())
    list(run.advance(3))
    run.change(learning_rate=0.5, batch_size=2, parameters=[[0, 1.25]])
    list(run.advance(3))
    update = run.walk(3, 0)
    assert (update.learning_rate, update.updates, update.before[0]) == (0.5, 8, 1.25)
    assert run.walk(2, 0).learning_rate == 0.1


def test_the_last_update_comes_before_what_is_set_by_hand():
    run = Run(described())
    list(run.advance(3))
    after = walked(run, 2)[-1].after
    assert after.tobytes() == run.restore(3).parameters.tobytes()
    run.change(parameters=[[0, 1.25]])
    again = walked(run, 2)[-1].after
    assert again.tobytes() == after.tobytes()


def test_an_epoch_that_takes_training_to_get_to_is_not_there_yet_when_time_is_up(monkeypatch):
    monkeypatch.setattr("nn_core.run.CHECKPOINTS", 1)
    run = Run(described())
    list(run.advance(9))
    run.forget(lambda epoch: False)
    assert run.walk(5, 0, seconds=-1) is None
    assert run.walk(5, 0).before.tobytes() == run.restore(5).parameters.tobytes()


def test_an_update_that_there_is_not_is_refused_and_the_run_trains_on():
    run, other = Run(described()), Run(described())
    for update in (-1, 4, 10**9, 0.5, None, True, "0"):
        assert "update must be a whole number from 0 to 3" in refusal(run.walk, 0, update), update
    assert trained(run, 3) == trained(other, 3)


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_the_update_at_which_a_run_diverges_says_that_it_is_not_finite(engine):
    run = Run(described(dataset="hills", hidden=(8,), activation="relu", learning_rate=10.0), engine)
    list(run.advance(99))
    newest = run.epoch
    assert run.diverged
    finite = [update.is_finite for update in walked(run, newest)]
    assert finite[0] and not finite[-1]
    assert run.epoch == newest and np.isfinite(run.record().parameters).all()
