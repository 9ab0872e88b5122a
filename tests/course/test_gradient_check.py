"""Tests that the check of a gradient finds right ones right and wrong ones wrong, and says where it cannot tell."""

import numpy as np
import pytest
from hypothesis import given, settings

from course.backpropagation.gradient_check import HELD, KINK, WRONG, check
from nn_core import Description, Layer, Perceptron, linear, mean_squared_error, relu, sigmoid
from nn_core.activations import Tanh
from tests.helpers.course import by_hand, descriptions, example_of


@settings(max_examples=25)
@given(descriptions(most_neurons=4))
def test_no_gradient_of_ours_is_called_wrong(description):
    perceptron, inputs, label = example_of(description)
    before = perceptron.parameters.tobytes()
    found = check(perceptron, inputs, label)
    assert perceptron.parameters.tobytes() == before
    assert not [one for one in found if one.remark == WRONG]
    da = perceptron.loss.derivative(perceptron.forward(inputs), label)
    assert [one.analytic for one in found] == perceptron.gradients(da).tolist()
    assert [one.value for one in found] == perceptron.parameters.tolist()


def test_by_hand_the_two_agree():
    found = check(*by_hand())
    assert [(one.layer, one.name, one.row, one.column) for one in found] == [
        (1, "W", 1, 1), (1, "b", 1, 1), (2, "W", 1, 1), (2, "b", 1, 1)
    ]  # fmt: skip
    assert [one.analytic for one in found] == [12, 6, 4, 2]
    assert [one.numeric for one in found] == pytest.approx([12, 6, 4, 2], rel=1e-8)
    assert max(one.relative_error for one in found) < 1e-8
    assert {one.remark for one in found} == {""}


def test_a_wrong_derivative_is_found_out():
    class Wrong(Tanh):
        def derivative(self, z):
            return 1.0 - np.tanh(z)  # the square was forgotten

    perceptron, inputs, label = example_of(Description(hidden=(3,)))
    perceptron.layers[0].activation = Wrong()
    found = check(perceptron, inputs, label)
    assert {one.remark for one in found if one.layer == 1} == {WRONG}
    assert {one.remark for one in found if one.layer == 2} == {""}


def test_a_kink_within_h_is_named():
    perceptron, inputs, label = by_hand()
    perceptron.layers[0].biases = np.array([[-1.0 + 1e-7]])  # z = 0.5 · 2 − 1 + 1e−7
    remarks = [one.remark for one in check(perceptron, inputs, label)]
    assert remarks == [KINK, KINK, "", ""]


def test_a_sigmoid_at_its_limit_is_named():
    layer = Layer(1, 1, sigmoid)
    layer.weights, layer.biases = np.array([[50.0]]), np.array([[0.0]])
    found = check(Perceptron([layer]), np.array([[1.0]]), np.array([[0.0]]))
    assert [one.analytic for one in found] == pytest.approx([1.0, 1.0])
    assert [one.numeric for one in found] == [0.0, 0.0]
    assert [one.remark for one in found] == [HELD, HELD]


def test_the_relative_error_is_by_the_larger_of_the_two():
    layer = Layer(1, 1, linear)
    layer.weights, layer.biases = np.array([[0.0]]), np.array([[0.0]])
    weight, bias = check(Perceptron([layer], loss=mean_squared_error), np.array([[0.0]]), np.array([[1.0]]))
    assert (weight.analytic, weight.numeric, weight.relative_error) == (0.0, 0.0, 0.0)
    largest = max(abs(bias.analytic), abs(bias.numeric))
    assert bias.relative_error == abs(bias.analytic - bias.numeric) / largest


def test_a_dead_relu_has_no_gradient_and_agrees():
    dead, output = Layer(1, 1, relu), Layer(1, 1, linear)
    dead.weights, dead.biases = np.array([[1.0]]), np.array([[-9.0]])
    found = check(Perceptron([dead, output], loss=mean_squared_error), np.array([[1.0]]), np.array([[1.0]]))
    assert [(one.analytic, one.numeric, one.remark) for one in found[:2]] == [(0.0, 0.0, "")] * 2
