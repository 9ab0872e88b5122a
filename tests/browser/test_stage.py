"""The live stage: what it shows, what its buttons and keys do, and that it trains exactly the run it says."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nn_core import Description, Run
from tools import driver

NINETY_FRAMES = """async () => { for (let i = 0; i < 90; i++) await new Promise(requestAnimationFrame); }"""
# What a canvas of the decision boundary shows: 0 the surface, 1 the line, 2 the points.
PIXELS = """(canvas) => {
  const c = document.querySelectorAll("[data-testid=decision-boundary] canvas")[canvas];
  return new Uint32Array(c.getContext("2d").getImageData(0, 0, c.width, c.height).data.buffer);
}"""
PAINTED = f"() => ({PIXELS})(2).filter((pixel) => pixel !== 0).length"
COLOURS = f"() => new Set(({PIXELS})(0)).size"
LAYOUT = """(chart) => document.querySelector(`[data-testid=${chart}] .js-plotly-plot`).layout"""


def losses_of(run):
    record = run.record()
    return tuple(float(np.float32(loss)) for loss in (record.train_loss, record.test_loss))


def test_a_change_of_learning_rate_takes_effect_at_the_epoch_on_show(stage, page):
    stage.open()
    stage.press("Play")
    stage.wait_epoch(30)
    stage.press("Pause")
    stage.wait_state("paused")
    shown = stage.epoch
    stage.set_learning_rate("0.3")
    expect(page).to_have_url(re.compile(r"lr=0\.3(&|$)"))
    assert stage.epoch == shown
    assert int(stage.data("known-revision")) > int(stage.data("revision"))  # what is on show is from before the change
    stage.run_to(shown + 25)

    run = Run(Description(), "numba")
    list(run.advance(shown))
    run.change(learning_rate=0.3)
    list(run.advance(25))
    assert stage.losses() == losses_of(run)


@pytest.mark.slow
def test_reset_trains_the_same_again_and_play_that_is_pressed_right_after_it_is_not_forgotten(bare):
    bare.open()
    first = bare.losses()
    bare.run_to(25)
    bare.stop_at(15)
    # One after the other, before there can be an answer.
    bare.page.evaluate(
        """() => ["reset", "play"].forEach((name) => document.querySelector(`.stage-button-${name}`).click())"""
    )
    bare.wait_for(state="finished", epoch=15)
    run = Run(Description(), "numba")
    list(run.advance(15))
    assert bare.losses() == losses_of(run)
    bare.press("Reset")
    bare.wait_for(state="idle", epoch=0)
    assert bare.losses() == first
    bare.press("Play")
    bare.wait_for(state="finished", epoch=15)
    assert bare.losses() == losses_of(run)


def test_every_epoch_is_drawn_with_its_status_line_and_nothing_is_rebuilt(stage, page):
    stage.open()
    page.evaluate(driver.WATCH_CHARTS, driver.CHARTS)
    page.evaluate(
        """() => {
          const stage = document.querySelector('[data-testid="live-stage"]');
          window.seen = [];
          const look = () => {
            requestAnimationFrame(look);
            const text = stage.querySelector(".stage-status").textContent;
            seen.push([Number(stage.dataset.epoch), text, Number(stage.dataset.testLoss)]);
          };
          look();
        }"""
    )
    stage.run_to(120)
    assert int(stage.data("frames")) == 121  # the untrained network and every epoch, once
    assert page.evaluate("window.changes") == []
    seen = page.evaluate("window.seen")
    assert len({epoch for epoch, _, _ in seen}) > 10
    for epoch, text, test_loss in seen:
        match = re.fullmatch(r"Epoch (\d+), training loss ([\d.]+), test loss ([\d.]+), test accuracy \d+%", text)
        assert match, text
        assert int(match[1]) == epoch
        assert abs(float(match[3]) - test_loss) <= 0.0006


@pytest.mark.slow
def test_max_is_faster_and_keeps_every_loss_and_slowing_down_skips_no_epoch(bare):
    bare.open("speed=max&stop=400")
    bare.press("Play")
    bare.wait_for(state="finished", epoch=400)
    frames = int(bare.data("frames"))
    assert frames < 300
    run = Run(Description(), "numba")
    list(run.advance(400))
    assert bare.losses() == losses_of(run)
    bare.stop_at(None)
    bare.press("Play")
    bare.wait_epoch(450)
    bare.element.get_by_role("combobox", name="Speed", exact=True).select_option("20")
    bare.press("Pause")
    bare.wait_state("paused")
    at, frames = bare.epoch, int(bare.data("frames"))
    bare.run_to(at + 15)
    assert int(bare.data("frames")) == frames + 15


@pytest.mark.slow
def test_points_are_told_apart_by_symbol_and_test_points_are_shown_on_request(bare):
    page = bare.page
    bare.open()
    bare.run_to(60)  # until there is a boundary
    boundary = bare.element.get_by_test_id("decision-boundary")
    training = page.evaluate(PAINTED)
    assert training > 500
    boundary.get_by_label("Test points").check()
    assert page.evaluate(PAINTED) > 1.5 * training
    assert page.evaluate(COLOURS) > 2
    boundary.get_by_label("Discrete").check()
    assert page.evaluate(COLOURS) == 2


def point_at_the_middle(boundary):
    box = boundary.locator(".stage-finder").bounding_box()
    boundary.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_prediction_and_a_weight_are_read_and_move_while_it_trains(bare):
    page = bare.page
    bare.open()
    run = Run(Description())
    boundary = bare.element.get_by_test_id("decision-boundary")
    point_at_the_middle(boundary)
    place = boundary.locator(".stage-tip")
    expect(place).to_be_visible()
    read = re.fullmatch(r"x₁ (\S+)\s+x₂ (\S+)\s+ŷ (\S+)", place.inner_text()).groups()
    x1, x2, y = (float(part.replace("−", "-")) for part in read)
    assert abs(x1) < 0.1 and abs(x2) < 0.1  # the middle
    assert abs(float(run.predict(np.array([[x1], [x2]]))[0, 0]) - y) < 0.01
    before = place.inner_text()
    bare.press("Step")
    bare.wait_epoch(1)
    point_at_the_middle(boundary)
    expect(place).not_to_have_text(before)

    bare.press("Reset")
    bare.wait_for(state="idle", epoch=0)
    network = bare.element.get_by_test_id("network")
    weight = run.engine.perceptron.layers[0].weights[0, 0]
    node = network.get_by_role("button", name="hidden layer 1, neuron 1")
    node.focus()
    tip = network.locator(".stage-tip")
    expect(tip).to_contain_text(f"x₁  {weight:.3f}".replace("-", "−"))
    expect(tip).to_contain_text("bias")
    before = tip.inner_text()
    bare.press("Play")
    bare.wait_epoch(10)
    node.focus()
    expect(tip).not_to_have_text(before)
    bare.press("Pause")
    bare.wait_state("paused")  # what is said then may take another line, and move the diagram

    a, b = (
        network.get_by_role("button", name=name).bounding_box() for name in ("input x₁", "hidden layer 1, neuron 1")
    )
    middle = [(a[k] + b[k]) / 2 + (a[s] + b[s]) / 4 for k, s in (("x", "width"), ("y", "height"))]
    page.mouse.move(*middle)
    expect(tip).to_contain_text("input x₁ → hidden layer 1, neuron 1")
    expect(tip).to_contain_text("weight")


@pytest.mark.slow
def test_zoom_of_the_curve_and_the_log_axis_survive_while_it_trains(bare):
    page = bare.page
    bare.open()
    bare.press("Play")
    bare.wait_epoch(40)
    bare.reach_for_charts()
    curve = bare.element.get_by_test_id("loss-curve")
    box = curve.locator(".nsewdrag").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.7 * box["height"], steps=4)
    page.mouse.up()
    axes = f"""() => {{
      const {{ xaxis, yaxis }} = ({LAYOUT})("loss-curve");
      return [xaxis.tickmode, xaxis.range, yaxis.type];
    }}"""
    page.wait_for_function(f"() => ({axes})()[0] === 'auto'")  # an axis that is not zoomed has ticks of ours
    zoomed = page.evaluate(axes)
    bare.wait_epoch(bare.epoch + 60)
    assert page.evaluate(axes) == zoomed
    curve.get_by_label("Log scale").check()
    bare.wait_epoch(bare.epoch + 20)
    assert page.evaluate(axes)[2] == "log"


@pytest.mark.slow
def test_zooming_the_boundary_asks_the_network_there(bare):
    page = bare.page
    bare.open().reach_for_charts()
    boundary = bare.element.get_by_test_id("decision-boundary")
    box = boundary.locator(".nsewdrag").first.bounding_box()
    before = page.evaluate(f"() => ({PIXELS})(0).join()")
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.9 * box["height"], steps=4)
    page.mouse.up()
    page.wait_for_function(f"(before) => ({PIXELS})(0).join() !== before", arg=before)
    bare.press("Play")
    bare.wait_epoch(30)
    zoom = page.evaluate(
        "() => document.querySelector('[data-testid=decision-boundary] .js-plotly-plot').layout.xaxis.range"
    )
    assert -0.5 < zoom[0] < 0.5 and 4 < zoom[1] < 6
    bare.change(dataset="moons")
    page.wait_for_function(f"() => ({LAYOUT})('decision-boundary').xaxis.range.join() === '-6,6'")
    assert page.evaluate("() => main.stageOnShow().panels.grid.isWhole")


def test_keys_work_inside_the_stage_and_never_from_a_field(bare):
    page = bare.page
    bare.open()
    bare.element.get_by_role("heading", name="Network").click()
    page.keyboard.press("ArrowRight")
    expect(bare.element).to_have_attribute("data-epoch", "1")
    page.keyboard.press(" ")
    bare.wait_epoch(8)
    page.keyboard.press(" ")
    bare.wait_state("paused")
    field = bare.element.get_by_label("Stop at epoch")
    field.focus()
    paused = bare.epoch
    page.keyboard.press("n")
    page.keyboard.press("ArrowRight")
    page.evaluate(NINETY_FRAMES)
    assert (bare.data("state"), bare.epoch) == ("paused", paused)
    bare.element.get_by_role("heading", name="Network").click()
    page.keyboard.press("n")
    bare.wait_for(state="idle", epoch=0)
    page.keyboard.press("ArrowRight")
    expect(bare.element).to_have_attribute("data-epoch", "1")
    cyrillic = {"key": "т", "code": "KeyN", "bubbles": True}
    page.evaluate("(key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', key))", cyrillic)
    expect(bare.element).to_have_attribute("data-epoch", "0")


def test_a_click_anywhere_in_the_stage_makes_its_keys_work(bare):
    page = bare.page
    bare.open().reach_for_charts()
    field = bare.element.get_by_label("Stop at epoch")
    places = {"decision-boundary": ".nsewdrag", "loss-curve": ".nsewdrag", "network": ".stage-area", "scrubber": None}
    for name, inner in places.items():
        field.focus()  # from where the keys of the stage do nothing
        place = bare.element.get_by_test_id(name)
        (place.locator(inner).first if inner else place).click(position={"x": 6, "y": 6})
        page.wait_for_function("() => document.activeElement.matches('.live-stage, [data-testid=scrubber]')")
        if name == "loss-curve":
            bare.wait_for(state="paused", epoch=0)  # it shows the epoch that was clicked
        assert page.evaluate("() => scrollY") == 0
        assert page.evaluate("() => getComputedStyle(document.querySelector('.live-stage')).outlineStyle") == "none"
        page.keyboard.press(" ")
        bare.wait_state("playing")
        bare.wait_epoch(1)
        page.keyboard.press(" ")
        bare.wait_state("paused")
    field.click()  # and a field that is clicked takes what is typed
    page.keyboard.type("7")
    expect(field).to_have_value("7")


def test_a_run_that_diverges_stops_at_its_last_finite_epoch_and_says_so(bare):
    bare.open("hidden=8-8-8&activation=linear&lr=10")
    bare.press("Play")
    bare.wait_state("diverged")
    expect(bare.element).to_contain_text("each step overshot more than the one before. Lower the learning rate.")
    run = Run(Description(hidden=(8, 8, 8), activation="linear", learning_rate=10.0), "numba")
    list(run.advance(100))
    assert run.diverged
    assert (bare.epoch, bare.losses()) == (run.epoch, losses_of(run))
    assert all(np.isfinite(bare.losses()))


@pytest.mark.slow
def test_the_theme_can_be_switched_without_losing_the_weights(stage, page):
    stage.open()
    stage.run_to(15)
    losses = stage.losses()
    assert stage.data("theme") == "light"
    page.emulate_media(color_scheme="dark")
    expect(stage.element).to_have_attribute("data-theme", "dark")
    stage.rest()
    assert (stage.epoch, stage.losses()) == (15, losses)


@pytest.mark.slow
def test_a_screen_reader_is_told_at_a_civil_rate(bare):
    page = bare.page
    bare.open()
    page.evaluate(
        """() => {
          Object.assign(window, { told: [], states: [], since: performance.now() });
          const stage = document.querySelector('[data-testid="live-stage"]');
          const region = stage.querySelector("[aria-live=polite]");
          const watch = { childList: true, characterData: true, subtree: true };
          new MutationObserver(() => told.push(region.textContent)).observe(region, watch);
          const look = { attributeFilter: ["data-state"] };
          new MutationObserver(() => states.push(stage.dataset.state)).observe(stage, look);
        }"""
    )
    bare.run_to(60)
    told, states, seconds = page.evaluate("[told, states, (performance.now() - since) / 1000]")
    # When the state changes, and every ten seconds: on a busy machine it waits now and then, and says so.
    assert 2 <= len(told) <= len(states) + seconds / 10
    assert "Epoch 60" in told[-1]
