"""The check of a gradient: what the chain rule says of every parameter, beside what turning that parameter shows."""

from dataclasses import dataclass

import numpy as np

from nn_core.activations import LARGEST, SMALLEST
from playground.texts import N_

STEP = 1e-5  # h
GOOD = 1e-4  # a relative error below it is no error
KINKED = ("relu", "leaky_relu")  # whose slope jumps at z = 0
EPSILON = np.finfo(float).eps
KINK = N_("A kink of ReLU lies within h: its slope jumps there, and the numeric gradient mixes both sides.")
HELD = N_(
    "ŷ is so close to 0 or 1 that the code clips it: the loss no longer changes, but the chain rule knows "
    "nothing of that."
)
TOO_SMALL = N_("Too small compared with the rounding error of the loss: the numeric gradient says nothing here.")
WRONG = N_("They differ.")


@dataclass(frozen=True)
class Checked:
    """One parameter: what it is, (layer, "W" or "b", row, column) counted from 1, its two gradients, and a remark.

    `remark` is empty where they agree, and says why they cannot where that can be told.
    """

    layer: int
    name: str
    row: int
    column: int
    value: float
    analytic: float
    numeric: float
    remark: str

    @property
    def relative_error(self):
        """|analytic − numeric| / max(|analytic|, |numeric|); 0 where both are 0."""
        largest = max(abs(self.analytic), abs(self.numeric))
        return abs(self.analytic - self.numeric) / largest if largest else 0.0


def check(perceptron, inputs, label):
    """Return a Checked for every parameter, laid out as `Perceptron.parameters`; the perceptron stays as it is.

    The numeric gradient is the central difference (L(θ + h) − L(θ − h)) / 2h of the loss L of one example, `inputs`
    (n_inputs, 1) with its `label` (1, 1), where h = 10⁻⁵ · max(1, |θ|). It is right to about h². The relative error is
    |analytic − numeric| / max(|analytic|, |numeric|), as in the notes of the course CS231n, Stanford, "Gradient checks"
    (https://cs231n.github.io/neural-networks-3/#gradcheck), which calls 10⁻⁴ fine where there are kinks.
    """
    before = perceptron.parameters
    with np.errstate(all="ignore"):
        y_hat = perceptron.forward(inputs)
        da = perceptron.loss.derivative(y_hat, label)
        analytic = perceptron.gradients(da)
        loss = perceptron.loss(y_hat, label)[0]
        # A last bit of ŷ, where the loss is steep, is a good deal of the loss; one of 1 − ŷ is always lost.
        blur = 4.0 * EPSILON * (1.0 + abs(loss) + abs(float(da[0, 0])) * _size_of_output(perceptron))
        is_held = perceptron.layers[-1].activation.name == "sigmoid" and float(y_hat[0, 0]) in (SMALLEST, LARGEST)
        found = []
        try:
            for i, ((layer, name, row, column), exact) in enumerate(zip(_names(perceptron), analytic, strict=True)):
                h = STEP * max(1.0, abs(before[i]))
                above, bends_above = _loss_with(perceptron, before, i, h, inputs, label)
                below, bends_below = _loss_with(perceptron, before, i, -h, inputs, label)
                numeric = (above - below) / (2.0 * h)
                remark = _remark(exact, numeric, blur / h, bends_above != bends_below, is_held)
                found.append(Checked(layer, name, row, column, float(before[i]), float(exact), float(numeric), remark))
        finally:
            perceptron.parameters = before
            perceptron.forward(inputs)  # leaves z of the example behind, not of the last parameter that was turned
    return found


def _loss_with(perceptron, parameters, i, change, inputs, label):
    """Return the loss with one parameter changed, and on which side of their kinks the neurons then are."""
    changed = parameters.copy()
    changed[i] += change
    perceptron.parameters = changed
    loss = perceptron.loss(perceptron.forward(inputs), label)[0]
    sides = [(layer.outputs > 0.0).tobytes() for layer in perceptron.layers if layer.activation.name in KINKED]
    return loss, sides


def _size_of_output(perceptron):
    """How large the numbers are that the output is the sum of: its rounding goes by them, not by what they come to."""
    layer = perceptron.layers[-1]
    terms = np.abs(layer.weights) @ np.abs(layer.inputs) + np.abs(layer.biases)
    slope = np.abs(layer.activation.derivative(layer.outputs))
    return float((np.abs(layer.activation(layer.outputs)) + slope * terms)[0, 0])


def _names(perceptron):
    """Yield (layer, "W" or "b", row, column) of every parameter, in the order of `Perceptron.parameters`."""
    for number, layer in enumerate(perceptron.layers, 1):
        for name, matrix in (("W", layer.weights), ("b", layer.biases)):
            yield from ((number, name, row + 1, column + 1) for row, column in np.ndindex(matrix.shape))


def _remark(analytic, numeric, blur, crosses, is_held):
    """Say why two gradients differ; nothing where they do not."""
    difference = abs(analytic - numeric)
    if difference <= GOOD * max(abs(analytic), abs(numeric)):
        return ""
    if crosses:
        return KINK
    if is_held:
        return HELD
    return TOO_SMALL if not difference > blur else WRONG
