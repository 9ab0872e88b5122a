"""Tests of the way through the course: from Start here, page by page, with one network, to the score of the quiz."""

import json

import pytest

from course.chapters import CHAPTERS
from course.quiz import questions
from playground.address import from_query, to_query
from playground.presets import PRESETS
from tests.helpers.pages import (
    EXPLANATIONS,
    PLAYGROUND,
    START,
    address,
    change,
    components,
    opened,
    opening,
    send_to,
    told,
)

QUIZ = "pages/quiz.py"
BACKPROPAGATION = "pages/backpropagation.py"
QUESTIONS = questions()
SCENE = next(number for number, question in enumerate(QUESTIONS) if question.scene)


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


# --- visits: a scene in the playground, and the way back


def visiting(**query):
    """A session that has its own network in the address, and visits the scene of Backpropagation."""
    return try_it(opened(**query), BACKPROPAGATION)


def try_it(at, page):
    """Go to a chapter's page, and from there to its scene."""
    at.switch_page(page).run()
    at.button(key="try_it").click().run()
    assert not at.exception
    return at.switch_page(PLAYGROUND).run()  # AppTest does not know by itself where it is now


def keys(at):
    return {button.key for button in at.button}


def test_a_teachers_link_still_holds_in_a_scene():
    at = visiting(hidden="5-3", lock="hidden-lr")
    assert at.session_state["session"].settings.description.hidden == (4,)
    assert at.session_state["session"].settings.lock == ("hidden", "lr")
    assert at.query_params["lock"] == "hidden-lr"


@pytest.mark.parametrize("chapter", CHAPTERS.values(), ids=list(CHAPTERS))
def test_where_a_link_leaves_no_choice_of_scenes_a_chapter_offers_none(chapter):
    at = opened(chapter.page, hidden="5-3", show="lr")
    assert not at.exception
    assert "try_it" not in keys(at) and chapter.look_for not in text(at)


def test_a_question_does_not_offer_a_scene_that_a_link_forbids():
    at = at_question(SCENE, [question.right for question in QUESTIONS], show="lr")
    assert "quiz_see" not in keys(at)


@pytest.mark.parametrize("page", [PLAYGROUND, BACKPROPAGATION, "pages/learning_rate.py"])
def test_ones_own_network_is_one_click_away_after_a_visit(page):
    at = visiting(hidden="5-3", dataset="xor", lr="0.1", lock="n")
    at.switch_page(page).run()
    at.button(key="back_to_own").click().run()
    assert not at.exception
    settings = at.session_state["session"].settings
    assert (settings.description.hidden, settings.description.dataset) == ((5, 3), "xor")
    assert (settings.description.learning_rate, settings.lock) == (0.1, ("n",))
    assert at.query_params["hidden"] == "5-3"
    assert "back_to_own" not in keys(at)


def test_from_one_scene_to_another_ones_own_network_stays_the_same():
    at = change(visiting(hidden="5-3"), learning_rate=0.5)
    at = try_it(at, "pages/challenge.py")
    at.button(key="back_to_own").click().run()
    assert at.session_state["session"].settings.description.hidden == (5, 3)


def test_a_network_that_was_built_in_a_scene_is_ones_own():
    at = change(visiting(hidden="5-3"), neurons_1=7)
    at = try_it(at, "pages/challenge.py")
    at.button(key="back_to_own").click().run()
    assert at.session_state["session"].settings.description.hidden == (7,)


def test_who_has_never_left_their_network_is_not_led_back_to_it():
    at = change(opened(hidden="5-3"), learning_rate=0.1)
    assert "back_to_own" not in keys(at)
    at = visiting(**to_query(CHAPTERS["backpropagation"].scene))
    assert "back_to_own" not in keys(at)


def kept(at):
    """What the tab is told to keep of a visit."""
    asked = [json.loads(json.loads(proto.json)) for proto in components(at, "kept_work")]
    return next(asked for asked in asked if asked["page"] == "visit")


def test_after_a_reload_the_way_back_is_still_there():
    asked = kept(visiting(hidden="5-3"))
    assert asked["tabOnly"]
    at = opened(**to_query(CHAPTERS["backpropagation"].scene))
    assert "back_to_own" not in keys(at)
    send_to(at, "kept_work", "kept", json.dumps(asked["work"]))
    at.button(key="back_to_own").click().run()
    assert at.session_state["session"].settings.description.hidden == (5, 3)
    assert kept(at)["work"] == {}


@pytest.mark.parametrize("before", [{}, {"lock": "presets-hidden"}])
def test_no_way_back_leads_out_of_a_teachers_lesson(before):
    """Not even when the lesson before had the same controls."""
    scene = to_query(CHAPTERS["backpropagation"].scene)
    work = {"own": to_query(from_query({"hidden": "5-3"} | before)[0]), "scene": scene}
    at = opened(hidden="2", lock="presets-hidden")
    send_to(at, "kept_work", "kept", json.dumps(work))
    assert "back_to_own" not in keys(at)
    assert at.session_state["visit"] == work


def test_what_a_tab_says_of_a_visit_may_be_anything():
    for odd in [
        "[", "7", '{"own": {}}', '{"own": 7, "scene": 7}', '{"own": {"x": "1"}, "scene": {}}',
        '{"own": {"lr": 1}, "scene": {}}',
    ]:  # fmt: skip
        at = send_to(opened(), "kept_work", "kept", odd)
        assert not at.exception and kept(at)["work"] == {}, odd


# --- the pages


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
    at = at_question(SCENE, [question.right for question in QUESTIONS])
    at.button(key="quiz_see").click().run()
    assert not at.exception
    assert at.query_params["dataset"] == PRESETS[QUESTIONS[SCENE].scene].settings.description.dataset
    assert at.get("bidi_component")


@pytest.mark.parametrize("page", sorted({question.page for question in QUESTIONS if question.anchor}))
def test_every_anchor_of_a_question_is_that_of_a_heading_on_its_page(page):
    at = opened(CHAPTERS[page].page)
    there = {heading.proto.anchor for heading in at.subheader}
    assert {question.anchor for question in QUESTIONS if question.page == page and question.anchor} <= there


def test_a_question_leads_to_the_heading_where_it_can_be_seen_and_once():
    number = next(n for n, question in enumerate(QUESTIONS) if question.anchor == "check")
    at = at_question(number, [question.right for question in QUESTIONS])
    at.button(key="quiz_see").click().run()
    assert not at.exception
    assert [json.loads(proto.json) for proto in components(at, "scroll")] == ["check"]
    at.button(key="step_next").click().run()
    assert components(at, "scroll") == []


def test_a_name_stands_in_the_file_of_the_score():
    at = at_question(len(QUESTIONS), [question.right for question in QUESTIONS])
    at.text_input(key="quiz_name").set_value("  Ana ")
    next(button for button in at.button if button.label == "Add it to the file").click().run()
    assert at.get("download_button")[0].proto.label == "Download the score of Ana"


@pytest.mark.parametrize("page", [START, QUIZ])
def test_somebody_else_starts_afresh_in_two_clicks(page):
    at = at_question(len(QUESTIONS), [0]).switch_page(page).run()
    assert components(at, "afresh") == []
    at.button(key="start_afresh").click().run()
    assert not at.exception
    assert len(components(at, "afresh")) == 1
    assert components(at, "kept_work") == []  # it would keep again what is deleted


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
