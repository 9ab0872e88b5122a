"""The journey of a new user: open, Play, change the learning rate, Pause, Step, Reset, another page and back."""

import re

import pytest
from playwright.sync_api import expect


def test_a_new_user_finds_the_way(stage, page):
    stage.open()
    stage.wait_for(state="idle", epoch=0)
    expect(stage.element).to_contain_text("Epoch 0, training loss")

    stage.press("Play")
    stage.wait_state("playing")
    stage.wait_epoch(20)

    stage.set_learning_rate("0.1")
    expect(page).to_have_url(re.compile(r"[?&]lr=0\.1(&|$)"))
    at_change = stage.epoch
    assert at_change >= 20
    stage.wait_epoch(at_change + 20)
    stage.wait_state("playing")

    stage.press("Pause")
    stage.wait_state("paused")
    paused = stage.epoch
    stage.press("Step")
    expect(stage.element).to_have_attribute("data-epoch", str(paused + 1))
    stage.wait_state("paused")
    losses = stage.losses()

    page.get_by_role("link", name="Start here").click()
    expect(page.get_by_role("heading", name="Start here")).to_be_visible()
    page.get_by_role("link", name="Playground").click()
    stage.ready()
    assert (stage.epoch, stage.losses()) == (paused + 1, losses)
    stage.press("Play")
    stage.wait_epoch(paused + 20)
    stage.press("Pause")

    stage.press("Reset")
    stage.wait_for(state="idle", epoch=0)


@pytest.mark.slow
def test_a_slider_that_is_moved_fast_while_it_trains_ends_where_it_was_left(stage, page):
    stage.open()
    stage.element.evaluate("(element) => { element.mark = 'the same'; }")
    stage.press("Play")
    stage.wait_epoch(20)
    slider = page.get_by_role("slider", name="Learning rate")
    slider.focus()
    for i in range(24):
        slider.press("ArrowLeft" if i % 3 == 0 else "ArrowRight")
    left_at = slider.get_attribute("aria-valuetext")
    assert left_at != "0.03"
    expect(page).to_have_url(re.compile(rf"[?&]lr={re.escape(left_at)}(&|$)"))
    stage.wait_epoch(stage.epoch + 60)
    stage.wait_state("playing")
    assert stage.element.evaluate("({ dataset }) => Number(dataset.frames) > Number(dataset.epoch)")  # none was skipped
    assert slider.get_attribute("aria-valuetext") == left_at
    assert stage.element.evaluate("(element) => element.mark") == "the same"
