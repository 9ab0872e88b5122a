"""Tests that the controls' values stand for settings, both ways, and that a batch never exceeds the training set."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nn_core import (
    FEATURES,
    Description,
)
from nn_core.description import MAX_LAYERS
from nn_core.own import encode
from playground import controls
from playground.choices import EACH, NEURONS_OF_A_NEW_LAYER
from playground.control_groups import in_use
from playground.settings import Settings
from tests.playground.test_address import any_settings


def state(description, **changed):
    """The controls that show this description, after a person has changed some."""
    return controls.values(Settings(description)) | changed


def read(description, **changed):
    """What `controls.read` makes of changed controls: (description, sentences)."""
    wanted, notes = controls.read(Settings(description), state(description, **changed))
    return wanted.description, notes


@settings(max_examples=200)
@given(any_settings(), st.data())
def test_controls_that_show_settings_are_read_as_these_settings(shown, data):
    before = data.draw(any_settings())
    points = shown.description.points
    if before.description.points and points:  # a change of the points themselves is none of the controls'
        before = before.with_value("batch_size", 1).with_value("points", points)
    wanted, notes = controls.read(before, controls.values(shown) | {"own_points": points})
    assert wanted == replace(before, description=shown.description)
    assert notes == []


def test_settings_stand_as_long_as_nothing_is_changed():
    chosen = Settings(Description(dataset="xor", hidden=(3,)), stop=7)
    assert controls.read(chosen, {}) == (chosen, [])


def test_a_changed_control_changes_its_own_setting():
    for key, value in [
        ("dataset", "moons"),
        ("noise", 15),
        ("split", 80),
        ("n", 200),
        ("dataseed", 7),
        ("activation", "relu"),
        ("seed", 3),
        ("learning_rate", 0.3),
        ("batch_size", 1),
        ("initialiser", "he"),
        ("order", "sorted"),
        ("optimiser", "adam"),
        ("schedule", "cosine"),
        ("period", 20),
        ("clip", 0.3),
        ("penalty", "l1"),
        ("penalty_rate", 0.1),
    ]:
        assert read(Description(), **{key: value}) == (replace(Description(), **{key: value}), []), (key, value)


@pytest.mark.parametrize(
    ("changed", "hidden"),
    [
        ({"neurons_2": 9}, (8, 9)),
        ({"layers": 1}, (8,)),
        ({"layers": 0}, ()),
        ({"layers": 3}, (8, 2, 4)),
        ({"layers": 6}, (8, 2, 4, 4, 4, 4)),
    ],
    ids=str,
)
def test_layers_come_with_four_neurons_and_go_from_the_end(changed, hidden):
    description, notes = read(Description(hidden=(8, 2)), **changed)
    assert (description.hidden, notes) == (hidden, [])


@pytest.mark.parametrize(("changed", "n_train"), [({"n": 20}, 10), ({"split": 10}, 50)], ids=str)
def test_a_batch_is_reduced_with_a_sentence_when_the_training_set_becomes_smaller(changed, n_train):
    description, (note,) = read(Description(batch_size=100), **changed)
    assert description.batch_size == description.n_train == n_train
    assert note == f"A batch size of 100 is more than the {n_train} training points; it is now {n_train}."


def test_a_batch_of_the_whole_training_set_needs_no_sentence():
    description, notes = read(Description(batch_size=50), n=100)
    assert (description.batch_size, notes) == (50, [])


# --- the fold of further options


@pytest.mark.parametrize(
    ("before", "task", "dataset"),
    [("circle", "regression", "plane"), ("hills", "classification", "circle"), ("hills", "regression", "hills")],
)
def test_another_task_brings_its_first_data_set(before, task, dataset):
    description, notes = read(Description(dataset=before), task=task)
    assert (description, notes) == (replace(Description(), dataset=dataset), [])


def test_inputs_come_in_the_order_of_their_registry():
    assert read(Description(), features=["sinx1", "x1"])[0].features == ("x1", "sinx1")


def test_the_last_input_stays_with_a_sentence():
    description, (note,) = read(Description(features=("x1", "x2sq")), features=[])
    assert description.features == ("x1", "x2sq")
    assert note == "The network needs at least one input; it keeps x₁, x₂²."


POINTS = encode([[1, 2], [3, 4], [-1, 0]], [0, 1, 1])


def test_own_points_of_the_session_become_the_data_set():
    described, notes = read(Description(noise=20, batch_size=1), dataset="own", own_points=POINTS)
    assert (described.dataset, described.points, described.n, described.noise) == ("own", POINTS, 3, 0)
    assert notes == []


@pytest.mark.parametrize("held", [{}, {"own_points": ""}, {"own_points": encode([[1, 2]], [1])}], ids=str)
def test_without_own_points_of_both_classes_the_data_set_stays_with_a_sentence(held):
    described, (note,) = read(Description(n=300), dataset="own", **held)
    assert described == Description(n=300)
    assert note == "You have no points of both classes yet: draw or load some on the page Your data."


def test_from_few_own_points_the_way_leads_back_to_any_data_set():
    own = Description(dataset="own", points=POINTS, batch_size=1)
    described, notes = read(own, dataset="xor")
    assert (described.dataset, described.n, described.points, notes) == ("xor", 500, "", [])


def test_own_points_go_with_a_change_of_another_setting():
    own = Description(dataset="own", points=POINTS, batch_size=1)
    assert read(own, hidden=(3,), seed=5, n=400) == (replace(own, seed=5), [])


def test_no_clipping_is_a_choice_of_its_own():
    assert read(Description(clip=1.0), clip=controls.NO_CLIP)[0].clip is None
    assert controls.values(Settings(Description()))["clip"] == controls.NO_CLIP


def test_each_layer_may_have_an_activation_of_its_own():
    for changed, activation in [
        ({}, ("relu", "elu")),
        ({"activation": "tanh"}, "tanh"),
        ({"activation_2": "silu"}, ("relu", "silu")),
        ({"activation_2": "relu"}, ("relu", "relu")),
        ({"layers": 1}, "relu"),
        ({"layers": 0}, "tanh"),
        ({"layers": 4}, ("relu", "elu", "elu", "elu")),
    ]:
        description, notes = read(Description(hidden=(3, 3), activation=("relu", "elu")), **changed)
        assert (description.activation, notes) == (activation, []), (changed, activation)


def test_one_activation_for_each_layer_begins_with_the_one_there_was():
    description, _ = read(Description(hidden=(3, 3), activation="relu"), activation=EACH)
    assert description.activation == ("relu", "relu")
    assert controls.values(Settings(description))["activation"] == EACH


def test_what_is_in_use_behind_the_fold_is_said_outside():
    for fields, words in [
        ({}, []),
        ({"learning_rate": 1.0, "dataset": "xor", "seed": 7, "period": 20, "penalty_rate": 0.1}, []),
        ({"features": ("x1", "x1x2"), "optimiser": "adam"}, ["x₁, x₁x₂", "Adam"]),
        ({"dataset": "hills", "initialiser": "zeros"}, ["Values (regression)", "zeros"]),
        ({"order": "sorted"}, ["sorted by label"]),
        (
            {"schedule": "step", "clip": 0.3, "penalty": "l2"},
            ["in steps over 100 epochs", "clipped at 0.3", "L2 0.001"],
        ),
    ]:
        assert in_use(Description(**fields)) == words, fields


def test_layers_of_the_usual_size_may_be_as_many_as_there_can_be():
    Description(hidden=(NEURONS_OF_A_NEW_LAYER,) * MAX_LAYERS)


PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just(2**63 - 1), st.floats(), st.text(), st.binary(),
    st.lists(st.one_of(st.integers(), st.text(), st.sampled_from(list(FEATURES))), max_size=9),
)  # fmt: skip
ANYTHING = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(sorted(controls.values(Settings()))), ANYTHING, min_size=1, max_size=3))
def test_controls_that_hold_anything_are_read_as_settings_that_there_can_be(held):
    before = Settings(Description(hidden=(3, 3), activation=("relu", "elu")))
    wanted, notes = controls.read(before, state(before.description, **held))
    assert isinstance(wanted.description, Description)  # which refuses to exist with anything that is not legal
    assert all(isinstance(sentence, str) for sentence in notes)


@pytest.mark.parametrize("key", ["layers", "n", "split", "batch_size", "neurons_1"])
def test_a_number_that_no_control_offers_asks_for_nothing_and_takes_no_time(key):
    assert read(Description(), **{key: 2**63 - 1})[0] in (Description(), Description(batch_size=250))
