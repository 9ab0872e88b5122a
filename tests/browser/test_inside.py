"""Inside the network: every neuron's picture, what is set by hand, branches, and how good it all is."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nn_core import Description, Run
from tests.helpers.sent import sent

# What the card of a regression's quality says.
PERFECT = """async ([address, run, parameters, frame]) => {
  const load = (name) => import(`${address}/${name}.js`);
  const [{ Measure }, { Quality }] = await Promise.all(["model/measure", "views/quality"].map(load));
  for (const name of ["x1", "x2", "y"]) run.points[name] = Float32Array.from(run.points[name]);
  const card = new Quality({}, () => {});
  card.show(run, new Measure(run).predict(parameters), frame);
  return [...card.body.querySelectorAll("td")].map((cell) => cell.textContent);
}"""


def test_of_a_perfect_fit_no_digit_is_made_up(blank, module):
    run = Run(Description("plane", hidden=()))
    *_, record = run.advance(400)
    assert record.train_loss < 1e-30
    _, parameters, about = sent(run.description, 400)
    about["points"] = {name: np.float32(numbers).tolist() for name, numbers in about["points"].items()}
    frame = {"trainLoss": record.train_loss, "testLoss": record.test_loss, "trainScore": 1, "testScore": 1}
    texts = blank.evaluate(PERFECT, [module("").rstrip("/"), about, parameters.tolist(), frame])
    wrote = [f"{value:.1e}".replace("-", "−") for loss in (record.train_loss, record.test_loss)
             for value in (loss, loss**0.5)]  # fmt: skip
    assert texts == [*wrote[:2], "1.000", *wrote[2:], "1.000"]
    about["description"] |= {"penalty": "l2", "penalty_rate": 0.001}  # counts in the loss, and not in the error
    texts = blank.evaluate(PERFECT, [module("").rstrip("/"), about, parameters.tolist(), frame | {"trainLoss": 9}])
    assert texts[:2] == ["0.000", "0.000"]


def neuron(stage, layer, number):
    return stage.element.get_by_role("button", name=f"hidden layer {layer}, neuron {number}", exact=True)


def card(stage, name):
    """The card of what was clicked."""
    return stage.element.get_by_role("group", name=name, exact=True)


def field(stage, name, label):
    return card(stage, name).get_by_role("textbox", name=label, exact=True)


def boundary(stage):
    return stage.element.get_by_test_id("decision-boundary")


FIRST = "hidden layer 1, neuron 1"


@pytest.mark.slow
@pytest.mark.parametrize("how", ["hover", "focus"])
def test_a_neuron_that_is_pointed_at_or_has_the_focus_is_seen_large(stage, page, how):
    stage.open()
    stage.run_to(3)
    seen = boundary(stage)
    getattr(neuron(stage, 1, 1), how)()
    expect(seen).to_have_attribute("aria-label", FIRST)
    expect(seen.locator(".stage-badge")).to_have_text(FIRST)
    expect(seen).to_contain_text("its output")
    page.mouse.move(5, 5)
    neuron(stage, 1, 1).blur()
    expect(seen).to_have_attribute("aria-label", "Decision boundary")
    expect(seen.locator(".stage-badge")).to_be_hidden()


@pytest.mark.slow
def test_a_second_click_puts_a_card_away(stage, page):
    stage.open()
    neuron(stage, 1, 1).click()
    expect(card(stage, FIRST)).to_be_visible()
    neuron(stage, 1, 1).click()
    expect(card(stage, FIRST)).to_be_hidden()
    expect(boundary(stage)).to_have_attribute("aria-label", "Decision boundary")
    neuron(stage, 1, 1).click()
    neuron(stage, 1, 2).click()  # of another one it is the first
    expect(card(stage, "hidden layer 1, neuron 2")).to_be_visible()


@pytest.mark.slow
@pytest.mark.usefixtures("far")
def test_quick_keys_and_a_held_one_set_a_weight_far_from_the_server_and_the_run_goes_on(stage, page):
    stage.open("dataset=gauss&noise=10&n=200&hidden=none&lr=0.01&seed=9&speed=5&target=0.1")
    slider = card(stage, "output ŷ").get_by_role("slider").first
    slider.focus()
    start = float(slider.input_value())
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert float(slider.input_value()) == pytest.approx(start + 0.05)
    for _ in range(30):  # as a key that is held
        page.keyboard.down("ArrowRight")
    page.keyboard.up("ArrowRight")
    page.wait_for_function("() => document.querySelector('[data-testid=live-stage]').dataset.revision >= 2")
    expect(slider).to_have_value(f"{start + 0.35:.2f}")
    expect(stage.element).not_to_contain_text("Waiting for the server")
    stage.press("Play")
    stage.wait_epoch(3)


@pytest.mark.slow
def test_a_click_pins_a_neuron_until_it_is_closed(stage, page):
    stage.open()
    neuron(stage, 1, 1).click()
    page.mouse.move(5, 5)
    expect(boundary(stage)).to_have_attribute("aria-label", FIRST)
    stage.press("Close")
    expect(card(stage, FIRST)).to_be_hidden()
    expect(boundary(stage)).to_have_attribute("aria-label", "Decision boundary")


@pytest.mark.slow
def test_a_card_is_put_away_with_the_network_of_its_neuron(stage, page):
    stage.open("hidden=4-2")
    neuron(stage, 2, 1).click()
    expect(card(stage, "hidden layer 2, neuron 1")).to_be_visible()
    page.get_by_role("combobox", name="Layer 1").click()
    page.get_by_role("option", name="3", exact=True).click()
    expect(neuron(stage, 1, 4)).to_have_count(0)
    expect(card(stage, "hidden layer 2, neuron 1")).to_be_hidden()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "sentence"),
    [("abc", "“abc” is not a number."), ("", "There is no number."), ("1e309", "“1e309” is too large"),
     ("1,5", "decimals are written with a point")],
)  # fmt: skip
def test_what_is_no_value_is_refused_in_place_and_the_old_value_stays(stage, text, sentence):
    stage.open()
    neuron(stage, 1, 1).click()
    bias = field(stage, FIRST, "bias")
    bias.focus()
    before, losses = bias.input_value(), stage.losses()
    bias.fill(text)
    bias.press("Enter")
    expect(card(stage, FIRST).get_by_role("alert")).to_contain_text(sentence)
    expect(card(stage, FIRST).get_by_role("alert")).to_contain_text("bias stays")
    expect(bias).to_have_value(before)
    assert (stage.data("revision"), stage.losses()) == ("0", losses)


def straight(epoch, place, value, then):
    """The training losses of a run that was set by hand at an epoch, as they travel, up to another."""
    run = Run(Description(), "numba")
    list(run.advance(epoch))
    run.change(parameters=[[place, value]])
    return [float(np.float32(record.train_loss)) for record in (run.record(), *run.advance(then - epoch))]


def test_a_value_that_is_typed_holds_at_once_and_the_run_goes_on_from_it(stage):
    stage.open()
    stage.run_to(20)
    neuron(stage, 1, 1).click()
    weight = field(stage, FIRST, "weight of input x₂")
    weight.fill("-2.5")
    weight.press("Enter")
    expect(stage.element).to_have_attribute("data-revision", "1")
    expected = straight(20, 1, -2.5, 30)
    assert stage.losses()[0] == expected[0]
    stage.run_to(30)
    assert stage.losses()[0] == expected[-1]
    marks = stage.element.get_by_test_id("loss-curve").locator(".annotation")
    expect(marks).to_have_text("✎")


@pytest.mark.slow
def test_a_value_that_is_typed_while_it_plays_takes_effect_at_the_epoch_on_show(stage, page):
    stage.open("speed=5")
    stage.press("Play")
    neuron(stage, 1, 1).click()
    bias = field(stage, FIRST, "bias")
    stage.wait_epoch(3)
    bias.fill("1.5")
    # It plays on while the test comes to press the key: the page says when that was.
    bias.evaluate(
        """(field) => field.addEventListener("keydown", () => {
          window.epoch = Number(field.closest('[data-testid="live-stage"]').dataset.epoch);
        })"""
    )
    bias.press("Enter")
    expect(stage.element).to_have_attribute("data-revision", "1")
    epoch = page.evaluate("epoch")
    stage.wait_epoch(epoch + 4)
    stage.press("Pause")
    changed_at, changes = page.evaluate("JSON.parse(localStorage['perceptron-playground']).runs[0].journal[0]")
    assert changes == {"parameters": [[8, 1.5]]}
    assert changed_at == epoch
    assert stage.losses()[0] == straight(changed_at, 8, 1.5, stage.epoch)[-1]


@pytest.mark.slow
def test_a_weight_that_is_dragged_is_seen_at_once_and_holds_when_it_is_let_go(stage, page):
    stage.open()
    neuron(stage, 1, 1).click()
    slider = card(stage, FIRST).get_by_role("slider").first
    box = slider.bounding_box()
    before = stage.losses()[0]
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2, steps=4)
    page.evaluate("async () => { for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame); }")  # to its end
    expect(stage.element).not_to_have_attribute("data-train-loss", str(before))
    assert stage.data("revision") == "0"
    tried = stage.losses()[0]
    page.mouse.up()
    expect(stage.element).to_have_attribute("data-revision", "1")
    assert stage.losses()[0] == pytest.approx(tried, rel=1e-6)


@pytest.mark.slow
def test_a_weight_is_found_and_set_with_the_keyboard_alone(stage, page):
    stage.open()
    neuron(stage, 1, 1).focus()
    page.keyboard.press("Enter")
    bias = field(stage, FIRST, "bias")
    expect(card(stage, FIRST).get_by_role("slider").first.or_(bias).and_(page.locator(":focus"))).to_be_visible()
    bias.focus()
    page.keyboard.type("0.75")
    page.keyboard.press("Enter")
    expect(stage.element).to_have_attribute("data-revision", "1")
    assert stage.epoch == 0  # what was typed moved nothing else
    page.keyboard.press("Escape")
    expect(neuron(stage, 1, 1)).to_be_focused()
    expect(card(stage, FIRST)).to_be_hidden()


@pytest.mark.slow
def test_a_line_that_is_clicked_opens_its_weight(stage, page):
    stage.open("hidden=2")
    places = [
        node.bounding_box() for node in (neuron(stage, 1, 1), stage.element.get_by_role("button", name="output ŷ"))
    ]
    (x0, y0), (x1, y1) = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in places]
    page.mouse.click(x0 + 0.6 * (x1 - x0), y0 + 0.6 * (y1 - y0))
    name = f"{FIRST} → output ŷ"
    weight = field(stage, name, f"weight of {FIRST}")
    weight.fill("1")
    weight.press("Enter")
    expect(stage.element).to_have_attribute("data-revision", "1")


@pytest.mark.slow
def test_a_run_that_takes_no_more_changes_says_so_until_it_begins_anew(stage, page):
    stage.open()
    stage.run_to(5)
    page.evaluate(
        """async () => {
          const { href } = document.querySelector('link[href$="/stage.css"]');
          const { stageOnShow } = await import(href.replace("stage.css", "main.js"));
          stageOnShow().player.isFull = true;  // as the server says after very many changes
        }"""
    )
    expect(stage.element).to_contain_text("cannot take any more changes. Press Reset to start over.")
    stage.press("Reset")
    expect(stage.element).not_to_contain_text("cannot take any more changes.")


@pytest.mark.slow
def test_a_branch_leaves_the_old_curve_and_a_reload_brings_it_back(stage, page):
    stage.open()
    stage.run_to(30)
    stage.element.get_by_test_id("scrubber").fill("10")
    stage.press("Continue from here")
    stage.wait_for(revision=1, epoch=10)
    stage.set_learning_rate("0.1")
    expect(page).to_have_url(re.compile(r"lr=0\.1(&|$)"))
    stage.rest()
    stage.run_to(25)
    losses = stage.losses()
    curve = stage.element.get_by_test_id("loss-curve")
    expect(curve.locator(".scatterlayer .trace")).to_have_count(3)
    stage.press("Runs (1)")
    table = curve.get_by_role("table")
    expect(table.get_by_role("row", name="epochs")).to_have_text("epochs3025")
    expect(table.get_by_role("row", name="learning rate")).to_have_text("learning rate0.030.1")
    expect(table.get_by_role("row", name="continues")).to_have_text("continues–run 1 at 10")
    page.reload()
    stage.ready()
    stage.stop_at(None)
    stage.press("Continue at epoch 25")
    stage.wait_epoch(25)
    assert stage.losses() == losses


@pytest.mark.slow
def test_runs_are_kept_when_they_give_way_five_at_most_and_can_be_forgotten(stage):
    stage.open()
    for epoch in range(1, 7):
        stage.run_to(epoch)
        stage.press("New seed")
        stage.wait_state("idle")
    stage.press("Runs (5)")
    curve = stage.element.get_by_test_id("loss-curve")
    expect(curve.get_by_role("table").get_by_role("columnheader")).to_have_text(
        [*(f"run {i}" for i in range(2, 7)), "now"]
    )
    stage.press("Forget them")
    expect(curve.locator(".scatterlayer .trace")).to_have_count(2)


@pytest.mark.slow
def test_how_good_it_is_is_counted_and_mistakes_are_ringed(stage, page):
    stage.open("dataset=moons&noise=40")
    stage.run_to(10)
    stage.press("How good is it?")
    run = Run(Description(dataset="moons", noise=40), "numba")
    list(run.advance(10))
    predicted, true = run.predict(run.points.coordinates)[0] >= 0.5, run.points.targets[0] >= 0.5
    train, test = (boundary(stage).get_by_role("table").nth(i) for i in range(2))
    for table, part in ((train, slice(0, 250)), (test, slice(250, 500))):
        says, truth = predicted[part], true[part]
        cells = [(says & truth).sum(), (~says & truth).sum(), (says & ~truth).sum(), (~says & ~truth).sum()]
        expect(table.get_by_role("cell").filter(has_text=re.compile(r"\d"))).to_have_text([str(cell) for cell in cells])
    drawn = "() => document.querySelectorAll('[data-testid=decision-boundary] canvas')[1].toDataURL()"
    before = page.evaluate(drawn)
    boundary(stage).get_by_label("Mistakes").check()
    page.wait_for_function(f"(before) => ({drawn})() !== before", arg=before)


@pytest.mark.slow
def test_values_have_a_squared_error_and_r2(stage):
    stage.open("dataset=hills&lr=0.01")
    stage.run_to(5)
    stage.press("How good is it?")
    expect(boundary(stage).get_by_label("Mistakes")).to_be_hidden()
    run = Run(Description(dataset="hills", learning_rate=0.01), "numba")
    *_, record = run.advance(5)
    table = boundary(stage).get_by_role("table").first
    expect(table.get_by_role("row", name="mean squared error")).to_contain_text(f"{record.train_loss:.3f}")
    expect(table.get_by_role("row", name="R²")).to_contain_text(f"{record.train_score:.3f}".replace("-", "−"))


@pytest.mark.slow
def test_the_lesson_is_done_by_hand_and_can_be_ended(stage, page):
    stage.open("dataset=gauss&noise=10&n=200&hidden=none&lr=0.01&seed=9&target=0.1")
    lesson = stage.element.get_by_test_id("lesson")
    expect(lesson).to_contain_text("until the training loss is below 0.1. It is 1.460.")
    for label, value in (("weight of input x₁", "1.5"), ("weight of input x₂", "1.5"), ("bias", "0")):
        number = field(stage, "output ŷ", label)
        number.fill(value)
        number.press("Enter")
    expect(lesson).to_contain_text(re.compile(r"Done by hand: 0\.0\d\d is below 0\.1\. Moves: 3\."))
    stage.press("Reset")
    expect(lesson).to_contain_text("It is 1.460.")
    stage.run_to(60)
    expect(lesson).to_contain_text("Below 0.1 at epoch 60")
    stage.press("End the lesson")
    expect(lesson).to_be_hidden()
    expect(page).to_have_url(re.compile("target=none"))
