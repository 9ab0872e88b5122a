"""Tests that the playground mounts one live stage, and that its controls start, change or keep a run as they should."""

from dataclasses import replace

import numpy as np
import pytest

from nn_core import Description, Run
from playground import controls
from playground.address import to_query
from playground.choices import EACH
from playground.labels import stage_labels
from playground.presets import PRESETS
from playground.settings import Settings
from tests.helpers.pages import (
    answer,
    change,
    controls_on,
    opened,
    opening,
    options,
    panel,
    press,
    run_of,
    shown,
    stage,
    told,
)

DEFAULT = Description()
NEW_RUN = [  # controls changed, what becomes of the description, and what becomes of the address
    ({"dataset": "moons"}, {"dataset": "moons"}, {"dataset": "moons"}),
    ({"noise": 20}, {"noise": 20}, {"noise": "20"}),
    ({"split": 80}, {"split": 80}, {"split": "80"}),
    ({"n": 200}, {"n": 200}, {"n": "200"}),
    ({"dataseed": 7}, {"dataseed": 7}, {"dataseed": "7"}),
    ({"layers": 3}, {"hidden": (4, 2, 4)}, {"hidden": "4-2-4"}),
    ({"layers": 1}, {"hidden": (4,)}, {"hidden": "4"}),
    ({"layers": 0}, {"hidden": ()}, {"hidden": "none"}),
    ({"neurons_2": 16}, {"hidden": (4, 16)}, {"hidden": "4-16"}),
    ({"activation": "relu"}, {"activation": "relu"}, {"activation": "relu"}),
    ({"seed": 3}, {"seed": 3}, {"seed": "3"}),
    ({"task": "regression"}, {"dataset": "plane"}, {"dataset": "plane", "task": "regression"}),
    ({"features": ["x2", "x1sq"]}, {"features": ("x2", "x1sq")}, {"features": "x2-x1sq"}),
    ({"activation": EACH}, {"activation": ("tanh", "tanh")}, {"activation": "tanh-tanh"}),
    ({"initialiser": "he"}, {"initialiser": "he"}, {"init": "he"}),
    ({"order": "sorted"}, {"order": "sorted"}, {"order": "sorted"}),
    ({"optimiser": "adam"}, {"optimiser": "adam"}, {"optimiser": "adam"}),
    ({"schedule": "step"}, {"schedule": "step"}, {"schedule": "step"}),
    ({"clip": 0.3}, {"clip": 0.3}, {"clip": "0.3"}),
    ({"penalty": "l1"}, {"penalty": "l1"}, {"penalty": "l1"}),
]
SAME_RUN = [
    ({"learning_rate": 0.3}, {"lr": "0.3"}),
    ({"batch_size": 250}, {"batch": "250"}),
]


def assert_stage_shows(at, description):
    """The stage was given the points and the untrained network of this description."""
    header, numbers = answer(at)
    run = Run(description)
    assert header["sizes"] == list(description.sizes)
    assert (header["n"], header["n_train"]) == (description.n, description.n_train)
    np.testing.assert_array_equal(numbers[: 2 * description.n], run.points.coordinates.ravel().astype("float32"))
    parameters = run.record().parameters.astype("float32")
    np.testing.assert_array_equal(numbers[-parameters.size :], parameters)


def position(node):
    """The way down to the stage: which child of a node, which child of that, …; None if the node has no stage."""
    if node.type == "bidi_component":
        return ()
    ways = [(i, position(child)) for i, child in getattr(node, "children", {}).items()]
    return next(((i, *way) for i, way in ways if way is not None), None)


# --- the stage


def test_the_playground_mounts_one_stage_with_an_opening():
    at = opened()
    header = opening(at)
    assert header["labels"] == stage_labels()
    assert header["view"] == {"number": 1, "reseed": True, "speed": "60", "stop": None, "target": None}
    assert_stage_shows(at, DEFAULT)


def test_the_stage_keeps_its_place_whatever_changes():
    def place(at):
        """What the browser knows a component by: its id, and where it is among the parts of the page."""
        return stage(at).id, position(at.main)

    at = opened(noise="77")
    assert told(at)
    first = place(at)
    for changed in ({"layers": 6}, {"n": 50}, {"learning_rate": 1.0}):
        assert place(change(at, **changed)) == first
    assert not told(at)
    assert place(press(at, "spiral")) == first


def test_two_visitors_have_runs_of_their_own():
    first, second = opened(), opened()
    run = run_of(first)
    change(second, dataset="xor")
    assert run_of(first.run()) == run != run_of(second)
    assert first.query_params["dataset"] == "circle"


# --- controls


def test_the_controls_show_the_settings():
    assert shown(opened()) == controls.values(Settings())


def test_a_control_that_makes_another_network_or_data_starts_a_new_run():
    for changed, description, address in NEW_RUN:
        at = opened()
        token, _ = run_of(at)
        change(at, **changed)
        new_token, revision = run_of(at)
        assert new_token != token, (changed, description)
        assert revision == 0, (changed, description)
        assert_stage_shows(at, replace(DEFAULT, **description))
        assert at.query_params == to_query(Settings()) | address, (changed, description)


@pytest.mark.parametrize(("changed", "address"), SAME_RUN)
def test_learning_rate_and_batch_size_keep_the_run_and_raise_its_revision(changed, address):
    at = opened()
    token, revision = run_of(at)
    change(at, **changed)
    assert run_of(at) == (token, revision + 1)
    assert at.query_params == to_query(Settings()) | address


def test_the_penalty_rate_waits_for_a_penalty_and_then_acts_on_the_run():
    assert controls_on(opened())["penalty_rate"]["disabled"]
    at = opened(penalty="l2")
    token, revision = run_of(at)
    change(at, penalty_rate=0.1)
    assert run_of(at) == (token, revision + 1)
    assert at.query_params["penaltyrate"] == "0.1"


def test_the_period_waits_for_a_schedule():
    assert controls_on(opened())["period"]["disabled"]
    at = change(opened(schedule="step"), period=20)
    assert (opening(at)["description"]["period"], at.query_params["period"]) == (20, "20")


def test_a_layers_own_activation_is_offered_when_each_is_to_have_one():
    at = change(opened(), activation=EACH)
    change(at, activation_2="relu")
    assert opening(at)["activations"] == ["tanh", "relu", "sigmoid"]
    change(at, activation="elu")
    assert opening(at)["activations"] == ["elu", "elu", "sigmoid"]
    assert "activation_1" not in shown(at)


def test_a_regression_offers_its_surfaces_and_classes_theirs():
    at = change(opened(), task="regression")
    assert options(at, "dataset") == ["Plane", "Hills"]
    assert opening(change(at, dataset="hills"))["task"] == "regression"
    at = change(at, task="classification")
    assert shown(at)["dataset"] == "circle"


def test_the_last_input_cannot_be_taken_away():
    at = change(change(opened(), features=["x2"]), features=[])
    assert told(at) == ["The network needs at least one input; it keeps x₂."]
    assert shown(at)["features"] == ["x2"]
    assert opening(at)["features"] == ["x2"]


def test_what_is_in_use_of_the_further_options_is_said_though_the_fold_is_shut():
    at = opened(optimiser="adam", features="x1-sinx1")
    assert panel(at)["note"] == "In use: x₁, sin x₁ · Adam."
    assert [group["name"] for group in panel(at)["groups"] if group.get("fold")] == ["more"]


@pytest.mark.parametrize("changed", [NEW_RUN[0][0], SAME_RUN[0][0]], ids=str)
def test_nothing_changed_keeps_run_revision_controls_and_address(changed):
    at = change(opened(), **changed)
    before = run_of(at), shown(at), dict(at.query_params), stage(at).bytes
    at.run()
    assert (run_of(at), shown(at), dict(at.query_params), stage(at).bytes) == before


def test_a_control_set_back_starts_a_run_anew():
    at = opened()
    token, _ = run_of(at)
    change(at, noise=20)
    change(at, noise=0)
    assert run_of(at)[0] != token
    assert_stage_shows(at, DEFAULT)


def test_an_added_layer_has_a_field_with_four_neurons():
    at = change(opened(), layers=4)
    assert [shown(at)[f"neurons_{i}"] for i in range(1, 5)] == [4, 2, 4, 4]


@pytest.mark.parametrize("key", ["seed", "dataseed", "batch_size"])
def test_an_emptied_field_changes_nothing_and_shows_its_number_again(key):
    at = opened(seed="7", dataseed="3", batch="20")
    before = shown(at), dict(at.query_params), run_of(at)
    change(at, **{key: None})
    assert (shown(at), dict(at.query_params), run_of(at)) == before


def test_a_removed_layer_has_no_field_and_comes_back_with_four_neurons():
    at = change(opened(hidden="8-8-8"), layers=2)
    assert "neurons_3" not in shown(at)
    change(at, layers=3)
    assert shown(at)["neurons_3"] == 4
    assert at.query_params["hidden"] == "8-8-4"


def test_a_smaller_training_set_reduces_the_batch_and_says_so_once():
    at = change(opened(batch="100"), n=50)
    (sentence,) = told(at)
    assert "batch size of 100" in sentence and "25" in sentence
    assert (shown(at)["batch_size"], at.query_params["batch"]) == (25, "25")
    assert not told(change(at, noise=10))


@pytest.mark.parametrize(
    ("name", "key", "text", "value"), [("lr", "learning_rate", "0.0173", 0.0173), ("n", "n", "123", 123)]
)
def test_a_value_of_an_address_that_is_not_on_offer_is_kept_as_an_option(name, key, text, value):
    at = opened(**{name: text})
    assert not told(at)
    assert text in options(at, key)
    assert shown(at.run())[key] == value
    assert at.query_params[name] == text


@pytest.mark.parametrize(
    ("name", "key", "text", "value"), [("lr", "learning_rate", "0.0173", 0.1), ("n", "n", "123", 200)]
)
def test_the_usual_values_can_be_chosen_beside_one_from_an_address(name, key, text, value):
    at = change(opened(**{name: text}), **{key: value})
    assert text not in options(at, key)
    assert shown(at.run())[key] == value
    assert at.query_params[name] == str(value)


# --- presets


def test_a_preset_sets_all_controls_the_view_and_the_address_and_says_what_there_is_to_see():
    at = opened(dataset="gauss", noise="50", split="30", dataseed="9", hidden="3-3-3-3-3-3", speed="1", stop="3")
    for name, preset in PRESETS.items():
        settings, before = preset.settings, opening(at)["view"]
        press(at, name)
        assert not at.exception, name
        assert shown(at) == controls.values(settings), name
        assert at.query_params == to_query(settings), name
        view = {of: getattr(settings, of) for of in ("speed", "stop", "target")}
        number = before["number"] + (before != before | view)  # a view that is another one
        assert opening(at)["view"] == {"number": number, "reseed": True} | view, name
        assert_stage_shows(at, settings.description)
        said = " ".join(element.value for element in at.markdown)
        assert preset.title in said and preset.look_for in said, name


def test_a_preset_that_is_on_show_keeps_the_run():
    at = press(opened(), "spiral")
    before = run_of(at)
    assert run_of(press(at, "spiral")) == before


def test_a_preset_takes_what_an_address_was_told_away():
    at = opened(noise="77")
    assert told(at)
    assert not told(press(at, "course"))


def test_a_preset_says_what_there_is_to_see_while_it_is_on_show():
    at = press(opened(), "spiral")
    assert PRESETS["spiral"].look_for in " ".join(element.value for element in at.markdown)
    change(at, dataseed=99)
    assert PRESETS["spiral"].look_for not in " ".join(element.value for element in at.markdown)
