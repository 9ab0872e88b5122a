"""The results of a room as a file for a spreadsheet: a row for each student."""

import math
from dataclasses import dataclass

from nn_core import Description
from playground.protocol import METRICS
from playground.spreadsheet import csv_file
from playground.summaries import summary
from playground.texts import N_, _

SCORES = {
    "classification": {"train_score": N_("Training accuracy"), "test_score": N_("Test accuracy")},
    "regression": {"train_score": N_("Training R²"), "test_score": N_("Test R²")},
}
LOSSES = {"train_loss": N_("Training loss"), "test_loss": N_("Test loss")}


@dataclass(frozen=True)
class Result:
    """What has become of a student: the run as it is now, and what came of experiment and challenge, where there were.

    Texts are as a reader sees them: `state`, and the `outcome` of the experiment. The `value` that was dealt out may be
    a number, which stays one.
    """

    nickname: str
    state: str
    description: Description | None = None  # None: there is no run
    epoch: int | None = None
    row: list | None = None  # of METRICS
    value: str | float | None = None
    outcome: str | None = None
    place: int | None = None  # on the board
    score: str | None = None
    link: str | None = None


def as_csv(results):
    """Return the text of the file, in the reader's language; a column that is empty for everybody is left out."""
    rows = [_row(result) for result in results]
    used = [name for name in _columns(rows) if any(row.get(name) is not None for row in rows)]
    return csv_file([{name: row.get(name) for name in used} for row in rows]).decode()


def _columns(rows):
    """Return the names of all columns, in the order of the longest row: not everybody need have a run."""
    return list(dict.fromkeys(name for row in sorted(rows, key=len, reverse=True) for name in row))


def _row(result):
    row = {_("Nickname"): result.nickname, _("State"): result.state, _("Epoch"): result.epoch}
    row |= _measures(result)
    row |= {
        _("Value of the experiment"): result.value,
        _("Outcome of the experiment"): result.outcome,
        _("Place on the board"): result.place,
        _("Score on the board"): result.score,
    }
    if result.description:
        row |= summary(result.description) | {_("learning rate"): result.description.learning_rate}
    return row | {_("Link"): result.link}


def _measures(result):
    """Return losses and scores under their headings; both kinds of score, so that all rows have the same columns."""
    measures = dict(zip(METRICS, result.row or [], strict=False))
    task = result.description.task if result.description else None
    named = {_(heading): measures.get(name) for name, heading in LOSSES.items()}
    for of, headings in SCORES.items():
        named |= {_(heading): measures.get(name) if of == task else None for name, heading in headings.items()}
    return {heading: value if _is_finite(value) else None for heading, value in named.items()}


def _is_finite(value):
    return value is not None and math.isfinite(value)
