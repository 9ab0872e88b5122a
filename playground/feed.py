"""The feed: what answers the live stage's requests about one run.

The protocol between the stage in the browser and the feed on the server, version 1. The stage asks, the feed answers;
nothing is sent unasked, but that every run of the whole page sends an opening.

A request is a JSON object, sent as the component's trigger `ask`:

    version   1
    run       the token of the run it is about
    do        "train" | "reset" (the same first weights again) | "reseed" (others) | "open" (tell me about the run)
    id        the stage's number for the request; a repeated one keeps it, and the answer names it
    and for "train":
    revision  how many changes of the run the stage knows of
    from      the epoch to train on from; the answer begins with the one after it
    shown     the epoch on show: nothing before it will be asked for again
    count     how many epochs at most
    pace      "all" (parameters with every epoch) | "max" (as fast as it goes: at most 30 sets of parameters a second)
    urgent    true when the stage has nothing left to show: a shorter answer, sooner

Asking twice gives the same answer twice. A change of learning rate or batch size raises the revision; the stage
throws away what it has not drawn and asks from the epoch on show, and there the change is journalled. A request that
names another run, or an old revision, is answered with an opening.

An answer is bytes: the length of the header (uint32), the header (JSON, padded with spaces to a multiple of 4), then
float32 numbers; all little-endian. The header says its `kind`:

    opening   {version, kind, run, revision, sizes, activation, n, n_train, view, labels, speeds, max_stop}
              with view {number, speed, stop}: when its number is new, the stage takes it over; labels are its texts;
              then x1 of all n points, x2 of all, labels of all (the first n_train are for training), the metrics and
              parameters of epoch 0
    chunk     {version, kind, id, run, revision, from, count, keys, width, ended, view}
              then `count` rows of metrics, for the epochs from + 1 on, and `width` parameters for each epoch in `keys`;
              ended is null, or "diverged" when no epoch can follow

Metrics are five numbers: the loss as `fit` prints it, training loss, test loss, training accuracy, test accuracy.
Parameters are all layers one after another, each its weights row by row, then its biases.
"""

import json
import secrets
import struct
import threading
import time
from dataclasses import fields

import numpy as np

from nn_core import Description, Run

VERSION = 1
LIVE = ("learning_rate", "batch_size")  # what acts on the running perceptron; anything else needs another run
MOST_EPOCHS = 600  # in one answer at the pace "all"
SECONDS = 0.25  # of training for one answer
URGENT_SECONDS = 0.05
KEY_SECONDS = 1 / 30  # at the pace "max", between two sets of parameters


class Feed:
    """One run, and the answers to the stage's requests about it.

    `answer` holds a lock while it trains, since two script threads of one session can overlap.
    """

    def __init__(self, description):
        self.description = description  # as it would be for a new run: with the newest learning rate and batch size
        self.run = Run(description)
        self.token = secrets.token_hex(8)
        self.revision = 0
        self._untrained = self.run.record()
        self._lock = threading.Lock()  # of the run
        self._pending = {}  # changes that wait for the stage to say which epoch is on show
        self._pending_lock = threading.Lock()  # of these changes and the revision they make
        self._keys = []  # epochs whose parameters were sent, from the one on show
        self._answered = (None, None)  # the last request and its answer

    def follow(self, description):
        """Take over another learning rate or batch size; return False if anything else differs.

        Does not wait for training that is under way: that ends by itself when it sees the new revision.
        """
        differing = {
            f.name: getattr(description, f.name)
            for f in fields(Description)
            if getattr(description, f.name) != getattr(self.description, f.name)
        }
        if not set(differing) <= set(LIVE):
            return False
        if differing:
            with self._pending_lock:
                self.description = description
                # Both of them: where the change takes effect, the journal may say otherwise for either.
                self._pending = {name: getattr(description, name) for name in LIVE}
                self.revision += 1
        return True

    def opening(self, **extra):
        """Return the answer that introduces the run, its header with `extra` in it."""
        points = self.run.points
        header = {
            "kind": "opening",
            "run": self.token,
            "revision": self.revision,
            "sizes": self.run.description.sizes,
            "activation": self.run.description.activation,
            "n": self.run.description.n,
            "n_train": points.n_train,
        }
        first = self._untrained
        return pack(header | extra, [points.inputs, points.targets, _metrics(first), first.parameters])

    def answer(self, request, **extra):
        """Return the chunk that a request for training asks for, or None if it calls for an opening instead."""
        with self._lock:
            if not self._is_current(request):
                return None
            if request != self._answered[0]:
                chunk = self._train(request, extra)
                # A change that came while it trained makes the chunk worthless, and must not be kept as the answer.
                self._answered = (request, chunk) if self._is_current(request) else (None, None)
            return self._answered[1]

    def _is_current(self, request):
        whole = [request.get(name) for name in ("revision", "from", "shown", "count")]
        return (
            request.get("version") == VERSION
            and request.get("run") == self.token
            and all(isinstance(number, int) for number in whole)
            and request["revision"] == self.revision
            and 0 <= request["shown"] <= request["from"] <= max(self.run.held)
            and request["count"] >= 1
        )

    def _train(self, request, extra):
        start, every = request["from"], request.get("pace") != "max"
        if start != self.run.epoch:
            self.run.restore(start)
        with self._pending_lock:
            if self._pending and request["revision"] == self.revision:
                self.run.change(**self._pending)
                self._pending = {}
        rows, keys = [], []
        key_due = time.perf_counter() + KEY_SECONDS
        seconds = URGENT_SECONDS if request.get("urgent") else SECONDS
        count = min(request["count"], MOST_EPOCHS) if every else request["count"]
        record = None
        for record in self.run.advance(count, seconds):
            rows.append(_metrics(record))
            if every or time.perf_counter() >= key_due:
                keys.append(record)
                key_due = time.perf_counter() + KEY_SECONDS
            if request["revision"] != self.revision:
                break
        if record and record not in keys[-1:]:
            keys.append(record)
        self._hold(request["shown"], start, [record.epoch for record in keys])
        header = {
            "kind": "chunk",
            "id": request.get("id"),
            "run": self.token,
            "revision": request["revision"],
            "from": start,
            "count": len(rows),
            "keys": [record.epoch for record in keys],
            "width": self.run.engine.parameters.size,
            "ended": "diverged" if self.run.diverged else None,
        }
        return pack(header | extra, [*rows, *(record.parameters for record in keys)])

    def _hold(self, shown, start, keys):
        """Keep the epochs that the stage can come back to: those it has the parameters of, from the one on show."""
        self._keys = [epoch for epoch in self._keys if shown <= epoch <= start] + keys
        self.run.forget(set(self._keys).__contains__)


def pack(header, arrays):
    """Return an answer as bytes: a header, and the numbers of all arrays one after another."""
    text = json.dumps({"version": VERSION, **header}, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    return b"".join([struct.pack("<I", len(text)), text, *(np.asarray(array, "<f4").tobytes() for array in arrays)])


def unpack(payload):
    """Return (header, numbers) of an answer, as the stage reads it."""
    (length,) = struct.unpack_from("<I", payload)
    return json.loads(payload[4 : 4 + length]), np.frombuffer(payload, "<f4", offset=4 + length)


def _metrics(record):
    return [record.loss, record.train_loss, record.test_loss, record.train_accuracy, record.test_accuracy]
