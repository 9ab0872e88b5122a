"""Tests of how arrays that come from outside are checked, where no one class does it for all."""

import numpy as np
import pytest

from nn_core import arrays


@pytest.mark.parametrize("value", [[0, 2, 1], (2.0, 0.0), np.array([1, 1]), np.array([2.0], dtype="f4")])
def test_places_are_whole_numbers_below_a_bound(value):
    found = arrays.places("order", value, 3)
    assert found.dtype == int and found.tolist() == [int(place) for place in value]


@pytest.mark.parametrize(
    "value", [[0.5, 1], [], [-1, 0], [0, 3], [[0, 1], [1, 2]], 1, np.array([True, False]), np.array([[0]]), [np.nan]]
)
def test_anything_else_is_refused_as_places_with_a_sentence(value):
    with pytest.raises(ValueError, match=r"^order must be a (list|vector) .*"):
        arrays.places("order", value, 3)
