"""Time travel: any epoch of the run can be looked at, its numbers are exact, and the run goes on from its newest."""

import numpy as np
import pytest
from playwright.sync_api import expect

from nn_core import Description, Run

LINE = "[data-testid=loss-curve] .stage-marker"


def losses_at(epoch, description=None):
    run = Run(description or Description(), "numba")
    list(run.advance(epoch))
    record = run.record()
    return tuple(float(np.float32(loss)) for loss in (record.train_loss, record.test_loss))


def scrub(stage, epoch):
    """Set the scrubber to an epoch, as a drag that ends there."""
    stage.page.get_by_test_id("scrubber").evaluate(
        """(input, epoch) => {
          input.value = epoch;
          input.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        epoch,
    )


def shows(stage, epoch):
    expect(stage.element).to_have_attribute("data-epoch", str(epoch))


def test_a_drag_of_the_scrubber_shows_the_epoch_everywhere(bare):
    page = bare.page
    bare.open()
    bare.run_to(80)
    now = bare.losses()
    box = page.get_by_test_id("scrubber").bounding_box()
    across = lambda share: (box["x"] + share * box["width"], box["y"] + box["height"] / 2)  # noqa: E731
    page.mouse.move(*across(0.98))
    page.mouse.down()
    page.mouse.move(*across(0.4), steps=6)
    page.mouse.up()
    epoch = int(page.get_by_test_id("scrubber").input_value())
    assert 25 <= epoch <= 40
    shows(bare, epoch)
    assert bare.losses() == losses_at(epoch) != now
    expect(bare.element.locator(".stage-status")).to_contain_text(f"Epoch {epoch}, ")
    expect(bare.element).to_contain_text("the run has reached epoch 80. Play continues from there.")
    expect(page.locator(LINE)).to_be_visible()
    expect(bare.element.get_by_role("img", name=f"Decision boundary at epoch {epoch}:")).to_be_visible()


@pytest.mark.slow
def test_the_scrubber_pauses_a_run_that_plays_which_goes_on_from_its_newest_epoch(bare):
    bare.open()
    bare.press("Play")
    bare.wait_epoch(40)
    scrub(bare, 7)
    bare.wait_for(state="paused", epoch=7)
    assert bare.losses() == losses_at(7)
    bare.press("Play")
    bare.wait_epoch(50)
    bare.press("Pause")
    bare.wait_state("paused")
    assert bare.losses() == losses_at(bare.epoch)


@pytest.mark.slow
def test_an_epoch_that_is_not_kept_is_replayed_exactly_and_the_run_left_as_it_was(bare):
    """At the speed "max" only some epochs come with their parameters."""
    bare.open("speed=max&stop=400&hidden=5-3&activation=sigmoid&lr=0.3")
    bare.press("Play")
    bare.wait_state("finished")
    assert int(bare.data("frames")) < 300
    described = Description(hidden=(5, 3), activation="sigmoid", learning_rate=0.3)
    for epoch in (211, 37, 399, 212):
        scrub(bare, epoch)
        shows(bare, epoch)
        assert bare.losses() == losses_at(epoch, described)
    expect(bare.page.get_by_test_id("scrubber")).to_have_attribute("aria-valuetext", "epoch 212 of 400")
    bare.run_to(500)
    assert bare.losses() == losses_at(500, described)


@pytest.mark.slow
def test_the_keys_step_through_the_epochs_that_are_kept(bare):
    keyboard = bare.page.keyboard
    bare.open()
    bare.run_to(30)
    bare.element.get_by_role("heading", name="Network").click()
    keyboard.press("ArrowLeft")
    shows(bare, 29)
    keyboard.press("ArrowLeft")
    shows(bare, 28)
    assert bare.losses() == losses_at(28)
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    shows(bare, 30)
    expect(bare.page.locator(LINE)).to_be_hidden()
    keyboard.press("ArrowRight")  # at the newest it trains
    shows(bare, 31)
    assert bare.losses() == losses_at(31)


@pytest.mark.slow
def test_a_change_made_while_looking_back_acts_at_the_newest_epoch(bare):
    bare.open()
    bare.run_to(40)
    scrub(bare, 5)
    shows(bare, 5)
    bare.change(learning_rate=0.3)
    shows(bare, 5)
    bare.run_to(60)
    run = Run(Description(), "numba")
    list(run.advance(40))
    run.change(learning_rate=0.3)
    list(run.advance(20))
    assert bare.losses() == tuple(float(np.float32(x)) for x in (run.record().train_loss, run.record().test_loss))
    scrub(bare, 33)
    shows(bare, 33)
    assert bare.losses() == losses_at(33)


@pytest.mark.slow
def test_after_another_page_the_whole_history_is_there_again(stage, page):
    stage.open()
    stage.run_to(50)
    page.get_by_role("link", name="Start here").click()
    expect(page.get_by_role("heading", name="Start here")).to_be_visible()
    page.get_by_role("link", name="Playground").click()
    stage.ready()
    for epoch in (49, 25, 1, 0):
        scrub(stage, epoch)
        shows(stage, epoch)
        assert stage.losses() == losses_at(epoch)


@pytest.mark.slow
def test_a_run_that_diverged_can_be_looked_back_on(bare):
    bare.open("hidden=8-8-8&activation=linear&lr=1&batch=250")
    bare.press("Play")
    bare.wait_state("diverged")
    expect(bare.element).to_contain_text("each step overshot more than the one before. Lower the learning rate.")
    assert bare.epoch >= 2
    assert all(np.isfinite(bare.losses()))
    scrub(bare, 1)
    bare.wait_for(state="diverged", epoch=1)
    expect(bare.element.locator(".stage-advice")).to_contain_text("Looking back. Without a non-linear activation")
    described = Description(hidden=(8, 8, 8), activation="linear", learning_rate=1.0, batch_size=250)
    assert bare.losses() == losses_at(1, described)


@pytest.mark.slow
def test_a_click_on_the_curve_shows_that_epoch(bare):
    page = bare.page
    bare.open()
    bare.run_to(60)
    bare.element.get_by_test_id("loss-curve").locator(".stage-area").click()
    expect(page.locator(LINE)).to_be_visible()
    assert 20 <= bare.epoch <= 40
    assert bare.losses() == losses_at(bare.epoch)
