"""The protocol between the stage in the browser and the server: what is asked, what is answered, and in which bytes.

The stage asks and the feed (`playground/feed.py`) answers. The server sends nothing else, except an opening with every
run of the whole page. The stage's side is `static/stage/run/protocol.js`. Whoever changes what is written down here
raises VERSION on both sides: a page that was loaded before is then told to load anew.
What a room says to its teacher's wall and to its students is written down in `rooms/protocol.py`.

A request is a JSON object, sent as the component's trigger `ask`:

    version   of the protocol, see VERSION
    run_id    which run it is about
    do        "train" | "seek" (an epoch that is past) | "walk" (one update of the epoch after one) | "branch" (go on
              from an epoch) | "reset" (the same initial weights again) | "reseed" (others) | "apply" (the remedy that
              an explanation offers) | "share" (open the dialog that takes the run away) | "continue" (a run that this
              browser saw before) | "open" (tell me about the run)
    for "train", "seek", "walk" and "branch":
    id        the stage's number for the request; a repeated one keeps it, and the answer names it
    revision  how many changes of the run the stage knows of
    for "train":
    from      the epoch to train on from; the answer begins with the one after it
    shown     the newest epoch that was on show: no training on from before it will be asked for
    count     how many epochs at most
    pace      "all" (parameters with every epoch) | "max" (as fast as it goes: at most 30 epochs a second to be drawn)
    urgent    true when the stage has had nothing to show since it began, or was changed: a shorter answer, sooner
    journal   the number of the journal that the stage has; may be missing
    for "seek", "walk" and "branch":
    epoch     the one to show, or to go on from, at most the newest
    for "walk":
    update    its number, from 0 on, among those of the next epoch
    for "branch":
    edits     weights and biases that are set by hand there: a list of [place among the parameters, value]
    for "apply":
    revision  as above: what has been applied is not applied again
    explanation   its id, see playground/explanations.py
    for "share":
    id, revision   as above: what has opened the dialog once does not open it again
    epoch     the one on show, at which the run is to be taken away
    for "continue":
    start     the description that the run began with
    journal   its changes: a list of [epoch, {name: value}], see `nn_core.run.Run`
    epoch     the one it had come to
    engine    the engine that trained it, null if that is not known
    loaded    the journal with which a model has brought its initial weights, null where none has; may be missing

Asking twice gives the same answer twice. A change of what acts on the running perceptron raises the revision; the stage
throws away what it has not drawn and asks from the newest epoch it has drawn, and there the change is journalled. A
request that names another run, or an old revision, is answered with an opening. "Branch" takes the run back to an
epoch, strikes out all that came after it, sets what is to be set, and raises the revision. "Continue" is answered with
the opening of a run with that journal: the stage then asks for its epochs as for any others, and gets the same bits.

A run begins with its first epoch, on the engine that is there by then (see `playground/engines.py`). While that is not
known, "train" is answered with "wait", and the stage asks again.

An answer is bytes: the length of the header (uint32), the header (JSON, padded with spaces to a multiple of 4), then
float32 numbers; all little-endian. The header says its `kind`:

    opening   {version, kind, run_id, revision, task, features, sizes, activations, n, n_train, description, summary,
              start, journal, engine, goal, loaded, reach, shared, greet, view, labels, speeds, max_stop, rules,
              remedies}
              with activations, those of all layers, the output's included; description, the settings as they are now;
              summary, how they read; start, those that the run began with; journal, its changes since; engine, the one
              it trains on, null before it has begun; goal {epoch, engine}, the epoch to which a run from a link is
              brought back at once, and what had trained it, else null; loaded, the journal with which a model has
              brought the initial weights, else null; reach {line, score, loss, loss_of_points}, the score of a line,
              the score and loss of the nearest neighbours by the inputs, and their loss by x1 and x2, see
              nn_core/baselines.py, null where there are too few points; shared, the id of the request that opened the
              dialog last, else null; greet, true where the stage is to ask for an opening when it is on show, since the
              page waits for that; view {number, speed, stop, target, reseed, room, held}: when its number is new, the
              stage takes it over; reseed, whether a new seed may be asked for; room, a number that rises with all that
              the line of a student in a room has to say, and held, true while the teacher has paused all, both missing
              outside of a room, see rooms/protocol.py; labels, its texts; rules and remedies, see
              playground/explanations.py;
              then x1 of all n points, x2 of all, labels of all (the first n_train are for training), the metrics and
              parameters of epoch 0
    wait      {version, kind, id, run_id, revision, view}
    refused   {version, kind, id, run_id, revision, view}
              the request of that id, null where it has none, cannot be carried out: nothing has changed, and the stage
              does not ask for it again
    chunk     {version, kind, id, run_id, revision, from, count, keys, passed, width, ended, journal, journal_number,
              engine, drift, others, view}
              then `count` rows of metrics, for the epochs from + 1 on, and `width` parameters for each epoch in `keys`;
              passed, those of the keys that are not to be drawn, only kept to look back at: a run that goes as fast
              as it can leaves enough of them for the scrubber and a film, see `is_passed`;
              ended is null, or "diverged" when no epoch can follow; journal is null if the stage has it; drift, once
              the epoch of the goal was trained, is how far its training loss is from the one that the link names
              (0: the same to the last bit), else null; others, how many have held this answer back by
              training at the same time, else 0 (see playground/turns.py);
              besides `full`, true where the change that was asked for last was not made: the journal holds no more
    seek      {version, kind, id, run_id, revision, epoch, ready, view}
    walk      {version, kind, id, run_id, revision, epoch, update, ready, finite, updates, examples, rate, view}
              then, if `ready` and `finite`, the losses before and after over the mini-batch, the parameters before and
              after, and its mean gradient; `updates` is how many the epoch has, `examples` the points of the
              mini-batch; `finite` is false where the run diverges
    branch    {version, kind, id, run_id, revision, epoch, ready, journal, journal_number, full, view}
              then, if `ready`, the metrics and parameters of the epoch; if not, and the journal is not full, it takes
              more training to get there, and the stage asks again

Metrics are six numbers: the loss as `fit` prints it, training loss, test loss, training score and test score (accuracy,
or R² of a regression), and the learning rate that the epoch was trained with.
Parameters are all layers one after another, each its weights row by row, then its biases.
"""

import json
import logging
import struct

import numpy as np

from nn_core import checks
from nn_core.engine import ENGINES
from nn_core.run import MAX_EPOCH, MAX_JOURNAL
from playground.explanations import EXPLANATIONS

VERSION = 6
# Of an epoch, in the order in which they travel.
METRICS = ("loss", "train_loss", "test_loss", "train_score", "test_score", "learning_rate")
ROW_BYTES = 4 * len(METRICS)
MOST_EPOCHS = 600  # in one answer at the pace "all"
MOST_SENT = 2**20  # bytes of numbers in one answer; the stage asks for no more than half of that
MOST_COUNTED = 2**53  # above it a browser's whole numbers have gaps
_MOST = dict.fromkeys(("from", "shown", "epoch"), MAX_EPOCH)  # of what is counted; else MOST_COUNTED

log = logging.getLogger("playground")


# --- reading requests


def _flag(name, value):
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false.")


def _pace(name, value):
    checks.choice(name, value, ("all", "max"))


def _count(name, value):
    checks.whole(name, value, 1 if name == "count" else 0, _MOST.get(name, MOST_COUNTED))


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
        return checks.whole("id", named, 0, MOST_COUNTED)
    except ValueError:
        return None


def log_rejected(reason, sender="the stage"):
    """Leave one line in the server's log about a request that is rejected."""
    # What is wrong with it may quote it: escaped, it can neither end the line nor command a terminal.
    log.info("A request of %s was rejected: %s", sender, str(reason)[:300].encode("unicode_escape").decode())


# --- packing answers


# What the header of an answer repeats of its request, by its kind; besides its id, run and revision.
REPEATED = {"chunk": ["from"], "seek": ["epoch"], "walk": ["epoch", "update"], "branch": ["epoch"], "wait": []}


def header(kind, request):
    """Return how the header of an answer to this request begins."""
    return {"kind": kind} | {name: request[name] for name in ["id", "run_id", "revision", *REPEATED[kind]]}


def metrics(record):
    """Return the metrics of a record in the order in which they travel."""
    return [getattr(record, name) for name in METRICS]


def pack(header, arrays):
    """Return an answer as bytes: a header, and the numbers of all arrays one after another."""
    text = json.dumps({"version": VERSION, **header}, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    return b"".join([struct.pack("<I", len(text)), text, *(np.asarray(array, "<f4").tobytes() for array in arrays)])


def unpack(payload):
    """Return (header, numbers) of an answer, as the stage reads it."""
    (length,) = struct.unpack_from("<I", payload)
    return json.loads(payload[4 : 4 + length]), np.frombuffer(payload, "<f4", offset=4 + length)
