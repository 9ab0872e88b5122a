"""Tests that every explanation is whole: its sentences, its place on the page, and a button that does something."""

import random
import re
from dataclasses import replace

import pytest

from nn_core import Description
from nn_core.description import MAX_LAYERS, MAX_NEURONS
from playground.address import from_query, to_query
from playground.explanations import EXPLANATIONS, remedied, remedies, rules
from playground.languages import CONTENT
from playground.presets import PRESETS
from playground.settings import Settings
from playground.texts import prose
from tests.helpers.any_settings import drawn

IDS = [explanation.id for explanation in EXPLANATIONS]


def test_ids_differ_and_the_rules_come_in_their_order():
    assert len(set(IDS)) == len(IDS)
    assert [rule["id"] for rule in rules()] == IDS


def test_an_explanation_says_what_it_is_and_what_to_try():
    for explanation in EXPLANATIONS:
        assert re.fullmatch(r"[A-Z{][^.]*\.", explanation.meaning), explanation.id
        for remedy in explanation.remedies:
            assert re.fullmatch(r"[A-Z][^.]*\.", remedy.advice), explanation.id
            assert len(explanation.meaning) + len(remedy.advice) < 125, explanation.id  # one line on a projector


def test_an_explanation_has_its_place_on_the_page():
    for explanation in EXPLANATIONS:
        title, text = prose(f"explanations/{explanation.id}").split("\n", 1)
        assert re.fullmatch(r"### [A-Z].*", title), explanation.id
        assert "**What to try.**" in text, explanation.id


def test_the_page_explains_nothing_else():
    assert {path.stem for path in (CONTENT / "en" / "explanations").iterdir()} == set(IDS)


def test_an_example_comes_back_from_the_address_it_makes():
    for explanation in EXPLANATIONS:
        assert from_query(to_query(explanation.example)) == (explanation.example, []), explanation.id


def test_what_is_advised_has_a_button_that_says_what_it_changes_or_is_only_said():
    for explanation in EXPLANATIONS:
        offer = remedies(explanation.example)[explanation.id]
        of = explanation.example.description
        remedy = next(remedy for remedy in explanation.remedies if remedy.wanted is None or remedy.change(of))
        assert offer["advice"] == remedy.advice, explanation.id
        if remedy.wanted is None:
            assert offer["label"] == "", explanation.id
            continue
        settings, fresh = remedied(explanation.example, explanation.id)
        assert settings.description != explanation.example.description, explanation.id
        assert (settings.speed, settings.stop, settings.target) == (explanation.example.speed, None, None), settings
        assert fresh == remedy.fresh, explanation.id
        assert re.fullmatch(r"[A-Z][^{}]*", offer["label"]), explanation.id


def test_every_button_that_is_offered_does_something_to_any_scene():
    for settings in [Settings(), *(preset.settings for preset in PRESETS.values())]:
        for id, offer in remedies(settings).items():
            if offer["label"]:
                assert remedied(settings, id)[0] != settings, settings


def test_no_button_says_the_same_twice_in_whatever_order_they_are_pressed():
    for seed in range(100):
        chance, settings, said = random.Random(seed), Settings(drawn(seed)), []
        while offers := {id: offer["label"] for id, offer in remedies(settings).items() if offer["label"]}:
            id = chance.choice(list(offers))
            assert offers[id] not in said, seed
            said.append(offers[id])
            settings, _fresh = remedied(settings, id)


IN_USE = {
    "symmetric": {"initialiser": "glorot"},
    "dead": {"activation": "leaky_relu"},
    "linear": {"activation": "tanh"},
    "penalty": {"penalty": "l2", "penalty_rate": 0.003},
    "inputs": {"features": ("x1", "x2", "x1sq")},
    "thin": {"n": 1000},
    "sorted": {"order": "shuffled"},
    "cooled": {"schedule": "constant"},
    "slow": {"learning_rate": 0.03},
    "vanishing": {"hidden": (8, 8), "activation": "leaky_relu", "optimiser": "adam"},
    "plateau": {"hidden": (8, 8), "optimiser": "adam"},
    "simple": {"hidden": (MAX_NEURONS,) * MAX_LAYERS},
    "diverged": {"learning_rate": 0.003, "clip": 1.0, "optimiser": "adam"},
}


def test_what_is_in_use_already_is_not_advised(subtests):
    for id in IN_USE:
        with subtests.test(id=id):
            settings = Settings(replace(Description(), **IN_USE[id]))
            assert id not in remedies(settings)
            with pytest.raises(ValueError, match="no such remedy"):
                remedied(settings, id)


@pytest.mark.parametrize("id", ["patience", "done"])
def test_a_remedy_that_there_is_not_is_refused(id):
    with pytest.raises(ValueError, match="no such remedy"):
        remedied(Settings(), id)


def test_what_a_learner_may_not_change_is_said_without_a_button():
    settings = Settings(Description(learning_rate=1.0), show=("hidden",))
    assert remedies(settings)["jumps"] == {"advice": "Lower the learning rate.", "label": ""}
    with pytest.raises(ValueError, match="no such remedy"):
        remedied(settings, "jumps")


def test_of_two_remedies_the_one_that_a_learner_may_follow_is_offered():
    settings = Settings(Description(learning_rate=1.0), show=("schedule", "period"))
    assert remedies(settings)["jumps"]["label"] == "Schedule cosine over 200 epochs"


@pytest.mark.parametrize(
    ("fields", "id", "label"),
    [
        ({"learning_rate": 1.0}, "jumps", "Learning rate 0.03"),
        ({"learning_rate": 1.0}, "diverged", "Learning rate 0.03, from the start"),
        ({"n": 60, "split": 20, "noise": 10}, "gap", "Points 1000 · for training 50% · penalty L2 0.003"),
        ({"learning_rate": 1e-5, "initialiser": "zeros", "order": "sorted", "penalty": "l2", "penalty_rate": 1.0},
         "many", "Usual values: initial weights, order of the examples, learning rate, penalty"),
    ],
)  # fmt: skip
def test_a_button_says_what_it_changes(fields, id, label):
    assert remedies(Settings(Description(**fields)))[id]["label"] == label


def test_what_a_button_does():
    for id, before, after in [
        ("jumps", {"learning_rate": 1.0}, {"learning_rate": 0.03}),
        ("jumps", {"optimiser": "adam", "learning_rate": 0.1}, {"learning_rate": 0.003}),
        ("jumps", {"schedule": "step", "batch_size": 1}, {"batch_size": 10}),
        ("diverged", {"penalty": "l1", "penalty_rate": 3.0, "noise": 10}, {"penalty": "l2", "penalty_rate": 0.003}),
        ("slow", {"learning_rate": 0.0001}, {"learning_rate": 0.03}),
        ("slow", {"clip": 0.01, "batch_size": 250}, {"clip": 1.0, "batch_size": 10}),
        ("overfitting", {"n": 60, "batch_size": 5}, {"n": 1000}),
        ("linear", {"hidden": ()}, {"hidden": (8,), "activation": "tanh"}),
        ("linear", {"activation": "linear"}, {"activation": "tanh"}),
        ("vanishing", {"hidden": (4,) * 5, "activation": "relu"}, {"hidden": (8, 8)}),
        ("vanishing", {"hidden": (4, 9, 4), "activation": ("relu", "elu", "relu")},
         {"hidden": (8, 9), "activation": ("relu", "elu")}),
        ("plateau", {"hidden": (3, 10)}, {"hidden": (8, 10)}),
        ("plateau", {"hidden": (16,), "activation": "elu"}, {"hidden": (16, 8)}),
        ("plateau", {"hidden": ()}, {"hidden": (8,)}),
    ]:  # fmt: skip
        settings = Settings(Description(**before), speed="5")
        wanted = replace(settings, description=replace(settings.description, **after))
        assert remedied(settings, id)[0] == wanted, (id, before)
