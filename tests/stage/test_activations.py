"""The activations of the stage are those of nn_core, and each row says of its own what is true of it."""

import numpy as np
import pytest

from nn_core import ACTIVATIONS

NAMES = "async (address) => Object.keys((await import(address)).ACTIVATIONS)"
# Of one activation: f and f′ at each z, without z where the row says that it is not needed; and what else its row says.
ROW = """async ([address, name, all]) => {
  const { ACTIVATIONS, boundsOf } = await import(address);
  const { f, derivative, needsZ, range, canDie = false, isLinear = false } = ACTIVATIONS[name];
  const slopes = all.map((z) => derivative(f(z), needsZ ? z : NaN));
  return { outputs: all.map(f), slopes, range, canDie, isLinear, bounds: boundsOf(name) };
}"""
ALL_Z = np.linspace(-30, 30, 1201)
FAR = 1e6  # an output that goes on growing is larger than this where z is 1000 times as large


@pytest.fixture
def row(node, module):
    """Returns what the stage makes of an activation at some z."""
    return lambda name, z=ALL_Z: node.evaluate(ROW, [module("model/activations.js"), name, z.tolist()])


def test_the_stage_has_every_activation(node, module):
    names = set(node.evaluate(NAMES, module("model/activations.js")))
    assert set(ACTIVATIONS) - names == set(), "static/stage/model/activations.js lacks these"
    assert names - set(ACTIVATIONS) == set(), "nn_core/activations.py lacks these"


def test_f_and_its_derivative_agree_with_numpy(row):
    for name in ACTIVATIONS:
        got, f = row(name), ACTIVATIONS[name]
        assert np.allclose(got["outputs"], f(ALL_Z), rtol=1e-12, atol=1e-14), name
        assert np.allclose(got["slopes"], f.derivative(ALL_Z), rtol=1e-12, atol=1e-12), name


def test_the_range_is_that_of_the_outputs(row):
    for name in ACTIVATIONS:
        outputs = ACTIVATIONS[name](np.append(ALL_Z, [-1000 * FAR, 1000 * FAR]))
        ends = [outputs.min(), outputs.max()]
        got = row(name)
        is_bounded = np.abs(ends) < FAR
        assert np.isfinite(got["range"]).tolist() == is_bounded.tolist(), name
        assert np.allclose(np.array(got["range"])[is_bounded], np.array(ends)[is_bounded], atol=1e-3), name
        assert got["bounds"] == (got["range"] if is_bounded.all() else None), name


def test_a_neuron_can_die_where_half_of_all_z_have_neither_output_nor_slope(row):
    for name in ACTIVATIONS:
        f, below = ACTIVATIONS[name], ALL_Z[ALL_Z < 0]
        assert row(name)["canDie"] == (not f(below).any() and not f.derivative(below).any()), name


def test_a_linear_activation_has_the_same_slope_everywhere(row):
    for name in ACTIVATIONS:
        assert row(name)["isLinear"] == (np.ptp(ACTIVATIONS[name].derivative(ALL_Z)) == 0), name
