"""Tests that a check returns a plain value or refuses in one short sentence, whatever it is handed."""

import math
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction

import numpy as np
import pytest

from nn_core import checks
from tests.helpers.core import refusal


class Colour(str, Enum):  # noqa: UP042  a StrEnum would print what it holds
    RED = "red"


class Level(IntEnum):
    FIVE = 5


class Shouting(str):
    def __repr__(self):
        return "!" * 10_000

    __str__ = __repr__


class Unhashable(str):
    __hash__ = None


class Mute:
    def __repr__(self):
        raise RuntimeError("says nothing")


NOTHING_AT_ALL = [
    *(None, True, False, np.True_, "", "5", b"5", [], {}, set(), (), [5], (5,), {5: 5}, range(5), object(), Mute()),
    *(5j, Decimal(5), Decimal("NaN"), Decimal("sNaN"), math.nan, math.inf, -math.inf, np.float64("nan")),
    *(np.timedelta64(5), np.timedelta64(5, "D"), np.timedelta64("NaT"), np.datetime64("2020-01-01")),
    *(np.array(5), np.array([5]), np.array([[1, 2], [3, 4]]), np.zeros(100_000)),
    *(10**400, -(10**400), 10**5000, [10**5000], Fraction(10**5000, 3)),
    *("9" * 1_000_000, b"9" * 1_000_000, ["9" * 1000] * 1000, [[[["9" * 99] * 99] * 99] * 99] * 99),
    *("\x00\n\r\x1b[31m", "\u202e5", "\u2028", "\ud800", "<b>5</b>", Shouting("5"), Unhashable("5"), Colour.RED),
]
# a check, the limits or options that it is given, and what else it refuses
CHECKS = {
    "whole": (checks.whole, (1, 10), [0, 11, -5, 5.0, np.float64(5), Fraction(5)]),
    "real": (checks.real, (1, 10), [0, 11, -5.0, 0.999, np.float32(10.5)]),
    "choice of a tuple": (checks.choice, (("red", "blue"),), [5, 5.0, "Red", "red ", "reds", type]),
    "choice of a dict": (checks.choice, ({"red": 1, "blue": 2},), [5, "Red", type]),
}


@pytest.mark.parametrize("name", CHECKS)
def test_what_is_wrong_is_refused_in_one_short_sentence_that_can_be_read(name):
    check, limits, more = CHECKS[name]
    for value in (*more, *NOTHING_AT_ALL):
        if value is Colour.RED and check is checks.choice:
            continue  # that is one of them
        sentence = refusal(check, "speed", value, *limits)
        assert sentence.startswith("speed must be ")
        assert len(sentence) < 110
        assert sentence.isprintable()


def test_a_number_too_long_to_write_out_is_not_written_out():
    for check, value in ((checks.whole, 10**5000), (checks.real, -(10**5000))):
        assert refusal(check, "speed", value, 0, 5).endswith("from 0 to 5, not a value that cannot be shown.")


def test_a_whole_number_of_any_kind_becomes_a_plain_int():
    for value in (5, Level.FIVE, np.int8(5), np.uint64(5), np.int64(5)):
        for limits in ((5,), (5, 5)):
            found = checks.whole("n", value, *limits)
            assert (found, type(found)) == (5, int), type(value)


def test_a_number_of_any_kind_becomes_a_plain_float():
    for value in (5, 5.0, Level.FIVE, Fraction(5), np.float16(5), np.longdouble(5), np.uint8(5)):
        for limits in ((5,), (5, 5)):
            found = checks.real("n", value, *limits)
            assert (found, type(found)) == (5.0, float), type(value)


@pytest.mark.parametrize("options", [("red", "blue"), ["red"], {"red": 1}], ids=str)
def test_a_choice_of_any_kind_of_text_becomes_a_plain_one(options):
    for value in ("red", Colour.RED, np.str_("red"), Shouting("red"), Unhashable("red")):
        found = checks.choice("colour", value, options)
        assert (found, type(found)) == ("red", str), type(value)


def test_a_value_is_shown_on_one_short_line():
    for value, text in [
        ("abc", "'abc'"),
        ("", "''"),
        ("ünï ١", "'ünï ١'"),
        ("a\x00\u202eb", "'a\\x00\\u202eb'"),
        (0.1, "0.1"),
        (np.array([[1], [2]]), "array([[1], [2]])"),
        ("x" * 100, "'xxxxxxxxxxxxxxxxx...xxxxxxxxxxxxxxxxxx'"),
        (["x" * 30] * 3, "['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'x..."),
        (Mute(), "<Mute instance at 0x"),
    ]:
        assert checks.shown(value).startswith(text), (value, text)
        assert len(checks.shown(value)) <= 40, (value, text)
