"""Tests that a description keeps valid settings as plain, frozen values and refuses all others in a sentence."""

import dataclasses
import json

import numpy as np
import pytest
from core_helpers import refusal
from hypothesis import given, settings
from hypothesis import strategies as st

from nn_core import ACTIVATIONS, DATASETS, Description

WHOLE = ("noise", "split", "n", "dataseed", "seed", "batch_size")
LIMITS = {
    "noise": (0, 50),
    "split": (10, 90),
    "n": (10, 5000),
    "seed": (0, 2**32 - 1),
    "dataseed": (0, 2**32 - 1),
    "learning_rate": (0.00001, 10.0),
}


@st.composite
def valid_settings(draw):
    named = {name: draw(st.integers(*LIMITS[name])) for name in ("noise", "split", "n", "seed", "dataseed")}
    at_least = named["n"] * named["split"] // 100  # examples for training
    return named | {
        "dataset": draw(st.sampled_from(list(DATASETS))),
        "activation": draw(st.sampled_from(list(ACTIVATIONS))),
        "hidden": tuple(draw(st.lists(st.integers(1, 16), max_size=6))),
        "learning_rate": draw(st.floats(*LIMITS["learning_rate"])),
        "batch_size": draw(st.integers(1, at_least)),
    }


def assert_plain(description):
    for name in WHOLE:
        assert type(getattr(description, name)) is int
    assert type(description.learning_rate) is float
    assert type(description.dataset) is type(description.activation) is str
    assert type(description.hidden) is tuple and all(type(size) is int for size in description.hidden)


# --- valid values


@settings(deadline=None)
@given(valid_settings())
def test_valid_settings_are_kept_and_make_equal_hashable_objects(named):
    description = Description(**named)
    assert dataclasses.asdict(description) == named
    assert_plain(description)
    again = Description(**named)
    assert description == again and hash(description) == hash(again)
    assert {description: 1}[again] == 1
    assert dataclasses.replace(description) == description


@settings(deadline=None)
@given(valid_settings())
def test_a_description_survives_json(named):
    description = Description(**named)
    back = Description(**json.loads(json.dumps(dataclasses.asdict(description))))
    assert back == description and hash(back) == hash(description)
    assert_plain(back)


@settings(deadline=None)
@given(valid_settings())
def test_numpys_numbers_and_lists_are_kept_as_plain_ones(named):
    numpys = {name: np.int64(named[name]) for name in WHOLE}
    numpys["learning_rate"] = np.float64(named["learning_rate"])
    numpys["hidden"] = [np.int32(size) for size in named["hidden"]]
    description = Description(**named | numpys)
    assert description == Description(**named)
    assert hash(description) == hash(Description(**named))
    assert_plain(description)


@settings(deadline=None)
@given(valid_settings(), valid_settings(), st.data())
def test_one_setting_that_differs_makes_another_description(named, other, data):
    name = data.draw(st.sampled_from(["dataset", "noise", "dataseed", "hidden", "activation", "seed", "learning_rate"]))
    changed = named | {name: other[name]}
    assert (Description(**changed) == Description(**named)) == (other[name] == named[name])


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Description)])
def test_no_setting_can_be_changed(field):
    description = Description()
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(description, field, getattr(description, field))


@pytest.mark.parametrize("name", LIMITS)
def test_both_limits_are_allowed(name):
    for limit in LIMITS[name]:
        assert getattr(Description(batch_size=1, **{name: limit}), name) == limit


def test_a_whole_learning_rate_becomes_a_float():
    assert type(Description(learning_rate=1).learning_rate) is float


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


@settings(deadline=None)
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

INVALID = [
    *(("dataset", value, list(DATASETS)) for value in TEXTS),
    *(("activation", value, list(ACTIVATIONS)) for value in TEXTS),
    *(("dataset", name, list(DATASETS)) for name in ACTIVATIONS),
    *(("noise", value, ["0", "50"]) for value in (*NO_WHOLE, -1, 51, 10**30)),
    *(("split", value, ["10", "90"]) for value in (*NO_WHOLE, 9, 91, 0, 100, -50)),
    *(("n", value, ["10", "5000"]) for value in (*NO_WHOLE, 9, 5001, 0, -500)),
    *(("seed", value, ["0", "4294967295"]) for value in (*NO_WHOLE, -1, 2**32)),
    *(("dataseed", value, ["0", "4294967295"]) for value in (*NO_WHOLE, -1, 2**32)),
    *(("learning_rate", value, ["10"]) for value in (*NO_NUMBERS, 0, 0.0, -0.03, 0.0000099, 10.0001, 1e300)),
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


def test_the_largest_batch_is_that_of_the_training_set_asked_for():
    with pytest.raises(ValueError, match=r"^batch_size must be .*from 1 to 30\b"):
        Description(n=100, split=30, batch_size=31)


def test_a_setting_that_does_not_exist_is_refused():
    with pytest.raises(TypeError, match="momentum"):
        Description(momentum=0.9)
