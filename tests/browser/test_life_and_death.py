"""Whatever happens to tab, network, browser or server: the student is where they were, or one click from it."""

import contextlib
import json
import random
import re
import shutil
import signal
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Error, expect

from export.model import write
from nn_core import Description, Run
from playground import engines
from playground.feed import Snapshot
from tools.driver import ROOT, Server, Stage

pytestmark = pytest.mark.slow  # most of their time passes in waiting

SMALL = "n=40&hidden=2"
DESCRIPTION = Description(n=40, hidden=(2,))
CONTINUE = re.compile("^Continue (at epoch|with your)")
# What the tests read in the page. None of it is a promise: to wait for one is to wait for nothing.
SCRIPT = """
const modules = {};
window.stageHere = () => {
  const style = [...document.querySelectorAll('link[href$="/stage.css"]')].at(-1);
  const address = style?.href.replace("stage.css", "modules.js");
  if (address && !(address in modules)) {
    modules[address] = null;
    import(address).then(({ use }) => (modules[address] = use("main.js")));
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
window.haveCome = () => document.querySelector("[data-control]") !== null;
window.controls = () => [...document.querySelectorAll("[data-control] :is(select, input)")]
  .map((field) => field.ariaValueText ?? field.value);
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

    def begin(self):
        """Sit down at a browser that remembers nothing."""
        self.context = self.browser.new_context(viewport={"width": 1280, "height": 720}, base_url=self.server.url)
        self.context.set_default_timeout(30_000)
        self.context.add_init_script(SCRIPT)
        self.page = self.context.new_page()
        self.sockets = []
        self.page.route_web_socket(re.compile("_stcore/stream"), self.connect)

    def connect(self, socket):
        """Let a WebSocket through; `cut` closes it."""
        socket.connect_to_server()
        self.sockets.append(socket)

    def cut(self):
        """Lose the network, until `reconnect`."""
        self.context.set_offline(True)
        self.sockets[-1].close()
        self.stage.wait_state("offline")

    def reconnect(self):
        self.context.set_offline(False)
        expect(self.stage.element).not_to_have_attribute("data-state", "offline", timeout=60_000)

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


@contextlib.contextmanager
def about(what):
    """Say of a failure what it was about: several things happen in one test."""
    try:
        yield
    except (AssertionError, Error) as error:
        error.add_note(f"It was about this: {what}.")
        raise


@pytest.fixture
def lesson(school):
    school.begin()
    yield school
    school.context.close()


# --- what a student can be in the middle of: each prepares it


def paused(lesson):
    """A run with a change on its way."""
    stage = lesson.stage.open(SMALL)
    stage.run_to(30)
    stage.set_learning_rate("0.1")
    expect(lesson.page).to_have_url(re.compile(r"lr=0\.1(&|$)"))
    stage.rest()
    stage.run_to(60)


def looking_back(lesson):
    paused(lesson)
    look_back(lesson, 20)


def look_back(lesson, epoch):
    lesson.page.get_by_test_id("scrubber").fill(str(epoch))
    expect(lesson.stage.element).to_have_attribute("data-epoch", str(epoch))


def walking(lesson):
    """In the middle of one example."""
    paused(lesson)
    lesson.stage.press("One example")
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
    expect(page.locator(".stage-state")).to_contain_text("The model as loaded")
    stage.rest()


def sharing(lesson):
    """Share and save is open."""
    paused(lesson)
    share(lesson)


def share(lesson):
    lesson.stage.press("Share")
    expect(lesson.page.get_by_role("dialog")).to_contain_text("Epoch 60")
    lesson.stage.rest()


# --- what can happen: each returns when the page is there again, or on its way


def reloaded(lesson):
    lesson.page.reload()


def closed(lesson):
    address = lesson.page.url
    lesson.page.close()
    lesson.page = lesson.context.new_page()
    lesson.page.goto(address)


def crashed(lesson):
    """The page goes without saying goodbye, as with its browser, and its address is opened again."""
    address = lesson.page.url
    lesson.page = lesson.context.new_page()
    lesson.page.goto(address)


def killed(lesson):
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


def killed_and_updated(lesson):
    killed(lesson)
    updated(lesson)


def reloaded_on_a_chapter(lesson):
    page = lesson.page
    page.get_by_role("link", name="Backpropagation").click()
    expect(page.get_by_text("As trained, epoch 60")).to_be_visible()
    expect(page).to_have_url(re.compile("&hidden=2&"))
    lesson.stage.rest()
    page.reload()
    expect(page.get_by_text("press Continue there")).to_be_visible()
    lesson.stage.rest()
    page.get_by_role("link", name="Playground").click()


def away_and_back(lesson):
    lesson.page.goto("about:blank")
    lesson.page.go_back()


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


def expect_to_survive(lesson, *faults):
    """Whatever happens, settings and weights are there again or one click away, each time."""
    before = held(lesson)
    for fault in faults:
        with about(fault.__name__):
            fault(lesson)
            expect_found(lesson, before)


def test_a_run_in_the_middle_of_a_walk_is_there_or_one_click_away(lesson):
    walking(lesson)
    expect_to_survive(lesson, reloaded, killed_and_updated, crashed, reloaded_on_a_chapter)


def test_weights_set_by_hand_are_there_or_one_click_away_untrained_and_at_a_past_epoch_that_the_run_went_on_from(
    lesson,
):
    stage = lesson.stage.open(SMALL)
    set_bias(lesson, "-1.5")
    expect_to_survive(lesson, away_and_back)
    stage.run_to(40)
    look_back(lesson, 20)
    set_bias(lesson, "2.5")
    stage.run_to(50)
    expect_to_survive(lesson, killed, reloaded)


def test_a_model_that_was_loaded_is_there_or_one_click_away_and_so_is_what_was_trained_on_it(lesson):
    loaded(lesson)
    model = held(lesson)
    expect_to_survive(lesson, killed)
    stage = lesson.stage
    stage.run_to(12)
    expect_to_survive(lesson, killed_while_hidden, reloaded)
    stage.press("Reset")
    stage.wait_state("idle")
    expect(lesson.page.locator(".stage-state")).to_contain_text("The model as loaded")
    assert held(lesson)["parameters"] == model["parameters"]


def test_points_that_only_the_browser_keeps_are_there_though_others_came_since_in_another_tab(lesson):
    upload(lesson, 1300, seed=1)
    lesson.stage.run_to(4)
    first = lesson.page
    lesson.page = lesson.context.new_page()
    upload(lesson, 1400, seed=2)
    lesson.page.close()
    lesson.page = first
    first.bring_to_front()
    expect_to_survive(lesson, closed, reloaded, killed)


# --- what leaves the session as it was: not even a click


def hidden(lesson):
    lesson.page.evaluate(SEE, "hidden")
    lesson.page.wait_for_timeout(1000)  # how long it is hidden is the case
    lesson.page.evaluate(SEE, "visible")


def asleep(lesson):
    """The lid is closed, and opened."""
    browser = lesson.page.context.new_cdp_session(lesson.page)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    lesson.page.wait_for_timeout(1000)  # how long it sleeps is the case
    browser.send("Page.setWebLifecycleState", {"state": "active"})


def server_stopped(lesson):
    frozen(lesson, 4)


def frozen(lesson, seconds):
    lesson.server.process.send_signal(signal.SIGSTOP)
    lesson.page.wait_for_timeout(1000 * seconds)  # how long it stands still is the case
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


def expect_unnoticed(lesson, *faults):
    """Nothing that happens changes anything, nor asks for a click."""
    before, shown = held(lesson), lesson.stage.data("epoch")
    for fault in faults:
        with about(fault.__name__):
            fault(lesson)
            stage = lesson.stage.ready()
            assert (held(lesson), stage.data("epoch")) == (before, shown)
            expect(stage.element.get_by_role("button", name=CONTINUE)).to_be_hidden()


def test_who_looks_back_notices_nothing_of_what_the_session_survives(lesson):
    looking_back(lesson)
    expect_unnoticed(lesson, *SURVIVED)


def test_behind_an_open_dialog_nothing_is_noticed_of_what_the_session_survives_and_else_it_costs_one_click(lesson):
    sharing(lesson)
    expect_unnoticed(lesson, out_of_reach)
    expect(lesson.page.get_by_role("dialog")).to_be_visible()
    expect_to_survive(lesson, killed)
    share(lesson)
    expect_unnoticed(lesson, on_another_page)


def losses_at(epoch):
    run = Run(DESCRIPTION, "numba")
    list(run.advance(epoch))
    return tuple(float(np.float32(loss)) for loss in (run.record().train_loss, run.record().test_loss))


def test_what_plays_plays_on(lesson):
    stage = lesson.stage.open(SMALL)
    stage.press("Play")
    stage.wait_epoch(60)
    for fault in SURVIVED:
        with about(fault.__name__):
            fault(lesson)
            stage.ready()
            stage.wait_epoch(stage.epoch + 60)
    stage.press("Pause")
    stage.wait_state("paused")
    assert stage.losses() == losses_at(stage.epoch)


def test_of_what_plays_a_second_is_lost_at_most(lesson):
    lesson.stage.open(f"{SMALL}&speed=20")
    for fault in (crashed, killed):
        with about(fault.__name__):
            stage = lesson.stage
            at = stage.epoch
            stage.press("Play")
            stage.wait_epoch(at + 30)
            at = stage.epoch
            fault(lesson)
            stage = lesson.stage.ready()
            offer = stage.element.get_by_role("button", name=CONTINUE)
            epoch = int(re.search(r"\d+", offer.inner_text())[0])
            assert epoch >= at - 20
            offer.click()
            stage.wait_state("paused")
            assert (stage.epoch, stage.losses()) == (epoch, losses_at(epoch))


@pytest.fixture
def impatient(lesson):
    """A lesson whose server soon gives up those of whom it hears nothing."""
    lesson.restart("--server.disconnectedSessionTTL=1", "--server.websocketPingInterval=2")
    yield lesson
    lesson.restart()


def test_a_session_that_the_server_has_given_up_costs_one_click_at_most(impatient):
    loaded(impatient)
    expect_to_survive(impatient, frozen_for_long)
    sharing(impatient)
    expect_to_survive(impatient, given_up)
    impatient.stage.press("Step")
    expect(impatient.stage.element).to_have_attribute("data-epoch", "61")


def frozen_for_long(lesson):
    frozen(lesson, 6)  # a ping every 2 s, and 2 s for its answer
    lesson.server.wait()  # by then it has closed the connection, if it does


def given_up(lesson):
    run = lesson.page.evaluate("run()")
    lesson.cut()
    speed = lesson.stage.element.get_by_role("combobox", name="Speed", exact=True)
    expect(speed).to_be_disabled()  # the server would not hear of it
    lesson.server.wait()  # by then it has noticed: from now on its clock runs
    lesson.page.wait_for_timeout(2000)  # the length of the outage is the case
    lesson.reconnect()
    lesson.page.wait_for_function("(before) => isAnotherRun(before)", arg=run)


# --- the way back


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


# --- on the pages of the course


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
    draw_points(page, 150, 250)
    see_points(page, 2)


def draw_points(page, *places):
    for x in places:
        page.get_by_role("application").click(position={"x": x, "y": 200})


def see_points(page, count=3):
    expect(page.locator(".plane-status")).to_contain_text(f"{count} of class 1")
    expect(page.get_by_text(f"{count} points:")).to_be_visible()


def restarted(lesson):
    lesson.page.evaluate(COUNT_RUNS)
    lesson.restart()
    lesson.page.wait_for_function("() => runs > 0", timeout=60_000)  # the page has met the new server
    lesson.stage.rest()


def elsewhere_and_back(lesson):
    """By the menu, with a click as long as a finger takes."""
    page, name = lesson.page, urlsplit(lesson.page.url).path.strip("/")
    page.get_by_role("link", name="Start here").click(delay=150)
    expect(page.get_by_text("Three things to try")).to_be_visible()
    page.locator(f'a[href*="/{name}"]').first.click()


def drawn_while_the_server_was_dead(lesson):
    lesson.server.kill()
    draw_points(lesson.page, 350)
    lesson.serve()
    see_points(lesson.page)


WORK = {
    "lines half written": (lines_half_written, see_lines, (elsewhere_and_back, closed, restarted)),
    "a quiz half done": (quiz_half_done, see_quiz, (restarted,)),
    "a comparison": (comparison, see_comparison, (restarted,)),
    "points drawn": (points_drawn, see_points, (drawn_while_the_server_was_dead, reloaded, closed)),
}


@pytest.mark.parametrize("work", WORK)
def test_work_on_a_page_of_the_course_is_there_or_one_click_away(lesson, work):
    do, see, faults = WORK[work]
    do(lesson.page)
    for fault in faults:
        with about(fault.__name__):
            lesson.stage.rest()
            fault(lesson)
            see(lesson.page)
