"""One example at a time: what is walked is the run's own update, and it is seen, said, repeated and left."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nn_core import Description, Run
from tools.driver import STAGE

SCENE = "n=40&batch=7&hidden=3&seed=2"  # three updates an epoch, the last one smaller
DESCRIPTION = Description(n=40, batch_size=7, hidden=(3,), seed=2)
NINETY_FRAMES = """async () => { for (let i = 0; i < 90; i++) await new Promise(requestAnimationFrame); }"""
# An update has come, with its number.
IS_AT = """(update) => {
  const { dataset } = document.querySelector("[data-testid=walk]");
  return dataset.update === String(update) && ["example", "diverged"].includes(dataset.phase);
}"""
PHASES = ["example", "forward-1", "forward-2", "loss", "backward-2", "backward-1", "update"]


@pytest.fixture
def walk(bare):
    """The panel of a walk that is held, after the 12th epoch."""
    return held(bare, SCENE, epochs=12)


def held(bare, query, epochs=0):
    """The panel of a walk in which nothing goes by itself."""
    bare.open(query)
    bare.page.emulate_media(reduced_motion="reduce")
    if epochs:
        bare.run_to(epochs)
    bare.press("One example")
    panel = bare.page.get_by_test_id("walk")
    expect(panel).to_have_attribute("data-phase", "example")
    return panel


def press(panel, name):
    panel.get_by_role("button", name=name, exact=True).click()


def measured(run, parameters):
    """The training loss of some weights, as the stage measures it from what has travelled."""
    run.engine.parameters = parameters.astype(np.float32)
    return run.engine.evaluate(run.points.inputs, run.points.targets, run.points.n_train)[0]


def expect_loss(bare, loss):
    """A phase is said at once, and its loss is on show with the next frame."""
    bare.page.wait_for_function(
        "([stage, loss]) => Math.abs(document.querySelector(stage).dataset.trainLoss / loss - 1) < 1e-5",
        arg=[STAGE, float(loss)],
    )


def shown(number):
    """As the stage writes a number."""
    return f"{number:.3f}".replace("-", "−")


def test_every_phase_says_the_numbers_of_numpy_and_in_the_end_the_epoch_is_the_one_that_the_run_trains(walk, bare):
    run = Run(DESCRIPTION, "numba")
    list(run.advance(12))
    update = run.walk(12, 0)
    reference = Run(DESCRIPTION)
    reference.engine.parameters = update.before
    network = reference.engine.perceptron
    inputs, targets = (array[:, update.examples] for array in run.points.training)
    y_hat = network.forward(inputs)
    da = network.loss.derivative(y_hat, targets)
    dz_output = da * network.layers[1].activation.derivative(network.layers[1].outputs)
    dz_hidden = network.layers[1].gradients(da)[2] * network.layers[0].activation.derivative(network.layers[0].outputs)
    x1, x2 = inputs[:, 0]
    largest = np.abs(update.after - update.before)[:6].max()
    sentences = [
        f"x₁ = {shown(x1)}, x₂ = {shown(x2)}, its class y is {targets[0, 0]:.0f}.",
        "a = " + ", ".join(shown(a) for a in network.layers[0].forward(inputs)[:, 0]),
        f"a = {shown(y_hat[0, 0])}",
        f"ŷ is {shown(y_hat[0, 0])}, the truth y is {shown(targets[0, 0])}",
        f"= {shown(dz_output[0, 0])}",
        "= " + ", ".join(shown(dz) for dz in dz_hidden[:, 0]),
        "W ← W − α·dW, α = 0.030.",
    ]
    assert largest > 0
    expect(walk).to_contain_text("Update 1 of 3 in this epoch: the mean gradient of 7 examples.")
    for phase, sentence in zip(PHASES, sentences, strict=True):
        expect(walk).to_have_attribute("data-phase", phase)
        expect(walk.get_by_role("status")).to_contain_text(sentence)
        loss = update.after if phase == "update" else update.before
        expect_loss(bare, measured(reference, loss))
        press(walk, "Next")
    press(walk, "Repeat")
    expect(walk).to_have_attribute("data-phase", "example")
    expect_loss(bare, measured(reference, update.before))
    *_, record = run.advance(1)
    for update in range(3):
        bare.page.wait_for_function(IS_AT, arg=update)
        press(walk, "Next update" if update < 2 else "Finish the epoch")
    expect(walk).to_be_hidden()
    expect(bare.element).to_have_attribute("data-epoch", "13")
    assert bare.losses()[0] == float(np.float32(record.train_loss))


@pytest.mark.slow
def test_another_example_of_the_mini_batch_can_be_chosen_and_keys_move_the_walk_and_not_the_run(walk, bare):
    said = walk.get_by_role("status").text_content()
    press(walk, "The next example of the mini-batch")
    expect(walk).to_contain_text("example 2 of 7")
    expect(walk.get_by_role("status")).not_to_have_text(said)
    press(walk, "The previous example")
    expect(walk.get_by_role("status")).to_have_text(said)
    for key, phase in (("ArrowRight", "forward-1"), ("ArrowRight", "forward-2"), ("ArrowLeft", "forward-1")):
        bare.page.keyboard.press(key)
        expect(walk).to_have_attribute("data-phase", phase)
    assert bare.epoch == 12
    bare.page.keyboard.press("Escape")
    expect(walk).to_be_hidden()
    expect(bare.element.get_by_role("button", name="One example")).to_be_focused()


@pytest.mark.slow
def test_it_goes_by_itself_and_can_be_held(bare):
    bare.open(SCENE)
    bare.press("One example")
    panel = bare.page.get_by_test_id("walk")
    pace = panel.get_by_label("Speed of the walk")
    pace.select_option("slow")  # so that it has not come to its end, where it holds by itself
    expect(panel).to_have_attribute("data-phase", re.compile("forward"))
    press(panel, "Pause")
    expect(panel.get_by_role("button", name="Play", exact=True)).to_be_visible()
    phase = panel.get_attribute("data-phase")
    pace.select_option("fast")
    bare.page.evaluate(NINETY_FRAMES)
    expect(panel).to_have_attribute("data-phase", phase)
    panel.get_by_role("button", name="Play", exact=True).click()
    expect(panel).to_have_attribute("data-phase", "update")
    expect(panel.get_by_role("button", name="Play", exact=True)).to_be_visible()  # at the end it holds


@pytest.mark.slow
def test_a_walk_gives_way_to_whatever_else_is_asked_for(walk, bare):
    bare.stop_at(None)
    play = bare.element.get_by_role("group", name="Training controls").get_by_role("button", name="Play", exact=True)
    leave = {
        "learning rate": lambda: bare.change(learning_rate=0.1),
        "close": lambda: press(walk, "Close the walk"),
        "play": play.click,
        "reset": lambda: bare.press("Reset"),
    }
    for name, act in leave.items():
        if not walk.is_visible():
            bare.press("One example")
            expect(walk).to_have_attribute("data-phase", "example")
        press(walk, "Next")
        act()
        expect(walk, name).to_be_hidden()
        expect(bare.element.get_by_test_id("loss-curve").locator("canvas"), name).to_be_visible()


@pytest.mark.slow
def test_a_walk_that_is_asked_for_while_a_reset_is_on_its_way_begins_when_it_is_there(bare):
    bare.open(late=150)
    bare.run_to(5)
    bare.press("Reset")
    bare.press("One example")
    panel = bare.page.get_by_test_id("walk")
    expect(panel).to_have_attribute("data-update", "0")
    expect(bare.element).to_have_attribute("data-epoch", "0")
    press(panel, "Close the walk")
    bare.press("Reset")
    bare.press("One example")
    bare.press("Play")  # who goes on otherwise does not want it any more
    bare.wait_epoch(5)
    expect(panel).to_be_hidden()


@pytest.mark.slow
def test_an_epoch_that_is_looked_back_at_can_be_walked(walk, bare):
    press(walk, "Close the walk")
    bare.element.get_by_test_id("scrubber").fill("4")
    expect(bare.element).to_have_attribute("data-epoch", "4")
    before = bare.losses()[0]
    bare.press("One example")
    expect(walk).to_have_attribute("data-phase", "example")
    assert bare.losses()[0] == pytest.approx(before, rel=1e-5)
    for _ in PHASES:
        press(walk, "Next")
    expect(walk).to_have_attribute("data-phase", "update")
    expect(bare.element).to_have_attribute("data-epoch", "4")
    press(walk, "Close the walk")
    bare.press("Play")
    bare.wait_epoch(14)  # it goes on from where it was


@pytest.mark.slow
def test_the_step_of_another_optimiser_is_told_as_such(bare):
    panel = held(bare, f"{SCENE}&optimiser=adam")
    for _ in PHASES:
        press(panel, "Next")
    expect(panel.get_by_role("status")).to_contain_text(
        re.compile(r"The update by the optimiser, α = 0\.030\. W\d\[\d, \d\]: .* → .* \(dW ")
    )


def line(page):
    """The lines on the boundary as they are painted, once what was asked for is drawn."""
    return page.evaluate("""async () => {
      for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
      return document.querySelector(".stage-boundary canvas.stage-layer").toDataURL();
    }""")


@pytest.mark.slow
def test_the_boundary_before_the_update_stays_beside_the_new_one(walk):
    alone = line(walk.page)
    for phase in PHASES[1:]:
        press(walk, "Next")
        expect(walk).to_have_attribute("data-phase", phase)
    both = line(walk.page)
    assert both != alone
    for name in ("Next", "The next example of the mini-batch"):  # there is no further phase
        press(walk, name)
        assert line(walk.page) == both
    press(walk, "Back")
    assert line(walk.page) == alone


def test_the_view_that_was_chosen_stays_and_moves_with_the_walk(walk, bare):
    """The boundary, which is hidden then, has the line before the update when it is chosen."""
    page = bare.page
    picture = "() => document.querySelector('[data-testid=hidden-space] canvas').toDataURL()"
    tab = bare.element.get_by_role("tab", name="Hidden space", exact=True)
    tab.click()
    before = page.evaluate(picture)
    for phase in PHASES[1:]:
        press(walk, "Next")
        expect(walk).to_have_attribute("data-phase", phase)
        expect(tab).to_have_attribute("aria-selected", "true")
    page.wait_for_function(f"(before) => ({picture})() !== before", arg=before)
    bare.element.get_by_role("tab", name="Boundary", exact=True).click()
    both = line(page)
    bare.element.get_by_role("tab", name="Relief", exact=True).click()
    press(walk, "Back")
    page.keyboard.press("Escape")
    expect(walk).to_be_hidden()
    expect(bare.element.get_by_role("tab", name="Relief", exact=True)).to_have_attribute("aria-selected", "true")
    bare.element.get_by_role("tab", name="Boundary", exact=True).click()
    assert line(page) != both


@pytest.mark.slow
def test_a_walk_into_divergence_ends_with_a_sentence(bare):
    bare.open("dataset=hills&n=30&batch=4&hidden=8&activation=relu&lr=10")
    bare.page.emulate_media(reduced_motion="reduce")
    bare.press("Play")
    bare.wait_state("diverged")
    bare.press("One example")
    panel = bare.page.get_by_test_id("walk")
    for update in range(4):
        bare.page.wait_for_function(IS_AT, arg=update)
        if panel.get_attribute("data-phase") == "diverged":
            break
        press(panel, "Next update")
    expect(panel.get_by_role("status")).to_have_text(
        "The run diverges here: the numbers of this update become too large."
    )
    bare.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
