"""Columns: what the texts of one column mean, as numbers or as two classes; a fault names its row and column."""

import re

import numpy as np
import pandas as pd

from nn_core.checks import shown
from playground.texts import N_, Texts, _

LARGEST = 1e300  # the difference of two numbers, and ten times it, must be finite
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")
MARKS = Texts({".": N_("decimal point"), ",": N_("decimal comma")})

# Why a cell is no number that can be used: the first row whose test holds.
FAULTS = (
    (lambda cell: cell == "", N_("the cell is empty; fill it in, or take the row out of the file.")),
    (
        lambda cell: cell.casefold() in ("nan", "na", "n/a", "#n/a", "null", "none"),
        N_("{cell} stands for a missing number; fill it in, or take the row out of the file."),
    ),
    (
        lambda cell: cell.casefold().lstrip("+-−") in ("inf", "infinity", "∞"),
        N_("{cell} is no finite number; change it, or take the row out of the file."),
    ),
    (
        lambda cell: not np.isnan(number(cell)),
        N_("{cell} is too large; numbers from −1e300 to 1e300 can be used."),
    ),
    (lambda cell: True, N_("{cell} is not a number; change it, or choose another column.")),
)


def number(cell):
    """Return the number that a text is, its decimals after a point or a comma; NaN if it is none."""
    text = cell.replace("−", "-")
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else np.nan


def is_numeric(cells):
    """Return whether some of the texts are numbers, and the others empty."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and not any(np.isnan(number(cell)) for cell in filled)


def numbers(name, cells):
    """Return the numbers, shape (n,), of the column `name`: a Series of n texts, its index the rows of the file."""
    values = np.array([number(cell) for cell in cells])
    faulty = ~(np.abs(values) <= LARGEST)
    if faulty.any():
        cell = cells.iloc[faulty.argmax()]
        reason = next(sentence for test, sentence in FAULTS if test(cell))
        raise _fault(cells.index[faulty.argmax()], name, _(reason).format(cell=shown(cell)))
    _check_marks(name, cells)
    return values


def first_classes(cells):
    """Return {class: its text where it is met first} of the first classes in a column, three at most.

    Texts are of one class where only capitals differ, or where they are the same number, as 1 and 1.0.
    """
    found = {}
    for cell in cells.unique():
        if cell:
            found.setdefault(_class(cell), cell)
        if len(found) == 3:
            break
    return found


def labels(name, cells):
    """Return the labels, shape (n,), of the column `name`, and the texts of class 0 and class 1.

    Class 0 is the smaller of two numbers, else the first in the alphabet: that is −1 before 1, no before yes.
    """
    _check_filled(name, cells)
    found = first_classes(cells)
    if len(found) != 2:
        raise _too_many(name, cells, list(found.values())) if len(found) > 2 else _too_few(name, cells)
    order = sorted(found, key=lambda one: one if all(isinstance(other, float) for other in found) else str(one))
    codes, texts = pd.factorize(cells)
    is_one = np.array([_class(text) == order[1] for text in texts])
    return is_one[codes].astype(float), tuple(found[one] for one in order)


def _class(cell):
    value = number(cell)
    return cell.casefold() if np.isnan(value) else value


def _check_filled(name, cells):
    for cell in cells.unique():
        if cell.casefold() in ("", "nan"):
            reason = next(sentence for test, sentence in FAULTS if test(cell))
            raise _fault(_row_of(cell, cells), name, _(reason).format(cell=shown(cell)))


def _check_marks(name, cells):
    """A point and a comma in one column: one of the two parts thousands, and nobody knows which."""
    marked = [(next((cell for cell in cells if mark in cell), None), mark) for mark in MARKS]
    if any(cell is None for cell, mark in marked):
        return
    early, late = sorted(((_row_of(cell, cells), shown(cell), MARKS[mark]) for cell, mark in marked))
    told = _("{cell} has a {mark}, and {other} in row {row} has a {other_mark}; use one of them in the whole column.")
    told = told.format(cell=late[1], mark=late[2], other=early[1], row=early[0], other_mark=early[2])
    raise _fault(late[0], name, told)


def _too_many(name, cells, texts):
    told = _("{third} is a third value, beside {first} and {second}; choose a column with two, or take rows out.")
    told = told.format(**dict(zip(("first", "second", "third"), map(shown, texts), strict=True)))
    return _fault(_row_of(texts[2], cells), name, told)


def _too_few(name, cells):
    told = _("Column {name} has one value only, {value}, in every row; a label needs two.")
    return ValueError(told.format(name=shown(name), value=shown(cells.iloc[0])))


def _row_of(text, cells):
    return int(cells.index[(cells == text).to_numpy().argmax()])


def _fault(row, name, reason):
    return ValueError(_("Row {row}, column {name}: {reason}").format(row=row, name=shown(name), reason=reason))
