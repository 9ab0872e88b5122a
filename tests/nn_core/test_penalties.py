"""Tests what weights cost, by hand and as slopes, and that training pulls at weights and never at biases."""

import numpy as np
import pytest

from nn_core import PENALTIES, Layer, Perceptron, linear, mean_squared_error, sigmoid, tanh
from nn_core.penalties import L1, L2, NoPenalty
from nn_core.updates import UpdateRule

WEIGHTS = np.array([[1.0, -2.0, 0.0], [0.5, -0.25, 4.0]])


def test_the_registry_knows_each_by_its_name():
    assert {name: type(penalty) for name, penalty in PENALTIES.items()} == {"none": NoPenalty, "l1": L1, "l2": L2}
    assert all(penalty.name == name for name, penalty in PENALTIES.items())


@pytest.mark.parametrize(
    ("name", "cost", "derivative"),
    [
        ("none", 0.0, [[0, 0, 0], [0, 0, 0]]),
        ("l1", 1 + 2 + 0 + 0.5 + 0.25 + 4, [[1, -1, 0], [1, -1, 1]]),
        ("l2", (1 + 4 + 0 + 0.25 + 0.0625 + 16) / 2, WEIGHTS.tolist()),
    ],
)
def test_what_weights_cost_worked_by_hand(name, cost, derivative):
    weights = WEIGHTS.copy()
    assert PENALTIES[name](weights) == cost
    assert PENALTIES[name].derivative(weights).tolist() == derivative
    assert np.array_equal(weights, WEIGHTS)


@pytest.mark.parametrize("name", PENALTIES)
def test_the_derivative_is_the_slope_of_the_cost(name):
    weights, h = WEIGHTS + 0.01, 1e-5  # nowhere 0, where |w| has no slope
    for index in np.ndindex(weights.shape):
        above, below = weights.copy(), weights.copy()
        above[index] += h
        below[index] -= h
        slope = (PENALTIES[name](above) - PENALTIES[name](below)) / (2 * h)
        assert PENALTIES[name].derivative(weights)[index] == pytest.approx(slope, rel=1e-6, abs=1e-9)


# --- in training


def trained_on_nothing(penalty, learning_rate=0.5, penalty_rate=0.125, epochs=1):
    """Parameters of a perceptron after steps at which the loss itself has no slope: the inputs are 0, and ŷ is y."""
    first, last = Layer(2, 2, tanh, low=0, high=0), Layer(2, 1, linear, low=0, high=0)
    first.weights = np.array([[1.0, -2.0], [0.0, 4.0]])
    last.weights, last.biases = np.array([[-1.0, 0.5]]), np.array([[3.0]])
    perceptron = Perceptron([first, last], loss=mean_squared_error)
    rule = UpdateRule(perceptron, "sgd", penalty, penalty_rate)
    data = np.zeros((2, 1)), np.array([[3.0]]), np.array([0])
    losses = [perceptron.train_epoch(*data, learning_rate, 1, rule) for _ in range(epochs)]
    return losses, perceptron.parameters.tolist()


def test_without_a_penalty_nothing_pulls():
    assert trained_on_nothing("none") == ([0.0], [1, -2, 0, 4, 0, 0, -1, 0.5, 3])


def test_l1_pulls_every_weight_by_the_same_amount_towards_0_and_no_bias():
    # 0.125·(1 + 2 + 0 + 4 + 1 + 0.5) = 1.0625 is the loss; the step is 0.5·0.125 = 0.0625 for each that is not 0
    losses, parameters = trained_on_nothing("l1")
    assert losses == [1.0625]
    assert parameters == [0.9375, -1.9375, 0, 3.9375, 0, 0, -0.9375, 0.4375, 3]


def test_l2_takes_the_same_share_of_every_weight_and_of_no_bias():
    # 0.125·(1 + 4 + 0 + 16 + 1 + 0.25)/2 = 1.390625 is the loss; a step takes a share of 0.5·0.125 = 1/16
    losses, parameters = trained_on_nothing("l2")
    assert losses == [1.390625]
    assert parameters == [15 / 16, -30 / 16, 0, 60 / 16, 0, 0, -15 / 16, 7.5 / 16, 3]


def test_under_l2_alone_weights_decay_as_a_power():
    _, parameters = trained_on_nothing("l2", epochs=50)
    assert parameters[:2] == pytest.approx([(15 / 16) ** 50, -2 * (15 / 16) ** 50], rel=1e-12)
    assert parameters[-1] == 3


def test_under_l1_alone_a_weight_comes_to_0_and_stays_about_there():
    _, parameters = trained_on_nothing("l1", epochs=64)
    # 16 steps of 1/16 bring 1 to 0 exactly, and there its derivative is 0; 4 takes 64 steps, and 0.5 takes 8
    assert parameters == [0, 0, 0, 0, 0, 0, 0, 0, 3]


@pytest.mark.parametrize("penalty", PENALTIES)
def test_biases_move_as_without_a_penalty(penalty):
    """In the very first step: later the weights are others."""
    rng = np.random.default_rng(0)
    layers = [Layer(2, 3, tanh, rng=rng), Layer(3, 1, sigmoid, rng=rng)]
    inputs, targets = rng.normal(size=(2, 6)), rng.integers(0, 2, (1, 6)).astype(float)
    first = Perceptron(layers).parameters
    perceptron = Perceptron(layers)
    moved = {}
    for name in ("none", penalty):
        perceptron.parameters = first
        perceptron.train_epoch(inputs, targets, np.arange(6), 0.1, 6, UpdateRule(perceptron, "sgd", name, 0.7))
        moved[name] = perceptron.parameters
    biases = np.r_[6:9, 12]
    weights = np.r_[0:6, 9:12]
    assert np.array_equal(moved[penalty][biases], moved["none"][biases])
    if penalty != "none":
        assert (moved[penalty][weights] != moved["none"][weights]).all()
