"""The session's own points as arrays: what plane, table and files hand in, and what they show."""

import numpy as np

from nn_core import own
from playground import own_points


def present():
    """Return (points (n, 2), labels (n,)) of the session; there may be none."""
    return read(own_points.text())


def read(text):
    """Return (points (n, 2), labels (n,)) of a text of own points, "" for none."""
    return own.decode(text) if text else (np.empty((0, 2)), np.empty(0))


def write(points, labels):
    """Return the text of points (n, 2) with their labels (n,), "" for none; ValueError as `nn_core.own` raises it."""
    return own.encode(points, labels) if len(labels) else ""


def as_csv(points, labels, decimal="."):
    """Return the bytes of a CSV file that loads as the very same points; a spreadsheet wants its own decimal mark."""
    separator = ";" if decimal == "," else ","
    rows = ((f"{x:.2f}", f"{y:.2f}", f"{label:.0f}") for (x, y), label in zip(points, labels, strict=True))
    lines = [separator.join(("x1", "x2", "class")), *(separator.join(row).replace(".", decimal) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def keep(points, labels):
    """Make these the session's own points, and return their text; ValueError as `nn_core.own` raises it."""
    text = write(points, labels)
    if text != own_points.text():
        own_points.keep(text)
    return text
