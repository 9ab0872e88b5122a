"""Tests that a data set poses one task, and the scores against examples worked by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import DATASETS, TASKS, binary_cross_entropy, linear, mean_squared_error, sigmoid
from nn_core.datasets import CLASSES, SURFACES
from nn_core.tasks import accuracy, r_squared, task_of


def row(*values):
    return np.array([values], dtype=float)


def test_classification_has_the_classes_cross_entropy_the_sigmoid_and_accuracy():
    task = TASKS["classification"]
    assert (task.name, task.datasets, task.score) == ("classification", (*CLASSES, "own"), accuracy)
    assert task.loss is binary_cross_entropy and task.output is sigmoid


def test_regression_has_the_surfaces_squared_errors_a_linear_output_and_r_squared():
    task = TASKS["regression"]
    assert (task.name, task.datasets, task.score) == ("regression", tuple(SURFACES), r_squared)
    assert task.loss is mean_squared_error and task.output is linear


def test_every_data_set_poses_exactly_one_task():
    for dataset in DATASETS:
        assert [task for task in TASKS.values() if dataset in task.datasets] == [task_of(dataset)], dataset


# --- accuracy


def test_accuracy_is_the_share_of_examples_on_their_side_of_one_half():
    assert accuracy(row(0.9, 0.4, 0.6, 0.1), row(1, 0, 0, 1)) == 0.5
    assert accuracy(row(0.9, 0.4, 0.2), row(1, 0, 0)) == 1.0
    assert accuracy(row(0.9), row(0)) == 0.0


def test_exactly_one_half_counts_as_class_1():
    below = math.nextafter(0.5, 0)
    assert accuracy(row(0.5, 0.5), row(1, 0)) == accuracy(row(below, below), row(1, 0)) == 0.5
    assert accuracy(row(0.5, below), row(1, 0)) == 1.0


def test_scores_are_plain_floats():
    assert type(accuracy(row(0.9), row(1))) is type(r_squared(row(0.9, 1), row(1, 2))) is float


# --- R²


@pytest.mark.parametrize(
    ("y_hat", "score"),
    [
        # y = 1, 2, 3, 6 has the mean 3, and the squares about it are 4 + 1 + 0 + 9 = 14
        ((1, 2, 3, 6), 1.0),
        ((3, 3, 3, 3), 0.0),
        ((2, 2, 3, 6), 1 - 1 / 14),
        ((1, 2, 4, 4), 1 - 5 / 14),
        ((6, 3, 2, 1), 1 - (25 + 1 + 1 + 25) / 14),  # worse than the mean: below 0
    ],
)
def test_r_squared_worked_by_hand(y_hat, score):
    assert r_squared(row(*y_hat), row(1, 2, 3, 6)) == pytest.approx(score, abs=1e-15)


@pytest.mark.parametrize("values", [(2.0,), (2.0, 2.0, 2.0), (0.0, 0.0)])
def test_r_squared_is_nan_where_all_values_are_equal_even_if_the_prediction_is_right(values):
    assert math.isnan(r_squared(row(*values), row(*values)))
    assert math.isnan(r_squared(row(*values) + 1, row(*values)))


@given(st.lists(st.tuples(st.floats(-10, 10), st.integers(-100, 100)), min_size=2, max_size=20))
def test_r_squared_is_1_less_the_share_of_the_squares_that_is_left(pairs):
    y_hat, y = row(*(prediction for prediction, _ in pairs)), row(*(value for _, value in pairs))
    values = y[0].tolist()
    mean = sum(values) / len(values)
    about_the_mean = math.fsum((value - mean) ** 2 for value in values)
    left = math.fsum((prediction - value) ** 2 for prediction, value in pairs)
    if len(set(values)) > 1:
        assert r_squared(y_hat, y) == pytest.approx(1 - left / about_the_mean, rel=1e-9, abs=1e-9)
