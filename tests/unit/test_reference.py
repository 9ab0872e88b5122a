"""Tests the perceptron against one step worked by hand and against the course's formulas in plain Python."""

import math

import numpy as np
import pytest

from nn_core import ACTIVATIONS, Layer, Perceptron, linear, relu, sigmoid, tanh

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


# --- the course's formulas, batch size 1, in plain Python: lists, loops and the math module

FUNCTIONS = {
    "relu": (lambda z: z if z > 0 else 0.0, lambda z: 1.0 if z > 0 else 0.0),
    "sigmoid": (lambda z: 1 / (1 + math.exp(-z)), lambda z: (1 / (1 + math.exp(-z))) * (1 - 1 / (1 + math.exp(-z)))),
    "tanh": (math.tanh, lambda z: 1 - math.tanh(z) ** 2),
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


def course_epoch(layers, training_data, labels, order, learning_rate):
    total = 0.0
    for i in order:
        a, y = training_data[i], labels[i][0]
        for layer in layers:
            a = layer.forward(a)
        y_hat = a[0]
        total += -(y * math.log(y_hat) + (1 - y) * math.log(1 - y_hat))
        da = [(y_hat - y) / (y_hat * (1 - y_hat))]
        for layer in reversed(layers):
            da = layer.backward(da, learning_rate)
    return total / len(order)


N, EPOCHS = 30, 20
CASES = [(relu, (6, 6), 0.01), (tanh, (4, 2), 0.1), (sigmoid, (5,), 0.3), (linear, (3, 3), 0.03), (tanh, (), 0.1)]
every_case = pytest.mark.parametrize(
    ("activation", "hidden", "learning_rate"), CASES, ids=lambda value: getattr(value, "name", str(value))
)


def both(activation, hidden):
    """A perceptron, the same as course layers, and points with labels as lists."""
    rng = np.random.default_rng(11)
    sizes = (2, *hidden, 1)
    functions = [activation] * len(hidden) + [sigmoid]
    perceptron = Perceptron([Layer(n, m, f, rng=rng) for n, m, f in zip(sizes, sizes[1:], functions, strict=False)])
    points = rng.uniform(-3, 3, (N, 2))
    labels = np.where(np.hypot(*points.T) < 2, 1.0, 0.0)[:, None]
    return perceptron, [CourseLayer(layer) for layer in perceptron.layers], points.tolist(), labels.tolist()


def assert_same_parameters(perceptron, course):
    for ours, theirs in zip(perceptron.layers, course, strict=True):
        np.testing.assert_allclose(ours.weights, theirs.weights, rtol=0, atol=1e-12)
        np.testing.assert_allclose(ours.biases[:, 0], theirs.biases, rtol=0, atol=1e-12)


def test_every_activation_is_compared():
    assert {activation.name for activation, _, _ in CASES} == set(ACTIVATIONS)


@every_case
def test_each_epochs_loss_and_weights_are_the_courses(activation, hidden, learning_rate):
    perceptron, course, points, labels = both(activation, hidden)
    inputs, targets = np.array(points).T, np.array(labels).T
    rng = np.random.default_rng(5)
    for _ in range(EPOCHS):
        order = rng.permutation(N)
        loss = perceptron.train_epoch(inputs, targets, order, learning_rate, 1)
        assert loss == pytest.approx(course_epoch(course, points, labels, order, learning_rate), rel=0, abs=1e-12)
        assert_same_parameters(perceptron, course)


@every_case
def test_fit_prints_the_courses_losses_and_ends_with_its_weights(activation, hidden, learning_rate, capsys):
    perceptron, course, points, labels = both(activation, hidden)
    perceptron.fit(np.array(points), np.array(labels), EPOCHS, learning_rate, rng=np.random.default_rng(5))
    rng = np.random.default_rng(5)
    losses = [course_epoch(course, points, labels, rng.permutation(N), learning_rate) for _ in range(EPOCHS)]
    printed = [f"Loss at epoch {epoch}: {loss:.3f}" for epoch, loss in enumerate(losses, start=1)]
    assert capsys.readouterr().out.splitlines() == printed
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
