"""Engines: they train, predict and evaluate, and keep all that training changes in one flat vector.

An engine is made with (description, rng), where rng draws the initial weights, and has

- `state`: float64: the parameters, laid out as in `Perceptron.parameters`, the optimiser's memory of each, and its
  count of updates, which Adam needs; reading it makes a copy, assigning one goes back to it;
- `parameters`: the first part of the state;
- `train_epoch(inputs, targets, order, learning_rate, batch_size, penalty_rate)` as `Perceptron` has it;
- `evaluate(inputs, targets, n_train, penalty_rate)`: (training loss, test loss, training score, test score);
- `predict(inputs)`: ŷ, shape (1, n), for inputs of shape (n_features, n);
- `train_epochs(inputs, targets, orders, learning_rates, batch_size, penalty_rate)`: one epoch after another, each with
  its row of `orders` and its learning rate. Returns (losses, trail), one entry per epoch; the trail holds the
  parameters after each, in the engine's own order. It stops before an epoch whose loss or parameters would not be
  finite, see `nn_core.divergence`, and then returns fewer. What `evaluate` finds later may still not be finite;
- `evaluate_epochs(trail, inputs, targets, n_train, penalty_rate)`: what `evaluate` returns, one row per epoch.

`NumpyEngine` is the readable perceptron. A faster engine is one more row in `ENGINES`; tests compare the two.
"""

from itertools import pairwise

import numpy as np

from nn_core import divergence
from nn_core.activations import ACTIVATIONS
from nn_core.arrays import unchecked
from nn_core.initialisers import INITIALISERS
from nn_core.layer import Layer
from nn_core.perceptron import Perceptron
from nn_core.tasks import TASKS
from nn_core.updates import PlainRule, UpdateRule


def build_perceptron(description, rng):
    """Return the perceptron that a description asks for, its initial weights drawn from `rng`, layer by layer."""
    sizes, initialiser = description.sizes, INITIALISERS[description.initialiser]
    layers = []
    for n_inputs, n_neurons, name in zip(sizes, sizes[1:], description.activations, strict=False):
        layer = Layer(n_inputs, n_neurons, ACTIVATIONS[name], low=0, high=0)
        layer.weights, layer.biases = initialiser(n_inputs, n_neurons, rng)
        layers.append(layer)
    return Perceptron(layers, loss=TASKS[description.task].loss)


def n_parameters(sizes):
    """Return how many weights and biases a network of these layer sizes has."""
    return sum((n_inputs + 1) * n_neurons for n_inputs, n_neurons in pairwise(sizes))


class NumpyEngine:
    """The readable perceptron itself."""

    name = "numpy"
    trains_stretches = False  # many epochs in one call are no faster here

    def __init__(self, description, rng):
        self.perceptron = build_perceptron(description, rng)
        self._train_epoch = unchecked(self.perceptron.train_epoch)  # the arrays of a description are valid
        self._loss = unchecked(self.perceptron.loss.__call__)
        self.score = TASKS[description.task].score
        self.rule = UpdateRule(
            self.perceptron, description.optimiser, description.penalty, description.penalty_rate, description.clip
        )
        plain = (description.optimiser, description.penalty, description.clip) == ("sgd", "none", None)
        self._step = PlainRule() if plain else self.rule  # the same bits, with less to do

    @property
    def parameters(self):
        """A copy of all weights and biases in one vector; assign one to set them, and nothing else."""
        return self.perceptron.parameters

    @parameters.setter
    def parameters(self, vector):
        self.perceptron._lay_out(vector)

    @property
    def state(self):
        """A copy of everything that training changes; assign one to go back to it."""
        optimiser = self.rule.optimiser
        return np.concatenate([self.parameters, optimiser.memory.ravel(), [optimiser.updates]])

    @state.setter
    def state(self, vector):
        optimiser = self.rule.optimiser
        size = optimiser.memory.shape[1]
        self.perceptron._lay_out(vector[:size])
        optimiser.memory = vector[size:-1].reshape(optimiser.memory.shape).copy()
        optimiser.updates = int(vector[-1])

    def train_epoch(self, inputs, targets, order, learning_rate, batch_size, penalty_rate=0.0):
        """Train an epoch; return the mean of the losses, each from just before its update."""
        self.rule.penalty_rate = penalty_rate
        # A run that diverges overflows on the way; the numbers are checked afterwards.
        with np.errstate(all="ignore"):
            return self._train_epoch(inputs, targets, order, learning_rate, batch_size, self._step)

    def evaluate(self, inputs, targets, n_train, penalty_rate=0.0):
        """Return (training loss, test loss, training score, test score); only the first includes the penalty."""
        self.rule.penalty_rate = penalty_rate
        y_hat = self.predict(inputs)
        with np.errstate(all="ignore"):
            losses = self._loss(y_hat, targets)
            cost = self.rule.cost(self.perceptron)
            scores = (
                self.score(y_hat[:, :n_train], targets[:, :n_train]),
                self.score(y_hat[:, n_train:], targets[:, n_train:]),
            )
        return float(losses[:n_train].mean() + cost), float(losses[n_train:].mean()), *scores

    def predict(self, inputs):
        """Return ŷ, shape (1, n), for inputs of shape (n_features, n)."""
        with np.errstate(all="ignore"):
            return self.perceptron.forward(inputs)

    def train_epochs(self, inputs, targets, orders, learning_rates, batch_size, penalty_rate=0.0):
        """Return (losses (k,), trail) of the k epochs that were finite; the state is that of the last of them."""
        losses, trail = [], []
        for order, learning_rate in zip(orders, learning_rates, strict=True):
            before = self.state
            loss = self.train_epoch(inputs, targets, order, learning_rate, batch_size, penalty_rate)
            if not divergence.is_finite(loss, self.parameters):
                self.state = before
                break
            losses.append(loss)
            trail.append(self.parameters)
        return np.array(losses), trail

    def evaluate_epochs(self, trail, inputs, targets, n_train, penalty_rate=0.0):
        """Return what `evaluate` does for each of the parameters in a trail, shape (k, 4)."""
        now, rows = self.parameters, []
        for parameters in trail:
            self.parameters = parameters
            rows.append(self.evaluate(inputs, targets, n_train, penalty_rate))
        self.parameters = now
        return np.array(rows).reshape(-1, 4)


class NumbaEngine:
    """The compiled kernel of `nn_core.kernel`. Raises ImportError where Numba is not installed."""

    name = "numba"

    def __init__(self, description, rng):
        from nn_core import kernel  # takes half a second and 130 MB, so only when it is wanted

        self.kernel = kernel
        self.classifies = description.task == "classification"
        self.sizes = np.array(description.sizes)
        self.activations = np.array([kernel.ACTIVATION_NUMBERS[name] for name in description.activations])
        self.optimiser = kernel.OPTIMISER_NUMBERS[description.optimiser]
        self.penalty = kernel.PENALTY_NUMBERS[description.penalty]
        self.clip = np.inf if description.clip is None else description.clip
        self._places = _kernel_places(description.sizes)
        reference = NumpyEngine(description, rng)
        self.memory = np.zeros_like(reference.rule.optimiser.memory)
        self.updates = 0
        self._parameters = reference.parameters[self._places]  # in the kernel's order
        self._rows = (None, None)  # the inputs of the last call, and the same with one row per example

    @property
    def parameters(self):
        """A copy of all weights and biases in one vector; assign one to set them, and nothing else."""
        return self._unplaced(self._parameters)

    @parameters.setter
    def parameters(self, vector):
        self._parameters = np.asarray(vector, dtype=float)[self._places]

    @property
    def state(self):
        """A copy of everything that training changes; assign one to go back to it."""
        return np.concatenate([self.parameters, *map(self._unplaced, self.memory), [self.updates]])

    @state.setter
    def state(self, vector):
        size = self._places.size
        self._parameters = vector[:size][self._places]
        self.memory = vector[size:-1].reshape(self.memory.shape)[:, self._places].copy()
        self.updates = int(vector[-1])

    def train_epoch(self, inputs, targets, order, learning_rate, batch_size, penalty_rate=0.0):
        """Train an epoch; return the mean of the losses, each from just before its update."""
        loss, self.updates = self.kernel.train_epoch(
            self.sizes, self.activations, self.classifies, self._with_rows(inputs), targets[0], order,
            self._parameters, self.memory, self.updates, self.optimiser, self.penalty, float(penalty_rate), self.clip,
            float(learning_rate), batch_size,
        )  # fmt: skip
        return loss

    def evaluate(self, inputs, targets, n_train, penalty_rate=0.0):
        """Return (training loss, test loss, training score, test score); only the first includes the penalty."""
        y_hat, y = self.predict(inputs)[0], targets[0]
        train_loss, train_score = self.kernel.measure(self.classifies, y_hat[:n_train], y[:n_train])
        test_loss, test_score = self.kernel.measure(self.classifies, y_hat[n_train:], y[n_train:])
        if self.penalty:
            train_loss += penalty_rate * self.kernel.cost(self.penalty, self.sizes, self._parameters)
        return train_loss, test_loss, train_score, test_score

    def predict(self, inputs):
        """Return ŷ, shape (1, n), for inputs of shape (n_features, n)."""
        y_hat = np.empty((1, inputs.shape[1]))
        self.kernel.predict(self.sizes, self.activations, np.ascontiguousarray(inputs), self._parameters, y_hat[0])
        return y_hat

    def train_epochs(self, inputs, targets, orders, learning_rates, batch_size, penalty_rate=0.0):
        """Return (losses (k,), trail) of the k epochs that were finite; the state is that of the last of them."""
        losses, trail = np.empty(len(orders)), np.empty((len(orders), self._parameters.size))
        epochs, self.updates = self.kernel.train_epochs(
            self.sizes, self.activations, self.classifies, self._with_rows(inputs), targets[0], np.asarray(orders),
            self._parameters, self.memory, self.updates, self.optimiser, self.penalty, float(penalty_rate), self.clip,
            np.asarray(learning_rates, dtype=float), batch_size, divergence.LARGEST_NUMBER, losses, trail,
        )  # fmt: skip
        return losses[:epochs], trail[:epochs]

    def evaluate_epochs(self, trail, inputs, targets, n_train, penalty_rate=0.0):
        """Return what `evaluate` does for each of the parameters in a trail, shape (k, 4)."""
        measures = np.empty((len(trail), 4))
        self.kernel.evaluate_epochs(
            self.sizes, self.activations, self.classifies, np.ascontiguousarray(inputs), targets[0], n_train,
            self.penalty, float(penalty_rate), trail, measures,
        )  # fmt: skip
        return measures

    @property
    def trains_stretches(self):
        """True where a trail tells all states, see `states_of`: the optimiser remembers nothing."""
        return not self.memory.size

    def states_of(self, trail, updates):
        """Return the `state` after each epoch of a trail, shape (k, ...), given how many updates were made by then."""
        states = np.empty((len(trail), self._places.size + 1))
        states[:, self._places], states[:, -1] = trail, updates
        return states

    def _with_rows(self, inputs):
        """The inputs with one row per example, kept from one call to the next."""
        if self._rows[0] is not inputs:
            self._rows = inputs, np.ascontiguousarray(inputs.T)
        return self._rows[1]

    def _unplaced(self, values):
        """From the kernel's order into that of `Perceptron.parameters`."""
        vector = np.empty_like(values)
        vector[self._places] = values
        return vector


def _kernel_places(sizes):
    """Where in `Perceptron.parameters` each of the kernel's parameters lies: there, weights have one row per neuron."""
    places, at = [], 0
    for n_inputs, n_neurons in pairwise(sizes):
        weights = at + np.arange(n_inputs * n_neurons).reshape(n_neurons, n_inputs)
        biases = weights[-1, -1] + 1 + np.arange(n_neurons)
        places += [weights.T.ravel(), biases]
        at = biases[-1] + 1
    return np.concatenate(places)


ENGINES = {engine.name: engine for engine in (NumpyEngine, NumbaEngine)}
