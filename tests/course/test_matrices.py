"""Tests that matrices are shown with every number, its shape and its role."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.backpropagation.matrices import equations_html, few, number
from course.backpropagation.trace import trace
from nn_core import Description
from playground.languages import speaking
from tests.helpers.course import Elements, by_hand, example_of


def test_a_number_is_short_and_its_minus_is_one():
    for value, text in (
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-12.3456, "−12.35"), (0.0123456, "0.01235"), (12345.6, "12346"),
        (99999.6, "1e5"), (1.234e-7, "1.23e−7"), (-1e300, "−1e300"), (math.inf, "∞"), (-math.inf, "−∞"),
        (math.nan, "NaN"),
    ):  # fmt: skip
        assert number(value) == text


@given(st.floats(-1e307, 1e307))
def test_a_short_number_is_near_the_true_one(value):
    assert float(number(value).replace("−", "-")) == pytest.approx(value, rel=6e-3, abs=0)
    assert len(number(value)) <= 10


def test_of_many_numbers_a_picture_says_the_first():
    assert few([0.12345, -2.0]) == "0.123, −2"
    assert few([1.0] * 20) == "1, 1, 1, 1, 1, 1, 1, 1, …"
    with speaking("pt"):
        assert few([0.5, 0.25]) == "0,5; 0,25"


def test_an_equation_names_its_matrices_with_shape_and_role():
    perceptron, inputs, label = example_of(Description(hidden=(4, 2)))
    step = next(step for step in trace(perceptron, inputs, label, 0.1) if (step.kind.name, step.layer) == ("dW", 2))
    page = Elements(equations_html(step.equations))
    labels = [table["aria-label"] for table in page.all("table")]
    assert labels == ["dW[2], 2 × 4, written", "dz[2], 2 × 1, read", "a[1]ᵀ, 1 × 4, read"]
    assert len(page.all("div", **{"class": "course-matrix written"})) == 1
    for name in ("=", "·", "2 × 4", "1 × 4"):
        assert name in page.text


def test_every_number_is_there_in_full():
    perceptron, inputs, label = example_of(Description(hidden=(16, 16), features=("x1", "x2", "sinx1")))
    step = next(step for step in trace(perceptron, inputs, label, 0.1) if (step.kind.name, step.layer) == ("z", 2))
    cells = [float(cell["title"].replace("−", "-")) for cell in Elements(equations_html(step.equations)).all("td")]
    expected = np.concatenate([matrix.array.ravel() for matrix in (*step.writes, *step.reads)])
    assert expected.size == 16 + 16 * 16 + 16 + 16
    assert cells == expected.tolist()


def test_an_update_shows_before_step_and_after():
    (step,) = [step for step in trace(*by_hand(), 0.1) if (step.kind.name, step.layer) == ("W", 2)]
    page = Elements(equations_html(step.equations))
    assert [table["aria-label"].split(",")[0] for table in page.all("table")] == [
        "step", "α", "dW[2]", "W[2] after", "W[2]", "step"
    ]  # fmt: skip
    assert len(page.all("div", **{"class": "course-equation"})) == 2
