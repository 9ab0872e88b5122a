"""Features: the functions of a point (x₁, x₂) that a network gets as its inputs, as they are, not rescaled."""

import numpy as np

from nn_core import arrays
from nn_core.checks import guarded

FORMULAS = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1sq": lambda x1, x2: x1 * x1,
    "x2sq": lambda x1, x2: x2 * x2,
    "x1x2": lambda x1, x2: x1 * x2,
    "sinx1": lambda x1, x2: np.sin(x1),
    "sinx2": lambda x1, x2: np.sin(x2),
}


def _checked(x1, x2):
    x1 = arrays.finite("x1", arrays.floats("x1", x1))
    return x1, arrays.finite("x2", arrays.of_shape("x2", x2, x1.shape, "x1"))


FEATURES = {name: guarded(_checked)(formula) for name, formula in FORMULAS.items()}


def features(names, points):
    """Return the inputs, shape (len(names), n), for points of shape (2, n)."""
    x1, x2 = points
    return np.stack([FEATURES[name](x1, x2) for name in names])
