"""Tests that `nn_core.utils` offers what the course's own `utils.py` does, and that its first network learns."""

import re

import numpy as np
import pytest

from nn_core import Layer, Perceptron
from nn_core.utils import X_train, relu, sigmoid, y_train


def test_the_training_set_has_one_row_per_example():
    assert X_train.shape == (200, 2)
    assert y_train.shape == (200, 1)
    assert X_train.dtype == y_train.dtype == float


def test_the_labels_are_0_and_1_in_equal_parts():
    assert set(y_train[:, 0]) == {0.0, 1.0}
    assert y_train.mean() == 0.5


def test_the_activations_are_ready_to_use():
    assert np.array_equal(relu(np.array([-2.0, 3.0])), [0.0, 3.0])
    assert np.array_equal(relu.derivative(np.array([-2.0, 3.0])), [0.0, 1.0])
    assert sigmoid(np.array([0.0])) == 0.5
    assert sigmoid.derivative(np.array([0.0])) == 0.25


@pytest.mark.parametrize("seed", range(4))
def test_the_courses_first_network_learns(seed, capsys):
    rng = np.random.default_rng(seed)
    layers = [Layer(2, 6, relu, rng=rng), Layer(6, 6, relu, rng=rng), Layer(6, 1, sigmoid, rng=rng)]
    Perceptron(layers).fit(X_train, y_train, 10, 0.01, rng=rng)
    losses = [float(loss) for loss in re.findall(r"^Loss at epoch \d+: (\d\.\d{3})$", capsys.readouterr().out, re.M)]
    assert len(losses) == 10
    assert np.mean(losses[7:]) < np.mean(losses[:3])
