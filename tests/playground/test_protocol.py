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


def through_json(value):
    """What the server makes of a value that was sent as JSON."""
    return json.loads(json.dumps(value))


def test_there_is_a_good_example_of_every_request():
    assert list(GOOD) == list(REQUESTS)


# --- what is read


@pytest.mark.parametrize("engine", [None, "numpy", "numba"])
def test_a_run_to_continue_names_its_engine_or_none(engine):
    assert read(good("continue", engine=engine))["engine"] == engine


@pytest.mark.parametrize("engine", ["", "cuda", 1, True, ["numpy"], {}], ids=str)
def test_an_engine_that_there_is_not_is_refused(engine):
    assert refusal(read, good("continue", engine=engine)).startswith("engine must be one of numpy, numba")


@pytest.mark.parametrize("number", [None, 0, 3, MOST])
def test_a_request_to_train_may_name_the_journal_that_the_stage_has(number):
    assert read(good("train", journal=number))["journal"] == number


@pytest.mark.parametrize("number", [-1, 1.5, "3", [], True, MOST + 1], ids=str)
def test_a_number_of_a_journal_that_is_none_is_refused(number):
    assert refusal(read, good("train", journal=number)).startswith("journal must be a whole number")


@pytest.mark.parametrize("do", REQUESTS)
def test_a_request_is_read_as_it_was_sent(do):
    assert read(through_json(good(do))) == good(do)


@pytest.mark.parametrize("do", REQUESTS)
def test_a_request_with_more_in_it_than_it_needs_is_read(do):
    assert read(good(do, more={"x": [1]}))["do"] == do


@pytest.mark.parametrize(("do", "name"), NUMBERS)
def test_a_number_may_be_anything_from_its_least_to_its_most(do, name):
    least = 1 if name == "count" else 0
    most = MOST if name in ("id", "revision", "count") else MAX_EPOCH
    for number in (least, most):
        assert read(good(do, **{name: number}))[name] == number
    for number in (least - 1, most + 1):
        assert refusal(read, good(do, **{name: number})).startswith(f"{name} must be a whole number from {least} ")


@pytest.mark.parametrize("named", [{"pace": "max"}, {"urgent": True}], ids=str)
def test_pace_and_urgency_can_be_either(named):
    assert named.items() <= read(good("train", **named)).items()


def test_a_journal_may_have_so_many_entries_and_not_one_more():
    entries = [[0, {}]] * MAX_JOURNAL
    assert read(good("continue", journal=entries))["journal"] == entries
    assert str(MAX_JOURNAL) in refusal(read, good("continue", journal=[*entries, [0, {}]]))


@pytest.mark.parametrize("number", [None, "5", -1, 1.5, True, [5], MOST + 1, math.nan], ids=str)
def test_a_number_that_is_none_is_not_known(number):
    assert number_of({"id": number}) is None


def test_the_number_of_a_request_is_known_whatever_else_is_wrong_with_it():
    assert (number_of({"id": 7, "do": []}), number_of({}), number_of(7)) == (7, None, None)


# --- what is refused


@pytest.mark.parametrize("value", [None, "train", "", 7, 0, 1.5, math.nan, True, [], ["train"], [[[]]]], ids=str)
def test_what_is_no_object_is_no_request(value):
    assert refusal(read, value) == "A request must be an object."


@pytest.mark.parametrize("version", [None, 1, VERSION + 1, 99, -2, str(VERSION), True, 2.5, math.nan, [2], {}], ids=str)
@pytest.mark.parametrize("do", REQUESTS)
def test_a_request_of_another_version_is_refused(do, version):
    assert "version" in refusal(read, good(do, version=version))


@pytest.mark.parametrize("do", [None, "", "TRAIN", "train ", "close", 1, True, ["train"], {"train": 1}, "x" * 10**6])
def test_what_is_asked_must_be_one_of_the_requests(do):
    message = refusal(read, good("train") | {"do": do})
    assert all(name in message for name in REQUESTS) and len(message) < 200


@pytest.mark.parametrize("run", [None, 7, True, 1.5, [TOKEN], {"run_id": TOKEN}], ids=str)
@pytest.mark.parametrize("do", [do for do in REQUESTS if do != "open"])
def test_a_request_must_name_its_run(do, run):
    assert refusal(read, good(do, run_id=run)) == "The request names no run."


@pytest.mark.parametrize("missing", ["version", "do", "run_id"])
@pytest.mark.parametrize("do", [do for do in REQUESTS if do != "open"])
def test_a_request_that_does_not_say_what_it_is_is_refused(do, missing):
    request = good(do)
    del request[missing]
    assert refusal(read, request)


@pytest.mark.parametrize(("do", "name"), FIELDS)
def test_a_request_that_lacks_a_field_is_refused_by_its_name(do, name):
    request = good(do)
    del request[name]
    assert refusal(read, request).startswith(f"{name} must be ")


@pytest.mark.parametrize(
    "value",
    [None, True, False, -1, 2**64, -(10**30), 1.0, 0.5, math.nan, math.inf, "5", "NaN", "", [5], {}, {"epoch": 5}],
    ids=str,
)
@pytest.mark.parametrize(("do", "name"), NUMBERS)
def test_what_is_no_whole_number_is_refused_by_its_name(do, name, value):
    assert refusal(read, good(do, **{name: value})).startswith(f"{name} must be a whole number ")


@pytest.mark.parametrize(
    ("do", "name", "values"),
    [
        ("train", "pace", [None, "", "All", "fast", 1, True, ["all"], {"all": 1}, "all\n" * 10**5]),
        ("train", "urgent", [None, 0, 1, "", "true", [], [True], {}]),
        ("continue", "start", [None, [], [["n", 30]], "n", 7, True]),
        ("continue", "journal", [None, {}, {"0": {}}, "[]", 7, True]),
        ("continue", "loaded", [{}, {"0": {}}, "[]", 7, True]),
    ],
)
def test_a_field_of_another_kind_is_refused_by_its_name(do, name, values):
    for value in values:
        message = refusal(read, good(do, **{name: value}))
        assert message.startswith(f"{name} must be ") and len(message) < 200


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


@pytest.mark.parametrize("reason", ["It names another run.", ValueError("It names another run.")], ids=type)
def test_what_is_rejected_leaves_its_reason_in_one_line(reason, lines):
    log_rejected(reason)
    assert lines() == ["A request of the stage was rejected: It names another run."]


@pytest.mark.parametrize(
    "nasty",
    ["a\nb", "a\r\nb", "a\x85b", "a\u2028b", "\x1b[2Jcleared", "\x00", "\x7f", "\ud800", "ŷ", "%s %d", "x" * 10**6],
    ids=ascii,
)
def test_what_a_request_says_can_neither_end_the_line_nor_command_a_terminal(nasty, lines):
    log_rejected(f"It says {nasty}.")
    (line,) = lines()
    assert line.isascii() and line.isprintable() and len(line) < 4000
    assert line.startswith("A request of the stage was rejected: It says ")


# --- packing


@pytest.mark.parametrize("name", ["", "a", "ab", "abc", "ŷ", "x₁ → x₂"])
def test_a_header_and_numbers_come_back_as_they_were_packed(name):
    payload = pack({"name": name, "none": None}, [np.arange(6.0).reshape(2, 3), [0.1, math.nan], 7])
    header, numbers = unpack(payload)
    assert header == {"version": VERSION, "name": name, "none": None}
    np.testing.assert_array_equal(numbers, np.array([0, 1, 2, 3, 4, 5, 0.1, math.nan, 7], "float32"))


@pytest.mark.parametrize("name", ["", "a", "ab", "abc"])
def test_numbers_begin_at_a_multiple_of_four(name):
    payload = pack({"name": name}, [[1.0, 2.0]])
    length = int.from_bytes(payload[:4], "little")
    assert (length % 4, len(payload)) == (0, 4 + length + 8)


def test_an_answer_without_numbers_unpacks():
    assert unpack(pack({}, []))[1].size == 0
