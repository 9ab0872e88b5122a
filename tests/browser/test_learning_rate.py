"""The page on training as a person meets it: an experiment in one click, the progress and the end of a comparison."""

import re

import pytest
from playwright.sync_api import expect

from tools.driver import Stage

# A comparison of this takes half a minute, unless it is cancelled.
LONG = "dataset=spiral&n=3000&hidden=8-8&lr=0.1&batch=5"
SEE = """(state) => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def visitor(window):
    """Opens the page in a window of its own, by way of the playground."""

    def visit(width, query="", **options):
        page = window(viewport={"width": width, "height": 800}, **options)
        Stage(page).open(query)
        page.goto(f"learning_rate?{query}")
        expect(run_button(page, "rates")).to_be_visible()
        rest(page)
        return page

    return visit


def run_button(page, name):
    return page.locator(f".st-key-experiment_{name}").get_by_role("button")


def boundaries(page):
    return page.locator(".boundaries figure")


def rest(page):
    """Wait until no script runs, and what fades in has done so."""
    Stage(page).rest()
    page.wait_for_function("() => document.getAnimations().every((a) => a.playState !== 'running')")


def assert_all_of_it_is_there(page, labels):
    expect(boundaries(page)).to_have_count(len(labels))
    expect(page.locator(".boundaries b")).to_have_text(labels)
    expect(page.locator(".st-key-loss_curves .legendtext")).to_have_text(labels)
    shown = "() => [...document.querySelectorAll('.boundaries img')].every((i) => i.complete && i.naturalWidth > 0)"
    page.wait_for_function(shown)
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()


def test_an_experiment_is_there_after_one_click_and_nothing_of_it_is_cut_off(visitor):
    page = visitor(390)
    run_button(page, "rates").click()
    assert_all_of_it_is_there(page, ["0.001", "0.1", "10"])
    rest(page)
    assert page.get_by_test_id("stMain").evaluate("(main) => main.scrollWidth") <= 390
    inside = """(root) => [...root.querySelectorAll("*")].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 1 && (left < -1 || right > innerWidth + 1) && element.checkVisibility();
    }).map((element) => element.className)"""
    for part in (boundaries(page).first, page.locator(".st-key-loss_curves")):
        assert part.evaluate(inside) == []


@pytest.mark.slow
def test_a_comparison_tells_its_progress_waits_while_nobody_sees_it_is_cancelled_and_kept(visitor):
    page = visitor(1280, LONG)
    page.get_by_text("Compare something of your own").click()
    expect(page.get_by_label("Epochs (1 to 5000)")).to_be_visible()
    rest(page)  # the page runs for what was opened
    page.get_by_label("Epochs (1 to 5000)").fill("5000")
    page.locator(".st-key-compare").get_by_role("button").click()
    progress = page.get_by_test_id("stProgress")
    expect(progress).to_have_text(re.compile(r"0 of 4 runs and [\d,]+ of 20,000 epochs done, about \d+ s to go"))
    first = progress.text_content()
    expect(progress).not_to_have_text(first)  # it moves by itself
    page.evaluate(SEE, "hidden")
    rest(page)
    first = progress.text_content()
    page.wait_for_timeout(1500)  # nothing is asked for so long
    expect(progress).to_have_text(first)
    page.evaluate(SEE, "visible")
    expect(progress).not_to_have_text(first)
    expect(page.locator(".st-key-growing_curves .legendtext")).to_have_count(4)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("alert")).to_contain_text("Cancelled. 0 of 4 runs had finished")
    expect(progress).to_have_count(0)
    assert_all_of_it_is_there(page, ["0.001", "0.01", "0.1", "1"])
    rest(page)
    kept = boundaries(page).first.locator("img").last.get_attribute("src")
    page.get_by_role("link", name="Start here").click()
    expect(page.get_by_role("heading", name="Start here")).to_be_visible()
    page.get_by_role("link", name="Training").click()
    assert_all_of_it_is_there(page, ["0.001", "0.01", "0.1", "1"])
    expect(boundaries(page).first.locator("img").last).to_have_attribute("src", kept)
