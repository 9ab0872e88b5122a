"""Tests that the results of a room open in a spreadsheet, hold what there is, and run nothing."""

import pytest

from nn_core import Description
from playground.languages import speaking
from rooms.results import Result, as_csv
from tests.helpers.tables import rows_of
from tests.playground.test_isolation import WITHOUT_STREAMLIT, result_of

ROW = [0.3, 0.25, 0.125, 0.9375, 0.875, 0.03]
OTTER = Result(
    "Otter",
    "playing",
    Description(hidden=(4,)),
    240,
    ROW,
    0.3,
    "solved",
    1,
    "4 neurons",
    "https://x.org/?n=500&lr=0.03",
)


def read(*results, between=","):
    """The rows of the file as {heading: text}."""
    header, rows = rows_of(as_csv(results).encode(), between)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_row_has_all_there_is_to_know_of_a_student():
    (row,) = read(OTTER)
    expected = {
        "Nickname": "Otter", "State": "playing", "Epoch": "240", "Training loss": "0.25", "Test loss": "0.125",
        "Training accuracy": "0.9375", "Test accuracy": "0.875", "Value of the experiment": "0.3",
        "Outcome of the experiment": "solved", "Place on the board": "1", "Score on the board": "4 neurons",
        "data set": "Circle", "learning rate": "0.03", "Link": "https://x.org/?n=500&lr=0.03",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert next(iter(row)) == "Nickname" and [*row][-1] == "Link"


def test_who_has_no_run_has_a_row_all_the_same():
    waiting, otter = read(Result("Hare", "waiting"), OTTER)
    assert {name: text for name, text in waiting.items() if text} == {"Nickname": "Hare", "State": "waiting"}
    assert [*waiting] == [*otter]


def test_a_column_that_nobody_has_anything_in_is_left_out():
    (row,) = read(Result("Otter", "idle", Description(), 0, ROW))
    assert not [name for name in row if "board" in name or "experiment" in name or "R²" in name or name == "Link"]


def test_accuracy_and_r2_have_columns_of_their_own():
    values = Result("Hare", "idle", Description(dataset="hills"), 3, [*ROW[:4], float("nan"), 0.03])
    otter, hare = read(OTTER, values)
    assert (otter["Test accuracy"], otter["Training R²"]) == ("0.875", "")
    assert (hare["Test accuracy"], hare["Training R²"]) == ("", "0.9375")
    assert "Test R²" not in hare  # that is NaN, and nobody else's


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\tx", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"])
def test_a_nickname_is_no_formula(name):
    (row,) = read(Result(name, "=1", value="=2", outcome="=3", score="=4", link="=5"))
    assert {text[:1] for text in row.values()} == {"'"} and row["Nickname"] == f"'{name}"


@pytest.mark.parametrize("name", ["Otter; Hare, Owl", 'the "Otter"', "<b>Ötter</b>", "Видра"])
def test_a_nickname_stays_one_cell(name):
    assert read(Result(name, "idle")) == [{"Nickname": name, "State": "idle"}]


def test_a_spreadsheet_with_decimal_commas_gets_them():
    with speaking("uk"):
        (row,) = read(OTTER, between=";")
    assert "0,125" in row.values() and "0,03" in row.values()


def test_an_empty_room_has_an_empty_file():
    assert as_csv([]) == "\ufeff\r\n"


def test_rooms_are_judged_where_streamlit_cannot_be_imported():
    program = "import rooms.board, rooms.experiments, rooms.results\nresult = 'there'"
    assert result_of(WITHOUT_STREAMLIT + program) == "there"
