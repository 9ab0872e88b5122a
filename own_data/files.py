"""Files: a table that somebody brings as CSV or TSV, and what becomes of it: labelled points on the square.

`read` takes the bytes apart, `guess` proposes which three columns to use, `points_of` makes points of them. The parser
is Python's own `csv`: it hands on row by row, so that a file with too many rows is left alone as soon as that shows, it
tells an empty cell from one that is not there, and where it stumbles the row is known.
"""

import codecs
import csv
import io
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, zip_longest

import numpy as np
import pandas as pd

from nn_core.checks import LONGEST, shown
from nn_core.own import MAX_POINTS
from own_data.columns import first_classes, is_numeric, labels, number, numbers
from playground import texts
from playground.texts import N_, _, ngettext

MAX_BYTES = 2_000_000  # taken apart they are 45 MB at worst, and thirty people share 690
MAX_ROWS = 100_000  # of the file, header and blank ones counted: as many as are checked within a second
MAX_COLUMNS = 100  # as many as a list to choose from can show
EDGE = 5  # where the smallest and the largest value lie, as the points of the other data sets do
SEPARATORS = ("\t", ";", ",")  # of two that fit equally well the first: a comma may be a decimal comma, too
HEAD = 50  # rows that tell which separator a file has
SOME = 1000  # rows that tell which columns hold numbers

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
# What the parser complains of, by how its message begins, in a person's words.
FAULTS = {
    "unexpected end": N_("Row {row}: a quote opens and never closes; close it, or take it out."),
    "field larger": N_("Row {row}: a cell has more than 100,000 characters; perhaps a quote opens and never closes."),
    "": N_("Row {row}: after a closing quote a cell goes on; a quote that belongs to its text is written twice."),
}


@dataclass(frozen=True, eq=False)
class Table:
    """A file taken apart. `cells` are stripped texts; its columns are 0, 1, ..., its index the rows of the file.

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
    """How the numbers of a column, from `low` to `high`, become coordinates: −5 to 5, and 0 where all are equal."""

    name: str
    low: float
    high: float

    def places(self, values):
        """Return the coordinates of numbers, an array of the same shape."""
        values = np.asarray(values, dtype=float)
        if self.low == self.high:
            return np.zeros(values.shape)
        return 2 * EDGE * ((values - self.low) / (self.high - self.low)) - EDGE

    def sentence(self):
        """Return in words what `places` does. The name is the file's: it is text, whatever it looks like."""
        if self.low == self.high:
            told = _("{name}: {low} everywhere, which lies at 0.")
            return told.format(name=self.name, low=texts.number(self.low, "g"))
        told = _("{name}: {low} lies at −{edge} and {high} at {edge}.")
        low, high = (texts.number(value, "g") for value in (self.low, self.high))
        return told.format(name=self.name, low=low, high=high, edge=EDGE)


@dataclass(frozen=True, eq=False)
class Loaded:
    """The points that three columns of a file make, and how they came about."""

    points: np.ndarray  # (n, 2), from −5 to 5
    labels: np.ndarray  # (n,), zeros and ones
    scalings: tuple  # two Scalings
    classes: tuple  # the texts of class 0 and class 1
    rows: int  # of the file, with data in these columns
    notes: tuple  # sentences about what was left out


def read(contents, header=None):
    """Return the Table in the bytes of a CSV or TSV file.

    `header` says whether its first row holds names; None: it does if none of its cells is a number. Raises ValueError
    with one sentence for what is no such file, for one that is too large, and for rows of different lengths.
    """
    text = _text(contents)
    separator = max(SEPARATORS, key=lambda one: _fit(text, one))
    rows = _rectangle(text, separator)
    first, cells = next(iter(rows.items()))
    if header is None:
        header = all(np.isnan(number(cell)) for cell in cells)
    if header:
        del rows[first]
    if not rows:
        raise ValueError(_("Row {row} holds the names, and no row of data follows.").format(row=first))
    names = _names(cells if header else [""] * len(cells))
    return Table(names, pd.DataFrame([*rows.values()], index=[*rows], dtype=object), bool(header), separator)


def guess(table):
    """Return (x1, x2, label), three columns: the label has two values if one has; the inputs hold numbers if two do."""
    columns = range(len(table.names))
    two_values = [column for column in columns if len(first_classes(table.cells[column])) == 2]
    label = two_values[-1] if two_values else columns[-1]
    others = [column for column in columns if column != label]
    x1, x2 = sorted(others, key=lambda column: not is_numeric(table.cells[column].iloc[:SOME]))[:2]
    return x1, x2, label


def points_of(table, x1, x2, label):
    """Return what three columns of a Table make, a Loaded with at most MAX_POINTS points.

    Raises ValueError with one sentence that names row and column where a cell cannot be used, for a column that is
    chosen twice, and for a label that has not two values.
    """
    chosen = (x1, x2, label)
    for column in chosen:
        if chosen.count(column) > 1:
            told = _("Column {name} is chosen twice; choose three different columns: two inputs and a label.")
            raise ValueError(told.format(name=shown(table.names[column])))
    cells = table.cells[list(chosen)]
    empty = (cells == "").all(axis=1)
    cells, notes = cells[~empty], _left_out(empty.index[empty])
    if not len(cells):
        told = _("Columns {names} are empty; choose other ones.")
        raise ValueError(told.format(names=", ".join(shown(table.names[column]) for column in chosen)))
    values = [numbers(table.names[column], cells[column]) for column in (x1, x2)]
    label_values, classes = labels(table.names[label], cells[label])
    scalings = tuple(
        Scaling(table.names[column], float(some.min()), float(some.max()))
        for column, some in zip((x1, x2), values, strict=True)
    )
    points = np.column_stack([scaling.places(some) for scaling, some in zip(scalings, values, strict=True)])
    taken, thinned = _taken(label_values)
    classes = tuple(_plain(text) for text in classes)
    return Loaded(points[taken], label_values[taken], scalings, classes, len(cells), (*notes, *thinned))


def _text(contents):
    """Return the text of a file, its lines ended by a line feed: UTF-8, UTF-16 if it says so, else Windows' Latin-1."""
    if len(contents) > MAX_BYTES:
        told = _("The file has {many} bytes, and at most {most} can be read; take rows or columns out of it.")
        raise ValueError(told.format(many=texts.number(len(contents)), most=texts.number(MAX_BYTES)))
    for start, kind in SIGNATURES.items():
        if contents.startswith(start):
            told = _("This is {kind}, not a CSV file: save the table as CSV and load that.")
            raise ValueError(told.format(kind=_(kind)))
    marked = contents.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = "\0"
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252", "latin-1"):
        with suppress(UnicodeDecodeError):
            text = contents.decode(encoding)
            break
    if "\0" in text:
        raise ValueError(_("This file holds no text, whatever its name says: save the table as CSV and load that."))
    if not text.strip():
        raise ValueError(_("The file is empty."))
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def _rows(text, separator):
    """Yield (number, cells) of every row, its cells stripped; ValueError where the parser stumbles."""
    reader = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True, strict=True)
    row = 0
    try:
        for row, cells in enumerate(reader, 1):
            yield row, [cell.strip() for cell in cells]
    except csv.Error as error:
        told = next(sentence for start, sentence in FAULTS.items() if str(error).startswith(start))
        raise ValueError(_(told).format(row=row + 1)) from None


def _fit(text, separator):
    """Return how well a separator fits the first rows: columns of numbers, whether of one length, and which length."""
    head = []
    with suppress(ValueError):  # said when the whole file is read; the rows before it tell enough
        for _row, cells in islice(_rows(text, separator), HEAD):
            if any(cells) or len(cells) > 1:
                head.append(cells)
    widths = {len(cells) for cells in head} or {text.partition("\n")[0].count(separator) + 1}
    columns = islice(zip_longest(*(head[1:] or head), fillvalue=""), MAX_COLUMNS)
    return sum(map(is_numeric, columns)), len(widths) == 1 and max(widths) > 1, max(widths)


def _rectangle(text, separator):
    """Return {number: cells} of the rows that hold any text, all of one length."""
    rows = {}
    for row, cells in _rows(text, separator):
        if row > MAX_ROWS:
            told = _("The file has more than {most} rows, which is as many as can be read; take some out of it.")
            raise ValueError(told.format(most=texts.number(MAX_ROWS)))
        if not any(cells):
            continue
        if not rows:
            first, width = row, _checked_width(row, len(cells))
        elif len(cells) < width or any(cells[width:]):
            raise _ragged(row, len(cells), first, width, separator)
        rows[row] = cells[:width]
    if not rows:
        raise ValueError(_("The file is empty: it has separators, and no text between them."))
    return rows


def _checked_width(row, width):
    if width > MAX_COLUMNS:
        told = _("Row {row} has {many} cells, and at most {most} columns can be read; take some out of the file.")
        raise ValueError(told.format(row=row, many=texts.number(width), most=MAX_COLUMNS))
    if width == 1:
        told = _(
            "Row {row} has one cell, and a table needs at least three columns, two inputs and a label, with commas, "
            "semicolons or tabs between them."
        )
        raise ValueError(told.format(row=row))
    if width == 2:
        told = _("Row {row} has two cells, and a table needs at least three columns, two inputs and a label.")
        raise ValueError(told.format(row=row))
    return width


def _ragged(row, width, first, expected, separator):
    told = _("Row {row} has too few cells, {many}, and row {first} has {expected}; fill in what is missing.")
    if width > expected:
        told = _(
            "Row {row} has too many cells, {many}, and row {first} has {expected}; a separator inside a cell needs "
            "quotes around the cell."
        )
    if width > expected and separator == ",":
        told = _(
            "Row {row} has too many cells, {many}, and row {first} has {expected}; a comma inside a cell, a decimal "
            "comma too, needs quotes around the cell, or semicolons between the columns."
        )
    return ValueError(told.format(row=row, many=texts.number(width), first=first, expected=expected))


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
    told = ngettext(
        "Row {row} is left out: its three cells are empty.",
        "{many} rows are left out, the first of them row {row}: their three cells are empty.",
        len(rows),
    )
    return (told.format(many=texts.number(len(rows)), row=rows[0]),)


def _taken(label_values):
    """Return which rows become points, and sentences about it: every k-th of each class where all would be too many."""
    rows = len(label_values)
    if rows <= MAX_POINTS:
        return np.arange(rows), ()
    every = -(-rows // (MAX_POINTS - 1))  # one less, since the first of each class is always taken
    taken = np.sort(np.concatenate([np.flatnonzero(label_values == label)[::every] for label in (0, 1)]))
    told = _(
        "{rows} rows are more than the {most} points that fit; of each class one row in {every} is taken, "
        "{many} in all."
    )
    counts = {"rows": rows, "most": MAX_POINTS, "many": len(taken)}
    return taken, (told.format(every=every, **{name: texts.number(count) for name, count in counts.items()}),)
