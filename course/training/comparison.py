"""Comparisons: trainings side by side in two threads of the whole server, with their progress, and a way to stop."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from weakref import WeakSet

import numpy as np

from nn_core import Description, Training
from nn_core.checks import Fault
from nn_core.engine import n_parameters
from playground.texts import N_
from playground.turns import turns

log = logging.getLogger("playground")

WORKERS = 2  # threads of the whole server, however many students compare
SLICE = 0.02  # seconds after which a training lets the next one have the thread
CALL = 0.006  # seconds that one call of the engine should take, if an epoch does not take longer
MOST_TRAININGS = 64  # in memory, of all comparisons; while there are so many, each goes on with what it has begun
PATIENCE = 6.0  # seconds without anybody who asks, after which nothing is trained
POINTS = 400  # of a curve that are kept at most
MAX_VALUES, MAX_SEEDS, MAX_EPOCHS = 8, 5, 5000
MAX_SECONDS = 120.0  # of one thread, that a comparison may take
# Seconds that the engines take: for an update of a layer, for an example, and for an example and a parameter.
# They bound the work, and share out what is left of it; a factor of two does not matter.
COSTS = {"numba": (0.05e-6, 0.1e-6, 1.5e-9), "numpy": (35e-6, 0.4e-6, 2.5e-9)}

# The threads know no reader: who shows it translates it.
FAULT = N_("The comparison had to stop: a fault in the playground, not a mistake of yours. Please try again.")

pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="comparison")
trainings = WeakSet()  # that are in memory


def later(seconds, act):
    """Call `act` after so many seconds, which take no thread of the pool."""
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()


@dataclass(eq=False)
class Outcome:
    """What has become of one training so far.

    `value` is what it has of the setting that is compared, `shown` tells how that reads.
    Curves have a column for every epoch that is kept, see `kept_epochs`: `epochs`, `train_loss`, `test_loss` as a
    Record has them, and the `seconds` of training up to there. `parameters` and scores are those of the last epoch.
    """

    value: Hashable
    description: Description
    curves: np.ndarray  # (4, number of epochs that are kept)
    kept: int = 0  # columns that are filled
    epoch: int = 0
    diverged: bool = False
    measures: tuple = (np.nan,) * 4  # losses and scores of the last epoch
    parameters: np.ndarray | None = None
    finished: bool = False
    shown: Callable = str

    label = property(lambda self: self.shown(self.value))  # when it is looked at: in the language of whoever looks
    epochs = property(lambda self: self.curves[0, : self.kept])
    train_loss = property(lambda self: self.curves[1, : self.kept])
    test_loss = property(lambda self: self.curves[2, : self.kept])
    seconds = property(lambda self: self.curves[3, : self.kept])

    def add(self, columns):
        """Add these columns to the curves."""
        self.curves[:, self.kept : self.kept + columns.shape[1]] = columns
        self.kept += columns.shape[1]  # after the numbers are there: another thread may be reading

    @property
    def updates(self):
        """How many updates an epoch has."""
        return -(-self.description.n_train // self.description.batch_size)

    @property
    def seed(self):
        """The seed of initial weights and order."""
        return self.description.seed


def kept_epochs(epochs):
    """Return the epochs of a curve that are kept: all up to POINTS, of more some at equal distances and the last."""
    spacing = -(-epochs // POINTS)
    return np.append(np.arange(0, epochs, spacing), epochs)


@dataclass(frozen=True)
class Progress:
    """How far a comparison is: runs and epochs that are done, of all, and the seconds that are left, if known."""

    runs_done: int
    runs: int
    epochs_done: int
    epochs: int
    share: float  # of the work
    seconds_left: float | None


class Comparison:
    """Trainings that differ in one setting, or by their seed, and what becomes of them.

    `cases` is a list of (value, description), each trained for `epochs` epochs on the engine; `shown` returns how a
    value reads. They are trained in
    slices by the pool, at most WORKERS at a time; a slice that ends goes to the end of the queue, so that comparisons
    of many students take turns. Whoever looks calls `seen`: nothing is trained when nobody has for PATIENCE seconds.

    In memory it keeps at most 4 curves of POINTS + 1 numbers and the last parameters of a run: 13 KB, 25 for the
    largest network, so 1 MB for 40 runs. While it trains there are besides the points of as many runs as there are
    values, or of fewer where many compare. When its student has left they are let go.
    """

    def __init__(self, cases, epochs, engine="numpy", shown=str, learner=None):
        """Raises Fault for more work than `check` allows. `learner` is the name by which its trainings take turns."""
        check(cases, epochs, engine)
        self.engine = engine
        self.epochs = epochs
        self._learner = learner
        self._epochs_kept = kept_epochs(epochs)
        self.outcomes = [
            Outcome(value, description, np.empty((4, self._epochs_kept.size)), shown=shown)
            for value, description in cases
        ]
        self.cancelled = False
        self.fault = None  # a sentence, if training failed in a way that nobody foresaw
        self._work = [epochs * seconds_of_an_epoch(outcome.description, engine) for outcome in self.outcomes]
        self._lock = threading.Lock()
        self._side_by_side = len({outcome.value for outcome in self.outcomes})
        self._waiting = deque((outcome, None) for outcome in self.outcomes)
        self._slices = 0  # that are in the pool, waiting or at work
        self._over = threading.Event()
        self._seen_at = -np.inf
        self._watched = 0.0  # seconds that somebody looked

    # --- for the page that shows it

    def seen(self):
        """Note that the page is being watched: trainings that rest go on."""
        with self._lock:
            now = time.monotonic()
            if now - self._seen_at < PATIENCE and not self._over.is_set():
                self._watched += now - self._seen_at
            self._seen_at = now
            wanted = min(WORKERS, sum(not outcome.finished for outcome in self.outcomes)) if self.running else 0
            for _slice in range(wanted - self._slices):
                self._submit()

    def wait(self, seconds):
        """Return True as soon as all is done, False if `seconds` pass before."""
        return self._over.wait(seconds)

    @property
    def running(self):
        """True until all trainings have ended, or were cancelled."""
        return not self._over.is_set()

    def cancel(self):
        """Stop for good, within a slice; what has been trained stays."""
        with self._lock:
            if self.running:
                self.cancelled = True
                self._end()

    def let_go(self):
        """Drop the trainings that are under way: they begin anew when somebody looks again."""
        with self._lock:
            self._seen_at = -np.inf
            self._waiting = deque(map(_from_the_beginning, self._waiting))

    def progress(self):
        """Return the Progress."""
        shares = [1.0 if outcome.finished else outcome.epoch / self.epochs for outcome in self.outcomes]
        share = float(np.dot(shares, self._work) / sum(self._work))
        known = share > 0.02 and self._watched > 0.5
        return Progress(
            runs_done=sum(outcome.finished for outcome in self.outcomes),
            runs=len(self.outcomes),
            epochs_done=sum(self.epochs if o.finished else o.epoch for o in self.outcomes),
            epochs=self.epochs * len(self.outcomes),
            share=share,
            seconds_left=self._watched * (1 - share) / share if known else None,
        )

    # --- in the threads of the pool

    def _submit(self):
        self._slices += 1
        self._go()

    def _go(self):
        with suppress(RuntimeError):  # the server is being stopped
            pool.submit(self._slice)

    def _slice(self):
        """Train the next run for a moment, and go to the end of the queue if there is more to do."""
        try:
            if pause := turns.pause(self._learner) if self.running else 0:  # the others' trainings need no pause
                later(pause, self._go)
                return
            with self._lock:
                job = self._next() if self._waiting and self._is_watched() else None
            if job is not None:
                with turns.take(self._learner):
                    job = self._train(*job)
            with self._lock:
                self._slices -= 1
                if job is not None and self.running:
                    # The runs of one seed go on side by side, before those of the next begin.
                    is_left = self._seen_at == -np.inf
                    self._waiting.insert(self._side_by_side - 1, _from_the_beginning(job) if is_left else job)
                if self._waiting:
                    if self._is_watched():
                        self._submit()
                elif not self._slices:
                    self._end()
        except Exception:  # whatever happens, the page must not wait for ever
            log.exception("A comparison failed.")
            with self._lock:
                self.fault = FAULT
                self._end()

    def _next(self):
        """Take the job that goes on: the first, or where very many have begun, one that has."""
        begun = [job for job in self._waiting if job[1] is not None] if len(trainings) >= MOST_TRAININGS else []
        job = begun[0] if begun else self._waiting[0]
        self._waiting.remove(job)
        return job

    def _train(self, outcome, training):
        """Train for a slice's time; return the job as it now stands, or None if it is done."""
        if training is None:
            training = Training(outcome.description, self.engine)
            trainings.add(training)
            self._note(outcome, training, np.array([training.measure()]), 0.0)
        at_once = max(1, int(CALL / seconds_of_an_epoch(outcome.description, self.engine)))
        end = time.monotonic() + SLICE
        while training.epoch < self.epochs and not training.diverged and self.running:
            before = training.seconds
            rows = training.advance(min(at_once, self.epochs - training.epoch))
            self._note(outcome, training, rows, before)
            if time.monotonic() >= end:
                break
        outcome.finished = training.diverged or training.epoch == self.epochs
        return None if outcome.finished else (outcome, training)

    def _note(self, outcome, training, rows, seconds_before):
        """Keep what is kept of the epochs that were just trained; their seconds are shared out evenly."""
        if len(rows):
            trained = np.arange(1, len(rows) + 1)
            epochs = training.epoch - len(rows) + trained
            seconds = seconds_before + (training.seconds - seconds_before) / len(rows) * trained
            is_kept = (epochs % self._epochs_kept[1] == 0) | (epochs == self.epochs)
            outcome.add(np.array([epochs, rows[:, 0], rows[:, 1], seconds])[:, is_kept])
            outcome.measures = tuple(map(float, rows[-1]))
            outcome.epoch = training.epoch
            outcome.parameters = training.engine.parameters
        if training.diverged and outcome.epochs[-1] < training.epoch:  # the curve ends with the last epoch there is
            outcome.add(np.array([[training.epoch], *([m] for m in outcome.measures[:2]), [training.seconds]]))
        outcome.diverged = training.diverged

    def _is_watched(self):
        return self.running and time.monotonic() - self._seen_at < PATIENCE

    def _end(self):
        self._waiting.clear()  # and with them the trainings: what is kept is the outcomes
        self._over.set()


def _from_the_beginning(job):
    """Return a job without its training."""
    outcome, _training = job
    outcome.kept = outcome.epoch = 0
    return outcome, None


# --- how much work there may be


def seconds_of_an_epoch(description, engine):
    """Estimate the seconds that an epoch takes one thread, evaluation included, from the size of the network."""
    update, example, parameter = COSTS[engine]
    updates = -(-description.n_train // description.batch_size)
    evaluated = description.n / 3  # forward alone
    per_example = example + parameter * n_parameters(description.sizes)
    layers = len(description.sizes) - 1
    return updates * update * layers + (description.n_train + evaluated) * per_example


def check(cases, epochs, engine):
    """Raise Fault if this is nothing to compare, or more than a shared server can do."""
    values = {value for value, _description in cases}
    if not cases:
        raise Fault(N_("There is nothing to compare yet: choose at least one value."))
    if len(values) > MAX_VALUES or len(cases) > len(values) * MAX_SEEDS:
        sentence = N_("At most {values} values and {seeds} seeds can be compared at once.")
        raise Fault(sentence, values=MAX_VALUES, seeds=MAX_SEEDS)
    if not 1 <= epochs <= MAX_EPOCHS:
        raise Fault(N_("Choose from 1 to {most} epochs, not {epochs}."), most=MAX_EPOCHS, epochs=epochs)
    seconds = sum(seconds_of_an_epoch(description, engine) for _value, description in cases)
    if epochs * seconds <= MAX_SECONDS:
        return
    sentence = N_(
        "{values} values × {seeds} seeds × {n} points for {epochs} epochs would take about {minutes} minutes. "
        "Choose at most {most} epochs, or fewer values, seeds or points."
    )
    raise Fault(
        sentence,
        values=len(values),
        seeds=len(cases) // len(values),
        n=max(description.n for _value, description in cases),
        epochs=epochs,
        minutes=max(2, round(epochs * seconds / 60)),
        most=max(1, int(MAX_SECONDS / seconds)),
    )
