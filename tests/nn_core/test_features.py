"""Tests that the network is given the features named, in their order, as they are."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import FEATURES
from nn_core.features import features
from tests.helpers.core import FEATURE_FORMULAS

coordinates = st.floats(-1e6, 1e6)


def test_every_feature_has_a_formula_here_and_the_coordinates_come_first():
    assert set(FEATURE_FORMULAS) == set(FEATURES)
    assert list(FEATURES)[:2] == ["x1", "x2"]


def test_all_features_of_two_points_worked_by_hand():
    points = np.array([[-2.0, math.pi / 2], [3.0, -math.pi / 6]])
    inputs = features(["x1", "x2", "x1sq", "x2sq", "x1x2", "sinx1", "sinx2"], points)
    assert inputs[:, 0] == pytest.approx([-2, 3, 4, 9, -6, -0.9092974268256817, 0.1411200080598672], rel=1e-14)
    quarter, sixth = math.pi / 2, math.pi / 6
    assert inputs[:, 1] == pytest.approx([quarter, -sixth, quarter**2, sixth**2, -quarter * sixth, 1, -0.5], rel=1e-14)


@given(st.permutations(list(FEATURES)), st.integers(1, 7), st.lists(st.tuples(coordinates, coordinates), max_size=5))
def test_there_is_a_row_a_feature_in_the_order_asked_for_and_a_column_a_point(names, k, places):
    names, points = names[:k], np.array(places, dtype=float).reshape(-1, 2).T
    inputs = features(names, points)
    assert inputs.shape == (k, len(places)) and inputs.dtype == np.float64
    for row, name in zip(inputs, names, strict=True):
        expected = [FEATURE_FORMULAS[name](x1, x2) for x1, x2 in places]
        assert row == pytest.approx(expected, rel=1e-13, abs=1e-9)


def test_the_coordinates_alone_are_the_points_themselves_in_an_array_of_their_own():
    points = np.random.default_rng(0).uniform(-6, 6, (2, 9))
    inputs = features(("x1", "x2"), points)
    assert np.array_equal(inputs, points) and not np.shares_memory(inputs, points)


def test_features_leave_the_points_alone_and_take_any_memory_layout():
    points = np.random.default_rng(0).uniform(-6, 6, (9, 2))
    kept = points.copy()
    points.flags.writeable = False
    assert np.array_equal(features(list(FEATURES), points.T), features(list(FEATURES), points.T.copy()))
    assert np.array_equal(points, kept)


def test_a_feature_that_does_not_exist_is_refused():
    with pytest.raises(KeyError, match="x3"):
        features(["x1", "x3"], np.zeros((2, 1)))
