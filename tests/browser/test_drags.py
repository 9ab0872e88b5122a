"""Drags: of sliders and over the drawing plane. Each ends once, however the browser ends it, and nothing hangs."""

import pytest
from playwright.sync_api import expect

from own_data.plane import LABELS as PLANE_LABELS
from playground.labels import stage_labels
from playground.languages import in_browser

# The card of a neuron with a bias of 0 and two weights, as the stage has it; what it calls is kept in `calls`.
CARD = """async ([address, labels]) => {
  const { Inspector } = await import(address);
  const calls = [];
  const call = (name) => (...values) => calls.push([name, ...values]);
  const act = { try: call("try"), edit: call("edit"), close: call("close"), next: call("next") };
  const card = new Inspector(labels, act);
  document.body.replaceChildren(card.element);
  const fields = ["bias", "x1", "x2"].map((name, place) => ({ name, place }));
  const show = (...values) => card.show(Float32Array.from(values), () => "");
  const open = () => card.open("neuron", fields, false);
  open();
  show(0, 0.7312, -3);
  Object.assign(window, { calls, card, show, open });
}"""


class Card:
    """A card on a bare page, whose first slider can be dragged with the mouse."""

    def __init__(self, page):
        self.page = page
        self.slider = page.get_by_role("slider").first

    def grasp(self, place=0):
        """Press the mouse on the thumb of a slider of three."""
        self.slider = self.page.get_by_role("slider").nth(place)
        box = self.slider.bounding_box()
        self.y = box["y"] + box["height"] / 2
        reach = float(self.slider.get_attribute("max"))
        thumb = 16
        self.at = lambda value: box["x"] + thumb / 2 + (box["width"] - thumb) * (value + reach) / (2 * reach)
        self.start = float(self.slider.input_value())
        self.page.mouse.move(self.at(self.start), self.y)
        self.page.mouse.down()

    def pull(self, value):
        self.page.mouse.move(self.at(value), self.y, steps=3)

    @property
    def calls(self):
        """The names of what was called, each only once in a row, and the last edit."""
        return self.page.evaluate("calls.map(([name]) => name).filter((name, i, all) => name !== all[i - 1])")

    @property
    def edits(self):
        return self.page.evaluate("calls.filter(([name]) => name === 'edit').map(([, edits]) => edits)")


@pytest.fixture
def card(blank, module):
    blank.evaluate(CARD, [module("panels/inspector.js"), stage_labels()])
    return Card(blank)


def test_a_slider_holds_where_it_is_let_go_and_changes_nothing_where_it_was(card):
    card.grasp()
    card.pull(1.5)
    card.page.mouse.up()
    assert card.calls == ["try", "edit"]
    ((place, value),) = card.edits[0]
    assert place == 0 and value == float(card.slider.input_value()) == pytest.approx(1.5, abs=0.1)
    # Back to where it was, between two steps; and past its end.
    for number, pulls, left_at in ((1, (1.5, 0.7312), "0.73"), (2, (-2.5, -4), "-3")):
        card.page.evaluate("calls.length = 0")
        card.grasp(number)
        for pull in pulls:
            card.pull(pull)
        card.page.mouse.up()
        assert card.slider.input_value() == left_at
        assert card.calls == ["try", "edit"] and card.edits == [[]]


# How a browser ends a drag without a change of the slider.
SLIDER = "document.querySelector('input[type=range]')"
ENDS = {
    "the pointer is lost": f"{SLIDER}.dispatchEvent(new Event('lostpointercapture', {{ bubbles: true }}))",
    "the browser takes the pointer": "document.body.dispatchEvent(new Event('pointercancel', { bubbles: true }))",
    "the browser takes the finger": "document.body.dispatchEvent(new Event('touchcancel', { bubbles: true }))",
    "the window is left": "window.dispatchEvent(new Event('blur'))",
    "the tab is hidden": "document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))",
    "the slider loses the focus": f"{SLIDER}.blur()",
    "the card is closed": "card.close()",
    "another neuron is selected": "open()",
}


def test_a_drag_that_the_browser_ends_holds_where_it_is(card):
    for name, end in ENDS.items():
        card.page.evaluate("() => { open(); show(0, 0.7312, -3); calls.length = 0; }")
        card.grasp()
        card.pull(1.5)
        value = float(card.slider.input_value())
        card.page.evaluate(f"() => {{ {end} }}")
        assert (card.calls, card.edits) == (["try", "edit"], [[[0, value]]]), name
        card.page.mouse.up()
        assert card.edits == [[[0, value]]], name  # once, whatever comes after


def test_a_button_that_was_lifted_where_nobody_saw_ends_the_drag_and_another_pointer_does_not(card):
    card.grasp()
    card.pull(1.5)
    for kind in ("pointermove", "pointerup", "pointercancel"):
        card.page.evaluate(f"() => window.dispatchEvent(new PointerEvent('{kind}', {{ pointerId: 77, buttons: 0 }}))")
    assert card.calls == ["try"]
    card.page.evaluate("() => window.dispatchEvent(new PointerEvent('pointermove', { pointerId: 1, buttons: 0 }))")
    assert card.calls == ["try", "edit"]


def test_escape_gives_a_drag_up_and_closes_nothing(card):
    card.grasp()
    card.pull(1.5)
    card.page.evaluate("() => show(1.5, 0.7312, -3)")  # as the stage does with what is tried
    card.page.keyboard.press("Escape")
    assert card.calls == ["try", "edit"] and card.edits == [[]]
    card.page.evaluate("() => show(0, 0.7312, -3)")
    card.pull(2)  # the button is still pressed
    assert card.slider.input_value() == "0"
    card.page.mouse.up()
    assert card.edits == [[]] and card.slider.input_value() == "0"
    card.grasp()
    card.pull(1)
    card.page.mouse.up()
    assert len(card.edits) == 2 and card.edits[1][0][1] == pytest.approx(1, abs=0.1)
    card.page.keyboard.press("Escape")
    assert card.calls[-1] == "close"


def test_each_key_on_a_slider_is_a_change_up_to_what_a_weight_may_be(card):
    card.slider.focus()
    for _ in range(3):
        card.page.keyboard.press("ArrowRight")
    assert card.edits == [[[0, 0.01]], [[0, 0.02]], [[0, 0.03]]]
    card.page.evaluate("() => show(5e6, -5e6, 0)")
    for slider in card.page.get_by_role("slider").all()[:2]:
        assert (slider.get_attribute("min"), slider.get_attribute("max")) == ("-1000000", "1000000")


# --- typed


def test_a_value_that_is_typed_stays_after_enter_however_often_it_is_pressed(card):
    field = card.page.get_by_role("textbox").first
    field.click()
    card.page.keyboard.type("0.5")
    for _ in range(2):
        card.page.keyboard.press("Enter")
        expect(field).to_have_value("0.5")
    assert card.edits == [[[0, 0.5]]]
    field.blur()
    expect(field).to_have_value("0.500")  # though the network has not been heard of yet
    field.click()
    card.page.keyboard.type("−1/4")
    card.page.keyboard.press("Enter")
    expect(field).to_have_value("−0.25")
    assert card.edits[-1] == [[0, -0.25]]


def test_a_field_in_which_nothing_is_typed_shows_what_the_network_has(card):
    field = card.page.get_by_role("textbox").first
    field.click()
    card.page.keyboard.type("0.5")
    card.page.keyboard.press("Enter")
    card.page.evaluate("() => show(0.5, 0.7312, -3)")
    expect(field).to_have_value("0.5")
    card.page.evaluate("() => show(0.48765432, 0.7312, -3)")  # it has trained on
    expect(field).to_have_value("0.4876543")
    card.page.keyboard.type("2")  # all of it is chosen still
    card.page.evaluate("() => show(0.4, 0.7312, -3)")
    expect(field).to_have_value("2")  # what is typed is left alone
    card.page.keyboard.press("Escape")
    expect(field).to_have_value("0.4")
    assert card.edits == [[[0, 0.5]]]


# --- the plane

PLANE = """async ([address, labels, language]) => {
  const { mount } = await import(address);
  const place = document.createElement("div");
  place.className = "plane-place";
  document.body.replaceChildren(place);
  document.body.style.width = "400px";
  const sent = [];
  const setTriggerValue = (name, { id, points }) => sent.push(points);
  const answer = { revision: "a", seen: 0, points: [], labels, language, known: true };
  const data = new TextEncoder().encode(JSON.stringify(answer));
  const leave = mount({ data, parentElement: document.body, setTriggerValue });
  Object.assign(window, { sent, leave });
}"""


@pytest.fixture
def plane(blank, module):
    style = module("plane/plane.css")
    blank.evaluate(
        "(href) => document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href }))",
        style,
    )
    blank.evaluate(PLANE, [module("plane/plane.js"), PLANE_LABELS, in_browser()])
    expect(blank.locator(".plane-surface")).to_be_visible()
    return blank


def draw(page):
    """Begin to draw a line, and return how many points there are."""
    box = page.locator(".plane-surface").bounding_box()
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 50, steps=4)


PLANE_ENDS = [end for end in ENDS.values() if "document." in end or "window." in end]


def test_a_stroke_that_the_browser_ends_is_kept_and_the_next_one_begins(plane):
    for end in (*PLANE_ENDS, "leave()"):  # at last the plane is taken out
        before = plane.evaluate("sent.length")
        draw(plane)
        assert plane.evaluate("sent.length") == before
        plane.evaluate(f"() => {{ {end.replace('input[type=range]', '.plane-surface')} }}")
        assert plane.evaluate("sent.length") == before + 1 and len(plane.evaluate("sent.at(-1)")) > 3, end
        plane.mouse.up()
        assert plane.evaluate("sent.length") == before + 1, end


def test_escape_gives_a_stroke_up(plane):
    draw(plane)
    plane.keyboard.press("Escape")
    expect(plane.locator(".plane-status")).to_contain_text("0 of class 1, 0 of class 0.")
    plane.mouse.move(10, 10)
    plane.mouse.up()
    assert plane.evaluate("sent.length") == 0
    draw(plane)
    plane.mouse.up()
    assert plane.evaluate("sent.length") == 1


def test_a_click_beside_the_square_makes_the_keys_of_the_plane_work(plane):
    plane.locator(".plane-help").click()
    expect(plane.locator(".plane-surface")).to_be_focused()
    plane.keyboard.press("e")
    expect(plane.locator("input[value=erase]")).to_be_checked()


# --- on the stage


def test_a_weight_that_is_dragged_away_and_back_while_it_plays_stops_nothing(bare):
    stage, page = bare.open("speed=20"), bare.page
    stage.element.get_by_role("button", name="hidden layer 1, neuron 1", exact=True).click()
    stage.press("Play")
    stage.wait_epoch(5)
    box = stage.element.get_by_role("slider", name="bias").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 40, middle[1], steps=3)
    stage.wait_state("paused")
    page.evaluate("() => window.dispatchEvent(new Event('blur'))")
    page.mouse.up()
    stage.wait_state("playing")
    stage.wait_epoch(stage.epoch + 10)
    losses = stage.losses()
    stage.wait_epoch(stage.epoch + 5)
    assert stage.losses() != losses  # what is drawn is what is trained


COVER = ".dragcover"  # Plotly's, over the whole page while a chart is dragged


@pytest.mark.slow
def test_a_chart_that_is_dragged_is_let_go_and_zooms_into_nothing_that_was_given_up(bare):
    stage, page = bare, bare.page
    for chart in ("decision-boundary", "loss-curve"):
        for end in ("Escape", "blur"):
            stage.open("speed=max")
            stage.run_to(20)
            stage.reach_for_charts()
            axes = stage.element.get_by_test_id(chart).locator(".xaxislayer-above")
            before = axes.text_content()
            box = stage.element.get_by_test_id(chart).locator(".nsewdrag").bounding_box()
            page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
            page.mouse.down()
            page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.7 * box["height"], steps=5)
            expect(page.locator(COVER), f"{chart}, {end}").to_have_count(1)
            if end == "Escape":
                page.keyboard.press("Escape")
            else:
                page.evaluate("() => { window.dispatchEvent(new Event('blur')); }")
            expect(page.locator(COVER), f"{chart}, {end}").to_have_count(0)
            page.mouse.up()
            if end == "Escape":
                expect(axes, chart).to_have_text(before)
            else:
                expect(axes, chart).not_to_have_text(before)


@pytest.mark.slow
def test_escape_takes_the_scrubber_back_to_where_it_was(bare):
    stage, page = bare.open("speed=max"), bare.page
    stage.run_to(40)
    box = stage.element.get_by_test_id("scrubber").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
    expect(stage.element).not_to_have_attribute("data-epoch", "40")
    page.keyboard.press("Escape")
    expect(stage.element).to_have_attribute("data-epoch", "40")
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2, steps=3)
    page.mouse.up()
    expect(stage.element).to_have_attribute("data-epoch", "40")
    expect(stage.element.get_by_test_id("scrubber")).to_have_value("40")
