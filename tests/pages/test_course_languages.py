"""Tests that the pages of the course are in the reader's language: every label is translated, and none twice."""

import pytest

from course.challenge.exercise import BACKWARD, FIT
from course.quiz import questions
from playground.languages import speaking
from tests.helpers.marking import page, unmarked

pytestmark = pytest.mark.usefixtures("marked")
BLANKS = (BACKWARD.start, FIT.start)  # code
NAMES = {part for exercise in (BACKWARD, FIT) for name in exercise.judged for part in name.split("_")}  # of variables
PAGES = ("backpropagation", "learning_rate", "challenge", "quiz", "start", "explanations", "your_data", "lab_notebook")


def test_every_text_of_a_page_is_in_the_readers_language():
    for name in PAGES:
        # lang=marked is what a page without settings has in its address.
        assert unmarked(page(name), *BLANKS, "lang=marked") == [], name


def test_what_the_pages_say_when_asked_is_too():
    at = page("backpropagation", hidden="2")
    at.button(key="check").click().run()
    assert unmarked(at) == []
    assert any("⟦parameter⟧" in element.value for element in at.get("html"))
    at = page("challenge")
    at.button(key="check_backward").click().run()
    assert unmarked(at, *BLANKS, *NAMES) == []
    assert any("is still a blank.⟧" in element.value for element in at.get("html"))
    at.text_area(key="challenge_lines_backward").set_value(BACKWARD.solution).run()
    at.button(key="train").click().run()
    assert unmarked(at, *BLANKS, *NAMES) == []


def test_the_quiz_can_be_answered_to_its_score():
    at = page("quiz")
    for question in questions():
        at.radio(key=f"ask_{question.id}").set_value(question.right)
        next(button for button in at.button if button.label == "⟦Answer⟧").click().run()
        assert unmarked(at) == []
        at.button(key="quiz_next").click().run()
    assert unmarked(at) == []
    count = len(questions())
    assert f"{count} of {count} right" in at.subheader[-1].value


def test_a_comparison_is_made_and_its_choices_are_known_by_what_they_are_and_not_by_their_words():
    at = page("learning_rate", n="50", hidden="2", batch="10", split="50")
    with speaking("marked"):  # AppTest, too, finds an option by its words
        at.selectbox(key="compare_setting").set_value("order").run()
        at.multiselect(key="compare_values_order").set_value(["sorted"])
        at.number_input(key="compare_epochs").set_value(2)
        at.button(key="compare").click().run()
    comparison = at.session_state["shown_comparison"].comparison
    while comparison.running:
        comparison.seen()
        comparison.wait(0.05)
    with speaking("marked"):
        at.run()
    assert unmarked(at) == []
    assert [outcome.value for outcome in comparison.outcomes] == ["sorted"]
    assert any("⟦sorted by label⟧" in element.value for element in at.get("html"))  # over its boundary
    assert at.session_state["asked_comparison"] == {"setting": "order", "values": ["sorted"], "seeds": 1, "epochs": 2}
    assert "⟦Training loss⟧" in at.dataframe[0].value
