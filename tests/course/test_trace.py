"""Tests that the steps of an update are those that the perceptron makes, in their order, each with its line."""

import numpy as np
import pytest
from hypothesis import given, settings

from course.backpropagation.source import lines_of
from course.backpropagation.trace import KINDS, trace
from nn_core import Description
from tests.helpers.course import by_hand, descriptions, example_of

# What stands in the line of each kind of step: typed here, looked for there.
LINES = {
    "inputs": "self.inputs = inputs",
    "z": "self.outputs = self.weights @ inputs + self.biases",
    "a": "return self.activation(self.outputs)",
    "slope": "dz = da * self.activation.derivative(self.outputs)",
    "dz": "dz = da * self.activation.derivative(self.outputs)",
    "dW": "d_weights = dz @ self.inputs.T / n_examples",
    "db": "d_biases = dz.sum(axis=1, keepdims=True) / n_examples",
    "da_prev": "da_prev = self.weights.T @ dz",
    "W": "self.weights = self.weights - learning_rate * d_weights",
    "b": "self.biases = self.biases - learning_rate * d_biases",
}
LOSS_LINES = {
    "binary cross-entropy": {
        "loss": "return -(y * np.log(y_hat) + (1.0 - y) * np.log(1.0 - y_hat)).sum(axis=0)",
        "da": "return (y_hat - y) / (y_hat * (1.0 - y_hat))",
        "after": "return -(y * np.log(y_hat) + (1.0 - y) * np.log(1.0 - y_hat)).sum(axis=0)",
    },
    "mean squared error": {
        "loss": "return ((y_hat - y) ** 2).sum(axis=0)",
        "da": "return 2.0 * (y_hat - y)",
        "after": "return ((y_hat - y) ** 2).sum(axis=0)",
    },
}
PARTS = {"a": "self.activation(self.outputs)", "slope": "self.activation.derivative(self.outputs)"}


def written(steps, kind, layer):
    """{name: its only number} of what a step of the network by hand writes."""
    (step,) = [step for step in steps if (step.kind.name, step.layer) == (kind, layer)]
    return {matrix.name: matrix.array.item() for matrix in step.writes}


def test_an_update_worked_by_hand():
    steps = trace(*by_hand(), 0.1)
    expected = {
        ("inputs", 1): {"a[0]": 2},
        ("z", 1): {"z[1]": 2},  # 0.5 · 2 + 1
        ("a", 1): {"a[1]": 2},
        ("z", 2): {"z[2]": 5},  # 3 · 2 − 1
        ("a", 2): {"a[2]": 5},
        ("loss", 2): {"L": 1},  # (5 − 4)²
        ("da", 2): {"da[2]": 2},  # 2 · (5 − 4)
        ("slope", 2): {"f′(z[2])": 1},
        ("dz", 2): {"dz[2]": 2},
        ("dW", 2): {"dW[2]": 4},  # 2 · 2
        ("db", 2): {"db[2]": 2},
        ("da_prev", 2): {"da[1]": 6},  # 3 · 2, with the weight from before the step
        ("W", 2): {"step": 0.4, "W[2] after": 2.6},
        ("b", 2): {"step": 0.2, "b[2] after": -1.2},
        ("slope", 1): {"f′(z[1])": 1},
        ("dz", 1): {"dz[1]": 6},
        ("dW", 1): {"dW[1]": 12},
        ("db", 1): {"db[1]": 6},
        ("da_prev", 1): {"da[0]": 3},  # 0.5 · 6
        ("W", 1): {"step": 1.2, "W[1] after": -0.7},
        ("b", 1): {"step": 0.6, "b[1] after": 0.4},
        ("after", 2): {"L after": 27.04},  # the ReLU is dead now: (−1.2 − 4)²
    }
    assert [(step.kind.name, step.layer) for step in steps] == list(expected)
    for (kind, layer), numbers in expected.items():
        assert written(steps, kind, layer) == pytest.approx(numbers)


def test_the_last_step_says_what_became_of_the_loss():
    too_far, helped = trace(*by_hand(), 0.1)[-1].sentence, trace(*by_hand(), 0.001)[-1].sentence
    assert "was 1 and is now 27.04" in too_far and "too far" in too_far
    assert "was 1 and is now 0.8" in helped and "helped" in helped
    perceptron, inputs, _ = by_hand()
    assert "still is" in trace(perceptron, inputs, np.array([[5.0]]), 0.1)[-1].sentence


@settings(max_examples=40)
@given(descriptions())
def test_the_steps_end_where_the_perceptron_ends_and_leave_it_as_it_is(description):
    perceptron, inputs, label = example_of(description)
    before = perceptron.parameters.tobytes()
    steps = trace(perceptron, inputs, label, description.learning_rate)
    assert perceptron.parameters.tobytes() == before
    perceptron.backward(perceptron.loss.derivative(perceptron.forward(inputs), label), description.learning_rate)
    for number, layer in enumerate(perceptron.layers, 1):
        for kind, parameters in (("W", layer.weights), ("b", layer.biases)):
            (step,) = [step for step in steps if (step.kind.name, step.layer) == (kind, number)]
            assert step.writes[-1].array.tobytes() == parameters.tobytes()


@settings(max_examples=40)
@given(descriptions())
def test_a_step_reads_what_a_step_before_it_wrote(description):
    perceptron, inputs, label = example_of(description)
    steps = trace(perceptron, inputs, label, description.learning_rate)
    last = len(perceptron.layers)
    known = {"y": label, "α": np.array([[description.learning_rate]])}
    for number, layer in enumerate(perceptron.layers, 1):
        known |= {f"W[{number}]": layer.weights, f"b[{number}]": layer.biases}
    for step in steps:
        if step.kind.name == "loss":
            known["ŷ"] = known[f"a[{last}]"]
        written_here = {matrix.name: matrix.array for matrix in step.writes}
        for matrix in step.reads:
            if matrix.name == "ŷ after":  # another run forward, which is no step of its own
                continue
            array = (known | written_here)[matrix.name.removesuffix("ᵀ")]
            assert np.array_equal(matrix.array, array.T if matrix.is_transposed else array, equal_nan=True), step.label
        known |= written_here


@settings(max_examples=40)
@given(descriptions())
def test_each_equation_holds(description):
    """Its numbers are computed once more here, from what it reads, as its signs say."""
    perceptron, inputs, label = example_of(description)
    signs = {"·": np.matmul, "⊙": np.multiply, "−": np.subtract, "+": np.add}
    for step in trace(perceptron, inputs, label, description.learning_rate):
        for left, _, *right in (equation for equation in step.equations if "(" not in equation and len(equation) > 2):
            value = right[0].array
            for sign, matrix in zip(right[1::2], right[2::2], strict=True):
                value = (
                    value * matrix.array
                    if value.size == 1 and right[0].name == "α"
                    else signs[sign](value, matrix.array)
                )
            assert left.array == pytest.approx(value, nan_ok=True), step.label


@pytest.mark.parametrize("hidden", [(), (3,), (4, 2)])
def test_forward_goes_from_the_first_layer_to_the_last_and_backward_from_the_last_to_the_first(hidden):
    description = Description(hidden=hidden)
    steps = trace(*example_of(description), 0.1)
    count = len(hidden) + 1
    forward = [("inputs", 1)] + [(kind, layer) for layer in range(1, count + 1) for kind in ("z", "a")]
    names = ("slope", "dz", "dW", "db", "da_prev", "W", "b")
    backward = [(kind, layer) for layer in range(count, 0, -1) for kind in names]
    wanted = [*forward, ("loss", count), ("da", count), *backward, ("after", count)]
    assert [(step.kind.name, step.layer) for step in steps] == wanted
    assert len({step.label for step in steps}) == len(steps)


@pytest.mark.parametrize("dataset", ["xor", "hills"])
def test_each_step_points_at_the_line_that_does_it(dataset):
    perceptron, inputs, label = example_of(Description(dataset=dataset))
    steps = trace(perceptron, inputs, label, 0.1)
    lines = LINES | LOSS_LINES[perceptron.loss.name]
    assert {step.kind.name for step in steps} == set(KINDS) == set(lines)
    for step in steps:
        assert step.place.first == step.place.last
        line = lines_of(step.function)[step.place.first]
        assert line.strip() == lines[step.kind.name]
        assert line[step.place.start : step.place.end].strip() == PARTS.get(step.kind.name, line.strip())


def test_neurons_hold_what_was_computed_last():
    steps = {(step.kind.name, step.layer): step for step in trace(*by_hand(), 0.1)}

    def held(*which):
        return [matrix and (matrix.name, matrix.array.item()) for matrix in steps[which].neurons]

    assert held("inputs", 1) == [("a[0]", 2), None, None]
    assert held("a", 2) == [("a[0]", 2), ("a[1]", 2), ("a[2]", 5)]
    assert held("da_prev", 2) == [("a[0]", 2), ("da[1]", 6), ("dz[2]", 2)]
    assert held("after", 2) == [("da[0]", 3), ("dz[1]", 6), ("ŷ after", pytest.approx(-1.2))]


def test_formulas_carry_layer_and_numbers():
    formulas = {(step.kind.name, step.layer): step.formula for step in trace(*by_hand(), 0.1)}
    assert formulas["z", 2] == r"z^{[2]} = W^{[2]} \cdot a^{[1]} + b^{[2]}"
    assert formulas["da_prev", 2] == r"da^{[1]} = \left(W^{[2]}\right)^{\!\top} \cdot dz^{[2]}"
    assert formulas["W", 1] == r"W^{[1]} \leftarrow W^{[1]} - \alpha \, dW^{[1]}"
    assert r"(5 - 4)^2 = 1" in formulas["loss", 2]
    assert r"((-1.2) - 4)^2 = 27.04" in formulas["after", 2]


def test_a_network_that_is_about_to_diverge_is_traced_all_the_same():
    perceptron, inputs, label = by_hand()
    perceptron.layers[1].weights = np.array([[1e300]])
    steps = trace(perceptron, inputs, label, 10.0)
    assert not np.isfinite(steps[-1].writes[0].array).all()
    assert r"\infty" in steps[6].formula or r"\infty" in steps[5].formula
