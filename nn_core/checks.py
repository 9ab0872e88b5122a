"""Checks of arguments: each returns the value, or raises a Fault, a ValueError with one sentence.

The sentences are English here. To show one in another language, translate the template of its `phrase`.
"""

import inspect
import math
import numbers
import reprlib
from functools import wraps

import numpy as np

NO_NUMBERS = (bool, np.timedelta64)  # though Python and NumPy count them among the whole numbers
MOST_NUMBERS = 10**7  # in one array that is made for a caller: more would take the memory of a small machine
LONGEST = 40  # characters of a value in a sentence: a value may be as long as an address can be
_short = reprlib.Repr()
_short.maxstring = _short.maxlong = _short.maxother = LONGEST
_short.maxlevel = 2  # to show lists of lists of lists takes time, and most of it is then cut off


class Phrase:
    """A text with placeholders, `template`, and what goes into them, `values`; str() gives the English text."""

    def __init__(self, template, **values):
        self.template, self.values = template, values

    def __str__(self):
        return self.template.format(**self.values)


class Fault(ValueError):
    """What is wrong with an argument, in one sentence; `phrase` holds its parts."""

    def __init__(self, template, **values):
        self.phrase = Phrase(template, **values)
        super().__init__(str(self.phrase))


def whole(name, value, low, high=None):
    """Return `value` as an int if it is a whole number from `low` to `high` (None: no upper limit)."""
    if type(value) is int and value >= low and (high is None or value <= high):
        return value  # the usual case, and the quickest
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
    number = value if type(value) is float else _as_float(value)
    if math.isfinite(number) and low <= number and (high is None or number <= high):
        return number
    values = {"name": name, "low": _plain(low), "value": shown(value)}
    if high is None:
        raise Fault("{name} must be a finite number of at least {low}, not {value}.", **values)
    raise Fault("{name} must be a finite number from {low} to {high}, not {value}.", high=_plain(high), **values)


def duration(name, value):
    """Return `value` as a float if it is a number of seconds; infinity for as long as it takes."""
    number = _as_float(value)
    if not math.isnan(number):
        return number
    raise ValueError(f"{name} must be a number, not {shown(value)}.")


def choice(name, value, options):
    """Return `value` if it is one of `options`."""
    text = str.__str__(value) if isinstance(value, str) else None  # what it holds, whatever a subclass prints
    if text in options:
        return text
    raise Fault(
        "{name} must be one of {options}, not {value}.", name=name, options=", ".join(options), value=shown(value)
    )


def guarded(check):
    """Decorate a function so that its arguments go through `check` first: its body is the formula alone."""

    def guard(function):
        @wraps(function)
        def checked(*arguments, **named):
            return function(*check(*arguments, **named))

        checked.formula = function
        return checked

    return guard


def layer_sizes(n_inputs, n_neurons):
    """Return both as ints, if a layer can have so many."""
    n_inputs = whole("n_inputs", n_inputs, 1, MOST_NUMBERS)
    return n_inputs, whole("n_neurons", n_neurons, 1, MOST_NUMBERS // n_inputs)


def generator(rng):
    """Return `rng` if it is a generator, else what `numpy.random.default_rng` makes of it; None gives a fresh one."""
    if isinstance(rng, np.random.Generator):
        return rng
    try:
        return np.random.default_rng(rng)
    except Exception:  # of many kinds, and not every message says what would be right
        raise ValueError(
            f"rng must be a seed, such as 42, or a generator, such as numpy.random.default_rng(42), not {shown(rng)}."
        ) from None


def iterable(name, value, of_what):
    """Return an iterator over `value`, if there can be one."""
    try:
        return iter(value)
    except TypeError:  # a zero-dimensional array has `__iter__`, and fails only here
        raise ValueError(f"{name} must be a list of {of_what}, not {shown(value)}.") from None


def function(name, value):
    """Return `value` if it can be called."""
    if callable(value):
        return value
    raise ValueError(f"{name} must be a function, not {shown(value)}.")


def differentiable(name, value, arguments, example):
    """Return `value` if it is an object f with f(…) and f.derivative(…) of these arguments, such as `example`."""
    if getattr(type(value), "ARGUMENTS", None) == arguments:  # one of ours, or made from one
        return value
    is_object = callable(value) and not isinstance(value, type) and callable(getattr(value, "derivative", None))
    if is_object and _takes(value, arguments) and _takes(value.derivative, arguments):
        return value
    given = ", ".join(arguments)
    raise ValueError(
        f"{name} must be an object f with f({given}) and f.derivative({given}), such as nn_core.{example}, "
        f"not {shown(value)}."
    )


def _takes(called, arguments):
    try:
        inspect.signature(called).bind(*arguments)
    except TypeError:
        return False
    except ValueError:  # compiled functions need not say what they take
        return True
    return True


def shown(value):
    """Return `value` as text for a sentence: short, on one line, invisible characters as escapes."""
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
