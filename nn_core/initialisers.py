"""Initialisers: the weights and biases that a layer starts with.

Each takes (n_inputs, n_neurons, rng) and returns weights (n_neurons, n_inputs) and biases (n_neurons, 1).
"""

import numpy as np

from nn_core import checks
from nn_core.checks import guarded


def _checked(n_inputs, n_neurons, rng):
    return *checks.layer_sizes(n_inputs, n_neurons), checks.generator(rng)


@guarded(_checked)
def uniform(n_inputs, n_neurons, rng):
    """The course's: weights and biases from uniform(−1, 1)."""
    return rng.uniform(-1.0, 1.0, (n_neurons, n_inputs)), rng.uniform(-1.0, 1.0, (n_neurons, 1))


@guarded(_checked)
def glorot(n_inputs, n_neurons, rng):
    """Weights from uniform(−r, r), r = √(6 / (n_inputs + n_neurons)); biases 0 (Glorot & Bengio, 2010; also Xavier).

    Signals and gradients keep their size from layer to layer while the activation is about linear, as tanh is near 0.
    """
    reach = np.sqrt(6.0 / (n_inputs + n_neurons))
    return rng.uniform(-reach, reach, (n_neurons, n_inputs)), np.zeros((n_neurons, 1))


@guarded(_checked)
def he(n_inputs, n_neurons, rng):
    """Normal weights of variance 2 / n_inputs; biases 0 (He et al., 2015): the same for ReLU, which drops half."""
    return rng.normal(0.0, np.sqrt(2.0 / n_inputs), (n_neurons, n_inputs)), np.zeros((n_neurons, 1))


@guarded(_checked)
def zeros(n_inputs, n_neurons, rng):
    """All 0: the neurons of a layer are alike, get the same gradients, and stay alike for ever."""
    return np.zeros((n_neurons, n_inputs)), np.zeros((n_neurons, 1))


INITIALISERS = {function.__name__: function for function in (uniform, glorot, he, zeros)}
