"""The app in Portuguese and Ukrainian, as a person walks through it: no English is left, and the language stays."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from course.challenge.exercise import BACKWARD
from playground.languages import ENGLISH, LANGUAGES
from tests.helpers.sights import settle
from tools.catalogues import read
from tools.driver import Stage

VISIBLE = (Path(__file__).parent / "visible.js").read_text()
OTHERS = [code for code in LANGUAGES if code != ENGLISH]
SCENE = "n=100&hidden=4-3&speed=60"
# What of Latin letters belongs into a text in Ukrainian: names of functions, methods, packages and keys; and code.
NAMES = {
    "tanh", "ReLU", "sigmoid", "softplus", "SiLU", "swish", "leaky", "Leaky", "Adam", "momentum", "Glorot", "Xavier",
    "NumPy", "Numba", "Python", "Streamlit", "Plotly", "Jupyter", "JSON", "Ctrl", "Enter", "Shift", "Delete",
    "Perceptron", "HTML", "Markdown",
}  # fmt: skip
CODE = re.compile(r"`[^`]*`|[A-Za-z]+([._][A-Za-z]+)+")  # and names of files
# Words of Streamlit's own that it offers no way to translate, see docs/translating.md.
STREAMLIT = re.compile("[0-9]+ more|add icon|Add files|[12]MB per file|(.+, )?[0-9.]+[KM]?B")
LOOKS = 20  # what comes into the page late is put into the language a moment later
# A number with a decimal point: 1.000 is a thousand in Portuguese, and a version has points everywhere.
POINT = re.compile(r"\d\.\d(?!\d\d(?!\d))")
VERSION = re.compile(r"(Streamlit|Plotly|NumPy|Numba|Python|CC0|CC BY) [\d.]+|\d+(\.\d+){2,}|doi\.org\S+")
PAPER = "Ecological sexual dimorphism"  # the source of a sample is quoted as it was published


@cache
def english(code):
    """What is English in a language: (labels, a pattern of those with places in them, its own texts all the same)."""
    pairs = []
    for message in read(code):
        ids, strings = ([texts] if isinstance(texts, str) else list(texts) for texts in (message.id, message.string))
        pairs += [(text, strings) for text in ids if text]
    also_here = {text for _id, strings in pairs for text in strings}
    labels = {text for text, strings in pairs if text not in also_here and re.search("[A-Za-z]{2}", text)}
    plain = {shown(text) for text in labels if "{" not in text}
    places = [re.sub(r"\\{[^{}]*\\}", ".+", re.escape(shown(text))) for text in labels - plain if "{" in text]
    return plain, re.compile("|".join(places)), {shown(text) for text in also_here}


def shown(text):
    """A label as the page shows it, without the marks of Markdown."""
    return re.sub(r"\*\*|(?<!\w)\*|\*(?!\w)|`|:material/\w+: ?", "", text)


class Reader:
    """A person who reads one language, on a page of their own; `english` is all that they met in another one."""

    def __init__(self, page, code):
        self.page, self.code = page, code
        self.stage = Stage(page)
        self.label = LANGUAGES[code].catalogue.gettext
        self.english = []
        self.count = 0

    def open(self, path="", query=""):
        """Go to a page, and read it."""
        self.page.goto(f"{path}?lang={self.code}&{query}")
        if path:
            expect(self.page.get_by_role("heading").first).to_be_visible()
            self.rest()
        else:
            self.stage.ready()
        return self.read(path or "playground")

    def rest(self):
        """Wait until no script runs, all is drawn, and nothing moves."""
        settle(self.page)

    def press(self, label, within=None):
        """Press a button, named by its English label."""
        (within or self.page).get_by_role("button", name=self.label(label), exact=True).first.click()

    def tab(self, label, within=None):
        """Choose a tab, named by its English label."""
        (within or self.page).get_by_role("tab", name=self.label(label), exact=True).click()

    def read(self, place, *names):
        """Look at all that is on show; these names may be there."""
        for _ in range(LOOKS):
            self.rest()
            texts = self.page.evaluate(VISIBLE)
            english = [(place, where, text) for where, text in texts if is_english(text, self.code, names)]
            if not english:
                break
        assert len(texts) > 10
        self.count += len(texts)
        self.english += english
        return self


def is_english(text, code, names=()):
    """True for a label that is not translated, and for a number with a decimal point where the language has a comma.

    In Ukrainian it is so for any word of four Latin letters that is no name.
    """
    text = " ".join(text.split())
    if STREAMLIT.fullmatch(text) or PAPER in text:
        return False
    plain, with_places, own = english(code)
    if text in plain or (with_places.fullmatch(text) and text not in own):
        return True
    if LANGUAGES[code].decimal != "." and POINT.search(VERSION.sub(" ", CODE.sub(" ", text))):
        return True
    return code == "uk" and bool({*re.findall("[A-Za-z]{4,}", CODE.sub(" ", text))} - NAMES - {*names})


@pytest.fixture
def visit(window):
    """Opens the app for a reader of a language, in a browser of its own."""
    return lambda code, **options: Reader(window(**options), code)


def play(reader):
    """Play to the epoch at which the address says to stop."""
    reader.stage.press(reader.label("Play"))
    reader.stage.wait_state("finished")


def the_stage(reader):
    reader.open(query=f"{SCENE}&batch=50&stop=20")
    stage, page = reader.stage, reader.page
    play(reader)
    reader.read("trained")
    for view in ("Hidden space", "Relief", "Boundary"):
        reader.tab(view, stage.element)
        reader.read(view)
    reader.press("How good is it?")
    expect(stage.element.locator(".stage-quality")).to_be_visible()
    reader.read("how good")
    page.keyboard.press("Escape")
    stage.element.locator(".stage-node").nth(3).click()
    expect(page.locator(".stage-inspector")).to_be_visible()
    reader.read("neuron")
    field = page.locator(".stage-inspector input[type=text]").first
    field.fill("x")
    field.press("Enter")
    expect(page.locator(".stage-inspector-fault")).not_to_be_empty()
    reader.read("weight that is no number")
    page.keyboard.press("Escape")
    page.get_by_test_id("scrubber").evaluate("(i) => { i.value = 9; i.dispatchEvent(new Event('input')); }")
    expect(stage.element).to_have_attribute("data-epoch", "9")
    reader.read("looking back")
    reader.press("Reset")
    stage.wait_state("idle")
    stage.press(reader.label("Runs ({count})").format(count=1))
    expect(stage.element.locator(".stage-runs table")).to_be_visible()
    reader.read("runs")
    reader.page.emulate_media(reduced_motion="reduce")  # nothing of the walk goes by itself
    reader.press("One example")
    walk = reader.page.get_by_test_id("walk")
    for phase in (
        "example",
        "forward-1",
        "forward-2",
        "forward-3",
        "loss",
        "backward-3",
        "backward-2",
        "backward-1",
        "update",
    ):
        expect(walk).to_have_attribute("data-phase", phase)
        reader.read(phase)
        reader.press("Next", walk)


def controls_and_dialogs(reader):
    page = reader.page
    page.goto(f"?lang={reader.code}&{SCENE}&noise=77&cake=1")
    reader.stage.ready()
    reader.read("notices", "noise", "cake")
    reader.open(query=f"{SCENE}&optimiser=adam&schedule=step&penalty=l2&stop=5&target=0.5")
    page.get_by_test_id("controls").get_by_role("spinbutton").first.fill("0")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("controls").get_by_role("alert")).to_be_visible()
    reader.read("a number that there cannot be")
    page.locator(".control-fold summary").click()
    expect(page.get_by_text(reader.label("Optimiser"), exact=True)).to_be_visible()
    reader.read("more options")
    page.get_by_test_id("stPopoverButton").click()
    expect(page.get_by_text("Streamlit 1")).to_be_visible()
    reader.read("about")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Streamlit 1")).to_be_hidden()
    reader.press("Scenes")
    expect(page.get_by_role("dialog").get_by_role("img").first).to_be_visible()
    reader.read("gallery")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    play(reader)
    reader.stage.press(reader.label("Share"))
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("tab")).to_have_count(4)
    dialog.get_by_test_id("stExpander").first.click()
    dialog.get_by_text(reader.label("Let them change only some settings")).click()
    expect(dialog.get_by_text(reader.label("What they may change"))).to_be_visible()
    for number, tab in enumerate(dialog.get_by_role("tab").all()):
        tab.click()
        reader.read(f"share {number}")


def the_course(reader):
    for path in (
        "start",
        "explanations",
        "backpropagation",
        "learning_rate",
        "challenge",
        "quiz",
        "your_data",
        "lab_notebook",
    ):
        reader.open(path)


def the_answers(reader):
    page = reader.page
    reader.open("backpropagation")
    page.locator(".st-key-check button").click()
    expect(page.locator(".course-check")).to_be_visible()
    reader.read("gradients checked")
    reader.open("challenge")
    lines = page.get_by_role("textbox").first
    lines.fill(BACKWARD.solution.replace("dz = da *", "dz = da +"))
    page.locator(".st-key-check_backward button").click()
    expect(page.locator(".verdicts")).to_be_visible()
    reader.read("wrong line")
    reader.open("quiz")
    page.get_by_role("radio").first.check(force=True)
    page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    expect(page.get_by_test_id("stFormSubmitButton")).to_have_count(0)
    reader.read("answered")
    reader.open("learning_rate")
    page.locator("[class*=st-key-experiment_] button").first.click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible(timeout=60_000)
    reader.read("comparison")


def own_data(reader):
    page = reader.page
    reader.open("your_data")
    alert, first_rows = page.get_by_role("alert"), page.get_by_test_id("stDataFrame")
    reader.tab("Your file")
    reader.read("no file yet")
    file = {"name": "1.csv", "mimeType": "text/csv", "buffer": b"a,b,c\n1,2,x\n3,4,x\n"}
    page.locator("input[type=file]").set_input_files(file)
    expect(alert).to_be_visible()
    reader.read("bad file")
    page.locator("input[type=file]").set_input_files(file | {"buffer": b"1;2,5;0\n3;4;1\n2;2;1\n"})
    expect(alert).to_be_hidden()
    expect(first_rows).to_be_visible()
    reader.read("good file")
    reader.tab("Real data")
    page.get_by_role("button", name=reader.label("Put it on the plane")).click()
    reader.read("real data", "Adelie", "Gentoo", "Chinstrap")


# Of an alphabet of its own, Ukrainian shows any word that is not translated, not only the labels of the app.
LONGER = [pytest.param("uk", part, marks=pytest.mark.slow)
          for part in (the_stage, controls_and_dialogs, the_answers, own_data)]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "part"), [*((code, the_course) for code in OTHERS), *LONGER], ids=lambda it: getattr(it, "__name__", it)
)
def test_no_english_is_left_wherever_one_goes(visit, code, part):
    reader = visit(code)
    part(reader)
    assert reader.count > 100
    assert reader.english == []


# --- which language it is, and that it stays


def asked(page):
    """The language that the address asks for, None if it says nothing of it."""
    return dict(parse_qsl(urlsplit(page.url).query)).get("lang")


def test_the_browsers_language_comes_first_and_the_numbers_are_as_it_writes_them(visit):
    reader = visit("pt", locale="pt-BR")
    page, stage = reader.page, reader.stage
    stage.open(f"{SCENE}&stop=5")
    expect(page.locator("html")).to_have_attribute("lang", "pt-BR")
    play(reader)
    reader.read("in the language of the browser")
    assert asked(page) is None and reader.english == []
    expect(stage.element.locator(".stage-status")).to_contain_text(re.compile(r"perda de treino \d,\d{3}, "))
    ticks = stage.reach_for_charts().element.get_by_test_id("loss-curve").locator(".ytick")
    expect(ticks.filter(has_text=re.compile(r"^\d,\d+$"))).not_to_have_count(0)
    expect(ticks.filter(has_text=".")).to_have_count(0)
    stage.element.locator(".stage-node").nth(3).click()
    field = page.locator(".stage-inspector input[type=text]").first
    field.fill("0,5")
    field.press("Enter")
    expect(stage.element).to_have_attribute("data-revision", "1")
    expect(page.locator(".stage-inspector-fault")).to_be_empty()
    expect(field).to_have_value("0,5")


@pytest.mark.slow
def test_the_language_of_the_address_stays_in_it_wherever_one_goes(visit):
    reader = visit("uk")
    page, stage = reader.page, reader.stage
    reader.open(query=f"{SCENE}&stop=5")
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    play(reader)
    assert asked(page) == "uk"
    reader.press("Share")
    expect(page.get_by_role("dialog").get_by_test_id("stCode").first).to_contain_text("lang=uk")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    reader.rest()
    reader.press("Scenes")
    page.locator(".st-key-preset_xor button").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile("dataset=xor.*lang=uk"))
    reader.rest()
    for title, name in (("Your data", "your_data"), ("Quiz", "quiz"), ("What is going on?", "explanations")):
        page.get_by_test_id("stTopNavLink").filter(has_text=reader.label(title)).click()
        expect(page).to_have_url(re.compile(rf"/{name}\?(.*&)?lang=uk"))
        reader.rest()
        expect(page.locator("html")).to_have_attribute("lang", "uk")
    page.go_back()
    expect(page).to_have_url(re.compile("/quiz.*lang=uk"))
    reader.rest()
    page.go_forward()
    expect(page).to_have_url(re.compile("/explanations.*lang=uk"))
    reader.rest()
    with page.context.expect_page() as opened:  # beside this page
        page.get_by_role("link", name=reader.label("See it in the playground")).first.click()
    expect(opened.value).to_have_url(re.compile("[?&]lang=uk"))
    page.get_by_test_id("stTopNavLink").filter(has_text=reader.label("Start here")).click()
    page.locator(".st-key-open_1 button").click()
    stage.ready()
    expect(page).to_have_url(re.compile("[?&]lang=uk"))
    expect(stage.element.get_by_role("button", name=reader.label("Play"), exact=True)).to_be_visible()


def test_an_embedded_stage_is_alone_in_the_language_of_the_address_and_trains(visit):
    reader = visit("uk")
    reader.open(query=f"{SCENE}&embed=true&stop=3")
    expect(reader.page.get_by_test_id("stTopNavLink")).to_have_count(0)
    expect(reader.page.get_by_role("slider", name=reader.label("Learning rate"))).to_have_count(0)
    expect(reader.page.locator("html")).to_have_attribute("lang", "uk")
    expect(reader.page).to_have_title(" · ".join(map(reader.label, ("Playground", "Perceptron Playground"))))
    play(reader)
    assert reader.english == []


@pytest.mark.slow
def test_another_language_keeps_the_settings_and_the_run_is_offered_back(visit):
    reader = visit("pt")
    page, stage = reader.page, reader.stage
    reader.open(query=f"{SCENE}&stop=20&lr=0.1")
    play(reader)
    losses = stage.losses()
    page.locator(".language-menu summary").click()
    page.get_by_role("link", name="Українська").click()
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    stage.ready()
    reader = Reader(page, "uk").read("after the choice")
    assert reader.english == [] and asked(page) == "uk"
    assert re.search(r"hidden=4-3&.*lr=0\.1&", page.url)
    stage.press(reader.label("Continue at epoch {epoch}").format(epoch=20))
    expect(stage.element).to_have_attribute("data-epoch", "20")
    assert stage.losses() == losses
