"""Tests that every explanation is whole: its sentences, its place on the page, and a button that does something."""

import re
from dataclasses import replace

import pytest

from nn_core import Description
from nn_core.description import LIMITS, MAX_LAYERS, MAX_NEURONS
from playground.explanations import EXPLANATIONS, remedied, remedies, rules
from playground.languages import CONTENT
from playground.presets import PRESETS
from playground.settings import Settings, from_query, to_query
from playground.texts import prose

IDS = [explanation.id for explanation in EXPLANATIONS]
every_explanation = pytest.mark.parametrize("explanation", EXPLANATIONS, ids=IDS)


def test_ids_and_priorities_differ_and_the_rules_come_by_priority():
    assert len(set(IDS)) == len(IDS)
    priorities = [explanation.priority for explanation in EXPLANATIONS]
    assert priorities == sorted(set(priorities))
    assert [rule["id"] for rule in rules()] == IDS


@every_explanation
def test_an_explanation_says_what_it_is_and_what_to_try(explanation):
    assert re.fullmatch(r"[A-Z{][^.]*\.", explanation.meaning)
    assert re.fullmatch(r"[A-Z][^.]*\.", explanation.advice)
    assert len(explanation.meaning) + len(explanation.advice) < 125  # one line on a projector


@every_explanation
def test_an_explanation_has_its_place_on_the_page(explanation):
    title, text = prose(f"explanations/{explanation.id}").split("\n", 1)
    assert re.fullmatch(r"### [A-Z].*", title)
    assert "**What to try.**" in text


def test_the_page_explains_nothing_else():
    assert {path.stem for path in (CONTENT / "en" / "explanations").iterdir()} == set(IDS)


@every_explanation
def test_an_example_comes_back_from_the_address_it_makes(explanation):
    assert from_query(to_query(explanation.example)) == (explanation.example, [])


@every_explanation
def test_a_button_changes_its_example_and_says_how(explanation):
    labels = remedies(explanation.example)
    if explanation.remedy is None:
        assert explanation.id not in labels
        return
    settings, fresh = remedied(explanation.example, explanation.id)
    assert settings.description != explanation.example.description
    assert (settings.speed, settings.stop, settings.target) == (explanation.example.speed, None, None)
    assert fresh == explanation.remedy.fresh
    assert re.fullmatch(r"[A-Z0-9][^{}]*", labels[explanation.id])


@pytest.mark.parametrize("settings", [Settings(), *(preset.settings for preset in PRESETS.values())], ids=str)
def test_every_button_that_is_offered_does_something_to_any_scene(settings):
    for id in remedies(settings):
        assert remedied(settings, id)[0] != settings


AT_THE_END = {
    "diverged": {"learning_rate": LIMITS["learning_rate"][0]},
    "slow": {"learning_rate": LIMITS["learning_rate"][1]},
    "symmetric": {"initialiser": "glorot"},
    "overfitting": {"n": LIMITS["n"][1]},
    "dead": {"activation": "leaky_relu"},
    "vanishing": {"activation": "relu", "initialiser": "he"},
    "linear": {"activation": "tanh"},
    "plateau": {"hidden": (MAX_NEURONS,) * MAX_LAYERS},
}


@pytest.mark.parametrize("id", AT_THE_END)
def test_no_button_is_offered_that_could_do_nothing(id):
    settings = Settings(replace(Description(), **AT_THE_END[id]))
    assert id not in remedies(settings)
    with pytest.raises(ValueError, match="no such remedy"):
        remedied(settings, id)


def test_a_remedy_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="no such remedy"):
        remedied(Settings(), "patience")


@pytest.mark.parametrize(
    ("id", "before", "after"),
    [
        ("jumps", {"learning_rate": 1.0}, {"learning_rate": 0.3}),
        ("diverged", {"learning_rate": 10.0}, {"learning_rate": 1.0}),
        ("slow", {"learning_rate": 0.0001}, {"learning_rate": 0.001}),
        ("jumps", {"learning_rate": 0.04}, {"learning_rate": 0.02}),  # from between two steps of the slider
        ("overfitting", {"n": 60, "batch_size": 5}, {"n": 240}),
        ("overfitting", {"n": 4000}, {"n": 5000}),
        ("linear", {"hidden": ()}, {"hidden": (4,), "activation": "tanh"}),
        ("linear", {"activation": "linear"}, {"activation": "tanh"}),
        ("plateau", {"hidden": (3, 10)}, {"hidden": (8, 16)}),
        ("plateau", {"hidden": (16, 16), "activation": ("relu", "elu")},
         {"hidden": (16, 16, 8), "activation": ("relu", "elu", "elu")}),
        ("plateau", {"hidden": ()}, {"hidden": (8,)}),
    ],
)  # fmt: skip
def test_what_a_button_does(id, before, after):
    settings = Settings(Description(**before), speed="5")
    assert remedied(settings, id)[0] == replace(settings, description=replace(settings.description, **after))
