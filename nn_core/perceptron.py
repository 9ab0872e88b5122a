"""The multi-layer perceptron: layers in a row, and the loop that trains them by stochastic gradient descent."""

import numpy as np

from nn_core import checks
from nn_core.activations import Sigmoid
from nn_core.losses import BinaryCrossEntropy, binary_cross_entropy
from nn_core.updates import PlainRule, flat


class Perceptron:
    """Layers in a row, from the inputs to the prediction ŷ, and the loss that says how wrong ŷ is."""

    def __init__(self, layers, *, loss=binary_cross_entropy):
        """Raises ValueError when there is no layer, sizes do not chain, or the loss does not suit the output."""
        self.layers = list(layers)
        self.loss = loss
        if not self.layers:
            raise ValueError("A perceptron needs at least one layer.")
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

    def backward(self, da, learning_rate):
        """Step every layer, last to first, from da = ∂L/∂ŷ; return ∂L/∂inputs."""
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
        start = 0
        for layer in self.layers:
            for name in ("weights", "biases"):
                shape = getattr(layer, name).shape
                size = shape[0] * shape[1]
                setattr(layer, name, np.array(vector[start : start + size], dtype=float).reshape(shape))
                start += size

    def train_epoch(self, inputs, targets, order, learning_rate, batch_size, rule=None):
        """Visit every example once, a mini-batch an update; return the mean of the losses met before each update.

        `inputs` (n_inputs, n) and `targets` (n_outputs, n) have a column an example; `order` holds their numbers.
        The last mini-batch may be smaller. `rule` makes the step, see `nn_core.updates`; by default the course's own.
        """
        rule = PlainRule() if rule is None else rule
        total = 0.0
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            y = targets[:, batch]
            y_hat = self.forward(inputs[:, batch])
            total += self.loss(y_hat, y).sum() + len(batch) * rule.cost(self)
            rule.step(self, self.loss.derivative(y_hat, y), learning_rate)
        return total / len(order)

    def fit(self, training_data, labels, epochs, learning_rate, *, batch_size=1, rng=None):
        """Train for `epochs` epochs and print the loss of each; return nothing.

        Each epoch visits the examples in a new random order, drawn as one `rng.permutation(n)`. `training_data`
        (n, n_inputs) and `labels` (n, n_outputs) have a row an example and are left as they are. Batch size 1 is
        stochastic gradient descent as the course teaches it. Raises ValueError for wrong shapes and values.
        """
        inputs, targets = self._columns(training_data, labels)
        n = inputs.shape[1]
        epochs = checks.whole("epochs", epochs, 1)
        batch_size = checks.whole("batch_size", batch_size, 1, n)
        learning_rate = checks.real("learning_rate", learning_rate, 0)
        rng = np.random.default_rng() if rng is None else rng
        for epoch in range(1, epochs + 1):
            loss = self.train_epoch(inputs, targets, rng.permutation(n), learning_rate, batch_size)
            print(f"Loss at epoch {epoch}: {loss:.3f}")

    def _columns(self, training_data, labels):
        """Return both as float arrays with a column an example, or raise ValueError."""
        n_inputs = self.layers[0].weights.shape[1]
        n_outputs = self.layers[-1].weights.shape[0]
        columns = []
        for name, values, width in (("training_data", training_data, n_inputs), ("labels", labels, n_outputs)):
            try:
                rows = np.asarray(values, dtype=float)
            except (TypeError, ValueError):
                raise ValueError(f"{name} must be an array of numbers with shape (n, {width}).") from None
            if rows.ndim != 2 or rows.shape[0] < 1 or rows.shape[1] != width:
                raise ValueError(f"{name} must have shape (n, {width}), a row an example, not {rows.shape}.")
            if not np.isfinite(rows).all():
                raise ValueError(f"{name} must hold finite numbers only, but has NaN or infinity in it.")
            columns.append(rows.T)
        inputs, targets = columns
        if inputs.shape[1] != targets.shape[1]:
            raise ValueError(
                "training_data and labels must have as many rows as each other, "
                f"not {inputs.shape[1]} and {targets.shape[1]}."
            )
        if isinstance(self.loss, BinaryCrossEntropy) and not ((targets >= 0) & (targets <= 1)).all():
            raise ValueError("labels must lie between 0 and 1 for binary cross-entropy.")
        return inputs, targets

    def __repr__(self):
        return f"Perceptron({self.layers!r}, loss={self.loss!r})"
