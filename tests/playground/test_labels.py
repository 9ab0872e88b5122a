"""Tests that everything that can be chosen has a label, and that one that is missing is named in a sentence."""

import pytest

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
)
from nn_core.own import OWN
from playground.choices import CONTROLS, EACH
from playground.labels import LABELS, OPTIONS, option_label, stage_labels

REGISTRIES = {
    "task": TASKS,
    "dataset": [*DATASETS, OWN],
    "activation": [*ACTIVATIONS, EACH],
    "features": FEATURES,
    "initialiser": INITIALISERS,
    "order": ORDERS,
    "optimiser": OPTIMISERS,
    "schedule": SCHEDULES,
    "penalty": PENALTIES,
}


def test_every_option_of_every_registry_has_a_label_of_its_own():
    assert {setting: set(options) for setting, options in OPTIONS.items()} == {
        setting: set(registry) for setting, registry in REGISTRIES.items()
    }
    labels = [option_label(setting, option) for setting, options in OPTIONS.items() for option in options]
    assert len(set(labels)) == len(labels)


def test_every_control_that_a_link_can_name_has_a_label():
    assert set(LABELS) == set(CONTROLS)


def test_a_label_that_is_missing_is_named_in_a_sentence(monkeypatch):
    sentence = "The option 'swish' of activation has no label: add it to OPTIONS in playground/labels.py."
    with pytest.raises(LookupError, match="^" + sentence + "$"):
        option_label("activation", "swish")
    monkeypatch.setitem(ACTIVATIONS, "swish", None)
    with pytest.raises(LookupError, match="^" + sentence + "$"):
        stage_labels()
