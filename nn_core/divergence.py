"""Divergence: a run ends before the first epoch of which some number is too large to be shown, sent and kept."""

import numpy as np

LARGEST_NUMBER = float(np.finfo(np.float32).max)  # of a float32: so numbers travel to the browser


def is_finite(loss, parameters):
    """True where training has come to numbers that are below LARGEST_NUMBER; False for NaN too."""
    return bool(abs(loss) < LARGEST_NUMBER and np.abs(parameters).max() < LARGEST_NUMBER)


def are_finite(measures):
    """The same of what an epoch is measured by, shape (..., 4): two losses, and two scores, which may be NaN for none.

    Returns a bool each. The training loss has the penalty in it, and so has its share in whether that is finite.
    """
    sizes = np.abs(measures)
    return (sizes[..., :2] < LARGEST_NUMBER).all(axis=-1) & ~(sizes[..., 2:] >= LARGEST_NUMBER).any(axis=-1)


def finite_epochs(measures):
    """Return how many epochs there are before the first that is not finite, of measures of shape (k, 4)."""
    return int(np.logical_and.accumulate(are_finite(measures)).sum())


def within_limits(measures):
    """Return the measures of weights that were set by hand: where they are too large, the largest number there is."""
    return np.clip(measures, -LARGEST_NUMBER, LARGEST_NUMBER).tolist()
