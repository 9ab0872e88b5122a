"""Tests that an order visits every example once, shuffles as ever, and sorts by label where that is asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import ORDERS, Run
from nn_core.orders import by_label, shuffled
from tests.helpers.core import described, shuffler, trained


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@given(st.lists(st.sampled_from([-0.5, 0.0, 1.0]), min_size=1, max_size=40), st.integers(0, 99))
def test_every_example_is_visited_once(order, labels, seed):
    numbers = order(np.array([labels]), np.random.default_rng(seed))
    assert sorted(numbers.tolist()) == list(range(len(labels)))


def test_shuffled_is_one_permutation_of_the_generator_an_epoch():
    rng, again = np.random.default_rng(3), np.random.default_rng(3)
    for _ in range(3):
        assert (shuffled(np.zeros((1, 9)), rng) == again.permutation(9)).all()


def test_by_label_goes_from_low_to_high_and_leaves_equal_ones_as_they_stand():
    rng = np.random.default_rng(3)
    before = rng.bit_generator.state
    assert by_label(np.array([[1.0, 0.0, 1.0, -0.5, 0.0]]), rng).tolist() == [3, 1, 4, 0, 2]
    assert rng.bit_generator.state == before  # nothing is drawn


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_a_run_takes_the_examples_as_its_order_says(engine):
    for name, expected in (("shuffled", lambda run: shuffler(5).permutation(run.points.n_train)),
                           ("sorted", lambda run: np.argsort(run.points.training[1][0], kind="stable"))):  # fmt: skip
        run = Run(described(order=name, seed=5, batch_size=15), engine)
        assert run.walk(0, 0).examples.tolist() == expected(run).tolist()


def test_a_sorted_run_goes_through_the_same_order_in_every_epoch():
    run = Run(described(order="sorted", batch_size=15))
    trained(run, 3)
    assert [run.walk(epoch, 0).examples.tolist() for epoch in (0, 2)] == [run.walk(1, 0).examples.tolist()] * 2


def test_initial_weights_and_points_are_the_same_in_any_order():
    runs = [Run(described(order=name)) for name in ORDERS]
    assert (runs[0].record().parameters == runs[1].record().parameters).all()
    assert (runs[0].points.inputs == runs[1].points.inputs).all()
