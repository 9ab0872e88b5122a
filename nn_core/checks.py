"""Checks of what a caller hands in: each returns the value, or raises a Fault, a ValueError with one sentence.

The sentences are English here. Whoever shows them to a reader of another language finds them in their parts.
"""

import math
import numbers
import reprlib

import numpy as np

NO_NUMBERS = (bool, np.timedelta64)  # though Python and NumPy count them among the whole numbers
LONGEST = 40  # characters of a value in a sentence: a value may be as long as an address can be
_short = reprlib.Repr()
_short.maxstring = _short.maxlong = _short.maxother = LONGEST
_short.maxlevel = 2  # to show lists of lists of lists takes time, and most of it is then cut off


class Phrase:
    """Words with places in them, `template`, and what goes there, `values`; as text, the English words."""

    def __init__(self, template, **values):
        self.template, self.values = template, values

    def __str__(self):
        return self.template.format(**self.values)


class Fault(ValueError):
    """What a caller has done wrong, in one sentence; `phrase` holds its parts."""

    def __init__(self, template, **values):
        self.phrase = Phrase(template, **values)
        super().__init__(str(self.phrase))


def whole(name, value, low, high=None):
    """Return `value` as an int if it is a whole number from `low` to `high` (None: no upper limit)."""
    is_whole = isinstance(value, numbers.Integral) and not isinstance(value, NO_NUMBERS)
    if is_whole and value >= low and (high is None or value <= high):
        return int(value)
    if high is None:
        raise Fault(
            "{name} must be a whole number of at least {low}, not {value}.", name=name, low=low, value=shown(value)
        )
    raise Fault(
        "{name} must be a whole number from {low} to {high}, not {value}.",
        name=name, low=low, high=high, value=shown(value),
    )  # fmt: skip


def real(name, value, low, high=None):
    """Return `value` as a float if it is a finite number from `low` to `high` (None: no upper limit)."""
    number = _as_float(value)
    if math.isfinite(number) and low <= number and (high is None or number <= high):
        return number
    values = {"name": name, "low": _plain(low), "value": shown(value)}
    if high is None:
        raise Fault("{name} must be a finite number of at least {low}, not {value}.", **values)
    raise Fault("{name} must be a finite number from {low} to {high}, not {value}.", high=_plain(high), **values)


def choice(name, value, options):
    """Return `value` if it is one of `options`."""
    text = str.__str__(value) if isinstance(value, str) else None  # what it holds, whatever a subclass prints
    if text in options:
        return text
    raise Fault(
        "{name} must be one of {options}, not {value}.", name=name, options=", ".join(options), value=shown(value)
    )


def shown(value):
    """Return `value` as a sentence can hold it: short, on one line, what cannot be seen written as an escape."""
    try:
        text = " ".join(_short.repr(value).split())
    except Exception:  # Python writes out no number of more than 4300 digits; and any object may fail to
        return Phrase("a value that cannot be shown")
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
