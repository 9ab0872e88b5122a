"""Tests backpropagation against slopes measured by moving every number a little up and down."""

import copy
import itertools

import numpy as np
import pytest

from nn_core import (
    ACTIVATIONS,
    ELU,
    FEATURES,
    PENALTIES,
    Description,
    Layer,
    LeakyReLU,
    MeanSquaredError,
    Perceptron,
    ReLU,
    Run,
    Sigmoid,
    SiLU,
    Softplus,
    Tanh,
    binary_cross_entropy,
    leaky_relu,
    linear,
    mean_squared_error,
    sigmoid,
    tanh,
)
from nn_core.engine import ENGINES
from nn_core.features import features
from nn_core.penalties import L1, L2
from nn_core.updates import UpdateRule
from tests.helpers.core import FEATURE_FORMULAS

H = 1e-5
KINK = 1e-3  # no pre-activation, and no weight, may come so near to 0, where ReLU, or |w|, has no slope

MIXED = [("relu", "tanh"), ("silu", "leaky_relu", "sigmoid"), ("elu", "linear", "softplus"), ("softplus", "relu")]
every_loss = pytest.mark.parametrize("loss", [binary_cross_entropy, mean_squared_error], ids=repr)


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

    loss = perceptron.loss

    def mean_loss():
        return loss(perceptron.forward(inputs), targets).mean()

    def summed_loss_from(layers, a):
        for layer in layers:
            a = layer.forward(a)
        return loss(a, targets).sum()

    da = loss.derivative(perceptron.forward(inputs), targets)
    computed = []
    for layer in reversed(perceptron.layers):
        d_weights, d_biases, da = layer.gradients(da)
        computed.insert(0, (d_weights, d_biases, da, layer.inputs.copy()))
    for i, (layer, (d_weights, d_biases, da_prev, a_prev)) in enumerate(zip(perceptron.layers, computed, strict=True)):
        assert_close(d_weights, numeric(mean_loss, layer.weights))
        assert_close(d_biases, numeric(mean_loss, layer.biases))
        assert_close(da_prev, numeric(lambda i=i, a=a_prev: summed_loss_from(perceptron.layers[i:], a), a_prev))


def network(activations, hidden, batch_size, loss=binary_cross_entropy):
    """A perceptron, inputs and targets, drawn until the gradient is alive and nothing is near 0 that has a kink there.

    `activations`: one for all hidden layers, or a tuple of one for each.
    """
    sizes = (3, *hidden, 2)
    each = activations if isinstance(activations, tuple) else (activations,) * len(hidden)
    functions = [*each, linear if isinstance(loss, MeanSquaredError) else sigmoid]
    for seed in range(1000):
        rng = np.random.default_rng(seed)
        layers = [Layer(n, m, f, rng=rng) for n, m, f in zip(sizes[:-1], sizes[1:], functions, strict=True)]
        perceptron = Perceptron(layers, loss=loss)
        inputs = rng.normal(size=(3, batch_size))
        targets = rng.integers(0, 2, (2, batch_size)).astype(float)
        if isinstance(loss, MeanSquaredError):
            targets = rng.uniform(-1, 1, (2, batch_size))
        y_hat = perceptron.forward(inputs)
        away = all(min(np.abs(layer.outputs).min(), np.abs(layer.weights).min()) > KINK for layer in layers)
        stepped = copy.deepcopy(perceptron)
        stepped.backward(loss.derivative(y_hat, targets), 1.0)
        alive = np.abs(layers[0].weights - stepped.layers[0].weights).max() > 1e-3
        if away and alive:
            return perceptron, inputs, targets
    raise AssertionError("no draw has a gradient that reaches the first layer")


def test_gradients_are_the_measured_slopes(subtests):
    for loss in [binary_cross_entropy, mean_squared_error]:
        for activation in ACTIVATIONS.values():
            with subtests.test(loss=loss, activation=activation):
                for hidden, batch_size in (((4,), 1), ((4, 3), 7)):
                    check_gradients(*network(activation, hidden, batch_size, loss))


@every_loss
@pytest.mark.parametrize("hidden", [(), (4, 3, 5)], ids=str)
def test_gradients_are_the_measured_slopes_with_any_number_of_layers(hidden, loss):
    for batch_size in (1, 7):
        check_gradients(*network(tanh, hidden, batch_size, loss))


def test_gradients_through_an_activation_of_its_own_for_each_layer_are_the_measured_slopes(subtests):
    for loss in [binary_cross_entropy, mean_squared_error]:
        for names in MIXED:
            with subtests.test(loss=loss, names=names):
                functions = tuple(ACTIVATIONS[name] for name in names)
                check_gradients(*network(functions, (4, 3, 5)[: len(names)], 7, loss))


def test_gradients_of_an_output_that_is_no_probability_are_the_measured_slopes(subtests):
    for activation in ACTIVATIONS.values():
        with subtests.test(activation=activation):
            perceptron, inputs, targets = network(tanh, (4,), 7, mean_squared_error)
            perceptron.layers[-1].activation = activation
            check_gradients(perceptron, inputs, targets)


class SquareForgotten(Tanh):
    def derivative(self, z):
        return 1.0 - np.tanh(z)


class TakenOfTheOutput(Sigmoid):
    def derivative(self, z):
        return super().derivative(self(z))


class Leaky(ReLU):
    def derivative(self, z):
        return np.where(z > 0.0, 1.0, 0.01)


class Dead(LeakyReLU):
    def derivative(self, z):
        return np.where(z > 0.0, 1.0, 0.0)


class ExponentialEverywhere(ELU):
    def derivative(self, z):
        return np.exp(z)


class ProductRuleForgotten(SiLU):
    def derivative(self, z):
        return sigmoid(z)


class OneTooMany(Softplus):
    def derivative(self, z):
        return sigmoid.derivative(z)


class SlightlyOff(Tanh):
    def derivative(self, z):
        return 1.0001 * super().derivative(z)


BROKEN = [
    SquareForgotten(),
    TakenOfTheOutput(),
    Leaky(),
    Dead(),
    ExponentialEverywhere(),
    ProductRuleForgotten(),
    OneTooMany(),
    SlightlyOff(),
]


def test_the_same_check_catches_a_wrong_derivative(subtests):
    for broken in BROKEN:
        with subtests.test(broken=broken):
            for batch_size in (1, 7):
                with pytest.raises(AssertionError, match="Not equal to tolerance"):
                    check_gradients(*network(broken, (4, 3), batch_size))


def test_the_same_check_catches_the_wrong_derivative_of_a_loss():
    class TwoForgotten(MeanSquaredError):
        def derivative(self, y_hat, y):
            return y_hat - y

    for batch_size in (1, 7):
        with pytest.raises(AssertionError, match="Not equal to tolerance"):
            check_gradients(*network(tanh, (4, 3), batch_size, TwoForgotten()))


def test_the_same_check_catches_a_wrong_derivative_in_one_layer_among_right_ones(subtests):
    for broken in BROKEN:
        with subtests.test(broken=broken), pytest.raises(AssertionError, match="Not equal to tolerance"):
            check_gradients(*network((tanh, broken, sigmoid), (4, 3, 5), 7, mean_squared_error))


def test_the_same_check_catches_gradients_that_are_summed_instead_of_averaged():
    class Summed(Layer):
        def gradients(self, da):
            d_weights, d_biases, da_prev = super().gradients(da)
            return d_weights * da.shape[1], d_biases * da.shape[1], da_prev

    perceptron, inputs, targets = network(tanh, (4,), 7)
    perceptron.layers[0].__class__ = Summed
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        check_gradients(perceptron, inputs, targets)


def test_backward_returns_the_slopes_for_the_inputs():
    perceptron, inputs, targets = network(tanh, (4, 3), 7)
    measured = numeric(lambda: binary_cross_entropy(perceptron.forward(inputs), targets).sum(), inputs)
    da = binary_cross_entropy.derivative(perceptron.forward(inputs), targets)
    assert_close(perceptron.backward(da, 0.1), measured)


# --- the loss reported, penalty included


def check_reported(perceptron, inputs, targets, penalty="none", penalty_rate=0.0):
    """Fail unless the step of a full batch is the measured slope of the very number that train_epoch reports."""
    n = inputs.shape[1]
    still = copy.deepcopy(perceptron)

    def rule_of(perceptron):
        return UpdateRule(perceptron, "sgd", penalty, penalty_rate)

    def reported():
        moved = copy.deepcopy(still)
        return moved.train_epoch(inputs, targets, np.arange(n), 0.0, n, rule_of(moved))

    learning_rate = 0.5
    assert perceptron.train_epoch(inputs, targets, np.arange(n), learning_rate, n, rule_of(perceptron)) == reported()
    for stepped, layer in zip(perceptron.layers, still.layers, strict=True):
        assert_close((layer.weights - stepped.weights) / learning_rate, numeric(reported, layer.weights))
        assert_close((layer.biases - stepped.biases) / learning_rate, numeric(reported, layer.biases))


def test_the_loss_reported_is_the_loss_differentiated(subtests):
    for loss in [binary_cross_entropy, mean_squared_error]:
        for penalty in PENALTIES:
            with subtests.test(loss=loss, penalty=penalty):
                for activation, n in ((tanh, 1), (leaky_relu, 7)):
                    check_reported(*network(activation, (4, 3), n, loss), penalty, 0.3)


@pytest.mark.parametrize("penalty", PENALTIES)
def test_the_penalty_counts_once_for_every_example_in_the_loss_reported(penalty):
    perceptron, inputs, targets = network(tanh, (4, 3), 7)
    rule = UpdateRule(perceptron, "sgd", penalty, 0.3)
    cost = 0.3 * sum(PENALTIES[penalty](layer.weights) for layer in perceptron.layers)
    for batch_size in (1, 3, 7):
        plain = perceptron.train_epoch(inputs, targets, np.arange(7), 0.0, batch_size)
        reported = perceptron.train_epoch(inputs, targets, np.arange(7), 0.0, batch_size, rule)
        assert reported == pytest.approx(plain + cost, rel=1e-14), batch_size


class HalfForgotten(L2):
    def __call__(self, weights):
        return 2.0 * super().__call__(weights)


class SignForgotten(L1):
    def derivative(self, weights):
        return np.ones_like(weights)


@pytest.mark.parametrize("broken", [HalfForgotten(), SignForgotten()], ids=lambda broken: type(broken).__name__)
def test_the_same_check_catches_a_penalty_with_a_wrong_derivative(broken, monkeypatch):
    monkeypatch.setitem(PENALTIES, "broken", broken)
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        check_reported(*network(tanh, (4, 3), 7), "broken", 0.3)


def test_the_same_check_catches_a_penalty_on_the_biases(monkeypatch):
    def pulls_at_all(rule, perceptron):
        return perceptron.parameters

    monkeypatch.setattr(UpdateRule, "_penalty_gradient", pulls_at_all)
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        check_reported(*network(tanh, (4, 3), 7), "l2", 0.3)


# --- features as inputs

SUBSETS = [names for k in range(1, len(FEATURE_FORMULAS) + 1) for names in itertools.combinations(FEATURE_FORMULAS, k)]


def test_there_is_every_subset_of_the_features():
    assert set(FEATURE_FORMULAS) == set(FEATURES)
    assert len(set(SUBSETS)) == 2 ** len(FEATURES) - 1


@pytest.mark.parametrize("loss", [binary_cross_entropy, mean_squared_error], ids=repr)
def test_the_gradients_of_the_first_layers_weights_are_the_measured_slopes_with_every_subset_of_the_features(loss):
    rng = np.random.default_rng(4)
    points = rng.uniform(-2, 2, (2, 5))
    targets = rng.integers(0, 2, (1, 5)).astype(float)
    for names in SUBSETS:
        functions = (tanh, linear if loss is mean_squared_error else sigmoid)
        layers = [Layer(len(names), 3, functions[0], rng=rng), Layer(3, 1, functions[1], rng=rng)]
        perceptron = Perceptron(layers, loss=loss)
        fed = np.array([[FEATURE_FORMULAS[name](x1, x2) for x1, x2 in points.T.tolist()] for name in names])
        measured = numeric(lambda p=perceptron, fed=fed: loss(p.forward(fed), targets).mean(), layers[0].weights)
        da = loss.derivative(perceptron.forward(features(names, points)), targets)
        computed = perceptron.gradients(da)[: 3 * len(names)].reshape(3, len(names))
        assert np.abs(measured).max() > 1e-6
        assert_close(computed, measured)


# --- whole runs, on either engine

DESCRIBED = [
    {},
    {"hidden": ()},
    {"hidden": (4, 3, 2), "activation": ("elu", "silu", "softplus"), "features": ("x1x2", "sinx1")},
    {"hidden": (3, 2), "activation": ("leaky_relu", "sigmoid"), "penalty": "l1", "dataset": "heart"},
    {"penalty": "l2", "features": tuple(FEATURES), "dataset": "plane", "activation": "softplus"},
    {"penalty": "l1", "features": ("x1sq", "x2"), "dataset": "hills", "activation": ("tanh", "linear")},
]


def test_a_full_batch_steps_against_the_measured_slope_of_the_training_loss_recorded():
    for engine in ENGINES:
        for named in DESCRIBED:
            description = Description(
                **{"n": 20, "batch_size": 10, "penalty_rate": 0.2, "learning_rate": 0.001} | named
            )
            run = Run(description, engine)
            before = run.engine.parameters
            moved = before.copy()

            def recorded(run=run, moved=moved):
                run.engine.parameters = moved
                return run.record().train_loss

            measured = numeric(recorded, moved)
            run.engine.parameters = before
            (record,) = run.advance(1)
            np.testing.assert_allclose((before - record.parameters) / 0.001, measured, rtol=1e-5, atol=1e-8)
            assert np.abs(measured).max() > 1e-3, (engine, named)
