"""Divergence: a run ends before the first epoch of which some number is too large to be shown, sent and kept."""

import numpy as np

LARGEST_NUMBER = float(np.finfo(np.float32).max)  # of a float32, as which numbers are sent to the browser


def is_finite(loss, parameters):
    """True where the loss and all parameters are below LARGEST_NUMBER; False for NaN too."""
    return bool(abs(loss) < LARGEST_NUMBER and np.abs(parameters).max() < LARGEST_NUMBER)


def are_finite(measures):
    """The same for the measures of an epoch: training and test loss, and two scores, which may be NaN for none.

    The training loss includes the penalty: one that is too large counts here, too.
    """
    train_loss, test_loss, train_score, test_score = measures
    are_losses = abs(train_loss) < LARGEST_NUMBER and abs(test_loss) < LARGEST_NUMBER
    return are_losses and not (abs(train_score) >= LARGEST_NUMBER or abs(test_score) >= LARGEST_NUMBER)


def finite_epochs(measures):
    """Return how many epochs come before the first that is not finite, given their measures, shape (k, 4)."""
    rows = measures.tolist()
    return next((k for k, row in enumerate(rows) if not are_finite(row)), len(rows))


def within_limits(measures):
    """Return measures cut to LARGEST_NUMBER: with weights that were set by hand they may be larger."""
    return np.clip(measures, -LARGEST_NUMBER, LARGEST_NUMBER).tolist()
