"""Losses: one number for how wrong a prediction ŷ is, and its derivative, where backpropagation starts."""

import numpy as np

from nn_core.arrays import Checked, floats, of_shape


class Loss(Checked):
    """A loss L, called as `L(y_hat, y)`, and its derivative `L.derivative(y_hat, y)`.

    Predictions and labels have shape (n_outputs, n): one column per example. Any numbers are computed in float64.
    """

    ARGUMENTS = ("y_hat", "y")

    name: str
    of_probabilities = False  # True where ŷ lies strictly between 0 and 1, and y from 0 to 1

    def check(self, y_hat, y):
        """Return the arguments of a formula, as float64."""
        y_hat = floats("y_hat", y_hat)
        if y_hat.ndim != 2 or not y_hat.size:
            raise ValueError(f"y_hat must have shape (n_outputs, n), one column per example, not {y_hat.shape}.")
        y = of_shape("y", y, y_hat.shape, "y_hat")
        if self.of_probabilities and ((y_hat <= 0.0) | (y_hat >= 1.0)).any():
            raise ValueError(
                f"y_hat must lie strictly between 0 and 1 for {self.name}: give the last layer the sigmoid of nn_core."
            )
        self.check_labels("y", y)
        return y_hat, y

    def check_labels(self, name, y):
        """Raise ValueError for labels for which the loss is not defined."""
        if self.of_probabilities and ((y < 0.0) | (y > 1.0)).any():
            raise ValueError(f"{name} must lie between 0 and 1 for {self.name}.")


class BinaryCrossEntropy(Loss):
    """L = −(y·log ŷ + (1 − y)·log(1 − ŷ)) for a label y in [0, 1] and a prediction ŷ strictly between 0 and 1.

    Predictions and labels have shape (n_outputs, n): one column per example.
    """

    name = "binary cross-entropy"
    of_probabilities = True

    def __call__(self, y_hat, y):
        """Return the loss of every example, shape (n,); several outputs of one example add up."""
        return -(y * np.log(y_hat) + (1.0 - y) * np.log(1.0 - y_hat)).sum(axis=0)

    def derivative(self, y_hat, y):
        """Return da = ∂L/∂ŷ = (ŷ − y) / (ŷ (1 − ŷ)), shape (n_outputs, n)."""
        return (y_hat - y) / (y_hat * (1.0 - y_hat))

    def __repr__(self):
        return "BinaryCrossEntropy()"


class MeanSquaredError(Loss):
    """L = (ŷ − y)² for a value y and a prediction ŷ; the mean is taken over the examples.

    Predictions and values have shape (n_outputs, n): one column per example.
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
