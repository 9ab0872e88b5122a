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
    stage.rest()
    assert stage.epoch == shown
    assert int(stage.data("known-revision")) > int(stage.data("revision"))  # what is on show is from before the change
    stage.run_to(shown + 25)

    run = Run(Description(), "numba")
    list(run.advance(shown))
    run.change(learning_rate=0.3)
    list(run.advance(25))
    assert stage.losses() == losses_of(run)


@pytest.mark.slow
def test_batch_size_acts_on_the_running_perceptron(stage, page):
    stage.open()
    stage.run_to(10)
    field = page.locator(".st-key-batch_size input")
    field.fill("50")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"batch=50(&|$)"))
    stage.rest()
    stage.run_to(20)
    run = Run(Description(), "numba")
    list(run.advance(10))
    run.change(batch_size=50)
    list(run.advance(10))
    assert stage.losses() == losses_of(run)


@pytest.mark.slow
def test_reset_trains_the_same_again_and_a_new_seed_another(stage, page):
    stage.open()
    first = stage.losses()
    stage.run_to(25)
    trained = stage.losses()
    stage.press("Reset")
    stage.wait_state("idle")
    assert (stage.epoch, stage.losses()) == (0, first)
    stage.press("Play")
    stage.wait_state("finished")
    assert (stage.epoch, stage.losses()) == (25, trained)

    stage.press("New seed")
    expect(page).not_to_have_url(re.compile(r"[?&]seed=0(&|$)"))
    stage.wait_for(state="idle", epoch=0)
    assert stage.losses() != first


@pytest.mark.slow
def test_play_pressed_right_after_reset_is_not_forgotten(stage, page):
    stage.open()
    stage.run_to(20)
    stage.stop_at(None)
    stage.wait_state("paused")
    # One after the other, before the server can have answered.
    page.evaluate(
        """() => ["reset", "play"].forEach((name) => document.querySelector(`.stage-button-${name}`).click())"""
    )
    stage.wait_state("playing")
    expect(stage.element).not_to_have_attribute("data-epoch", "20")
    stage.wait_epoch(10)


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
def test_nothing_trains_while_paused_or_hidden(stage, page):
    asked = []
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framesent", lambda frame: asked.append(frame) if b'"train"' in bytes(frame) else None
        ),
    )
    stage.open()
    page.evaluate(
        """async () => {
          const { href } = document.querySelector('link[href$="/stage.css"]');
          window.main = await import(href.replace("stage.css", "main.js"));
        }"""
    )
    stage.press("Play")
    stage.wait_epoch(20)
    page.evaluate(
        """() => {
          Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    # What was asked for comes and is played to its end, and no more is asked for.
    page.wait_for_function(
        "() => { const { requests, buffer } = main.stageOnShow().player; return !requests.open && buffer.isEmpty; }"
    )
    stage.wait_state("waiting")
    hidden, requests = stage.epoch, len(asked)
    page.evaluate(NINETY_FRAMES)
    assert (stage.epoch, len(asked)) == (hidden, requests)
    page.evaluate("() => delete document.visibilityState")
    stage.wait_epoch(hidden + 5)

    stage.press("Pause")
    stage.wait_state("paused")
    paused, requests = stage.epoch, len(asked)
    page.evaluate(NINETY_FRAMES)
    assert (stage.epoch, len(asked)) == (paused, requests)


@pytest.mark.slow
def test_max_is_faster_and_keeps_every_loss(stage, page):
    stage.open("speed=max&stop=400")
    stage.press("Play")
    stage.wait_for(state="finished", epoch=400)
    assert int(stage.data("frames")) < 300
    run = Run(Description(), "numba")
    list(run.advance(400))
    assert stage.losses() == losses_of(run)


@pytest.mark.slow
def test_slowing_down_from_max_skips_no_epoch(stage):
    stage.open("speed=max")
    stage.press("Play")
    stage.wait_epoch(50)
    stage.element.get_by_role("combobox", name="Speed", exact=True).select_option("20")
    stage.press("Pause")
    stage.wait_state("paused")
    at, frames = stage.epoch, int(stage.data("frames"))
    stage.run_to(at + 15)
    assert int(stage.data("frames")) == frames + 15


@pytest.mark.slow
def test_points_are_told_apart_by_symbol_and_test_points_are_shown_on_request(stage, page):
    stage.open()
    stage.run_to(60)  # until there is a boundary
    boundary = stage.element.get_by_test_id("decision-boundary")
    training = page.evaluate(PAINTED)
    assert training > 500
    boundary.get_by_label("Test points").check()
    assert page.evaluate(PAINTED) > 1.5 * training
    assert page.evaluate(COLOURS) > 2
    boundary.get_by_label("Discrete").check()
    assert page.evaluate(COLOURS) == 2


def test_a_prediction_and_a_weight_are_read_and_move_while_it_trains(stage, page):
    stage.open()
    run = Run(Description())
    boundary = stage.element.get_by_test_id("decision-boundary")
    boundary.locator(".nsewdrag").first.hover()
    place = boundary.locator(".stage-tip")
    expect(place).to_be_visible()
    read = re.fullmatch(r"x₁ (\S+)\s+x₂ (\S+)\s+ŷ (\S+)", place.inner_text()).groups()
    x1, x2, y = (float(part.replace("−", "-")) for part in read)
    assert abs(x1) < 0.1 and abs(x2) < 0.1  # the middle
    assert abs(float(run.predict(np.array([[x1], [x2]]))[0, 0]) - y) < 0.01
    before = place.inner_text()
    stage.press("Step")
    stage.wait_epoch(1)
    boundary.locator(".nsewdrag").first.hover()
    expect(place).not_to_have_text(before)

    stage.press("Reset")
    stage.wait_for(state="idle", epoch=0)
    network = stage.element.get_by_test_id("network")
    weight = run.engine.perceptron.layers[0].weights[0, 0]
    node = network.get_by_role("button", name="hidden layer 1, neuron 1")
    node.focus()
    tip = network.locator(".stage-tip")
    expect(tip).to_contain_text(f"x₁  {weight:.3f}".replace("-", "−"))
    expect(tip).to_contain_text("bias")
    before = tip.inner_text()
    stage.press("Play")
    stage.wait_epoch(10)
    node.focus()
    expect(tip).not_to_have_text(before)
    stage.press("Pause")
    stage.wait_state("paused")  # what is said then may take another line, and move the diagram

    a, b = (
        network.get_by_role("button", name=name).bounding_box() for name in ("input x₁", "hidden layer 1, neuron 1")
    )
    middle = [(a[k] + b[k]) / 2 + (a[s] + b[s]) / 4 for k, s in (("x", "width"), ("y", "height"))]
    page.mouse.move(*middle)
    expect(tip).to_contain_text("input x₁ → hidden layer 1, neuron 1")
    expect(tip).to_contain_text("weight")


@pytest.mark.slow
def test_zoom_of_the_curve_and_the_log_axis_survive_while_it_trains(stage, page):
    stage.open()
    stage.press("Play")
    stage.wait_epoch(40)
    curve = stage.element.get_by_test_id("loss-curve")
    box = curve.locator(".nsewdrag").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.7 * box["height"], steps=4)
    page.mouse.up()
    axes = f"""() => {{
      const {{ xaxis, yaxis }} = ({LAYOUT})("loss-curve");
      return [xaxis.autorange, xaxis.range, yaxis.type ?? "linear"];
    }}"""
    page.wait_for_function(f"() => ({axes})()[0] === false")
    zoomed = page.evaluate(axes)
    stage.wait_epoch(stage.epoch + 60)
    assert page.evaluate(axes) == zoomed
    curve.get_by_label("Log scale").check()
    stage.wait_epoch(stage.epoch + 20)
    assert page.evaluate(axes)[2] == "log"


@pytest.mark.slow
def test_zooming_the_boundary_asks_the_network_there(stage, page):
    stage.open()
    boundary = stage.element.get_by_test_id("decision-boundary")
    box = boundary.locator(".nsewdrag").first.bounding_box()
    before = page.evaluate(f"() => ({PIXELS})(0).join()")
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.9 * box["height"], steps=4)
    page.mouse.up()
    page.wait_for_function(f"(before) => ({PIXELS})(0).join() !== before", arg=before)
    stage.press("Play")
    stage.wait_epoch(30)
    zoom = page.evaluate(
        "() => document.querySelector('[data-testid=decision-boundary] .js-plotly-plot').layout.xaxis.range"
    )
    assert -0.5 < zoom[0] < 0.5 and 4 < zoom[1] < 6


def test_keys_work_inside_the_stage_and_never_from_a_field(stage, page):
    stage.open()
    stage.element.get_by_role("heading", name="Network").click()
    page.keyboard.press("ArrowRight")
    expect(stage.element).to_have_attribute("data-epoch", "1")
    page.keyboard.press(" ")
    stage.wait_epoch(8)
    page.keyboard.press(" ")
    stage.wait_state("paused")
    field = stage.element.get_by_label("Stop at epoch")
    field.focus()
    paused = stage.epoch
    page.keyboard.press("n")
    page.keyboard.press("ArrowRight")
    page.evaluate(NINETY_FRAMES)
    assert (stage.data("state"), stage.epoch) == ("paused", paused)
    stage.element.get_by_role("heading", name="Network").click()
    page.keyboard.press("n")
    stage.wait_for(state="idle", epoch=0)
    page.keyboard.press("ArrowRight")
    expect(stage.element).to_have_attribute("data-epoch", "1")
    cyrillic = {"key": "т", "code": "KeyN", "bubbles": True}
    page.evaluate("(key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', key))", cyrillic)
    expect(stage.element).to_have_attribute("data-epoch", "0")


def test_a_click_anywhere_in_the_stage_makes_its_keys_work(stage, page):
    stage.open()
    field = stage.element.get_by_label("Stop at epoch")
    places = {"decision-boundary": ".nsewdrag", "loss-curve": ".nsewdrag", "network": ".stage-area", "scrubber": None}
    for name, inner in places.items():
        field.focus()  # from where the keys of the stage do nothing
        place = stage.element.get_by_test_id(name)
        (place.locator(inner).first if inner else place).click(position={"x": 6, "y": 6})
        page.wait_for_function("() => document.activeElement.matches('.live-stage, [data-testid=scrubber]')")
        if name == "loss-curve":
            stage.wait_for(state="paused", epoch=0)  # a moment after the click it shows the epoch that was clicked
        assert page.evaluate("() => scrollY") == 0
        assert page.evaluate("() => getComputedStyle(document.querySelector('.live-stage')).outlineStyle") == "none"
        page.keyboard.press(" ")
        stage.wait_state("playing")
        stage.wait_epoch(1)
        page.keyboard.press(" ")
        stage.wait_state("paused")
    field.click()  # and a field that is clicked takes what is typed
    page.keyboard.type("7")
    expect(field).to_have_value("7")


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3, 4))])
def test_a_run_that_diverges_stops_at_its_last_finite_epoch_and_says_so(stage, seed):
    stage.open(f"hidden=8-8-8&activation=linear&lr=10&seed={seed}")
    stage.press("Play")
    stage.wait_state("diverged")
    expect(stage.element).to_contain_text("each step overshot more than the one before. Lower the learning rate.")
    run = Run(Description(hidden=(8, 8, 8), activation="linear", learning_rate=10.0, seed=seed), "numba")
    list(run.advance(100))
    assert run.diverged
    assert (stage.epoch, stage.losses()) == (run.epoch, losses_of(run))
    assert all(np.isfinite(stage.losses()))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("hidden=4-2", "Hidden layer 2 has died: all its neurons output 0 for every training point."),
        ("hidden=6-6&batch=1&seed=1", "Hidden layer 2 has died"),
        ("hidden=8-8-8&seed=4", "cannot learn: 12 of 24"),
    ],
)
def test_dead_neurons_are_told(stage, query, sentence):
    stage.open(f"{query}&activation=relu&lr=10&stop=5")
    stage.press("Play")
    stage.wait_state("finished")
    expect(stage.element).to_contain_text(sentence)
    stage.press("Reset")
    stage.wait_state("idle")
    expect(stage.element).not_to_contain_text(re.compile("dead|died"))


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
def test_a_screen_reader_is_told_at_a_civil_rate(stage, page):
    stage.open()
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
    stage.run_to(150)
    told, states, seconds = page.evaluate("[told, states, (performance.now() - since) / 1000]")
    # When the state changes, and every ten seconds: on a busy machine it waits now and then, and says so.
    assert 2 <= len(told) <= len(states) + seconds / 10
    assert "Epoch 150" in told[-1]
