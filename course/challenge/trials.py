"""Small networks on which a learner's lines are tried, and what came of each blank.

What the lines should give comes from `nn_core`. Every blank is tried as if those before it were right, so that one
mistake is told once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from course.challenge.exercise import FIT
from course.challenge.interpreter import Frame
from course.challenge.standins import layer_stand_in, perceptron_stand_in
from course.challenge.syntax import Refusal
from course.challenge.values import Exhausted
from nn_core import Layer, Perceptron, elu, leaky_relu, relu, sigmoid, tanh

COMPARED = 40  # operations: every call of backward is compared with all those before it
CLOSE = {"rtol": 1e-5, "atol": 1e-7}  # an ε that keeps a log away from 0 makes no difference


@dataclass
class Case:
    """A small network in the middle of its training: the names that the lines find, and what they should give.

    `facts` tells the outcomes that are no names, from the names after the lines have run. `mend` does, for a name whose
    line is wrong, what the right one does besides giving it its value.
    """

    names: dict
    right: dict
    facts: dict[str, Callable]
    mend: dict[str, Callable] = field(default_factory=dict)


def backward_case(seed, n_inputs, n_neurons, activation):
    """A layer after forward; its references are those of `Layer.gradients`."""
    rng = np.random.default_rng(seed)
    layer = Layer(n_inputs, n_neurons, activation, rng=rng)
    layer.forward(rng.uniform(-2.0, 2.0, (n_inputs, 1)))
    da, learning_rate = rng.uniform(-2.0, 2.0, (n_neurons, 1)), float(rng.uniform(0.05, 0.5))
    d_weights, dz, da_prev = layer.gradients(da)  # of a single example, the gradient of the biases is dz
    weights, biases = layer.weights - learning_rate * d_weights, layer.biases - learning_rate * dz
    gradients = {"dz": dz, "d_weights": d_weights, "d_biases": dz, "da_prev": da_prev}
    return Case(
        names={"self": layer_stand_in(layer), "da": da, "learning_rate": learning_rate},
        right=gradients | {"update": (weights, biases), "return": da_prev},
        facts={"update": lambda frame: (layer.weights, layer.biases), "return": lambda frame: frame.returned},
    )


def fit_case(seed, sizes, activation, before):
    """A perceptron at an example, with the loss of the examples before it."""
    rng = np.random.default_rng(seed)
    activations = [activation] * (len(sizes) - 2) + [sigmoid]
    shapes = zip(sizes, sizes[1:], activations, strict=False)
    perceptron = Perceptron([Layer(n_inputs, n, f, rng=rng) for n_inputs, n, f in shapes])
    data, labels = rng.uniform(-2.0, 2.0, (5, sizes[0])), np.array([[1.0], [0.0], [1.0], [0.0], [1.0]])
    example, learning_rate = seed % 5, float(rng.uniform(0.05, 0.5))
    inputs, target = data[example][:, None], labels[example][:, None]
    output = perceptron.forward(inputs)
    went_in = [layer.inputs for layer in perceptron.layers]
    for layer in perceptron.layers:  # of an earlier example: not what these lines should use
        layer.forward(rng.uniform(-2.0, 2.0, (layer.weights.shape[1], 1)))
    loss, da = before + perceptron.loss(output, target)[:, None], perceptron.loss.derivative(output, target)
    calls, layers = [], []
    layers.extend(layer_stand_in(layer, _recorder(i, layer, calls, rng)) for i, layer in enumerate(perceptron.layers))
    names = {
        "self": perceptron_stand_in(perceptron, layers),
        "training_data": data,
        "labels": labels,
        "epochs": 10,
        "epoch": 0,
        "i": example,
        "learning_rate": learning_rate,
        "inputs": inputs.copy(),
        "target": target.copy(),
        "loss": before if type(before) is int else before.copy(),
    }
    in_reverse = [(i, "da" if i == len(layers) - 1 else i + 1, True) for i in reversed(range(len(layers)))]
    return Case(
        names=names,
        right={"output": output, "loss": loss, "da": da, "loop": in_reverse, "forward": True},
        facts={
            "loop": lambda frame: _told(calls, da, learning_rate),
            "forward": lambda frame: _gone_forward(calls, went_in),
        },
        mend={"output": lambda: perceptron.forward(inputs)},
    )


def _recorder(i, layer, calls, rng):
    """Return a `backward` that keeps what it was given, and gives what can be told from all else."""

    def backward(budget, da, learning_rate):
        budget.spend(10 + COMPARED * len(calls))
        given = rng.uniform(-2.0, 2.0, (layer.weights.shape[1], 1))
        calls.append((i, _copied(da), learning_rate, given.copy(), layer.inputs.copy()))
        return given

    return backward


def _told(calls, da, learning_rate):
    """Return the calls of `backward`: which layer, where its da comes from, and whether the learning rate was right.

    A da comes from another layer, given by its number, or is the one in front of the loop, "da", or neither, None.
    """
    sources = [("da", da), *((i, given) for i, _da, _rate, given, _inputs in calls)]
    told = []
    for i, value, rate, _given, _inputs in calls:
        source = next((name for name, each in sources if same(value, each)), None)
        told.append((i, source, same(rate, learning_rate)))
    return told


def _gone_forward(calls, went_in):
    """True when each layer, at its backward, had gone forward with the example that it learns from."""
    return all(same(inputs, went_in[i]) for i, _da, _rate, _given, inputs in calls)


BACKWARD_CASES = ((1, 3, 2, tanh), (2, 2, 4, sigmoid), (3, 3, 3, elu), (4, 5, 1, sigmoid), (5, 4, 3, leaky_relu))
FIT_CASES = (
    (1, (2, 3, 1), tanh, 0),
    (2, (3, 4, 2, 1), relu, np.array([[0.7]])),
    (3, (2, 2, 3, 2, 1), leaky_relu, np.array([[2.3]])),
    (4, (3, 1), tanh, np.array([[0.2]])),
)


def cases(exercise):
    """Return the networks to try a method on, made anew: lines may change them."""
    if exercise is FIT:
        return [fit_case(*row) for row in FIT_CASES]
    return [backward_case(*row) for row in BACKWARD_CASES]


# --- a trial


def is_right(exercise, program, case, budget):
    """True when the lines have the effect that they should have, by whatever names they reach it."""
    frame = Frame(dict(case.names), budget)
    try:
        program.run(frame)
    except Exhausted:
        raise
    except Refusal:
        return False
    effects = [(fact(frame), case.right[name]) for name, fact in case.facts.items()]
    if exercise is FIT:
        effects.append((frame.names["loss"], case.right["loss"]))
    return all(same(got, expected) for got, expected in effects)


def outcomes(exercise, program, case, budget, given=None):
    """Return {what is judged: its value, or the Refusal in place of one} of a program on a case.

    A line that fails is told, and the next one runs. After its last line a blank is set to what is right. `given` are
    names that the program finds besides those of the case.
    """
    frame, statements = Frame({**(given or {}), **case.names}, budget), program.statements
    loop = next((k for k, each in enumerate(statements) if "backward" in each.mentions), len(statements))
    blanks = [name for name in exercise.after if name not in case.facts]
    last = {name: max((k for k in range(loop) if name in statements[k].assigns), default=None) for name in blanks}
    for name in blanks:
        if last[name] is None:  # the line is missing: it is reported once, and the others are run
            frame.names.setdefault(name, _copied(case.right[name]))
            if name in case.mend:
                case.mend[name]()
    found = {}
    with np.errstate(all="ignore"):
        for k, statement in enumerate(statements):
            fault = _fault(statement, frame)
            for name in statement.assigns if fault else ():
                frame.names[name] = fault
            if fault and (k >= loop or not statement.assigns.intersection(blanks)):
                found.setdefault(_place(exercise, statement), fault)
            for name in blanks:
                if last[name] == k:
                    found[name] = _copied(frame.names.get(name))
                    frame.names[name] = _copied(case.right[name])
                    if name in case.mend and not same(found[name], case.right[name]):
                        case.mend[name]()
            if statement.returns:
                break
    for name, fact in case.facts.items():
        if name not in found:
            found[name] = fact(frame)
    return {name: found.get(name, MISSING) for name in exercise.judged}


MISSING = Refusal("no value", kind="missing")  # in whose place a sentence of its own is shown


def _place(exercise, statement):
    """Return what a line that gives no blank its value belongs to."""
    if exercise is FIT:
        return "loop"
    return "return" if statement.returns else "update"


def _fault(statement, frame):
    try:
        statement.run(frame)
    except Exhausted:
        raise
    except Refusal as refusal:
        return refusal.with_traceback(None)  # a refusal is kept, and with a traceback it would keep all frames alive
    return None


def _copied(value):
    return value.copy() if isinstance(value, np.ndarray) else value


def same(a, b):
    """True for equal outcomes: arrays, numbers, tuples and lists of them, and refusals for the same trouble."""
    if isinstance(a, Refusal) or isinstance(b, Refusal):
        return isinstance(a, Refusal) and isinstance(b, Refusal) and a.kind is not None and a.kind == b.kind
    if isinstance(a, tuple | list) and isinstance(b, tuple | list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if not all(isinstance(each, np.ndarray | float | int) for each in (a, b)):
        return a == b if isinstance(a, str) and isinstance(b, str) else a is b
    with np.errstate(all="ignore"):
        return np.shape(a) == np.shape(b) and np.allclose(a, b, **CLOSE)
