"""Tests that the widgets' values stand for settings, both ways, and that a batch never exceeds the training set."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_playground_settings import any_settings

from nn_core import ACTIVATIONS, DATASETS, Description
from nn_core.description import LIMITS, MAX_LAYERS
from playground import controls
from playground.settings import Settings


class State(dict):
    """What the session state is to the controls: values by key, and by attribute."""

    __getattr__ = dict.__getitem__


def widgets(description, **changed):
    """The widgets that show this description, after a person has changed some."""
    return State(controls.values(Settings(description)) | changed)


def read(description, **changed):
    """What `controls.read` makes of changed widgets: (description, sentences)."""
    wanted, notes = controls.read(Settings(description), widgets(description, **changed))
    return wanted.description, notes


@settings(max_examples=200, deadline=None)
@given(any_settings(), st.data())
def test_widgets_that_show_settings_are_read_as_these_settings(shown, data):
    before = data.draw(any_settings())
    wanted, notes = controls.read(before, State(controls.values(shown)))
    assert wanted == replace(before, description=shown.description)
    assert notes == []


def test_settings_stand_as_long_as_no_widget_is_drawn():
    chosen = Settings(Description(dataset="xor", hidden=(3,)), stop=7)
    assert controls.read(chosen, State()) == (chosen, [])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("dataset", "moons"),
        ("noise", 15),
        ("split", 80),
        ("n", 200),
        ("dataseed", 7),
        ("activation", "relu"),
        ("seed", 3),
        ("learning_rate", 0.3),
        ("batch_size", 1),
    ],
)
def test_a_changed_widget_changes_its_own_setting(key, value):
    assert read(Description(), **{key: value}) == (replace(Description(), **{key: value}), [])


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
    assert note == f"A batch of 100 is more than the {n_train} training points there are; it is now all {n_train}."


def test_a_batch_of_the_whole_training_set_needs_no_sentence():
    description, notes = read(Description(batch_size=50), n=100)
    assert (description.batch_size, notes) == (50, [])


def test_every_choice_has_a_name_to_show():
    assert set(controls.NAMES) == {*DATASETS, *ACTIVATIONS}


def test_what_the_controls_offer_is_what_a_description_allows():
    for name, offered in (("learning_rate", controls.LEARNING_RATES), ("n", controls.POINTS)):
        assert list(offered) == sorted(set(offered))
        assert LIMITS[name][0] <= offered[0] and offered[-1] <= LIMITS[name][1]
        assert getattr(Description(), name) in offered
    Description(hidden=(controls.NEURONS_OF_A_NEW_LAYER,) * MAX_LAYERS)
