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


class NumpyEngine:
    """The readable perceptron itself."""

    name = "numpy"

    def __init__(self, description, rng):
        self.perceptron = build_perceptron(description, rng)

    @property
    def parameters(self):
        """A copy of all weights and biases in one vector; assign one to set them."""
        return np.concatenate(
            [array.ravel() for layer in self.perceptron.layers for array in (layer.weights, layer.biases)]
        )

    @parameters.setter
    def parameters(self, flat):
        start = 0
        for layer in self.perceptron.layers:
            for name in ("weights", "biases"):
                shape = getattr(layer, name).shape
                size = shape[0] * shape[1]
                setattr(layer, name, np.array(flat[start : start + size], dtype=float).reshape(shape))
                start += size

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
