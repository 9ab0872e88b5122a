"""Features: what of a point (x₁, x₂) the network is given as its inputs. They are fed as they are, not rescaled."""

import numpy as np

FEATURES = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1sq": lambda x1, x2: x1 * x1,
    "x2sq": lambda x1, x2: x2 * x2,
    "x1x2": lambda x1, x2: x1 * x2,
    "sinx1": lambda x1, x2: np.sin(x1),
    "sinx2": lambda x1, x2: np.sin(x2),
}


def features(names, points):
    """Return the inputs, shape (len(names), n), for points of shape (2, n)."""
    x1, x2 = points
    return np.stack([FEATURES[name](x1, x2) for name in names])
