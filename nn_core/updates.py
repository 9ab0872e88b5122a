"""The update rule: how a gradient changes the parameters: first the penalty, then clipping, then the optimiser."""

import numpy as np

from nn_core.optimisers import OPTIMISERS
from nn_core.penalties import PENALTIES


class UpdateRule:
    """Updates a perceptron, with a penalty on its weights, a limit for the gradient, and an optimiser.

    `penalty_rate` λ may be changed before any update. `clip` is the largest norm of a gradient, None for no limit.
    """

    def __init__(self, perceptron, optimiser="sgd", penalty="none", penalty_rate=0.0, clip=None):
        self.optimiser = OPTIMISERS[optimiser](perceptron.parameters.size)
        self.penalty = PENALTIES[penalty]
        self.penalty_rate = penalty_rate
        self.clip = np.inf if clip is None else clip

    def cost(self, perceptron):
        """Return what the penalty adds to the loss of an example: λ times the penalties of all weights."""
        return self.penalty_rate * sum(self.penalty(layer.weights) for layer in perceptron.layers)

    def step(self, perceptron, da, learning_rate):
        """Make one update, given da = ∂L/∂ŷ of the examples of the last `forward`."""
        g = perceptron.gradients(da) + self.penalty_rate * self._penalty_gradient(perceptron)
        norm = np.sqrt(g @ g)
        if norm > self.clip:  # the same direction, shorter (Pascanu et al., 2013)
            g *= self.clip / norm
        perceptron._lay_out(perceptron.parameters - self.optimiser.step(g, learning_rate))

    def _penalty_gradient(self, perceptron):
        """The penalty's derivative for every parameter: 0 for the biases."""
        parts = [(self.penalty.derivative(layer.weights), np.zeros_like(layer.biases)) for layer in perceptron.layers]
        return flat(parts)


class PlainRule:
    """The course's own update, W ← W − α·dW and b ← b − α·db, layer by layer, with no penalty."""

    def cost(self, perceptron):
        """Return 0: there is no penalty."""
        return 0.0

    def step(self, perceptron, da, learning_rate):
        """Make one update, given da = ∂L/∂ŷ of the examples of the last `forward`."""
        for layer in reversed(perceptron.layers):
            da = layer.backward(da, learning_rate)


def flat(parts):
    """Return one vector of (weights, biases) pairs: of each layer the weights, row by row, and then the biases."""
    return np.concatenate([array.ravel() for pair in parts for array in pair])
