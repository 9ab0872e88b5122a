"""Tests back-propagation against slopes measured by moving every number a little up and down."""

import copy

import numpy as np
import pytest

from nn_core import ACTIVATIONS, Layer, Perceptron, ReLU, Sigmoid, Tanh, binary_cross_entropy, sigmoid, tanh

H = 1e-5
KINK = 1e-3  # no pre-activation may come so near to 0, where ReLU has no slope

HIDDEN = [(), (4,), (4, 3), (4, 3, 5)]


def numeric(function, array):
    """The slope of `function()` for each number in `array`, which is moved in place and put back."""
    slopes = np.empty_like(array)
    for index in np.ndindex(array.shape):
        kept = array[index]
        array[index] = kept + H
        above = function()
        array[index] = kept - H
        below = function()
        array[index] = kept
        slopes[index] = (above - below) / (2 * H)
    return slopes


def assert_close(computed, measured):
    np.testing.assert_allclose(computed, measured, rtol=1e-5, atol=1e-9)


def check_gradients(perceptron, inputs, targets):
    """Fail unless every gradient of every layer, and ∂L/∂a in front of it, is the measured slope of the loss."""

    def mean_loss():
        return binary_cross_entropy(perceptron.forward(inputs), targets).mean()

    def summed_loss_from(layers, a):
        for layer in layers:
            a = layer.forward(a)
        return binary_cross_entropy(a, targets).sum()

    da = binary_cross_entropy.derivative(perceptron.forward(inputs), targets)
    computed = []
    for layer in reversed(perceptron.layers):
        d_weights, d_biases, da = layer.gradients(da)
        computed.insert(0, (d_weights, d_biases, da, layer.inputs.copy()))
    for i, (layer, (d_weights, d_biases, da_prev, a_prev)) in enumerate(zip(perceptron.layers, computed, strict=True)):
        assert_close(d_weights, numeric(mean_loss, layer.weights))
        assert_close(d_biases, numeric(mean_loss, layer.biases))
        assert_close(da_prev, numeric(lambda i=i, a=a_prev: summed_loss_from(perceptron.layers[i:], a), a_prev))


def network(activation, hidden, batch_size):
    """A perceptron, inputs and targets, drawn until the gradient is alive and no pre-activation is near 0."""
    sizes = (3, *hidden, 2)
    for seed in range(1000):
        rng = np.random.default_rng(seed)
        functions = [activation] * len(hidden) + [sigmoid]
        layers = [Layer(n, m, f, rng=rng) for n, m, f in zip(sizes, sizes[1:], functions, strict=False)]
        perceptron = Perceptron(layers)
        inputs = rng.normal(size=(3, batch_size))
        targets = rng.integers(0, 2, (2, batch_size)).astype(float)
        y_hat = perceptron.forward(inputs)
        away = all(np.abs(layer.outputs).min() > KINK for layer in layers)
        stepped = copy.deepcopy(perceptron)
        stepped.backward(binary_cross_entropy.derivative(y_hat, targets), 1.0)
        alive = np.abs(layers[0].weights - stepped.layers[0].weights).max() > 1e-3
        if away and alive:
            return perceptron, inputs, targets
    raise AssertionError("no draw has a gradient that reaches the first layer")


@pytest.mark.parametrize("batch_size", [1, 7])
@pytest.mark.parametrize("hidden", HIDDEN, ids=lambda hidden: f"{len(hidden)} hidden")
@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS.keys())
def test_gradients_are_the_measured_slopes(activation, hidden, batch_size):
    check_gradients(*network(activation, hidden, batch_size))


class SquareForgotten(Tanh):
    def derivative(self, z):
        return 1.0 - np.tanh(z)


class TakenOfTheOutput(Sigmoid):
    def derivative(self, z):
        return super().derivative(self(z))


class Leaky(ReLU):
    def derivative(self, z):
        return np.where(z > 0.0, 1.0, 0.01)


class SlightlyOff(Tanh):
    def derivative(self, z):
        return 1.0001 * super().derivative(z)


@pytest.mark.parametrize("broken", [SquareForgotten(), TakenOfTheOutput(), Leaky(), SlightlyOff()], ids=repr)
@pytest.mark.parametrize("batch_size", [1, 7])
def test_the_same_check_catches_a_wrong_derivative(broken, batch_size):
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        check_gradients(*network(broken, (4, 3), batch_size))


def test_the_same_check_catches_gradients_that_are_summed_instead_of_averaged():
    class Summed(Layer):
        def gradients(self, da):
            d_weights, d_biases, da_prev = super().gradients(da)
            return d_weights * da.shape[1], d_biases * da.shape[1], da_prev

    perceptron, inputs, targets = network(tanh, (4,), 7)
    perceptron.layers[0].__class__ = Summed
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        check_gradients(perceptron, inputs, targets)


@pytest.mark.parametrize("batch_size", [1, 7])
def test_backward_returns_the_slopes_for_the_inputs(batch_size):
    perceptron, inputs, targets = network(tanh, (4, 3), batch_size)
    measured = numeric(lambda: binary_cross_entropy(perceptron.forward(inputs), targets).sum(), inputs)
    da = binary_cross_entropy.derivative(perceptron.forward(inputs), targets)
    assert_close(perceptron.backward(da, 0.1), measured)


@pytest.mark.parametrize("n", [1, 7])
@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS.keys())
def test_the_loss_reported_is_the_loss_differentiated(activation, n):
    """The step of a full batch is the measured slope of the very number that train_epoch reports."""
    perceptron, inputs, targets = network(activation, (4, 3), n)
    still = copy.deepcopy(perceptron)

    def reported():
        return copy.deepcopy(still).train_epoch(inputs, targets, np.arange(n), 0.0, n)

    learning_rate = 0.5
    assert perceptron.train_epoch(inputs, targets, np.arange(n), learning_rate, n) == reported()
    for stepped, layer in zip(perceptron.layers, still.layers, strict=True):
        assert_close((layer.weights - stepped.weights) / learning_rate, numeric(reported, layer.weights))
        assert_close((layer.biases - stepped.biases) / learning_rate, numeric(reported, layer.biases))
