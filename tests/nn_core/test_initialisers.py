"""Tests that initial weights have the range, the variance and the symmetry that their initialiser promises."""

import math

import numpy as np
import pytest

from nn_core import ACTIVATIONS, INITIALISERS, Layer, Run, relu, tanh
from nn_core.initialisers import glorot, he, uniform, zeros
from tests.helpers.core import described

every_initialiser = pytest.mark.parametrize("initialiser", INITIALISERS.values(), ids=INITIALISERS.keys())
SIZES = [(1, 1), (2, 4), (7, 16), (16, 1), (300, 200)]


def test_the_registry_knows_each_by_its_functions_name():
    assert {"uniform": uniform, "glorot": glorot, "he": he, "zeros": zeros}.items() <= INITIALISERS.items()
    assert all(function.__name__ == name for name, function in INITIALISERS.items())


@every_initialiser
def test_weights_have_one_row_per_neuron_and_the_biases_are_a_column(initialiser):
    for n_inputs, n_neurons in SIZES:
        weights, biases = initialiser(n_inputs, n_neurons, np.random.default_rng(0))
        assert weights.shape == (n_neurons, n_inputs) and biases.shape == (n_neurons, 1)
        assert weights.dtype == biases.dtype == np.float64


@every_initialiser
def test_equal_generators_give_equal_weights_and_numpys_global_state_is_left_alone(initialiser):
    before = np.random.get_state()
    first, again = (initialiser(3, 4, np.random.default_rng(1)) for _ in range(2))
    other = initialiser(3, 4, np.random.default_rng(2))
    after = np.random.get_state()
    assert np.array_equal(first[0], again[0]) and np.array_equal(first[1], again[1])
    assert np.array_equal(first[0], other[0]) == (initialiser is zeros)
    assert np.array_equal(before[1], after[1]) and before[2:] == after[2:]


def test_uniform_draws_exactly_the_courses_numbers():
    for n_inputs, n_neurons in SIZES:
        weights, biases = uniform(n_inputs, n_neurons, np.random.default_rng(7))
        course = Layer(n_inputs, n_neurons, relu, rng=np.random.default_rng(7))
        assert np.array_equal(weights, course.weights) and np.array_equal(biases, course.biases)


@pytest.mark.parametrize(("n_inputs", "n_neurons"), [(300, 200), (50, 800), (2, 5000)])
def test_glorot_is_uniform_within_the_root_of_6_over_both_sizes(n_inputs, n_neurons):
    weights, biases = glorot(n_inputs, n_neurons, np.random.default_rng(0))
    reach = math.sqrt(6 / (n_inputs + n_neurons))
    assert -reach <= weights.min() < -0.99 * reach and 0.99 * reach < weights.max() <= reach
    assert weights.var() == pytest.approx(2 / (n_inputs + n_neurons), rel=0.03)  # r² / 3
    assert weights.mean() == pytest.approx(0, abs=0.03 * reach)
    counts, _ = np.histogram(weights, bins=10, range=(-reach, reach))
    assert counts.max() < 1.15 * counts.min()
    assert not biases.any()


def test_glorot_worked_by_hand_for_two_inputs_and_four_neurons():
    weights, _ = glorot(2, 4, np.random.default_rng(3))  # √(6 / (2 + 4)) = 1: the very numbers of the course
    assert np.array_equal(weights, uniform(2, 4, np.random.default_rng(3))[0])


@pytest.mark.parametrize(("n_inputs", "n_neurons"), [(300, 200), (50, 800), (2, 5000)])
def test_he_is_normal_with_variance_2_over_the_inputs(n_inputs, n_neurons):
    weights, biases = he(n_inputs, n_neurons, np.random.default_rng(0))
    deviation = math.sqrt(2 / n_inputs)
    assert weights.var() == pytest.approx(2 / n_inputs, rel=0.05)
    assert weights.mean() == pytest.approx(0, abs=0.05 * deviation)
    # Of normal numbers 68.3 % lie within one deviation, 95.4 % within two, and some beyond three.
    assert np.mean(np.abs(weights) < deviation) == pytest.approx(0.683, abs=0.02)
    assert np.mean(np.abs(weights) < 2 * deviation) == pytest.approx(0.954, abs=0.01)
    assert np.abs(weights).max() > 3 * deviation
    assert not biases.any()


def test_glorot_keeps_the_size_of_signals_through_many_layers_and_he_does_so_with_relu():
    rng = np.random.default_rng(0)
    for initialiser, activation, larger in ((glorot, ACTIVATIONS["linear"], uniform), (he, relu, glorot)):
        signals = {}
        for each in (initialiser, larger):
            a = rng.normal(size=(64, 200))
            for _ in range(10):
                a = activation(each(64, 64, rng)[0] @ a)
            signals[each] = np.sqrt((a**2).mean())
        assert 0.3 < signals[initialiser] < 3
        assert not 0.1 < signals[larger] < 10


# --- zeros


def test_zeros_are_all_0():
    weights, biases = zeros(3, 4, np.random.default_rng(0))
    assert not weights.any() and not biases.any()


@pytest.mark.parametrize(
    ("activation", "optimiser"), [("sigmoid", "sgd"), ("softplus", "momentum"), ("sigmoid", "adam")]
)
def test_neurons_that_begin_alike_stay_alike_for_ever(activation, optimiser):
    """These two are not 0 at 0, so that the weights do move: all those of a layer by the same."""
    run = Run(described(initialiser="zeros", hidden=(4, 3), activation=activation, optimiser=optimiser))
    list(run.advance(20))
    for layer in run.engine.perceptron.layers[:-1]:
        assert np.abs(layer.weights).max() > 1e-6
        for neuron in range(1, len(layer.weights)):
            assert layer.weights[neuron] == pytest.approx(layer.weights[0], rel=1e-9)
            assert layer.biases[neuron] == pytest.approx(layer.biases[0], rel=1e-9)
    (last,) = run.engine.perceptron.layers[-1].weights
    assert last == pytest.approx(np.full(3, last[0]), rel=1e-9) and abs(last[0]) > 1e-3


def test_neurons_that_begin_apart_do_not_become_alike():
    run = Run(described(initialiser="glorot", hidden=(4, 3), activation="sigmoid"))
    list(run.advance(20))
    first = run.engine.perceptron.layers[0].weights
    assert min(np.abs(first[i] - first[j]).max() for i in range(4) for j in range(i)) > 1e-2


def test_with_tanh_zeros_learn_no_weight_at_all_and_only_the_last_bias_moves():
    run = Run(described(initialiser="zeros", hidden=(4, 3), activation=tanh.name))
    (*_, record) = run.advance(20)
    assert not record.parameters[:-1].any() and record.parameters[-1] != 0
