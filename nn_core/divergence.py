"""Divergence: a run ends before the first epoch of which some number is too large to be shown, sent and kept."""

import numpy as np

LARGEST = float(np.finfo(np.float32).max)  # what travels to the browser is float32


def is_finite(loss, parameters):
    """True where training has come to numbers that are below LARGEST; False for NaN too."""
    return bool(abs(loss) < LARGEST and np.abs(parameters).max() < LARGEST)


def are_finite(measures):
    """The same of what an epoch is measured by, shape (..., 4): two losses, and two scores, which may be NaN for none.

    Returns a bool each. The training loss has the penalty in it, and so has its share in whether that is finite.
    """
    sizes = np.abs(measures)
    return (sizes[..., :2] < LARGEST).all(axis=-1) & ~(sizes[..., 2:] >= LARGEST).any(axis=-1)


def finite_epochs(measures):
    """Return how many epochs there are before the first that is not finite, of measures of shape (k, 4)."""
    return int(np.logical_and.accumulate(are_finite(measures)).sum())


def within_limits(measures):
    """Return the measures of weights that were set by hand, which may make more than fits: LARGEST stands for it."""
    return np.clip(measures, -LARGEST, LARGEST).tolist()
