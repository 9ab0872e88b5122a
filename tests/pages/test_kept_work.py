"""Tests that what a browser has kept of the work on a page of the course is taken up, whatever it may be."""

import json

import pytest

from course.quiz import questions
from course.training.experiments import EXPERIMENTS
from tests.helpers.pages import components, opened, send_to

LINES = "challenge_lines_backward"


WORK = {"challenge": "challenge", "quiz": "quiz", "learning_rate": "comparison"}  # what is kept of a page


def page(name, kept=None):
    """A session that opens a page of the course, in a browser that has kept this text."""
    at = opened(f"pages/{name}.py")
    return at if kept is None else take_up(at, name, kept)


def take_up(at, name, kept):
    """Tell a page what the browser has kept of the work there."""
    return send_to(at, "kept_work", "kept", kept, f"{WORK[name]}_work")


def told(at, name):
    """What the browser is told to keep of a page."""
    asked = [json.loads(json.loads(proto.json)) for proto in components(at, "kept_work")]
    return next(asked for asked in asked if asked["page"] == WORK[name])


def test_lines_and_hints_are_taken_up_and_kept():
    work = {"backward": "dz = da", "backward_hints": 2, "backward_mine": ["x", "y"]}
    at = page("challenge", json.dumps(work))
    assert at.session_state[LINES] == "dz = da"
    assert at.session_state["challenge"]["backward"]["hints"] == 2
    assert told(at, "challenge")["work"] == work


def test_lines_that_were_kept_when_there_was_one_version_of_them_are_taken_up():
    at = page("challenge", json.dumps({"backward": "dz = da", "backward_mine": "x"}))
    assert told(at, "challenge")["work"]["backward_mine"] == ["x"]


def test_lines_that_were_written_meanwhile_stay():
    at = page("challenge")
    at.text_area(key=LINES).set_value("dz = 1")
    at.run()
    take_up(at, "challenge", json.dumps({"backward": "dz = da"}))
    assert at.session_state[LINES] == "dz = 1"


def test_answers_of_the_quiz_are_taken_up_and_kept():
    at = page("quiz")
    work = {"answers": {question.id: 0 for question in questions()[:3]}, "at": 3}
    assert told(at, "quiz")["work"] == {}
    take_up(at, "quiz", json.dumps(work))
    assert at.session_state["quiz_at"] == 3
    assert told(at, "quiz")["work"] == work


def test_the_form_of_a_comparison_is_filled_in_as_it_was():
    kept = {"setting": "learning_rate", "values": [0.01, 0.1, "0.02"], "seeds": 2, "epochs": 37}
    at = page("learning_rate", json.dumps(kept))
    assert at.number_input(key="compare_epochs").value == 37
    assert at.session_state["compare_values_learning_rate"] == [0.01, 0.1, "0.02"]
    assert told(at, "learning_rate")["work"] == kept


def test_an_experiment_is_known_by_its_name_after_a_reload_and_run_again_in_one_click():
    kept = {"experiment": "order", "mine": True}
    at = page("learning_rate", json.dumps(kept))
    assert at.subheader[-1].value == EXPERIMENTS["order"].title
    assert "shown_comparison" not in at.session_state
    at.button(key="experiment_again").click().run()
    assert not at.exception
    assert at.session_state["shown_comparison"].name == "order"
    assert told(at, "learning_rate")["work"] == kept


ODD = [
    *("", "[", "7", "null", "[1]", "{}", "[" * 100_000, None, 7, {}),
    *('{"at": -1, "answers": {}}', '{"answers": {}, "at": "3"}', '{"answers": 7, "at": 0}'),
    *('{"backward": 7}', '{"backward": "dz", "backward_hints": 99}', json.dumps({"backward": "x" * 10**6})),
    '{"setting": "<b>", "seeds": 1, "epochs": 1}',
    '{"setting": "order", "seeds": 1e9, "epochs": 1, "values": []}',
    '{"setting": "order", "seeds": 1, "epochs": 1, "values": 7}',
    '{"setting": "learning_rate", "seeds": 1, "epochs": 1, "values": ["much"]}',
    *('{"experiment": "<b>"}', '{"experiment": ["rates"]}'),
]


@pytest.mark.parametrize("name", ["challenge", "quiz", "learning_rate"])
def test_what_a_browser_says_that_it_has_kept_may_be_anything(name):
    at = page(name)
    before = told(at, name)["work"]
    for odd in ODD:
        take_up(at, name, odd)  # more than one, as no browser does
        assert not at.exception
        assert told(at, name)["work"] == before
