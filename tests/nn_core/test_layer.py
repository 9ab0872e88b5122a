"""Tests that a layer keeps the names, the shapes and the arithmetic of the course's own `Layer`."""

import numpy as np
import pytest

from nn_core import ACTIVATIONS, Layer, ReLU, linear, relu, sigmoid, tanh
from tests.helpers.core import refusal


def layer_of(weights, biases, activation):
    weights = np.array(weights, dtype=float)
    layer = Layer(weights.shape[1], weights.shape[0], activation)
    layer.weights, layer.biases = weights, np.array(biases, dtype=float)
    return layer


def drawn(n_inputs, n_neurons, activation, seed=0):
    return Layer(n_inputs, n_neurons, activation, rng=np.random.default_rng(seed))


# --- names, shapes, initial weights


def test_weights_have_one_row_per_neuron_and_the_biases_are_a_column():
    layer = drawn(3, 5, tanh)
    assert layer.weights.shape == (5, 3)
    assert layer.biases.shape == (5, 1)
    assert layer.activation is tanh


def test_weights_then_biases_are_uniform_draws_from_the_given_generator():
    layer = Layer(2, 3, relu, rng=np.random.default_rng(7))
    rng = np.random.default_rng(7)
    assert np.array_equal(layer.weights, rng.uniform(-1, 1, (3, 2)))
    assert np.array_equal(layer.biases, rng.uniform(-1, 1, (3, 1)))


@pytest.mark.parametrize(("low", "high"), [(-1, 1), (-0.1, 0.1), (2.0, 3.0), (-4, -3)])
def test_initial_parameters_fill_the_range_from_low_to_high(low, high):
    layer = Layer(100, 100, relu, rng=np.random.default_rng(0), low=low, high=high)
    for values in (layer.weights, layer.biases):
        assert low <= values.min() < low + 0.1 * (high - low)
        assert high - 0.1 * (high - low) < values.max() <= high


def test_the_default_range_is_minus_1_to_1():
    weights = drawn(100, 100, relu).weights
    assert -1 <= weights.min() < -0.99 and 0.99 < weights.max() <= 1


def test_equal_limits_give_that_value_everywhere():
    layer = Layer(2, 2, relu, low=0, high=0)
    assert not layer.weights.any() and not layer.biases.any()


def test_without_a_generator_two_layers_are_drawn_independently():
    first, second = Layer(4, 4, relu), Layer(4, 4, relu)
    assert not np.isin(first.weights, second.weights).any()


def test_without_a_generator_numpys_global_state_is_neither_read_nor_moved():
    before = np.random.get_state()
    first = Layer(4, 4, relu)
    after = np.random.get_state()
    assert np.array_equal(before[1], after[1]) and before[2:] == after[2:]
    np.random.set_state(before)
    assert not np.array_equal(Layer(4, 4, relu).weights, first.weights)


# --- forward


def test_forward_keeps_inputs_and_pre_activation_and_returns_the_activation():
    layer = layer_of([[1.0, 2.0], [-1.0, 0.5]], [[0.5], [-3.0]], relu)
    inputs = np.array([[3.0], [1.0]])
    a = layer.forward(inputs)
    # z1 = 1·3 + 2·1 + 0.5 = 5.5 and z2 = −1·3 + 0.5·1 − 3 = −5.5
    assert np.array_equal(layer.inputs, inputs)
    assert np.array_equal(layer.outputs, [[5.5], [-5.5]])
    assert np.array_equal(a, [[5.5], [0.0]])


def test_outputs_are_what_the_activation_has_not_seen_yet():
    for activation in ACTIVATIONS.values():
        layer = drawn(3, 4, activation)
        inputs = np.random.default_rng(1).normal(size=(3, 6))
        a = layer.forward(inputs)
        assert a.shape == layer.outputs.shape == (4, 6), activation
        assert layer.outputs == pytest.approx(layer.weights @ inputs + layer.biases, rel=1e-14), activation
        assert np.array_equal(a, activation(layer.outputs)), activation


def test_each_column_of_a_batch_is_treated_as_if_it_were_alone():
    layer = drawn(3, 4, tanh)
    inputs = np.random.default_rng(1).normal(size=(3, 6))
    alone = np.hstack([layer.forward(inputs[:, [i]]) for i in range(6)])
    assert layer.forward(inputs) == pytest.approx(alone, rel=1e-14)


def test_forward_changes_neither_the_parameters_nor_the_callers_array():
    layer = drawn(2, 3, sigmoid)
    inputs = np.ones((2, 4))
    weights, biases = layer.weights.copy(), layer.biases.copy()
    layer.forward(inputs)
    assert np.array_equal(layer.weights, weights) and np.array_equal(layer.biases, biases)
    assert np.array_equal(inputs, np.ones((2, 4)))


# --- gradients and backward


def test_gradients_are_the_chain_rule_written_out():
    for activation in ACTIVATIONS.values():
        layer = drawn(3, 2, activation)
        rng = np.random.default_rng(2)
        inputs, da = rng.normal(size=(3, 1)), rng.normal(size=(2, 1))
        layer.forward(inputs)
        d_weights, d_biases, da_prev = layer.gradients(da)
        for neuron in range(2):
            dz = da[neuron, 0] * activation.derivative(layer.outputs[neuron, 0])
            assert d_biases[neuron, 0] == pytest.approx(dz), activation
            for i in range(3):
                assert d_weights[neuron, i] == pytest.approx(dz * inputs[i, 0]), activation
        dz = da * activation.derivative(layer.outputs)
        for i in range(3):
            assert da_prev[i, 0] == pytest.approx(
                sum(layer.weights[neuron, i] * dz[neuron, 0] for neuron in range(2))
            ), activation


def test_gradients_have_the_shapes_of_what_they_are_the_gradients_of():
    layer = drawn(3, 2, tanh)
    layer.forward(np.ones((3, 5)))
    d_weights, d_biases, da_prev = layer.gradients(np.ones((2, 5)))
    assert (d_weights.shape, d_biases.shape, da_prev.shape) == ((2, 3), (2, 1), (3, 5))


def test_a_batchs_parameter_gradients_are_means_while_da_prev_keeps_one_column_per_example():
    layer = drawn(3, 2, tanh)
    rng = np.random.default_rng(3)
    inputs, da = rng.normal(size=(3, 5)), rng.normal(size=(2, 5))
    singles = []
    for i in range(5):
        layer.forward(inputs[:, [i]])
        singles.append(layer.gradients(da[:, [i]]))
    layer.forward(inputs)
    d_weights, d_biases, da_prev = layer.gradients(da)
    assert d_weights == pytest.approx(np.mean([single[0] for single in singles], axis=0))
    assert d_biases == pytest.approx(np.mean([single[1] for single in singles], axis=0))
    assert da_prev == pytest.approx(np.hstack([single[2] for single in singles]))


def test_gradients_change_nothing():
    layer = drawn(3, 2, tanh)
    layer.forward(np.ones((3, 5)))
    da = np.full((2, 5), 0.5)
    before = [array.copy() for array in (layer.weights, layer.biases, layer.inputs, layer.outputs, da)]
    layer.gradients(da)
    after = [layer.weights, layer.biases, layer.inputs, layer.outputs, da]
    assert all(np.array_equal(old, new) for old, new in zip(before, after, strict=True))


def test_backward_takes_one_step_of_the_learning_rate_against_the_gradients():
    layer = drawn(3, 2, tanh)
    layer.forward(np.ones((3, 5)))
    da = np.full((2, 5), 0.5)
    weights, biases = layer.weights.copy(), layer.biases.copy()
    d_weights, d_biases, _ = layer.gradients(da)
    layer.backward(da, 0.25)
    assert np.array_equal(layer.weights, weights - 0.25 * d_weights)
    assert np.array_equal(layer.biases, biases - 0.25 * d_biases)


def test_backward_returns_da_prev_made_with_the_weights_from_before_the_step():
    layer = layer_of([[2.0, -3.0]], [[0.0]], linear)
    layer.forward(np.array([[1.0], [1.0]]))
    da_prev = layer.backward(np.array([[1.0]]), 100.0)
    assert np.array_equal(da_prev, [[2.0], [-3.0]])
    assert np.array_equal(layer.weights, [[-98.0, -103.0]])


def test_gradients_follow_the_last_forward():
    layer = layer_of([[2.0]], [[0.0]], linear)
    layer.forward(np.array([[1.0]]))
    layer.forward(np.array([[5.0]]))
    assert layer.gradients(np.array([[1.0]]))[0] == 5.0


# --- refusals


def test_sizes_that_are_no_whole_number_from_1_on_are_refused():
    for size in (0, -1, 1.5, True, "2", None):
        assert "n_inputs" in refusal(Layer, size, 1, relu), size
        assert "n_neurons" in refusal(Layer, 1, size, relu), size


def test_an_activation_without_a_derivative_is_refused():
    for activation in (None, "relu", np.tanh, lambda z: z, ReLU):
        assert "activation_function" in refusal(Layer, 2, 1, activation), activation


def test_limits_that_are_no_range_are_refused():
    for low, high, wrong in ((1, -1, "high"), (np.nan, 1, "low"), (-1, np.nan, "high"), (-np.inf, 1, "low")):
        assert refusal(Layer, 2, 1, relu, low=low, high=high).startswith(f"{wrong} must be a finite number")


def test_inputs_of_a_wrong_shape_are_refused_with_the_shape_that_is_wanted():
    for shape in ((), (3,), (2, 1), (4, 1), (1, 3), (3, 1, 1)):
        message = refusal(drawn(3, 2, relu).forward, np.zeros(shape))
        assert message == f"inputs must have shape (3, m), one column per example, not {shape}."


def test_da_of_another_shape_than_the_outputs_is_refused():
    layer = drawn(3, 2, relu)
    layer.forward(np.zeros((3, 4)))
    for shape in ((), (2,), (2, 1), (3, 4), (1, 4), (2, 4, 1)):
        sentence = f"da must have the shape (2, 4) of the last outputs, not {shape}."
        assert refusal(layer.gradients, np.zeros(shape)) == sentence
        assert refusal(layer.backward, np.zeros(shape), 0.1) == sentence


def test_gradients_before_any_forward_are_refused():
    assert "forward" in refusal(drawn(3, 2, relu).gradients, np.zeros((2, 1)))


def test_repr_says_how_to_make_such_a_layer():
    assert repr(drawn(3, 2, relu)) == "Layer(3, 2, ReLU())"
