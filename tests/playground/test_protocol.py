"""Tests which requests of a browser are read, what a rejected one leaves in the log, and how answers are packed."""

import json
import logging
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nn_core.run import MAX_EPOCH, MAX_JOURNAL
from playground.protocol import REQUESTS, VERSION, log_rejected, number_of, pack, read, unpack
from tests.helpers.core import refusal

MOST = 2**53  # above it a browser's whole numbers have gaps
TOKEN = "0123456789abcdef"
GOOD = {
    "open": {"do": "open"},
    "reset": {"do": "reset", "run_id": TOKEN},
    "reseed": {"do": "reseed", "run_id": TOKEN},
    "train": {"do": "train", "run_id": TOKEN, "id": 7, "revision": 2, "from": 30, "shown": 20, "count": 45,
              "pace": "all", "urgent": False},
    "seek": {"do": "seek", "run_id": TOKEN, "id": 8, "revision": 2, "epoch": 12},
    "walk": {"do": "walk", "run_id": TOKEN, "id": 9, "revision": 2, "epoch": 12, "update": 3},
    "branch": {"do": "branch", "run_id": TOKEN, "id": 9, "revision": 2, "epoch": 12, "edits": [[3, 0.5]]},
    "apply": {"do": "apply", "run_id": TOKEN, "revision": 2, "explanation": "jumps"},
    "share": {"do": "share", "run_id": TOKEN, "id": 10, "revision": 2, "epoch": 12},
    "continue": {"do": "continue", "run_id": TOKEN, "start": {"n": 30},
                 "journal": [[3, {"batch_size": 2}]], "epoch": 40,
                 "engine": "numba"},
}  # fmt: skip
MAY_BE_UNKNOWN = [("continue", "engine"), ("continue", "loaded"), ("train", "journal")]
FIELDS = [(do, name) for do, fields in REQUESTS.items() for name in fields if (do, name) not in MAY_BE_UNKNOWN]
NUMBERS = [(do, name) for do, name in FIELDS if name in ("id", "revision", "from", "shown", "count", "epoch")]


def good(do, **named):
    """A request as the stage makes it, with these fields changed."""
    return {"version": VERSION} | GOOD[do] | named


def lacking(do, name):
    """A request as the stage makes it, without that field."""
    return {key: value for key, value in good(do).items() if key != name}


def through_json(value):
    """What the server makes of a value that was sent as JSON."""
    return json.loads(json.dumps(value))


def test_there_is_a_good_example_of_every_request():
    assert list(GOOD) == list(REQUESTS)


# --- what is read


def test_a_request_is_read_as_it_was_sent_with_whatever_else_is_in_it():
    for do in REQUESTS:
        assert read(through_json(good(do))) == good(do)
        assert read(good(do, more={"x": [1]}))["do"] == do


def test_what_may_be_unknown_is_read_with_and_without():
    known = {"engine": ["numpy", "numba"], "loaded": [[], [[0, {}]]], "journal": [0, 3, MOST]}
    for do, name in MAY_BE_UNKNOWN:
        for value in (None, *known[name]):
            assert read(good(do, **{name: value}))[name] == value


def test_a_number_may_be_anything_from_its_least_to_its_most():
    for do, name in NUMBERS:
        least = 1 if name == "count" else 0
        most = MOST if name in ("id", "revision", "count") else MAX_EPOCH
        for number in (least, most):
            assert read(good(do, **{name: number}))[name] == number
        for number in (least - 1, most + 1):
            assert refusal(read, good(do, **{name: number})).startswith(f"{name} must be a whole number from {least} ")


def test_pace_and_urgency_can_be_either():
    for named in ({"pace": "max"}, {"urgent": True}):
        assert named.items() <= read(good("train", **named)).items()


def test_a_journal_may_have_so_many_entries_and_not_one_more():
    entries = [[0, {}]] * MAX_JOURNAL
    assert read(good("continue", journal=entries))["journal"] == entries
    assert str(MAX_JOURNAL) in refusal(read, good("continue", journal=[*entries, [0, {}]]))


def test_the_number_of_a_request_is_known_whatever_else_is_wrong_with_it():
    assert (number_of({"id": 7, "do": []}), number_of({}), number_of(7)) == (7, None, None)
    for number in (None, "5", -1, 1.5, True, [5], MOST + 1, math.nan):
        assert number_of({"id": number}) is None


# --- what is refused


def test_what_is_no_object_is_no_request():
    for value in (None, "train", "", 7, 0, 1.5, math.nan, True, [], ["train"], [[[]]]):
        assert refusal(read, value) == "A request must be an object."


def test_a_request_of_another_version_is_refused():
    for do in REQUESTS:
        for version in (None, VERSION - 1, VERSION + 1, -2, str(VERSION), True, 2.5, math.nan, [2], {}):
            assert "version" in refusal(read, good(do, version=version))


def test_what_is_asked_must_be_one_of_the_requests():
    for do in (None, "", "TRAIN", "train ", "close", 1, True, ["train"], {"train": 1}, "x" * 10**6):
        message = refusal(read, good("train") | {"do": do})
        assert all(name in message for name in REQUESTS) and len(message) < 200


def test_a_request_must_name_its_run():
    for do in REQUESTS.keys() - {"open"}:
        for run in (None, 7, True, 1.5, [TOKEN], {"run_id": TOKEN}):
            assert refusal(read, good(do, run_id=run)) == "The request names no run."


def test_a_request_that_lacks_a_field_is_refused_by_its_name():
    for do in REQUESTS.keys() - {"open"}:
        for missing in ("version", "do", "run_id"):
            assert refusal(read, lacking(do, missing))
    for do, name in FIELDS:
        assert refusal(read, lacking(do, name)).startswith(f"{name} must be ")


def test_a_field_of_another_kind_is_refused_by_its_name():
    for name, values in [
        ("pace", [None, "", "All", "fast", 1, True, ["all"], {"all": 1}, "all\n" * 10**5]),
        ("urgent", [None, 0, 1, "", "true", [], [True], {}]),
        ("start", [None, [], [["n", 30]], "n", 7, True]),
        ("engine", ["", "cuda", 1, True, ["numpy"], {}]),
        ("loaded", [{}, {"0": {}}, "[]", 7, True]),
        ("explanation", [None, "", "Jumps", 7, ["jumps"]]),
        ("edits", [None, {}, "[]", 7, True]),
        *((name, [None, True, False, -1, 2**64, -(10**30), 1.0, 0.5, math.nan, math.inf, "5", "", [5], {"epoch": 5}])
          for name in ("id", "revision", "from", "shown", "count", "epoch", "update")),
    ]:  # fmt: skip
        for do, fields in REQUESTS.items():
            for value in values if name in fields else []:
                message = refusal(read, good(do, **{name: value}))
                assert message.startswith(f"{name} must be ") and len(message) < 300, (name, values)


def test_a_journal_of_another_kind_is_refused_whichever_it_is():
    for value in ({}, {"0": {}}, "[]", 7, True):
        assert refusal(read, good("continue", journal=value)).startswith("journal must be a list")
    for value in (-1, 1.5, "3", [], True, MOST + 1):
        assert refusal(read, good("train", journal=value)).startswith("journal must be a whole number")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 12) | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
field_names = st.sampled_from(["version", "do", "run_id", *{name for _, name in FIELDS}])


@settings(max_examples=300)
@given(st.sampled_from(list(REQUESTS)), st.dictionaries(field_names, json_values, max_size=3))
def test_whatever_is_sent_is_read_unaltered_or_refused_with_a_sentence(do, odd):
    request = good(do) | odd
    sent = json.dumps(request)
    try:
        assert read(request) is request
    except ValueError:
        assert refusal(read, request)
    assert json.dumps(request) == sent


@settings(max_examples=200)
@given(json_values)
def test_garbage_is_refused_with_a_sentence(garbage):
    assert refusal(read, garbage)


# --- what is said of a refused one


@pytest.fixture
def lines(caplog):
    """The lines that the project has written into the log."""
    caplog.set_level(logging.INFO, "playground")
    return lambda: [record.getMessage() for record in caplog.records if record.name == "playground"]


def test_what_is_rejected_leaves_its_reason_in_one_line(lines):
    for reason in ("It names another run.", ValueError("It names another run.")):
        log_rejected(reason)
    assert lines() == 2 * ["A request of the stage was rejected: It names another run."]


def test_what_a_request_says_can_neither_end_the_line_nor_command_a_terminal(lines):
    nasty = [
        "a\nb",
        "a\r\nb",
        "a\x85b",
        "a\u2028b",
        "\x1b[2Jcleared",
        "\x00",
        "\x7f",
        "\ud800",
        "ŷ",
        "%s %d",
        "x" * 10**6,
    ]
    for text in nasty:
        log_rejected(f"It says {text}.")
    assert len(lines()) == len(nasty)
    for line in lines():
        assert line.isascii() and line.isprintable() and len(line) < 4000
        assert line.startswith("A request of the stage was rejected: It says ")


# --- packing


def test_a_header_and_numbers_come_back_as_they_were_packed_and_numbers_begin_at_a_multiple_of_four():
    for name in ("", "a", "ab", "abc", "ŷ", "x₁ → x₂"):
        payload = pack({"name": name, "none": None}, [np.arange(6.0).reshape(2, 3), [0.1, math.nan], 7])
        header, numbers = unpack(payload)
        assert header == {"version": VERSION, "name": name, "none": None}
        np.testing.assert_array_equal(numbers, np.array([0, 1, 2, 3, 4, 5, 0.1, math.nan, 7], "float32"))
        length = int.from_bytes(payload[:4], "little")
        assert (length % 4, len(payload)) == (0, 4 + length + 4 * 9)


def test_an_answer_without_numbers_unpacks():
    assert unpack(pack({}, []))[1].size == 0
