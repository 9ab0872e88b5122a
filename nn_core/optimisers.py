"""Optimisers: how far, and which way, a gradient g moves the parameters: w ← w − step(g).

All work on the flat vector of all parameters (see `Perceptron.parameters`). An optimiser remembers `memory`, of shape
(MEMORIES, n_parameters), and `updates`, how many it has made: both start at 0.
"""

import numpy as np

from nn_core import checks
from nn_core.arrays import Checked, of_shape

MOMENTUM = 0.9  # share of the velocity that is kept; also Adam's share of the mean that is kept, β₁
BETA2 = 0.999  # Adam's share of the mean square that is kept
EPSILON = 1e-8  # keeps Adam from dividing by 0


class Optimiser(Checked):
    """What every optimiser has: `memory`, `updates`, and `step(g, learning_rate)`."""

    CHECKED = ("step",)
    name: str
    MEMORIES: int

    def __init__(self, n_parameters):
        n_parameters = checks.whole("n_parameters", n_parameters, 1, checks.MOST_NUMBERS)
        self.memory = np.zeros((self.MEMORIES, n_parameters))
        self.updates = 0

    def check(self, g, learning_rate):
        """Return the arguments of `step`, g as float64."""
        g = of_shape("g", g, (self.memory.shape[1],), "the parameters")
        return g, checks.real("learning_rate", learning_rate, 0)


class SGD(Optimiser):
    """Plain stochastic gradient descent: the step is α·g."""

    name = "sgd"
    MEMORIES = 0

    def step(self, g, learning_rate):
        """Return what to subtract from the parameters, shape (n_parameters,)."""
        self.updates += 1
        return learning_rate * g


class Momentum(Optimiser):
    """A ball that rolls on: v ← 0.9·v + g, and the step is α·v (Polyak, 1964)."""

    name = "momentum"
    MEMORIES = 1

    def step(self, g, learning_rate):
        self.updates += 1
        (v,) = self.memory
        v[:] = MOMENTUM * v + g
        return learning_rate * v


class Adam(Optimiser):
    """Every parameter has a step of its own size (Kingma & Ba, 2015, algorithm 1).

    m ← 0.9·m + 0.1·g and v ← 0.999·v + 0.001·g² are running means of g and g². They start at 0, so after t updates
    m̂ = m / (1 − 0.9ᵗ) and v̂ = v / (1 − 0.999ᵗ); the step is α·m̂ / (√v̂ + 10⁻⁸).
    """

    name = "adam"
    MEMORIES = 2

    def step(self, g, learning_rate):
        self.updates += 1
        m, v = self.memory
        m[:] = MOMENTUM * m + (1.0 - MOMENTUM) * g
        v[:] = BETA2 * v + (1.0 - BETA2) * g * g
        m_hat = m / (1.0 - MOMENTUM**self.updates)
        v_hat = v / (1.0 - BETA2**self.updates)
        return learning_rate * m_hat / (np.sqrt(v_hat) + EPSILON)


OPTIMISERS = {optimiser.name: optimiser for optimiser in (SGD, Momentum, Adam)}
