"""Tests the schedules against values worked by hand, and that none rises, overflows or falls below its floor."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import SCHEDULES
from nn_core.schedules import LEAST, constant, cosine, step

every_schedule = pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES.keys())
periods = st.integers(1, 100_000)
epochs = st.integers(0, 10**9)


def test_the_registry_knows_each_by_its_functions_name():
    assert {"constant": constant, "step": step, "cosine": cosine}.items() <= SCHEDULES.items()
    assert all(function.__name__ == name for name, function in SCHEDULES.items())


@pytest.mark.parametrize("epoch", [0, 1, 99, 100, 10**9])
def test_constant_is_1_all_the_way(epoch):
    assert constant(epoch, 100) == 1.0


@pytest.mark.parametrize(
    ("epoch", "factor"),
    [
        *((0, 1), (1, 1), (9, 1)),
        *((10, 1 / 2), (19, 1 / 2), (20, 1 / 4), (29, 1 / 4), (30, 1 / 8), (40, 1 / 16), (50, 1 / 32)),
        *((60, 1 / 64), (69, 1 / 64)),  # 0.0156
        *((70, 0.01), (71, 0.01), (700, 0.01), (10**9, 0.01)),  # 1/128 is 0.0078 already
    ],
)
def test_step_is_halved_after_every_period(epoch, factor):
    assert step(epoch, 10) == factor


@pytest.mark.parametrize(
    ("epoch", "factor"),
    [
        (0, 1.0),
        (1, (1 + math.sqrt(3) / 2) / 2),  # cos 30°
        (2, 0.75),  # cos 60° = 1/2
        (3, 0.5),  # cos 90° = 0
        (4, 0.25),
        (5, (1 - math.sqrt(3) / 2) / 2),  # 0.067
        *((6, 0.01), (7, 0.01), (12, 0.01), (10**9, 0.01)),  # (1 − 1)/2 is 0; after the period it stays there
    ],
)
def test_cosine_is_half_a_wave_down_over_a_period(epoch, factor):
    assert cosine(epoch, 6) == pytest.approx(factor, rel=1e-14)


@pytest.mark.parametrize(
    ("schedule", "factors"),
    [
        (constant, [1, 1, 1, 1, 1, 1, 1, 1]),
        (step, [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 64, 0.01]),
        (cosine, [1, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01]),
    ],
)
def test_a_period_of_one_epoch_is_allowed(schedule, factors):
    assert [schedule(epoch, 1) for epoch in range(8)] == factors


def test_the_floor_is_a_hundredth():
    assert LEAST == 0.01


@every_schedule
@given(periods)
def test_the_first_epoch_has_the_whole_learning_rate(schedule, period):
    assert schedule(0, period) == 1.0


@every_schedule
@given(epochs | st.integers(10**320, 10**400), periods)
def test_it_lies_between_the_floor_and_1_however_many_epochs_there_were(schedule, epoch, period):
    assert LEAST <= schedule(epoch, period) <= 1.0


@every_schedule
@given(epochs, periods, st.integers(1, 10**6))
def test_it_never_rises(schedule, epoch, period, later):
    assert schedule(epoch + later, period) <= schedule(epoch, period)


@pytest.mark.parametrize("schedule", [step, cosine])
@given(epochs, periods, st.integers(1, 100))
def test_a_longer_period_is_the_same_schedule_stretched(schedule, epoch, period, factor):
    assert schedule(factor * epoch, factor * period) == pytest.approx(schedule(epoch, period), rel=1e-9)


@pytest.mark.parametrize("schedule", [step, cosine])
@given(periods)
def test_it_reaches_the_floor_within_seven_periods(schedule, period):
    assert schedule(7 * period, period) == LEAST
