"""Every page of the app, and every state of the playground, that somebody may look at: how to get there."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from course.challenge.exercise import BACKWARD
from course.quiz import questions
from playground.languages import ENGLISH, LANGUAGES, PARAMETER
from tools.driver import Stage

TRAINED = "hidden=4-2&stop=10&speed=60"


class Sight:
    """A place to look at: `path`, and `reach(page)`, what is done there first."""

    def __init__(self, path, reach=lambda page: None):
        self.path = path
        self.reach = reach

    def open(self, page, code=ENGLISH):
        """Go there, in a language, and wait until everything has come to rest."""
        page.goto(f"{self.path}{'&' if '?' in self.path else '?'}{PARAMETER}={code}")
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


def _label(page, text):
    """What a label of the app is on this page."""
    return LANGUAGES[parse_qs(urlsplit(page.url).query)[PARAMETER][0]].catalogue.gettext(text)


def _train(page):
    stage = Stage(page)
    stage.press(_label(page, "Play"))
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
    name = _label(stage.page, "hidden layer {layer}, neuron {neuron}").format(layer=1, neuron=2)
    stage.element.get_by_role("button", name=name).click()
    expect(stage.element.locator(".stage-inspector")).to_be_visible()


def _walk(stage):
    stage.press(_label(stage.page, "One example"))
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


def _look_back(stage):
    stage.page.get_by_test_id("scrubber").fill("4")
    expect(stage.element).to_have_attribute("data-epoch", "4")


def _options(page):
    page.get_by_text("More options").click()
    expect(page.get_by_text("Initial weights")).to_be_visible()


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


def _film(page):
    _share("Record")(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Pictures").select_option("20")
    dialog.get_by_role("button", name="Animated GIF").click()
    expect(dialog.get_by_role("link", name="Save training.gif")).to_be_visible()


def _compare(page):
    page.locator(".st-key-experiment_rates").get_by_role("button").click()
    expect(page.locator(".boundaries figure").first).to_be_visible()
    expect(page.locator(".modebar")).to_be_visible()
    expect(page.get_by_role("button", name=_label(page, "Cancel"))).to_have_count(0)


def _answer(page):
    page.get_by_role("radio").nth(questions()[0].right).check(force=True)
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text("Right · your answer")).to_be_visible()


def _score(page):
    for _question in questions()[1:]:
        page.get_by_role("button", name="Next question").click()
        settle(page)
    page.get_by_role("button", name="See the score").click()
    expect(page.get_by_role("button", name="Start again")).to_be_visible()


def _check_gradients(page):
    page.locator(".st-key-check").get_by_role("button").click()
    expect(page.locator(".course-check")).to_be_visible()


def _check_lines(page):
    page.get_by_role("textbox").first.fill(BACKWARD.solution.replace("self.weights.T", "self.weights"))
    page.locator(".st-key-check_backward").get_by_role("button").click()
    expect(page.locator(".verdicts")).to_be_visible()


def _unfold(page):
    page.get_by_text("Backward: from the loss").click()
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
    "looking back": Sight(PLAYGROUND, _trained(_look_back)),
    "embedded": Sight(f"{PLAYGROUND}&embed=true"),
    "faults": Sight(f"{PLAYGROUND}&noise=77&cake=1"),
    "more options": Sight(PLAYGROUND, _options),
    "scenes": Sight(PLAYGROUND, _scenes),
    "about": Sight(PLAYGROUND, _about),
    "share link": Sight(PLAYGROUND, _share("Link")),
    "share python": Sight(PLAYGROUND, _share("Python")),
    "share model": Sight(PLAYGROUND, _share("Model")),
    "share record": Sight(PLAYGROUND, _share("Record")),
    "film": Sight(PLAYGROUND, _film),
    "your data": Sight("/your_data"),
    "your file": Sight("/your_data", _your_data_tab("Your file")),
    "real data": Sight("/your_data", _your_data_tab("Real data")),
    "start": Sight("/start", _unfold),
    "backpropagation": Sight("/backpropagation"),
    "gradients checked": Sight("/backpropagation", _check_gradients),
    "training": Sight("/learning_rate?hidden=3&n=100", _compare),
    "challenge": Sight("/challenge"),
    "lines checked": Sight("/challenge", _check_lines),
    "quiz": Sight("/quiz"),
    "answered": Sight("/quiz", _answer),
    "score": Sight("/quiz", _score),
    "explanations": Sight("/explanations"),
}
