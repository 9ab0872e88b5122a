"""Tests of a chunk alone: how many epochs it has room for, and which of them are drawn."""

from types import SimpleNamespace

import numpy as np
import pytest

from nn_core import Description, Run
from playground import chunk as chunks
from playground.chunk import Chunk, epochs
from playground.protocol import METRICS, MOST_SENT, ROW_BYTES, pack

LONG = Description(n=20, hidden=(), batch_size=10)
RECORDS = list(Run(LONG).advance(400))


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set."""
    clock = SimpleNamespace(now=0.0, perf_counter=lambda: clock.now)
    monkeypatch.setattr(chunks, "time", clock)
    return clock


def test_a_row_is_counted_as_long_as_it_travels():
    assert len(pack({}, [np.zeros(len(METRICS))])) - len(pack({}, [])) == ROW_BYTES


def test_with_every_epoch_drawn_it_has_six_hundred_or_as_many_as_a_megabyte_holds():
    assert MOST_SENT == 2**20
    assert Chunk(True, 3).most == 600
    width = 10_000
    assert Chunk(True, width).most == 26 == 2**20 // (24 + 4 * width)
    assert Chunk(False, width).most == 2**20 // 24


def test_it_is_full_when_there_are_as_many_numbers_as_are_sent():
    chunk = Chunk(False, (MOST_SENT - 2 * ROW_BYTES) // 4)
    chunk.add(RECORDS[200:201])
    assert not chunk.is_full
    chunk.end()
    assert not chunk.is_full  # a row short of it
    chunk.add(RECORDS[201:202])
    assert chunk.is_full


def test_as_fast_as_it_goes_an_epoch_is_drawn_each_thirtieth_of_a_second(clock):
    chunk, drawn = Chunk(False, 3), []
    for record in RECORDS:
        clock.now += 0.001
        chunk.add([record])
        drawn += [clock.now] if record in chunk.drawn else []
    assert len(drawn) == 11
    assert drawn[0] == pytest.approx(1 / 30, abs=0.001)
    assert np.diff(drawn) == pytest.approx(1 / 30, abs=0.001)


def test_a_goal_and_the_last_epoch_are_drawn_in_any_case(clock):
    chunk = Chunk(False, 3)
    chunk.add(RECORDS[:20], [RECORDS[6]])
    chunk.end()
    assert epochs(chunk.drawn) == [7, 20]
    assert not {7, 20} & set(epochs(chunk.passed))
    assert epochs(chunk.keys) == sorted(epochs(chunk.keys)) and {7, 20} < set(epochs(chunk.keys))
    chunk.end()
    assert epochs(chunk.drawn) == [7, 20]
