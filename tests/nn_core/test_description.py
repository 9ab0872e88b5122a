"""Tests that a description keeps valid settings as plain, frozen values and refuses all others in a sentence."""

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import (
    ACTIVATIONS,
    DATASETS,
    FEATURES,
    INITIALISERS,
    OPTIMISERS,
    ORDERS,
    PENALTIES,
    SCHEDULES,
    TASKS,
    Description,
)
from nn_core.datasets import CLASSES, SURFACES
from nn_core.description import LIVE
from nn_core.own import encode
from tests.helpers.core import refusal

WHOLE = ("noise", "split", "n", "dataseed", "seed", "batch_size", "period")
REAL = ("learning_rate", "penalty_rate")
CHOICES = {
    "dataset": (*DATASETS, "own"),
    "initialiser": INITIALISERS,
    "order": ORDERS,
    "optimiser": OPTIMISERS,
    "schedule": SCHEDULES,
    "penalty": PENALTIES,
}
LIMITS = {
    "noise": (0, 50),
    "split": (10, 90),
    "n": (10, 5000),
    "seed": (0, 2**32 - 1),
    "dataseed": (0, 2**32 - 1),
    "learning_rate": (0.00001, 10.0),
    "period": (1, 100_000),
    "clip": (0.001, 1000.0),
    "penalty_rate": (0.0, 10.0),
}


@st.composite
def valid_settings(draw):
    """Settings as a description keeps them: features in their registry's order, a single layer's activation as one."""
    named = {name: draw(st.integers(*LIMITS[name])) for name in WHOLE if name != "batch_size"}
    at_least = named["n"] * named["split"] // 100  # examples for training
    hidden = tuple(draw(st.lists(st.integers(1, 16), max_size=6)))
    one, each = st.sampled_from(list(ACTIVATIONS)), None
    if len(hidden) > 1:
        each = st.tuples(*[one] * len(hidden))
    wanted = draw(st.sets(st.sampled_from(list(FEATURES)), min_size=1))
    return (
        named
        | {name: draw(st.sampled_from(list(options))) for name, options in CHOICES.items()}
        | draw(st.sampled_from([{"dataset": name, "points": ""} for name in DATASETS]))
        | {name: draw(st.floats(*LIMITS[name])) for name in REAL}
        | {
            "features": tuple(name for name in FEATURES if name in wanted),
            "hidden": hidden,
            "activation": draw(one if each is None else one | each),
            "batch_size": draw(st.integers(1, at_least)),
            "clip": draw(st.none() | st.floats(*LIMITS["clip"])),
        }
    )


def assert_plain(description):
    for name in WHOLE:
        assert type(getattr(description, name)) is int
    for name in REAL:
        assert type(getattr(description, name)) is float
    assert description.clip is None or type(description.clip) is float
    for name in CHOICES:
        assert type(getattr(description, name)) is str
    assert type(description.hidden) is tuple and all(type(size) is int for size in description.hidden)
    assert type(description.features) is tuple and all(type(name) is str for name in description.features)
    if type(description.activation) is not str:
        assert type(description.activation) is tuple and all(type(name) is str for name in description.activation)


OWN = {"dataset": "own", "points": encode([[1.5, -2], [0, 3], [6, -6], [-6, 6]], [0, 1, 1, 0])}

# --- valid values


@given(valid_settings())
def test_valid_settings_are_kept_and_make_equal_hashable_objects(named):
    description = Description(**named)
    assert dataclasses.asdict(description) == named
    assert_plain(description)
    again = Description(**named)
    assert description == again and hash(description) == hash(again)
    assert {description: 1}[again] == 1
    assert dataclasses.replace(description) == description


@given(valid_settings())
def test_a_description_survives_json(named):
    description = Description(**named)
    back = Description(**json.loads(json.dumps(dataclasses.asdict(description))))
    assert back == description and hash(back) == hash(description)
    assert_plain(back)


@given(valid_settings())
def test_numpys_numbers_and_lists_are_kept_as_plain_ones(named):
    numpys = {name: np.int64(named[name]) for name in WHOLE}
    numpys |= {name: np.float64(named[name]) for name in REAL}
    numpys |= {name: np.str_(named[name]) for name in CHOICES}
    numpys["clip"] = None if named["clip"] is None else np.float64(named["clip"])
    numpys["features"] = [np.str_(name) for name in named["features"]]
    if isinstance(named["activation"], tuple):
        numpys["activation"] = [np.str_(name) for name in named["activation"]]
    numpys["hidden"] = [np.int32(size) for size in named["hidden"]]
    description = Description(**named | numpys)
    assert description == Description(**named)
    assert hash(description) == hash(Description(**named))
    assert_plain(description)


@given(valid_settings(), valid_settings(), st.data())
def test_one_setting_that_differs_makes_another_description(named, other, data):
    # A batch size needs the points it is of, and activations for each layer the layers they are of.
    apart = {"n", "split", "batch_size", "hidden", "activation"}
    name = data.draw(st.sampled_from([name for name in named if name not in apart]))
    changed = named | {name: other[name]}
    assert (Description(**changed) == Description(**named)) == (other[name] == named[name])


@pytest.mark.parametrize(
    ("name", "value", "other"),
    [("hidden", (4, 2), (2, 4)), ("hidden", (4,), (4, 4)), ("activation", "tanh", ("tanh", "relu")), ("n", 500, 501),
     ("activation", ("relu", "tanh"), ("tanh", "relu")), ("split", 50, 51), ("batch_size", 10, 11)],
)  # fmt: skip
def test_other_layers_activations_points_and_batches_make_another_description(name, value, other):
    assert Description(**{name: value}) != Description(**{name: other})


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Description)])
def test_no_setting_can_be_changed(field):
    description = Description()
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(description, field, getattr(description, field))


@pytest.mark.parametrize("name", LIMITS)
def test_both_limits_are_allowed(name):
    for limit in LIMITS[name]:
        assert getattr(Description(batch_size=1, **{name: limit}), name) == limit


@pytest.mark.parametrize("name", [*REAL, "clip"])
def test_a_whole_number_where_any_will_do_becomes_a_float(name):
    assert type(getattr(Description(**{name: 1}), name)) is float


def test_a_description_without_anything_said_is_the_one_the_course_begins_with():
    """Links that were shared leave out what is as it was: none of these may ever change."""
    assert dataclasses.asdict(Description()) == {
        "dataset": "circle", "noise": 0, "split": 50, "n": 500, "dataseed": 0, "features": ("x1", "x2"),
        "hidden": (4, 2), "activation": "tanh", "initialiser": "uniform", "seed": 0, "order": "shuffled",
        "optimiser": "sgd", "learning_rate": 0.03, "schedule": "constant", "period": 100, "batch_size": 10,
        "clip": None, "penalty": "none", "penalty_rate": 0.001, "points": "",
    }  # fmt: skip


# --- own points


def test_own_points_bring_their_number_along_and_take_no_noise():
    description = Description(**OWN, noise=20, n=300, batch_size=2)
    assert (description.n, description.noise, description.n_train, description.task) == (4, 0, 2, "classification")
    back = Description(**json.loads(json.dumps(dataclasses.asdict(description))))
    assert back == description and hash(back) == hash(description)


def test_other_own_points_make_another_description():
    other = encode([[1.5, -2], [0, 3], [6, -6], [-6, 5.99]], [0, 1, 1, 0])
    assert Description(**OWN, batch_size=1) != Description(**OWN | {"points": other}, batch_size=1)


def test_another_data_set_has_no_own_points():
    assert Description(**OWN | {"dataset": "xor"}) == Description(dataset="xor")


@pytest.mark.parametrize("labels", [[], [0, 0], [1, 1, 1]], ids=str)
def test_own_points_must_be_of_both_classes(labels):
    points = encode(np.zeros((len(labels), 2)), labels)
    expected = "points must include both classes: at least one of class 0 and one of class 1."
    assert refusal(Description, dataset="own", points=points) == expected
    assert refusal(Description, dataset="own") == expected


@pytest.mark.parametrize("text", ["1", "0abc", "1!", None, 7, "1" + "A" * 50_000, OWN["points"][:-4]], ids=repr)
def test_a_text_that_is_no_points_is_refused(text):
    assert refusal(Description, dataset="own", points=text) == (
        "points are damaged: their text was cut short or altered in transit."
    )


def test_what_may_change_on_the_way_is_the_learning_rate_the_batch_size_and_the_penalty_rate():
    assert set(LIVE) == {"learning_rate", "batch_size", "penalty_rate"}


# --- features, activations and the task


def test_features_come_back_in_the_order_of_their_registry():
    assert Description(features=["sinx2", "x1x2", "x2", "x1"]).features == ("x1", "x2", "x1x2", "sinx2")
    assert Description(features=("x2", "x1")) == Description()


@pytest.mark.parametrize(
    ("features", "sizes"), [(("x2",), (1, 4, 2, 1)), (("x1", "sinx1", "x2sq"), (3, 4, 2, 1)), (FEATURES, (7, 4, 2, 1))]
)
def test_there_is_an_input_for_every_feature(features, sizes):
    assert Description(features=tuple(features)).sizes == sizes


def test_one_activation_is_that_of_all_hidden_layers():
    assert Description(hidden=(4, 2, 3), activation="elu").activations == ("elu", "elu", "elu", "sigmoid")


def test_activations_may_differ_by_layer():
    description = Description(hidden=(4, 2, 3), activation=["elu", "relu", "elu"])
    assert description.activation == ("elu", "relu", "elu")
    assert description.activations == ("elu", "relu", "elu", "sigmoid")


def test_the_activation_of_a_single_hidden_layer_is_one_for_all():
    assert Description(hidden=(4,), activation=("silu",)) == Description(hidden=(4,), activation="silu")


@pytest.mark.parametrize("hidden", [(4, 2), (1,) * 6])
def test_equal_activations_for_each_layer_stay_a_name_for_each(hidden):
    each = Description(hidden=hidden, activation=["silu"] * len(hidden))
    assert each.activation == ("silu",) * len(hidden)
    assert each.activations == Description(hidden=hidden, activation="silu").activations


def test_without_hidden_layers_there_is_the_outputs_activation_alone():
    assert Description(hidden=(), activation="relu").activations == ("sigmoid",)


@pytest.mark.parametrize(
    ("datasets", "task", "output"), [(CLASSES, "classification", "sigmoid"), (SURFACES, "regression", "linear")]
)
def test_task_and_output_follow_from_the_data_set(datasets, task, output):
    for dataset in datasets:
        description = Description(dataset=dataset, hidden=(4, 2))
        assert description.task == task and task in TASKS
        assert description.activations == ("tanh", "tanh", output)


def test_six_layers_of_sixteen_neurons_and_none_at_all_are_allowed():
    assert Description(hidden=(16,) * 6).sizes == (2, 16, 16, 16, 16, 16, 16, 1)
    assert Description(hidden=[]).sizes == (2, 1)


def test_the_batch_may_hold_all_training_examples():
    assert Description(n=100, split=30, batch_size=30).batch_size == 30


@pytest.mark.parametrize(
    ("n", "split", "n_train"),
    [(500, 50, 250), (10, 10, 1), (10, 90, 9), (11, 90, 10), (999, 33, 330), (5000, 90, 4500)],
)
def test_the_training_set_is_its_share_of_the_points(n, split, n_train):
    assert Description(n=n, split=split, batch_size=1).n_train == n_train


@given(st.integers(10, 5000), st.integers(10, 90))
def test_neither_training_nor_test_set_is_ever_empty(n, split):
    n_train = Description(n=n, split=split, batch_size=1).n_train
    assert 1 <= n_train <= n - 1
    assert abs(n_train - n * split / 100) <= 0.5


# --- values out of place

TEXTS = (None, True, b"circle", "", "Circle", "no such thing", 1, ["circle"], ("tanh",), np.array(["tanh", "relu"]))
NO_NUMBERS = (None, True, False, np.True_, "1", "", [1], (1,), {}, 1j, float("nan"), float("inf"), -float("inf"))
NO_WHOLE = (*NO_NUMBERS, 20.0, 20.5, np.float64(20.0), np.array([20]))
NO_HIDDEN = (None, True, 4, 4.0, "4-2", "none", {4, 2}, {4: 2}, np.array([4, 2]), range(2))
NO_SIZE = (0, -1, 17, 4.0, True, None, "4", float("nan"), (4,), [])

NO_ACTIVATION = (*(value for value in TEXTS if not isinstance(value, (list, tuple))), {"tanh"}, {"tanh": 1})
NO_FEATURES = (None, True, 1, "x1", "x1,x2", b"x1", {"x1"}, {"x1": 1}, np.array(["x1"]), [], (), ["x1"] * 8)

INVALID = [
    *((name, value, list(options)) for name, options in CHOICES.items() for value in (*TEXTS, ["none"], ("sgd",))),
    *(("activation", value, list(ACTIVATIONS)) for value in NO_ACTIVATION),
    *(("activation", [value, "tanh"], ["layer 1", *ACTIVATIONS]) for value in TEXTS),
    *(("activation", ("relu", value), ["layer 2", *ACTIVATIONS]) for value in TEXTS),
    *(("activation", names, ["each of the 2", f"{len(names)} names"]) for names in ((), ["relu"], ("tanh",) * 3)),
    *(("features", value, list(FEATURES)) for value in NO_FEATURES),
    *(("features", ["x1", value, "x2"], ["number 2", *FEATURES]) for value in TEXTS),
    *(("features", value, ["differ"]) for value in (["x1", "x1"], ("x1", "x2", "sinx1", "x2"), ["x2"] * 7)),
    *(("dataset", name, list(DATASETS)) for name in ACTIVATIONS),
    *(("noise", value, ["0", "50"]) for value in (*NO_WHOLE, -1, 51, 10**30)),
    *(("split", value, ["10", "90"]) for value in (*NO_WHOLE, 9, 91, 0, 100, -50)),
    *(("n", value, ["10", "5000"]) for value in (*NO_WHOLE, 9, 5001, 0, -500)),
    *(("seed", value, ["0", "4294967295"]) for value in (*NO_WHOLE, -1, 2**32)),
    *(("dataseed", value, ["0", "4294967295"]) for value in (*NO_WHOLE, -1, 2**32)),
    *(("learning_rate", value, ["10"]) for value in (*NO_NUMBERS, 0, 0.0, -0.03, 0.0000099, 10.0001, 1e300)),
    *(("period", value, ["1", "100000"]) for value in (*NO_WHOLE, 0, -1, 100_001)),
    *(("clip", value, ["0.001", "1000"]) for value in (*NO_NUMBERS[1:], 0, -1, 0.0009999, 1000.1, 10**400)),
    *(("penalty_rate", value, ["0", "10"]) for value in (*NO_NUMBERS, -0.001, 10.0001, 10**400)),
    *(("batch_size", value, ["1", "250"]) for value in (*NO_WHOLE, 0, -1, 251, 500)),
    *(("hidden", value, ["0 to 6"]) for value in NO_HIDDEN),
    *(("hidden", (8, size, 8), ["layer 2", "1", "16"]) for size in NO_SIZE),
    ("hidden", (1,) * 7, ["6 layers"]),
    ("hidden", [16] * 100, ["6 layers"]),
]


@pytest.mark.parametrize(("name", "value", "allowed"), INVALID, ids=lambda value: repr(value)[:30])
def test_an_invalid_value_is_refused_by_a_sentence_that_names_the_setting_and_what_is_allowed(name, value, allowed):
    message = refusal(Description, **{name: value})
    assert message.startswith(name)
    assert all(part in message for part in allowed)


@pytest.mark.parametrize("names", [(), [], ("tanh",), ("tanh", "relu")])
def test_without_hidden_layers_there_are_no_activations_to_name(names):
    assert refusal(Description, hidden=(), activation=names).startswith("activation must be one name for all")


def test_the_largest_batch_is_that_of_the_training_set_asked_for():
    with pytest.raises(ValueError, match=r"^batch_size must be .*from 1 to 30\b"):
        Description(n=100, split=30, batch_size=31)


def test_a_setting_that_does_not_exist_is_refused():
    with pytest.raises(TypeError, match="momentum"):
        Description(momentum=0.9)
