"""The feed: one run, and the answers to what the live stage asks about it, see `playground/protocol.py`."""

import secrets
import threading
from dataclasses import asdict, dataclass, fields, replace

import numpy as np

from nn_core import TASKS, Description, Record, Run
from nn_core.baselines import line_score, neighbours
from nn_core.description import LIVE
from nn_core.run import MAX_JOURNAL, JournalFull, checked_journal
from playground import engines, protocol
from playground.chunk import Chunk, epochs
from playground.protocol import MOST_EPOCHS, log_rejected, metrics, pack
from playground.summaries import summary
from playground.turns import turns

MOST_KEYS = 2 * MOST_EPOCHS  # are held, whatever is said to be on show: the stage never has so many ahead of it
MOST_BYTES = 2**20  # of them, for the largest networks: an epoch that is not held is trained again
SECONDS = 0.25  # of training for one answer
URGENT_SECONDS = 0.05


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


@dataclass(frozen=True, eq=False)
class Made:
    """What a feed has made last: a Record, and the metrics of the epochs from `first` on that led to it.

    Only a feed that `is_heard` keeps metrics: at the pace "max" they are many.
    """

    record: Record
    first: int
    rows: list


class Feed:
    """One run, and the answers to the stage's requests about it.

    `answer` holds a lock while it trains, since two script threads of one session can overlap.
    """

    def __init__(self, description, run=None, engine=None, learner=None):
        """`engine` is the one that trained the run before, None if it is new: see `engines.Choice`.

        `learner` is the name by which the run takes turns with those of others.
        """
        self._learner = learner
        self._goal = self._goal_loss = self._drift = None  # of a run that a link has brought, see `shared`
        self._loaded = ()  # the journal that a loaded model began with, see `loaded`
        self.description = description  # as it would be for a new run: with what was changed live
        self.run = run or Run(description, engines.best())  # begun on another if that changes, see _has_begun
        self.engine = None  # the one it trains on, once it has begun
        self._choice = engines.Choice(engine)
        self.run_id = secrets.token_hex(8)
        self.revision = 0
        self._untrained = self.run.record()
        self.is_heard = False  # true in a room, which is told of every epoch
        self.made = Made(self._untrained, 0, [metrics(self._untrained)])  # what it has made last
        self._reach = _reach(self.run)
        self._lock = threading.Lock()  # of the run
        self._pending = {}  # changes that wait for the stage to say which epoch it has come to
        self._pending_lock = threading.Lock()  # of these changes and the revision they make
        self._is_full = False  # true when the last change was not made, since the journal can hold no more
        self._keys = []  # epochs whose parameters were sent to be drawn, from the one on show
        self._answered = (None, None)  # the last request and its answer

    @classmethod
    def continued(cls, description, start, journal, epoch, engine=None, loaded=None, learner=None):
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
        feed = cls(description, run, engine, learner)
        feed._loaded, feed._is_full = checked_journal(loaded or (), began), is_full
        return feed

    @classmethod
    def shared(cls, description, shared, learner=None):
        """Return the feed of a run that came in a link, a `run_link.Shared`; the stage brings it to its epoch at once.

        Raises ValueError if `description` cannot go on from it.
        """
        began = asdict(shared.start), shared.journal, shared.epoch, shared.engine
        feed = cls.continued(description, *began, learner=learner)
        feed._goal, feed._goal_loss = {"epoch": shared.epoch, "engine": shared.engine}, shared.loss
        return feed

    @classmethod
    def loaded(cls, description, journal, learner=None):
        """Return the feed of a run whose network a model has brought: `journal` sets its weights at epoch 0."""
        feed = cls(description, Run(description, journal=journal), learner=learner)
        feed._loaded = journal
        return feed

    def again(self):
        """Return the feed of the same run from its beginning, with the settings as they are now."""
        if self._loaded:
            return Feed.loaded(self.description, self._loaded, self._learner)
        return Feed(self.description, learner=self._learner)

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

    def come_to(self, epoch):
        """Let an epoch be what was made last: the browser has stopped at it, and what lies ahead was never on show."""
        if epoch != self.made.record.epoch and (snapshot := self.snapshot(epoch)):
            self.made = Made(snapshot.record, epoch, [])

    def was_heard(self):
        """Somebody has taken what was made last: its metrics need not be kept."""
        self.is_heard, self.made = True, replace(self.made, rows=[])

    @property
    def is_loaded(self):
        """True where a model has brought the initial weights."""
        return bool(self._loaded)

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
        return pack(header | extra, [points.coordinates, points.targets, metrics(first), first.parameters])

    def answer(self, request, **extra):
        """Return the answer to a request about an epoch, or None if it calls for an opening instead."""
        with self._lock:
            try:
                return self._answer(request, extra)
            except ValueError as error:
                log_rejected(error)
                return self.refusal(request["id"], **extra)

    def _answer(self, request, extra):
        if request["do"] == "branch" and request == self._answered[0]:
            return self._answered[1]  # it has raised the revision itself
        if not self._is_current(request):
            return None
        answers = {"train": self._train, "seek": self._seek, "walk": self._walk, "branch": self._branch}
        return answers[request["do"]](request, extra)

    def refusal(self, number, **extra):
        """Return the answer to a request that cannot be carried out, by its number."""
        about = {"id": number, "run_id": self.run_id, "revision": self.revision}
        return pack({"kind": "refused"} | about | extra, [])

    def _is_current(self, request):
        """False for a request about another run or an old revision; ValueError for one of epochs that there are not."""
        newest = self.run.held[-1]
        if request["run_id"] != self.run_id:
            log_rejected("It names another run.")
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
        if self.engine is None:
            self.engine = self._choice.made(SECONDS)
            if self.engine not in (None, self.run.engine.name):
                self.run = Run(self.run.description, self.engine, self.run.journal)
        return self.engine is not None

    def _seek(self, request, extra):
        """Return an epoch that is past. What has to be trained again for it is shared out over several requests."""
        return self._show(request, self._restore(request["epoch"]), extra)

    def _restore(self, epoch):
        """Go to an epoch that is past and return its record, None if it takes longer than one answer may: ask again."""
        with turns.take(self._learner) as turn:
            record = self.run.restore(epoch, SECONDS, turn.rest)
        self.run.forget(set(self._keys).__contains__)
        return record

    def _walk(self, request, extra):
        """Return one update of the epoch after the one on show. The run stays as it is."""
        is_there = self._restore(request["epoch"]) is not None
        with turns.take(self._learner):
            walked = self.run.walk(request["epoch"], request["update"]) if is_there else None
        header = protocol.header("walk", request) | {"ready": walked is not None}
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
        self.made = Made(record, record.epoch, [metrics(record)])
        answer = self._show(request, record, {"revision": self.revision, **self._changes(None)} | extra)
        self._answered = (request, answer)
        return answer

    def _show(self, request, record, extra):
        """Return the answer with a record, or without one, since it takes more training to get there."""
        header = protocol.header(request["do"], request) | {"ready": record is not None}
        return pack(header | extra, [metrics(record), record.parameters] if record else [])

    def _train(self, request, extra):
        """Return the epochs that come next; to the same request the same answer."""
        if not self._has_begun():
            return pack(protocol.header("wait", request) | extra, [])
        if request != self._answered[0]:
            chunk = self._chunk(request, extra)
            # A change that came while it trained makes the chunk worthless, and must not be kept as the answer.
            self._answered = (request, chunk) if request["revision"] == self.revision else (None, None)
        return self._answered[1]

    def _chunk(self, request, extra):
        start = request["from"]
        with turns.take(self._learner) as turn:
            is_there = start == self.run.epoch or self.run.restore(start, SECONDS, turn.rest) is not None
            if is_there:
                self._take_over_changes(request)
            chunk = self._advance(request, turn) if is_there else Chunk(True, 0)  # an empty one: the stage asks again
        self._hold(request["shown"], start, epochs(chunk.drawn))
        keys = chunk.keys
        if keys:
            self.made = Made(keys[-1], start + 1, chunk.rows if self.is_heard else [])
        header = protocol.header("chunk", request) | {
            "count": len(chunk.rows),
            "keys": epochs(keys),
            "passed": epochs(chunk.passed),
            "width": self.run.n_parameters,
            "ended": "diverged" if self.run.diverged else None,
            **self._changes(request.get("journal")),
            "engine": self.engine,
            "drift": self._drift,
            "others": turn.others,
        }
        return pack(header | extra, [*chunk.rows, *(record.parameters for record in keys)])

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
        """Train what is asked for, as far as the turn goes; return the Chunk."""
        chunk = Chunk(request["pace"] == "all", self.run.n_parameters)
        seconds = URGENT_SECONDS if request["urgent"] else SECONDS
        for records in self.run.stretches(min(request["count"], chunk.most), seconds):
            chunk.add(records, [record for record in records if self._is_goal(record)])
            if request["revision"] != self.revision:
                break
            if self.run.holds_much:  # others may have their turn now, and in all there may be thousands of epochs
                self._hold(request["shown"], request["from"], epochs(chunk.drawn))
            if chunk.is_full:
                break
            turn.rest()
        chunk.end()
        return chunk

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


def _reach(run):
    """Return what can be learned from the points, None where that cannot be told: see the protocol."""
    task, points = TASKS[run.description.task], run.points
    inputs, targets = points.training
    score, loss = neighbours(task, inputs, targets)
    reach = {"line": line_score(task, inputs, targets), "score": score, "loss": loss}
    reach["loss_of_points"] = neighbours(task, points.coordinates[:, : points.n_train], targets)[1]
    return reach if np.isfinite(list(reach.values())).all() else None
