"""The board of a challenge: who has come how far. No entry stands before the server has trained it again."""

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Hashable
from dataclasses import asdict, dataclass, replace
from functools import cached_property

from nn_core import Run, checks
from nn_core.checks import Fault
from nn_core.engine import ENGINES, n_parameters
from nn_core.run import checked_journal
from playground import engines, run_link
from playground.address import to_query
from playground.choices import MAX_STOP
from playground.feed import Snapshot
from playground.protocol import log_rejected, metrics
from playground.texts import N_, told
from playground.turns import turns
from rooms.challenges import Candidate, Challenge, journal_up_to

SECONDS = 20.0  # of the processor that a replay may take
SHARE = 0.2  # of a core for all replays of a board, while others train
NEAR = 1e-9  # how far its numbers may be from the student's on the same engine, as a share of them
MOST_KEPT = 240  # entries that are read of what a browser has kept: two for each student of a full room
MOST_MINUTES = 10_000  # that a challenge may have been going on
WAIT = 0.25  # seconds, between two looks at whether the engine is there

OTHER_RULES = N_("It does not keep to the rules of this challenge.")
TOO_LONG = N_("Training it again takes more than {seconds} seconds.")
NEVER_THERE = N_("Trained again, it does not come to epoch {epoch}.")
OTHER_NUMBERS = N_("Trained again, it comes to other numbers.")
NO_GOAL = N_("Trained again, it does not meet the goal.")
DAMAGED = N_("What the browser has kept of it is damaged.")
FAILED = N_("It could not be trained again: a fault in the playground, not a mistake of yours.")

log = logging.getLogger("playground")


@dataclass(frozen=True, eq=False)
class Entry:
    """What stands on the board for a student, and when it came: `number` counts those that were offered."""

    student: Hashable
    number: int
    minutes: float  # since the challenge began
    score: float
    snapshot: Snapshot
    challenge: Challenge

    @property
    def row(self):
        """The METRICS of its epoch."""
        return metrics(self.snapshot.record)

    @cached_property
    def query(self):
        """What stands in the address that brings the run back; where it is too long, only its settings."""
        query = to_query(replace(self.challenge.settings, description=self.snapshot.description))
        try:
            return query | {"run": run_link.pack(self.snapshot)}
        except ValueError:
            return query

    def shown(self, place):
        """Return it as a line of the board."""
        start = self.snapshot.start
        return {
            "place": place,
            "student": self.student,
            "score": self.challenge.count.shown(self.score),
            "value": self.score,
            "epoch": self.snapshot.record.epoch,
            "neurons": sum(start.hidden),
            "parameters": n_parameters(start.sizes),
            "at": self.minutes,
            "query": self.query,
        }


@dataclass(frozen=True, eq=False)
class _Offer:
    """What a student has come to, as long as it has not been trained again."""

    student: Hashable
    number: int
    minutes: float
    candidate: Candidate


class Board:
    """The entries of a challenge, one a student, their best; of equal ones the first that came is the better.

    What is offered waits for a thread, which is there only as long as something waits. Of each student only the best
    waits: what came before it need not be trained again.
    """

    def __init__(self, challenge, minutes=0.0, clock=time.monotonic):
        """`minutes` is how long the challenge has been going on, where it has."""
        self.challenge = challenge
        self._clock, self._began = clock, clock() - 60 * minutes
        self._changed = threading.Condition()
        self._entries = {}  # student: Entry
        self._refused = {}  # student: (Candidate, Fault)
        self._kept = deque()  # Offers that a browser has kept, in their order: before all others
        self._waiting = {}  # student: Offer
        self._replayed = None  # the Offer that is trained again just now
        self._thread = None
        self._numbers = 0
        self._closed = False

    # --- for the room

    def best(self, student):
        """Return the score that the student's next candidate has to beat: see `challenges.candidate`."""
        with self._changed:
            return self._best(student)

    def offer(self, student, candidate):
        """Let a Candidate be trained again, if it is the student's best, and that very run was not refused before."""
        with self._changed:
            best, (refused, _fault) = self._best(student), self._refused.get(student, (None, None))
            is_better = best is None or candidate.score < best
            if self._closed or not is_better or (refused is not None and candidate.is_of(refused)):
                return
            self._waiting[student] = self._numbered(student, candidate, self._minutes())
            self._begin()

    def state_of(self, student):
        """Return something that is another as soon as what stands for a student, or does not, is another."""
        with self._changed:
            return self._entries.get(student), self._refused.get(student)

    def entries(self):
        """Return all Entries, the best first."""
        with self._changed:
            return sorted(self._entries.values(), key=lambda entry: (entry.score, entry.number))

    def shown(self):
        """Return the lines of the board, see `Entry.shown`."""
        return [entry.shown(place) for place, entry in enumerate(self.entries(), 1)]

    def refused(self):
        """Return {student: sentence}: why what they offered last does not stand."""
        with self._changed:
            refused = dict(self._refused)
        return {student: told(fault) for student, (_candidate, fault) in refused.items()}

    @property
    def checking(self):
        """How many wait to be trained again, or are just now."""
        with self._changed:
            return len(self._offers())

    def drop(self, student):
        """Forget a student."""
        with self._changed:
            self._entries.pop(student, None)
            self._refused.pop(student, None)
            self._waiting.pop(student, None)
            self._kept = deque(offer for offer in self._kept if offer.student != student)
            if self._replayed is not None and self._replayed.student == student:
                self._replayed = None

    def close(self):
        """Stop for good; what is trained again just now is left as soon as may be."""
        with self._changed:
            self._closed, self._replayed = True, None
            self._kept.clear()
            self._waiting.clear()
            self._changed.notify_all()

    def settle(self, seconds=None):
        """Return True when nothing waits any more, False if `seconds` pass before."""
        with self._changed:
            return self._changed.wait_for(lambda: self._thread is None, seconds)

    # --- there and back: what the teacher's browser keeps, in case the server goes

    def as_kept(self, name=lambda student: student):
        """Return what is kept of the board, as JSON has it; `name(student)` is what a student is known by there."""
        with self._changed:
            held = [(entry, entry.snapshot, entry.snapshot.record.epoch) for entry in self._entries.values()]
            held += [(offer, offer.candidate, offer.candidate.epoch) for offer in self._offers()]
            minutes = self._minutes()
        held.sort(key=lambda each: each[0].number)
        usual = asdict(self.challenge.settings.description)
        entries = [
            {
                "student": name(about.student),
                "minutes": about.minutes,
                "start": {name: value for name, value in asdict(run.start).items() if value != usual[name]},
                "journal": [[at, changes] for at, changes in run.journal],
                "epoch": epoch,
                "engine": run.engine,
            }
            for about, run, epoch in held
        ]
        return {"minutes": minutes, "entries": entries}

    @classmethod
    def from_kept(cls, challenge, kept, student=lambda name: name):
        """Return the board of what a browser has kept, whatever that is: each entry is trained again before it stands.

        `student(name)` is who is known by that name, None for nobody.
        """
        held = kept if isinstance(kept, dict) else {}
        entries = held.get("entries")
        board = cls(challenge, _minutes(held.get("minutes")))
        for entry in entries[:MOST_KEPT] if isinstance(entries, list) else []:
            board._take_back(entry, student)
        return board

    def _take_back(self, entry, student):
        name = entry.get("student") if isinstance(entry, dict) else None
        who = student(name) if type(name) in (int, str) else None
        if who is None:
            log_rejected("An entry names no student of the room.", "a board")
            return
        try:
            candidate, minutes = _candidate(self.challenge, entry), _minutes(entry.get("minutes"))
        except (TypeError, KeyError, ValueError):
            log_rejected(DAMAGED, "a board")
            self._refused[who] = (None, Fault(DAMAGED))
            return
        with self._changed:
            self._kept.append(self._numbered(who, candidate, minutes))
            self._begin()

    # --- with the lock held

    def _best(self, student):
        offers = [offer.candidate.score for offer in self._offers() if offer.student == student]
        scores = [score for score in offers if score is not None]
        if student in self._entries:
            scores.append(self._entries[student].score)
        return min(scores, default=None)

    def _offers(self):
        replayed = [self._replayed] if self._replayed is not None else []
        return [*replayed, *self._kept, *self._waiting.values()]

    def _numbered(self, student, candidate, minutes):
        self._numbers += 1
        return _Offer(student, self._numbers, minutes, candidate)

    def _minutes(self):
        return (self._clock() - self._began) / 60

    def _begin(self):
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="board", daemon=True)
            self._thread.start()

    # --- in the thread

    def _work(self):
        while (offer := self._next()) is not None:
            start = time.thread_time()
            try:
                outcome = replay(self.challenge, offer.candidate, lambda offer=offer: self._replayed is offer)
            except Fault as fault:
                outcome = fault
            except Exception:  # whatever happens, those that wait have their turn
                log.exception("An entry could not be trained again.")
                outcome = Fault(FAILED)
            self._note(offer, outcome)
            self._rest(time.thread_time() - start)

    def _next(self):
        """Return the offer that comes next; None, and let the thread end, where there is none."""
        with self._changed:
            if self._kept:
                self._replayed = self._kept.popleft()
            elif self._waiting:
                self._replayed = self._waiting.pop(next(iter(self._waiting)))
            else:
                self._replayed = self._thread = None
                self._changed.notify_all()
            return self._replayed

    def _note(self, offer, outcome):
        """Let an offer stand, or not, unless it has been given up meanwhile."""
        with self._changed:
            if self._replayed is not offer:
                return
            self._replayed = None
            if isinstance(outcome, Fault):
                log_rejected(outcome, "a board")
                self._refused[offer.student] = (offer.candidate, outcome)
                return
            self._refused.pop(offer.student, None)
            entry = _entry(self.challenge, offer, outcome)
            before = self._entries.get(offer.student)
            if before is None or (entry.score, entry.number) < (before.score, before.number):
                self._entries[offer.student] = entry

    def _rest(self, seconds):
        """Leave the processor to those who train: a loss may get better every second, and each time it is replayed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed, rest_after(seconds, turns.others("board")))


def rest_after(seconds, others):
    """Return how long to rest after a replay that took so long, beside so many others."""
    return seconds * (1 / SHARE - 1) if others else 0.0


def _entry(challenge, offer, snapshot):
    score = challenge.score(snapshot.start, snapshot.journal, snapshot.record.epoch, metrics(snapshot.record))
    return Entry(offer.student, offer.number, offer.minutes, score, snapshot, challenge)


def replay(challenge, candidate, goes_on=lambda: True):
    """Train a Candidate again and return its Snapshot, None if it no longer `goes_on`. Raises Fault if it cannot stand.

    What stands is what comes of the training here. On the engine that the student's run had, it must be the same.
    """
    if not challenge.allows(candidate.start, candidate.journal, candidate.epoch):
        raise Fault(OTHER_RULES)
    engine = _engine(candidate.engine, goes_on)
    run = Run(candidate.start, engine, candidate.journal) if engine else None
    record = _trained(run, candidate.epoch, goes_on) if run else None
    if record is None:
        return None
    row = metrics(record)
    if candidate.row is not None and engine == candidate.engine and not _is_near(row, candidate.row):
        raise Fault(OTHER_NUMBERS)
    if not challenge.is_met(candidate.epoch, row):
        raise Fault(NO_GOAL)
    description = replace(run.description, **run.settings_at(candidate.epoch))
    return Snapshot(run.description, description, run.journal, record, engine)


def _engine(named, goes_on):
    """Return the engine of this name, or else the best there is; the kernel may still have to be compiled."""
    choice = engines.Choice(named)
    while (engine := choice.made(WAIT)) is None and goes_on():
        pass
    return engine


def _trained(run, epoch, goes_on):
    """Return the Record of an epoch, None if it no longer `goes_on`; give way to those who train."""
    with turns.take("board") as turn:
        start, record = time.thread_time(), run.record()
        for records in run.stretches(epoch):
            record = records[-1]
            if run.holds_much:
                run.let_go()
            if not goes_on():
                return None
            if time.thread_time() - start > SECONDS:
                raise Fault(TOO_LONG, seconds=round(SECONDS))
            turn.rest()
    if record.epoch < epoch:
        raise Fault(NEVER_THERE, epoch=epoch)
    return record


def _is_near(row, other):
    return all(
        math.isclose(one, another, rel_tol=NEAR, abs_tol=NEAR) or (math.isnan(one) and math.isnan(another))
        for one, another in zip(row, other, strict=True)
    )


def _candidate(challenge, kept):
    """Return the Candidate that was kept so; TypeError, KeyError or ValueError where it cannot be one."""
    start = replace(challenge.settings.description, **kept["start"])
    journal = checked_journal(kept["journal"], start)
    epoch = checks.whole("epoch", kept["epoch"], 0, MAX_STOP)
    engine = None if kept["engine"] is None else checks.choice("engine", kept["engine"], ENGINES)
    return Candidate(None, start, journal_up_to(challenge, journal, epoch), epoch, engine, None, None)


def _minutes(value):
    """Return minutes that were kept, 0 for what cannot be any."""
    try:
        return checks.real("minutes", value, 0, MOST_MINUTES)
    except ValueError:
        return 0.0
