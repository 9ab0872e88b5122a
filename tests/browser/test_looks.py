"""What a person sees on their own screen: light and dark, wide and narrow, with a mouse or a finger."""

import re
import time

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.helpers.sights import settle
from tools.driver import Stage

PANELS = ("decision-boundary", "loss-curve", "network")
AT_ONCE = "hidden=4-2&stop=20&speed=60"


@pytest.fixture
def visitor(window):
    """Opens the app in a window of its own, with the letters that it is written in."""

    def visit(width, height, query=AT_ONCE, **options):
        page = window(viewport={"width": width, "height": height}, **options)
        stage = Stage(page).open(query)
        page.wait_for_function("() => document.fonts.status === 'loaded'")  # others are wider, or higher
        return stage

    return visit


def test_on_a_projector_everything_is_on_the_first_screen(visitor):
    stage = visitor(1280, 720)
    parts = [stage.element.get_by_test_id(name) for name in (*PANELS, "scrubber")]
    parts += [stage.element.get_by_role("button", name="Play", exact=True), stage.element.locator(".stage-status")]
    for part in parts:
        box = part.bounding_box()
        assert box["x"] >= 0 and box["y"] >= 0
        assert box["x"] + box["width"] <= 1280 and box["y"] + box["height"] <= 720
    for question in ("What data?", "What network?", "How does it learn?", "Learning rate"):
        expect(stage.page.get_by_text(question, exact=True)).to_be_in_viewport()


def test_on_a_narrow_screen_the_panels_stack_and_nothing_is_cut_off(visitor):
    inside = """(stage) => [...stage.querySelectorAll("*")].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 1 && (left < -1 || right > innerWidth + 1) && element.checkVisibility();
    }).map((element) => element.className)"""
    stage = visitor(390, 900)
    for width in (390, 800):
        stage.page.set_viewport_size({"width": width, "height": 900})
        settle(stage.page)
        boundary, curve, network = (stage.element.get_by_test_id(name).bounding_box() for name in PANELS)
        assert boundary["y"] + boundary["height"] <= min(curve["y"], network["y"])
        assert curve["y"] + curve["height"] <= network["y"] or curve["x"] + curve["width"] <= network["x"]
        assert stage.page.evaluate("document.documentElement.scrollWidth") <= width
        assert stage.element.evaluate(inside) == []


@pytest.mark.slow
def test_a_finger_plays_scrubs_and_scrolls(visitor):
    stage = visitor(390, 844, has_touch=True, is_mobile=True)
    page = stage.page
    stage.element.get_by_role("button", name="Play", exact=True).tap()
    stage.wait_state("finished")
    box = stage.element.get_by_test_id("decision-boundary").bounding_box()
    swipe(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, -240)
    page.wait_for_function(
        "(top) => document.querySelector('[data-testid=decision-boundary]').getBoundingClientRect().top < top - 100",
        arg=box["y"],
    )
    scrubber = page.get_by_test_id("scrubber")
    rolled_out(scrubber)  # a tap on what still rolls would only stop it
    scrubber.scroll_into_view_if_needed()
    rolled_out(scrubber)
    line = scrubber.bounding_box()
    page.touchscreen.tap(line["x"] + 0.3 * line["width"], line["y"] + line["height"] / 2)
    expect(stage.element).not_to_have_attribute("data-epoch", "20")
    assert 4 <= stage.epoch <= 8


def rolled_out(element):
    """Wait until an element stays where it is."""
    element.page.wait_for_function(
        """([element, look]) => {
          const { top } = element.getBoundingClientRect();
          const before = window.still?.look === look && window.still.top === top ? window.still.frames : 0;
          window.still = { look, top, frames: before + 1 };
          return window.still.frames > 10;
        }""",
        arg=[element.element_handle(), time.monotonic()],
    )


def swipe(page, x, y, far):
    """Move a finger up or down over the page."""
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for share in range(1, 13):
        moved = {"x": x, "y": y + far * share / 12}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [moved]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()


@pytest.mark.slow
def test_each_chart_and_each_view_is_saved_as_a_picture(bare, tmp_path):
    stage = bare.open(AT_ONCE)
    stage.press("Play")
    stage.wait_state("finished")
    for name in (*PANELS, "hidden-space", "relief"):
        panel = stage.element.get_by_test_id(name)
        if not panel.is_visible():
            stage.element.get_by_role("tab", name=name.replace("-", " ").capitalize()).click()
            expect(panel).to_have_attribute("data-epoch", "20")
        with stage.page.expect_download() as download:
            panel.get_by_role("button", name="Save as PNG").click()
        path = tmp_path / download.value.suggested_filename
        assert re.fullmatch(r"[a-z-]+-epoch-20\.png", path.name)
        assert not path.exists(), "two of the same name"
        download.value.save_as(path)
        with Image.open(path) as picture:
            assert picture.width > panel.bounding_box()["width"], name  # twice as fine as on the screen
            colours = picture.convert("RGB").getcolors(picture.width * picture.height)
            background = max(colours)[0] / (picture.width * picture.height)
        assert len(colours) > 40 and background < 0.97, name


@pytest.mark.slow
def test_the_address_is_copied_with_one_button(bare):
    stage = bare.open(AT_ONCE)
    press_copy(stage)
    assert stage.page.evaluate("navigator.clipboard.readText()") == stage.page.url
    expect(stage.element.get_by_role("button", name="Copy link")).to_be_visible()


def press_copy(stage):
    """Press "Copy link", and see it say "Copied": it does so for a moment only, which a slow test can miss."""
    button = stage.element.get_by_role("button", name="Copy link")
    button.evaluate(
        """(button) => {
          window.faces = [];
          const look = () => { if (button.checkVisibility()) window.faces.push(button.ariaLabel); };
          new MutationObserver(look).observe(button, { attributes: true });
        }"""
    )
    stage.press("Copy link")
    stage.page.wait_for_function("() => window.faces.includes('Copied')")


@pytest.mark.slow
def test_without_https_the_address_is_copied_all_the_same(bare):
    stage = bare.open(AT_ONCE)
    stage.page.evaluate(
        """() => {
          Object.defineProperty(navigator, "clipboard", { value: undefined, configurable: true });
          document.addEventListener("copy", () => { window.copied = document.activeElement.value; }, { once: true });
        }"""
    )
    press_copy(stage)
    stage.page.evaluate("() => delete navigator.clipboard")
    assert stage.page.evaluate("window.copied") == stage.page.url


@pytest.mark.slow
def test_a_weights_sign_is_told_by_more_than_its_colour(bare):
    """Negative weights are dashed: along such a line the canvas is empty in places."""
    stage = bare.open("hidden=none")
    gaps = """([from, to]) => {
      const canvas = document.querySelector("[data-testid=network] canvas");
      const place = (name) => {
        const box = document.querySelector(`[aria-label="${name}"]`).getBoundingClientRect();
        const home = canvas.getBoundingClientRect();
        const scale = canvas.width / home.width;
        return [(box.left + box.width / 2 - home.left) * scale, (box.top + box.height / 2 - home.top) * scale];
      };
      const [[x0, y0], [x1, y1]] = [place(from), place(to)];
      const context = canvas.getContext("2d");
      let empty = 0;
      for (let i = 20; i <= 80; i++) {
        const at = i / 100;
        empty += context.getImageData(x0 + (x1 - x0) * at, y0 + (y1 - y0) * at, 1, 1).data[3] < 20;
      }
      return empty;
    }"""
    signs = {}
    for name in ("input x₁", "input x₂"):
        stage.element.get_by_role("button", name="output ŷ").focus()
        tip = stage.element.get_by_test_id("network").locator(".stage-tip").inner_text()
        negative = re.search(rf"{name[-2:]}  −", tip) is not None
        signs[name] = negative
        empty = stage.page.evaluate(gaps, [name, "output ŷ"])
        assert (empty > 5) == negative, (name, empty)
    assert set(signs.values()) == {True, False}, "a seed with one of each is needed"
