"""Inside the network: every neuron's picture, what is set by hand, branches, and how good it all is."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nn_core import Description, Run
from tests.helpers.sent import sent

CHART = "main.stageOnShow().panels.curve.plot.chart"  # what the loss curve is made of
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


def neuron(bare, layer, number):
    return bare.element.get_by_role("button", name=f"hidden layer {layer}, neuron {number}", exact=True)


def card(bare, name):
    """The card of what was clicked."""
    return bare.element.get_by_role("group", name=name, exact=True)


def field(bare, name, label):
    return card(bare, name).get_by_role("textbox", name=label, exact=True)


def boundary(bare):
    return bare.element.get_by_test_id("decision-boundary")


FIRST = "hidden layer 1, neuron 1"


@pytest.mark.slow
def test_a_neuron_that_is_pointed_at_has_the_focus_or_is_pinned_is_seen_large(bare):
    page, seen = bare.page, boundary(bare)
    bare.open()
    bare.run_to(3)
    for how in ("hover", "focus"):
        getattr(neuron(bare, 1, 1), how)()
        expect(seen).to_have_attribute("aria-label", FIRST)
        expect(seen.locator(".stage-badge")).to_have_text(FIRST)
        expect(seen).to_contain_text("its output")
        page.mouse.move(5, 5)
        neuron(bare, 1, 1).blur()
        expect(seen).to_have_attribute("aria-label", "Decision boundary")
        expect(seen.locator(".stage-badge")).to_be_hidden()
    for put_away in (lambda: bare.press("Close"), neuron(bare, 1, 1).click):
        neuron(bare, 1, 1).click()
        page.mouse.move(5, 5)
        expect(card(bare, FIRST)).to_be_visible()
        expect(seen).to_have_attribute("aria-label", FIRST)
        put_away()
        expect(card(bare, FIRST)).to_be_hidden()
        page.mouse.move(5, 5)
        expect(seen).to_have_attribute("aria-label", "Decision boundary")
    neuron(bare, 1, 1).click()
    neuron(bare, 2, 1).click()  # of another one it is the first
    expect(card(bare, "hidden layer 2, neuron 1")).to_be_visible()
    bare.change(hidden=(3,))
    expect(neuron(bare, 1, 4)).to_have_count(0)
    expect(card(bare, "hidden layer 2, neuron 1")).to_be_hidden()  # it is put away with its network


@pytest.mark.slow
def test_quick_keys_and_a_held_one_set_a_weight_far_from_the_server_and_the_run_goes_on(bare):
    keyboard = bare.page.keyboard
    bare.open("dataset=gauss&noise=10&n=200&hidden=none&lr=0.01&seed=9&speed=5&target=0.1", late=150)
    slider = card(bare, "output ŷ").get_by_role("slider").first
    slider.focus()
    start = float(slider.input_value())
    for _ in range(5):
        keyboard.press("ArrowRight")
    assert float(slider.input_value()) == pytest.approx(start + 0.05)
    for _ in range(30):  # as a key that is held
        keyboard.down("ArrowRight")
    keyboard.up("ArrowRight")
    bare.page.wait_for_function("() => document.querySelector('[data-testid=live-stage]').dataset.revision >= 2")
    expect(slider).to_have_value(f"{start + 0.35:.2f}")
    expect(bare.element).not_to_contain_text("Waiting for the server")
    bare.press("Play")
    bare.wait_epoch(3)


def straight(epoch, place, value, then):
    """The training losses of a run that was set by hand at an epoch, as they travel, up to another."""
    run = Run(Description(), "numba")
    list(run.advance(epoch))
    run.change(parameters=[[place, value]])
    return [float(np.float32(record.train_loss)) for record in (run.record(), *run.advance(then - epoch))]


def test_a_value_that_is_typed_holds_at_once_and_the_run_goes_on_from_it(bare):
    bare.open()
    neuron(bare, 1, 1).click()
    bias = field(bare, FIRST, "bias")
    bias.focus()  # now it has all its digits
    before, losses = bias.input_value(), bare.losses()
    bias.fill("1,5")  # what is no value is refused in place, and the old one stays
    bias.press("Enter")
    expect(card(bare, FIRST).get_by_role("alert")).to_contain_text("decimals are written with a point")
    expect(card(bare, FIRST).get_by_role("alert")).to_contain_text("bias stays")
    expect(bias).to_have_value(before)
    bare.run_to(20)
    assert bare.data("revision") == "0" and losses != bare.losses()
    weight = field(bare, FIRST, "weight of input x₂")
    weight.fill("-2.5")
    weight.press("Enter")
    bare.wait_for(epoch=20, revision=1, known_revision=1)
    expected = straight(20, 1, -2.5, 30)
    assert bare.losses()[0] == expected[0]
    bare.run_to(30)
    assert bare.losses()[0] == expected[-1]
    bare.page.wait_for_function(f"() => {CHART}.marks.map(({{ sign }}) => sign).join() === '✎'")


@pytest.mark.slow
def test_a_value_that_is_typed_while_it_plays_takes_effect_at_the_epoch_on_show(bare):
    bare.open("speed=20")
    bare.press("Play")
    neuron(bare, 1, 1).click()
    bias = field(bare, FIRST, "bias")
    bare.wait_epoch(3)
    bias.fill("1.5")
    # It plays on while the test comes to press the key: the page says when that was.
    bias.evaluate(
        """(field) => field.addEventListener("keydown", () => {
          window.epoch = Number(field.closest('[data-testid="live-stage"]').dataset.epoch);
        })"""
    )
    bias.press("Enter")
    expect(bare.element).to_have_attribute("data-revision", "1")
    epoch = bare.page.evaluate("epoch")
    bare.wait_epoch(epoch + 4)
    bare.press("Pause")
    bare.wait_state("paused")
    changed_at, changes = bare.page.evaluate("main.stageOnShow().player.journal[0]")
    assert changes == {"parameters": [[8, 1.5]]}
    assert changed_at == epoch
    assert bare.losses()[0] == straight(changed_at, 8, 1.5, bare.epoch)[-1]


@pytest.mark.slow
def test_a_weight_that_is_dragged_is_seen_at_once_and_holds_when_it_is_let_go(bare):
    page = bare.page
    bare.open()
    neuron(bare, 1, 1).click()
    slider = card(bare, FIRST).get_by_role("slider").first
    box = slider.bounding_box()
    before = bare.losses()[0]
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2, steps=4)
    page.evaluate("async () => { for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame); }")  # to its end
    expect(bare.element).not_to_have_attribute("data-train-loss", str(before))
    assert bare.data("revision") == "0"
    tried = bare.losses()[0]
    page.mouse.up()
    expect(bare.element).to_have_attribute("data-revision", "1")
    assert bare.losses()[0] == pytest.approx(tried, rel=1e-6)


@pytest.mark.slow
def test_a_weight_is_found_and_set_with_the_keyboard_alone(bare):
    keyboard = bare.page.keyboard
    bare.open()
    neuron(bare, 1, 1).focus()
    keyboard.press("Enter")
    bias = field(bare, FIRST, "bias")
    expect(card(bare, FIRST).get_by_role("slider").first.or_(bias).and_(bare.page.locator(":focus"))).to_be_visible()
    bias.focus()
    keyboard.type("0.75")
    keyboard.press("Enter")
    bare.wait_for(revision=1, epoch=0)  # what was typed moved nothing else
    keyboard.press("Escape")
    expect(neuron(bare, 1, 1)).to_be_focused()
    expect(card(bare, FIRST)).to_be_hidden()


@pytest.mark.slow
def test_a_line_that_is_clicked_opens_its_weight(bare):
    bare.open("hidden=2")
    places = [node.bounding_box() for node in (neuron(bare, 1, 1), bare.element.get_by_role("button", name="output ŷ"))]
    (x0, y0), (x1, y1) = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in places]
    bare.page.mouse.click(x0 + 0.6 * (x1 - x0), y0 + 0.6 * (y1 - y0))
    name = f"{FIRST} → output ŷ"
    weight = field(bare, name, f"weight of {FIRST}")
    weight.fill("1")
    weight.press("Enter")
    expect(bare.element).to_have_attribute("data-revision", "1")


@pytest.mark.slow
def test_a_branch_leaves_the_old_curve_and_a_reload_brings_it_back(bare):
    bare.open()
    bare.run_to(30)
    bare.element.get_by_test_id("scrubber").fill("10")
    bare.press("Continue from here")
    bare.wait_for(revision=1, epoch=10, known_revision=1)
    bare.change(learning_rate=0.1)
    bare.run_to(25)
    losses = bare.losses()
    curve = bare.element.get_by_test_id("loss-curve")
    bare.page.wait_for_function(f"() => {CHART}.lines.length === 3")
    bare.press("Runs (1)")
    table = curve.get_by_role("table")
    expect(table.get_by_role("row", name="epochs")).to_have_text("epochs3025")
    expect(table.get_by_role("row", name="learning rate")).to_have_text("learning rate0.030.1")
    expect(table.get_by_role("row", name="continues")).to_have_text("continues–run 1 at 10")
    bare.reload()
    bare.press("Continue at epoch 25")
    bare.wait_epoch(25)
    assert bare.losses() == losses


@pytest.mark.slow
def test_runs_are_kept_when_they_give_way_five_at_most_and_can_be_forgotten(bare):
    bare.open()
    for epoch in range(1, 7):
        bare.run_to(epoch)
        seed = bare.server.feed.description.seed
        bare.press("New seed")
        bare.page.wait_for_function("(seed) => main.stageOnShow().player.run.description.seed > seed", arg=seed)
        bare.wait_for(state="idle", epoch=0)
    bare.press("Runs (5)")
    curve = bare.element.get_by_test_id("loss-curve")
    expect(curve.get_by_role("table").get_by_role("columnheader")).to_have_text(
        [*(f"run {i}" for i in range(2, 7)), "now"]
    )
    bare.press("Forget them")
    bare.page.wait_for_function(f"() => {CHART}.lines.length === 2")


@pytest.mark.slow
def test_how_good_it_is_is_counted_and_mistakes_are_ringed(bare):
    page = bare.page
    bare.open("dataset=moons&noise=40")
    bare.run_to(10)
    bare.press("How good is it?")
    run = Run(Description(dataset="moons", noise=40), "numba")
    list(run.advance(10))
    predicted, true = run.predict(run.points.coordinates)[0] >= 0.5, run.points.targets[0] >= 0.5
    train, test = (boundary(bare).get_by_role("table").nth(i) for i in range(2))
    for table, part in ((train, slice(0, 250)), (test, slice(250, 500))):
        says, truth = predicted[part], true[part]
        cells = [(says & truth).sum(), (~says & truth).sum(), (says & ~truth).sum(), (~says & ~truth).sum()]
        expect(table.get_by_role("cell").filter(has_text=re.compile(r"\d"))).to_have_text([str(cell) for cell in cells])
    drawn = "() => document.querySelectorAll('[data-testid=decision-boundary] canvas')[1].toDataURL()"
    before = page.evaluate(drawn)
    boundary(bare).get_by_label("Mistakes").check()
    page.wait_for_function(f"(before) => ({drawn})() !== before", arg=before)


@pytest.mark.slow
def test_values_have_a_squared_error_and_r2(bare):
    bare.open("dataset=hills&lr=0.01")
    bare.run_to(5)
    bare.press("How good is it?")
    expect(boundary(bare).get_by_label("Mistakes")).to_be_hidden()
    run = Run(Description(dataset="hills", learning_rate=0.01), "numba")
    *_, record = run.advance(5)
    table = boundary(bare).get_by_role("table").first
    expect(table.get_by_role("row", name="mean squared error")).to_contain_text(f"{record.train_loss:.3f}")
    expect(table.get_by_role("row", name="R²")).to_contain_text(f"{record.train_score:.3f}".replace("-", "−"))


@pytest.mark.slow
def test_the_lesson_is_done_by_hand_and_can_be_ended(bare):
    bare.open("dataset=gauss&noise=10&n=200&hidden=none&lr=0.01&seed=9&target=0.1")
    lesson = bare.element.get_by_test_id("lesson")
    expect(lesson).to_contain_text("until the training loss is below 0.1. It is 1.460.")
    for label, value in (("weight of input x₁", "1.5"), ("weight of input x₂", "1.5"), ("bias", "0")):
        number = field(bare, "output ŷ", label)
        number.fill(value)
        number.press("Enter")
    expect(lesson).to_contain_text(re.compile(r"Done by hand: 0\.0\d\d is below 0\.1\. Moves: 3\."))
    bare.press("Reset")
    expect(lesson).to_contain_text("It is 1.460.")
    bare.run_to(60)
    expect(lesson).to_contain_text("Below 0.1 at epoch 60")
    bare.press("End the lesson")
    expect(lesson).to_be_hidden()
    assert bare.page.evaluate("views.at(-1).target") is None
