"""The table of own points, to type and paste into, in step with the plane.

Its cells are texts: a number column of Streamlit's reads a pasted 0,5 as 5. Blank rows wait at its end, with their
numbers. The editor keeps its rows, and with them its place and focus, as long as it is the one that changes them. It is
made anew when the points change elsewhere, when rows were deleted, for the sake of the numbers, and when many were
changed: Streamlit takes a millisecond for each row that was added, a tenth for each cell, in every run of the page.
"""

import secrets
from functools import cache

import numpy as np
import pandas as pd
import streamlit as st

from nn_core import checks
from nn_core.own import MAX_POINTS, REACH, STEPS
from own_data import columns, points
from playground import own_points
from playground.languages import current
from playground.texts import N_, Texts, _, notice, number, translated

COLUMNS = Texts({"x1": "x₁", "x2": "x₂", "class": N_("class")})
HEIGHT = 480  # pixels
BLANK = 30  # rows to type and paste into
MANY_ADDED = 10  # rows in one editor
MANY_EDITED = 200
MAX_SENTENCES = 4
CLASSES = {-1: 0, 0: 0, 1: 1}
LONGEST = 60  # characters of a cell


# --- between points and rows of three texts


def rows_of(places, labels):
    """Return a row [x1, x2, class] of texts for each of points (n, 2) with labels (n,)."""
    steps = np.rint(100 * np.asarray(places)).astype(int).reshape(-1, 2) + STEPS
    classes = np.asarray(labels).astype(int).tolist()
    texts = _texts(current().decimal)
    return [[texts[x], texts[y], "01"[label]] for (x, y), label in zip(steps.tolist(), classes, strict=True)]


@cache
def _texts(decimal):
    """Return the texts of all places with this mark before the decimals: all tables of all sessions share them."""
    return [f"{step / 100:.2f}".replace(".", decimal) for step in range(-STEPS, STEPS + 1)]


def points_of(rows, first=1):
    """Return (points (n, 2), labels (n,), unfinished, sentences) of rows of three texts, numbered from `first` on.

    `unfinished` are the rows that are no points and not blank; a sentence says what is the matter with each of the
    first few, by its number, and one of all others.
    """
    found, unfinished, sentences = [], [], []
    following = [*rows[1:], ["", "", ""]]
    for at, row in enumerate(rows, start=first):
        if is_blank(row) or _are_names(row, following[at - first]):
            continue
        try:
            found.append(_point(row, at))
        except ValueError as error:
            unfinished.append(row)
            sentences.append(str(error))
    if (more := len(sentences) - MAX_SENTENCES) > 0:
        sentences[MAX_SENTENCES:] = [_("Rows left out besides these: {count}.").format(count=more)]
    array = np.array(found, dtype=float).reshape(-1, 3)
    return array[:, :2], array[:, 2], unfinished, sentences


def edited(rows, changes):
    """Return the rows after what an editor has reported: edited cells, added rows, and the numbers of deleted ones.

    The report comes from a browser: what in it is none of these is passed over.
    """
    rows = [list(row) for row in rows]
    for at, cells in changes["edited_rows"].items():
        if 0 <= at < len(rows):
            _fill(rows[at], cells)
    for cells in _list(changes, "added_rows")[: 2 * MAX_POINTS]:
        rows.append(["", "", ""])
        _fill(rows[-1], cells)
    deleted = {at for at in _list(changes, "deleted_rows") if isinstance(at, int)}
    return [row for at, row in enumerate(rows) if at not in deleted]


def _list(changes, name):
    return changes[name] if isinstance(changes[name], list) else []


def _is_sound(state, changes):
    """False for a report that Streamlit's own editor would stumble over: of rows or cells that there are not."""
    cells = [*changes["edited_rows"].values(), *_list(changes, "added_rows")]
    rows = range(len(state["base"]))
    return all(at in rows for at in changes["edited_rows"]) and all(
        isinstance(row, dict) and row.keys() <= COLUMNS.keys() for row in cells
    )


def is_blank(row):
    """True for a row with nothing in it."""
    return not any(cell.strip() for cell in row)


def _are_names(row, following):
    """True for the head of a table that was pasted with it: three words, and numbers below them."""
    are_words = all(_is_no_number(cell) and any(map(str.isalpha, cell)) for cell in row)
    return are_words and not any(map(_is_no_number, following))


def _is_no_number(cell):
    return np.isnan(columns.number(cell.strip()))


def _fill(row, cells):
    if not isinstance(cells, dict):
        return
    for at, name in enumerate(COLUMNS):
        if name in cells:
            row[at] = str(cells[name])[:LONGEST] if isinstance(cells[name], (str, int, float)) else ""


def _point(row, number):
    """Return (x1, x2, label); ValueError with a sentence if the row is no point."""
    for name, cell in zip(translated(COLUMNS).values(), row, strict=True):
        if not cell.strip():
            raise ValueError(_("Row {row} has no {column} yet.").format(row=number, column=name))
    return *(_place(cell, number, name) for cell, name in zip(row, ("x₁", "x₂"), strict=False)), _label(row[2], number)


def _place(cell, number, name):
    value = columns.number(cell.strip())
    if np.isnan(value):
        sentence = _("Row {row}: {text} for {column} is not a number. The row is left out.")
        raise ValueError(sentence.format(row=number, text=checks.shown(cell), column=name))
    if abs(value) > REACH:
        sentence = _("Row {row}: {column} is {text}, and the square ends at −6 and 6. The row is left out.")
        raise ValueError(sentence.format(row=number, text=checks.shown(cell.strip()).strip("'"), column=name))
    return value


def _label(cell, number):
    label = CLASSES.get(columns.number(cell.strip()))  # so that 1.0 is 1, and −1, as some have it, is 0
    if label is None:
        sentence = _("Row {row}: the class is {text}, and it must be 0 or 1. The row is left out.")
        raise ValueError(sentence.format(row=number, text=checks.shown(cell)))
    return label


# --- the editor


def table():
    """Draw the editor with the session's own points, and say what is the matter with its rows."""
    state = _state()
    is_lost = not state["is_new"] and _key(state) not in st.session_state  # it was out of sight, and its edits are gone
    if is_lost or own_points.text() != state["text"]:
        if not _has_grown(state["text"], own_points.text()):
            forget_unfinished()  # they were undone, cleared or erased, for all that can be told
        rows, unfinished = rows_of(*points.present()), state["unfinished"]
        *_same, state["sentences"] = points_of(unfinished, len(rows) + 1)
        _renew(state, rows + unfinished)
    state["is_new"] = False
    st.data_editor(
        state["base"],
        key=_key(state),
        num_rows="dynamic",
        hide_index=False,
        height=HEIGHT,
        column_config={
            name: st.column_config.TextColumn(title, alignment="right") for name, title in translated(COLUMNS).items()
        },
        on_change=_changed,
        alt=_("The points, a row each: x₁, x₂ and class"),
    )  # fmt: skip
    if state["sentences"]:
        st.html(notice(state["sentences"]))


def _has_grown(before, after):
    """True where points were only added to those of a text, as a stroke does."""
    return before == after or _rows_in(after)[: len(_rows_in(before))] == _rows_in(before)


def _rows_in(text):
    """Return the points of a text as rows of three texts."""
    return rows_of(*points.read(text or ""))


def forget_unfinished():
    """Let go of rows that are no points: others take the place of all that there is."""
    _state()["unfinished"] = []


def _state():
    """What the session knows of its table: `base` are the rows that the editor began with, `text` the points in it."""
    fresh = {"token": "", "base": None, "text": None, "is_new": False, "unfinished": [], "sentences": []}
    return st.session_state.setdefault("own_table_state", fresh)


def _key(state):
    # Not a number: for an editor that is known before it is there, Streamlit takes any report, however long, unseen.
    return f"own_table_{state['token']}"


def _renew(state, rows):
    """Begin another editor, with these rows, and blank ones at the end."""
    rows = rows + [["", "", ""]] * min(BLANK, MAX_POINTS - len(rows))
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object, index=pd.RangeIndex(1, len(rows) + 1))
    state |= {"token": secrets.token_hex(6), "base": frame, "text": own_points.text(), "is_new": True}


def _changed():
    """Take over what was typed, pasted or deleted."""
    state = _state()
    if own_points.text() != state["text"]:
        return  # drawing came first: the editor is about to show other rows than those that were edited
    changes = st.session_state[_key(state)]
    rows = edited(state["base"].values.tolist(), changes)
    is_much = len(_list(changes, "added_rows")) > MANY_ADDED or len(changes["edited_rows"]) > MANY_EDITED
    is_renewed = is_much or len(rows) > MAX_POINTS or bool(changes["deleted_rows"]) or not _is_sound(state, changes)
    if is_renewed:
        rows = [row for row in rows if not is_blank(row)]
    places, labels, state["unfinished"], state["sentences"] = points_of(rows[:MAX_POINTS])
    if len(rows) > MAX_POINTS:
        sentence = _("There is room for {most} rows; what came after them is left out.")
        state["sentences"].insert(0, sentence.format(most=number(MAX_POINTS)))
    state["text"] = points.keep(places, labels)
    if is_renewed:
        _renew(state, rows[:MAX_POINTS])
