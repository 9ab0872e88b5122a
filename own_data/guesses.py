"""Guesses: whether the first row of a file holds names, and which of its columns are worth a try."""

import re

import numpy as np
import pandas as pd

from own_data.columns import first_classes, missing, number, share_of_numbers

SOME = 1000  # rows that tell which columns hold numbers
LARGEST_ID = 1e15

# Words in the names of columns that number the rows, and of those that hold classes, in the languages of the app.
IDS = {
    *("id", "index", "idx", "nr", "num", "number", "row", "rowid", "rowname", "rownames"),
    *("índice", "número", "linha", "código"),
    *("номер", "рядок", "індекс", "код", "ід"),
}
CLASSES = {
    *("label", "class", "target", "y", "species", "kind", "type", "category", "group", "diagnosis", "outcome"),
    *("result", "survived"),
    *("rótulo", "classe", "alvo", "espécie", "tipo", "categoria", "grupo", "diagnóstico", "resultado", "desfecho"),
    *("мітка", "клас", "ціль", "вид", "тип", "категорія", "група", "діагноз", "результат"),
}


def holds_names(first, others):
    """Return whether the cells of a row are the names of columns, by the rows that follow.

    They are if a word stands above numbers, or if all are words and none of them stands for a missing value.
    """
    is_gap = missing(pd.Series(first, dtype=object))
    for at, cell in enumerate(first):
        if _is_word(cell) and not is_gap[at] and share_of_numbers([row[at] for row in others]) == 1:
            return True
    return all(map(_is_word, first)) and not any(gap and cell for gap, cell in zip(is_gap, first, strict=True))


def guess(table):
    """Return (x1, x2, label), three columns: two that seem to be measured, and one that seems to hold two classes."""
    columns = range(len(table.names))
    label = min(columns, key=lambda column: (*_rank_as_label(table.names[column], table.cells[column]), -column))
    others = [column for column in columns if column != label]
    ranks = {column: _rank_as_input(table.names[column], table.cells[column].iloc[:SOME]) for column in others}
    x1, x2 = sorted(sorted(others, key=ranks.get)[:2])
    return x1, x2, label


def _rank_as_label(name, cells):
    """Return what is the smaller the better: two values, a name for it, no gap; words before 0 and 1 before numbers."""
    classes = first_classes(cells)
    has_two = len(classes) == 2
    kind = 0 if any(map(_is_word, classes.values())) else 1 if classes.keys() <= {-1, 0, 1} else 2
    return not has_two, not _words(name) & CLASSES, bool(has_two and missing(cells).any()), kind


def _rank_as_input(name, cells):
    """Return what is the smaller the better: mostly numbers, which are not those of the rows, and no word at all."""
    share = share_of_numbers(cells)
    return share < 0.5, _is_id(name) or (share == 1 and _counts(cells)), -share


def _is_id(name):
    words = _words(name)
    return words <= IDS or "id" in words


def _counts(cells):
    """True for whole numbers that go up from row to row."""
    values = np.array([number(cell) for cell in cells])
    is_whole = (np.abs(values) < LARGEST_ID).all() and (values == np.rint(values)).all()
    return len(values) > 1 and bool(is_whole and (np.diff(values) > 0).all())


def _is_word(cell):
    return np.isnan(number(cell))


def _words(name):
    return set(re.findall(r"[^\W_]+", name.casefold()))
