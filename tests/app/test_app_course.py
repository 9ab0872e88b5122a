"""Tests of the way through the course: from Start here, page by page, with one network, to the score of the quiz."""

import pytest
from app_helpers import EXPLANATIONS, PLAYGROUND, START, address, change, opened, opening, told

from course.chapters import CHAPTERS
from course.quiz import questions
from playground.presets import PRESETS
from playground.settings import to_query

QUIZ = "pages/quiz.py"
QUESTIONS = questions()


def text(at):
    """All Markdown on the page."""
    return "\n".join(element.value for element in at.markdown)


def at_question(number, answers=(), **query):
    """The quiz with the first questions answered, at a question."""
    at = opened(**query)
    at.session_state["quiz_answers"] = {q.id: chosen for q, chosen in zip(QUESTIONS, answers, strict=False)}
    at.session_state["quiz_at"] = number
    return at.switch_page(QUIZ).run()


def answer(at, question, number):
    """Choose an answer and press the button."""
    at.radio(key=f"ask_{question.id}").set_value(number)
    next(button for button in at.button if button.label == "Answer").click()
    return at.run()


def test_start_here_leads_to_the_playground_and_to_every_chapter_in_order():
    at = opened().switch_page(START).run()
    labels = [button.label for button in at.button if button.label.startswith("Open ")]
    assert labels == ["Open Playground", *(f"Open {chapter.title}" for chapter in CHAPTERS.values())]


@pytest.mark.parametrize("chapter", CHAPTERS.values(), ids=list(CHAPTERS))
def test_a_network_goes_along_from_page_to_page(chapter):
    at = change(opened(dataset="xor", hidden="5-3"), learning_rate=0.1)
    at.switch_page(chapter.page).run()
    assert not at.exception
    shown = address(at)
    assert (shown["hidden"], shown["dataset"], shown["lr"]) == ("5-3", "xor", "0.1")


@pytest.mark.parametrize("chapter", CHAPTERS.values(), ids=list(CHAPTERS))
def test_a_chapter_that_is_opened_by_a_link_takes_its_settings_and_says_what_it_cannot_use(chapter):
    at = opened(chapter.page, hidden="5-3", lr="abc")
    assert not at.exception
    assert at.query_params["hidden"] == "5-3"
    assert len(told(at)) == 1 and "lr" in told(at)[0]


@pytest.mark.parametrize("chapter", CHAPTERS.values(), ids=list(CHAPTERS))
def test_a_chapter_ends_with_its_scene_in_the_playground(chapter):
    at = opened(hidden="5-3").switch_page(chapter.page).run()
    at.button(key="try_it").click()
    at.run()
    assert opening(at)["description"]["hidden"] == list(chapter.scene.description.hidden)
    assert at.query_params == to_query(chapter.scene)


def test_a_page_without_settings_is_no_step_of_the_course():
    assert EXPLANATIONS not in [chapter.page for chapter in CHAPTERS.values()]
    assert PLAYGROUND not in [chapter.page for chapter in CHAPTERS.values()]


@pytest.mark.parametrize("right", [True, False])
def test_a_question_that_is_answered_explains_every_answer(right):
    at, question = at_question(0), QUESTIONS[0]
    assert not any(answer.why in text(at) for answer in question.answers)
    chosen = question.right if right else question.right - 1
    at = answer(at, question, chosen)
    for option in question.answers:
        assert f"**{option.text}**" in text(at) and option.why in text(at)
    assert f"{'Right' if right else 'Wrong'} · your answer  \n**{question.answers[chosen].text}**" in text(at)
    assert at.session_state["quiz_answers"] == {question.id: chosen}
    assert not at.radio


def test_an_answer_that_is_not_chosen_is_asked_for():
    at = answer(at_question(0), QUESTIONS[0], None)
    assert "Nothing is chosen yet." in text(at)
    assert at.session_state["quiz_answers"] == {}
    assert at.radio


def test_answers_are_still_there_after_another_page_and_back():
    at = answer(at_question(0), QUESTIONS[0], 1)
    at.switch_page(START).run()
    at.switch_page(QUIZ).run()
    assert QUESTIONS[0].answers[1].why in text(at)


def test_the_questions_are_gone_through_with_next_and_back():
    at = at_question(0)
    at.button(key="quiz_next").click().run()
    assert QUESTIONS[1].text in text(at)
    at.button(key="quiz_back").click().run()
    assert QUESTIONS[0].text in text(at)


def test_a_question_leads_to_the_scene_that_shows_it():
    number = next(n for n, question in enumerate(QUESTIONS) if question.scene)
    at = at_question(number, [question.right for question in QUESTIONS])
    at.button(key="quiz_see").click().run()
    assert not at.exception
    assert at.query_params["dataset"] == PRESETS[QUESTIONS[number].scene].settings.description.dataset
    assert at.get("bidi_component")


def test_the_score_counts_can_be_taken_away_and_begun_anew():
    right = [question.right for question in QUESTIONS[:-1]]
    at = at_question(len(QUESTIONS), right)
    assert [heading.value for heading in at.subheader] == [f"{len(QUESTIONS) - 1} of {len(QUESTIONS)} right"]
    assert at.button(key=f"quiz_to_{QUESTIONS[0].id}").label.startswith(":material/check: Right · ")
    assert at.button(key=f"quiz_to_{QUESTIONS[-1].id}").label.endswith("(not answered yet)")
    assert at.get("download_button")
    at.button(key="quiz_again").click().run()
    assert QUESTIONS[0].text in text(at)
    assert at.session_state["quiz_answers"] == {}
