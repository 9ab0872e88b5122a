"""A room's key and its code: the key makes the code, so whoever has the key can open the room again, and nobody else.

A code is six signs that cannot be mistaken for one another on a projector, or when they are said aloud. That the key
leads to it is slow to try out: to find another key for a code takes some ten million tries of some milliseconds each.
"""

import hashlib
import re
import secrets
from functools import lru_cache

from nn_core.checks import Fault, shown

SIGNS = "ACDEFHJKMNPRTVWXY3479"
LENGTH = 6
_ROUNDS = 20_000  # some milliseconds
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")


def new_key():
    """Return a key that nobody has."""
    return secrets.token_urlsafe(16)


def is_key(text):
    """True for what could be a key."""
    return isinstance(text, str) and _KEY.fullmatch(text) is not None


@lru_cache(maxsize=256)
def code_of(key):
    """Return the code of the room that a key opens."""
    number = int.from_bytes(hashlib.pbkdf2_hmac("sha256", key.encode(), b"perceptron playground: room", _ROUNDS))
    signs = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(SIGNS))
        signs.append(SIGNS[place])
    return "".join(signs)


def read_code(text):
    """Return a code as somebody may type it, with a hyphen, spaces and small letters; ValueError for any other text."""
    signs = re.sub(r"[\s‐-―-]", "", text[:40]).upper() if isinstance(text, str) else ""
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS):
        raise Fault("A room's code has six letters or digits, such as KX4-T7P; {text} is not one.", text=shown(text))
    return signs


def written(code):
    """Return a code as it is shown: in two halves."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"
