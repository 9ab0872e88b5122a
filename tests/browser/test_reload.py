"""Reload, close and reopen: the settings are there again, and one button brings the same weights back."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nn_core import Description, Run
from tools.driver import Stage


def trained(epochs, *changes):
    """Losses of the default run after so many epochs, with (epoch, changes) on the way."""
    run = Run(Description(), "numba", changes)
    list(run.advance(epochs))
    record = run.record()
    return tuple(float(np.float32(loss)) for loss in (record.train_loss, record.test_loss))


def resume(stage, epoch):
    """Press the button that is offered for this epoch, and wait for it."""
    stage.press(f"Continue at epoch {epoch}")
    stage.wait_state("paused" if stage.element.get_by_label("Stop at epoch").input_value() == "" else "finished")
    assert stage.epoch == epoch


@pytest.mark.slow
def test_after_a_reload_one_button_brings_the_same_weights_back(stage, page):
    stage.open()
    stage.run_to(240)
    losses = stage.losses()
    page.reload()
    stage.ready()
    stage.wait_for(state="idle", epoch=0)
    resume(stage, 240)
    assert stage.losses() == losses == trained(240)
    stage.stop_at(None)
    stage.press("Step")
    expect(stage.element).to_have_attribute("data-epoch", "241")
    assert stage.losses() == trained(241)
    expect(stage.element.get_by_role("button", name=re.compile("Continue"))).to_be_hidden()


@pytest.mark.slow
def test_changes_on_the_way_are_brought_back_and_so_is_one_that_was_not_trained_with_yet(stage, page):
    stage.open()
    stage.run_to(30)
    stage.set_learning_rate("0.1")
    expect(page).to_have_url(re.compile(r"lr=0\.1(&|$)"))
    stage.rest()
    stage.run_to(60)
    losses = stage.losses()
    stage.set_learning_rate("0.5")
    expect(page).to_have_url(re.compile(r"lr=0\.5(&|$)"))
    stage.rest()
    page.reload()
    stage.ready()
    resume(stage, 60)
    assert stage.losses() == losses == trained(60, (30, {"learning_rate": 0.1}))
    stage.run_to(80)
    assert stage.losses() == trained(80, (30, {"learning_rate": 0.1}), (60, {"learning_rate": 0.5}))


@pytest.mark.slow
def test_the_history_comes_back_with_the_weights(stage, page):
    stage.open()
    stage.run_to(100)
    page.reload()
    stage.ready()
    resume(stage, 100)
    page.get_by_test_id("scrubber").evaluate(
        "(input) => { input.value = 64; input.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    expect(stage.element).to_have_attribute("data-epoch", "64")
    assert stage.losses() == trained(64)


@pytest.mark.slow
def test_a_tab_that_was_closed_goes_on_in_another(stage, page):
    stage.open("stop=90")
    stage.press("Play")
    stage.wait_state("finished")
    address = page.url
    other = Stage(page.context.new_page())
    page.close()
    other.open(path=address)
    assert other.epoch == 0
    resume(other, 90)
    assert other.losses() == trained(90)


@pytest.mark.slow
def test_each_of_two_tabs_goes_on_with_its_own(stage, page):
    other = Stage(page.context.new_page())
    other.open()
    other.run_to(20)
    page.bring_to_front()
    stage.open()
    stage.run_to(50)
    other.page.bring_to_front()
    other.page.reload()
    other.ready()
    resume(other, 20)
    assert other.losses() == trained(20)


def test_a_reset_by_mistake_can_be_taken_back(stage):
    stage.open()
    stage.run_to(40)
    stage.stop_at(None)
    stage.press("Reset")
    stage.wait_state("idle")
    resume(stage, 40)
    assert stage.losses() == trained(40)


@pytest.mark.slow
def test_whoever_plays_on_instead_is_not_held_up(stage, page):
    stage.open()
    stage.run_to(60)
    page.reload()
    stage.ready()
    stage.run_to(80)
    assert stage.losses() == trained(80)
    expect(stage.element.get_by_role("button", name=re.compile("Continue"))).to_be_hidden()
    page.reload()
    stage.ready()
    resume(stage, 80)


@pytest.mark.slow
def test_what_is_remembered_and_was_tampered_with_is_not_carried_out(stage, page):
    stage.open("stop=10")
    stage.press("Play")
    stage.wait_state("finished")
    page.evaluate(
        """() => {
          for (const storage of [sessionStorage, localStorage]) {
            const kept = JSON.parse(storage.getItem("perceptron-playground"));
            kept.runs[0].start.n = "a lot";
            storage.setItem("perceptron-playground", JSON.stringify(kept));
          }
          Storage.prototype.setItem = () => {}; // nor does the page that is left keep the true ones again
        }"""
    )
    page.reload()
    stage.ready()
    stage.press("Continue at epoch 10")
    expect(stage.element).to_contain_text("That run cannot be brought back")
    stage.wait_state("idle")
    stage.press("Play")
    stage.wait_state("finished")
    assert stage.losses() == trained(10)
