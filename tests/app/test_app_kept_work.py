"""Tests that what a browser has kept of the work on a page of the course is taken up, whatever it may be."""

import json

import pytest
from app_helpers import components, opened, send_to

from course.quiz import questions

LINES = "challenge_lines_backward"


def page(name, kept=None):
    """A session that opens a page of the course, in a browser that has kept this text."""
    at = opened(f"pages/{name}.py")
    return at if kept is None else send_to(at, "kept_work", "kept", kept)


def told(at):
    """What the browser is told to keep."""
    (proto,) = components(at, "kept_work")
    return json.loads(json.loads(proto.json))


def test_lines_and_hints_are_taken_up_and_kept():
    work = {"backward": "dz = da", "backward_hints": 2, "backward_mine": ["x", "y"]}
    at = page("challenge", json.dumps(work))
    assert at.session_state[LINES] == "dz = da"
    assert at.session_state["challenge"]["backward"]["hints"] == 2
    assert told(at)["work"] == work


def test_lines_that_were_kept_when_there_was_one_version_of_them_are_taken_up():
    at = page("challenge", json.dumps({"backward": "dz = da", "backward_mine": "x"}))
    assert told(at)["work"]["backward_mine"] == ["x"]


def test_lines_that_were_written_meanwhile_stay():
    at = page("challenge")
    at.text_area(key=LINES).set_value("dz = 1")
    at.run()
    send_to(at, "kept_work", "kept", json.dumps({"backward": "dz = da"}))
    assert at.session_state[LINES] == "dz = 1"


def test_answers_of_the_quiz_are_taken_up_and_kept():
    at = page("quiz")
    work = {"answers": {question.id: 0 for question in questions()[:3]}, "at": 3}
    assert told(at)["work"] == {}
    send_to(at, "kept_work", "kept", json.dumps(work))
    assert at.session_state["quiz_at"] == 3
    assert told(at)["work"] == work


def test_the_form_of_a_comparison_is_filled_in_as_it_was():
    kept = {"setting": "learning_rate", "values": [0.01, 0.1], "seeds": 2, "epochs": 37}
    at = page("learning_rate", json.dumps(kept))
    assert at.number_input(key="compare_epochs").value == 37
    assert at.session_state["compare_values_learning_rate"] == [0.01, 0.1]
    assert told(at)["work"] == kept


ODD = [
    *("", "[", "7", "null", "[1]", "{}", "[" * 100_000, None, 7, {}),
    *('{"at": -1, "answers": {}}', '{"answers": {}, "at": "3"}', '{"answers": 7, "at": 0}'),
    *('{"backward": 7}', '{"backward": "dz", "backward_hints": 99}', json.dumps({"backward": "x" * 10**6})),
    '{"setting": "<b>", "seeds": 1, "epochs": 1}',
    '{"setting": "order", "seeds": 1e9, "epochs": 1, "values": []}',
    '{"setting": "order", "seeds": 1, "epochs": 1, "values": 7}',
]


@pytest.mark.parametrize("name", ["challenge", "quiz", "learning_rate"])
def test_what_a_browser_says_that_it_has_kept_may_be_anything(name):
    at = page(name)
    before = told(at)["work"]
    for odd in ODD:
        send_to(at, "kept_work", "kept", odd)  # more than one, as no browser does
        assert not at.exception
        assert told(at)["work"] == before
