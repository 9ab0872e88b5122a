"""Known mistakes, each with the lines that make it and the sentence that tells it.

The lines are run as a learner's are: who gets the same from every small network has made that mistake, however they
wrote it. A new mistake is one row.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from course.challenge.exercise import BACKWARD, FIT
from course.challenge.interpreter import Unfilled, parse
from course.challenge.syntax import Refusal
from course.challenge.trials import MISSING, cases, outcomes, same
from course.challenge.values import Budget, kind_of
from playground.texts import N_, Texts, _, number


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a blank, lines that make the mistake, and its sentence; {got} and {expected} are shapes."""

    name: str
    lines: str
    sentence: str


_SIGN = N_("the sign of {name} is reversed.")
_RATE = N_("{name} has the learning rate in it already: that belongs to the update of weights and biases only.")
_DA_FOR_DZ = N_("{name} uses da, not dz, and its sign is reversed.")
_UPDATE = """\
self.weights -= learning_rate * d_weights
self.biases -= learning_rate * d_biases
return da_prev
"""
_DZ = "dz = da * self.activation.derivative(self.outputs)\n"
_LOSS = "-(target * np.log(output) + (1 - target) * np.log(1 - output))"

_DZ_MISTAKES = {
    N_("dz uses the activation itself, not its derivative."): ("da * self.activation(self.outputs)",),
    N_("dz leaves out the derivative: da is multiplied by f′(z), element by element."): ("da",),
    N_("dz leaves out da: f′(z) is multiplied by it, element by element."): (
        "self.activation.derivative(self.outputs)",
    ),
    N_("dz takes the derivative at a = f(z), not at z, which is self.outputs."): (
        "da * self.activation.derivative(self.activation(self.outputs))",
    ),
    N_("dz takes the derivative at the inputs of the layer, not at its z, which is self.outputs."): (
        "da * self.activation.derivative(self.inputs)",
    ),
    N_("dz takes the derivative at da, not at z, which is self.outputs."): (
        "da * self.activation.derivative(da)",
        "self.activation.derivative(da)",
    ),
    N_("dz is a matrix product here, but da and f′(z) are multiplied element by element, with *."): (
        "np.dot(da, self.activation.derivative(self.outputs))",
        "np.dot(da, self.activation.derivative(self.outputs).T)",
        "np.dot(self.activation.derivative(self.outputs), da.T)",
        "np.dot(self.activation.derivative(self.outputs), da)",
    ),
    N_("dz multiplies da by z itself, not by the derivative f′(z)."): ("da * self.outputs",),
    N_("dz adds da and f′(z), but the chain rule multiplies them."): ("da + self.activation.derivative(self.outputs)",),
    N_("dz divides da by f′(z), but the chain rule multiplies them."): (
        "da / self.activation.derivative(self.outputs)",
    ),
    N_("dz has the derivative of the sigmoid in it; use the layer's own, self.activation.derivative."): (
        "da * self.activation(self.outputs) * (1 - self.activation(self.outputs))",
        "da / (1 + np.exp(-self.outputs)) * (1 - 1 / (1 + np.exp(-self.outputs)))",
    ),
    N_("dz has z where f(z) should be; use the layer's own derivative, self.activation.derivative."): (
        "da * self.outputs * (1 - self.outputs)",
    ),
    N_("dz has the derivative of ReLU in it; use the layer's own, self.activation.derivative."): (
        "da * (self.outputs > 0)",
    ),
    N_(
        "dz is one number here, but every neuron has its own: da and f′(z) are multiplied element by element, with *."
    ): (
        "np.sum(da * self.activation.derivative(self.outputs))",
        "np.sum(da * self.activation.derivative(self.outputs), axis=0, keepdims=True)",
    ),
    N_("dz is transposed: it must be a column, as da is."): ("(da * self.activation.derivative(self.outputs)).T",),
    _SIGN: ("-da * self.activation.derivative(self.outputs)",),
    _RATE: ("learning_rate * da * self.activation.derivative(self.outputs)",),
}
_WEIGHTS_MISTAKES = {
    N_("d_weights is transposed: it has shape {got}, expected {expected}, as self.weights has."): (
        "np.dot(self.inputs, dz.T)",
        "self.inputs * dz.T",
    ),
    N_("the inputs must be transposed for d_weights: a column times a row gives the matrix that is needed."): (
        "np.dot(dz, self.inputs)",
        "np.dot(self.inputs, dz)",
        "dz * self.inputs",
    ),
    N_("for d_weights dz must stay a column, and the inputs become a row: here it is the other way round."): (
        "np.dot(dz.T, self.inputs)",
        "np.dot(self.inputs.T, dz)",
        "dz.T * self.inputs.T",
    ),
    N_("d_weights uses the outputs of this layer, not its inputs."): ("np.dot(dz, self.outputs.T)",),
    N_("d_weights uses a = f(z) of this layer, not its inputs."): ("np.dot(dz, self.activation(self.outputs).T)",),
    N_("d_weights uses da, not dz."): ("np.dot(da, self.inputs.T)",),
    N_("d_weights uses the weights, not the inputs."): ("np.dot(dz, self.weights.T)", "dz * self.weights"),
    N_("d_weights leaves out the inputs: how much a weight matters depends on the input that it multiplies."): ("dz",),
    N_("d_weights leaves out dz."): ("self.inputs", "self.inputs.T"),
    N_("d_weights has the derivative f′(z) in it twice: dz contains it already."): (
        "np.dot(dz * self.activation.derivative(self.outputs), self.inputs.T)",
    ),
    N_("d_weights is summed to a single number, but every weight has a gradient of its own."): (
        "np.sum(np.dot(dz, self.inputs.T))",
        "np.sum(np.dot(dz, self.inputs.T), axis=1, keepdims=True)",
        "np.sum(np.dot(dz, self.inputs.T), axis=0, keepdims=True)",
    ),
    _SIGN: ("-np.dot(dz, self.inputs.T)",),
    _DA_FOR_DZ: ("-np.dot(da, self.inputs.T)",),
    _RATE: ("learning_rate * np.dot(dz, self.inputs.T)",),
}
_BIASES_MISTAKES = {
    N_("d_biases uses da, not dz."): ("da",),
    N_("d_biases sums dz over the neurons, but every neuron has a bias of its own."): (
        "np.sum(dz)",
        "np.sum(dz, keepdims=True)",
        "np.sum(dz, axis=0)",
        "np.mean(dz)",
        "np.mean(dz, keepdims=True)",
    ),
    N_("d_biases has lost its second axis: it has shape {got}, expected {expected}; keepdims=True keeps it."): (
        "np.sum(dz, axis=1)",
        "np.mean(dz, axis=1)",
    ),
    N_("d_biases is transposed: it must be a column, as self.biases is."): ("dz.T",),
    N_("d_biases has the inputs in it: those belong to d_weights only."): (
        "np.dot(dz, self.inputs.T)",
        "dz * self.inputs",
        "np.dot(dz, self.inputs)",
    ),
    N_("d_biases has the biases in it, but how z changes with a bias does not depend on them."): ("dz * self.biases",),
    N_("d_biases is 1: that is how z changes with a bias, still to be multiplied by dz."): ("np.ones_like(dz)",),
    N_("d_biases has the derivative f′(z) in it twice: dz contains it already."): (
        "dz * self.activation.derivative(self.outputs)",
    ),
    _SIGN: ("-dz",),
    _DA_FOR_DZ: ("-da",),
    _RATE: ("learning_rate * dz",),
}
_PREV_MISTAKES = {
    N_("the weights must be transposed for da_prev: Wᵀ has a row for each input."): (
        "np.dot(self.weights, dz)",
        "self.weights * dz",
    ),
    N_("da_prev is a row here: expected the column Wᵀ·dz, of shape {expected}."): ("np.dot(dz.T, self.weights)",),
    N_("da_prev needs a matrix product, not one element by element."): ("self.weights.T * dz",),
    N_("the order is reversed for da_prev: Wᵀ comes first, and then dz."): (
        "np.dot(dz, self.weights.T)",
        "np.dot(dz, self.weights)",
    ),
    N_("da_prev has shape {got}, expected {expected}: is the weight matrix transposed?"): (
        "np.dot(self.weights, self.inputs)",
    ),
    N_("da_prev uses da, not dz."): ("np.dot(self.weights.T, da)",),
    N_("da_prev leaves out the weights: dz goes back through them to the layer before."): ("dz",),
    N_("da_prev is da, passed on unchanged, but dz goes back through the weights first."): ("da",),
    N_("da_prev uses d_weights, not the weights."): ("np.dot(d_weights.T, dz)",),
    N_("da_prev uses the inputs, not the weights."): ("np.dot(self.inputs, dz)", "self.inputs * dz"),
    N_("da_prev has the derivative f′(z) in it twice: dz contains it already."): (
        "np.dot(self.weights.T, dz * self.activation.derivative(self.outputs))",
    ),
    N_("da_prev has one derivative too many: the layer before multiplies by its own."): (
        "np.dot(self.weights.T, dz) * self.activation.derivative(self.inputs)",
    ),
    _SIGN: ("-np.dot(self.weights.T, dz)",),
    _DA_FOR_DZ: ("-np.dot(self.weights.T, da)",),
    _RATE: ("learning_rate * np.dot(self.weights.T, dz)",),
}
_EARLY = N_("the weights were updated before da_prev was computed: it needs the weights from before the update.")
_UPDATE_MISTAKES = {
    N_("the step goes uphill: weights and biases must move against their gradients, with a minus."): (
        _UPDATE.replace("-=", "+="),
    ),
    N_("the weights move uphill: they must move against their gradient, with a minus."): (
        _UPDATE.replace("-=", "+=", 1),
    ),
    N_("the biases move uphill: they must move against their gradient, with a minus."): (
        _UPDATE.replace("biases -=", "biases +="),
    ),
    N_("the step leaves out the learning rate."): (_UPDATE.replace("learning_rate * ", ""),),
    N_("the step of the weights leaves out the learning rate."): (_UPDATE.replace("learning_rate * ", "", 1),),
    N_("the step of the biases leaves out the learning rate."): (_UPDATE.replace("rate * d_b", "rate ** 0 * d_b"),),
    N_("the learning rate is applied twice."): (_UPDATE.replace("learning_rate", "learning_rate * learning_rate"),),
    N_("the learning rate is applied twice to the weights."): (_UPDATE.replace("rate", "rate * learning_rate", 1),),
    N_("the step is divided by the learning rate, but must be multiplied by it."): (
        _UPDATE.replace("learning_rate *", "1 / learning_rate *"),
    ),
    N_("weights and biases are never updated: backward must do that, too."): ("return da_prev",),
    N_("the weights are never updated."): ("self.biases -= learning_rate * d_biases",),
    N_("the biases are never updated."): ("self.weights -= learning_rate * d_weights",),
    N_("the weights are replaced by the step: it must be subtracted from them."): (
        "self.weights = -learning_rate * d_weights\nself.biases = -learning_rate * d_biases",
        "self.weights = learning_rate * d_weights\nself.biases = learning_rate * d_biases",
        "self.weights = learning_rate * d_weights\nself.biases -= learning_rate * d_biases",
    ),
    N_("the step is taken twice."): (_UPDATE.replace("return", "#") + _UPDATE,),
}
_RETURN_MISTAKES = {
    N_("the line “return da_prev” is missing: the layer before needs it as its da."): ("da_prev",),
    N_("backward returns da, but the layer before needs da_prev."): ("return da",),
    N_("backward returns dz, but the layer before needs da_prev."): ("return dz",),
    N_("backward returns d_weights, but the layer before needs da_prev."): ("return d_weights",),
}
_OUTPUT_MISTAKES = {
    N_("output is the input itself: self.forward(inputs) takes it through all layers."): ("inputs",),
    N_("output goes through the first layer only: self.forward goes through all of them."): (
        "self.layers[0].forward(inputs)",
    ),
    N_("output goes through the last layer only: self.forward goes through all of them."): (
        "self.layers[-1].forward(inputs)",
    ),
    N_("output is the target: that is what ŷ is compared with; forward needs the inputs."): (
        "target",
        "self.forward(target)",
    ),
    N_("output is a class, 0 or 1: the loss needs the probability ŷ itself."): (
        "self.forward(inputs) > 0.5",
        "np.round(self.forward(inputs))",
    ),
    N_("output uses inputs as a row, but an example is a column already."): ("self.forward(inputs.T)",),
    N_("output uses all the training data, but this is about one example: inputs."): (
        "self.forward(training_data)",
        "self.forward(training_data.T)",
    ),
    N_("output is the z of the last layer, from an earlier example; self.forward(inputs) gives ŷ."): (
        "self.layers[-1].outputs",
    ),
    N_("output uses training_data[i], which has lost its second axis: inputs is the column made of it."): (
        "self.forward(training_data[i])",
        "self.forward(training_data[i, :])",
    ),
    N_("output is 1 − ŷ: the two classes are mixed up."): ("1 - self.forward(inputs)",),
}
_LOSS_MISTAKES = {
    N_("loss leaves out the minus: the log of a number below 1 is negative, and a loss is not."): (
        f"loss -= {_LOSS}",
        f"loss += -({_LOSS})",
    ),
    N_("loss is overwritten, but the losses of all examples must add up: +=."): (f"loss = {_LOSS}",),
    N_("loss uses log2, but cross-entropy uses the natural logarithm, np.log."): (
        "loss += " + _LOSS.replace("log", "log2"),
    ),
    N_("loss uses log10, but cross-entropy uses the natural logarithm, np.log."): (
        "loss += " + _LOSS.replace("log", "log10"),
    ),
    N_("loss is the squared error, but the course uses binary cross-entropy here."): (
        "loss += (output - target) ** 2",
        "loss += 0.5 * (output - target) ** 2",
        "loss += np.sum((output - target) ** 2)",
    ),
    N_("loss is the plain difference, but the course uses binary cross-entropy here."): (
        "loss += output - target",
        "loss += target - output",
        "loss += np.abs(output - target)",
    ),
    N_("loss looks at class 1 only: (1 − target)·log(1 − output) is missing."): (
        "loss += -(target * np.log(output))",
        "loss += target * np.log(output)",
    ),
    N_("loss looks at class 0 only: target·log(output) is missing."): (
        "loss += -((1 - target) * np.log(1 - output))",
        "loss += (1 - target) * np.log(1 - output)",
    ),
    N_("loss leaves out target: each of the two logs counts for its own class only."): (
        "loss += -np.log(output)",
        "loss += -(np.log(output) + np.log(1 - output))",
    ),
    N_("the log is taken of the target, which is 0 or 1, not of output."): (
        "loss += -(output * np.log(target) + (1 - output) * np.log(1 - target))",
    ),
    N_("the minus of loss applies to the first half only: put brackets around the sum."): (
        "loss += -target * np.log(output) + (1 - target) * np.log(1 - output)",
    ),
    N_("the two logs of loss are mixed up: target belongs to log(output), 1 − target to log(1 − output)."): (
        "loss += -(target * np.log(1 - output) + (1 - target) * np.log(output))",
    ),
    N_("brackets are missing around 1 − target in loss."): (
        "loss += -(target * np.log(output) + 1 - target * np.log(1 - output))",
    ),
    N_("loss divides by the number of examples: the line below yours does that."): (
        f"loss += {_LOSS} / training_data.shape[0]",
    ),
    N_("loss becomes a single number, but the line below yours reads loss[0, 0]: keep its shape (1, 1)."): (
        f"loss += np.sum({_LOSS})",
        f"loss += np.sum({_LOSS})\nloss = np.sum(loss)",
    ),
}
_DA_MISTAKES = {
    N_("the sign of da is reversed: output comes first, and then target."): (
        "(target - output) / (output * (1 - output))",
    ),
    N_("da leaves out the denominator output·(1 − output)."): ("output - target",),
    N_("the sign of da is reversed, and the denominator output·(1 − output) is missing."): ("target - output",),
    N_("da has no brackets around its denominator: it must divide by the whole of output·(1 − output)."): (
        "(output - target) / output * (1 - output)",
    ),
    N_("da has no brackets around output − target."): ("output - target / (output * (1 - output))",),
    N_("da multiplies by output·(1 − output), but must divide by it."): (
        "(output - target) * (output * (1 - output))",
    ),
    N_("da divides by output alone, but its denominator is output·(1 − output)."): ("(output - target) / output",),
    N_("da divides by 1 − output alone, but its denominator is output·(1 − output)."): (
        "(output - target) / (1 - output)",
    ),
    N_("the sign of da is reversed, and its denominator is not all of output·(1 − output)."): (
        "(target - output) / output",
        "(target - output) / (1 - output)",
    ),
    N_("da is the derivative of the squared error, not of binary cross-entropy."): (
        "2 * (output - target)",
        "0.5 * (output - target)",
        "2 * (target - output)",
        "0.5 * (target - output)",
    ),
    N_("da looks at class 1 only: the half of class 0, (1 − target)/(1 − output), is missing."): ("-target / output",),
    N_("da looks at class 0 only: the half of class 1, −target/output, is missing."): ("(1 - target) / (1 - output)",),
    N_("the sign of the second half of da is reversed: −target/output + (1 − target)/(1 − output)."): (
        "-target / output - (1 - target) / (1 - output)",
    ),
    N_("the sign of the first half of da is reversed: −target/output + (1 − target)/(1 − output)."): (
        "target / output + (1 - target) / (1 - output)",
    ),
    N_("da divides by target·(1 − target), which is 0: the denominator is output·(1 − output)."): (
        "(output - target) / (target * (1 - target))",
    ),
    N_("da has a plus in its denominator: it is output·(1 − output)."): (
        "(output - target) / (output * (1 + output))",
    ),
    N_("da is the loss itself: backpropagation begins with its derivative."): ("loss", _LOSS),
    _RATE: ("learning_rate * (output - target) / (output * (1 - output))",),
}
_STEP = "    da = layer.backward(da, learning_rate)"
_LOOP_MISTAKES = {
    N_("the loop goes through the layers from the first to the last, but backpropagation begins at the last one."): (
        f"for layer in self.layers:\n{_STEP}",
    ),
    N_("da is not passed on: what backward returns is the da of the next iteration of the loop."): (
        "for layer in self.layers[::-1]:\n    layer.backward(da, learning_rate)",
    ),
    N_("da is not passed on, and the loop goes from the first layer to the last."): (
        "for layer in self.layers:\n    layer.backward(da, learning_rate)",
    ),
    N_("the loop leaves out the last layer, where backpropagation begins."): (
        f"for layer in self.layers[-2::-1]:\n{_STEP}",
    ),
    N_("the loop leaves out the first layer."): (f"for layer in self.layers[:0:-1]:\n{_STEP}",),
    N_("the loop leaves out the first and the last layer."): (f"for layer in self.layers[-2:0:-1]:\n{_STEP}",),
    N_("the loop reaches the last layer only."): ("da = self.layers[-1].backward(da, learning_rate)",),
    N_("the loop reaches the first layer only."): ("da = self.layers[0].backward(da, learning_rate)",),
    N_("no backward of a layer is called: is the loop missing?"): ("pass",),
    N_("the loop calls backward twice for every layer."): (f"for layer in self.layers[::-1]:\n{_STEP}\n{_STEP}",),
    N_("the arguments of backward are swapped: first da, and then learning_rate."): (
        "for layer in self.layers[::-1]:\n    da = layer.backward(learning_rate, da)",
    ),
    N_("the learning rate that backward is given is not learning_rate."): (
        "for layer in self.layers[::-1]:\n    da = layer.backward(da, 1000)",
    ),
    N_("backward is never given da: it needs da at first, and then what it returned in the iteration before."): (
        "for layer in self.layers[::-1]:\n    layer.backward(0, learning_rate)",
    ),
    N_("the loop begins with something other than da."): (
        "d = 0\nfor layer in self.layers[::-1]:\n    d = layer.backward(d, learning_rate)",
    ),
}


def _rows(name, mistakes, before=""):
    return [Mistake(name, before + line, sentence) for sentence, lines in mistakes.items() for line in lines]


MISTAKES = {
    BACKWARD.name: (
        *_rows("dz", _DZ_MISTAKES, "dz = "),
        *_rows("d_weights", _WEIGHTS_MISTAKES, "d_weights = "),
        *_rows("d_biases", _BIASES_MISTAKES, "d_biases = "),
        Mistake("da_prev", "self.weights -= learning_rate * d_weights\nda_prev = np.dot(self.weights.T, dz)", _EARLY),
        *_rows("da_prev", _PREV_MISTAKES, "da_prev = "),
        *_rows("update", _UPDATE_MISTAKES),
        *_rows("return", _RETURN_MISTAKES),
    ),
    FIT.name: (
        *_rows("output", _OUTPUT_MISTAKES, "output = "),
        *_rows("loss", _LOSS_MISTAKES),
        *_rows("da", _DA_MISTAKES, "da = "),
        *_rows("loop", _LOOP_MISTAKES),
    ),
}


@cache
def made_by(exercise, mistake):
    """Return what a mistake gives on each small network."""
    program = parse(mistake.lines.split("\n"))
    return [outcomes(exercise, program, case, Budget(seconds=9), case.right)[mistake.name] for case in cases(exercise)]


def sentence_for(exercise, name, pairs):
    """Return the sentence for a blank that is wrong, from the pairs (got, expected) of all small networks."""
    got, expected = next(pair for pair in pairs if not same(*pair))
    if isinstance(got, Unfilled):
        return _("{name} is still a blank.").format(name=name)
    for mistake in MISTAKES[exercise.name]:
        if mistake.name == name and all(map(same, (pair[0] for pair in pairs), made_by(exercise, mistake))):
            shapes = {"got": np.shape(got), "expected": np.shape(expected)} if isinstance(got, np.ndarray) else {}
            return _sentence(_(mistake.sentence).format(name=name, **shapes))
    if got is MISSING:
        return _("{name} gets no value: there must be a line that begins with {name} =.").format(name=name)
    if isinstance(got, Refusal):
        return str(got)
    if name in HAVE_LOGS and all(map(_nearly_the_same, *zip(*pairs, strict=True))):
        text = _("{name} is a little off: if a number is added to keep it finite, use a smaller one, such as 1e-8.")
        return text.format(name=name)
    return OTHERWISE.get(name, _differs)(name, got, expected)


def _sentence(text):
    """A sentence begins with a capital, unless it begins with a name of the code."""
    return text if text.split()[0] in NAMES else text[0].upper() + text[1:]


HAVE_LOGS = ("loss", "da")  # or quotients: to both a small number is often added


def _nearly_the_same(got, expected):
    return isinstance(got, np.ndarray) and got.shape == expected.shape and np.allclose(got, expected, rtol=0.02)


NAMES = ("dz", "d_weights", "d_biases", "da_prev", "backward", "output", "loss", "da")


def _differs(name, got, expected):
    if not isinstance(got, np.ndarray):
        text = _("{name} is {kind}, expected an array of shape {expected}.")
        return text.format(name=name, kind=kind_of(got), expected=expected.shape)
    if got.shape != expected.shape:
        text = _("{name} has shape {got}, expected {expected}: {hint}")
        hint = HINTS.get(name, _("which array has the shape that it needs?"))
        return text.format(name=name, got=got.shape, expected=expected.shape, hint=hint)
    place = tuple(int(i) for i in np.argwhere(~np.isclose(got, expected, rtol=1e-5, atol=1e-7))[0])
    text = _("{name} differs: {name}{place} is {got} on a small network, expected {expected}.")
    got, expected = _told_apart(got[place], expected[place])
    return text.format(name=name, place=list(place), got=got, expected=expected)


def _told_apart(a, b):
    """Return two numbers in as many digits as it takes to see that they differ, four at least."""
    written = ((number(a, f".{digits}g"), number(b, f".{digits}g")) for digits in range(4, 18))
    return next(pair for pair in written if pair[0] != pair[1])


HINTS = Texts({
    "d_weights": N_("it must have the shape of self.weights; is a factor transposed?"),
    "d_biases": N_("it must have the shape of self.biases."),
    "da_prev": N_("is the weight matrix transposed?"),
    "dz": N_("it must have the shape of da."),
    "output": N_("it is one number for one example, in a column."),
    "loss": N_("the line below yours reads loss[0, 0]."),
    "da": N_("it must have the shape of output."),
})  # fmt: skip


def _update_differs(name, got, expected):
    for part, values, right in zip(("self.weights", "self.biases"), got, expected, strict=True):
        if not same(values, right):
            return _differs(part, values, right)
    return _("The update differs.")


def _return_differs(name, got, expected):
    return _("backward returns {kind}, but the layer before needs da_prev.").format(kind=kind_of(got))


def _loop_differs(name, got, expected):
    order = ", ".join(str(1 + i) for i, *_rest in got[:10])
    right = ", ".join(str(1 + i) for i, *_rest in expected)
    if order != right:
        text = _(
            "The loop calls backward of the layers in the order {order}; it should be {right}, from the last to "
            "the first."
        )
        return text.format(order=order, right=right)
    return _("The order of the loop is right, but backward is not given the da that the layer called before returned.")


def _forward_differs(name, got, expected):
    return _(
        "This example has not gone forward through the layers before the loop: self.forward(inputs) does that, and "
        "nothing else may go through them after it."
    )


OTHERWISE = {
    "update": _update_differs,
    "return": _return_differs,
    "loop": _loop_differs,
    "forward": _forward_differs,
}
