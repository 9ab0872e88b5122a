"""Tasks: what the network has to do with a point. The data set decides which; loss, output and score follow from it."""

from collections.abc import Callable
from dataclasses import dataclass

from nn_core.activations import Activation, linear, sigmoid
from nn_core.arrays import floats, of_shape
from nn_core.checks import guarded
from nn_core.datasets import CLASSES, SURFACES
from nn_core.losses import Loss, binary_cross_entropy, mean_squared_error
from nn_core.own import OWN


def _checked(y_hat, y):
    y_hat = floats("y_hat", y_hat)
    if not y_hat.size:
        raise ValueError("y_hat must hold at least one prediction.")
    return y_hat, of_shape("y", y, y_hat.shape, "y_hat")


@guarded(_checked)
def accuracy(y_hat, y):
    """Return the share of examples on their side; one counts as class 1 from ŷ = 0.5 on."""
    return float(((y_hat >= 0.5) == (y >= 0.5)).mean())


@guarded(_checked)
def r_squared(y_hat, y):
    """Return R² = 1 − Σ(ŷ − y)² / Σ(y − mean y)²: 1 is perfect, 0 as good as the mean; NaN where all y are equal."""
    if y.max() == y.min():
        return float("nan")
    return float(1.0 - ((y_hat - y) ** 2).sum() / ((y - y.mean()) ** 2).sum())


@dataclass(frozen=True)
class Task:
    """One kind of problem: the names of its data sets, the loss, the output's activation, and the score."""

    name: str
    datasets: tuple[str, ...]
    loss: Loss
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
