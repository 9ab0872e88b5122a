"""Learning-rate schedules: by what the learning rate is multiplied in an epoch, given the schedule's period.

Each takes (epoch, period): how many epochs have been trained before this one, and the number of epochs that the
schedule is stretched over. None falls below LEAST, so that a perceptron never stops learning for good.
"""

import math

from nn_core import checks
from nn_core.checks import guarded

LEAST = 0.01
MOST_PERIOD = 10**9


def _checked(epoch, period):
    return checks.whole("epoch", epoch, 0), checks.whole("period", period, 1, MOST_PERIOD)


@guarded(_checked)
def constant(epoch, period):
    """The same learning rate all the way."""
    return 1.0


@guarded(_checked)
def step(epoch, period):
    """Half of it after every period."""
    return max(0.5 ** min(epoch // period, 1000), LEAST)  # 0.5 ** 1100 is 0 already


@guarded(_checked)
def cosine(epoch, period):
    """Half a wave of the cosine, (1 + cos(π·epoch/period)) / 2, down over one period (Loshchilov & Hutter, 2017)."""
    return max((1.0 + math.cos(math.pi * min(epoch, period) / period)) / 2.0, LEAST)


SCHEDULES = {function.__name__: function for function in (constant, step, cosine)}
