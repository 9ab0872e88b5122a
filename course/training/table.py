"""The outcomes of a comparison as rows of a table."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from playground.texts import N_, Label, number


@dataclass(frozen=True)
class Column:
    """A column of the table: its heading, what an outcome has there, and how that is written for a reader."""

    heading: str = Label()
    of: Callable
    format: str = "d"


CLASSES = {"train": N_("Training accuracy"), "test": N_("Test accuracy")}
VALUES = {"train": N_("Training R²"), "test": N_("Test R²")}


def _columns(outcomes):
    scores = CLASSES if outcomes and outcomes[0].description.task == "classification" else VALUES
    return (
        Column(N_("Seed"), lambda outcome: outcome.seed),
        Column(N_("Training loss"), lambda outcome: _finite(outcome.measures[0]), ".4g"),
        Column(N_("Test loss"), lambda outcome: _finite(outcome.measures[1]), ".4g"),
        Column(scores["train"], lambda outcome: _finite(outcome.measures[2]), ".3f"),
        Column(scores["test"], lambda outcome: _finite(outcome.measures[3]), ".3f"),
        Column(N_("Epochs"), lambda outcome: outcome.epoch),
        Column(N_("Updates"), lambda outcome: outcome.epoch * outcome.updates),
        Column(N_("Seconds"), lambda outcome: float(outcome.seconds[-1]) if outcome.kept else None, ".3f"),
        Column(N_("Diverged after epoch"), lambda outcome: outcome.epoch if outcome.diverged else None, ".0f"),
    )


def label(outcome):
    """Return how the value that is compared reads."""
    return outcome.label


def plain(outcome):
    """Return the value that is compared as a file has it: a number stays one, for any program to read."""
    return outcome.value if isinstance(outcome.value, int | float) else outcome.label


def rows(outcomes, setting, value=label):
    """Return one row per run, {heading: value}; `setting` is the heading of the values that are compared."""
    columns = _columns(outcomes)
    return [{setting: value(o)} | {column.heading: column.of(o) for column in columns} for o in outcomes]


def styled(outcomes, setting):
    """Return the rows as a pandas Styler, which writes each number as the reader does, and keeps it a number."""
    frame = pd.DataFrame(rows(outcomes, setting)).dropna(axis=1, how="all")  # nobody asks when it diverged if none did
    written = {column.heading: partial(number, spec=column.format) for column in _columns(outcomes)}
    return frame.style.format({name: write for name, write in written.items() if name in frame}, na_rep="")


def _finite(value):
    return value if math.isfinite(value) else None
