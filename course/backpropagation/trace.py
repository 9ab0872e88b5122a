"""One example on its way through a perceptron and back: every step of the course's update, with its numbers.

`trace` runs the perceptron's own `forward`, loss and `backward`, and tells what they do as a row of steps. What kinds
of step there are, in which line each happens and what it computes is the table `KINDS`.

An equation is a text such as "dW = dz · a_prevᵀ": names of `SYMBOLS` with signs between them. What stands to the left
of the equals sign is written, what stands to the right is read. From it come the formula and the matrices alike. The
number in brackets at a symbol is its layer: a[0] are the inputs.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from course.backpropagation import matrices
from course.backpropagation.source import Place, find
from playground.labels import option_label
from playground.texts import N_, Label, _

FORWARD, LOSS, BACKWARD, UPDATE, RESULT = "forward", "loss", "backward", "update", "result"


@dataclass(frozen=True)
class Symbol:
    """How a quantity is written, in TeX and as text, with § for its layer: `of` layers on from the one at work."""

    tex: str
    text: str = Label()
    of: int = 0


SYMBOLS = {
    "a_prev": Symbol("a§", "a§", -1),
    "W": Symbol("W§", "W§"),
    "b": Symbol("b§", "b§"),
    "z": Symbol("z§", "z§"),
    "a": Symbol("a§", "a§"),
    "y": Symbol("y", "y"),
    "ŷ": Symbol(r"\hat y", "ŷ"),
    "L": Symbol("L", "L"),
    "da": Symbol("da§", "da§"),
    "slope": Symbol("f'(z§)", "f′(z§)"),
    "dz": Symbol("dz§", "dz§"),
    "dW": Symbol("dW§", "dW§"),
    "db": Symbol("db§", "db§"),
    "da_prev": Symbol("da§", "da§", -1),
    "α": Symbol(r"\alpha", "α"),
    "step": Symbol(r"\text{step}", N_("step")),
    "W_after": Symbol(r"W§_{\text{after}}", N_("W§ after")),
    "b_after": Symbol(r"b§_{\text{after}}", N_("b§ after")),
    "ŷ_after": Symbol(r"\hat y_{\text{after}}", N_("ŷ after")),
    "L_after": Symbol(r"L_{\text{after}}", N_("L after")),
}
WORDS = (N_("step"), N_("after"))  # in TeX
SIGNS = {"·": r"\cdot", "⊙": r"\odot", "−": "-", ",": r",\,"}  # in TeX, where that is something else


@dataclass(frozen=True, eq=False)
class Matrix:
    """A quantity that a step reads or writes, one column per example; `symbol` and `layer` make its name."""

    symbol: Symbol
    layer: int
    array: np.ndarray
    is_written: bool
    is_transposed: bool = False

    @property
    def name(self):
        """What it is called, as text: "W[2]", with a T where it is transposed."""
        return self.symbol.text.replace("§", f"[{self.layer}]") + ("ᵀ" if self.is_transposed else "")


@dataclass(frozen=True)
class Kind:
    """One kind of step.

    `owner` says whose method is at work, the "layer" or the "loss", `method` which one, `target` is what the statement
    assigns, or "return", and `part` an expression in it. `equations` are what is computed, `formula` is for where the
    first of them does not say it all. `says` is a sentence; {layer}, {before} and {f} are filled in. `neurons` is the
    quantity that the neurons then hold, if it is one of theirs; `lights` are the parts of the diagram at work:
    "neurons" of the layer, "before" for those of the layer before, "weights" of the layer, and "loss".
    """

    name: str
    phase: str
    title: str = Label()
    owner: str
    method: str
    target: str
    equations: tuple[str, ...]
    says: str = Label()
    lights: tuple[str, ...]
    part: str | None = None
    formula: str | None = None
    neurons: str | None = None


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "inputs", FORWARD, N_("Inputs"), "layer", "forward", "self.inputs", ("a_prev",),
            N_("The example enters: one column, with a number for each input. The layer keeps it for the way back."),
            ("before",), neurons="a_prev",
        ),
        Kind(
            "z", FORWARD, "z", "layer", "forward", "self.outputs", ("z = W · a_prev + b",),
            N_("Every neuron of layer {layer} multiplies each of its inputs by a weight, adds them up and adds its "
              "bias. That is the pre-activation z; the code keeps it as `outputs`."),
            ("before", "weights", "neurons"), neurons="z",
        ),
        Kind(
            "a", FORWARD, "a", "layer", "forward", "return", ("a = f ( z )",),
            N_("The activation function of layer {layer}, {f}, is applied to z, element by element. Its output a is "
              "what the next layer reads; that of the last layer is the prediction ŷ."),
            ("neurons",), part="self.activation(self.outputs)", neurons="a",
        ),
        Kind(
            "loss", LOSS, N_("Loss"), "loss", "__call__", "return", ("L = loss ( ŷ , y )",),
            N_("How wrong is the prediction ŷ, when y is the true value? The loss says so in one number: 0 is "
              "perfect."),
            ("neurons", "loss"),
        ),
        Kind(
            "da", LOSS, "da", "loss", "derivative", "return", ("da = loss′ ( ŷ , y )",),
            N_("The way back begins: how would the loss change if the prediction were a little larger? "
              "A positive da says that the prediction is too high, a negative one that it is too low."),
            ("neurons", "loss"), neurons="da",
        ),
        Kind(
            "slope", BACKWARD, "f′(z)", "layer", "gradients", "dz", ("slope = f′ ( z )",),
            N_("How steep is {f} at the z of each neuron? Where it is flat, hardly any gradient gets through; where "
              "the slope is 0, none does."),
            ("neurons",), part="self.activation.derivative(self.outputs)", neurons="slope",
        ),
        Kind(
            "dz", BACKWARD, "dz", "layer", "gradients", "dz", ("dz = da ⊙ slope",),
            N_("The chain rule: da, which reaches a neuron on the way back, times the slope of its activation, element "
              "by element. dz says how the loss changes with z: the share of each neuron in the error."),
            ("neurons",), neurons="dz",
        ),
        Kind(
            "dW", BACKWARD, "dW", "layer", "gradients", "d_weights", ("dW = dz · a_prevᵀ",),
            N_("The gradient of a weight is the dz of its neuron times the input that the weight multiplies. The code "
              "takes the mean over the examples; here there is one, so it divides by 1."),
            ("before", "weights", "neurons"),
        ),
        Kind(
            "db", BACKWARD, "db", "layer", "gradients", "d_biases", ("db = dz",),
            N_("The bias is added as it is, so its gradient is the dz of its neuron. The mean over a single example is "
              "the value itself."),
            ("neurons",),
        ),
        Kind(
            "da_prev", BACKWARD, "da_prev", "layer", "gradients", "da_prev", ("da_prev = Wᵀ · dz",),
            N_("The error goes back through the same weights to the inputs of layer {layer}: each input gets the sum "
              "of the dz of all neurons, each times the weight between them. The code calls it `da_prev`: {before}."),
            ("neurons", "weights", "before"), neurons="da_prev",
        ),
        Kind(
            "W", UPDATE, N_("update of W"), "layer", "backward", "self.weights",
            ("step = α · dW", "W_after = W − step"),
            N_("The update: every weight of layer {layer} moves a little against its gradient; the learning rate α "
              "sets how far. `da_prev` was computed before, with the old weights."),
            ("weights",), formula=r"W^{[l]} \leftarrow W^{[l]} - \alpha \, dW^{[l]}",
        ),
        Kind(
            "b", UPDATE, N_("update of b"), "layer", "backward", "self.biases", ("step = α · db", "b_after = b − step"),
            N_("Every bias of layer {layer} moves in the same way."),
            ("neurons",), formula=r"b^{[l]} \leftarrow b^{[l]} - \alpha \, db^{[l]}",
        ),
        Kind(
            "after", RESULT, N_("Loss after"), "loss", "__call__", "return", ("L_after = loss ( ŷ_after , y )",),
            N_("The same example once more, with the new weights and biases. {outcome}"),
            ("neurons", "loss"), neurons="ŷ_after",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Formula:
    """How a loss and its derivative are written in TeX, and with numbers, {y_hat} and {y}, in place of ŷ and y."""

    loss: str
    derivative: str
    loss_numbers: str
    derivative_numbers: str


FORMULAS = {
    "binary cross-entropy": Formula(
        r"-\big(y \log \hat y + (1 - y) \log (1 - \hat y)\big)",
        r"\frac{\partial L}{\partial \hat y} = \frac{\hat y - y}{\hat y \, (1 - \hat y)}",
        r"-\big({y} \cdot \log {y_hat} + (1 - {y}) \cdot \log (1 - {y_hat})\big)",
        r"\frac{{{y_hat} - {y}}}{{{y_hat} \cdot (1 - {y_hat})}}",
    ),
    "mean squared error": Formula(
        r"(\hat y - y)^2",
        r"\frac{\partial L}{\partial \hat y} = 2 \, (\hat y - y)",
        r"({y_hat} - {y})^2",
        r"2 \cdot ({y_hat} - {y})",
    ),
}


@dataclass(frozen=True, eq=False)
class Step:
    """One step: where it is, in words, in code, as a formula, and with its numbers.

    `layer` counts from 1; the loss belongs to the last one. `neurons` holds, for the inputs and then for every layer,
    the Matrix with what its neurons hold by now, None where that is nothing yet.
    """

    kind: Kind
    layer: int
    function: Callable
    place: Place
    formula: str
    equations: tuple[tuple[Matrix | str, ...], ...]
    sentence: str
    neurons: tuple[Matrix | None, ...]
    label: str

    @property
    def reads(self):
        """The matrices that it reads."""
        return [term for term in self._matrices if not term.is_written]

    @property
    def writes(self):
        """The matrices that it writes."""
        return [term for term in self._matrices if term.is_written]

    @property
    def _matrices(self):
        return [term for equation in self.equations for term in equation if isinstance(term, Matrix)]


def trace(perceptron, inputs, label, learning_rate):
    """Return the steps of one update by one example, in the order of the course. The perceptron is left as it is.

    `inputs` (n_inputs, 1) and `label` (1, 1) are columns. Forward comes layer by layer, then the loss; from the last
    layer to the first come its gradients, and then, as `Layer.backward` does it, the step of its weights and biases.
    """
    with np.errstate(all="ignore"):  # of a network that is about to diverge, too, every step is shown
        return tuple(_Tracer(copy.deepcopy(perceptron)).run(inputs, label, learning_rate))


class _Tracer:
    """Runs the perceptron, and makes the steps of what it sees."""

    def __init__(self, perceptron):
        self.perceptron = perceptron
        self.neurons = [None] * (len(perceptron.layers) + 1)

    def run(self, inputs, y, learning_rate):
        perceptron, last = self.perceptron, len(self.perceptron.layers)
        a, forward = inputs, []
        for number, layer in enumerate(perceptron.layers, 1):
            a_prev, a = a, layer.forward(a)
            values = {"a_prev": a_prev, "W": layer.weights, "b": layer.biases, "z": layer.outputs, "a": a}
            forward.append(values)
            yield from self.steps(("inputs", "z", "a")[number > 1 :], number, values)
        da = perceptron.loss.derivative(a, y)
        wrong = {"ŷ": a, "y": y, "L": _scalar(perceptron.loss(a, y)), "da": da}
        yield from self.steps(("loss", "da"), last, wrong)
        for number, layer in reversed(list(enumerate(perceptron.layers, 1))):
            values = forward[number - 1] | _backward(layer, da, learning_rate)
            yield from self.steps(("slope", "dz", "dW", "db", "da_prev", "W"), number, values)
            yield from self.steps(("b",), number, values | {"step": values["α"] * values["db"]})
            da = values["da_prev"]
        a = perceptron.forward(inputs)
        yield from self.steps(("after",), last, wrong | {"ŷ_after": a, "L_after": _scalar(perceptron.loss(a, y))})

    def steps(self, names, number, values):
        """Make the steps of these kinds at a layer."""
        layer, loss = self.perceptron.layers[number - 1], self.perceptron.loss
        f = option_label("activation", layer.activation.name)
        words = {"f": f, "f′": f"{f}′", "loss": _("loss"), "loss′": _("loss") + "′"}
        for name in names:
            kind = KINDS[name]
            function = getattr(type(layer if kind.owner == "layer" else loss), kind.method)
            if kind.neurons:
                symbol = SYMBOLS[kind.neurons]
                self.neurons[number + symbol.of] = Matrix(symbol, number + symbol.of, values[kind.neurons], True)
            yield Step(
                kind=kind,
                layer=number,
                function=function,
                place=find(function, kind.target, kind.part),
                formula=_formula(kind, number, loss, values, f),
                equations=tuple(_equation(text, number, values, words) for text in kind.equations),
                sentence=kind.says.format(layer=number, f=f, before=_before(number), outcome=_outcome(values)),
                neurons=tuple(self.neurons),
                label=_label(kind, number),
            )


def _backward(layer, da, learning_rate):
    """Take the layer's step, and return all that was computed on the way."""
    slope = layer.activation.derivative(layer.outputs)
    d_weights, d_biases, _ = layer.gradients(da)
    da_prev = layer.backward(da, learning_rate)
    return {
        "da": da, "slope": slope, "dz": da * slope, "dW": d_weights, "db": d_biases, "da_prev": da_prev,
        "α": _scalar(learning_rate), "step": learning_rate * d_weights, "W_after": layer.weights,
        "b_after": layer.biases,
    }  # fmt: skip


def _scalar(value):
    return np.reshape(np.asarray(value, dtype=float), (1, 1))


def _label(kind, number):
    """What a step is called beside others."""
    return kind.title if kind.owner == "loss" or kind.name == "inputs" else f"{_('Layer')} {number} · {kind.title}"


def _before(number):
    if number == 1:
        return _("before layer 1 there are only the inputs, so nothing uses it, but it is computed all the same")
    return _("it is the da of layer {before}").format(before=number - 1)


def _outcome(values):
    """What the step has done to the loss of the example."""
    if "L_after" not in values:
        return ""
    before, after = (float(values[name][0, 0]) for name in ("L", "L_after"))
    said = {"before": matrices.number(before), "after": matrices.number(after)}
    if after < before:
        return _("Its loss was {before} and is now {after}: the update helped.").format(**said)
    if after == before:
        return _("Its loss was {before} and still is: the update made no difference.").format(**said)
    return _("Its loss was {before} and is now {after}: the update went too far; a smaller α would help.").format(
        **said
    )


def _equation(text, number, values, words):
    """Return the terms of an equation: matrices, and the signs and names of functions between them."""
    tokens = text.split()
    equals = tokens.index("=") if "=" in tokens else len(tokens)
    terms = []
    for i, token in enumerate(tokens):
        name = token.removesuffix("ᵀ")
        if name not in SYMBOLS:
            terms.append(words.get(token, token))
            continue
        symbol, is_transposed = SYMBOLS[name], name != token
        array = values[name].T if is_transposed else values[name]
        terms.append(Matrix(symbol, number + symbol.of, array, i < equals, is_transposed))
    return tuple(terms)


def _formula(kind, number, loss, values, f):
    """Return the formula of a step in TeX, for its layer; where a few numbers are all of it, with them."""
    if kind.owner == "loss":
        return _loss_formula(kind, number, FORMULAS[loss.name], values)
    if kind.name == "inputs":
        return r"a^{[0]} = \text{" + _("inputs") + "}"
    if kind.formula:
        return kind.formula.replace("[l]", f"[{number}]")
    return " ".join(_tex(token, number, f) for token in kind.equations[0].split())


def _tex(token, number, f):
    """Return one name or sign of an equation in TeX."""
    name = token.removesuffix("ᵀ")
    if name in SYMBOLS:
        symbol = SYMBOLS[name]
        tex = symbol.tex.replace("§", f"^{{[{number + symbol.of}]}}")
        for word in WORDS:
            tex = tex.replace(rf"\text{{{word}}}", rf"\text{{{_(word)}}}")
        return tex if name == token else rf"\left({tex}\right)^{{\!\top}}"
    if token in ("f", "f′"):
        return rf"\operatorname{{{f.replace(' ', '~')}}}" + ("'" if token == "f′" else "")
    return SIGNS.get(token, token)


def _loss_formula(kind, number, formula, values):
    tex = formula.derivative if kind.name == "da" else formula.loss
    numbers = formula.derivative_numbers if kind.name == "da" else formula.loss_numbers
    left, result = {"loss": ("L", "L"), "da": (f"da^{{[{number}]}}", "da")}.get(kind.name, ("L", "L_after"))
    y_hat = values["ŷ_after" if kind.name == "after" else "ŷ"]
    filled = numbers.format(y_hat=_in_brackets(_number(y_hat)), y=_in_brackets(_number(values["y"])))
    return rf"\begin{{aligned}}{left} &= {tex} \\ &= {filled} = {_number(values[result])}\end{{aligned}}"


def _number(array):
    """A single number in TeX, to four digits."""
    text = matrices.number(float(array[0, 0])).replace("−", "-").replace(",", "{,}")  # a decimal comma, no list
    mantissa, e, exponent = text.partition("e")
    if e:
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return text.replace("∞", r"\infty").replace("NaN", r"\text{NaN}")


def _in_brackets(tex):
    """A negative number in brackets, any other as it is."""
    return f"({tex})" if tex.startswith("-") else tex
