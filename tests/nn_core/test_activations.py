"""Tests that the activation functions and their derivatives are the textbook's, for any z and any shape."""

import math

import numpy as np
import pytest

from nn_core import (
    ACTIVATIONS,
    ELU,
    LeakyReLU,
    Linear,
    ReLU,
    Sigmoid,
    SiLU,
    Softplus,
    Tanh,
    elu,
    leaky_relu,
    linear,
    relu,
    sigmoid,
    silu,
    softplus,
    tanh,
)

TINY = 2.2250738585072014e-308  # the smallest normal float64
BELOW_ONE = 1.0 - 2.0**-53  # the largest float64 below 1

TEXTBOOK = {
    "relu": lambda z: max(0.0, z),
    "sigmoid": lambda z: 1.0 / (1.0 + math.exp(-z)),
    "tanh": math.tanh,
    "leaky_relu": lambda z: z if z > 0 else z / 100,
    "elu": lambda z: z if z > 0 else math.expm1(z),
    "silu": lambda z: z / (1.0 + math.exp(-z)),
    "softplus": lambda z: math.log1p(math.exp(z)),
    "linear": lambda z: z,
}
SLOPES = {
    "relu": lambda z: 1.0 if z > 0 else 0.0,
    "sigmoid": lambda z: 1.0 / ((1.0 + math.exp(-z)) * (1.0 + math.exp(z))),
    "tanh": lambda z: 1.0 / math.cosh(z) ** 2,
    "leaky_relu": lambda z: 1.0 if z > 0 else 0.01,
    "elu": lambda z: 1.0 if z > 0 else math.exp(z),
    "silu": lambda z: (1.0 + math.exp(-z) + z * math.exp(-z)) / (1.0 + math.exp(-z)) ** 2,
    "softplus": lambda z: 1.0 / (1.0 + math.exp(-z)),
    "linear": lambda z: 1.0,
}
HUGE = np.array([-np.inf, -1e308, -1e6, -1000.0, -745.2, -709.9, -709.0, -40.0, 36.0, 37.0, 709.9, 1e6, 1e308, np.inf])


def test_every_activation_has_a_textbook_formula_here():
    assert set(TEXTBOOK) == set(SLOPES) == set(ACTIVATIONS)


def test_each_class_has_an_instance_beside_it_under_its_name_in_the_registry():
    for name, instance, of_class in [
        ("relu", relu, ReLU),
        ("sigmoid", sigmoid, Sigmoid),
        ("tanh", tanh, Tanh),
        ("leaky_relu", leaky_relu, LeakyReLU),
        ("elu", elu, ELU),
        ("silu", silu, SiLU),
        ("softplus", softplus, Softplus),
        ("linear", linear, Linear),
    ]:
        assert type(instance) is of_class, (name, instance)
        assert ACTIVATIONS[name] is instance and instance.name == name, (name, instance)
        assert repr(instance) == f"{of_class.__name__}()", (name, instance)


def test_value_is_the_textbook_formula():
    for activation in ACTIVATIONS.values():
        for z in (-30.0, -3.0, -0.5, -1e-9, 0.0, 1e-9, 0.25, 2.0, 30.0):
            value = activation(np.array([[z]]))[0, 0]
            assert value == pytest.approx(TEXTBOOK[activation.name](z), rel=1e-13, abs=1e-300), (activation, z)


def test_derivative_is_the_textbook_formula():
    for activation in ACTIVATIONS.values():
        for z in (-30.0, -3.0, -0.5, -1e-9, 1e-9, 0.25, 2.0, 30.0):
            slope = activation.derivative(np.array([[z]]))[0, 0]
            # 1 − tanh² is a difference of two numbers near 1, and so is 1 − σ: what is lost is some 2⁻⁵³ of them.
            assert slope == pytest.approx(SLOPES[activation.name](z), rel=1e-12, abs=1e-14), (activation, z)


def test_derivative_is_the_slope_of_the_function():
    for activation in ACTIVATIONS.values():
        z, h = np.array([-5.0, -1.0, -0.1, 0.1, 1.0, 5.0]), 1e-5
        slope = (activation(z + h) - activation(z - h)) / (2 * h)
        assert activation.derivative(z) == pytest.approx(slope, rel=1e-6, abs=1e-9), activation


def test_any_shape_is_kept_and_the_argument_left_alone():
    for activation in ACTIVATIONS.values():
        for shape in ((), (3,), (3, 1), (2, 5), (0, 4)):
            z = np.full(shape, -0.5)
            before = z.copy()
            a, slope = activation(z), activation.derivative(z)
            assert np.shape(a) == np.shape(slope) == shape, activation
            assert not np.shares_memory(a, z), (activation, shape)
            assert np.array_equal(z, before), (activation, shape)


def test_the_derivative_of_relu_and_leaky_relu_at_0_is_that_of_their_left():
    zeros = np.array([0.0, -0.0])
    assert relu.derivative(zeros).tolist() == [0.0, 0.0]
    assert leaky_relu.derivative(zeros).tolist() == [0.01, 0.01]


def test_leaky_relu_lets_a_hundredth_through_below_0():
    assert leaky_relu(np.array([-200.0, -1.0, 0.0, 3.0])).tolist() == [-2.0, -0.01, 0.0, 3.0]


def test_elu_falls_to_minus_1_and_is_smooth_at_0():
    assert elu(np.array([-1000.0, 0.0, 3.0])).tolist() == [-1.0, 0.0, 3.0]
    assert elu.derivative(np.array([-1000.0, 0.0, 3.0])).tolist() == [0.0, 1.0, 1.0]


def test_elu_is_exact_where_exp_minus_1_would_lose_all_digits():
    assert elu(np.array([-1e-18])) == -1e-18


def test_silu_has_its_one_minimum_where_the_slope_is_0():
    # σ(z)(1 + z(1 − σ(z))) = 0 at z = −1.27846454276107, and there z·σ(z) = −0.278464542761074
    z = np.linspace(-10.0, 10.0, 2001)
    assert z[np.argmin(silu(z))] == pytest.approx(-1.28, abs=1e-9)
    assert silu(np.array(-1.27846454276107)) == pytest.approx(-0.278464542761074, rel=1e-13)
    assert silu.derivative(np.array(-1.27846454276107)) == pytest.approx(0.0, abs=1e-13)


@pytest.mark.parametrize("activation", [silu, softplus], ids=repr)
def test_silu_and_softplus_differ_by_z_from_their_mirror_image(activation):
    z = np.linspace(-40.0, 40.0, 801)
    assert activation(z) - activation(-z) == pytest.approx(z, rel=1e-14, abs=1e-14)


def test_softplus_lies_above_relu_by_at_most_log_2():
    z = np.linspace(-30.0, 30.0, 601)
    above = softplus(z) - relu(z)
    assert above.min() > 0.0
    assert above.max() == softplus(np.array(0.0)) == math.log(2)


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


def test_huge_pre_activations_give_finite_values_and_slopes_without_a_warning():
    for activation in ACTIVATIONS.values():
        z = HUGE[np.isfinite(HUGE)]
        assert np.isfinite(activation(z)).all(), activation
        assert np.isfinite(activation.derivative(z)).all(), activation


def test_the_slope_of_silu_is_1_wherever_the_sigmoid_has_reached_its_end():
    z = np.array([40.0, 1e6, 1e15, 1e18, 1e300])
    assert silu.derivative(z) == pytest.approx(np.ones(z.size), rel=0.0, abs=1e-13)


def test_nan_stays_nan_so_that_a_diverged_network_is_seen():
    for activation in ACTIVATIONS.values():
        assert np.isnan(activation(np.array([np.nan]))).all(), activation
