"""The course as a person meets it: straight from a link, page by page, through the quiz to a score."""

import csv
import re

import pytest
from playwright.sync_api import expect

from course.chapters import CHAPTERS
from course.quiz import questions
from tests.helpers.sights import settle
from tools.driver import Server, Stage

QUESTIONS = questions()


@pytest.fixture
def untouched(tmp_path):
    """A server that nobody has visited yet."""
    running = Server(tmp_path / "log.txt").wait()
    yield running
    assert running.stop() == []


def test_a_servers_first_visitor_may_come_straight_to_a_chapter(untouched, page):
    page.goto(f"{untouched.url}quiz?hidden=3-2")
    expect(page.get_by_role("heading", name="Quiz")).to_be_visible()
    expect(page.get_by_role("link", name="Playground")).to_be_visible()
    expect(page).to_have_url(re.compile("/quiz.*hidden=3-2"))


def test_the_way_leads_from_start_through_every_chapter(page):
    page.goto("/start?hidden=3-2")
    page.get_by_role("button", name=f"Open {next(iter(CHAPTERS.values())).title}").click()
    for chapter, following in zip(CHAPTERS.values(), [*list(CHAPTERS.values())[1:], None], strict=True):
        expect(page).to_have_url(re.compile(f"/{chapter.name}.*hidden=3-2"))
        if following:
            page.get_by_role("button", name=f"Next: {following.title}").click()
    Stage(page).rest()  # until then the page may still write into its address
    page.go_back()
    expect(page).to_have_url(re.compile(f"/{list(CHAPTERS)[-2]}.*hidden=3-2"))
    page.get_by_role("link", name="Start here").click()
    expect(page).to_have_url(re.compile("/start.*hidden=3-2"))
    Stage(page).rest()
    page.go_back()
    expect(page).to_have_url(re.compile(f"/{list(CHAPTERS)[-2]}.*hidden=3-2"))


def test_a_question_is_answered_explained_and_counted(page):
    page.goto("/quiz")
    question = QUESTIONS[0]
    page.get_by_role("radio").nth(question.right).check(force=True)
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text("Right · your answer")).to_be_visible()
    expect(page.get_by_text("1 of 1 right so far")).to_be_visible()
    for number in range(2, len(QUESTIONS) + 1):
        Stage(page).rest()  # until then the button of the question before may still be there
        page.get_by_role("button", name="Next question").click()
        expect(page.get_by_text(f"Question {number} of")).to_be_visible()
    Stage(page).rest()
    page.get_by_role("button", name="See the score").click()
    expect(page.get_by_role("heading", name=f"1 of {len(QUESTIONS)} right")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the score").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[-1][-1] == "1"


@pytest.mark.slow
def test_a_question_leads_to_the_very_heading_though_figures_above_it_come_late(page):
    number = next(n for n, question in enumerate(QUESTIONS) if question.anchor == "steps")
    page.goto("/quiz")
    Stage(page).rest()
    for _question in range(number):
        page.get_by_role("button", name="Next question").click()
        Stage(page).rest()
    page.get_by_role("radio").first.check(force=True)
    page.get_by_role("button", name="Answer", exact=True).click()
    page.get_by_role("button", name="See it").click()
    heading = page.locator("#steps")
    settle(page)
    page.wait_for_function("() => document.getElementById('steps').getBoundingClientRect().top < 150")
    expect(heading).to_be_in_viewport()
    page.mouse.wheel(0, -2000)
    page.wait_for_function("() => document.getElementById('steps').getBoundingClientRect().top > 300")
    page.get_by_role("button", name="Next example").click()
    Stage(page).rest()
    assert page.evaluate("document.getElementById('steps').getBoundingClientRect().top") > 150  # it is not held there


@pytest.mark.slow
def test_somebody_else_starts_afresh_on_a_shared_computer(page):
    stage = Stage(page).open("hidden=5-3&lang=en")
    stage.run_to(5)
    page.get_by_role("link", name="Quiz").click()
    page.get_by_role("radio").first.check(force=True)
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text("of 1 right so far")).to_be_visible()
    page.get_by_role("link", name="Start here").click()
    page.get_by_role("button", name="Shared computer?").click()
    page.get_by_role("button", name="Delete it all").click()
    expect(page).to_have_url(re.compile("hidden=4-2.*lang=en"))
    stage.ready()
    assert page.evaluate("localStorage.getItem('perceptron-playground')") is None  # no run
    page.goto("/quiz")
    Stage(page).rest()
    expect(page.get_by_text("of 0 right so far")).to_be_visible()
