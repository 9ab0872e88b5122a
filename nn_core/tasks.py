"""Tasks: what the network has to do with a point. The data set decides which; loss, output and score follow from it."""

from collections.abc import Callable
from dataclasses import dataclass

from nn_core.activations import Activation, linear, sigmoid
from nn_core.datasets import CLASSES, SURFACES
from nn_core.losses import BinaryCrossEntropy, MeanSquaredError, binary_cross_entropy, mean_squared_error
from nn_core.own import OWN


def accuracy(y_hat, y):
    """Return the share of examples on their side; one counts as class 1 from ŷ = 0.5 on."""
    return float(((y_hat >= 0.5) == (y >= 0.5)).mean())


def r_squared(y_hat, y):
    """Return R² = 1 − Σ(ŷ − y)² / Σ(y − mean y)²: 1 is perfect, 0 as good as the mean; NaN where all y are equal."""
    if y.max() == y.min():
        return float("nan")
    return float(1.0 - ((y_hat - y) ** 2).sum() / ((y - y.mean()) ** 2).sum())


@dataclass(frozen=True)
class Task:
    """One kind of problem: the names of its data sets, the loss, the output's activation, and a score of how good."""

    name: str
    datasets: tuple[str, ...]
    loss: BinaryCrossEntropy | MeanSquaredError
    output: Activation
    score: Callable


TASKS = {
    task.name: task
    for task in (
        Task("classification", (*CLASSES, OWN), binary_cross_entropy, sigmoid, accuracy),
        Task("regression", tuple(SURFACES), mean_squared_error, linear, r_squared),
    )
}


def task_of(dataset):
    """Return the task that a data set poses."""
    return next(task for task in TASKS.values() if dataset in task.datasets)
