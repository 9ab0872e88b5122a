"""Checks of what a caller hands in: each returns the value, or raises ValueError with one sentence."""

import math
import numbers
import reprlib

_short = reprlib.Repr()  # a value may be as long as an address can be; a sentence is not
_short.maxstring = _short.maxlong = _short.maxother = 40


def whole(name, value, low, high=None):
    """Return `value` as an int if it is a whole number from `low` to `high` (None: no upper limit)."""
    is_whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if is_whole and value >= low and (high is None or value <= high):
        return int(value)
    limits = f"of at least {low}" if high is None else f"from {low} to {high}"
    raise ValueError(f"{name} must be a whole number {limits}, not {_short.repr(value)}.")


def real(name, value, low, high=None):
    """Return `value` as a float if it is a finite number from `low` to `high` (None: no upper limit)."""
    number = _as_float(value)
    if math.isfinite(number) and low <= number and (high is None or number <= high):
        return number
    limits = f"of at least {_plain(low)}" if high is None else f"from {_plain(low)} to {_plain(high)}"
    raise ValueError(f"{name} must be a finite number {limits}, not {_short.repr(value)}.")


def choice(name, value, options):
    """Return `value` if it is one of `options`."""
    if isinstance(value, str) and value in options:
        return str(value)
    raise ValueError(f"{name} must be one of {', '.join(options)}, not {_short.repr(value)}.")


def _as_float(value):
    """NaN for what is no number, or too large for a float."""
    try:
        return float(value) if isinstance(value, numbers.Real) and not isinstance(value, bool) else math.nan
    except OverflowError:
        return math.nan


def _plain(number):
    """0.00001 and not 1e-05."""
    return f"{number:.10f}".rstrip("0").rstrip(".")
