"""Tests that all that nn_core offers, handed whatever there is, answers right or refuses with one sentence, and keeps
what it was handed, and itself, as they were. What is tested is read off `nn_core.__all__`: nothing can be forgotten.
"""

import inspect
import pickle
from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import nn_core
from nn_core import (  # fmt: skip
    Layer,
    Perceptron,
    Record,
    ReLU,
    Run,
    Training,
    binary_cross_entropy,
    mean_squared_error,
    relu,
    sigmoid,
    tanh,
)
from tests.helpers.core import described, refusal

DATA = (Record,)  # holds what a run puts into it, and computes nothing
CHANGING = ("rng", "rest", "keep", "layers")  # what may be used up, or keeps what it has seen last


# --- all that there is


def layer():
    made = Layer(2, 3, tanh, rng=0)
    made.forward(np.ones((2, 4)))
    return made


def perceptron():
    made = Perceptron([Layer(2, 3, tanh, rng=0), Layer(3, 1, sigmoid, rng=1)])
    made.forward(np.ones((2, 4)))
    return made


# How to make an object of a class that needs arguments; of any other it is made without.
MAKERS = {
    Layer: layer,
    Perceptron: perceptron,
    Run: lambda: Run(described()),
    Training: lambda: Training(described()),
    **{optimiser: partial(optimiser, 4) for optimiser in nn_core.OPTIMISERS.values()},
}


def public_calls():
    """{name: (what makes the object, or None, and what is called: a function of it, or of nothing)}."""
    found = {}
    for name in nn_core.__all__:
        value = getattr(nn_core, name)
        for key, held in value.items() if isinstance(value, dict) else [(None, value)]:
            found |= calls_of(name if key is None else f"{name}[{key}]", held)
    once = {called: name for name, (_maker, called) in found.items()}  # relu and ReLU have one formula
    return {name: found[name] for name in once.values()}


def calls_of(name, value):
    if isinstance(value, nn_core.tasks.Task):
        return {f"{name}.score": (None, value.score)}
    if inspect.isfunction(value):
        return {name: (None, value)}
    if not isinstance(value, type):
        return methods_of(name, type(value), lambda: value)
    made = {name: (None, value)} if value not in DATA and inspect.signature(value).parameters else {}
    return made | methods_of(name, value, MAKERS.get(value, value))


def methods_of(name, of_class, maker):
    """The public methods, `__call__`, and the properties that can be set."""
    found = {}
    for method, value in inspect.getmembers(of_class):
        is_own = method == "__call__" or not method.startswith("_")
        if is_own and method != "check" and not method.startswith("check_") and inspect.isfunction(value):
            is_bound = not isinstance(inspect.getattr_static(of_class, method), staticmethod)
            if is_bound and len(inspect.signature(value).parameters) > 1:
                found[f"{name}.{method}"] = (maker, value)
        elif isinstance(value, property) and value.fset:
            found[f"{name}.{method}="] = (maker, value.fset)
    return found


CALLS = public_calls()

# --- what is handed in

ONES = np.ones((1, 4))
GOOD = {
    "z": np.ones((2, 4)), "weights": np.ones((2, 4)), "y_hat": ONES / 2, "y": ONES, "x1": np.ones(4), "x2": np.ones(4),
    "n_inputs": 2, "n_neurons": 3, "activation_function": relu, "rng": 42, "low": -1, "high": 1, "loss": relu,
    "inputs": np.ones((2, 4)), "da": ONES, "Layer.da": np.ones((3, 4)), "learning_rate": 0.1, "rows": np.ones((4, 2)),
    "training_data": np.ones((4, 2)), "labels": np.ones((4, 1)), "targets": ONES, "order": [3, 0, 1], "epochs": 2,
    "Description.order": "sorted", "batch_size": 2, "rule": None, "vector": np.ones(13), "n": 20, "noise": 0,
    "epoch": 0, "period": 9, "n_parameters": 4, "g": np.ones(4), "description": described(), "engine": "numpy",
    "journal": [(1, {"learning_rate": 0.2})], "seconds": np.inf, "points": np.ones((2, 4)), "Description.points": "",
    "update": 0, "rest": lambda: None, "keep": lambda epoch: True, "dataset": "xor", "split": 50, "dataseed": 1,
    "features": ["x1"], "hidden": [2], "activation": "relu", "initialiser": "he", "seed": 1, "optimiser": "adam",
    "schedule": "step", "clip": 1.0, "penalty": "l1", "penalty_rate": 0.1, "parameters": [[0, 1.0]],
}  # fmt: skip


class Hostile:
    def __array__(self, *arguments, **named):
        raise RuntimeError("is no array")

    def __repr__(self):
        raise RuntimeError("says nothing")


DTYPES = [
    *("?", "i1", "u1", "i4", "u8", "f2", "f4", "f8", ">f8", ">i4", "g"),
    *("c8", "U3", "S3", "M8[s]", "m8[s]", "O", [("x", "f8")]),
]
ODD = [
    *(None, True, "abc", "1", b"1", -1, 0, 3.5, -0.5, 1j, float("nan"), float("inf"), object, object(), Hostile()),
    *([], {}, set(), (1, 2), [[1.0], [2.0, 3.0]], [["a"]], [[None]], [1, "2"], [[1, 0, 1, 1]], iter([1, 2]), range(3)),
    *(relu, ReLU, binary_cross_entropy, "mse", [2, 3, 1], [relu], np.float32(0.5), np.int8(1), np.datetime64("2020")),
    *(np.ma.masked_array([[1.0, 2.0]], [[True, False]]), np.random.PCG64(1), len, lambda: 1),
    *(np.random.SeedSequence(5), np.random.default_rng(5), np.random.RandomState(5), ["x1", "x1"], ("tanh",), [[0, 1]]),
]
FAR = [10**400, -(10**400), [[10**400]], 10**12]  # where a number may be as large as it likes, that takes its time


@st.composite
def odd_array(draw):
    shape = draw(arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
    dtype = np.dtype(draw(st.sampled_from(DTYPES)))
    if draw(st.booleans()):
        shape = draw(st.sampled_from([(1, 4), (2, 4), (3, 4), (4, 1), (4, 2), (4,), (13,)]))
    numbers = np.arange(np.prod(shape, dtype=int)).reshape(shape) % 3
    if dtype.kind == "O":
        return numbers.astype(object)
    array = np.zeros(shape, dtype) if dtype.kind == "V" else numbers.astype(dtype)
    if array.dtype.kind == "f" and draw(st.booleans()):
        array = array / 4
    return array


@st.composite
def arguments_for(draw, name, called):
    """Arguments of which most are good; the others may be anything."""
    owner = name.split(".")[0]
    given_ones, optional = {}, (inspect.Parameter.KEYWORD_ONLY,)
    for parameter in inspect.signature(called).parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            changes = ["learning_rate", "batch_size", "penalty_rate", "parameters", "other"]
            for change in draw(st.lists(st.sampled_from(changes), unique=True)):
                given_ones[change] = draw(anything(change)) if draw(st.booleans()) else GOOD.get(change)
            continue
        has_default = parameter.default is not inspect.Parameter.empty or parameter.kind in optional
        if has_default and draw(st.booleans()):
            continue
        good = GOOD[f"{owner}.{parameter.name}"] if f"{owner}.{parameter.name}" in GOOD else good_of(parameter.name)
        given_ones[parameter.name] = draw(anything(parameter.name)) if draw(st.integers(0, 2)) == 0 else good
    return given_ones


def good_of(name):
    if name == "layers":
        return [Layer(2, 3, tanh, rng=0), Layer(3, 1, sigmoid, rng=0)]
    if name == "loss":
        return binary_cross_entropy
    return GOOD[name]


def anything(name):
    far = [] if name == "epochs" else FAR
    return st.sampled_from([*ODD, *far]) | odd_array() | st.sampled_from([GOOD[key] for key in sorted(GOOD)])


# --- the tests


def state_of(thing):
    """All of an object, to the last bit."""
    if isinstance(thing, Run):
        return pickle.dumps([thing.journal, thing.epoch, thing.diverged, sorted(thing._states), thing.engine.state])
    if isinstance(thing, Training):
        return pickle.dumps([thing.epoch, thing.diverged, thing.engine.state])
    return pickle.dumps(thing)


def copies(arguments):
    """What the arguments hold."""
    arrays_in = {name: value.tobytes() for name, value in arguments.items() if type(value) is np.ndarray}
    lists = {name: value for name, value in arguments.items() if isinstance(value, (list, tuple, dict))}
    return arrays_in, {name: pickle.dumps(value) for name, value in lists.items() if name not in CHANGING}


def check(data, name):
    maker, called = CALLS[name]
    thing = maker() if maker else None
    arguments = data.draw(arguments_for(name, called))
    before, handed = state_of(thing), copies(arguments)
    try:
        called(*([thing] if maker else []), **arguments)
    except ValueError as error:
        sentence = str(error)
        assert sentence.endswith(".") and sentence.isprintable() and 15 < len(sentence) < 300, sentence
        assert state_of(thing) == before
    assert copies(arguments) == handed


def check_often(name, times):
    @settings(max_examples=times, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def ask(data):
        note(name)
        check(data, name)

    ask()


def test_whatever_it_is_handed_it_answers_or_refuses_in_one_sentence():
    for name in CALLS:
        check_often(name, 10)


@pytest.mark.slow
def test_so_it_does_however_often_it_is_asked():
    for name in CALLS:
        check_often(name, 60)


def test_the_list_has_every_kind_of_name():
    assert {
        "relu.derivative", "mean_squared_error.derivative", "Layer", "Layer.backward", "Perceptron.predict", "Run",
        "Perceptron.fit", "Perceptron.parameters=", "Perceptron.train_epoch", "DATASETS[heart]", "ORDERS[sorted]",
        "INITIALISERS[he]", "OPTIMISERS[adam].step", "PENALTIES[l2].derivative", "SCHEDULES[step]", "FEATURES[x1sq]",
        "TASKS[regression].score", "Run.change", "Run.restore", "Training.advance", "Description",
    } <= CALLS.keys()  # fmt: skip


# --- what is right


def test_numbers_of_any_kind_are_computed_in_float64():
    exact = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
    for dtype in ("?", "i1", "u1", "i8", "u8", "f2", "f4", ">f8", "O"):
        numbers = exact.astype(dtype)
        for f in (*nn_core.ACTIVATIONS.values(), *nn_core.PENALTIES.values()):
            for of in (f, f.derivative):
                answer = np.asarray(of(numbers))
                assert answer.dtype == float and answer.tobytes() == np.asarray(of(exact)).tobytes(), (f, dtype)
        for loss in (binary_cross_entropy, mean_squared_error):
            for of in (loss, loss.derivative):
                assert of(exact / 4 + 0.25, numbers).tobytes() == of(exact / 4 + 0.25, exact).tobytes(), (loss, dtype)


def test_what_overflows_in_a_smaller_kind_of_number_does_not():
    assert sigmoid(np.array([1, 2], np.uint8)) == pytest.approx([0.731, 0.881], abs=1e-3)
    assert sigmoid(np.array([-100], np.float32)) == pytest.approx([3.72e-44], rel=1e-3)


def test_labels_that_would_spread_over_the_predictions_are_refused():
    y_hat, y = np.full((1, 4), 0.5), np.array([[0], [1], [1], [0]])
    for loss in (binary_cross_entropy, mean_squared_error):
        assert refusal(loss, y_hat, y) == "y must have the shape (1, 4) of y_hat, not (4, 1)."


def test_cross_entropy_refuses_predictions_that_no_sigmoid_makes():
    for y_hat in (0.0, 1.0, -0.5, 1.5):
        assert "strictly between 0 and 1" in refusal(binary_cross_entropy, [[y_hat]], [[1.0]]), y_hat


@pytest.mark.parametrize("rng", [42, np.random.SeedSequence(42), np.random.PCG64(42), np.random.default_rng(42)])
def test_rng_is_whatever_default_rng_takes(rng):
    expected = np.random.default_rng(42).uniform(-1, 1, (3, 2))
    assert np.array_equal(Layer(2, 3, relu, rng=rng).weights, expected)
