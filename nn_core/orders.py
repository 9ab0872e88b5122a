"""Orders: in which order an epoch visits the training examples.

Each takes (targets, rng), the labels (1, n) and the run's generator, and returns the numbers of all n examples.
"""

import numpy as np

from nn_core import arrays, checks
from nn_core.checks import guarded


def _checked(targets, rng):
    return arrays.columns("targets", targets, 1), checks.generator(rng)


@guarded(_checked)
def shuffled(targets, rng):
    """A new random order every epoch, as the course has it: one `rng.permutation(n)`."""
    return rng.permutation(targets.shape[1])


@guarded(_checked)
def by_label(targets, rng):
    """Sorted by label, the same order every epoch: all of class 0, then all of class 1; values from low to high."""
    return np.argsort(targets[0], kind="stable")


ORDERS = {"shuffled": shuffled, "sorted": by_label}
