"""What can be learned from some data: by a straight line, or plane, and by what the nearest neighbours know."""

from operator import itemgetter

import numpy as np

STEPS = 30  # of Newton's method: enough to part what can be parted, unless by a hair's breadth
NEIGHBOURS = (1, 3, 5, 8, 12, 18, 25)
SAMPLE = 500  # examples are enough to see what neighbours know of each other
RIDGE = 1e-6  # keeps the steps finite where the weights of separable classes grow without end


def line_score(task, inputs, targets):
    """Return the score of a model that is linear in its inputs.

    `inputs` (n_inputs, n) and `targets` (1, n) have a column an example; `task` is one of `nn_core.tasks`, whose score
    it is: accuracy, or R². For values the model is least squares. For classes it is logistic regression, by Newton's
    method (Hastie et al., The Elements of Statistical Learning, 4.4.1): it parts what a line can part, and is a good
    line where none can.
    """
    design = np.vstack([_scaled(inputs), np.ones(inputs.shape[1])])
    fit = _logistic if task.name == "classification" else _least_squares
    return float(task.score(fit(design, targets[0])[None, :], targets))


def _scaled(inputs):
    """Every input with mean 0 and deviation 1."""
    spread = inputs.std(axis=1, keepdims=True)
    return (inputs - inputs.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)


def neighbours(task, inputs, targets):
    """Return (score, loss) of predicting each example from its nearest neighbours, as many of them as do best.

    The loss is about what the noise leaves to a good network; where there is none, a network can do better.
    """
    inputs, targets = _scaled(inputs[:, :SAMPLE]), targets[:, :SAMPLE]
    n = inputs.shape[1]
    if n == 1:
        return 0.0, np.inf
    squares = (inputs * inputs).sum(axis=0)
    distances = squares[:, None] + squares - 2 * inputs.T @ inputs
    np.fill_diagonal(distances, np.inf)  # a point is not its own neighbour
    most = min(NEIGHBOURS[-1], n - 1)
    nearest = np.argpartition(distances, most - 1, axis=1)[:, :most]
    by_distance = np.argsort(np.take_along_axis(distances, nearest, axis=1), axis=1)
    nearest = np.take_along_axis(nearest, by_distance, axis=1)
    sums = np.cumsum(targets[0][nearest], axis=1)
    best = 0.0, np.inf
    for k in NEIGHBOURS:
        if k < n:
            y_hat = _mean(task, sums[:, k - 1], k)[None, :]
            predicted = float(task.score(y_hat, targets)), float(task.loss(y_hat, targets).mean())
            best = min(best, predicted, key=itemgetter(1))  # by the loss
    return best


def _mean(task, sums, k):
    """The mean of k targets; of classes never quite 0 or 1, for k neighbours cannot be so sure."""
    return (sums + 0.5) / (k + 1) if task.name == "classification" else sums / k


def _least_squares(design, y):
    weights, *_ = np.linalg.lstsq(design.T, y, rcond=None)
    return weights @ design


def _logistic(design, y):
    weights, best = np.zeros(len(design)), np.full(len(y), 0.5)
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(weights @ design, -30, 30)))
        if ((p >= 0.5) == y).mean() > ((best >= 0.5) == y).mean():
            best = p
        hessian = (design * (p * (1 - p))) @ design.T + RIDGE * np.eye(len(design))
        weights = weights + np.linalg.solve(hessian, design @ (y - p) - RIDGE * weights)
    return best
