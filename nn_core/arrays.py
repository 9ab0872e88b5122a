"""Checks of arrays that are passed in: each returns float64, or raises ValueError with one sentence.

An array that is float64 already is returned as it is, so that the checks cost training almost nothing. NaN and infinity
are let through, so that a diverged network shows; only `rows` and `finite`, for a learner's data, refuse them.
"""

import numbers
from functools import wraps

import numpy as np

from nn_core.checks import shown

FLOAT = np.dtype(float)
REAL = "biuf"  # kinds of NumPy's numbers: booleans, whole numbers with and without a sign, floats


def floats(name, value):
    """Return `value` as an array of float64 of the same shape, if it holds real numbers only."""
    if type(value) is np.ndarray and value.dtype is FLOAT:
        return value
    try:
        array = np.asarray(value)
        is_real = array.dtype.kind in REAL or (array.dtype.kind == "O" and all(map(_is_number, array.flat)))
        if is_real and not np.ma.is_masked(value):
            with np.errstate(over="raise"):  # of a longdouble, say
                return np.asarray(array, dtype=float)
    except Exception:  # lists of unequal lengths, a whole number of 400 digits, or whatever an object may do
        pass
    raise ValueError(f"{name} must hold numbers only, in rows of equal length, not {shown(value)}.")


def _is_number(value):
    return isinstance(value, numbers.Real)


def columns(name, value, n_rows):
    """Return `value` as an array of shape (n_rows, m), m at least 1: one column per example."""
    array = floats(name, value)
    if array.ndim == 2 and len(array) == n_rows and array.size:
        return array
    raise ValueError(f"{name} must have shape ({n_rows}, m), one column per example, not {array.shape}.")


def rows(name, value, n_columns):
    """Return `value` as an array of shape (n, n_columns), n at least 1: one row per example; finite numbers only."""
    array = floats(name, value)
    if array.ndim != 2 or array.shape[1] != n_columns or not len(array):
        raise ValueError(f"{name} must have shape (n, {n_columns}), one row per example, not {array.shape}.")
    return finite(name, array)


def finite(name, array):
    """Return an array of float64, if there is neither NaN nor infinity in it."""
    if np.isfinite(array).all():
        return array
    raise ValueError(f"{name} must hold finite numbers only, but has NaN or infinity in it.")


def of_shape(name, value, shape, whose):
    """Return `value` as an array of exactly this shape; `whose` says, in the sentence, what has that shape."""
    array = floats(name, value)
    if array.shape == shape:
        return array
    raise ValueError(f"{name} must have the shape {shape} of {whose}, not {array.shape}.")


def places(name, value, n):
    """Return `value` as a vector of whole numbers from 0 to n − 1, at least one of them."""
    array = value if isinstance(value, np.ndarray) else np.asarray(floats(name, value))
    is_whole = array.dtype.kind in "iu" or (array.dtype.kind == "f" and (array == np.rint(array)).all())
    if is_whole and array.ndim == 1 and array.size and array.min() >= 0 and array.max() < n:
        return array.astype(int, copy=False)
    raise ValueError(f"{name} must be a list of whole numbers from 0 to {n - 1}, not {shown(value)}.")


class Checked:
    """Base of classes whose methods are plain formulas: those in CHECKED get their arguments by way of `check`.

    `unchecked` returns such a method without its check, for a loop whose arguments were checked before it began.
    """

    CHECKED = ("__call__", "derivative")

    def __init_subclass__(cls):
        for name in cls.CHECKED:
            if name in vars(cls):
                setattr(cls, name, cls.guarded(vars(cls)[name]))

    @staticmethod
    def guarded(formula):
        """Return a method that checks its arguments, then evaluates the formula."""

        @wraps(formula)
        def checked(self, *arguments, **named):
            return formula(self, *self.check(*arguments, **named))

        checked.formula = formula
        return checked


def unchecked(called):
    """Return a function, or a method of an object, without its check, if it has one."""
    formula = getattr(called, "formula", None)
    if formula is None:
        return called
    return formula.__get__(called.__self__) if hasattr(called, "__self__") else formula
