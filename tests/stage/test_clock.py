"""The clock of the player: frames at the speed that was asked for, and who has waited for how long."""

import pytest


@pytest.fixture
def js(node, module):
    node.evaluate(
        "async (address) => { window.Clock = (await import(address)).Clock; window.timer = new Clock(); }",
        module("run/clock.js"),
    )
    return node.evaluate


def frames(js, ticks, milliseconds, speed):
    """How many frames come due in so many ticks, each so long after the one before."""
    return js(
        f"Array.from({{ length: {ticks} }}, () => timer.isDue({milliseconds}, {speed}, true)).filter(Boolean).length"
    )


@pytest.mark.parametrize(("milliseconds", "speed"), [(1000 / 60, 60), (1000 / 60, 5), (1000 / 60, 1), (40, 20)])
def test_it_keeps_to_the_speed(js, milliseconds, speed):
    seconds = 10
    assert abs(frames(js, round(1000 * seconds / milliseconds), milliseconds, speed) - seconds * speed) <= 1


def test_ticks_that_come_unevenly_lose_no_frame(js):
    assert js("""(() => {
      let count = 0;
      for (let i = 0; i < 300; i++) count += timer.isDue(i % 2 ? 15 : 18.33, 60, true);
      return count;
    })()""") in (299, 300)


def test_after_a_pause_of_the_page_there_is_one_frame_at_once_and_no_rush(js):
    assert js("[0, 1, 2].map(() => timer.isDue(0, 60, true))") == [False] * 3
    js("timer.isDue(9000, 60, false)")  # none is there
    assert js("[timer.isDue(0, 60, true), timer.isDue(0, 60, true)]") == [True, False]
    assert frames(js, 60, 1000 / 60, 60) <= 61


def test_the_first_frame_of_a_start_is_due_at_once_and_after_a_stop_none_is(js):
    js("timer.start()")
    assert js("[timer.isDue(0, 1, true), timer.isDue(0, 1, true)]") == [True, False]
    js("timer.start(); timer.stop()")
    assert js("timer.isDue(0, 1, true)") is False


def test_to_have_nothing_to_show_is_to_wait_after_four_tenths_of_a_second(js):
    js("timer.starve(true, 1000); timer.starve(true, 1300)")
    assert js("[1400, 1401].map((now) => timer.isWaiting(now))") == [False, True]
    js("timer.starve(false, 1500)")
    assert js("[timer.isWaiting(9000), timer.wasStarved(3299), timer.wasStarved(3300)]") == [False, True, False]


def test_who_is_held_back_now_and_then_is_told_so_without_a_break(js):
    js("timer.holdBack(3, 1000); timer.holdBack(0, 2999)")
    assert js("timer.others") == 3
    js("timer.holdBack(0, 3000)")
    assert js("timer.others") == 0
    js("timer.holdBack(2, 3001); timer.holdBack(0, 3002)")
    assert js("timer.others") == 2
