"""What a straight line, or plane, could do on some data, and what bends would add: for a network without any."""

import numpy as np

STEPS = 30  # of Newton's method: enough to part what can be parted, unless by a hair's breadth
NEIGHBOURS = 5
SAMPLE = 500  # examples are enough to see what neighbours know of each other
RIDGE = 1e-6  # keeps the steps finite where the weights of separable classes grow without end


def missed_by_lines(task, inputs, targets):
    """Return by how much bends would better the score of a model that is linear in its inputs: 0 or less, if not.

    `inputs` (n_inputs, n) and `targets` (1, n) have a column an example; `task` is one of `nn_core.tasks`, whose score
    it is: accuracy, or R². What bends could reach is judged by what an example's nearest neighbours say of it.
    """
    scaled = _scaled(inputs[:, :SAMPLE])
    return _neighbours(task, scaled, targets[:, :SAMPLE]) - line_score(task, inputs, targets)


def line_score(task, inputs, targets):
    """Return the score of a model that is linear in its inputs.

    For values it is least squares. For classes it is logistic regression, by Newton's method (Hastie et al., The
    Elements of Statistical Learning, 4.4.1): it parts what a line can part, and is a good line where none can.
    """
    design = np.vstack([_scaled(inputs), np.ones(inputs.shape[1])])
    fit = _logistic if task.name == "classification" else _least_squares
    return float(task.score(fit(design, targets[0])[None, :], targets))


def _scaled(inputs):
    """Every input with mean 0 and deviation 1."""
    spread = inputs.std(axis=1, keepdims=True)
    return (inputs - inputs.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)


def _neighbours(task, inputs, targets):
    """The score of predicting each example as the mean of its nearest neighbours."""
    n = inputs.shape[1]
    distances = ((inputs[:, :, None] - inputs[:, None, :]) ** 2).sum(axis=0) + np.diag(np.full(n, np.inf))
    nearest = np.argsort(distances, axis=1, kind="stable")[:, : min(NEIGHBOURS, n - 1)]
    return float(task.score(targets[0][nearest].mean(axis=1)[None, :], targets)) if n > 1 else 0.0


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
