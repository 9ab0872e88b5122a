"""Tests the perceptron against one step worked by hand and against the course's formulas in plain Python."""

import math

import numpy as np
import pytest

from nn_core import (
    ACTIVATIONS,
    Layer,
    Perceptron,
    binary_cross_entropy,
    elu,
    leaky_relu,
    linear,
    mean_squared_error,
    relu,
    sigmoid,
    silu,
    softplus,
    tanh,
)

# --- one step by hand


def test_one_step_of_gradient_descent_worked_by_hand():
    hidden, output = Layer(2, 2, relu), Layer(2, 1, sigmoid)
    hidden.weights, hidden.biases = np.array([[0.5, -0.25], [-1.0, 0.25]]), np.array([[0.5], [0.0]])
    output.weights, output.biases = np.array([[2.0, 4.0]]), np.array([[-2.5]])
    perceptron = Perceptron([hidden, output])
    x, y = np.array([[2.0], [1.0]]), np.array([[1.0]])

    # Forward, first neuron:  z = 0.5·2 − 0.25·1 + 0.5 = 1.25    a = 1.25
    #          second neuron: z = −1·2 + 0.25·1 + 0 = −1.75       a = 0
    #          output:        z = 2·1.25 + 4·0 − 2.5 = 0          ŷ = 1 / (1 + e⁰) = 0.5
    assert np.array_equal(perceptron.forward(x), [[0.5]])
    assert np.array_equal(hidden.outputs, [[1.25], [-1.75]])
    assert np.array_equal(output.inputs, [[1.25], [0.0]])
    assert np.array_equal(output.outputs, [[0.0]])

    # Loss: −(1·log 0.5 + 0·log 0.5) = log 2
    loss = perceptron.train_epoch(x, y, np.array([0]), 0.1, 1)
    assert loss == pytest.approx(math.log(2), rel=1e-15)

    # Output: da = (0.5 − 1) / (0.5·0.5) = −2        dz = −2 · 0.5·(1 − 0.5) = −0.5
    #         dW = −0.5 · (1.25, 0) = (−0.625, 0)    db = −0.5
    #         W = (2, 4) − 0.1·(−0.625, 0) = (2.0625, 4)    b = −2.5 + 0.05 = −2.45
    assert output.weights == pytest.approx(np.array([[2.0625, 4.0]]), rel=1e-15)
    assert output.biases == pytest.approx(np.array([[-2.45]]), rel=1e-15)

    # Hidden: da = Wᵀ·dz = (2, 4)·(−0.5) = (−1, −2), with the W from before the step
    #         dz = (−1·1, −2·0) = (−1, 0), as relu′(1.25) = 1 and relu′(−1.75) = 0
    #         dW = ((−1·2, −1·1), (0, 0)) = ((−2, −1), (0, 0))    db = (−1, 0)
    #         W = ((0.5 + 0.2, −0.25 + 0.1), (−1, 0.25))          b = (0.5 + 0.1, 0)
    assert hidden.weights == pytest.approx(np.array([[0.7, -0.15], [-1.0, 0.25]]), rel=1e-15)
    assert hidden.biases == pytest.approx(np.array([[0.6], [0.0]]), rel=1e-15)


def test_one_step_on_a_value_worked_by_hand():
    hidden, output = Layer(1, 1, leaky_relu), Layer(1, 1, linear)
    hidden.weights, hidden.biases = np.array([[-2.0]]), np.array([[1.0]])
    output.weights, output.biases = np.array([[3.0]]), np.array([[0.5]])
    perceptron = Perceptron([hidden, output], loss=mean_squared_error)

    # Forward, hidden: z = −2·3 + 1 = −5        a = 0.01·(−5) = −0.05
    #          output: z = 3·(−0.05) + 0.5 = 0.35 = ŷ
    # Loss: (0.35 − 1)² = 0.4225
    loss = perceptron.train_epoch(np.array([[3.0]]), np.array([[1.0]]), np.array([0]), 0.1, 1)
    assert loss == pytest.approx(0.4225, rel=1e-14)

    # Output: da = 2·(0.35 − 1) = −1.3 = dz        dW = −1.3·(−0.05) = 0.065    db = −1.3
    #         W = 3 − 0.0065 = 2.9935              b = 0.5 + 0.13 = 0.63
    assert output.weights.item() == pytest.approx(2.9935, rel=1e-14)
    assert output.biases.item() == pytest.approx(0.63, rel=1e-14)

    # Hidden: da = 3·(−1.3) = −3.9                 dz = −3.9·0.01 = −0.039      dW = −0.039·3 = −0.117
    #         W = −2 + 0.0117 = −1.9883            b = 1 + 0.0039 = 1.0039
    assert hidden.weights.item() == pytest.approx(-1.9883, rel=1e-14)
    assert hidden.biases.item() == pytest.approx(1.0039, rel=1e-14)


# --- the course's formulas, batch size 1, in plain Python: lists, loops and the math module


def logistic(z):
    return 1 / (1 + math.exp(-z))


FUNCTIONS = {
    "relu": (lambda z: z if z > 0 else 0.0, lambda z: 1.0 if z > 0 else 0.0),
    "sigmoid": (logistic, lambda z: logistic(z) * (1 - logistic(z))),
    "tanh": (math.tanh, lambda z: 1 - math.tanh(z) ** 2),
    "leaky_relu": (lambda z: z if z > 0 else z / 100, lambda z: 1.0 if z > 0 else 0.01),
    "elu": (lambda z: z if z > 0 else math.exp(z) - 1, lambda z: 1.0 if z > 0 else math.exp(z)),
    "silu": (lambda z: z * logistic(z), lambda z: logistic(z) + z * logistic(z) * (1 - logistic(z))),
    "softplus": (lambda z: math.log(1 + math.exp(z)), logistic),
    "linear": (lambda z: z, lambda z: 1.0),
}


class CourseLayer:
    def __init__(self, layer):
        self.weights = layer.weights.tolist()
        self.biases = layer.biases[:, 0].tolist()
        self.f, self.f_prime = FUNCTIONS[layer.activation.name]

    def forward(self, a_prev):
        self.a_prev = a_prev
        self.z = [
            sum(w * a for w, a in zip(row, a_prev, strict=True)) + b
            for row, b in zip(self.weights, self.biases, strict=True)
        ]
        return [self.f(z) for z in self.z]

    def backward(self, da, learning_rate):
        dz = [d * self.f_prime(z) for d, z in zip(da, self.z, strict=True)]
        da_prev = [sum(row[i] * d for row, d in zip(self.weights, dz, strict=True)) for i in range(len(self.a_prev))]
        for j, d in enumerate(dz):
            for i, a in enumerate(self.a_prev):
                self.weights[j][i] -= learning_rate * d * a
            self.biases[j] -= learning_rate * d
        return da_prev


def cross_entropy(y_hat, y):
    loss = -(y * math.log(y_hat) + (1 - y) * math.log(1 - y_hat))
    return loss, (y_hat - y) / (y_hat * (1 - y_hat))


def squared_error(y_hat, y):
    return (y_hat - y) ** 2, 2 * (y_hat - y)


def course_epoch(layers, training_data, labels, order, learning_rate, loss_and_derivative=cross_entropy):
    total = 0.0
    for i in order:
        a, y = training_data[i], labels[i][0]
        for layer in layers:
            a = layer.forward(a)
        y_hat = a[0]
        loss, da = loss_and_derivative(y_hat, y)
        total, da = total + loss, [da]
        for layer in reversed(layers):
            da = layer.backward(da, learning_rate)
    return total / len(order)


N, EPOCHS = 30, 20
CASES = [
    (relu, (6, 6), 0.01),
    (tanh, (4, 2), 0.1),
    (sigmoid, (5,), 0.3),
    (leaky_relu, (6, 3), 0.01),
    (elu, (4, 4), 0.05),
    (silu, (5, 3), 0.05),
    (softplus, (4, 3), 0.03),
    (linear, (3, 3), 0.03),
    (tanh, (), 0.1),
]


def both(activations, hidden, loss=binary_cross_entropy):
    """A perceptron, the same as course layers, and points with labels as lists."""
    rng = np.random.default_rng(11)
    sizes = (2, *hidden, 1)
    each = activations if isinstance(activations, tuple) else (activations,) * len(hidden)
    functions = [*each, sigmoid if loss is binary_cross_entropy else linear]
    layers = [Layer(n, m, f, rng=rng) for n, m, f in zip(sizes, sizes[1:], functions, strict=False)]
    perceptron = Perceptron(layers, loss=loss)
    points = rng.uniform(-3, 3, (N, 2))
    labels = np.where(np.hypot(*points.T) < 2, 1.0, 0.0)[:, None]
    if loss is mean_squared_error:
        labels = np.sin(points[:, :1]) * points[:, 1:] / 3
    return perceptron, [CourseLayer(layer) for layer in perceptron.layers], points.tolist(), labels.tolist()


def assert_same_parameters(perceptron, course):
    for ours, theirs in zip(perceptron.layers, course, strict=True):
        np.testing.assert_allclose(ours.weights, theirs.weights, rtol=0, atol=1e-12)
        np.testing.assert_allclose(ours.biases[:, 0], theirs.biases, rtol=0, atol=1e-12)


def test_every_activation_is_compared():
    assert {activation.name for activation, _, _ in CASES} == set(ACTIVATIONS)


def check_each_epoch(perceptron, course, points, labels, learning_rate, loss_and_derivative=cross_entropy):
    inputs, targets = np.array(points).T, np.array(labels).T
    before, rng = perceptron.parameters, np.random.default_rng(5)
    for _ in range(EPOCHS):
        order = rng.permutation(N)
        loss = perceptron.train_epoch(inputs, targets, order, learning_rate, 1)
        expected = course_epoch(course, points, labels, order, learning_rate, loss_and_derivative)
        assert loss == pytest.approx(expected, rel=0, abs=1e-12)
        assert_same_parameters(perceptron, course)
    assert np.abs(perceptron.parameters - before).max() > 0.1


def test_each_epochs_loss_and_weights_are_the_courses(subtests):
    for activation, hidden, learning_rate in CASES:
        with subtests.test(activation=activation, hidden=hidden):
            check_each_epoch(*both(activation, hidden), learning_rate)


def test_each_epoch_on_values_is_that_of_the_formulas(subtests):
    for activation, hidden, learning_rate in CASES:
        with subtests.test(activation=activation, hidden=hidden):
            check_each_epoch(*both(activation, hidden, mean_squared_error), learning_rate / 10, squared_error)


@pytest.mark.parametrize("activations", [(relu, tanh), (silu, linear, sigmoid), (elu, softplus, leaky_relu, tanh)])
def test_each_epoch_with_an_activation_of_its_own_for_each_layer_is_that_of_the_formulas(activations):
    hidden = (5, 4, 3, 2)[: len(activations)]
    check_each_epoch(*both(activations, hidden), 0.05)
    check_each_epoch(*both(activations, hidden, mean_squared_error), 0.01, squared_error)


def test_fit_prints_the_courses_losses_and_ends_with_its_weights(capsys):
    for activation, hidden, learning_rate in CASES:
        perceptron, course, points, labels = both(activation, hidden)
        perceptron.fit(np.array(points), np.array(labels), EPOCHS, learning_rate, rng=np.random.default_rng(5))
        rng = np.random.default_rng(5)
        losses = [course_epoch(course, points, labels, rng.permutation(N), learning_rate) for _ in range(EPOCHS)]
        printed = [f"Loss at epoch {epoch}: {loss:.3f}" for epoch, loss in enumerate(losses, start=1)]
        assert capsys.readouterr().out.splitlines() == printed, (activation, hidden)
        assert_same_parameters(perceptron, course)


def test_a_course_layer_can_train_among_ours():
    """A learner's own activation, with nothing but f(z) and f.derivative(z), runs in our layers."""

    class MyTanh:
        def __call__(self, z):
            return np.tanh(z)

        def derivative(self, z):
            return 1 - np.tanh(z) ** 2

    perceptron, _, points, labels = both(tanh, (4, 2))
    mine, *_ = both(tanh, (4, 2))
    for layer in mine.layers[:-1]:
        layer.activation = MyTanh()
    inputs, targets = np.array(points).T, np.array(labels).T
    for network in (perceptron, mine):
        network.train_epoch(inputs, targets, np.arange(N), 0.1, 1)
    for ours, theirs in zip(perceptron.layers, mine.layers, strict=True):
        assert theirs.weights == pytest.approx(ours.weights, rel=1e-12)
