"""Tests that the page says of a file how its values become places, and which class a word is."""

import pytest

from own_data.files import Scaling, read
from own_data.upload import formula, look


def test_the_scaling_is_shown_as_a_formula():
    for scaling, text in (
        (Scaling("petal length", 3, 6.9), "x₁ = (petal length − 3) / 3.9 · 10 − 5"),
        (Scaling("t", -2.5, 2.5), "x₁ = (t + 2.5) / 5 · 10 − 5"),
        (Scaling("t", -5e-5, 0), "x₁ = (t + 5e−05) / 5e−05 · 10 − 5"),
        (Scaling("t", -4, -4), "x₁ = 0: t is −4 in every row"),
        (Scaling("t", 1_000, 1_234_567), "x₁ = (t − 1,000) / 1,233,567 · 10 − 5"),
        (Scaling("t", 0.12345678, 1234.5678), "x₁ = (t − 0.123457) / 1,234.44 · 10 − 5"),
        (Scaling("t", 0, 999_999.9), "x₁ = (t − 0) / 1,000,000 · 10 − 5"),
        (Scaling("t", 0, 1e300), "x₁ = (t − 0) / 1e+300 · 10 − 5"),
        (Scaling("t", -2, 3, as_they_are=True), "x₁ = t"),
    ):
        assert formula("x₁", scaling) == text


def test_the_formula_does_what_the_scaling_does():
    scaling = Scaling("a", 1.5, 4)
    text = formula("y", scaling).removeprefix("y = ").replace("−", "-").replace("·", "*")
    for value in (1.5, 2, 4):
        assert eval(text, {"a": value}) == pytest.approx(float(scaling.places(value)))


def test_the_first_rows_are_shown_with_their_numbers_in_the_file_under_the_names_of_its_columns():
    seen = look(read(b"a,b,c\n\n1,2,x\n3,4,y\n" + b"5,6,x\n" * 20))
    assert seen.first_rows.to_dict("index")[3] == {"a": "1", "b": "2", "c": "x"}
    assert len(seen.first_rows) == 5 and seen.guessed == (0, 1, 2)
