"""What the course's own `utils.py` offers: a small training set, and the two activations its first network needs."""

import numpy as np

from nn_core.activations import relu, sigmoid
from nn_core.datasets import circle

__all__ = ["X_train", "relu", "sigmoid", "y_train"]

X_train, _labels = circle(200, 0.0, np.random.default_rng(0))  # (200, 2)
y_train = _labels[:, None]  # (200, 1)
