"""Any hands: the first lesson without a mouse, from the address bar on."""

import re

import pytest
from playwright.sync_api import expect

from course.quiz import questions
from playground.presets import PRESETS

MOST_TABS = 120
# How the focus is seen: the width of an outline on what has it, or close around it, within the window; 0 for none.
RING = """() => {
  for (let it = document.activeElement, far = 0; it && far < 5; it = it.parentElement, far++) {
    const { outlineStyle, outlineWidth, visibility } = getComputedStyle(it);
    const { left, top, right, bottom, width } = it.getBoundingClientRect();
    const isInside = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight && width > 1;
    if (outlineStyle !== "none" && visibility === "visible" && isInside) return parseFloat(outlineWidth);
  }
  return 0;
}"""
# The panel that has the focus, and where in the page.
PANELS = {
    "nav": "nav", ".stage-transport": "transport", "[data-testid=network]": "network", ".stage-views": "views",
    "[data-testid=loss-curve]": "loss-curve", ".stColumn:not(:has(.live-stage))": "controls",
}  # fmt: skip
WHERE = f"""() => {{
  const at = document.activeElement;
  const [, name] = Object.entries({PANELS}).find(([panel]) => at.closest(panel)) ?? [null, null];
  const {{ left, top, height }} = at.getBoundingClientRect();
  return [name, left, top + height / 2];
}}"""
WHO = "() => document.activeElement.outerHTML.slice(0, 200)"


class Hands:
    """A person at the keyboard, who has to see where they are after every press."""

    def __init__(self, page):
        self.page = page
        self.focus = page.locator(":focus")

    def press(self, *keys):
        """Press keys; after each the focus is somewhere, and can be seen."""
        for key in keys:
            self.page.keyboard.press(key)
            self.see(key)

    def see(self, key):
        try:
            self.page.wait_for_function(f"() => ({RING})() >= 2", timeout=10_000)
        except Exception:
            raise AssertionError(f"after {key} the focus is not seen: {self.page.evaluate(WHO)}") from None

    def go(self, role, name, back=False):
        """Tab, or with Shift, to something with a role and a name."""
        wanted = self.page.get_by_role(role, name=name, exact=isinstance(name, str))
        for _ in range(MOST_TABS):
            if wanted.and_(self.focus).count():
                return wanted
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"no {role} {name} within {MOST_TABS} tabs")


@pytest.fixture
def hands(page):
    """At the address bar, with the playground open."""
    return Hands(page)


@pytest.mark.slow
def test_the_first_lesson_is_played_without_a_mouse(hands, stage, page):
    stage.open()
    hands.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()

    hands.go("button", "Scenes")
    hands.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    stage.rest()  # with all its scenes: the focus goes past what is not drawn yet
    hands.go("button", PRESETS["xor"].title)
    hands.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url(re.compile("dataset=xor"))
    stage.rest()
    hands.see("the choice of a scene")

    hands.go("button", "Play", back=True)
    hands.press("Space")
    stage.wait_epoch(10)
    hands.press("Space")
    stage.wait_state("paused")
    paused = stage.epoch
    hands.go("button", "Step")
    hands.press("Enter")
    expect(stage.element).to_have_attribute("data-epoch", str(paused + 1))

    hands.go("slider", "Epoch shown")
    hands.press("ArrowLeft", "ArrowLeft", "ArrowLeft")
    expect(stage.element).to_have_attribute("data-epoch", str(paused - 2))
    hands.go("button", "Continue from here", back=True)
    hands.press("Enter")
    expect(page.get_by_role("button", name="Continue from here")).to_be_hidden()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_focused()

    hands.go("button", "One example")
    hands.press("Enter")
    walk = page.get_by_test_id("walk")
    expect(walk).to_have_attribute("data-phase", re.compile("example|forward"))
    hands.press("Space")  # hold
    before = walk.get_attribute("data-phase")
    hands.press("ArrowRight")
    expect(walk).not_to_have_attribute("data-phase", before)
    hands.press("Escape")
    expect(page.get_by_role("button", name="One example")).to_be_focused()

    hands.go("button", re.compile("^hidden layer 1, neuron 1"))  # by now it may be dead, and be called so
    hands.press("Enter")
    expect(page.get_by_role("textbox", name="bias")).to_be_focused()
    hands.go("textbox", "weight of input x₁")
    page.keyboard.type("0.5")
    revision = stage.data("revision")
    hands.press("Enter")
    expect(stage.element).not_to_have_attribute("data-revision", revision)
    hands.press("Escape")
    expect(page.get_by_role("button", name="hidden layer 1, neuron 1")).to_be_focused()
    expect(stage.element.get_by_test_id("network").locator(".stage-tip")).to_contain_text("x₁  0.500")

    hands.go("slider", re.compile("^Learning rate"))
    hands.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"[?&]lr="))
    stage.rest()
    hands.go("combobox", "Layer 1", back=True)
    hands.press("ArrowDown", "ArrowDown")
    expect(page).to_have_url(re.compile(r"[?&]hidden="))
    stage.rest()
    hands.see("another size of a layer")
    page.keyboard.press("Tab")
    while not page.evaluate("() => document.activeElement.matches('summary')"):
        hands.press("Tab")
    hands.press("Enter")
    expect(page.get_by_role("combobox", name="Optimiser")).to_be_visible()
    hands.go("combobox", "Optimiser")
    hands.press("ArrowDown", "ArrowDown")
    expect(page).to_have_url(re.compile(r"[?&]optimiser="))
    stage.rest()
    hands.see("another optimiser")

    hands.go("button", "Share", back=True)
    hands.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.and_(page.locator(":focus-within"))).to_be_visible()
    stage.rest()
    hands.go("tab", "Link")
    hands.press("ArrowRight")
    expect(dialog.get_by_role("tab", name="Python")).to_be_focused()
    hands.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Share", exact=True)).to_be_focused()

    hands.go("link", re.compile("Start here"), back=True)
    hands.press("Enter")
    expect(page.get_by_role("heading", name="Start here")).to_be_visible()
    stage.rest()
    hands.go("link", re.compile("^Backpropagation"))
    hands.press("Enter")
    expect(page.get_by_role("heading", name="Backpropagation, step by step")).to_be_visible()
    stage.rest()
    hands.go("button", re.compile("^Next(?! example)"))
    lit = page.locator(".course-step .words")
    for _ in range(2):
        before = lit.text_content()  # as expect has it: of a formula the inner text is another
        hands.press("Enter")
        expect(lit).not_to_have_text(before)
    stage.rest()

    hands.go("link", re.compile("Quiz"), back=True)
    hands.press("Enter")
    expect(page.get_by_role("heading", name="Quiz")).to_be_visible()
    stage.rest()
    question = questions()[0]
    hands.go("radio", question.answers[0].text)
    hands.press("Space", *["ArrowDown"] * question.right)
    hands.go("button", "Answer")
    hands.press("Enter")
    expect(page.get_by_text("Right · your answer")).to_be_visible()
    stage.rest()
    hands.see("the answer")
    hands.go("button", "Next question")
    hands.press("Enter")
    expect(page.get_by_text("Question 2 of")).to_be_visible()
    hands.see("the next question")


ORDERS = {
    1280: ["nav", "transport", "network", "views", "loss-curve", "controls"],
    390: ["nav", "transport", "views", "loss-curve", "network", "controls"],
}


@pytest.mark.slow
def test_the_focus_goes_round_in_the_order_of_reading_and_is_trapped_nowhere(hands, stage, page):
    stage.open("hidden=2-2&stop=5&speed=max")
    stage.press("Play")
    stage.wait_state("finished")
    page.reload()
    stage.ready()
    for width, panels in ORDERS.items():
        page.set_viewport_size({"width": width, "height": 800})
        stage.rest()
        stops = once_round(hands, page)
        order = [name for name, *_ in stops if name]
        assert list(dict.fromkeys(order)) == panels, width
        assert order == sorted(order, key=panels.index), width
        for panel in ("transport", "loss-curve"):
            rows = [(round(top / 30), left) for name, left, top in stops if name == panel]
            assert rows == sorted(rows), (width, panel)


def once_round(hands, page):
    """Press Tab until the focus leaves the page for the browser's own controls; return where it was."""
    stops = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement === document.body"):
            return stops
        hands.see("Tab")
        stops.append(page.evaluate(WHERE))
    raise AssertionError("the focus never left the page")
