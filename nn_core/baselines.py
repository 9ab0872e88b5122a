"""Baselines: how well a linear model, and the nearest neighbours, predict some data."""

from operator import itemgetter

import numpy as np

NEWTON_STEPS = 30  # enough to separate what a line can separate, unless the gap is tiny
NEIGHBOURS = (1, 3, 5, 8, 12, 18, 25)
SAMPLE = 500  # examples are enough for the neighbours
RIDGE = 1e-6  # keeps the weights finite where the classes are separable, and they would grow without end


def line_score(task, inputs, targets):
    """Return the score of a model that is linear in its inputs: accuracy, or R².

    `inputs` (n_inputs, n) and `targets` (1, n) have one column per example; `task` is one of `nn_core.tasks`. Values
    are predicted by least squares, classes by logistic regression with Newton's method (Hastie et al., The Elements of
    Statistical Learning, 4.4.1): it separates what a line can separate, and is a good line where none can.
    """
    design = np.vstack([_scaled(inputs), np.ones(inputs.shape[1])])
    fit = _logistic if task.name == "classification" else _least_squares
    return float(task.score(fit(design, targets[0])[None, :], targets))


def _scaled(inputs):
    """Every input with mean 0 and standard deviation 1."""
    spread = inputs.std(axis=1, keepdims=True)
    return (inputs - inputs.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)


def neighbours(task, inputs, targets):
    """Return (score, loss) of predicting each example from its k nearest neighbours, for the best k of NEIGHBOURS.

    With noisy data the loss is about the best that a network can reach; without noise, a network can do better.
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
    """The mean of k targets; for classes never quite 0 or 1, since k neighbours cannot be that sure."""
    return (sums + 0.5) / (k + 1) if task.name == "classification" else sums / k


def _least_squares(design, y):
    weights, *_ = np.linalg.lstsq(design.T, y, rcond=None)
    return weights @ design


def _logistic(design, y):
    weights, best = np.zeros(len(design)), np.full(len(y), 0.5)
    for _ in range(NEWTON_STEPS):
        p = 1 / (1 + np.exp(-np.clip(weights @ design, -30, 30)))
        if ((p >= 0.5) == y).mean() > ((best >= 0.5) == y).mean():
            best = p
        hessian = (design * (p * (1 - p))) @ design.T + RIDGE * np.eye(len(design))
        weights = weights + np.linalg.solve(hessian, design @ (y - p) - RIDGE * weights)
    return best
