"""A training straight ahead: as a run trains, many epochs in one call, but with no way back."""

import time

import numpy as np

from nn_core import checks
from nn_core.arrays import unchecked
from nn_core.divergence import finite_epochs
from nn_core.orders import ORDERS
from nn_core.run import begin, checked_description
from nn_core.schedules import SCHEDULES

MOST_AT_ONCE = 100_000  # epochs of one call, whose orders are drawn before it


class Training:
    """Trains as a `Run` of the same description and engine does, to the last bit, but keeps only the present epoch.

    Several epochs are one call of the engine: compiled, it lets other threads run meanwhile.

    Attributes
    ----------
    epoch : epochs trained so far.
    seconds : CPU time that it took to train them, without their evaluation.
    diverged : True once the next epoch would not be finite, see `nn_core.divergence`; training has then ended.
    """

    def __init__(self, description, engine="numpy"):
        self.description = checked_description(description)
        self.points, self.engine, self._shuffle = begin(description, engine)
        self.epoch = 0
        self.seconds = 0.0
        self.diverged = False

    def advance(self, epochs):
        """Train up to `epochs` epochs, fewer if it diverges; return what `measure` does after each, shape (k, 4)."""
        epochs = checks.whole("epochs", epochs, 0, MOST_AT_ONCE)
        if self.diverged or not epochs:
            return np.empty((0, 4))
        of, points = self.description, self.points
        following = range(self.epoch, self.epoch + epochs)
        ordered, scheduled = unchecked(ORDERS[of.order]), unchecked(SCHEDULES[of.schedule])
        orders = np.stack([ordered(points.training[1], self._shuffle) for _ in following])
        rates = [of.learning_rate * scheduled(epoch, of.period) for epoch in following]
        before, start = self.engine.state, time.thread_time()
        trail = self._train(orders, rates)
        self.seconds += time.thread_time() - start
        measures = self.engine.evaluate_epochs(trail, points.inputs, points.targets, points.n_train, of.penalty_rate)
        finite = finite_epochs(measures)
        if finite < len(trail):  # what was trained beyond them is undone
            self.engine.state = before
            self._train(orders[:finite], rates[:finite])
        self.epoch += finite
        self.diverged = finite < epochs
        return measures[:finite]

    def _train(self, orders, rates):
        """Train an epoch for every row of `orders`, and return the trail."""
        of = self.description
        return self.engine.train_epochs(*self.points.training, orders, rates, of.batch_size, of.penalty_rate)[1]

    def measure(self):
        """Return (training loss, test loss, training score, test score) of the present epoch, as a Record has them."""
        points = self.points
        return self.engine.evaluate(points.inputs, points.targets, points.n_train, self.description.penalty_rate)
