"""The controls beside the stage in a bare page: what they tell of what somebody does, and what an answer leaves."""

import pytest
from playwright.sync_api import expect

from playground import control_groups, control_panel
from playground.languages import in_browser
from playground.settings import Settings
from playground.texts import translated

# As Streamlit mounts them: once, and again with each answer; what they tell is kept.
MOUNT = """async ([address, answer]) => {
  if (!window.told) {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${address}/stage.css` });
    await new Promise((done) => document.head.append(Object.assign(style, { onload: done })));
    document.body.innerHTML = "<main style='width: 300px'><div class=controls-place></div></main>";
    window.told = [];
  }
  const { mount } = await import(`${address}/controls/controls.js`);
  const setStateValue = (name, value) => window.told.push(structuredClone({ [name]: value }));
  const data = new TextEncoder().encode(JSON.stringify(answer));
  mount({ data, parentElement: document.querySelector("main"), setStateValue });
}"""


class Panel:
    """The controls on a page, and the server's part, which a test plays."""

    def __init__(self, page, address):
        self.page, self.address = page, address
        self.token, self.seen = "first", 0

    def answer(self, seen=None, token=None, **changes):
        """Let the controls show the settings that one starts with, changed like this."""
        self.token, self.seen = token or self.token, self.seen if seen is None else seen
        settings = Settings()
        view = {name: changes.pop(name) for name in ("show", "lock") if name in changes}
        for name, value in changes.items():
            settings = settings.with_value(name, value)
        settings = Settings(settings.description, **view)
        data = {"token": self.token, "seen": self.seen, "language": in_browser()}
        data |= {"labels": translated(control_panel.LABELS), "groups": control_groups.groups(settings)}
        self.page.evaluate(MOUNT, [self.address, data | {"note": control_groups.note(settings)}])
        return self

    def field(self, key):
        return self.page.locator(f"[data-control={key}]").locator("select, input").first

    def told(self):
        """The wishes of every message so far, as [key, value], with the token that they are for."""
        return [
            (told["told"]["for"], [change for _n, *change in told["told"]["wishes"]])
            for told in self.page.evaluate("() => window.told")
        ]

    def last(self):
        """The wishes of the last message, as they are told."""
        return self.page.evaluate("() => window.told.at(-1).told.wishes")


@pytest.fixture
def panel(blank, module):
    blank.set_default_timeout(10_000)
    return Panel(blank, module("").rstrip("/")).answer()


def test_every_kind_of_control_tells_what_was_chosen(panel):
    panel.page.get_by_text("More options").click()
    panel.field("dataset").select_option(label="XOR")
    panel.field("n").select_option(label="100")
    panel.field("learning_rate").press("ArrowRight")
    panel.page.wait_for_function("() => window.told.length === 3")  # a slider waits until it has settled
    panel.field("batch_size").fill("20")
    panel.field("batch_size").press("Enter")
    panel.page.get_by_role("checkbox", name="x₁²").check(force=True)
    assert panel.last() == [
        [1, "dataset", "xor"], [2, "n", 100], [3, "learning_rate", 0.05], [4, "batch_size", 20],
        [5, "features", ["x1", "x2", "x1sq"]],
    ]  # fmt: skip


def test_a_slider_that_is_dragged_tells_when_it_is_let_go_and_says_its_value_in_words(panel):
    slider = panel.page.get_by_role("slider", name="Noise")
    box = slider.bounding_box()
    panel.page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    panel.page.mouse.down()
    panel.page.mouse.move(box["x"] + box["width"] - 1, box["y"] + box["height"] / 2, steps=5)
    expect(slider).to_have_attribute("aria-valuetext", "50%")
    panel.answer()  # of a moment before
    expect(slider).to_have_attribute("aria-valuetext", "50%")
    panel.page.mouse.up()
    assert panel.last()[-1][1:] == ["noise", 50]


def test_an_answer_that_is_older_than_a_wish_does_not_set_the_control_back(panel):
    panel.field("dataset").select_option(label="XOR")
    panel.field("dataset").select_option(label="Moons")
    panel.answer(seen=0)
    expect(panel.field("dataset")).to_have_value("Moons")
    panel.answer(seen=1, dataset="xor")
    expect(panel.field("dataset")).to_have_value("Moons")
    panel.answer(seen=2, dataset="spiral")  # what the server has made of it
    expect(panel.field("dataset")).to_have_value("Spiral")


def test_another_session_is_told_once_more_what_the_first_has_not_seen(panel):
    panel.field("dataset").select_option(label="XOR")
    panel.answer(token="second")
    panel.answer(token="second")
    assert panel.told() == [("first", [["dataset", "xor"]]), ("second", [["dataset", "xor"]])]
    expect(panel.field("dataset")).to_have_value("XOR")


def test_a_number_that_is_half_typed_stays_through_an_answer_with_the_focus(panel):
    field = panel.field("batch_size")
    field.fill("2")
    panel.answer(batch_size=100, hidden=(4, 4, 4))
    expect(field).to_have_value("2")
    expect(field).to_be_focused()
    field.press("Tab")
    assert panel.last() == [[1, "batch_size", 2]]


@pytest.mark.parametrize("typed", ["", "0", "251", "1.5", "1e9", "-3"])
def test_a_number_that_there_cannot_be_gets_a_sentence_and_is_not_told(panel, typed):
    field, sentence = panel.field("batch_size"), panel.page.get_by_role("alert")
    field.fill(typed)
    expect(sentence).to_have_count(0)
    field.press("Enter")
    expect(sentence).to_have_text("Type a whole number from 1 to 250. It is still 10.")
    expect(field).to_have_value(typed)
    field.press("Tab")
    expect(field).to_have_value("10")
    expect(sentence).to_be_visible()
    field.fill("25")
    expect(sentence).to_have_count(0)
    field.press("Enter")
    assert panel.told() == [("first", [["batch_size", 25]])]


def test_the_fold_is_made_when_it_is_opened_and_stays_open_with_what_is_chosen_there(panel):
    assert panel.field("optimiser").count() == 0
    panel.page.get_by_text("More options").click()
    panel.field("optimiser").select_option(label="Adam")
    panel.answer(seen=1, optimiser="adam")
    expect(panel.field("optimiser")).to_have_value("Adam")
    expect(panel.field("optimiser")).to_be_visible()
    expect(panel.page.get_by_text("In use: Adam.")).to_be_visible()


def test_more_layers_have_more_fields_and_the_focus_stays(panel):
    panel.field("layers").focus()
    panel.field("layers").select_option(label="6")
    panel.answer(seen=1, hidden=(4, 2, 4, 4, 4, 4), activation=("tanh",) * 6)
    expect(panel.page.get_by_role("combobox", name="Layer 6", exact=True)).to_have_value("4")
    expect(panel.page.get_by_role("combobox", name="Activation of layer 6")).to_have_value("tanh")
    expect(panel.field("layers")).to_be_focused()
    panel.answer(hidden=())
    expect(panel.page.get_by_role("combobox", name="Layer 1", exact=True)).to_have_count(0)
    expect(panel.field("layers")).to_be_focused()
    expect(panel.field("activation")).to_be_disabled()


def test_what_a_link_locks_is_shown_and_what_it_hides_is_not(panel):
    panel.answer(show=("lr", "noise"), lock=("noise",))
    keys = panel.page.evaluate("() => [...document.querySelectorAll('[data-control]')].map((it) => it.dataset.control)")
    assert keys == ["noise", "learning_rate"]
    expect(panel.field("noise")).to_be_disabled()
    expect(panel.field("learning_rate")).to_be_enabled()
    expect(panel.page.get_by_text("The link that you opened keeps the other settings as they are.")).to_be_visible()


def test_the_controls_move_to_another_place_with_all_that_is_in_them_and_tell_there_what_is_waiting(panel):
    panel.page.get_by_text("More options").click()
    panel.field("dataset").select_option(label="XOR")
    before = panel.told()
    panel.page.evaluate("""() => {
      const place = Object.assign(document.createElement("div"), { className: "controls-place" });
      document.querySelector("main").replaceWith(document.createElement("main"));
      document.querySelector("main").append(place);
    }""")
    panel.answer()
    expect(panel.field("seed")).to_be_visible()
    expect(panel.field("dataset")).to_have_value("XOR")
    assert panel.told() == before * 2 == [("first", [["dataset", "xor"]])] * 2


def test_the_question_mark_explains_a_control_to_who_goes_by_keys(panel):
    panel.page.get_by_role("button", name="Help for Noise").focus()
    panel.page.keyboard.press("Shift+Tab")
    panel.page.keyboard.press("Tab")
    expect(panel.page.locator(".stage-help")).to_contain_text("How much the classes overlap")
