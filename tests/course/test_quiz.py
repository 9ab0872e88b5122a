"""Tests of the quiz: that its questions can be asked, and that the score counts what is right."""

import csv
import io

import pytest

from course.chapters import CHAPTERS
from course.quiz import Answer, Question, questions, report, score
from playground.presets import PRESETS

QUESTIONS = questions()
ALL_RIGHT = {question.id: question.right for question in QUESTIONS}
ALL_WRONG = {question.id: (question.right + 1) % len(question.answers) for question in QUESTIONS}


def table(answers, name=""):
    """The rows of the report, as a spreadsheet reads them."""
    return list(csv.reader(io.StringIO(report(QUESTIONS, answers, name))))


def test_what_backward_of_a_layer_does_is_asked():
    assert "What does `backward()` of a layer do?" in [question.text for question in QUESTIONS]


def test_a_question_explains_each_of_its_answers_and_where_it_can_be_seen():
    for question in QUESTIONS:
        assert len(question.answers) >= 3, question.id
        for answer in question.answers:
            assert answer.text.strip() and answer.why.strip().endswith("."), question.id
        assert len({answer.text for answer in question.answers}) == len(question.answers), question.id
        assert question.page in CHAPTERS or question.scene in PRESETS, question.id


def test_the_right_answers_are_not_all_at_the_same_place():
    places = [question.right for question in QUESTIONS]
    assert max(places.count(place) for place in set(places)) <= len(QUESTIONS) / 2


@pytest.mark.parametrize(("answers", "expected"), [(ALL_RIGHT, len(QUESTIONS)), (ALL_WRONG, 0), ({}, 0)])
def test_the_score_counts_the_right_answers(answers, expected):
    assert score(QUESTIONS, answers) == expected
    assert table(answers)[-1][-1] == str(expected)


def test_the_report_has_a_row_a_question_and_leaves_empty_what_was_not_answered():
    first, second, *_ = QUESTIONS
    rows = table({first.id: first.right, second.id: ALL_WRONG[second.id]})
    assert len(rows) == len(QUESTIONS) + 2
    assert rows[1] == ["1", first.text, first.answers[first.right].text, first.answers[first.right].text, "1"]
    assert rows[2][2:] == [second.answers[ALL_WRONG[second.id]].text, second.answers[second.right].text, "0"]
    assert {row[2] for row in rows[3:-1]} == {""}


@pytest.mark.parametrize(("name", "cell"), [("Ana", "Ana"), ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)")])
def test_the_report_says_whose_it_is_where_a_name_is_given(name, cell):
    rows = table(ALL_RIGHT, name)
    assert rows[-2] == ["", "name", cell, "", ""]
    assert rows[:-2] + rows[-1:] == table(ALL_RIGHT)


def test_no_cell_of_the_report_is_a_formula_to_a_spreadsheet():
    cells = [cell for answers in (ALL_RIGHT, ALL_WRONG) for row in table(answers) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))] == []


@pytest.mark.parametrize(
    ("right", "places"),
    [
        *(((), {"page": "quiz"}), ((0, 1), {"page": "quiz"}), ((0,), {}), ((0,), {"page": "quiz", "scene": "xor"})),
        ((0,), {"scene": "xor", "anchor": "steps"}),
    ],
)
def test_a_question_without_one_right_answer_or_one_place_is_refused(right, places):
    answers = tuple(Answer(text, "Because.", number in right) for number, text in enumerate("ab"))
    with pytest.raises(ValueError, match="Question x must "):
        Question("x", "Which?", answers, **places)
