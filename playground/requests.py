"""What the stage may ask for. A request comes from a browser, so it can be anything: here it is read, or refused.

The requests themselves are written down at the top of `playground/feed.py`.
"""

import logging

from nn_core import checks
from nn_core.engine import ENGINES
from nn_core.run import MAX_EPOCH, MAX_JOURNAL
from playground.explanations import EXPLANATIONS

VERSION = 6
_COUNTS = {
    "id": 2**53,
    "revision": 2**53,
    "from": MAX_EPOCH,
    "shown": MAX_EPOCH,
    "epoch": MAX_EPOCH,
    "count": 2**53,
    "journal": 2**53,
    "update": 2**53,
}

log = logging.getLogger("playground")


def _flag(name, value):
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false.")


def _pace(name, value):
    checks.choice(name, value, ("all", "max"))


def _count(name, value):
    checks.whole(name, value, 1 if name == "count" else 0, _COUNTS[name])


def _count_if_any(name, value):
    if value is not None:
        _count(name, value)


def _object(name, value):
    if not isinstance(value, dict):
        raise ValueError(f"{name} must be an object.")


def _list(name, value):
    if not isinstance(value, list) or len(value) > MAX_JOURNAL:
        raise ValueError(f"{name} must be a list of at most {MAX_JOURNAL} entries.")


def _list_if_any(name, value):
    if value is not None:
        _list(name, value)


def _engine(name, value):
    if value is not None:
        checks.choice(name, value, ENGINES)


def _explanation(name, value):
    checks.choice(name, value, [explanation.id for explanation in EXPLANATIONS])


# What each request holds, and how that is checked.
REQUESTS = {
    "open": {},
    "reset": {},
    "reseed": {},
    "train": {"id": _count, "revision": _count, "from": _count, "shown": _count, "count": _count, "pace": _pace,
              "urgent": _flag, "journal": _count_if_any},
    "seek": {"id": _count, "revision": _count, "epoch": _count},
    "walk": {"id": _count, "revision": _count, "epoch": _count, "update": _count},
    "branch": {"id": _count, "revision": _count, "epoch": _count, "edits": _list},
    "apply": {"revision": _count, "explanation": _explanation},
    "share": {"id": _count, "revision": _count, "epoch": _count},
    "continue": {"start": _object, "journal": _list, "epoch": _count, "engine": _engine, "loaded": _list_if_any},
}  # fmt: skip


def read(request):
    """Return a request whose shape is right; ValueError says in a sentence what is wrong with it."""
    _object("A request", request)
    if request.get("version") != VERSION:
        raise ValueError("The request is of another version.")
    fields = REQUESTS[checks.choice("do", request.get("do"), REQUESTS)]
    if request["do"] != "open" and not isinstance(request.get("run_id"), str):
        raise ValueError("The request names no run.")
    for name, check in fields.items():
        check(name, request.get(name))
    return request


def number_of(request):
    """Return by which number the stage knows a request of any kind, None where it has none that an answer can name."""
    named = request.get("id") if isinstance(request, dict) else None
    try:
        return checks.whole("id", named, 0, _COUNTS["id"])
    except ValueError:
        return None


def ignored(reason, sender="the stage"):
    """Leave one line in the server's log about a request that is not carried out."""
    # What is wrong with it may quote it: escaped, it can neither end the line nor command a terminal.
    log.info("A request of %s was ignored: %s", sender, str(reason)[:300].encode("unicode_escape").decode())
