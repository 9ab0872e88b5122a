"""Whatever happens to tab, network, browser or server: the student is where they were, or one click from it."""

import json
import random
import re
import shutil
import signal
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from export.model import write
from nn_core import Description, Run
from playground import engines
from playground.feed import Snapshot
from tests.browser.test_lost import Wire
from tools import chromium
from tools.driver import ROOT, WATCH_RUNS, Server, Stage

pytestmark = pytest.mark.slow  # most of their time passes in waiting

SMALL = "n=40&hidden=2"
DESCRIPTION = Description(n=40, hidden=(2,))
CONTINUE = re.compile("^Continue (at epoch|with your)")
# What the tests read in the page. None of it is a promise: to wait for one is to wait for nothing.
SCRIPT = """
const modules = {};
window.stageHere = () => {
  const style = [...document.querySelectorAll('link[href$="/stage.css"]')].at(-1);
  const address = style?.href.replace("stage.css", "main.js");
  if (address && !(address in modules)) {
    modules[address] = null;
    import(address).then((main) => (modules[address] = main));
  }
  return modules[address]?.stageOnShow();
};
window.run = () => stageHere()?.player?.run.runId;
window.isAnotherRun = (before) => ![before, undefined].includes(run());
window.newest = () => {
  const { epoch, trainLoss, testLoss, parameters } = stageHere().player.newest;
  return { epoch, losses: [trainLoss, testLoss], parameters: [...parameters] };
};
window.isThere = (parameters) => run() !== undefined && JSON.stringify(newest().parameters) === parameters;
window.isDrawn = ([train, test]) => {
  const { trainLoss, testLoss } = document.querySelector('[data-testid="live-stage"]').dataset;
  return Number(trainLoss) === train && Number(testLoss) === test;
};
window.isOffered = () => document.querySelector(".stage-button-resume")?.hidden === false;
const KINDS = ["stSelectbox", "stSlider", "stNumberInput"]; // each comes with a file of its own
window.haveCome = () => KINDS.every((kind) => document.querySelector(`[data-testid=${kind}]`));
window.controls = () => KINDS
  .flatMap((name) => [...document.querySelectorAll(`[data-testid=${name}]`)])
  .map((control) => control.querySelector("[role=slider]")?.ariaValueText ?? control.querySelector("input")?.value);
"""
# Counts how often the page ran after a connection was lost.
COUNT_RUNS = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  window.runs = 0;
  let wasLost = false;
  new MutationObserver((changes) => {
    wasLost ||= app.dataset.testConnectionState !== "CONNECTED";
    const isOver = ({ attributeName, oldValue }) => attributeName.endsWith("script-state") && oldValue !== "notRunning";
    if (wasLost && app.dataset.testConnectionState === "CONNECTED") window.runs += changes.filter(isOver).length;
  }).observe(app, { attributes: true, attributeOldValue: true });
}"""
SEE = """(state) => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


class Lesson:
    """A student's browser, and a server that may be killed beside it."""

    def __init__(self, browser, folder):
        self.browser, self.folder = browser, folder
        self.logs = 0
        self.server = None
        self.serve()
        self.context = self.page = None

    def serve(self, *options, root=ROOT):
        """Start the server, after the first time where it was before."""
        self.logs += 1
        port = self.server.port if self.server else None
        self.server = Server(self.folder / f"log{self.logs}.txt", *options, port=port, root=root).wait()

    def stop(self):
        """Stop the server, and return what it had to complain about."""
        return self.server.stop()

    def restart(self, *options, root=ROOT):
        """Kill the server in the middle of whatever it does, and start it once more."""
        self.server.kill()
        self.serve(*options, root=root)

    def begin(self, context=None):
        """Sit down at a browser that remembers nothing."""
        self.context = context or self.browser.new_context(**self.looks)
        self.context.set_default_timeout(30_000)
        self.context.add_init_script(SCRIPT)
        self.page = self.context.new_page()
        self.wire = Wire(self.page)

    def cut(self):
        """Lose the network, until `reconnect`."""
        self.context.set_offline(True)
        self.wire.sockets[-1].close()
        self.stage.wait_state("offline")

    def reconnect(self):
        self.context.set_offline(False)
        expect(self.stage.element).not_to_have_attribute("data-state", "offline", timeout=60_000)

    @property
    def looks(self):
        return {"viewport": {"width": 1280, "height": 720}, "base_url": self.server.url}

    @property
    def stage(self):
        return Stage(self.page)

    def renewed(self, *options, root=ROOT):
        """Kill the server, start it once more, and wait until the page has met it."""
        before = self.page.evaluate("run()")
        self.restart(*options, root=root)
        # Streamlit's page tries again less and less often: after a server that was slow to start it takes its time.
        self.page.wait_for_function("(before) => isAnotherRun(before)", arg=before, timeout=90_000)


@pytest.fixture(scope="module")
def school(browser, tmp_path_factory, logs):
    """A lesson on a server that lives as long as no test kills it."""
    assert engines.wait(300), "the kernel was not compiled"
    lesson = logs.watch(Lesson(browser, tmp_path_factory.mktemp("lessons")))
    yield lesson
    lesson.stop()


@pytest.fixture
def lesson(school):
    school.begin()
    yield school
    school.context.close()


# --- what a student can be in the middle of: each prepares it


def changed(lesson):
    """Nothing trained, and settings of one's own."""
    stage = lesson.stage.open(f"{SMALL}&speed=20&stop=90")
    stage.set_learning_rate("0.1")
    expect(lesson.page).to_have_url(re.compile(r"lr=0\.1(&|$)"))
    stage.rest()


def paused(lesson):
    """A run with a change on its way."""
    stage = lesson.stage.open(SMALL)
    stage.run_to(30)
    stage.set_learning_rate("0.1")
    expect(lesson.page).to_have_url(re.compile(r"lr=0\.1(&|$)"))
    stage.rest()
    stage.run_to(60)


def looking_back(lesson):
    """On epoch 20 of 60."""
    paused(lesson)
    scrubber = lesson.page.get_by_test_id("scrubber")
    scrubber.evaluate("(it) => { it.value = 20; it.dispatchEvent(new Event('input', { bubbles: true })); }")
    expect(lesson.stage.element).to_have_attribute("data-epoch", "20")


def walking(lesson):
    """In the middle of one example."""
    stage = lesson.stage.open(SMALL)
    stage.run_to(12)
    stage.press("One example")
    expect(lesson.page.get_by_test_id("walk")).to_have_attribute("data-phase", re.compile("."))


def set_bias(lesson, value):
    stage = lesson.stage
    revision = stage.data("revision")  # of the epoch on show
    stage.element.get_by_role("button", name="output ŷ").first.click()
    field = stage.element.get_by_label("bias", exact=True).first
    field.fill(value)
    field.press("Enter")
    expect(stage.element).not_to_have_attribute("data-revision", revision)
    stage.rest()


def branched(lesson):
    """Gone on from epoch 20 with a weight set by hand, to epoch 50."""
    looking_back(lesson)
    set_bias(lesson, "2.5")
    lesson.stage.run_to(50)


def by_hand(lesson):
    """Weights set by hand before anything was trained."""
    lesson.stage.open(SMALL)
    set_bias(lesson, "-1.5")


def own_points(count):
    def prepare(lesson):
        upload(lesson, count, seed=count)
        lesson.stage.run_to(8)

    return prepare


def upload(lesson, count, seed, come=lambda page: page.goto("/your_data")):
    """Put points of a file in use; Train leads to the playground."""
    draw = random.Random(seed)
    rows = [f"{draw.uniform(-5, 5):.2f},{draw.uniform(-5, 5):.2f},{number % 2}" for number in range(count)]
    page = lesson.page
    come(page)
    page.get_by_role("tab", name="Your file").click()
    contents = "\n".join(["x,y,class", *rows]).encode()
    page.locator("input[type=file]").set_input_files({"name": "p.csv", "mimeType": "text/csv", "buffer": contents})
    expect(page.get_by_text(f"{count:,} points:")).to_be_visible()
    lesson.stage.rest()
    page.get_by_role("button", name="Train on these points").click()
    lesson.stage.ready()
    expect(page.get_by_text(f"{count:,} points of your own")).to_be_visible()


def model():
    """A model file of a network after 15 epochs."""
    run = Run(replace(DESCRIPTION, seed=3), "numba")
    list(run.advance(15))
    return write(Snapshot(run.description, run.description, run.journal, run.record(), "numba")).encode()


def loaded(lesson):
    """A model that was loaded, and not trained on yet."""
    stage, page = lesson.stage.open(SMALL), lesson.page
    stage.press("Share")
    page.get_by_role("tab", name="Model").click()
    file = {"name": "model.json", "mimeType": "application/json", "buffer": model()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Show it on the stage").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".stage-state")).to_contain_text("The model as it was loaded")
    stage.rest()


def loaded_and_trained(lesson):
    loaded(lesson)
    lesson.stage.run_to(12)


def sharing(lesson):
    """Share and save is open."""
    paused(lesson)
    lesson.stage.press("Share")
    expect(lesson.page.get_by_role("dialog")).to_contain_text("Epoch 60")
    lesson.stage.rest()


STATES = {
    "settings changed": changed,
    "paused": paused,
    "looking back": looking_back,
    "a walk open": walking,
    "branched with a weight set by hand": branched,
    "weights set by hand, untrained": by_hand,
    "own points": own_points(40),
    "own points that only the browser keeps": own_points(1300),
    "a model loaded, untrained": loaded,
    "a model loaded and trained on": loaded_and_trained,
    "Share open": sharing,
}


# --- what can happen: each returns when the stage is there again


def reloaded(lesson):
    lesson.page.reload()


def closed(lesson):
    address = lesson.page.url
    lesson.page.close()
    lesson.page = lesson.context.new_page()
    lesson.page.goto(address)


def killed(lesson):
    lesson.renewed()


def killed_twice(lesson):
    lesson.renewed()
    lesson.renewed()


def killed_while_hidden(lesson):
    lesson.page.evaluate(SEE, "hidden")
    lesson.renewed()
    lesson.page.evaluate(SEE, "visible")


def updated(lesson):
    """Another version of the stage comes with a deploy."""
    copy = lesson.folder / "deployed"
    if not copy.exists():
        leave_out = shutil.ignore_patterns(".*", "tests", "published", "docs", "benchmarks")
        shutil.copytree(ROOT, copy, ignore=leave_out)
        shutil.copytree(ROOT / ".streamlit", copy / ".streamlit")
        module = copy / "static" / "stage" / "ui" / "dom.js"
        module.write_text(module.read_text() + "// of tomorrow\n")
    lesson.renewed(root=copy)


def away_and_back(lesson):
    lesson.page.goto("about:blank")
    lesson.page.go_back()


FAULTS = {
    "the page is reloaded": reloaded,
    "the tab is closed, and its address opened": closed,
    "the server is killed and restarted": killed,
    "the server is killed twice": killed_twice,
    "the server is killed while the tab is hidden": killed_while_hidden,
    "the server is updated": updated,
    "out of the app and back": away_and_back,
}
# Every state meets the first; the others take the same way back, and meet those for which it is the longest.
MEETS = {
    "the page is reloaded": STATES,
    "the tab is closed, and its address opened": ("paused", "own points that only the browser keeps"),
    "the server is killed and restarted": (
        "branched with a weight set by hand", "a model loaded, untrained", "own points that only the browser keeps",
        "Share open",
    ),
    "the server is killed twice": ("paused",),
    "the server is killed while the tab is hidden": ("a model loaded and trained on",),
    "the server is updated": ("paused",),
    "out of the app and back": ("weights set by hand, untrained",),
}  # fmt: skip
CASES = [(fault, state) for fault, states in MEETS.items() for state in states]


def held(lesson):
    """Settings and weights, as the student has them."""
    expect(lesson.page.get_by_role("button", name="About")).to_be_visible()  # the last of the controls
    lesson.page.wait_for_function("() => haveCome() && run() !== undefined")
    lesson.stage.rest()
    query = dict(parse_qsl(urlsplit(lesson.page.url).query))
    return {"query": query, "controls": lesson.page.evaluate("controls()"), **lesson.page.evaluate("newest()")}


def expect_found(lesson, before):
    """Settings are there, and weights after one click at most."""
    stage, expected = lesson.stage.ready(), json.dumps(before["parameters"], separators=(",", ":"))
    lesson.page.wait_for_function("(expected) => isOffered() || isThere(expected)", arg=expected)
    offer = stage.element.get_by_role("button", name=CONTINUE)
    if not lesson.page.evaluate("(expected) => isThere(expected)", expected):
        offer.click()
        lesson.page.wait_for_function("(expected) => isThere(expected)", arg=expected)
        expect(stage.element).to_have_attribute("data-epoch", str(before["epoch"]))
        lesson.page.wait_for_function("(losses) => isDrawn(losses)", arg=before["losses"])
    expect(offer).to_be_hidden()
    stage.rest()
    expect(lesson.page.get_by_role("link", name="Quiz")).to_be_visible()  # the page as a whole, with its menu
    lesson.page.wait_for_function(
        "(before) => JSON.stringify(controls()) === before",
        arg=json.dumps(before["controls"], separators=(",", ":"), ensure_ascii=False),
    )
    assert held(lesson) == before


@pytest.mark.parametrize(("fault", "state"), CASES, ids=[f"{fault} - {state}" for fault, state in CASES])
def test_settings_and_weights_are_there_or_one_click_away(lesson, fault, state):
    STATES[state](lesson)
    before = held(lesson)
    FAULTS[fault](lesson)
    expect_found(lesson, before)


# --- what leaves the session as it was: not even a click


def hidden(lesson):
    lesson.page.evaluate(SEE, "hidden")
    lesson.page.wait_for_timeout(3000)  # how long it is hidden is the case
    lesson.page.evaluate(SEE, "visible")


def asleep(lesson):
    """The lid is closed, and opened."""
    browser = lesson.page.context.new_cdp_session(lesson.page)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    lesson.page.wait_for_timeout(2000)  # how long it sleeps is the case
    browser.send("Page.setWebLifecycleState", {"state": "active"})


def server_stopped(lesson):
    lesson.server.process.send_signal(signal.SIGSTOP)
    lesson.page.wait_for_timeout(3000)  # how long it stands still is the case
    lesson.server.process.send_signal(signal.SIGCONT)


def out_of_reach(lesson):
    lesson.cut()
    lesson.reconnect()


def on_another_page(lesson):
    if (dialog := lesson.page.get_by_role("dialog")).count():
        lesson.page.keyboard.press("Escape")  # nothing else can be reached
        expect(dialog).to_have_count(0)
        lesson.stage.rest()
    lesson.page.get_by_role("link", name="Start here").click()
    expect(lesson.page.get_by_role("heading", name="Start here")).to_be_visible()
    lesson.stage.rest()
    lesson.page.wait_for_function("() => stageHere()?.parent === null")  # else it is not away yet
    lesson.page.evaluate("stageHere().leftAt = Infinity")  # back at once, however slow the machine: else it would pause
    lesson.page.go_back()
    lesson.page.wait_for_function("() => stageHere().parent !== null")


SURVIVED = [hidden, asleep, server_stopped, out_of_reach, on_another_page]


SURVIVES = [(fault, "looking back") for fault in SURVIVED] + [
    (out_of_reach, "Share open"),
    (on_another_page, "Share open"),
]


@pytest.mark.parametrize(("fault", "state"), SURVIVES, ids=[f"{fault.__name__} - {state}" for fault, state in SURVIVES])
def test_what_the_session_survives_is_not_noticed(lesson, fault, state):
    STATES[state](lesson)
    before, shown = held(lesson), lesson.stage.data("epoch")
    fault(lesson)
    stage = lesson.stage.ready()
    assert (held(lesson), stage.data("epoch")) == (before, shown)
    expect(stage.element.get_by_role("button", name=CONTINUE)).to_be_hidden()


def losses_at(epoch):
    run = Run(DESCRIPTION, "numba")
    list(run.advance(epoch))
    return tuple(float(np.float32(loss)) for loss in (run.record().train_loss, run.record().test_loss))


def expect_true_numbers(stage):
    """The losses on show are those of the epoch."""
    stage.press("Pause")
    stage.wait_state("paused")
    assert stage.losses() == losses_at(stage.epoch)


@pytest.mark.parametrize("fault", SURVIVED, ids=lambda fault: fault.__name__)
def test_what_plays_plays_on(lesson, fault):
    stage = lesson.stage.open(SMALL)
    stage.press("Play")
    stage.wait_epoch(60)
    fault(lesson)
    stage.ready()
    stage.wait_epoch(stage.epoch + 60)
    expect_true_numbers(stage)


@pytest.mark.parametrize("fault", [reloaded, closed, killed], ids=lambda fault: fault.__name__)
def test_of_what_plays_a_second_is_lost_at_most(lesson, fault):
    stage = lesson.stage.open(f"{SMALL}&speed=20")
    stage.press("Play")
    stage.wait_epoch(60)
    at = stage.epoch
    fault(lesson)
    stage = lesson.stage.ready()
    offer = stage.element.get_by_role("button", name=CONTINUE)
    epoch = int(re.search(r"\d+", offer.inner_text())[0])
    assert epoch >= at - 20
    offer.click()
    stage.wait_state("paused")
    assert (stage.epoch, stage.losses()) == (epoch, losses_at(epoch))


def test_a_server_that_sleeps_longer_than_its_pings_costs_one_click_at_most(lesson):
    stage = lesson.stage.open(SMALL)
    stage.run_to(60)
    stage.stop_at(None)
    expect(lesson.page).to_have_url(re.compile("stop=none"))
    stage.rest()
    before = held(lesson)
    lesson.server.process.send_signal(signal.SIGSTOP)
    lesson.page.wait_for_timeout(45_000)  # a ping every 20 s, and 20 s for its answer
    lesson.server.process.send_signal(signal.SIGCONT)
    lesson.server.wait()  # by then it has closed the connection, if it does
    expect_found(lesson, before)
    stage.press("Step")
    expect(stage.element).to_have_attribute("data-epoch", "61")
    assert stage.losses() == losses_at(61)


@pytest.mark.parametrize("state", ["paused", "a model loaded, untrained", "Share open"])
def test_an_outage_that_the_session_does_not_survive_costs_one_click(lesson, state):
    lesson.restart("--server.disconnectedSessionTTL=1")
    STATES[state](lesson)
    before, run = held(lesson), lesson.page.evaluate("run()")
    lesson.cut()
    speed = lesson.stage.element.get_by_role("combobox", name="Speed", exact=True)
    expect(speed).to_be_disabled()  # the server would not hear of it
    lesson.server.wait()  # by then it has noticed: from now on its clock runs
    lesson.page.wait_for_timeout(2000)  # the length of the outage is the case
    lesson.reconnect()
    lesson.page.wait_for_function("(before) => isAnotherRun(before)", arg=run)
    expect_found(lesson, before)
    lesson.restart()


def test_a_browser_that_is_started_anew_remembers(lesson, browser, tmp_path):
    def start():
        context = browser.browser_type.launch_persistent_context(tmp_path, **flags)
        context.add_init_script(WATCH_RUNS)
        return context

    flags = {"executable_path": chromium.get(), "args": ["--no-sandbox", "--disable-gpu"], **lesson.looks}
    lesson.context.close()
    lesson.begin(start())
    branched(lesson)
    before = held(lesson)
    address = lesson.page.url
    lesson.context.close()
    lesson.begin(start())
    lesson.page.goto(address)
    expect_found(lesson, before)


def test_reset_after_a_reload_comes_back_to_the_loaded_model(lesson):
    loaded(lesson)
    model = held(lesson)
    stage = lesson.stage
    stage.run_to(12)
    lesson.page.reload()
    stage.ready()
    stage.press("Continue at epoch 12")
    stage.wait_state("finished")
    stage.press("Reset")
    stage.wait_state("idle")
    expect(lesson.page.locator(".stage-state")).to_contain_text("The model as it was loaded")
    assert held(lesson)["parameters"] == model["parameters"]


# --- two tabs, and the way back


def test_of_two_tabs_with_the_same_settings_neither_takes_from_the_other(lesson):
    stage = lesson.stage.open(SMALL)
    stage.run_to(60)
    first = held(lesson)
    other = Stage(lesson.context.new_page())
    other.open(path=lesson.page.url)
    other.press("Reset")
    other.stop_at(5)
    other.press("Play")
    other.wait_state("finished")
    other.rest()
    crashed = lesson.page
    lesson.page = lesson.context.new_page()  # as after a crash: neither has said goodbye
    lesson.page.goto(crashed.url)
    expect_found(lesson, first)
    other.page.reload()
    other.ready()
    other.press("Continue at epoch 5")
    other.wait_state("finished")
    assert other.losses() == losses_at(5)


def test_of_two_tabs_each_keeps_its_points_though_they_are_too_many_for_an_address(lesson):
    upload(lesson, 1300, seed=1)
    lesson.stage.run_to(4)
    first, page = held(lesson), lesson.page
    lesson.page = lesson.context.new_page()
    upload(lesson, 1400, seed=2)
    lesson.page.close()
    lesson.page = page
    page.reload()
    expect_found(lesson, first)
    closed(lesson)
    expect_found(lesson, first)


def test_back_and_forward_between_settings_find_the_weights_of_each(lesson):
    stage, page = lesson.stage.open(f"{SMALL}&stop=20"), lesson.page
    stage.press("Play")
    stage.wait_state("finished")
    stage.rest()
    first = held(lesson)
    stage.press("New seed")
    expect(page).not_to_have_url(re.compile("&seed=0&"))
    stage.wait_state("idle")
    stage.press("Play")
    stage.wait_state("finished")
    stage.rest()
    second = held(lesson)
    for go, before in ((page.go_back, first), (page.go_forward, second)):
        run = page.evaluate("run()")
        go()
        page.wait_for_function("(before) => isAnotherRun(before)", arg=run)
        expect_found(lesson, before)


def test_an_address_that_only_names_points_finds_them_though_others_came_since(lesson):
    upload(lesson, 1300, seed=1)
    lesson.stage.rest()
    first, address = held(lesson), lesson.page.url
    upload(lesson, 1400, seed=2, come=lambda page: page.get_by_role("link", name="Your data").click())
    lesson.page.goto(address)
    expect_found(lesson, first)


# --- on the pages of the course


def test_the_trained_weights_outlive_a_reload_on_a_chapter(lesson):
    stage = lesson.stage.open(SMALL)
    stage.run_to(30)
    stage.rest()
    before = held(lesson)
    lesson.page.get_by_role("link", name="Backpropagation").click()
    expect(lesson.page.get_by_text("As trained, epoch 30")).to_be_visible()
    expect(lesson.page).to_have_url(re.compile("&hidden=2&"))
    stage.rest()
    lesson.page.reload()
    expect(lesson.page.get_by_text("press Continue there")).to_be_visible()
    stage.rest()
    lesson.page.get_by_role("link", name="Playground").click()
    expect_found(lesson, before)


def lines_half_written(page):
    page.goto("/challenge")
    Stage(page).rest()
    area = page.get_by_label("Your lines in Layer.backward")
    area.fill("dz = da")
    page.get_by_role("button", name="Hint 1 of 3").first.click()
    expect(page.get_by_text("Hint 1", exact=True)).to_be_visible()
    Stage(page).rest()
    area.press("End")
    area.press_sequentially(" * 2")  # and no more: the server has not heard of it


def see_lines(page):
    expect(page.get_by_label("Your lines in Layer.backward")).to_have_value("dz = da * 2")
    expect(page.get_by_text("Hint 1", exact=True)).to_be_visible()


def quiz_half_done(page):
    page.goto("/quiz")
    Stage(page).rest()
    page.get_by_role("radiogroup").locator("label").first.click()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text(re.compile("· your answer"))).to_be_visible()
    Stage(page).rest()
    page.get_by_role("button", name="Next question").click()
    expect(page.get_by_text(re.compile("Question 2 of .* of 1 right"))).to_be_visible()


def see_quiz(page):
    expect(page.get_by_text(re.compile("Question 2 of .* of 1 right"))).to_be_visible()


def comparison(page):
    page.goto(f"/learning_rate?{SMALL}")
    ask_for_epochs(page, "37")
    compare(page)


def ask_for_epochs(page, epochs):
    Stage(page).rest()
    page.get_by_text("Compare something of your own").click()
    field = page.get_by_label("Epochs (1 to 5000)")
    expect(field).to_be_visible()
    Stage(page).rest()
    field.fill(epochs)
    field.press("Enter")  # else it would be on its way when Compare is pressed
    Stage(page).rest()


def compare(page):
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator(".st-key-comparison_csv")).to_be_visible()


def see_comparison(page):
    expect(page.get_by_label("Epochs (1 to 5000)")).to_have_value("37")
    Stage(page).rest()
    compare(page)


def points_drawn(page):
    page.goto("/your_data")
    surface = page.get_by_role("application")
    expect(surface).to_be_visible()
    Stage(page).rest()
    surface.evaluate("(surface) => surface.scrollIntoView({ block: 'center' })")
    for x in (150, 250):
        surface.click(position={"x": x, "y": 200})
    expect(page.get_by_text("2 points:")).to_be_visible()


def see_points(page):
    expect(page.locator(".plane-status")).to_contain_text("2 of class 1")
    expect(page.get_by_text("2 points:")).to_be_visible()


WORK = {
    "lines half written": (lines_half_written, see_lines),
    "a quiz half done": (quiz_half_done, see_quiz),
    "a comparison": (comparison, see_comparison),
    "points drawn": (points_drawn, see_points),
}


def restarted(lesson):
    lesson.page.evaluate(COUNT_RUNS)
    lesson.restart()
    lesson.page.wait_for_function("() => runs > 0", timeout=60_000)  # the page has met the new server
    lesson.stage.rest()


@pytest.mark.parametrize("work", WORK)
@pytest.mark.parametrize("fault", [reloaded, closed, restarted], ids=lambda fault: fault.__name__)
def test_work_on_a_page_of_the_course_is_there_or_one_click_away(lesson, fault, work):
    do, see = WORK[work]
    do(lesson.page)
    lesson.stage.rest()
    fault(lesson)
    see(lesson.page)


def test_what_is_drawn_while_the_server_is_dead_is_not_lost(lesson):
    points_drawn(lesson.page)
    lesson.stage.rest()
    lesson.server.kill()
    lesson.page.get_by_role("application").click(position={"x": 350, "y": 200})
    lesson.serve()
    status = lesson.page.locator(".plane-status")
    expect(status).to_contain_text("3 of class 1")
    expect(lesson.page.get_by_text("3 points:")).to_be_visible()


def test_a_comparison_asks_for_nothing_while_nobody_sees_it(lesson):
    page, sent = lesson.page, []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.goto("/learning_rate?n=5000&hidden=8-8&batch=1")
    ask_for_epochs(page, "5000")
    page.get_by_role("button", name="Compare", exact=True).click()
    bar = page.get_by_test_id("stProgress")
    expect(bar).to_be_visible()
    page.evaluate(SEE, "hidden")
    lesson.stage.rest()
    before = len(sent)
    page.wait_for_timeout(3000)  # nothing happens for so long
    assert len(sent) == before
    page.evaluate(SEE, "visible")
    expect(bar).not_to_contain_text(bar.inner_text())
    assert len(sent) > before
    page.get_by_role("button", name="Cancel").click()
