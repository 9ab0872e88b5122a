"""Penalties: what large weights cost, added to the loss that is reported and differentiated. Biases cost nothing.

A penalty is called as `penalty(weights)` and gives one number; `penalty.derivative(weights)` has the shape of the
weights. Both are multiplied by the penalty rate.
"""

import numpy as np

from nn_core.arrays import Checked, floats


class Penalty(Checked):
    """What `penalty(weights)` and `penalty.derivative(weights)` have in common: weights of any kind become float64."""

    name: str

    def check(self, weights):
        """Return the arguments of a formula, as float64."""
        return (floats("weights", weights),)


class NoPenalty(Penalty):
    """Weights cost nothing."""

    name = "none"

    def __call__(self, weights):
        return 0.0

    def derivative(self, weights):
        return np.zeros_like(weights)


class L1(Penalty):
    """The sum of |w|: pulls every weight by the same amount, and small ones to 0. At 0 the derivative is 0."""

    name = "l1"

    def __call__(self, weights):
        return np.abs(weights).sum()

    def derivative(self, weights):
        return np.sign(weights)


class L2(Penalty):
    """Half the sum of w²: pulls a weight the more, the larger it is (weight decay)."""

    name = "l2"

    def __call__(self, weights):
        return 0.5 * (weights * weights).sum()

    def derivative(self, weights):
        return weights


PENALTIES = {penalty.name: penalty for penalty in (NoPenalty(), L1(), L2())}
