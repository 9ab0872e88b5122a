"""Tests the schedules against values worked by hand, and that none rises, overflows or falls below its floor."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import SCHEDULES
from nn_core.schedules import LEAST, constant, cosine, step

periods = st.integers(1, 100_000)
epochs = st.integers(0, 10**9)


def test_the_registry_knows_each_by_its_functions_name():
    assert {"constant": constant, "step": step, "cosine": cosine}.items() <= SCHEDULES.items()
    assert all(function.__name__ == name for name, function in SCHEDULES.items())


def test_constant_is_1_all_the_way():
    assert [constant(epoch, 100) for epoch in (0, 1, 99, 100, 10**9)] == [1.0] * 5


def test_step_is_halved_after_every_period():
    for epoch, factor in (
        *((0, 1), (1, 1), (9, 1)),
        *((10, 1 / 2), (19, 1 / 2), (20, 1 / 4), (29, 1 / 4), (30, 1 / 8), (40, 1 / 16), (50, 1 / 32)),
        *((60, 1 / 64), (69, 1 / 64)),  # 0.0156
        *((70, 0.01), (71, 0.01), (700, 0.01), (10**9, 0.01)),  # 1/128 is 0.0078 already
    ):
        assert step(epoch, 10) == factor, epoch


def test_cosine_is_half_a_wave_down_over_a_period():
    for epoch, factor in (
        (0, 1.0),
        (1, (1 + math.sqrt(3) / 2) / 2),  # cos 30°
        (2, 0.75),  # cos 60° = 1/2
        (3, 0.5),  # cos 90° = 0
        (4, 0.25),
        (5, (1 - math.sqrt(3) / 2) / 2),  # 0.067
        *((6, 0.01), (7, 0.01), (12, 0.01), (10**9, 0.01)),  # (1 − 1)/2 is 0; after the period it stays there
    ):
        assert cosine(epoch, 6) == pytest.approx(factor, rel=1e-14), epoch


def test_a_period_of_one_epoch_is_allowed():
    assert [constant(epoch, 1) for epoch in range(3)] == [1, 1, 1]
    assert [step(epoch, 1) for epoch in range(8)] == [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 64, 0.01]
    assert [cosine(epoch, 1) for epoch in range(3)] == [1, 0.01, 0.01]


def test_the_floor_is_a_hundredth():
    assert LEAST == 0.01


@given(periods)
def test_the_first_epoch_has_the_whole_learning_rate(period):
    assert [schedule(0, period) for schedule in SCHEDULES.values()] == [1.0] * len(SCHEDULES)


@given(epochs | st.integers(10**320, 10**400), periods)
def test_it_lies_between_the_floor_and_1_however_many_epochs_there_were(epoch, period):
    for schedule in SCHEDULES.values():
        assert LEAST <= schedule(epoch, period) <= 1.0, schedule


@given(epochs, periods, st.integers(1, 10**6))
def test_it_never_rises(epoch, period, later):
    for schedule in SCHEDULES.values():
        assert schedule(epoch + later, period) <= schedule(epoch, period), schedule


@given(epochs, periods, st.integers(1, 100))
def test_a_longer_period_is_the_same_schedule_stretched(epoch, period, factor):
    for schedule in (step, cosine):
        assert schedule(factor * epoch, factor * period) == pytest.approx(schedule(epoch, period), rel=1e-9), schedule


@given(periods)
def test_it_reaches_the_floor_within_seven_periods(period):
    assert step(7 * period, period) == cosine(7 * period, period) == LEAST
