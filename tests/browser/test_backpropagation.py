"""What a person sees of the page "Backpropagation, step by step": stepping, picking, and reading it on any screen."""

import pytest
from playwright.sync_api import expect

from tools.driver import Stage

SMALL = "dataset=xor&n=60&hidden=4-2"
LARGE = "dataset=hills&features=x1-x2-x1sq-x2sq-x1x2-sinx1-sinx2&hidden=16-16-16-16-16-16&activation=relu"


@pytest.fixture
def page(window):
    """The chapter, light and wide, by way of the app's menu."""
    page = window(viewport={"width": 1280, "height": 800}, color_scheme="light")
    Stage(page).open(SMALL)  # whole: who leaves before it has read its address takes nothing along
    page.get_by_role("link", name="Backpropagation").click()
    return come(page)


def come(page):
    """Wait until the chapter is there with its charts."""
    expect(page.get_by_role("button", name="Check all")).to_be_visible()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    Stage(page).rest()
    return page


def lit(page):
    """The line of code that is lit in the steps."""
    return page.locator(".course-step .course-code [aria-current=step]")


def press_next(page):
    """Press Next."""
    page.locator(".st-key-step_next button").click()


def test_keys_and_buttons_go_step_by_step_and_light_the_line(page):
    slider = page.locator(".st-key-step").get_by_role("slider")
    page.locator(".st-key-step_forward button").click()
    expect(lit(page)).to_have_text("    self.inputs = inputs")
    expect(slider).to_have_attribute("aria-valuetext", "1 / 31 · Inputs")
    Stage(page).rest()
    page.get_by_label("Example, 1 to 30").focus()
    page.keyboard.press("ArrowRight")  # in the field it moves nothing
    Stage(page).rest()
    expect(slider).to_have_attribute("aria-valuetext", "1 / 31 · Inputs")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(lit(page)).to_have_text("    self.outputs = self.weights @ inputs + self.biases")
    Stage(page).rest()  # a step too many would be seen by then
    expect(slider).to_have_attribute("aria-valuetext", "2 / 31 · Layer 1 · z")
    press_next(page)
    expect(lit(page).locator(".part")).to_have_text("self.activation(self.outputs)")
    page.locator(".st-key-step_forward button").focus()
    page.keyboard.press("ArrowLeft")
    expect(lit(page)).to_contain_text("self.outputs =")
    page.locator(".st-key-step_backward button").click()
    expect(slider).to_have_attribute("aria-valuetext", "10 / 31 · Layer 3 · f′(z)")
    expect(page.locator(".course-network .neuron.lit")).to_have_count(1)
    expect(page.locator(".course-step .katex")).to_have_count(1)
    Stage(page).rest()
    page.get_by_role("button", name="Check all 25 parameters").click()
    expect(page.get_by_text("25 of 25 agree")).to_be_visible()


def test_a_click_on_the_boundary_takes_the_nearest_point(page):
    Stage(page).rest()
    chart = page.locator(".st-key-example_chart")
    chart.scroll_into_view_if_needed()
    x, y = chart.evaluate(
        """(chart) => {
          const plot = chart.querySelector(".js-plotly-plot"), box = plot.getBoundingClientRect();
          const { xaxis, yaxis } = plot._fullLayout, { x, y } = plot.calcdata[1][16];
          return [box.left + xaxis._offset + xaxis.l2p(x), box.top + yaxis._offset + yaxis.l2p(y)];
        }"""
    )
    page.mouse.click(x + 1, y - 1)
    expect(page.get_by_label("Example, 1 to 30")).to_have_value("17")
    expect(page.get_by_text("Example 17 lies at")).to_be_visible()


@pytest.mark.slow
def test_a_large_network_fits_a_phone(window):
    page = window(viewport={"width": 390, "height": 800})
    page.goto(f"/backpropagation?{LARGE}")
    come(page)
    for label in ("Layer 1 · z", "Layer 1 · a", "Layer 2 · z"):
        press_next(page)
        expect(page.locator(".course-step .words")).to_contain_text(label)
    expect(page.locator(".course-equations td")).to_have_count(16 + 16 * 16 + 16 + 16)
    Stage(page).rest()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    beyond = """() => [...document.querySelectorAll(".course-step > *, .course-matrix, .course-code span")]
      .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.className)"""
    assert page.evaluate(beyond) == []
