"""The multi-layer perceptron: layers in a row, and the loop that trains them by stochastic gradient descent."""

import numpy as np

from nn_core import arrays, checks
from nn_core.activations import Sigmoid
from nn_core.divergence import is_finite
from nn_core.losses import BinaryCrossEntropy, Loss, binary_cross_entropy
from nn_core.updates import PlainRule, flat

DIVERGED = (
    "Training ends, since it has diverged: the numbers of epoch {epoch} are too large, and its loss is {loss:.3g}. The "
    "weights are those of epoch {before}. Try a smaller learning rate."
)
ATTRIBUTES = (
    "weights",
    "biases",
    "activation",
    "forward",
    "backward",
)  # that every layer must have, a learner's own one as well


class Perceptron(arrays.Checked):
    """Layers in a row, from the inputs to the prediction ŷ, and the loss that says how wrong ŷ is."""

    CHECKED = ("train_epoch",)

    def __init__(self, layers, *, loss=binary_cross_entropy):
        """Raises ValueError when there is no layer, sizes do not chain, or the loss does not suit the output."""
        self.layers = _checked_layers(layers)
        self.loss = checks.differentiable("loss", loss, ("y_hat", "y"), "mean_squared_error")
        for i, (before, after) in enumerate(zip(self.layers, self.layers[1:], strict=False), start=1):
            if before.weights.shape[0] != after.weights.shape[1]:
                raise ValueError(
                    f"Layer {i} has {before.weights.shape[0]} neurons, but layer {i + 1} expects "
                    f"{after.weights.shape[1]} inputs: the two numbers must be equal."
                )
        if isinstance(loss, BinaryCrossEntropy) and not isinstance(self.layers[-1].activation, Sigmoid):
            raise ValueError(
                "Binary cross-entropy needs predictions between 0 and 1: give the last layer the sigmoid, "
                f"not {self.layers[-1].activation!r}."
            )

    def forward(self, inputs):
        """Return ŷ, shape (n_outputs, m), for inputs of shape (n_inputs, m)."""
        a = inputs
        for layer in self.layers:
            a = layer.forward(a)
        return a

    def predict(self, rows):
        """Return ŷ, shape (n, n_outputs), for inputs of shape (n, n_inputs): one row per example, as in a file.

        Unlike `forward` it changes nothing, so no `backward` can follow it.
        """
        a = arrays.rows("rows", rows, self.layers[0].weights.shape[1]).T
        for layer in self.layers:
            a = layer.activation(layer.weights @ a + layer.biases)
        return a.T

    def backward(self, da, learning_rate):
        """Update every layer, from last to first, given da = ∂L/∂ŷ; return ∂L/∂inputs."""
        if len({np.shape(layer.outputs)[1:] for layer in self.layers}) > 1:  # or some would be updated before one fails
            raise ValueError("Call forward before backward: the layers have not all seen the same examples.")
        for layer in reversed(self.layers):
            da = layer.backward(da, learning_rate)
        return da

    def gradients(self, da):
        """Return ∂L/∂(every parameter) as one vector, laid out as `parameters`, from da = ∂L/∂ŷ; change nothing."""
        parts = []
        for layer in reversed(self.layers):
            d_weights, d_biases, da = layer.gradients(da)
            parts.append((d_weights, d_biases))
        return flat(reversed(parts))

    @property
    def parameters(self):
        """All weights and biases in one vector, copied: of each layer the weights, row by row, and then the biases."""
        return flat((layer.weights, layer.biases) for layer in self.layers)

    @parameters.setter
    def parameters(self, vector):
        vector = arrays.of_shape("parameters", vector, self.parameters.shape, "all weights and biases in one vector")
        self._lay_out(arrays.finite("parameters", vector))

    def _lay_out(self, vector):
        """Set all weights and biases from a vector laid out as `parameters`, whose numbers may have diverged."""
        start = 0
        for layer in self.layers:
            for name in ("weights", "biases"):
                shape = getattr(layer, name).shape
                size = shape[0] * shape[1]
                setattr(layer, name, np.array(vector[start : start + size], dtype=float).reshape(shape))
                start += size

    def train_epoch(self, inputs, targets, order, learning_rate, batch_size, rule=None):
        """Train on every example once, one update per mini-batch; return the mean loss, each from before its update.

        `inputs` (n_inputs, n) and `targets` (n_outputs, n) have one column per example; `order` holds their numbers.
        The last mini-batch may be smaller. `rule` makes the update, see `nn_core.updates`; by default the course's own.
        """
        rule = PlainRule() if rule is None else rule
        loss, derivative = arrays.unchecked(self.loss.__call__), arrays.unchecked(self.loss.derivative)
        total = 0.0
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            y = targets[:, batch]
            y_hat = self.forward(inputs[:, batch])
            total += loss(y_hat, y).sum() + len(batch) * rule.cost(self)
            rule.step(self, derivative(y_hat, y), learning_rate)
        return total / len(order)

    def fit(self, training_data, labels, epochs, learning_rate, *, batch_size=1, rng=None):
        """Train for `epochs` epochs and print the loss of each; return nothing.

        Each epoch visits the examples in a new random order, drawn as one `rng.permutation(n)`; `rng` is a seed or a
        generator, whatever `numpy.random.default_rng` takes. `training_data` (n, n_inputs) and `labels` (n, n_outputs)
        have one row per example and are left as they are. Batch size 1 is stochastic gradient descent as the course
        teaches it. Where training diverges it ends with a sentence, and the weights are those of the last epoch that
        was finite. Raises ValueError for wrong shapes and values.
        """
        inputs, targets = self._columns(training_data, labels)
        n = inputs.shape[1]
        epochs = checks.whole("epochs", epochs, 1)
        batch_size = checks.whole("batch_size", batch_size, 1, n)
        learning_rate = checks.real("learning_rate", learning_rate, 0)
        rng = checks.generator(rng)
        for epoch in range(1, epochs + 1):
            before = self.parameters
            with np.errstate(all="ignore"):  # what overflows is seen in the numbers themselves
                loss = self.train_epoch(inputs, targets, rng.permutation(n), learning_rate, batch_size)
            if not is_finite(loss, self.parameters):
                self._lay_out(before)
                print(DIVERGED.format(epoch=epoch, loss=loss, before=epoch - 1))
                return
            print(f"Loss at epoch {epoch}: {loss:.3f}")

    def _columns(self, training_data, labels):
        """Return both as float arrays with one column per example, or raise ValueError."""
        inputs = arrays.rows("training_data", training_data, self.layers[0].weights.shape[1]).T
        targets = arrays.rows("labels", labels, self.layers[-1].weights.shape[0]).T
        if inputs.shape[1] != targets.shape[1]:
            raise ValueError(
                "training_data and labels must have as many rows as each other, "
                f"not {inputs.shape[1]} and {targets.shape[1]}."
            )
        self._check_labels("labels", targets)
        return inputs, targets

    def check(self, inputs, targets, order, learning_rate, batch_size, rule=None):
        """Return the arguments of `train_epoch`, converted, or raise ValueError."""
        inputs = arrays.columns("inputs", inputs, self.layers[0].weights.shape[1])
        shape = self.layers[-1].weights.shape[0], inputs.shape[1]
        targets = arrays.of_shape("targets", targets, shape, "the predictions")
        self._check_labels("targets", targets)
        order = arrays.places("order", order, inputs.shape[1])
        learning_rate = checks.real("learning_rate", learning_rate, 0)
        if rule is not None and not (callable(getattr(rule, "step", None)) and callable(getattr(rule, "cost", None))):
            raise ValueError(
                f"rule must have the methods cost and step, as in nn_core.updates, not {checks.shown(rule)}."
            )
        return inputs, targets, order, learning_rate, checks.whole("batch_size", batch_size, 1), rule

    def _check_labels(self, name, labels):
        if isinstance(self.loss, Loss):
            self.loss.check_labels(name, labels)

    def __repr__(self):
        return f"Perceptron({self.layers!r}, loss={self.loss!r})"


def _checked_layers(layers):
    """Return the layers as a list, or raise ValueError if they are not layers."""
    example = "layers, such as [Layer(2, 3, tanh), Layer(3, 1, sigmoid)]"
    layers = list(checks.iterable("layers", layers, example))
    if not layers:
        raise ValueError("A perceptron needs at least one layer.")
    for number, layer in enumerate(layers, start=1):
        if isinstance(layer, type) or not all(hasattr(layer, name) for name in ATTRIBUTES):
            raise ValueError(f"layers must be a list of {example}, but number {number} is {checks.shown(layer)}.")
    if len(set(map(id, layers))) < len(layers):
        raise ValueError("layers must differ from each other: the same one is there twice, with the same weights.")
    return layers
