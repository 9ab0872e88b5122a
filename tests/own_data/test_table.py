"""Tests that the rows of the table are read as points, that each which is none is named, and that edits are made."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core.own import MAX_POINTS, decode, encode
from own_data.table import edited, points_of, rows_of

places = st.floats(-6, 6)
labelled = st.lists(st.tuples(places, places, st.integers(0, 1)), max_size=30)
no_words = st.text(st.characters(exclude_categories=["L", "Cs"]), max_size=8)  # three of them could be a head
cells = no_words | st.floats(-8, 8).map(str) | st.sampled_from(["", "0", "1"])


def unchanged(**changes):
    return {"edited_rows": {}, "added_rows": [], "deleted_rows": []} | changes


@given(labelled)
def test_points_survive_the_way_through_the_table(triples):
    text = encode([t[:2] for t in triples], [t[2] for t in triples])
    points, labels = decode(text) if triples else (np.empty((0, 2)), np.empty(0))
    rows = rows_of(points, labels)
    back, back_labels, unfinished, sentences = points_of(rows)
    assert encode(back, back_labels) == text
    assert unfinished == sentences == []


def test_rows_are_written_with_two_decimals():
    assert rows_of([[1.5, -0.2], [0, -6]], [1, 0]) == [["1.50", "-0.20", "1"], ["0.00", "-6.00", "0"]]


def test_decimals_have_a_point_or_a_comma():
    for cell in ("1.5", "1,5", " 1.5 ", "+1.5", "1.50", "15e-1", "0,15E+1"):
        points, labels, *_ = points_of([[cell, "−2", "1"], [",5", "6.", "0"]])
        assert points.tolist() == [[1.5, -2], [0.5, 6]] and labels.tolist() == [1, 0], cell


def test_a_class_is_a_number_however_it_is_written_and_minus_one_is_class_0():
    for label, cells_of_it in ((1, ("1", "1,00", "1.0", "1e0")), (0, ("0", "0,0", "-1", "−1", " -1.0 "))):
        for cell in cells_of_it:
            assert points_of([["1", "2", cell]])[1].tolist() == [label], cell


@pytest.mark.parametrize("head", [["x1", "x2", "class"], ["x₁", "x₂", "клас"], ["petal length", "width (cm)", "y"]])
def test_a_head_that_was_pasted_with_its_table_is_passed_over(head):
    points, labels, *rest = points_of([["0", "0", "0"], head, ["1", "2", "1"]])
    assert points.tolist() == [[0, 0], [1, 2]] and labels.tolist() == [0, 1] and rest == [[], []]


@pytest.mark.parametrize(
    ("row", "following"),
    [
        (["a", "b", "c"], []),
        (["a", "b", "c"], [["1", "2", ""]]),
        (["a", "2", "c"], [["1", "2", "1"]]),
        (["a", "-", "c"], [["1", "2", "1"]]),
    ],
)
def test_a_row_that_is_no_head_is_not_lost(row, following):
    assert points_of([row, *following])[2][0] == row


def test_a_row_that_is_no_point_is_named_and_nothing_else_is_lost():
    for row, sentence in (
        (["", "2", "1"], "Row 2 has no x₁ yet."),
        (["1", " ", "1"], "Row 2 has no x₂ yet."),
        (["1", "2", ""], "Row 2 has no class yet."),
        (["1", "", ""], "Row 2 has no x₂ yet."),
        (["abc", "2", "1"], "Row 2: 'abc' for x₁ is not a number. The row is left out."),
        (["1", "nan", "1"], "Row 2: 'nan' for x₂ is not a number. The row is left out."),
        (["1", "1e3", "1"], "Row 2: x₂ is 1e3, and the square ends at −6 and 6. The row is left out."),
        (["1", "-1e999", "1"], "Row 2: x₂ is -1e999, and the square ends at −6 and 6. The row is left out."),
        (["1,234.5", "1", "1"], "Row 2: '1,234.5' for x₁ is not a number. The row is left out."),
        (["=cmd()", "1", "1"], "Row 2: '=cmd()' for x₁ is not a number. The row is left out."),
        (["٣", "1", "1"], "Row 2: '٣' for x₁ is not a number. The row is left out."),
        (["6.01", "1", "1"], "Row 2: x₁ is 6.01, and the square ends at −6 and 6. The row is left out."),
        (["1", "-7", "1"], "Row 2: x₂ is -7, and the square ends at −6 and 6. The row is left out."),
        (["1", "2", "2"], "Row 2: the class is '2', and it must be 0 or 1. The row is left out."),
        (["1", "2", "yes"], "Row 2: the class is 'yes', and it must be 0 or 1. The row is left out."),
        (["1", "2", "<b>"], "Row 2: the class is '<b>', and it must be 0 or 1. The row is left out."),
    ):
        points, labels, unfinished, sentences = points_of([["0", "0", "0"], row, ["1", "1", "1"]])
        assert points.tolist() == [[0, 0], [1, 1]] and labels.tolist() == [0, 1], row
        assert unfinished == [row] and sentences == [sentence]


def test_blank_rows_are_passed_over_and_counted():
    *_points, unfinished, sentences = points_of([["", "", ""], [" ", "", ""], ["1", "2", ""]])
    assert unfinished == [["1", "2", ""]] and sentences == ["Row 3 has no class yet."]


def test_of_many_faults_the_first_are_told_and_the_others_counted():
    *_, unfinished, sentences = points_of([["x", "1", "1"]] * 1000)
    assert len(unfinished) == 1000
    assert len(sentences) == 5 and sentences[-1] == "Rows left out besides these: 996."


@given(st.lists(st.tuples(cells, cells, cells), max_size=20))
def test_every_row_is_a_point_or_unfinished_or_blank(rows):
    points, labels, unfinished, _ = points_of([list(row) for row in rows])
    blank = sum(not any(cell.strip() for cell in row) for row in rows)
    assert len(points) + len(unfinished) + blank == len(rows)
    assert np.abs(points).max(initial=0) <= 6 and set(labels.tolist()) <= {0, 1}


def test_edits_additions_and_deletions_are_carried_out_on_a_copy():
    rows = [["1", "1", "1"], ["2", "2", "0"], ["3", "3", "1"]]
    changes = unchanged(edited_rows={1: {"x2": "5", "class": None}}, added_rows=[{"x1": "4"}, {}], deleted_rows=[0])
    assert edited(rows, changes) == [["2", "5", ""], ["3", "3", "1"], ["4", "", ""], ["", "", ""]]
    assert rows == [["1", "1", "1"], ["2", "2", "0"], ["3", "3", "1"]]


@pytest.mark.parametrize(
    "changes",
    [
        unchanged(edited_rows={7: {"x1": "1"}, -1: {"x1": "1"}}),
        unchanged(edited_rows={0: None, 1: {"other": "1"}}),
        unchanged(deleted_rows=[5, None, [1], "0"]),
        unchanged(deleted_rows=7, added_rows={"x1": "1"}),
    ],
)
def test_what_names_no_cell_and_no_row_is_passed_over(changes):
    rows = [["1", "1", "1"], ["2", "2", "0"]]
    assert edited(rows, changes) == rows


def test_a_cell_is_never_longer_than_a_person_types():
    (row,) = edited([["1", "1", "1"]], unchanged(edited_rows={0: {"x1": "9" * 10_000, "x2": [1] * 10_000}}))
    assert all(len(cell) <= 60 for cell in row)


def test_of_half_a_million_added_rows_no_more_are_made_than_could_be_points():
    assert len(edited([], unchanged(added_rows=[{}] * 500_000))) == 2 * MAX_POINTS
