"""The feed: what answers the live stage's requests about one run.

The protocol between the stage in the browser and the feed on the server, version 6. The stage asks, the feed answers;
nothing is sent unasked, but that every run of the whole page sends an opening.

A request is a JSON object, sent as the component's trigger `ask`; `playground/requests.py` reads it:

    version   of the protocol, as above
    run_id    which run it is about
    do        "train" | "seek" (an epoch that is past) | "walk" (one update of the epoch after one) | "branch" (go on
              from an epoch) | "reset" (the same first weights again) | "reseed" (others) | "apply" (the remedy that an
              explanation offers) | "share" (open the dialog that takes the run away) | "continue" (a run that this
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
    loaded    the journal with which a model has brought its first weights, null where none has; may be missing

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
              brought the first weights, else null; reach {line, score, loss, loss_of_points}, the score of a line,
              the score and loss of the nearest neighbours by the inputs, and their loss by x1 and x2, see
              nn_core/baselines.py, null where there are too few points; shared, the id of the request that opened the
              dialog last, else null; greet, true where the stage is to ask for an opening when it is on show, since the
              page waits for that; view {number, speed, stop, target, reseed}: when its number is new, the stage takes
              it over; reseed, whether a new seed may be asked for; labels, its texts; rules and remedies, see
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
    seek      {version, kind, id, run_id, revision, epoch, there, view}
    walk      {version, kind, id, run_id, revision, epoch, update, there, finite, updates, examples, rate, view}
              then, if `there` and `finite`, the losses before and after over the mini-batch, the parameters before and
              after, and its mean gradient; `updates` is how many the epoch has, `examples` the points of the
              mini-batch; `finite` is false where the run diverges
    branch    {version, kind, id, run_id, revision, epoch, there, journal, journal_number, full, view}
              then, if `there`, the metrics and parameters of the epoch; if not, and the journal is not full, it takes
              more training to get there, and the stage asks again

Metrics are six numbers: the loss as `fit` prints it, training loss, test loss, training score and test score (accuracy,
or R² of a regression), and the learning rate that the epoch was trained with.
Parameters are all layers one after another, each its weights row by row, then its biases.
"""

import json
import math
import secrets
import struct
import threading
import time
from dataclasses import asdict, dataclass, fields, replace
from operator import attrgetter

import numpy as np

from nn_core import TASKS, Description, Record, Run
from nn_core.baselines import line_score, neighbours
from nn_core.description import LIVE
from nn_core.run import MAX_JOURNAL, JournalFull, checked_journal
from playground import engines
from playground.requests import VERSION, ignored
from playground.summaries import summary
from playground.turns import student, turns

MOST_EPOCHS = 600  # in one answer at the pace "all"
MOST_SENT = 2**20  # bytes of numbers in one answer; the stage asks for no more than half of that
MOST_KEYS = 2 * MOST_EPOCHS  # are held, whatever is said to be on show: the stage never has so many ahead of it
MOST_BYTES = 2**20  # of them, for the largest networks: an epoch that is not held is trained again
ROW_BYTES = 24  # of the metrics of an epoch, as they travel
SECONDS = 0.25  # of training for one answer
URGENT_SECONDS = 0.05
KEY_SECONDS = 1 / 30  # at the pace "max", between two epochs that are drawn
PASSED = 4  # times the root of an epoch: about so many before it are kept, though they are not drawn
PATIENCE = 5.0  # seconds that a new run waits for the compiled kernel


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A run as it is at one epoch: what it takes to make it again, or to take it away.

    `start` is the description that it began with, `description` the one with what was changed live up to the epoch,
    `journal` the changes up to there (see `nn_core.run.Run`), `engine` the name of what trains it.
    """

    start: Description
    description: Description
    journal: list
    record: Record
    engine: str


class Feed:
    """One run, and the answers to the stage's requests about it.

    `answer` holds a lock while it trains, since two script threads of one session can overlap.
    """

    def __init__(self, description, run=None, engine=None):
        """`engine` is the one that the run must have, as far as it is to be had; None for the best there is."""
        self._goal = self._goal_loss = self._drift = None  # of a run that a link has brought, see `shared`
        self._loaded = ()  # the journal that a loaded model began with, see `loaded`
        self.description = description  # as it would be for a new run: with what was changed live
        self.run = run or Run(description, engines.best())  # begun on another if that changes, see _has_begun
        self.engine = None  # the one it trains on, once it has begun
        self._wanted_engine = engine
        self._patient_until = None
        self.run_id = secrets.token_hex(8)
        self.revision = 0
        self._untrained = self.run.record()
        self._reach = _reach(self.run)
        self._lock = threading.Lock()  # of the run
        self._pending = {}  # changes that wait for the stage to say which epoch it has come to
        self._pending_lock = threading.Lock()  # of these changes and the revision they make
        self._is_full = False  # true when the last change was not made, since the journal can hold no more
        self._keys = []  # epochs whose parameters were sent, from the one on show
        self._answered = (None, None)  # the last request and its answer

    @classmethod
    def continued(cls, description, start, journal, epoch, engine=None, loaded=None):
        """Return the feed of a run that began as `start`, with the journal it had at `epoch`, and goes on as described.

        `start` is a dict of a Description's fields, `journal` a list of [epoch, {name: value}], `engine` the one that
        trained it, `loaded` the journal that a model began it with. Raises ValueError if they make no run, or another
        than `description` can go on from.
        """
        try:
            began = Description(**start)
        except TypeError as error:
            raise ValueError(f"The run to continue is invalid: {error}.") from error
        live = {name: getattr(description, name) for name in LIVE}
        if replace(began, **live) != description:
            raise ValueError("The run to continue has other settings than the page.")
        run = Run(began, journal=journal)
        run.journal = [entry for entry in run.journal if entry[0] <= epoch]
        before = run.settings_at(epoch)
        new = {name: value for name, value in live.items() if value != before[name]}
        is_full = bool(new) and len(run.journal) >= MAX_JOURNAL
        if new and not is_full:
            run.journal.append((epoch, new))  # changed when it was paused at that epoch
        feed = cls(description, run, engine)
        feed._loaded, feed._is_full = checked_journal(loaded or (), began), is_full
        return feed

    @classmethod
    def shared(cls, description, shared):
        """Return the feed of a run that came in a link, a `run_link.Shared`; the stage brings it to its epoch at once.

        Raises ValueError if it is none that `description` can go on from.
        """
        feed = cls.continued(description, asdict(shared.start), shared.journal, shared.epoch, shared.engine)
        feed._goal, feed._goal_loss = {"epoch": shared.epoch, "engine": shared.engine}, shared.loss
        return feed

    @classmethod
    def loaded(cls, description, journal):
        """Return the feed of a run whose network a model has brought: `journal` sets its weights at epoch 0."""
        feed = cls(description, Run(description, journal=journal))
        feed._loaded = journal
        return feed

    def again(self):
        """Return the feed of the same run from its beginning, with the settings as they are now."""
        return Feed.loaded(self.description, self._loaded) if self._loaded else Feed(self.description)

    def follow(self, description):
        """Take over what acts on the running perceptron; return False if anything else differs.

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
                # All of them: where the change takes effect, the journal may say otherwise for any.
                self._pending = {name: getattr(description, name) for name in LIVE}
                self.revision += 1
        return True

    def newest(self):
        """Return (epoch, parameters) that the run has come to."""
        with self._lock:
            epoch = self.run.held[-1]
            return epoch, self.run.parameters_at(epoch)

    def snapshot(self, epoch):
        """Return the Snapshot of an epoch, at most the newest; None if it takes longer to get there: ask again."""
        with self._lock:
            epoch = min(epoch, self.run.held[-1])
            record = self._restore(epoch)
            if record is None:
                return None
            start, journal = self.run.description, [entry for entry in self.run.journal if entry[0] <= epoch]
            description = replace(start, **self.run.settings_at(epoch))
            return Snapshot(start, description, journal, record, self.run.engine.name)

    @property
    def held_bytes(self):
        """About how much memory the run takes for looking back, and the last answer, kept in case it is lost."""
        _request, answer = self._answered
        return self.run.held_bytes + len(answer or b"")

    def let_go(self):
        """Drop what is only for looking back; it can be trained again. Waits for an answer that is under way."""
        with self._lock:
            self.run.let_go()
            self._keys, self._answered = [], (None, None)

    def opening(self, **extra):
        """Return the answer that introduces the run, its header with `extra` in it."""
        points = self.run.points
        header = {
            "kind": "opening",
            "run_id": self.run_id,
            "revision": self.revision,
            "task": self.run.description.task,
            "features": self.run.description.features,
            "sizes": self.run.description.sizes,
            "activations": self.run.description.activations,
            "n": self.run.description.n,
            "n_train": points.n_train,
            "description": asdict(self.description),
            "summary": summary(self.description),
            "start": asdict(self.run.description),
            "journal": self.run.journal,
            "engine": self.engine,
            "goal": self._goal,
            "loaded": self._loaded or None,
            "reach": self._reach,
        }
        first = self._untrained
        return pack(header | extra, [points.coordinates, points.targets, _metrics(first), first.parameters])

    def answer(self, request, **extra):
        """Return the answer to a request about an epoch, or None if it calls for an opening instead."""
        with self._lock:
            try:
                return self._answer(request, extra)
            except ValueError as error:
                ignored(error)
                return self.refusal(request["id"], **extra)

    def _answer(self, request, extra):
        if request["do"] == "branch" and request == self._answered[0]:
            return self._answered[1]  # it has raised the revision itself
        if not self._is_current(request):
            return None
        if request["do"] == "seek":
            return self._seek(request, extra)
        if request["do"] == "walk":
            return self._walk(request, extra)
        if request["do"] == "branch":
            return self._branch(request, extra)
        if not self._has_begun():
            return self._wait(request, extra)
        if request != self._answered[0]:
            chunk = self._train(request, extra)
            # A change that came while it trained makes the chunk worthless, and must not be kept as the answer.
            self._answered = (request, chunk) if request["revision"] == self.revision else (None, None)
        return self._answered[1]

    def refusal(self, number, **extra):
        """Return the answer to a request that cannot be carried out, by its number."""
        about = {"id": number, "run_id": self.run_id, "revision": self.revision}
        return pack({"kind": "refused"} | about | extra, [])

    def _is_current(self, request):
        """False for a request about another run or an old revision; ValueError for one of epochs that there are not."""
        newest = self.run.held[-1]
        if request["run_id"] != self.run_id:
            ignored("It names another run.")
            return False
        if request["revision"] != self.revision:
            return False
        if request["do"] == "train" and not request["shown"] <= request["from"] <= newest:
            raise ValueError(f"It trains on from epoch {request['from']} of a run that has come to {newest}.")
        if request["do"] != "train" and request["epoch"] > newest:
            raise ValueError(f"It asks for epoch {request['epoch']} of a run that has come to {newest}.")
        return True

    def _has_begun(self):
        """Begin the run on its engine; False while that is not known."""
        if self.engine is None and self._knows_engine():
            self.engine = self._wanted_engine if self._wanted_engine == "numpy" else engines.best()
            if self.engine != self.run.engine.name:
                self.run = Run(self.run.description, self.engine, self.run.journal)
        return self.engine is not None

    def _knows_engine(self):
        """Wait a little for the compiled kernel, and in all for PATIENCE; one that trained before is waited for."""
        if self._wanted_engine == "numpy" or engines.wait(SECONDS):
            return True
        now = time.monotonic()
        self._patient_until = self._patient_until or now + PATIENCE - SECONDS
        return now >= self._patient_until and self._wanted_engine is None

    def _wait(self, request, extra):
        about = {name: request[name] for name in ("id", "run_id", "revision")}
        return pack({"kind": "wait"} | about | extra, [])

    def _seek(self, request, extra):
        """Return an epoch that is past. What has to be trained again for it is shared out over several requests."""
        return self._show(request, self._restore(request["epoch"]), extra)

    def _restore(self, epoch):
        """Go to an epoch that is past and return its record, None if it takes longer than one answer may: ask again."""
        with turns.take(student()) as turn:
            record = self.run.restore(epoch, SECONDS, turn.rest)
        self.run.forget(set(self._keys).__contains__)
        return record

    def _walk(self, request, extra):
        """Return one update of the epoch after the one on show. The run stays as it is."""
        is_there = self._restore(request["epoch"]) is not None
        with turns.take(student()):
            walked = self.run.walk(request["epoch"], request["update"]) if is_there else None
        about = {name: request[name] for name in ("id", "run_id", "revision", "epoch", "update")}
        header = {"kind": "walk", **about, "there": walked is not None}
        if walked is None:
            return pack(header | extra, [])
        losses = [walked.loss_before, walked.loss_after]
        header |= {"updates": walked.updates, "examples": walked.examples.tolist(), "rate": walked.learning_rate}
        header |= {"finite": walked.is_finite}
        numbers = [losses, walked.before, walked.after, walked.gradient] if walked.is_finite else []
        return pack(header | extra, numbers)

    def _branch(self, request, extra):
        """Go on from an epoch that was on show, with the settings as they are now and what is set by hand."""
        if self._restore(request["epoch"]) is None:
            return self._show(request, None, {"full": False} | extra)
        live = {name: getattr(self.description, name) for name in LIVE}
        self._change(**live, parameters=request["edits"])
        if self._is_full:
            return self._show(request, None, {"full": True} | extra)
        with self._pending_lock:
            self.revision += 1
        self._keys = [epoch for epoch in self._keys if epoch < self.run.epoch] + [self.run.epoch]
        record = self.run.record()
        if record.epoch == 0:
            self._untrained = record
        answer = self._show(request, record, {"revision": self.revision, **self._changes(None)} | extra)
        self._answered = (request, answer)
        return answer

    def _show(self, request, record, extra):
        """Return the answer with a record, or without one, since it takes more training to get there."""
        about = {name: request[name] for name in ("id", "run_id", "revision", "epoch")}
        header = {"kind": request["do"], **about, "there": record is not None}
        return pack(header | extra, [_metrics(record), record.parameters] if record else [])

    def _train(self, request, extra):
        start = request["from"]
        with turns.take(student()) as turn:
            is_there = start == self.run.epoch or self.run.restore(start, SECONDS, turn.rest) is not None
            if is_there:
                self._take_over_changes(request)
            rows, drawn, passed = self._advance(request, turn) if is_there else ([], [], [])  # the stage asks again
        self._hold(request["shown"], start, [record.epoch for record in drawn])
        keys = sorted(drawn + passed, key=attrgetter("epoch"))
        header = {
            "kind": "chunk",
            "id": request["id"],
            "run_id": self.run_id,
            "revision": request["revision"],
            "from": start,
            "count": len(rows),
            "keys": [record.epoch for record in keys],
            "passed": [record.epoch for record in passed],
            "width": self.run.n_parameters,
            "ended": "diverged" if self.run.diverged else None,
            **self._changes(request.get("journal")),
            "engine": self.engine,
            "drift": self._drift,
            "others": turn.others,
        }
        return pack(header | extra, [*rows, *(record.parameters for record in keys)])

    def _take_over_changes(self, request):
        with self._pending_lock:
            if self._pending and request["revision"] == self.revision:
                self._change(**self._pending)
                self._pending = {}

    def _change(self, **changes):
        """Change the run, unless its journal is full: then it goes on as it is, and the stage says so."""
        try:
            self.run.change(**changes)
            self._is_full = False
        except JournalFull:
            self._is_full = True

    def _advance(self, request, turn):
        """Train what is asked for, as far as the turn goes.

        Return (metrics of every epoch, Records that are to be drawn, Records that are passed).
        """
        every = request["pace"] == "all"
        count = min(request["count"], self._most(every))
        seconds = URGENT_SECONDS if request["urgent"] else SECONDS
        rows, drawn, passed = [], [], []
        key_due = time.perf_counter() + KEY_SECONDS
        for records in self.run.stretches(count, seconds):
            rows += map(_metrics, records)
            goals = [record for record in records if self._is_goal(record)]
            drawn += records if every else goals
            passed += [] if every else [record for record in records if is_passed(record.epoch)]
            if records[-1] not in drawn[-1:] and time.perf_counter() >= key_due:
                drawn.append(records[-1])
                key_due = time.perf_counter() + KEY_SECONDS
            if request["revision"] != self.revision:
                break
            if self.run.holds_much:  # others may have their turn now, and in all there may be thousands of epochs
                self._hold(request["shown"], request["from"], [record.epoch for record in drawn])
            if ROW_BYTES * len(rows) + 4 * self.run.n_parameters * (len(drawn) + len(passed)) >= MOST_SENT:
                break
            turn.rest()
        if rows and records[-1] not in drawn[-1:]:
            drawn.append(records[-1])
        return rows, drawn, [record for record in passed if record not in drawn]

    def _most(self, every):
        """Return how many epochs one answer may have, with the parameters of every one of them or of few."""
        if not every:
            return MOST_SENT // ROW_BYTES
        return min(MOST_EPOCHS, MOST_SENT // (ROW_BYTES + 4 * self.run.n_parameters))

    def _is_goal(self, record):
        """True for the epoch to which the run is brought back; how near it came is then known."""
        if self._goal is None or record.epoch != self._goal["epoch"]:
            return False
        if self._goal_loss is not None:
            self._drift = abs(record.train_loss - self._goal_loss)
        return True

    def _changes(self, held):
        """Return what an answer says of the journal, which can be long: of a loaded model it holds every weight."""
        number = self.run.changed
        journal = None if held == number else self.run.journal
        return {"journal": journal, "journal_number": number, "full": self._is_full}

    def _hold(self, shown, start, keys):
        """Keep the epochs that the stage can come back to: those it has the parameters of, from the one on show."""
        most = min(MOST_KEYS, 1 + MOST_BYTES // self.run.state_bytes)
        self._keys = ([epoch for epoch in self._keys if shown <= epoch <= start] + keys)[-most:]
        self.run.forget(set(self._keys).__contains__)


def is_passed(epoch):
    """True for the epochs whose parameters are sent even where they are not drawn: of the first 1,000 some 120.

    Early ones, in which most changes, lie closer together, as in a film.
    """
    before, now = (math.isqrt(PASSED**2 * each) for each in (epoch - 1, epoch))
    return now > before


def _reach(run):
    """Return what can be learned from the points, None where that cannot be told: see the protocol."""
    task, points = TASKS[run.description.task], run.points
    inputs, targets = points.training
    score, loss = neighbours(task, inputs, targets)
    reach = {"line": line_score(task, inputs, targets), "score": score, "loss": loss}
    reach["loss_of_points"] = neighbours(task, points.coordinates[:, : points.n_train], targets)[1]
    return reach if np.isfinite(list(reach.values())).all() else None


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
    scores = record.train_score, record.test_score
    return [record.loss, record.train_loss, record.test_loss, *scores, record.learning_rate]
