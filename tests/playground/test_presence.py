"""The house: how many it takes in, and what runs let go when their student leaves or all hold too much."""

import threading
import time
from types import SimpleNamespace

from nn_core import Run
from playground.feed import Feed
from playground.presence import MOST_STUDENTS, House, Seat, most_students
from playground.protocol import VERSION
from tests.helpers.core import bits, described


def trained(epochs=100):
    """A feed whose run has come to this epoch, in however many answers."""
    feed = Feed(described())
    while (epoch := feed.run.epoch) < epochs:
        about = {"version": VERSION, "run_id": feed.run_id, "do": "train", "id": epoch, "revision": 0, "urgent": False}
        feed.answer(about | {"from": epoch, "shown": 0, "count": epochs - epoch, "pace": "all"})
    return feed


def wait_until_gone(feed):
    """Return once the feed has let go, in its own time."""
    until = time.monotonic() + 20
    while len(feed.run.held) > 2:
        assert time.monotonic() < until, "it holds on"
        time.sleep(0.01)  # between two looks at a state


def test_the_house_takes_in_so_many_and_whoever_was_there_before():
    house, seats = House(2, 0), [Seat() for _ in range(4)]
    assert [house.enter(seat, False) for seat in seats[:3]] == [True, True, False]
    assert house.enter(seats[0], True)  # another page
    assert house.enter(seats[3], True)  # comes back after its connection was lost
    house.leave(seats[0])
    house.leave(seats[3])
    assert house.enter(seats[2], False)  # by now there is room


def test_one_who_was_turned_away_takes_no_place():
    house, inside, outside, next_one = House(1, 0), Seat(), Seat(), Seat()
    house.enter(inside, False)
    house.enter(outside, False)
    house.leave(inside)
    assert house.enter(next_one, False)


def test_what_a_run_holds_for_looking_back_is_let_go_when_its_student_leaves_and_no_bit_is_lost():
    house, seat, feed = House(5, 10**9), Seat(), trained(100)
    house.enter(seat, False)
    seat.feed = feed
    assert len(feed.run.held) > 50
    house.leave(seat)
    wait_until_gone(feed)
    assert feed.run.held == [0, 100]
    run = Run(described())
    records = [bits(record) for record in run.advance(100)]
    assert bits(feed.run.restore(37)) == records[36]
    assert bits(feed.run.restore(100)) == records[99]


def test_a_comparison_is_let_go_when_its_student_leaves():
    house, seat, is_gone = House(5, 0), Seat(), threading.Event()
    house.enter(seat, False)
    seat.comparison = SimpleNamespace(let_go=is_gone.set)
    house.leave(seat)
    assert is_gone.wait(20)


def test_where_all_hold_too_much_those_let_go_that_were_asked_longest_ago():
    feeds = [trained() for _ in range(4)]
    each = feeds[0].held_bytes
    house = House(5, int(2.5 * each))
    for feed in feeds:
        house.note(feed)
    wait_until_gone(feeds[0])
    wait_until_gone(feeds[1])
    assert [len(feed.run.held) > 50 for feed in feeds] == [False, False, True, True]


def test_one_run_alone_holds_what_it_needs_however_much_that_is():
    feed = trained()
    house = House(5, 1)
    house.note(feed)
    house.note(feed)
    assert len(feed.run.held) > 50


def test_a_host_says_how_many_may_come_and_a_slip_is_told_in_the_log(caplog):
    assert [most_students(text) for text in ("", "40", " 7 ")] == [MOST_STUDENTS, 40, 7]
    assert caplog.records == []
    for text in ("many", "-3", "0", "1.5"):
        assert most_students(text) == MOST_STUDENTS
        assert text in caplog.records[-1].getMessage()
