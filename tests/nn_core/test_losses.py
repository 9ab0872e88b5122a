"""Tests that the losses are their formulas, and cross-entropy finite where the course's own code is not."""

import math

import numpy as np
import pytest

from nn_core import BinaryCrossEntropy, MeanSquaredError, binary_cross_entropy, mean_squared_error, sigmoid

CASES = [(0.5, 1.0), (0.5, 0.0), (0.8, 1.0), (0.8, 0.0), (0.001, 1.0), (0.999, 0.0), (0.3, 0.3), (0.6, 0.25)]


def column(value):
    return np.array([[value]])


@pytest.mark.parametrize(
    ("instance", "of_class", "name"),
    [
        (binary_cross_entropy, BinaryCrossEntropy, "binary cross-entropy"),
        (mean_squared_error, MeanSquaredError, "mean squared error"),
    ],
)
def test_each_class_has_an_instance_beside_it_and_a_name(instance, of_class, name):
    assert type(instance) is of_class
    assert instance.name == name and repr(instance) == f"{of_class.__name__}()"


# --- binary cross-entropy


def test_loss_is_the_courses_formula():
    for y_hat, y in CASES:
        expected = -(y * math.log(y_hat) + (1 - y) * math.log(1 - y_hat))
        assert binary_cross_entropy(column(y_hat), column(y)) == pytest.approx([expected], rel=1e-14), (y_hat, y)


def test_an_undecided_prediction_costs_the_logarithm_of_2():
    assert binary_cross_entropy(column(0.5), column(1.0)) == pytest.approx([math.log(2)], rel=1e-15)


def test_derivative_is_the_courses_formula_to_the_last_bit():
    for y_hat, y in CASES:
        derivative = binary_cross_entropy.derivative(column(y_hat), column(y))
        assert derivative == (y_hat - y) / (y_hat * (1 - y_hat)), (y_hat, y)


def test_derivative_is_the_slope_of_the_loss():
    for y_hat, y in CASES:
        h = 1e-4 * y_hat * (1 - y_hat)
        above, below = (binary_cross_entropy(column(y_hat + step), column(y)).item() for step in (h, -h))
        derivative = binary_cross_entropy.derivative(column(y_hat), column(y)).item()
        assert derivative == pytest.approx((above - below) / (2 * h), rel=1e-6, abs=1e-6), (y_hat, y)


def test_every_example_has_its_own_loss_and_the_outputs_of_one_example_add_up():
    y_hat = np.array([[0.5, 0.9], [0.2, 0.4]])
    y = np.array([[1.0, 0.0], [0.0, 1.0]])
    expected = [-math.log(0.5) - math.log(0.8), -math.log(0.1) - math.log(0.4)]
    assert binary_cross_entropy(y_hat, y) == pytest.approx(expected, rel=1e-12)
    assert binary_cross_entropy.derivative(y_hat, y) == pytest.approx(np.array([[-2.0, 10.0], [1.25, -2.5]]))


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_a_saturated_output_has_a_finite_loss_and_still_gets_dz_of_y_hat_minus_y(label):
    z = np.array([[-1e300, -800.0, -709.5, -300.0, -37.0, 37.0, 300.0, 709.5, 800.0, 1e300]])
    y, y_hat = np.full(z.shape, label), sigmoid(z)
    loss, da = binary_cross_entropy(y_hat, y), binary_cross_entropy.derivative(y_hat, y)
    assert np.isfinite(loss).all() and np.isfinite(da).all()
    assert (loss >= 0.0).all()
    assert da * sigmoid.derivative(z) == pytest.approx(y_hat - y, rel=1e-12)


def test_the_further_on_the_wrong_side_the_larger_the_loss_until_the_clip():
    losses = [binary_cross_entropy(sigmoid(column(z)), column(1.0)).item() for z in (0.0, -10.0, -100.0, -700.0)]
    assert losses == sorted(set(losses))
    assert losses[-1] == pytest.approx(700.0)


# --- mean squared error

VALUES = [(0.0, 0.0), (1.0, -1.0), (-0.25, 0.5), (3.5, 3.0), (-100.0, 1.0), (1e-9, 0.0)]


def test_squared_error_is_the_square_of_the_difference_and_its_derivative_twice_the_difference():
    for y_hat, y in VALUES:
        difference = y_hat - y
        assert mean_squared_error(column(y_hat), column(y)) == pytest.approx([difference * difference], rel=1e-15)
        assert mean_squared_error.derivative(column(y_hat), column(y)) == 2.0 * difference, (y_hat, y)


def test_squared_errors_derivative_is_its_slope():
    h = 1e-4
    for y_hat, y in VALUES:
        above, below = (mean_squared_error(column(y_hat + step), column(y)).item() for step in (h, -h))
        derivative = mean_squared_error.derivative(column(y_hat), column(y)).item()
        assert derivative == pytest.approx((above - below) / (2 * h), rel=1e-6, abs=1e-9), (y_hat, y)


def test_every_example_has_its_own_squared_error_and_the_outputs_of_one_example_add_up():
    y_hat = np.array([[0.5, 2.0], [-1.0, 0.0]])
    y = np.array([[0.0, 0.0], [1.0, 0.5]])
    # 0.5² + (−2)² = 4.25 and 2² + (−0.5)² = 4.25; the first alone would be 0.25 and 4
    assert mean_squared_error(y_hat, y).tolist() == [4.25, 4.25]
    assert mean_squared_error.derivative(y_hat, y).tolist() == [[1.0, 4.0], [-4.0, -1.0]]
