"""Back, Forward, another address or page, among all else that can be done: what is seen agrees soon after."""

import random
import re
from dataclasses import asdict
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Error, TimeoutError, expect

from nn_core import ACTIVATIONS
from playground.address import from_query, to_query
from playground.labels import option_label
from playground.settings import Settings
from tools.driver import Stage

# Every message is so late, on its way there and on its way back.
LATE = """(() => {
  const LATE = %d;
  window.WebSocket = class extends WebSocket {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", (event) => {
        if (event.isLate) return;
        event.stopImmediatePropagation();
        const late = Object.assign(new MessageEvent("message", { data: event.data }), { isLate: true });
        setTimeout(() => this.dispatchEvent(late), LATE);
      });
    }
    send(data) {
      setTimeout(() => super.send(data), LATE);
    }
  };
})();"""
LOOK = """async (modules) => {
  const { stageOnShow } = (await import(modules)).use("main.js");
  const player = stageOnShow()?.player;
  const value = (key) => document.querySelector(`[data-control=${key}] select`)?.value;
  return {
    address: location.href,
    controls: {
      dataset: value("dataset"), activation: value("activation"), layers: value("layers"),
      learning_rate: document.querySelector("[data-control=learning_rate] input")?.getAttribute("aria-valuetext"),
    },
    stage: player && { ...player.run.description, speed: player.speed, stop: player.stop },
  };
}"""
CLICK_AND_ASK = """async ([modules, moment]) => {
  const { stageOnShow } = (await import(modules)).use("main.js");
  const stage = stageOnShow();
  [...document.querySelectorAll("a")].find((link) => link.href.endsWith("/start")).click();
  await new Promise((done) => setTimeout(done, moment));
  stage.askForOpening();
}"""
DATASETS = ("circle", "xor", "gauss", "spiral", "moons")
IS_STILL = """() => !window.isRunAskedFor
  && document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning";"""
SOON = 1  # seconds


class Visitor:
    """Somebody with a page of the app before them, whose messages are late by so many milliseconds."""

    def __init__(self, page, main, late, chance):
        self.page, self.main, self.late, self.chance = page, main, late, chance
        if late:
            page.add_init_script(LATE % late)
        self.stage = Stage(page)
        self.done = []
        self.stage.open("dataset=circle")

    def ask(self, question, about=None):
        """Evaluate this in the page, or in the one that follows: Back may be loading it anew at this moment."""
        while True:
            try:
                return self.page.evaluate(question, about)
            except Error as error:
                if "navigation" not in error.message:
                    raise
                self.page.wait_for_load_state()

    def choose(self, label, option):
        """Choose from a list, if there is a choice: without a layer there is no activation."""
        box = self.page.get_by_role("combobox", name=label, exact=True)
        if box.is_disabled():
            return
        try:
            box.select_option(label=option)
        except TimeoutError:
            if box.is_disabled():
                return  # Back has just taken the layers away
            raise
        self.done.append(f"{label}: {option}")

    def dataset(self):
        self.choose("Data set", option_label("dataset", self.chance.choice(DATASETS)))

    def activation(self):
        self.choose("Activation", option_label("activation", self.chance.choice(list(ACTIVATIONS))))

    def layers(self):
        self.choose("Hidden layers", str(self.chance.randrange(4)))

    def learning_rate(self):
        key = self.chance.choice(["ArrowLeft", "ArrowRight"])
        self.done.append(f"Learning rate: {key}")
        self.page.get_by_role("slider", name="Learning rate").press(key)

    def speed(self):
        speed = self.chance.choice(["5", "20", "60"])
        self.done.append(f"Speed: {speed}")
        self.stage.element.get_by_role("combobox", name="Speed", exact=True).select_option(speed)

    def play_or_pause(self):
        self.done.append("Play or Pause")
        self.stage.element.locator("button").first.click()

    def new_seed(self):
        self.done.append("New seed")
        self.stage.press("New seed")

    def back(self):
        self.go("back")

    def forward(self):
        self.go("forward")

    def go(self, where):
        step, can = {"back": (-1, "canGoBack"), "forward": (1, "canGoForward")}[where]
        if self.ask("(can) => navigation[can]", can):
            self.done.append(where)
            self.ask("(step) => history.go(step)", step)

    def type_an_address(self):
        settings = Settings().with_value("dataset", self.chance.choice(DATASETS))
        query = to_query(settings.with_value("learning_rate", self.chance.choice([0.001, 0.01, 0.1])))
        self.done.append(f"typed: {query['dataset']} {query['lr']}")
        self.stage.open("&".join(f"{name}={text}" for name, text in query.items()))

    def act(self):
        """Do anything, at any moment."""
        often = [self.dataset, self.activation, self.layers, self.learning_rate, self.play_or_pause, self.back]
        self.chance.choice(3 * often + 2 * [self.back, self.forward, self.speed, self.new_seed])()
        wait = self.chance.choice([0, 0, 30, 100, 200, 400, 800, 1500])
        self.done.append(f"{wait} ms")
        self.page.wait_for_timeout(wait)  # the moment is the case

    def disagreement(self):
        """What address, controls and stage say, where they do not say the same; else ""."""
        seen = self.ask(LOOK, self.main)
        settings, notes = from_query(parse_qs(urlsplit(seen["address"]).query))
        said = asdict(settings.description)
        names = {
            "dataset": option_label("dataset", said["dataset"]),
            "activation": option_label("activation", said["activation"]),
            "layers": str(len(said["hidden"])),
            "learning_rate": f"{said['learning_rate']:.10f}".rstrip("0").rstrip("."),
        }
        told = {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}
        told |= {"speed": settings.speed, "stop": settings.stop}
        if seen["stage"] is None:
            return "there is no stage yet"
        differing = {name: (value, seen["stage"].get(name)) for name, value in told.items()}
        differing = {f"stage's {name}": pair for name, pair in differing.items() if pair[0] != pair[1]}
        differing |= {
            f"control {name}": (value, seen["controls"][name])
            for name, value in names.items()
            if value != seen["controls"][name]
        }
        return f"{notes} {differing}" if notes or differing else ""

    def agree(self):
        """Return where there is a disagreement for a second in which nothing is asked for and nothing runs; else ""."""
        expect(self.stage.element).to_have_attribute("data-frames", re.compile(r"\d"))  # Back may load a page anew
        looks = SOON * 20
        while (found := self.disagreement()) and looks > 0:
            looks -= self.ask(IS_STILL)
            self.page.wait_for_timeout(50)  # between two looks
        return found

    def at_rest(self):
        if self.stage.data("state") in ("playing", "waiting"):
            self.play_or_pause()
            expect(self.stage.element).not_to_have_attribute("data-state", "playing")
        self.stage.rest()
        return self.disagreement()


@pytest.fixture
def visitor(window, module):
    """Makes visitors: `visitor(late, seed)`."""

    def make(late, seed):
        return Visitor(window(), module("modules.js"), late, random.Random(seed))

    return make


def test_back_while_it_plays_brings_address_controls_and_stage_to_the_same(visitor):
    somebody = visitor(75, 1)
    for _ in range(2):
        somebody.stage.open("dataset=circle")
        somebody.choose("Data set", "XOR")
        somebody.stage.press("Play")
        somebody.page.wait_for_timeout(somebody.chance.randrange(1000, 2000))  # the moment is the case
        somebody.back()
        assert not somebody.agree()
        assert "dataset=circle" in somebody.page.url
        assert not somebody.at_rest()


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "late"), [(0, 0), (1, 75)])
def test_after_any_history_address_controls_and_stage_say_the_same(visitor, seed, late):
    somebody = visitor(late, seed)
    failures = []
    for _ in range(8):
        somebody.done = []
        if somebody.chance.random() < 0.15:
            somebody.type_an_address()
        for _ in range(somebody.chance.randrange(2, 6)):
            somebody.act()
        found = somebody.agree() or somebody.at_rest()
        if found:
            failures.append((somebody.done, found))
            somebody.stage.open("dataset=circle")
    assert not failures, "\n".join(map(str, failures))


@pytest.mark.slow
def test_a_click_on_another_page_is_not_lost_where_the_stage_asks_for_something_a_moment_later(stage, page, module):
    for moment in range(4):
        stage.open()
        page.evaluate(CLICK_AND_ASK, [module("modules.js"), moment])
        expect(page.get_by_role("button", name="Open Playground")).to_be_visible()
