"""Every page of the app, and every state of the playground, that somebody may look at: how to get there."""

import re

from playwright.sync_api import expect

from course.quiz import questions
from tools.driver import Stage

TRAINED = "hidden=4-2&stop=10&speed=60"


class Sight:
    """A place to look at: `path`, and `reach(page)`, what is done there first."""

    def __init__(self, path, reach=lambda page: None):
        self.path = path
        self.reach = reach

    def open(self, page):
        """Go there, and wait until everything has come to rest."""
        page.goto(self.path)
        if self.path.startswith("/?"):
            Stage(page).ready()
        else:
            expect(page.get_by_role("heading", level=2).first).to_be_visible()
        settle(page)
        self.reach(page)
        settle(page)


def settle(page):
    """Wait until no script runs, nothing is still to come, and what fades in has done so."""
    Stage(page).rest()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.wait_for_function("() => document.getAnimations().every((a) => a.playState !== 'running')")


def _train(page):
    stage = Stage(page)
    stage.press("Play")
    stage.wait_state("finished")
    return stage


def _trained(then):
    """Train to the end, and then do something with the stage."""

    def reach(page):
        then(_train(page))

    return reach


def _tab(name):
    return lambda stage: stage.element.get_by_role("tab", name=name).click()


def _pin(stage):
    stage.element.get_by_role("button", name="hidden layer 1, neuron 2").click()
    expect(stage.element.locator(".stage-inspector")).to_be_visible()


def _walk(stage):
    stage.press("One example")
    expect(stage.page.get_by_test_id("walk")).to_have_attribute("data-phase", re.compile("example|forward"))


def _runs(stage):
    stage.press("Reset")
    stage.wait_state("idle")
    stage.press("Play")
    stage.wait_state("finished")
    stage.element.get_by_role("button", name="Runs (1)").click()
    expect(stage.element.locator(".stage-runs table")).to_be_visible()


def _quality(stage):
    stage.element.get_by_role("button", name="How good is it?").click()
    expect(stage.element.locator(".stage-quality table")).to_have_count(2)


def _options(page):
    page.get_by_text("More options").click()
    expect(page.get_by_text("First weights")).to_be_visible()


def _scenes(page):
    page.get_by_role("button", name="Scenes").click()
    expect(page.get_by_role("dialog").get_by_role("img").last).to_be_visible()


def _about(page):
    page.get_by_role("button", name="About").click()
    expect(page.get_by_text("Engine: Numba")).to_be_visible()


def _share(tab):
    def reach(stage):
        stage.press("Share")
        dialog = stage.page.get_by_role("dialog")
        dialog.get_by_role("tab", name=tab).click()
        expect(dialog.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")

    return _trained(reach)


def _compare(page):
    page.locator(".st-key-experiment_rates").get_by_role("button").click()
    expect(page.locator(".boundaries figure").first).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)


def _answer(page):
    page.get_by_role("radio").nth(questions()[0].right).check(force=True)
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text("Right · your answer")).to_be_visible()


def _unfold(page):
    page.get_by_text("Backward: who is to blame").click()
    expect(page.get_by_text("d_weights =")).to_be_visible()


def _your_data_tab(name):
    def reach(page):
        page.get_by_role("tab", name=name).click()
        settle(page)

    return reach


PLAYGROUND = f"/?{TRAINED}"
SIGHTS = {
    "playground": Sight(PLAYGROUND),
    "trained": Sight(PLAYGROUND, _trained(lambda stage: None)),
    "neuron": Sight(PLAYGROUND, _trained(_pin)),
    "hidden space": Sight(PLAYGROUND, _trained(_tab("Hidden space"))),
    "relief": Sight(PLAYGROUND, _trained(_tab("Relief"))),
    "walk": Sight(PLAYGROUND, _trained(_walk)),
    "runs": Sight(PLAYGROUND, _trained(_runs)),
    "quality": Sight(PLAYGROUND, _trained(_quality)),
    "lesson": Sight("/?hidden=none&target=0.1"),
    "more options": Sight(PLAYGROUND, _options),
    "scenes": Sight(PLAYGROUND, _scenes),
    "about": Sight(PLAYGROUND, _about),
    "share link": Sight(PLAYGROUND, _share("Link")),
    "share python": Sight(PLAYGROUND, _share("Python")),
    "share model": Sight(PLAYGROUND, _share("Model")),
    "share record": Sight(PLAYGROUND, _share("Record")),
    "your data": Sight("/your_data"),
    "your file": Sight("/your_data", _your_data_tab("Your file")),
    "real data": Sight("/your_data", _your_data_tab("Real data")),
    "start": Sight("/start", _unfold),
    "backpropagation": Sight("/backpropagation"),
    "training": Sight("/learning_rate?hidden=3&n=100", _compare),
    "challenge": Sight("/challenge"),
    "quiz": Sight("/quiz"),
    "answered": Sight("/quiz", _answer),
    "explanations": Sight("/explanations"),
}
