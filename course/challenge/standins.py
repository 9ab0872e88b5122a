"""What stands for the course's objects while a learner's lines run: a layer, its activation, a perceptron.

A stand-in hands on to the real `nn_core` objects what its tables name, and nothing else.
"""

import numpy as np

from course.challenge.syntax import Refusal
from course.challenge.values import TOO_LARGE, Function, Layers, StandIn, array, kind_of
from playground.texts import N_, _


def layer_stand_in(layer, backward=None):
    """Return what stands for a layer: `self` in Layer.backward, or, with a function for that, one in Perceptron.fit."""
    read = {name: _kept(layer, name) for name in KEPT}
    activation = _activation_stand_in(layer.activation)
    read["activation"] = lambda: activation
    if backward is None:
        write = {"weights": lambda value: _set_weights(layer, value), "biases": lambda value: _set_biases(layer, value)}
        return StandIn(N_("self (a layer)"), read, write)
    functions = (
        Function("forward", ("inputs",), lambda budget, inputs: forward(budget, layer, inputs, layer.weights.shape[1])),
        Function("backward", ("da", "learning_rate"), backward),
    )
    return StandIn(N_("a layer"), read, functions=functions)


def _activation_stand_in(f):
    def apply(budget, z):
        budget.spend(array(z, "activation").size // 8)
        return _finite(f(z))

    def derivative(budget, z):
        budget.spend(array(z, "derivative").size // 8)
        return _finite(f.derivative(z))

    functions = (Function("()", ("z",), apply), Function("derivative", ("z",), derivative))
    return StandIn(N_("the activation"), functions=functions)


KEPT = {
    "weights": lambda layer: layer.weights,
    "biases": lambda layer: layer.biases,
    "inputs": lambda layer: layer.inputs,
    "outputs": lambda layer: layer.outputs,
}


def _kept(layer, name):
    def value():
        kept = KEPT[name](layer)
        if kept is None:
            raise Refusal(_("{name} has no value before forward was called.").format(name=name))
        return kept

    return value


def _finite(values):
    if not np.isfinite(values).all():
        raise Refusal(_(TOO_LARGE), kind=TOO_LARGE)
    return values


def _set_weights(layer, value):
    layer.weights = _of_shape("self.weights", value, layer.weights.shape)


def _set_biases(layer, value):
    layer.biases = _of_shape("self.biases", value, layer.biases.shape)


def _of_shape(name, value, shape):
    if not isinstance(value, np.ndarray) or value.shape != shape:
        reason = _("{name} must keep its shape {shape}, and this is {kind}.")
        raise Refusal(reason.format(name=name, shape=shape, kind=kind_of(value)))
    return value


def perceptron_stand_in(perceptron, layers):
    """Return what stands for `self` in Perceptron.fit."""
    layers, n_inputs = Layers(layers), perceptron.layers[0].weights.shape[1]

    def go_forward(budget, inputs):
        return forward(budget, perceptron, inputs, n_inputs)

    functions = (Function("forward", ("inputs",), go_forward),)
    return StandIn(N_("self (the perceptron)"), {"layers": lambda: layers}, functions=functions)


def forward(budget, network, inputs, n_inputs):
    """Return network.forward(inputs), for inputs that are columns."""
    budget.spend(20)
    if not isinstance(inputs, np.ndarray) or inputs.ndim != 2 or inputs.shape[0] != n_inputs:
        reason = _("forward needs an array of shape {shape} here, and this is {kind}.")
        kind = ("forward", np.shape(inputs) if isinstance(inputs, np.ndarray) else None)
        raise Refusal(reason.format(shape=(n_inputs, 1), kind=kind_of(inputs)), kind=kind)
    budget.spend(inputs.shape[1])
    return _finite(network.forward(inputs))
