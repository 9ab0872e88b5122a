"""What several tests of nn_core share: small runs, and ways to compare parameters, records and refusals."""

import math

import numpy as np
import pytest

from nn_core import Description

# What each feature is, written out once more.
FEATURE_FORMULAS = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1sq": lambda x1, x2: x1**2,
    "x2sq": lambda x1, x2: x2**2,
    "x1x2": lambda x1, x2: x1 * x2,
    "sinx1": lambda x1, x2: math.sin(x1),
    "sinx2": lambda x1, x2: math.sin(x2),
}


def described(**named):
    """A description of a run that is small enough to train in no time."""
    return Description(**{"n": 30, "hidden": (3,), "batch_size": 4, "learning_rate": 0.1} | named)


def bits(record):
    """All of a record, so that == compares to the last bit and NaN equals NaN."""
    numbers = [record.loss, record.train_loss, record.test_loss, record.train_score, record.test_score]
    return record.epoch, np.array([*numbers, record.learning_rate]).tobytes(), record.parameters.tobytes()


def trained(run, epochs):
    """The bits of the next records."""
    return [bits(record) for record in run.advance(epochs)]


def flat(perceptron):
    """All parameters of a perceptron, copied one after another: of each layer the weights, then the biases."""
    return np.concatenate([array.ravel() for layer in perceptron.layers for array in (layer.weights, layer.biases)])


def fill(perceptron, parameters):
    """The reverse of `flat`: give each layer its own copy of its share."""
    rest = parameters.copy()
    for layer in perceptron.layers:
        weights, biases, rest = np.split(rest, [layer.weights.size, layer.weights.size + layer.biases.size])
        layer.weights, layer.biases = weights.reshape(layer.weights.shape), biases.reshape(layer.biases.shape)


def shuffler(seed):
    """The generator with which a run of this seed shuffles: the second of the two that are spawned from it."""
    return np.random.default_rng(np.random.SeedSequence(seed).spawn(2)[1])


def refusal(call, *arguments, **named):
    """The sentence with which a ValueError refuses the call."""
    with pytest.raises(ValueError) as caught:
        call(*arguments, **named)
    message = str(caught.value)
    assert message.endswith(".") and "\n" not in message
    return message
