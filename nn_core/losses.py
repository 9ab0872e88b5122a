"""Losses: one number for how wrong a prediction ŷ is, and its derivative, where back-propagation starts."""

import numpy as np


class BinaryCrossEntropy:
    """L = −(y·log ŷ + (1 − y)·log(1 − ŷ)) for a label y in [0, 1] and a prediction ŷ strictly between 0 and 1.

    Predictions and labels have shape (n_outputs, n): a column an example.
    """

    name = "binary cross-entropy"

    def __call__(self, y_hat, y):
        """Return the loss of every example, shape (n,); several outputs of one example add up."""
        return -(y * np.log(y_hat) + (1.0 - y) * np.log(1.0 - y_hat)).sum(axis=0)

    def derivative(self, y_hat, y):
        """Return da = ∂L/∂ŷ = (ŷ − y) / (ŷ (1 − ŷ)), shape (n_outputs, n)."""
        return (y_hat - y) / (y_hat * (1.0 - y_hat))

    def __repr__(self):
        return "BinaryCrossEntropy()"


class MeanSquaredError:
    """L = (ŷ − y)² for a value y and a prediction ŷ; the mean is taken over the examples.

    Predictions and values have shape (n_outputs, n): a column an example.
    """

    name = "mean squared error"

    def __call__(self, y_hat, y):
        """Return the loss of every example, shape (n,); several outputs of one example add up."""
        return ((y_hat - y) ** 2).sum(axis=0)

    def derivative(self, y_hat, y):
        """Return da = ∂L/∂ŷ = 2 (ŷ − y), shape (n_outputs, n)."""
        return 2.0 * (y_hat - y)

    def __repr__(self):
        return "MeanSquaredError()"


binary_cross_entropy = BinaryCrossEntropy()
mean_squared_error = MeanSquaredError()
