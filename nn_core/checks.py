"""Checks of what a caller hands in: each returns the value, or raises ValueError with one sentence."""

import math
import numbers
import reprlib

import numpy as np

NO_NUMBERS = (bool, np.timedelta64)  # though Python and NumPy count them among the whole numbers
LONGEST = 40  # characters of a value in a sentence: a value may be as long as an address can be
_short = reprlib.Repr()
_short.maxstring = _short.maxlong = _short.maxother = LONGEST
_short.maxlevel = 2  # to show lists of lists of lists takes time, and most of it is then cut off


def whole(name, value, low, high=None):
    """Return `value` as an int if it is a whole number from `low` to `high` (None: no upper limit)."""
    is_whole = isinstance(value, numbers.Integral) and not isinstance(value, NO_NUMBERS)
    if is_whole and value >= low and (high is None or value <= high):
        return int(value)
    limits = f"of at least {low}" if high is None else f"from {low} to {high}"
    raise ValueError(f"{name} must be a whole number {limits}, not {shown(value)}.")


def real(name, value, low, high=None):
    """Return `value` as a float if it is a finite number from `low` to `high` (None: no upper limit)."""
    number = _as_float(value)
    if math.isfinite(number) and low <= number and (high is None or number <= high):
        return number
    limits = f"of at least {_plain(low)}" if high is None else f"from {_plain(low)} to {_plain(high)}"
    raise ValueError(f"{name} must be a finite number {limits}, not {shown(value)}.")


def choice(name, value, options):
    """Return `value` if it is one of `options`."""
    text = str.__str__(value) if isinstance(value, str) else None  # what it holds, whatever a subclass prints
    if text in options:
        return text
    raise ValueError(f"{name} must be one of {', '.join(options)}, not {shown(value)}.")


def shown(value):
    """Return `value` as a sentence can hold it: short, on one line, what cannot be seen written as an escape."""
    try:
        text = " ".join(_short.repr(value).split())
    except Exception:  # Python writes out no number of more than 4300 digits; and any object may fail to
        return "a value that cannot be shown"
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _as_float(value):
    """NaN for what is no number, or too large for a float."""
    try:
        return float(value) if isinstance(value, numbers.Real) and not isinstance(value, NO_NUMBERS) else math.nan
    except OverflowError:
        return math.nan


def _plain(number):
    """0.00001 and not 1e-05."""
    return f"{number:.10f}".rstrip("0").rstrip(".")
