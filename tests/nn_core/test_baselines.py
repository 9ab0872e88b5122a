"""Tests of the baselines: what a linear model can do on some data, and what the nearest neighbours can."""

import numpy as np
import pytest

from nn_core import TASKS, Description, Run
from nn_core.baselines import line_score, neighbours


def of(function, **fields):
    description = Description(batch_size=1, **fields)
    return function(TASKS[description.task], *Run(description).points.training)


def missed_by_lines(task, inputs, targets):
    """By how much the neighbours do better than a line."""
    return neighbours(task, inputs, targets)[0] - line_score(task, inputs, targets)


def test_a_line_misses_much_where_classes_or_values_are_not_a_line_apart():
    for dataset in ["circle", "xor", "spiral", "checkerboard", "heart", "hills"]:
        for noise, n in ((0, 500), (10, 500), (10, 5000)):
            assert of(missed_by_lines, dataset=dataset, noise=noise, n=n) > 0.2, (dataset, noise, n)


@pytest.mark.parametrize("dataset", ["gauss", "plane"])
def test_a_line_misses_nothing_where_it_is_right_however_noisy_the_data_are(dataset):
    for noise in (0, 10, 30, 50):
        assert of(missed_by_lines, dataset=dataset, noise=noise) < 0.03, noise


def test_the_right_inputs_make_a_line_of_a_circle():
    assert of(missed_by_lines, features=("x1sq", "x2sq")) < 0.03
    assert of(line_score, features=("x1sq", "x2sq")) > 0.97


@pytest.mark.parametrize("margin", [1.0, 0.1, 0.01])
def test_what_a_line_can_separate_is_separated(margin):
    for turn in np.linspace(0, np.pi, 5):
        x = np.random.default_rng(3).uniform(-6, 6, (2, 300))
        across = np.cos(turn) * x[0] + np.sin(turn) * x[1] - 1
        x, across = x[:, np.abs(across) > margin], across[np.abs(across) > margin]
        assert line_score(TASKS["classification"], x, (across > 0).astype(float)[None, :]) == 1, turn


def test_values_on_a_plane_are_predicted_to_the_last_digit():
    x = np.random.default_rng(4).uniform(-6, 6, (3, 50))
    assert line_score(TASKS["regression"], x, (0.3 * x[0] - 2 * x[2] + 5)[None, :]) == pytest.approx(1)


def test_least_squares_is_the_one_of_numpy():
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(1, 40)), rng.normal(size=40)
    slope, shift = np.polyfit(x[0], y, 1)
    expected = 1 - ((y - slope * x[0] - shift) ** 2).sum() / ((y - y.mean()) ** 2).sum()
    assert line_score(TASKS["regression"], x, y[None, :]) == pytest.approx(expected)


@pytest.mark.parametrize("dataset", ["circle", "hills"])
def test_the_neighbours_are_those_that_are_nearest(dataset):
    description = Description(dataset=dataset, noise=20, n=40)
    task, (inputs, targets) = TASKS[description.task], Run(description).points.training
    x, n, expected = (inputs - inputs.mean(axis=1, keepdims=True)) / inputs.std(axis=1, keepdims=True), 20, []
    for k in (1, 3, 5, 8, 12, 18):
        near = [sorted(set(range(n)) - {i}, key=lambda j, i=i: np.linalg.norm(x[:, i] - x[:, j]))[:k] for i in range(n)]
        sums = np.array([targets[0][those].sum() for those in near])
        y_hat = ((sums + 0.5) / (k + 1) if dataset == "circle" else sums / k)[None, :]
        expected.append((task.loss(y_hat, targets).mean(), task.score(y_hat, targets)))
    assert neighbours(task, inputs, targets) == pytest.approx(min(expected)[::-1])


@pytest.mark.parametrize(("noise", "low", "high"), [(0, 0, 0.1), (50, 0.55, 0.75)])
def test_the_loss_of_the_neighbours_is_about_what_noise_leaves(noise, low, high):
    assert low < of(neighbours, dataset="rings", noise=noise, n=2000)[1] < high


def test_a_single_point_has_no_neighbours():
    assert neighbours(TASKS["classification"], np.zeros((2, 1)), np.ones((1, 1))) == (0.0, np.inf)


@pytest.mark.parametrize("n", [2, 3])
def test_a_few_points_are_no_trouble(n):
    x, y = np.arange(2.0 * n).reshape(2, n), np.ones((1, n))
    assert np.isfinite(missed_by_lines(TASKS["classification"], x, y))


def test_an_input_that_is_always_the_same_is_no_trouble():
    x = np.vstack([np.linspace(-1, 1, 20), np.full(20, 3.0)])
    assert line_score(TASKS["classification"], x, (x[:1] > 0).astype(float)) == 1
