"""Plotly on the stage: not there at first, it takes over when somebody reaches for a chart, or in a quiet moment."""

import re

import pytest
from playwright.sync_api import expect

PLOTLY = "**/plotly*.js.gz"


@pytest.fixture
def fresh(bare):
    """Opens a stage in a document in which Plotly has not been started, and returns it."""
    return lambda query="speed=60": bare.open(query, new_page=True)


@pytest.fixture
def charts(bare):
    """The charts that Plotly draws."""
    return bare.element.locator(".js-plotly-plot")


@pytest.fixture
def out_of_reach(bare):
    """Plotly cannot be fetched, until this is called."""
    bare.page.route(PLOTLY, lambda route: route.abort())
    yield lambda: bare.page.unroute(PLOTLY)
    bare.page.unroute(PLOTLY)


def inside_of(curve):
    """The upper left corner and the size of the loss curve, inside of its axes."""
    box = curve.locator(".stage-area").bounding_box()
    return box["x"] + 56, box["y"] + 6, box["width"] - 68, box["height"] - 44


def drag(page, curve, start, end):
    """Drag over the curve, by shares of its width, and hold."""
    x, y, width, height = inside_of(curve)
    page.mouse.move(x + start * width, y + 0.3 * height)
    page.mouse.down()
    page.mouse.move(x + end * width, y + 0.3 * height, steps=4)


def test_pointing_at_a_chart_while_it_plays_lets_plotly_take_over_and_no_epoch_is_lost(fresh, charts):
    stage = fresh()
    stage.press("Play")
    stage.wait_epoch(20)
    expect(charts).to_have_count(0)
    stage.reach_for_charts()
    stage.wait_epoch(stage.epoch + 20)
    assert stage.data("state") == "playing"
    kept = stage.page.evaluate("() => main.stageOnShow().player.history.frames.map(({ epoch }) => epoch)")
    assert kept == [*range(kept[-1] + 1)]
    expect(stage.element.get_by_test_id("loss-curve").locator(".stage-tip")).to_contain_text("training")


@pytest.mark.slow
def test_plotly_is_started_after_a_quiet_while_and_not_before(fresh, charts):
    stage = fresh()
    stage.page.wait_for_function("() => performance.now() > main.stageOnShow().panels.charts.quietSince + 3500")
    expect(charts).to_have_count(0)
    expect(charts).to_have_count(2)


@pytest.mark.slow
def test_a_drag_that_began_before_plotly_was_there_zooms(fresh, charts):
    stage = fresh("speed=max")
    page, curve = stage.page, stage.element.get_by_test_id("loss-curve")
    stage.run_to(100)
    drag(page, curve, 0.2, 0.5)
    expect(charts).to_have_count(2)
    x, y, width, height = inside_of(curve)
    page.mouse.move(x + 0.6 * width, y + 0.3 * height)
    page.mouse.up()
    page.wait_for_function("() => main.stageOnShow().panels.curve.plot.isZoomed")
    start, end = page.evaluate("() => main.stageOnShow().panels.curve.plot.zoom.x")
    assert start == pytest.approx(20, abs=2) and end == pytest.approx(60, abs=2)
    assert stage.epoch == 100  # and nothing was clicked


@pytest.mark.slow
def test_without_plotly_all_is_drawn_and_only_who_zooms_or_wants_the_relief_is_told(out_of_reach, fresh, charts):
    failed = re.compile("could not be loaded")
    stage = fresh("speed=max&stop=30")
    page, curve = stage.page, stage.element.get_by_test_id("loss-curve")
    stage.press("Play")
    stage.wait_state("finished")
    curve.locator(".stage-area").click()
    stage.wait_for(state="finished", epoch=14)
    expect(curve.locator(".stage-tip")).to_contain_text("epoch 14")
    expect(stage.element.get_by_text(failed)).to_have_count(0)
    drag(page, curve, 0.2, 0.5)
    expect(curve.get_by_text(failed)).to_be_visible()
    page.mouse.up()
    stage.element.get_by_role("tab", name="Relief").click()
    relief = stage.element.get_by_test_id("relief")
    expect(relief.get_by_text(failed)).to_be_visible()
    with page.expect_download() as saved:
        curve.get_by_role("button", name="Save").click()
    assert saved.value.suggested_filename == "loss-epoch-30.png"
    out_of_reach()
    for tab in ("Boundary", "Relief"):
        stage.element.get_by_role("tab", name=tab).click()
    expect(relief).to_have_attribute("data-epoch", "14")
    expect(relief.get_by_text(failed)).to_have_count(0)
    expect(charts).to_have_count(3)
