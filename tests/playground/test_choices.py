"""Tests that what the controls offer is allowed, and that one of them stands for every field of a description."""

from dataclasses import fields

import pytest

from nn_core import Description
from nn_core.description import LIMITS
from playground import choices
from playground.address import PARAMETERS
from playground.choices import CONTROLS, offered


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("learning_rate", choices.LEARNING_RATES),
        ("n", choices.POINTS),
        ("period", choices.PERIODS),
        ("penalty_rate", choices.PENALTY_RATES),
        ("clip", choices.CLIPS),
    ],
)
def test_what_the_controls_offer_is_what_a_description_allows(name, usual):
    assert list(usual) == sorted(set(usual))
    assert LIMITS[name][0] <= usual[0] and usual[-1] <= LIMITS[name][1]
    assert getattr(Description(), name) in (*usual, None)


def test_a_value_that_an_address_brought_is_offered_among_the_usual_ones():
    assert offered((1, 5, 10), 7) == [1, 5, 7, 10]
    assert offered((1, 5, 10), 5) == [1, 5, 10]


def test_every_field_of_a_description_is_set_by_one_control_of_the_name_that_it_has_in_the_address():
    set_by = {field: control for control, set_there in CONTROLS.items() for field in set_there}
    assert sorted(set_by) == sorted(field.name for field in fields(Description))
    assert all(PARAMETERS[control].field == field for field, control in set_by.items() if field != "points")
