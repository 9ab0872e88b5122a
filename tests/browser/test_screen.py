"""Whatever is being changed and what it changes are on one screen: of a projector, zoomed in, upright, or a phone."""

import pytest
from playwright.sync_api import TimeoutError, expect

from tools.driver import Stage

LESSON = "dataset=gauss&noise=10&n=200&hidden=none&lr=0.01&seed=9&target=0.1"
SIXTEEN = "hidden=16-16-8&stop=5&speed=max"
SIZES = {
    "1280 × 720": (1280, 720),
    "1280 × 720 at 110 %": (1164, 655),
    "1280 × 720 at 125 %": (1024, 576),
    "1280 × 720 at 150 %": (853, 480),
    "1400 × 900": (1400, 900),
    "800 × 1280": (800, 1280),
}
PARTS = {"boundary": ".stage-surface", "network": ".stage-nodes", "card": ".stage-inspector", "loss": ".stage-status"}
BESIDE_CONTROLS = {"boundary": ".stage-surface", "network": ".stage-nodes", "scrubber": ".stage-scrubber"}
# Which of some elements are not seen whole: beyond the window, or under Streamlit's header.
UNSEEN = """(parts) => {
  const top = document.querySelector("[data-testid=stHeader]").getBoundingClientRect().bottom;
  return Object.entries(parts).filter(([, selector]) => {
    const box = document.querySelector(selector).getBoundingClientRect();
    const isThere = box.width > 20 && box.height > 10;
    return !(isThere && box.top > top - 4 && box.bottom <= innerHeight && box.right <= innerWidth);
  }).map(([name]) => name);
}"""
# The neurons in whose middle there is something else to be seen.
COVERED = """() => [...document.querySelectorAll(".stage-node")].filter((node) => {
  const { left, top, width, height } = node.getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2)?.closest(".stage-node") !== node;
}).map((node) => node.getAttribute("aria-label"))"""
# Where things are that stay where they are, whether a card is open or not.
PLACES = """() => [".stage-surface", ".stage-views", ".stage-network", ".stage-node"].flatMap((selector) =>
  [...document.querySelectorAll(selector)].map((it) => {
    const { x, y, width, height } = it.getBoundingClientRect();
    return [selector, x, y, width, height].join(" ");
  }))"""
SIDEWAYS = "() => document.querySelector('[data-testid=stMain]').scrollWidth > innerWidth"


@pytest.fixture
def visitor(window):
    """Opens the app in a window of some size."""
    return lambda size, **options: window(viewport=dict(zip(("width", "height"), size, strict=True)), **options)


def at_rest(stage):
    """Wait until the stage has taken the size of its window, and of the card."""
    stage.page.evaluate("async () => { for (let i = 0; i < 5; i++) await new Promise(requestAnimationFrame); }")


def card_of(stage):
    """The card of a neuron."""
    return stage.element.locator(".stage-inspector")


def expect_seen(page, parts, at):
    """Wait until all these parts are seen whole, no neuron is covered, and nothing scrolls sideways."""
    try:
        page.wait_for_function(
            f"(parts) => ({UNSEEN})(parts).length + ({COVERED})().length === 0 && !({SIDEWAYS})()", arg=parts
        )
    except TimeoutError:
        raise AssertionError(f"{at}: {page.evaluate(UNSEEN, parts)}, {page.evaluate(COVERED)}") from None


def expect_what_is_changed_and_what_it_changes(page, sizes):
    """They are on one screen of each size, of a single neuron and of a large network."""
    stage = Stage(page).open(LESSON)
    expect(card_of(stage)).to_be_visible()
    for name in resized(stage, sizes):
        card_of(stage).evaluate("(card) => card.scrollIntoView({ block: 'nearest' })")
        expect_seen(page, PARTS, name)
    stage.open(SIXTEEN)
    for name in resized(stage, sizes):
        stage.element.get_by_role("button", name="hidden layer 1, neuron 8", exact=True).click()
        at_rest(stage)
        expect_seen(page, PARTS, name)
        opened = page.evaluate(PLACES)
        card_of(stage).get_by_role("button", name="Close").click()
        at_rest(stage)
        assert page.evaluate(PLACES) == opened, f"{name}: something jumped"
        last = page.get_by_role("button", name="About")
        last.scroll_into_view_if_needed()
        expect(last).to_be_in_viewport()
        at_rest(stage)
        expect_seen(page, BESIDE_CONTROLS, name)


def resized(stage, sizes):
    """Yield the name of one size of the window after the other, each with the page at its top."""
    for name, (width, height) in sizes.items():
        stage.page.set_viewport_size({"width": width, "height": height})
        at_rest(stage)
        stage.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
        yield name


def test_what_is_changed_and_what_it_changes_are_on_one_screen(visitor):
    size = (1024, 768)
    expect_what_is_changed_and_what_it_changes(visitor(size), {"as it was opened": size})


@pytest.mark.slow
def test_what_is_changed_and_what_it_changes_are_on_one_screen_of_any_size(visitor):
    expect_what_is_changed_and_what_it_changes(visitor((1280, 720)), SIZES)


def test_on_a_phone_the_card_lies_under_a_boundary_that_stays_in_sight(visitor):
    page = visitor((390, 844), has_touch=True, is_mobile=True)
    stage = Stage(page).open(SIXTEEN)
    node = stage.element.get_by_role("button", name="output ŷ")
    node.scroll_into_view_if_needed()
    node.tap()
    at_rest(stage)
    boundary = {"boundary": ".stage-surface"}
    assert page.evaluate(UNSEEN, boundary | {"card": ".stage-inspector"}) == []
    assert "output ŷ" not in page.evaluate(COVERED)
    card, views = card_of(stage).bounding_box(), page.locator(".stage-views").bounding_box()
    assert card["y"] > views["y"] + views["height"]
    scrubber = page.get_by_test_id("scrubber")
    scrubber.focus()
    at_rest(stage)
    assert page.evaluate(UNSEEN, boundary | {"scrubber": ".stage-scrubber"}) == [] and not page.evaluate(SIDEWAYS)
