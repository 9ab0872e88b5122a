"""What a claim about a training can measure, and how it is found out whether a run keeps it."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from nn_core import Run
from nn_core.datasets import HEIGHTS, MIDDLES
from nn_core.engine import build_perceptron

TURN = np.radians(np.arange(360))
RING = 4.25 * np.array([np.sin(TURN), np.cos(TURN)])  # places all around the middle of the outer ring of the circle
CORNERS = np.array([[3, 3, -3, -3], [3, -3, -3, 3]])  # of XOR: class 1, class 0, class 1, class 0
MEASURES = {}


@dataclass
class Watched:
    """A run that has come to the last epoch of a claim, and the records of all its epochs."""

    run: Run
    records: list
    first: int
    begun_with: np.ndarray  # the parameters of epoch 0

    @property
    def span(self):
        """The records of the claim's own epochs."""
        return self.records[self.first :]

    @cached_property
    def outputs(self):
        """Of every hidden layer the outputs for the training points."""
        perceptron = build_perceptron(self.run.description, np.random.default_rng(0))
        perceptron.parameters = self.run.engine.parameters
        a, outputs = self.run.points.training[0], []
        for layer in perceptron.layers[:-1]:
            a = layer.forward(a)
            outputs.append(a)
        return outputs

    def losses(self, of="train_loss"):
        """The losses of all epochs."""
        return np.array([getattr(record, of) for record in self.records])

    def decides(self, places):
        """The class that the network gives each of these places, shape (2, n)."""
        return (self.run.predict(np.asarray(places, dtype=float))[0] >= 0.5).astype(int)


def measured(claim, description, engine):
    """The values of what a claim measures, none of which may be out of its bounds."""
    run = Run(replace(description, **claim.anew), engine, journal=tuple(claim.live.items()))
    begun_with = run.engine.parameters
    records = [run.record(), *(record for stretch in run.stretches(claim.last) for record in stretch)]
    return np.atleast_1d(MEASURES[claim.measure](Watched(run, records, claim.first, begun_with)))


def keeps(claim, description, engine="numba"):
    """True when a run of this description keeps the claim."""
    values = measured(claim, description, engine)
    return bool((claim.least <= values).all() and (values <= claim.most).all())


def measure(function):
    """Make this a measure, under its own name."""
    MEASURES[function.__name__] = function
    return function


# --- of every epoch


def _of_records(name):
    return lambda watched: [getattr(record, name) for record in watched.span]


MEASURES |= {name: _of_records(name) for name in ("train_loss", "test_loss", "train_score", "test_score")}


@measure
def loss_step(watched):
    """By how much the training loss changes from each epoch to the next."""
    return np.abs(np.diff(watched.losses()[watched.first :]))


# --- of all the epochs together


@measure
def largest_loss_step(watched):
    return loss_step(watched).max()


@measure
def loss_left(watched):
    """The training loss, as a share of the first one."""
    losses = watched.losses()
    return losses[-1] / losses[0]


@measure
def share_of_rises(watched):
    """In how many of the epochs the training loss rises."""
    return np.mean(np.diff(watched.losses()[watched.first :]) > 0)


@measure
def dip(watched):
    """The lowest test loss there was, as a share of the first one."""
    losses = watched.losses("test_loss")
    return losses.min() / losses[0]


@measure
def rise(watched):
    """The test loss, as many times the lowest one before."""
    losses = watched.losses("test_loss")
    return losses[-1] / losses.min()


# --- of the network at the last epoch


@measure
def middle(watched):
    """The class of the middle of the square."""
    return watched.decides([[0], [0]])


@measure
def ring(watched):
    """The share of the outer ring that is given class 1."""
    return watched.decides(RING).mean()


@measure
def corners(watched):
    """How many of XOR's four corners have their own class."""
    return (watched.decides(CORNERS) == [1, 0, 1, 0]).sum()


@measure
def clouds(watched):
    """How many of the middles of the two clouds have their own class."""
    return (watched.decides([[2, -2], [2, -2]]) == [1, 0]).sum()


@measure
def hilltops(watched):
    """The values in the middles of the hills and hollows, as shares of what they should be."""
    return watched.run.predict(MIDDLES.T)[0] / HEIGHTS


@measure
def unevenness(watched):
    """How far z is off the middle of two places that lie opposite each other: 0 where the border must be straight."""
    middle, *others = np.log(1 / watched.run.predict(np.array([[0, -3, 3], [0, 2, -2]])) - 1)[0]
    return abs(middle - np.mean(others))


@measure
def weights(watched):
    """All weights and biases but the output's bias."""
    return watched.run.engine.parameters[:-1]


@measure
def length_of_weights(watched):
    """The norm of all weights and biases."""
    return np.linalg.norm(watched.run.engine.parameters)


@measure
def moves_of_first_weights(watched):
    """By how much each weight of the first layer has moved."""
    inputs, neurons = watched.run.description.sizes[:2]
    return np.abs(watched.run.engine.parameters - watched.begun_with)[: inputs * neurons]


@measure
def dead_layers(watched):
    """How many hidden layers are 0 for every training point."""
    return sum(not outputs.any() for outputs in watched.outputs)


@measure
def wrong_points_learned(watched):
    """Of the circle's points that noise gave the label of the others, the share that is learned all the same."""
    inputs, (targets,) = watched.run.points.training
    wrong = targets != (np.hypot(*inputs) < 3)
    return np.mean(watched.decides(inputs)[wrong] == targets[wrong])
