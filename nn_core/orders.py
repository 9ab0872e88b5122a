"""Orders: in which order an epoch visits the training examples.

Each takes (targets, rng), the labels (1, n) and the run's generator, and returns the numbers of all n examples.
"""

import numpy as np


def shuffled(targets, rng):
    """A new random order every epoch, as the course has it: one `rng.permutation(n)`."""
    return rng.permutation(targets.shape[1])


def by_label(targets, rng):
    """Sorted by label, the same order every epoch: all of class 0, then all of class 1; values from low to high."""
    return np.argsort(targets[0], kind="stable")


ORDERS = {"shuffled": shuffled, "sorted": by_label}
