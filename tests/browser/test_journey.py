"""The journey of a new user: open, Play, change the learning rate, Pause, Step, Reset, another page and back."""

import re

import pytest
from playwright.sync_api import expect

OPENING = b'"kind":"opening"'  # in the answer that a run of the whole page sends


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
def test_going_back_in_the_browser_keeps_the_weights(stage, page):
    stage.open()
    stage.run_to(30)
    expect(page).to_have_url(re.compile("stop=30"))  # the address to come back to
    stage.rest()
    losses = stage.losses()
    page.get_by_role("link", name="Start here").click()
    expect(page.get_by_role("heading", name="Start here")).to_be_visible()
    page.go_back()
    stage.ready()
    assert (stage.epoch, stage.losses()) == (30, losses)


@pytest.mark.slow
def test_a_full_rerun_in_the_middle_of_training_loses_nothing(stage, page):
    openings = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: openings.append(1) if OPENING in frame else None),
    )
    stage.open()
    stage.press("Play")
    stage.wait_epoch(15)
    reruns = len(openings)
    page.get_by_text("What data?").click()
    before = stage.epoch
    for _ in range(10):  # Streamlit passes the key over while another run is being asked for
        stage.rest()
        page.keyboard.press("r")
        stage.wait_epoch(stage.epoch + 15)
        stage.rest()
        if len(openings) > reruns:
            break
    assert len(openings) > reruns, "no full run of the page took place"
    stage.wait_epoch(before + 90)
    assert int(stage.data("frames")) > before + 90
    stage.wait_state("playing")


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
    assert slider.get_attribute("aria-valuetext") == left_at
    assert stage.element.evaluate("(element) => element.mark") == "the same"
