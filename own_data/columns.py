"""Columns: what the texts of one column mean, as numbers or as two classes; a fault names its row and column."""

import re

import numpy as np
import pandas as pd

from nn_core.checks import shown
from playground.texts import N_, Texts, _

LARGEST = 1e300  # the difference of two numbers, and ten times it, must be finite
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")
MARKS = Texts({".": N_("decimal point"), ",": N_("decimal comma")})
# A number with three decimals or a thousands separator; and one that certainly has the latter.
EITHER = re.compile(r"[+−-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
THOUSANDS = re.compile(r"[+−-]?[0-9]{1,3}(?:[.,'’\xa0\u202f ][0-9]{3})+(?:[.,][0-9]*)?")
BLANKS = str.maketrans("\xa0\u202f", "  ")  # which `shown` would write as escapes
# What stands for a missing value, in capitals or not. A minus beside a plus is a class, see `missing`.
MINUSES = frozenset("-−–")
MISSING = frozenset(("", "nan", "na", "n/a", "#n/a", "#nv", "#div/0!", "null", "none", "?")) | MINUSES

# Why a cell is no number that can be used: the first row whose test holds.
FAULTS = (
    (
        lambda cell: cell.casefold().lstrip("+-−") in ("inf", "infinity", "∞"),
        N_("{cell} is not a finite number; change it, or take the row out of the file."),
    ),
    (
        lambda cell: not np.isnan(number(cell)),
        N_("{cell} is too large; numbers from −1e300 to 1e300 can be used."),
    ),
    (
        lambda cell: THOUSANDS.fullmatch(cell),
        N_("{cell} has a thousands separator; save the file without such separators."),
    ),
    (
        lambda cell: True,
        N_("{cell} is not a number; change it, take the row out of the file, or choose another column."),
    ),
)


def number(cell):
    """Return the number in a text, its decimals after a point or a comma; NaN if it is no number."""
    text = cell.replace("−", "-")
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else np.nan


def missing(cells):
    """Return which of n texts, a Series, stand for a missing value, shape (n,)."""
    codes, texts = pd.factorize(cells)
    marks = _marks_of_missing(texts)
    return np.array([text.casefold() in marks for text in texts], dtype=bool)[codes]


def _marks_of_missing(texts):
    return MISSING - MINUSES if "+" in texts else MISSING


def share_of_numbers(cells):
    """Return the share of numbers among the texts, from 0 to 1, without those for a missing value."""
    filled = [cell for cell in cells if cell.casefold() not in MISSING]
    return sum(not np.isnan(number(cell)) for cell in filled) / max(len(filled), 1)


def numbers(name, cells):
    """Return the numbers, shape (n,), of the column `name`: a Series of n texts, its index the rows of the file."""
    values = np.array([number(cell) for cell in cells])
    faulty = ~(np.abs(values) <= LARGEST)
    if faulty.any():
        cell = cells.iloc[faulty.argmax()]
        reason = next(sentence for test, sentence in FAULTS if test(cell))
        raise fault(cells.index[faulty.argmax()], name, _(reason).format(cell=shown(cell.translate(BLANKS))))
    return values


def check_marks(columns, others):
    """Refuse numbers if it is not certain which mark in them stands before the decimals: it is one in a whole file.

    `columns` are {name: a Series of numbers, as texts}; `others`, Series of numbers too, only show which marks there
    are.
    """
    marked = {
        (name, mark): some
        for name, cells in columns.items()
        for mark in MARKS
        if (some := [cell for cell in cells.unique() if mark in cell])
    }
    elsewhere = {mark for cells in others for mark in MARKS if cells.str.contains(mark, regex=False).any()}
    used = {mark for _name, mark in marked}
    for (name, mark), some in marked.items():
        is_either = all(map(EITHER.fullmatch, some))
        if is_either and (len(used | elsewhere) == 2 or _reaches_hundreds(columns[name])):
            sentence = _(
                "{cell} is either {whole} with a thousands separator, or a number with three decimals; write the "
                "column without such separators, or with another number of decimals."
            )
            sentence = sentence.format(cell=shown(some[0]), whole=some[0].replace(mark, ""))
            raise fault(_row_of(some[0], columns[name]), name, sentence)
    if len(used) == 2:
        raise _two_marks(columns, marked)


def _reaches_hundreds(cells):
    """True where the numbers without a mark go to hundreds and stop before a thousand, as if that had needed one."""
    plain = [abs(number(cell)) for cell in cells.unique() if cell.lstrip("+-−").isdigit()]
    return 100 <= max(plain, default=0) < 1000


def _two_marks(columns, marked):
    firsts = {}
    for (name, mark), some in marked.items():
        found = _row_of(some[0], columns[name]), name, some[0], mark
        firsts[mark] = min(firsts.get(mark, found), found)
    (row, other_name, other, other_mark), (late, name, cell, mark) = sorted(firsts.values())
    sentence = _(
        "{cell} has a {mark}, and {other} in row {row}, column {column}, has a {other_mark}; use one of them in the "
        "whole file."
    )
    sentence = sentence.format(
        cell=shown(cell), mark=MARKS[mark], other=shown(other), row=row, column=shown(other_name),
        other_mark=MARKS[other_mark],
    )  # fmt: skip
    return fault(late, name, sentence)


def first_classes(cells):
    """Return {class: its text where it is met first} of the first classes in a column, three at most.

    Texts are of one class where only capitals differ, or where they are the same number, as 1 and 1.0.
    """
    found, texts = {}, cells.unique()
    marks = _marks_of_missing(texts)
    for cell in texts:
        if cell.casefold() not in marks:
            found.setdefault(_class(cell), cell)
        if len(found) == 3:
            break
    return found


def labels(name, cells):
    """Return the labels, shape (n,), of the column `name`, and the texts of class 0 and class 1.

    Class 0 is the smaller of two numbers, else the first in the alphabet: that is −1 before 1, no before yes.
    """
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


def _too_many(name, cells, texts):
    sentence = _("{third} is a third value, besides {first} and {second}; choose a column with two, or take rows out.")
    sentence = sentence.format(**dict(zip(("first", "second", "third"), map(shown, texts), strict=True)))
    return fault(_row_of(texts[2], cells), name, sentence)


def _too_few(name, cells):
    sentence = _("Column {name} has one value only, {value}, in every row; a label needs two.")
    return ValueError(sentence.format(name=shown(name), value=shown(cells.iloc[0])))


def _row_of(text, cells):
    return int(cells.index[(cells == text).to_numpy().argmax()])


def fault(row, name, reason):
    """Return an error that says where in the file something is the matter."""
    return ValueError(_("Row {row}, column {name}: {reason}").format(row=row, name=shown(name), reason=reason))
