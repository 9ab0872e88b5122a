"""Engines: what trains one epoch and predicts, behind one flat vector of parameters.

An engine has `parameters` (float64, all layers one after another, each its weights row by row and then its biases),
`train_epoch(inputs, targets, order, learning_rate, batch_size)` as `Perceptron` has it, and `predict(inputs)`. A faster
engine is one more row in `ENGINES`; `NumpyEngine` is the reference that it is held to.
"""

import numpy as np

from nn_core.activations import ACTIVATIONS, sigmoid
from nn_core.layer import Layer
from nn_core.perceptron import Perceptron


def build_perceptron(description, rng):
    """Return the perceptron that a description asks for, its first weights drawn from `rng`, layer by layer."""
    sizes = description.sizes
    functions = [ACTIVATIONS[description.activation]] * len(description.hidden) + [sigmoid]
    return Perceptron(
        [
            Layer(n_inputs, n_neurons, function, rng=rng)
            for n_inputs, n_neurons, function in zip(sizes, sizes[1:], functions, strict=False)
        ]
    )


def flatten(perceptron):
    """Move all weights and biases into one vector, which the layers then look into: to write one is to write both."""
    arrays = [array for layer in perceptron.layers for array in (layer.weights, layer.biases)]
    flat = np.concatenate([array.ravel() for array in arrays])
    views = iter(np.split(flat, np.cumsum([array.size for array in arrays])[:-1]))
    for layer in perceptron.layers:
        layer.weights = next(views).reshape(layer.weights.shape)
        layer.biases = next(views).reshape(layer.biases.shape)
    return flat


class NumpyEngine:
    """The readable perceptron itself."""

    name = "numpy"

    def __init__(self, description, rng):
        self.perceptron = build_perceptron(description, rng)
        self.parameters = flatten(self.perceptron)

    def train_epoch(self, inputs, targets, order, learning_rate, batch_size):
        """Return the mean of the losses met before each update; the parameters are one epoch further."""
        # A run that diverges overflows on its way; the run looks at the numbers afterwards.
        with np.errstate(all="ignore"):
            return self.perceptron.train_epoch(inputs, targets, order, learning_rate, batch_size)

    def predict(self, inputs):
        """Return ŷ, shape (1, n), for inputs of shape (2, n)."""
        with np.errstate(all="ignore"):
            return self.perceptron.forward(inputs)


ENGINES = {NumpyEngine.name: NumpyEngine}
