"""Tests which settings there can be, and what a link lets a learner change of them."""

from dataclasses import replace

import pytest

from playground.choices import CONTROLS
from playground.settings import Settings

DEFAULTS = Settings()


@pytest.mark.parametrize(("field", "value"), [("speed", "7"), ("speed", 60), ("stop", 0), ("stop", 1.5), ("stop", "1")])
def test_a_view_out_of_place_is_refused(field, value):
    with pytest.raises(ValueError, match=field):
        Settings(**{field: value})


@pytest.mark.parametrize(("field", "value"), [("hidden", (3, 3)), ("seed", 9), ("speed", "max"), ("stop", 12)])
def test_with_value_changes_one_field_of_description_or_view(field, value):
    changed = DEFAULTS.with_value(field, value)
    assert changed.value(field) == value
    assert changed != DEFAULTS
    assert changed.with_value(field, DEFAULTS.value(field)) == DEFAULTS


def test_only_what_may_be_changed_may_become_another():
    chosen = Settings(show=("lr", "hidden", "dataset"), lock=("hidden",))
    assert chosen.may_become(replace(chosen.description, learning_rate=0.5, dataset="xor"))
    assert not chosen.may_become(replace(chosen.description, hidden=(3,)))
    assert not chosen.may_become(replace(chosen.description, learning_rate=0.5, seed=7))


def test_where_nothing_may_be_changed_the_description_stays_as_it_is():
    locked = Settings(lock=tuple(CONTROLS))
    assert locked.may_become(locked.description)
    assert not locked.may_become(replace(locked.description, seed=1))
