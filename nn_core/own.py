"""Own points: the labelled points that somebody has drawn, typed or loaded, written as one short text.

So a description can hold them: a text can be compared, put into an address, and sent to a browser. It is a digit, the
version, then base64url of zlib of three bytes per point: a number made of both coordinates, in hundredths, and the
label.
"""

import base64
import binascii
import re
import zlib
from functools import lru_cache

import numpy as np

from nn_core.checks import Fault

OWN = "own"  # the name of the data set
MAX_POINTS = 5000
REACH = 6  # points lie from −REACH to REACH
STEPS = 100 * REACH  # of 0.01 each, from the middle to the edge: what is typed with two decimals stays as it is
_LEVELS = 2 * STEPS + 1
_BYTES = 3  # per point
_VERSION = "1"


def encode(points, labels):
    """Return points, shape (n, 2), and labels, n zeros and ones, as a text.

    Places are rounded to hundredths. Raises ValueError for more than MAX_POINTS, for places beyond the square, and for
    labels that are neither 0 nor 1.
    """
    steps, labels = _in_steps(points) + STEPS, np.asarray(labels).ravel()
    if len(steps) != len(labels) or not np.isin(labels, (0, 1)).all():
        raise Fault("points must each have a label, 0 or 1.")
    if len(steps) > MAX_POINTS:
        raise Fault("points must hold at most {most} points, not {count}.", most=MAX_POINTS, count=len(steps))
    numbers = (steps[:, 0] * _LEVELS + steps[:, 1]) * 2 + labels.astype(int)
    packed = numbers.astype("<u4").view(np.uint8).reshape(-1, 4)[:, :_BYTES].tobytes()
    return _VERSION + base64.urlsafe_b64encode(zlib.compress(packed, 9)).decode().rstrip("=")


@lru_cache(maxsize=32)
def decode(text):
    """Return (points (n, 2), labels (n,)), read-only, of a text that `encode` has made; ValueError for any other."""
    if not isinstance(text, str) or not re.fullmatch(_VERSION + r"[A-Za-z0-9_-]{1,40000}", text):
        raise _damaged()
    triples = np.frombuffer(_unpacked(text[1:]), np.uint8).reshape(-1, _BYTES).astype(int)
    numbers = triples @ (1, 256, 65536)
    if (numbers >= 2 * _LEVELS**2).any():
        raise _damaged()
    places = numbers // 2
    # A whole number of hundredths, divided: the very number that its decimals, such as 1.53, are read as.
    points = (np.column_stack([places // _LEVELS, places % _LEVELS]) - STEPS) / 100
    labels = (numbers % 2).astype(float)
    for array in (points, labels):
        array.flags.writeable = False
    return points, labels


def _damaged():
    return Fault("points are damaged: their text was cut short or altered in transit.")


def trainable(text):
    """Return how many points a text holds; ValueError unless they are of both classes."""
    if not isinstance(text, str):
        raise _damaged()  # before `decode`, which caches what it is given: not everything can be hashed
    labels = decode(text)[1] if text else np.empty(0)
    if labels.min(initial=1) == labels.max(initial=0) or not len(labels):
        raise Fault("points must include both classes: at least one of class 0 and one of class 1.")
    return len(labels)


def _in_steps(points):
    points = np.asarray(points, dtype=float).reshape(-1, 2)
    if not np.isfinite(points).all() or (np.abs(points) > REACH).any():
        raise Fault("points must lie between {low} and {high} on both axes.", low=-REACH, high=REACH)
    return np.rint(100 * points).astype(int)


def _unpacked(text):
    """Undo base64 and zlib, but never unpack more than the largest valid text holds."""
    most = _BYTES * MAX_POINTS
    unpack = zlib.decompressobj()
    try:
        packed = unpack.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), most + 1)
    except (binascii.Error, zlib.error):
        raise _damaged() from None
    if not unpack.eof or unpack.unused_data or len(packed) > most or len(packed) % _BYTES:
        raise _damaged()
    return packed
