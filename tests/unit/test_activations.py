"""Tests that the activation functions and their derivatives are the textbook's, for any z and any shape."""

import math

import numpy as np
import pytest

from nn_core import ACTIVATIONS, Linear, ReLU, Sigmoid, Tanh, linear, relu, sigmoid, tanh

TINY = 2.2250738585072014e-308  # the smallest normal float64
BELOW_ONE = 1.0 - 2.0**-53  # the largest float64 below 1

TEXTBOOK = {
    "relu": lambda z: max(0.0, z),
    "sigmoid": lambda z: 1.0 / (1.0 + math.exp(-z)),
    "tanh": math.tanh,
    "linear": lambda z: z,
}
HUGE = np.array([-np.inf, -1e308, -1e6, -1000.0, -745.2, -709.9, -709.0, -40.0, 36.0, 37.0, 709.9, 1e6, 1e308, np.inf])

every_activation = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS.keys())


def test_every_activation_has_a_textbook_formula_here():
    assert set(TEXTBOOK) == set(ACTIVATIONS)


def test_each_class_has_an_instance_beside_it_under_its_name_in_the_registry():
    for instance, of_class in ((relu, ReLU), (sigmoid, Sigmoid), (tanh, Tanh), (linear, Linear)):
        assert type(instance) is of_class
        assert ACTIVATIONS[instance.name] is instance


@every_activation
@pytest.mark.parametrize("z", [-30.0, -3.0, -0.5, -1e-9, 0.0, 1e-9, 0.25, 2.0, 30.0])
def test_value_is_the_textbook_formula(activation, z):
    assert activation(np.array([[z]]))[0, 0] == pytest.approx(TEXTBOOK[activation.name](z), rel=1e-13, abs=1e-300)


@every_activation
@pytest.mark.parametrize("z", [-5.0, -1.0, -0.1, 0.1, 1.0, 5.0])
def test_derivative_is_the_slope_of_the_function(activation, z):
    h = 1e-5
    slope = (activation(np.array([z + h])) - activation(np.array([z - h]))) / (2 * h)
    assert activation.derivative(np.array([z])) == pytest.approx(slope, rel=1e-6, abs=1e-9)


@every_activation
@pytest.mark.parametrize("shape", [(), (3,), (3, 1), (2, 5), (0, 4)])
def test_any_shape_is_kept_and_the_argument_left_alone(activation, shape):
    z = np.full(shape, -0.5)
    before = z.copy()
    a, slope = activation(z), activation.derivative(z)
    assert np.shape(a) == np.shape(slope) == shape
    assert not np.shares_memory(a, z)
    assert np.array_equal(z, before)


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_relu_derivative_is_0_at_0(zero):
    assert relu.derivative(np.array([zero])) == 0.0


def test_sigmoid_equals_the_courses_formula_wherever_that_is_finite():
    for z in np.linspace(-709.0, 709.0, 2837):
        assert abs(float(sigmoid(z)) - 1.0 / (1.0 + math.exp(-z))) <= 1e-12


def test_sigmoid_stays_strictly_between_0_and_1_and_reaches_both_ends_of_its_range():
    a = sigmoid(HUGE)
    assert a.min() == TINY
    assert a.max() == BELOW_ONE


def test_sigmoid_derivative_is_made_of_the_clipped_value_so_it_never_vanishes():
    a = sigmoid(HUGE)
    assert np.array_equal(sigmoid.derivative(HUGE), a * (1.0 - a))
    assert sigmoid.derivative(HUGE).min() > 0.0


@every_activation
def test_huge_pre_activations_give_finite_values_and_slopes_without_a_warning(activation):
    z = HUGE[np.isfinite(HUGE)]
    assert np.isfinite(activation(z)).all()
    assert np.isfinite(activation.derivative(z)).all()


@every_activation
def test_nan_stays_nan_so_that_a_diverged_network_is_seen(activation):
    assert np.isnan(activation(np.array([np.nan]))).all()
