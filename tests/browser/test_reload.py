"""What is remembered of a run is on offer after a reset, and harmless where it was tampered with."""

import numpy as np
import pytest
from playwright.sync_api import expect

from nn_core import Description, Run


def trained(epochs):
    """Losses of the default run after so many epochs."""
    run = Run(Description(), "numba")
    list(run.advance(epochs))
    record = run.record()
    return tuple(float(np.float32(loss)) for loss in (record.train_loss, record.test_loss))


def test_a_reset_by_mistake_can_be_taken_back(stage):
    stage.open()
    stage.run_to(40)
    stage.stop_at(None)
    stage.press("Reset")
    stage.wait_state("idle")
    stage.press("Continue at epoch 40")
    stage.wait_for(state="paused", epoch=40)
    assert stage.losses() == trained(40)


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
