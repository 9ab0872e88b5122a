"""Files: a table that somebody brings as CSV or TSV, and what becomes of it: labelled points on the square.

`read` parses the bytes, `points_of` makes points of three columns. The parser is Python's own `csv`: it yields row by
row, so that reading stops at the first row too many; it tells an empty cell from a missing one; and when it fails, the
number of the row is known.
"""

import codecs
import csv
import io
import re
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, zip_longest

import numpy as np
import pandas as pd

from nn_core.checks import LONGEST, shown
from nn_core.own import MAX_POINTS, REACH
from own_data import guesses
from own_data.columns import check_marks, fault, labels, missing, numbers, share_of_numbers
from own_data.guesses import SOME
from playground import texts
from playground.texts import N_, _, ngettext

MAX_BYTES = 2_000_000  # parsed they take 45 MB at worst, and thirty people share 690
MAX_ROWS = 100_000  # of the file, header and blank ones counted: as many as are checked within a second
MAX_COLUMNS = 100  # as many as a list to choose from can show
EDGE = 5  # where the smallest and the largest value lie, as the points of the other data sets do
SEPARATORS = ("\t", ";", ",")  # of two that fit equally well the first: a comma may be a decimal comma, too
HEAD = 50  # rows that tell which separator a file has
MANY = 0.1  # of the points: so many may lie under others without a note
# In an encoding of Windows: words with letters beyond ASCII, and words of such letters alone, nearly all Cyrillic.
ACCENTED = re.compile(
    rb"[A-Za-z]*[\xa5\xaa\xaf\xb2-\xb4\xb8\xba\xbf-\xff][A-Za-z\xa5\xaa\xaf\xb2-\xb4\xb8\xba\xbf-\xff]*"
)
CYRILLIC = re.compile(rb"[\xa5\xaa\xaf\xb2-\xb4\xb8\xba\xbf-\xff]{2,}")

# How files begin that hold no text, whatever they are called.
SIGNATURES = {
    b"PK\x03\x04": N_("a ZIP archive (an Excel file, perhaps)"),
    b"PK\x05\x06": N_("an empty ZIP archive"),
    b"\xd0\xcf\x11\xe0": N_("an old Excel file"),
    b"\x1f\x8b": N_("a gzip archive"),
    b"%PDF-": N_("a PDF document"),
    b"\x89PNG": N_("a PNG picture"),
    b"\xff\xd8\xff": N_("a JPEG picture"),
    b"GIF8": N_("a GIF picture"),
}
# The parser's errors, by how its message begins, in plain words.
FAULTS = {
    "unexpected end": N_("Row {row}: a quote opens and never closes; close it, or take it out."),
    "field larger": N_("Row {row}: a cell has more than 100,000 characters; perhaps a quote opens and never closes."),
    "": N_("Row {row}: a cell goes on after its closing quote; a quote that belongs to the text must be doubled."),
}


@dataclass(frozen=True, eq=False)
class Table:
    """A parsed file. `cells` are stripped texts; its columns are 0, 1, ..., its index the rows of the file.

    Rows count from 1, as a spreadsheet shows them; those without any text are left out.
    """

    names: tuple  # of the columns, short, no two alike
    cells: pd.DataFrame
    has_header: bool
    separator: str

    @property
    def first_row(self):
        """The number of the first row of data."""
        return int(self.cells.index[0])


@dataclass(frozen=True)
class Scaling:
    """How the numbers of a column, from `low` to `high`, become coordinates: −5 to 5, and 0 where all are equal.

    Or they are coordinates as they are.
    """

    name: str
    low: float
    high: float
    as_they_are: bool = False

    def places(self, values):
        """Return the coordinates of numbers, an array of the same shape."""
        values = np.asarray(values, dtype=float)
        if self.as_they_are:
            return values
        if self.low == self.high:
            return np.zeros(values.shape)
        return 2 * EDGE * ((values - self.low) / (self.high - self.low)) - EDGE


@dataclass(frozen=True, eq=False)
class Loaded:
    """The points that three columns of a file make, and how they came about."""

    points: np.ndarray  # (n, 2), from −5 to 5, or within the square as they are
    labels: np.ndarray  # (n,), zeros and ones
    scalings: tuple  # two Scalings
    classes: tuple  # the texts of class 0 and class 1
    rows: int  # of the file, with data in these columns
    notes: tuple  # sentences about points that were left out, or lie under others
    fits: bool  # all values are places on the square


class Gaps(ValueError):
    """Rows lack a value in the chosen columns; `count` of them could be left out."""

    def __init__(self, sentence, count):
        super().__init__(sentence)
        self.count = count


def read(contents, header=None):
    """Return the Table in the bytes of a CSV or TSV file.

    `header` says whether its first row holds names; None: that is guessed. Raises ValueError
    with one sentence for what is no such file, for one that is too large, and for rows of different lengths.
    """
    text, separator = _named_separator(_text(contents))
    separator = separator or max(SEPARATORS, key=lambda one: _fit(text, one))
    rows = _rectangle(text, separator)
    first, cells = next(iter(rows.items()))
    if header is None:
        header = guesses.holds_names(cells, [*islice(rows.values(), 1, SOME)])
    if header:
        del rows[first]
    if not rows:
        raise ValueError(_("Row {row} holds the names, and no row of data follows.").format(row=first))
    names = _names(cells if header else [""] * len(cells))
    return Table(names, pd.DataFrame([*rows.values()], index=[*rows], dtype=object), bool(header), separator)


def points_of(table, x1, x2, label, leave_out=False, as_they_are=False):
    """Return what three columns of a Table make, a Loaded with at most MAX_POINTS points.

    Rows with gaps are left out if that is wanted. Values stay as they are if that is wanted and all lie on the square.
    Raises Gaps, and ValueError with one sentence that names row and column where a cell cannot be used, for a column
    that is chosen twice, and for a label that has not two values.
    """
    cells, notes = _filled(table, (x1, x2, label), leave_out)
    inputs = {table.names[column]: cells[column] for column in (x1, x2)}
    values = np.column_stack([numbers(name, some) for name, some in inputs.items()])
    check_marks(inputs, _numeric(table))
    label_values, classes = labels(table.names[label], cells[label])
    fits = bool(np.abs(values).max() <= REACH)
    ends = zip(inputs, values.min(axis=0).tolist(), values.max(axis=0).tolist(), strict=True)
    scalings = tuple(Scaling(*end, as_they_are and fits) for end in ends)
    points = np.column_stack([scaling.places(some) for scaling, some in zip(scalings, values.T, strict=True)])
    taken, thinned = _taken(label_values)
    classes = tuple(_plain(text) for text in classes)
    notes = (*notes, *thinned, *_hidden(values[taken], points[taken]))
    return Loaded(points[taken], label_values[taken], scalings, classes, len(cells), notes, fits)


def _filled(table, chosen, leave_out):
    """Return the cells of the rows that lack none of the columns chosen, and sentences about the other rows."""
    for column in chosen:
        if chosen.count(column) > 1:
            sentence = _("Column {name} is chosen twice; choose three different columns: two inputs and a label.")
            raise ValueError(sentence.format(name=shown(table.names[column])))
    cells = table.cells[list(chosen)]
    is_empty = (cells == "").all(axis=1).to_numpy()
    lacks = np.column_stack([missing(cells[column]) for column in chosen])
    has_gap = lacks.any(axis=1) & ~is_empty
    is_whole = ~is_empty & ~has_gap
    if not is_whole.any():
        sentence = _("No row has values in all of the columns {names}; choose others.")
        raise ValueError(sentence.format(names=", ".join(shown(table.names[column]) for column in chosen)))
    if has_gap.any() and not leave_out:
        at = lacks[has_gap][0].argmax()
        raise _gaps(cells[has_gap], at, table.names[chosen[at]])
    return cells[is_whole], (*_left_out(cells.index[is_empty]), *_left_out_for_gaps(cells.index[has_gap]))


def _gaps(cells, at, name):
    """Return what says that rows of three cells have gaps, the first of them in its cell `at`."""
    cell, count = cells.iloc[0, at], len(cells)
    gap = _("{cell} stands for a missing value").format(cell=shown(cell)) if cell else _("the cell is empty")
    reason = ngettext(
        "{gap}; fill it in, or leave the row out.",
        "{gap}; {count} rows in all have a gap: fill them in, or leave these rows out.",
        count,
    )
    return Gaps(str(fault(cells.index[0], name, reason.format(gap=gap, count=texts.number(count)))), count)


def _numeric(table):
    """Yield the first cells of each column that holds numbers, without those for a missing value."""
    for column in table.cells:
        cells = table.cells[column].iloc[:SOME]
        if share_of_numbers(cells) == 1:
            yield cells[~missing(cells)]


def _named_separator(text):
    """Return a text, and the separator that its first line names, as Excel would have it; None if it names none."""
    named = re.match(r"sep=([,;\t])\n", text, re.IGNORECASE)
    return (text[named.end() :], named[1]) if named else (text, None)


def _text(contents):
    """Return the text of a file, its lines ended by a line feed: UTF-8, UTF-16 if it says so, else one of Windows."""
    if len(contents) > MAX_BYTES:
        sentence = _("The file has {many} bytes, and at most {most} can be read; take rows or columns out of it.")
        raise ValueError(sentence.format(many=texts.number(len(contents)), most=texts.number(MAX_BYTES)))
    for start, kind in SIGNATURES.items():
        if contents.startswith(start):
            sentence = _("This is {kind}, not a CSV file: save the table as CSV and load that.")
            raise ValueError(sentence.format(kind=_(kind)))
    text = "\0"
    for encoding in _encodings(contents):
        with suppress(UnicodeDecodeError):
            text = contents.decode(encoding)
            break
    if "\0" in text:
        raise ValueError(_("This file holds no text, whatever its name says: save the table as CSV and load that."))
    if not text.strip():
        raise ValueError(_("The file is empty."))
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def _encodings(contents):
    """Yield the encodings that a file may have, the likelier ones first."""
    if contents.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield "utf-16"
        return
    yield "utf-8-sig"
    words = [len(word[0]) > 1 and bool(CYRILLIC.fullmatch(word[0])) for word in ACCENTED.finditer(contents)]
    if sum(words) > len(words) / 2:
        yield "cp1251"
    yield from ("cp1252", "latin-1")


def _rows(text, separator):
    """Yield (number, cells) of every row, its cells stripped; ValueError where the parser stumbles."""
    reader = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True, strict=True)
    row = 0
    try:
        for row, cells in enumerate(reader, 1):
            yield row, [cell.strip() for cell in cells]
    except csv.Error as error:
        sentence = next(template for start, template in FAULTS.items() if str(error).startswith(start))
        raise ValueError(_(sentence).format(row=row + 1)) from None


def _fit(text, separator):
    """Return how well a separator fits the first rows: columns of numbers, whether of one length, and which length."""
    head = []
    with suppress(ValueError):  # reported when the whole file is read; the rows before it are enough here
        for _row, cells in islice(_rows(text, separator), HEAD):
            if any(cells) or len(cells) > 1:
                head.append(cells)
    widths = {len(cells) for cells in head} or {text.partition("\n")[0].count(separator) + 1}
    columns = islice(zip_longest(*(head[1:] or head), fillvalue=""), MAX_COLUMNS)
    return sum(share_of_numbers(cells) == 1 for cells in columns), len(widths) == 1 and max(widths) > 1, max(widths)


def _rectangle(text, separator):
    """Return {number: cells} of the rows that hold any text, all of one length."""
    rows, numbered = {}, _rows(text, separator)
    for row, cells in numbered:
        if row > MAX_ROWS:
            sentence = _("The file has more than {most} rows, which is as many as can be read; take some out of it.")
            raise ValueError(sentence.format(most=texts.number(MAX_ROWS)))
        if not any(cells):
            continue
        if not rows:
            first, width = row, _checked_width(row, len(cells), numbered)
        elif len(cells) < width - 1 or any(cells[width:]):
            raise _ragged(row, len(cells), first, width, separator)
        elif len(cells) < width:
            cells.append("")  # some programs omit the last separator where nothing follows it
        rows[row] = cells[:width]
    if not rows:
        raise ValueError(_("The file is empty: it has separators, and no text between them."))
    return rows


def _checked_width(row, width, following):
    if width > MAX_COLUMNS:
        sentence = _("Row {row} has {many} cells, and at most {most} columns can be read; take some out of the file.")
        raise ValueError(sentence.format(row=row, many=texts.number(width), most=MAX_COLUMNS))
    if width == 1 and (below := next((below for below, cells in following if len(cells) > 2), None)):
        sentence = _(
            "Row {row} has one cell, and the table begins below it; take the rows above row {below} out of the file."
        )
        raise ValueError(sentence.format(row=row, below=below))
    if width == 1:
        sentence = _(
            "Row {row} has one cell, and a table needs at least three columns, two inputs and a label, with commas, "
            "semicolons or tabs between them."
        )
        raise ValueError(sentence.format(row=row))
    if width == 2:
        sentence = _("Row {row} has two cells, and a table needs at least three columns, two inputs and a label.")
        raise ValueError(sentence.format(row=row))
    return width


def _ragged(row, width, first, expected, separator):
    sentence = _("Row {row} has too few cells, {many}, and row {first} has {expected}; fill in what is missing.")
    if width > expected:
        sentence = _(
            "Row {row} has too many cells, {many}, and row {first} has {expected}; a separator inside a cell needs "
            "quotes around the cell."
        )
    if width > expected and separator == ",":
        sentence = _(
            "Row {row} has too many cells, {many}, and row {first} has {expected}; a comma inside a cell, a decimal "
            "comma too, needs quotes around the cell, or semicolons between the columns."
        )
    return ValueError(sentence.format(row=row, many=texts.number(width), first=first, expected=expected))


def _names(cells):
    """Return a short name for every column, no two alike."""
    names = []
    for place, cell in enumerate(cells, 1):
        name = plain = _plain(cell) or _("column {place}").format(place=place)
        again = 1
        while name in names:
            again += 1
            name = f"{plain} ({again})"
        names.append(name)
    return tuple(names)


def _plain(text):
    """Return a text of the file as one short line, without what cannot be seen."""
    text = "".join(character for character in " ".join(text.split()) if character.isprintable())
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _left_out(rows):
    if not len(rows):
        return ()
    sentence = ngettext(
        "Row {row} is left out: its three cells are empty.",
        "{many} rows are left out, the first of them row {row}: their three cells are empty.",
        len(rows),
    )
    return (sentence.format(many=texts.number(len(rows)), row=rows[0]),)


def _left_out_for_gaps(rows):
    if not len(rows):
        return ()
    sentence = ngettext(
        "Row {row} is left out: it has a gap.",
        "{many} rows with gaps are left out, the first of them row {row}.",
        len(rows),
    )
    return (sentence.format(many=texts.number(len(rows)), row=rows[0]),)


def _hidden(values, points):
    """Return sentences about points that cannot be told apart, though their values can: places are rounded."""
    distinct, seen = (len(np.unique(some, axis=0)) for some in (values, np.rint(100 * points)))
    if distinct - seen <= MANY * distinct:
        return ()
    sentence = _(
        "Points that coincide with another: {many} of {all}, since coordinates are rounded to 0.01. Values far from "
        "all the others squeeze those together; take such rows out of the file."
    )
    return (sentence.format(many=texts.number(distinct - seen), all=texts.number(distinct)),)


def _taken(label_values):
    """Return which rows become points, and sentences about it: every k-th of each class where all would be too many."""
    rows = len(label_values)
    if rows <= MAX_POINTS:
        return np.arange(rows), ()
    every = -(-rows // (MAX_POINTS - 1))  # one less, since the first of each class is always taken
    taken = np.sort(np.concatenate([np.flatnonzero(label_values == label)[::every] for label in (0, 1)]))
    sentence = _(
        "{rows} rows are more than the {most} points that fit; of each class one row in {every} is taken, "
        "{many} in all."
    )
    counts = {"rows": rows, "most": MAX_POINTS, "many": len(taken)}
    return taken, (sentence.format(every=every, **{name: texts.number(count) for name, count in counts.items()}),)
