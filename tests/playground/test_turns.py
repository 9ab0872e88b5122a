"""Turns: who may train when, by a clock of the test's own and by real threads."""

import threading
import time

import pytest

from playground.turns import HELD_BACK, LIMIT, MANY, MEMORY, PRESENT, SLICE, Turn, Turns, places, quota


class Clock:
    """Time that only the test moves; to sleep is to move it."""

    def __init__(self):
        self.now, self.slept = 100.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def turns(clock):
    return Turns(1, clock, clock.sleep, clock)


def work(turns, clock, who, seconds):
    """One answer that takes so long, cut where the work can be left."""
    with turns.take(who) as turn:
        for _ in range(round(seconds / 0.01)):
            clock.now += 0.01
            turn.rest()
    return turn


def waits(turns, who, order):
    """A thread that wants a place and says in `order` when it has had it; returns once it stands in line."""
    before = len(turns._waiting)

    def act():
        with turns.take(who):
            order.append(who)

    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while len(turns._waiting) == before:
        assert time.monotonic() < until
        time.sleep(0.001)  # between two looks at a state
    return thread


def test_who_is_alone_never_waits(turns, clock):
    turn = work(turns, clock, "alone", 5)
    assert (clock.slept, turn.waited, turn.others) == ([], 0, 0)


def test_beside_others_nobody_has_more_than_the_limit(turns, clock):
    work(turns, clock, "light", 0.01)
    start, used = clock.now, 0.0
    while clock.now - start < 10:
        work(turns, clock, "light", 0.01)
        used += 0.25
        work(turns, clock, "heavy", 0.25)
    share = used / (clock.now - start)
    assert LIMIT - 0.05 < share < LIMIT + MEMORY * LIMIT / 10 + 0.05


def test_who_asks_for_little_is_not_held_up_by_the_limit(turns, clock):
    for _ in range(100):
        work(turns, clock, "heavy", 0.02)
        turn = work(turns, clock, "light", 0.01)
        assert turn.waited == 0
        clock.now += 0.02


def test_the_limit_ends_when_the_others_have_gone(turns, clock):
    work(turns, clock, "other", 0.01)
    work(turns, clock, "heavy", 2)
    assert clock.slept
    clock.now += PRESENT
    clock.slept.clear()
    work(turns, clock, "heavy", 2)
    assert clock.slept == []


def test_the_place_goes_to_the_one_who_has_had_the_least(turns, clock):
    for who, seconds in (("much", 0.4), ("little", 0.05), ("some", 0.2)):
        work(turns, clock, who, seconds)
    order, holder = [], Turn(turns, "holder")
    holder.enter()
    threads = [waits(turns, who, order) for who in ("much", "some", "new", "little")]
    holder.leave()
    for thread in threads:
        thread.join(20)
    assert order == ["new", "little", "some", "much"]


def test_long_work_gives_way_in_the_middle_but_not_before_its_slice_is_over(turns, clock):
    order, holder = [], Turn(turns, "long")
    holder.enter()
    thread = waits(turns, "short", order)
    clock.now += SLICE / 2
    holder.rest()
    assert order == []
    clock.now += SLICE
    holder.rest()  # comes back when the other has had its turn
    assert order == ["short"]
    holder.leave()
    thread.join(20)


def test_a_place_is_given_back_whatever_happens(turns, clock):
    with pytest.raises(ValueError, match="on purpose"), turns.take("one"):
        raise ValueError("on purpose")
    assert work(turns, clock, "two", 0.05).waited == 0


def test_who_was_held_back_is_told_by_how_many(turns, clock):
    for who in ("a", "b"):
        work(turns, clock, who, 0.01)
    assert work(turns, clock, "heavy", 0.1).others == 0  # it has had all that it wanted
    turn = work(turns, clock, "heavy", 1)
    assert turn.waited >= HELD_BACK
    assert turn.others == 2
    clock.now += 2 * PRESENT
    assert turns.others("heavy") == 0


def test_as_many_train_at_once_as_there_are_places():
    turns, most, running = Turns(2), [0], [0]
    lock = threading.Lock()

    def act(who):
        for _ in range(20):
            with turns.take(who) as turn:
                with lock:
                    running[0] += 1
                    most[0] = max(most[0], running[0])
                time.sleep(0.001)  # the work
                with lock:
                    running[0] -= 1
                turn.rest()

    threads = [threading.Thread(target=act, args=(who,), daemon=True) for who in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert most[0] == 2
    assert turns._free == 2


def test_those_who_have_gone_are_forgotten(turns, clock):
    for who in range(1000):
        work(turns, clock, who, 0.01)
        clock.now += 1
    assert len(turns._used) < 100


# --- how many places there are


@pytest.mark.parametrize(
    ("limits", "cores"),
    [
        ({"": "max 100000"}, MANY),
        ({"": "150000 100000"}, 1.5),
        ({"": "max 100000", "a.slice/b.service": "200000 100000"}, 2),
        ({"a.slice": "50000 100000", "a.slice/b.service": "200000 100000"}, 0.5),
        ({}, MANY),
        ({"": "what?"}, MANY),
    ],
    ids=str,
)
def test_the_cores_are_those_that_a_container_or_a_service_may_use(limits, cores, tmp_path):
    own, root = tmp_path / "own", tmp_path / "cgroup"
    own.write_text("0::/a.slice/b.service\n")
    for group, limit in limits.items():
        (root / group).mkdir(parents=True, exist_ok=True)
        (root / group / "cpu.max").write_text(limit + "\n")
    assert quota(own, root) == cores


def test_where_nothing_says_how_many_cores_there_are_none_is_spared(tmp_path):
    assert quota(tmp_path / "none", tmp_path) == MANY


@pytest.mark.parametrize(("cores", "count"), [(0.078, 1), (0.5, 1), (2, 2), (MANY, 4)])
def test_there_is_a_place_a_core_one_at_least_and_four_at_most(cores, count, monkeypatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda process: range(16), raising=False)
    monkeypatch.setattr("playground.turns.quota", lambda: cores)
    assert places() == count
