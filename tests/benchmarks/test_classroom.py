"""The load generator hides nothing: neither a student who fails, nor memory that was needed for a moment only."""

import asyncio
import os
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import classroom, load
from benchmarks.load import Class, Costs
from benchmarks.processes import resident
from tools.student import Student


class Player:
    """A student whom somebody has thought up: plays at a rate, or fails."""

    def __init__(self, rate):
        self.rate, self.faults = rate, []

    async def play(self, seconds, speed):
        if not self.rate:
            raise TimeoutError("no answer")
        return self.rate * seconds, seconds

    async def leave(self):
        self.faults = ["ValueError: seen on the page"]


@pytest.fixture
def klass(monkeypatch):
    monkeypatch.setattr(load, "TOGETHER", 0)
    return Class(SimpleNamespace(url="http://127.0.0.1:1/", process=SimpleNamespace(pid=os.getpid())))


def test_a_student_who_fails_has_a_rate_of_0_and_is_counted_as_what_a_page_says_in_the_end(klass):
    klass.students = [Player(60), Player(0), Player(30)]
    assert asyncio.run(klass.play(klass.students, 2)) == [60, 0, 30]
    assert klass.errors == ["TimeoutError: no answer"]
    asyncio.run(klass.leave())
    assert len(klass.errors) == 1 + 3


def test_one_who_never_got_in_can_leave_like_everybody(klass):
    klass.students = [Student(klass.server.url), Player(30)]
    asyncio.run(klass.leave())
    assert klass.errors[-1] == "ValueError: seen on the page"
    assert klass.students == []


def test_what_goes_wrong_for_a_student_ends_the_program_with_a_fault(monkeypatch):
    monkeypatch.setattr(classroom, "on_server", lambda report, measure, *size: ["TimeoutError: no answer"])
    monkeypatch.setattr("sys.argv", ["classroom", "--students", "1"])
    with pytest.raises(SystemExit) as ended:
        classroom.main()
    assert "TimeoutError" in str(ended.value)


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="there is no /proc")
def test_memory_that_was_held_for_a_moment_is_seen(klass, monkeypatch):
    monkeypatch.setattr(load, "LOOK", 0.001)
    before = resident(os.getpid())
    with Costs(klass) as costs:
        block = np.ones(100 * 2**17)  # 100 MB
        while costs.memory < before + 90:
            pass
        del block
    assert costs.memory > before + 90
    assert costs.memory > resident(os.getpid()) + 50


def test_where_no_answer_came_the_wait_has_no_end():
    rows = {}
    report = SimpleNamespace(add=lambda figure, value, unit, target=None: rows.update({figure: value}))
    classroom.waits(report, [SimpleNamespace(latencies=[])], "2 play")
    assert set(rows.values()) == {float("inf")}
