"""The challenge as a person meets it: type, check, take a hint, train; light and dark, wide and narrow."""

import pytest
from playwright.sync_api import expect

from course.challenge.exercise import BACKWARD, FIT
from tools.driver import Stage


@pytest.fixture
def challenge(window):
    """Opens the chapter in a window of its own."""

    def visit(width, height, **options):
        page = window(viewport={"width": width, "height": height}, **options)
        page.goto("/")
        expect(page.get_by_test_id("live-stage")).to_be_visible()
        page.goto("challenge")
        expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
        rest(page)
        return page

    return visit


def rest(page):
    """Wait until no script runs and nothing fades."""
    Stage(page).rest()
    page.wait_for_function("() => document.getAnimations().every((a) => a.playState !== 'running')")


def lines(page, exercise):
    return page.get_by_label(f"Your lines in {exercise.title}")


def test_who_types_checks_and_trains_sees_every_step(challenge):
    page = challenge(1400, 900)
    wrong = BACKWARD.solution.replace("self.weights.T", "self.weights")
    lines(page, BACKWARD).fill(wrong)
    page.get_by_role("button", name="Check").first.click()  # what was typed goes along, without a key of its own
    verdicts = page.locator(".verdicts").first.locator("> div")
    expect(verdicts).to_have_count(4)
    expect(verdicts.nth(3)).to_contain_text("The weights must be transposed for da_prev")
    page.get_by_role("button", name="Hint 1 of 3").first.click()
    expect(page.get_by_text("Start at the end of the layer")).to_be_visible()
    rest(page)
    assert lines(page, BACKWARD).input_value() == wrong
    lines(page, BACKWARD).fill(BACKWARD.solution)
    lines(page, FIT).fill(FIT.solution)
    rest(page)  # the buttons that come with other lines in the editor above would move this one under the mouse
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("Your perceptron learns.")).to_be_visible()
    expect(page.get_by_text("Loss at epoch 10: 0.0")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(1)
    expect(page.get_by_text("You have changed your lines since this check.")).to_be_visible()
    for width in (1400, 390):
        page.set_viewport_size({"width": width, "height": 900})
        rest(page)
        assert page.get_by_test_id("stMain").evaluate("(main) => main.scrollWidth - main.clientWidth") == 0, width
