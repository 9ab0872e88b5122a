"""Tests that a description keeps valid settings as plain, frozen values and refuses all others in a sentence."""

import dataclasses
import json
import math

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


# Strategies that are made once: to make them for every example would take most of the time.
NAMED = st.fixed_dictionaries(
    {name: st.integers(*LIMITS[name]) for name in WHOLE if name != "batch_size"}
    | {name: st.sampled_from(list(options)) for name, options in CHOICES.items()}
    | {name: st.floats(*LIMITS[name]) for name in REAL}
    | {
        "dataset": st.sampled_from(list(DATASETS)),
        "points": st.just(""),
        "clip": st.none() | st.floats(*LIMITS["clip"]),
    }
)
LAYERS = st.lists(st.tuples(st.integers(1, 16), st.sampled_from(list(ACTIVATIONS))), max_size=6)
SOME_FEATURES = st.sets(st.sampled_from(list(FEATURES)), min_size=1)


@st.composite
def valid_settings(draw):
    """Settings as a description keeps them: features in their registry's order, a single layer's activation as one."""
    named, layers, wanted = draw(NAMED), draw(LAYERS), draw(SOME_FEATURES)
    at_least = named["n"] * named["split"] // 100  # examples for training
    activations = tuple(name for _size, name in layers)
    if len(layers) < 2 or draw(st.booleans()):
        activations = activations[0] if layers else "relu"
    return named | {
        "features": tuple(name for name in FEATURES if name in wanted),
        "hidden": tuple(size for size, _name in layers),
        "activation": activations,
        "batch_size": draw(st.integers(1, at_least)),
    }


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


@given(valid_settings(), NAMED, st.sampled_from(["noise", "seed", "dataseed", "period", *REAL, "clip", *CHOICES]))
def test_one_setting_that_differs_makes_another_description(named, other, name):
    changed = named | {name: other[name]}
    assert (Description(**changed) == Description(**named)) == (other[name] == named[name])


def test_other_layers_activations_features_points_and_batches_make_another_description():
    for name, value, other in (
        ("hidden", (4, 2), (2, 4)), ("hidden", (4,), (4, 4)), ("activation", "tanh", ("tanh", "relu")), ("n", 500, 501),
        ("activation", ("relu", "tanh"), ("tanh", "relu")), ("split", 50, 51), ("batch_size", 10, 11),
        ("features", ("x1",), ("x1", "x2")),
    ):  # fmt: skip
        assert Description(**{name: value}) != Description(**{name: other}), name


def test_no_setting_can_be_changed():
    description = Description()
    for name, value in dataclasses.asdict(description).items():
        with pytest.raises(dataclasses.FrozenInstanceError, match=name):
            setattr(description, name, value)


def test_both_limits_are_allowed():
    for name, limits in LIMITS.items():
        for limit in limits:
            assert getattr(Description(batch_size=1, **{name: limit}), name) == limit, name


def test_a_whole_number_where_any_will_do_becomes_a_float():
    for name in (*REAL, "clip"):
        assert type(getattr(Description(**{name: 1}), name)) is float, name


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


def test_own_points_must_be_of_both_classes():
    expected = "points must include both classes: at least one of class 0 and one of class 1."
    assert refusal(Description, dataset="own") == expected
    for labels in ([], [0, 0], [1, 1, 1]):
        points = encode(np.zeros((len(labels), 2)), labels)
        assert refusal(Description, dataset="own", points=points) == expected, labels


def test_a_text_that_is_no_points_is_refused():
    for text in (None, 7, "1!", OWN["points"][:-4]):  # see test_own.py for others
        assert refusal(Description, dataset="own", points=text) == (
            "points are damaged: their text was cut short or altered in transit."
        ), text


def test_what_may_change_on_the_way_is_the_learning_rate_the_batch_size_and_the_penalty_rate():
    assert set(LIVE) == {"learning_rate", "batch_size", "penalty_rate"}


# --- features, activations and the task


def test_features_come_back_in_the_order_of_their_registry():
    assert Description(features=["sinx2", "x1x2", "x2", "x1"]).features == ("x1", "x2", "x1x2", "sinx2")
    assert Description(features=("x2", "x1")) == Description()


def test_there_is_an_input_for_every_feature():
    assert Description(features=("x2",)).sizes == (1, 4, 2, 1)
    assert Description(features=tuple(FEATURES)).sizes == (7, 4, 2, 1)


def test_one_activation_is_that_of_all_hidden_layers():
    assert Description(hidden=(4, 2, 3), activation="elu").activations == ("elu", "elu", "elu", "sigmoid")


def test_activations_may_differ_by_layer():
    description = Description(hidden=(4, 2, 3), activation=["elu", "relu", "elu"])
    assert description.activation == ("elu", "relu", "elu")
    assert description.activations == ("elu", "relu", "elu", "sigmoid")


def test_the_activation_of_a_single_hidden_layer_is_one_for_all():
    assert Description(hidden=(4,), activation=("silu",)) == Description(hidden=(4,), activation="silu")


def test_equal_activations_for_each_layer_stay_a_name_for_each():
    each = Description(hidden=(4, 2, 3), activation=["silu"] * 3)
    assert each.activation == ("silu",) * 3
    assert each.activations == Description(hidden=(4, 2, 3), activation="silu").activations


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


@given(st.integers(10, 5000), st.integers(10, 90))
def test_neither_training_nor_test_set_is_ever_empty(n, split):
    n_train = Description(n=n, split=split, batch_size=1).n_train
    assert 1 <= n_train <= n - 1
    assert abs(n_train - n * split / 100) <= 0.5


# --- invalid values: of each setting a few, for it is nn_core.checks that refuses them, see test_checks.py

# setting: a number just below its limits, the limits as they are told, and a number just above
BEYOND = {
    "noise": (-1, "0 to 50", 51),
    "split": (9, "10 to 90", 91),
    "n": (9, "10 to 5000", 5001),
    "seed": (-1, "0 to 4294967295", 2**32),
    "dataseed": (-1, "0 to 4294967295", 2**32),
    "learning_rate": (0.0000099, "0.00001 to 10", 10.0001),
    "period": (0, "1 to 100000", 100_001),
    "clip": (0.0009999, "0.001 to 1000", 1000.1),
    "penalty_rate": (-0.001, "0 to 10", 10.0001),
    "batch_size": (0, "1 to 250", 251),
}


def test_a_number_beyond_its_limits_and_what_is_no_number_are_refused():
    for name in BEYOND:
        below, limits, above = BEYOND[name]
        for value in (below, above, True, "1", [1], math.nan, *([20.5] if name in WHOLE else [])):
            message = refusal(Description, **{name: value})
            assert message.startswith(f"{name} must be a ") and f" number from {limits}, not " in message, message


def test_of_the_numbers_only_clip_may_be_none():
    assert Description(clip=None).clip is None
    for name in {*BEYOND} - {"clip"}:
        assert refusal(Description, **{name: None}).startswith(f"{name} must be a "), name


def test_a_name_that_is_no_option_is_refused():
    for name in [*CHOICES, "activation"]:
        options = ", ".join({**CHOICES, "activation": ACTIVATIONS}[name])
        for value in (None, 1, "", "no such thing", b"tanh", {"tanh"}, np.array(["tanh", "relu"])):
            message = refusal(Description, **{name: value})
            assert message.startswith(f"{name} must be one of {options}, not "), message
        if name != "activation":
            assert refusal(Description, **{name: ["sgd"]}) == f"{name} must be one of {options}, not ['sgd'].", name


def test_an_activation_or_a_feature_that_is_no_option_is_refused_by_its_number():
    for value in (None, "Tanh", ["tanh"]):
        for number, names in ((1, [value, "tanh"]), (2, ("relu", value))):
            message = refusal(Description, activation=names)
            assert message.startswith(f"activation, layer {number}, must be one of {', '.join(ACTIVATIONS)}, not ")
        message = refusal(Description, features=["x1", value, "x2"])
        assert message.startswith(f"features, number 2, must be one of {', '.join(FEATURES)}, not "), message


def test_there_must_be_an_activation_for_each_hidden_layer():
    for names in ((), ["relu"], ("tanh",) * 3):
        end = f"or one for each of the 2, not {len(names)} names."
        assert refusal(Description, activation=names).endswith(end), names


def test_features_must_be_a_list_of_different_ones():
    for value in (None, "x1", {"x1"}, {"x1": 1}, np.array(["x1"]), [], ["x1"] * 8):
        message = refusal(Description, features=value)
        assert message.startswith(f"features must be a list of 1 to 7 of {', '.join(FEATURES)}, not "), message
    for value in (["x1", "x1"], ("x1", "x2", "sinx1", "x2")):
        assert refusal(Description, features=value).startswith("features must differ from each other, not "), value


def test_hidden_layers_must_be_a_list_of_at_most_six_numbers_of_neurons():
    for value in (None, 4, "4-2", {4, 2}, np.array([4, 2]), range(2)):
        assert refusal(Description, hidden=value).startswith("hidden must be a list of 0 to 6 numbers of neurons, "), (
            value
        )
    for size in (0, 17, 4.0, True, "4", (4,)):
        message = refusal(Description, hidden=(8, size, 8))
        assert message.startswith("hidden, layer 2, must be a whole number from 1 to 16, not "), message
    assert refusal(Description, hidden=(1,) * 7) == "hidden must have at most 6 layers, not 7."


def test_without_hidden_layers_there_are_no_activations_to_name():
    for names in ((), ("tanh",)):
        assert refusal(Description, hidden=(), activation=names).startswith("activation must be one name for all"), (
            names
        )


def test_the_largest_batch_is_that_of_the_training_set_asked_for():
    with pytest.raises(ValueError, match=r"^batch_size must be .*from 1 to 30\b"):
        Description(n=100, split=30, batch_size=31)


def test_a_setting_that_does_not_exist_is_refused():
    with pytest.raises(TypeError, match="momentum"):
        Description(momentum=0.9)
