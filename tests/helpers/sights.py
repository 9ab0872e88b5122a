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


class Tour:
    """Sights that one opening of a page is enough for: each is reached from the one before."""

    def __init__(self, path, **reaches):
        self.path = path
        self.reaches = reaches

    def sights(self, page, code=ENGLISH):
        """Yield the name of one after the other, as soon as it is on show."""
        Sight(self.path).open(page, code)
        for name, reach in self.reaches.items():
            reach(page)
            settle(page)
            yield name


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


def _untouched(page):
    """Look at the page as it is."""


def _trained(then):
    """Train to the end, and then do something with the page."""

    def reach(page):
        _train(page)
        then(page)

    return reach


def _tab(page, name):
    Stage(page).element.get_by_role("tab", name=_label(page, name)).click()


def _pin(page):
    name = _label(page, "hidden layer {layer}, neuron {neuron}").format(layer=1, neuron=2)
    stage = Stage(page)
    stage.element.get_by_role("button", name=name).click()
    expect(stage.element.locator(".stage-inspector")).to_be_visible()


def _walk(page):
    page.keyboard.press("Escape")
    Stage(page).press(_label(page, "One example"))
    expect(page.get_by_test_id("walk")).to_have_attribute("data-phase", re.compile("example|forward"))


def _runs_beside_the_hidden_space(page):
    page.keyboard.press("Escape")
    stage = Stage(page)
    stage.press("Reset")
    stage.wait_for(state="idle", epoch=0)
    _train(page)
    _tab(page, "Hidden space")
    stage.element.get_by_role("button", name="Runs (1)").click()
    expect(stage.element.locator(".stage-runs table")).to_be_visible()


def _relief_when_looking_back(page):
    page.keyboard.press("Escape")
    _tab(page, "Relief")
    page.get_by_test_id("scrubber").fill("4")
    expect(page.get_by_test_id("relief")).to_have_attribute("data-epoch", "4")


def _quality(page):
    _tab(page, "Boundary")
    stage = Stage(page).element
    stage.get_by_role("button", name="How good is it?").click()
    expect(stage.locator(".stage-quality table")).to_have_count(2)


def _options(page):
    page.get_by_text("More options").click()
    expect(page.get_by_label("Initial weights", exact=True)).to_be_visible()


def _about(page):
    page.get_by_role("button", name="About").click()
    expect(page.get_by_text("Perceptron Playground 0")).to_be_visible()


def _scenes(page):
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Scenes").click()
    expect(page.get_by_role("dialog").get_by_role("img").last).to_be_visible()


def _neuron(page):
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    _train(page)
    _pin(page)


def _share(page):
    page.get_by_test_id("walk").get_by_role("button", name="Close").click()
    Stage(page).press("Share")
    _share_tab("Link")(page)


def _share_tab(name):
    def reach(page):
        tab = page.get_by_role("dialog").get_by_role("tab", name=name)
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")

    return reach


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


def _row_with_a_run(page):
    page.get_by_label("I expect: row 1").fill("It finds the circle.")
    page.get_by_role("button", name="Go to the playground").click()
    stage = Stage(page).ready()
    stage.run_to(5)
    page.get_by_test_id("stTopNavLink").filter(has_text="Lab notebook").click()
    page.get_by_role("button", name="Add the run on the stage: row 1").click()
    page.get_by_role("button", name="All settings").click()
    expect(page.get_by_role("link", name="Open this run")).to_be_visible()


def _your_data_tab(name):
    def reach(page):
        page.get_by_role("tab", name=name).click()
        settle(page)

    return reach


PLAYGROUND = f"/?{TRAINED}"
TRAINING = "/learning_rate?hidden=3&n=100"
SIGHTS = {
    "trained": Sight(PLAYGROUND, _train),
    "neuron": Sight(PLAYGROUND, _trained(_pin)),
    "backpropagation": Sight("/backpropagation"),
    "answered": Sight("/quiz", _answer),
}
TOURS = {
    "playground": Tour(
        f"{PLAYGROUND}&noise=77&cake=1",
        faults_and_options=_options,
        about=_about,
        scenes=_scenes,
        neuron=_neuron,
        runs_beside_the_hidden_space=_runs_beside_the_hidden_space,
        relief_when_looking_back=_relief_when_looking_back,
        quality=_quality,
        walk=_walk,
        share_link=_share,
        share_python=_share_tab("Python"),
        share_model=_share_tab("Model"),
        share_record=_share_tab("Record"),
    ),
    "lesson, embedded": Tour("/?hidden=none&target=0.1&embed=true", untouched=_untouched),
    "your data": Tour(
        "/your_data",
        untouched=_untouched,
        your_file=_your_data_tab("Your file"),
        real_data=_your_data_tab("Real data"),
    ),
    "lab notebook": Tour("/lab_notebook", untouched=_untouched, with_a_run=_row_with_a_run),
    "start": Tour("/start", unfolded=_unfold),
    "backpropagation": Tour("/backpropagation", gradients_checked=_check_gradients),
    "training": Tour(TRAINING, compared=_compare),
    "challenge": Tour("/challenge", lines_checked=_check_lines),
    "quiz": Tour("/quiz", untouched=_untouched, answered=_answer, score=_score),
    "explanations": Tour("/explanations", untouched=_untouched),
}
# Where words that are longer might have no room.
LONGER = (
    Tour(f"{PLAYGROUND}&target=0.1", neuron=_trained(_pin), walk=_walk),
    Tour("/your_data", untouched=_untouched),
    Tour(TRAINING, untouched=_untouched),
)
