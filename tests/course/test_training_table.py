"""Tests that the table of a comparison has its numbers, and that its file is harmless in a spreadsheet."""

import csv
import io

import pytest

from course.training.comparison import Comparison
from course.training.experiments import SETTINGS
from course.training.experiments import cases as made
from course.training.table import plain, rows, styled
from nn_core import Description
from playground.languages import LANGUAGES, speaking
from playground.spreadsheet import csv_file
from tests.course.test_comparison import TOO_FAST, cases, finished
from tests.helpers.core import described


def read(data):
    """The rows of a CSV file as a spreadsheet reads them."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_there_is_a_row_for_each_run_with_its_numbers():
    outcomes = finished(cases(0.1, 0.5, seeds=2), 6).outcomes
    table = rows(outcomes, "Learning rate")
    assert [(row["Learning rate"], row["Seed"]) for row in table] == [("0.1", 0), ("0.5", 0), ("0.1", 1), ("0.5", 1)]
    for row, outcome in zip(table, outcomes, strict=True):
        losses = (row["Training loss"], row["Test loss"], row["Training accuracy"], row["Test accuracy"])
        assert losses == outcome.measures
        assert (row["Epochs"], row["Updates"]) == (6, 18)
        assert row["Seconds"] == outcome.seconds[-1]
        assert row["Diverged after epoch"] is None


def test_what_diverged_says_when_and_a_task_with_values_has_r_squared():
    (row,) = rows(finished([("wild", TOO_FAST)], 50).outcomes, "x")
    assert row["Diverged after epoch"] == row["Epochs"] < 50
    assert {"Training R²", "Test R²"} <= row.keys()


def test_what_has_not_begun_has_empty_cells():
    (row,) = rows(Comparison(cases(0.1), 5).outcomes, "x")
    assert row["Test loss"] is None and row["Seconds"] is None
    assert read(csv_file([row]))[0]["Test loss"] == ""


def test_the_file_has_the_table_to_the_last_digit():
    compared = made(described(), "learning_rate", [0.1, 0.5], 1)
    table = rows(finished(compared, 3).outcomes, "Learning rate", plain)
    for wanted, got in zip(table, read(csv_file(table)), strict=True):
        assert list(got) == list(wanted)
        assert float(got["Training loss"]) == wanted["Training loss"]
        assert float(got["Learning rate"]) == wanted["Learning rate"]


def test_networks_are_not_taken_for_dates():
    """A spreadsheet makes the eighth of August of 8-8."""
    networks = made(described(), "hidden", [(), (8, 8), (8, 8, 8), (4,)], 1)
    outcomes = Comparison(networks, 1, shown=SETTINGS["hidden"].shown).outcomes
    assert [row["x"] for row in read(csv_file(rows(outcomes, "x", plain)))] == ["none", "'8-8", "'8-8-8", "4"]


def test_no_text_is_a_formula():
    for text in ("=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'):
        (row,) = read(csv_file([{"x": text}]))
        assert row["x"].startswith("'"), text


def test_numbers_stay_numbers_without_separators():
    sizes = made(Description(batch_size=1), "n", [1000, 5000], 1)
    outcomes = Comparison(sizes, 1, shown=SETTINGS["n"].shown).outcomes
    assert [row["x"] for row in read(csv_file(rows(outcomes, "x", plain)))] == ["1000", "5000"]
    assert [row["x"] for row in rows(outcomes, "x")] == ["1,000", "5,000"]
    assert read(csv_file([{"x": -0.5}, {"x": 1e-05}])) == [{"x": "-0.5"}, {"x": "1e-05"}]


@pytest.mark.parametrize(("code", "between"), [("en", ","), ("pt", ";"), ("uk", ";")])
def test_the_file_is_parted_and_its_numbers_are_written_as_a_spreadsheet_of_the_reader_has_them(code, between):
    table = [{"época": 1, "a": 0.25, "b": -1e-05, "c": None, "d": "1.5, 2; 3"}]
    with speaking(code):
        data = csv_file(table)
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=between)
    mark = LANGUAGES[code].decimal
    assert row == {"época": "1", "a": f"0{mark}25", "b": "-1e-05", "c": "", "d": "1.5, 2; 3"}
    assert data.startswith("\ufeffépoca".encode())


def test_a_reader_sees_the_same_numbers_rounded():
    outcomes = finished([*cases(0.1, 0.5), ("wild", TOO_FAST)], 12).outcomes
    written = styled(outcomes, "x")
    table = written.data
    assert table["Test loss"].tolist() == [row["Test loss"] for row in rows(outcomes, "x")]  # they stay numbers
    cells = written._translate(False, False)["body"]
    shown = [dict(zip(table, [cell["display_value"] for cell in row[1:]], strict=True)) for row in cells]
    assert shown[0]["Test loss"] == f"{outcomes[0].test_loss[-1]:.4g}" and shown[0]["Epochs"] == "12"
    assert shown[0]["Diverged after epoch"] == "" and shown[2]["Diverged after epoch"] == shown[2]["Epochs"]


def test_letters_beyond_ascii_survive():
    assert read(csv_file([{"R²": "x₁, x₂²"}])) == [{"R²": "x₁, x₂²"}]
    assert csv_file([{"x": 1}]).startswith(b"\xef\xbb\xbf")  # by which a spreadsheet knows UTF-8
