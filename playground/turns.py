"""Turns: who may train now. A few at once, each for a moment, and first the one who has had the least of late.

Thirty learners share two cores. One whose network is a thousand times the work of the others' would slow all of them,
were it not for this: what takes long gives way between two epochs to whoever waits, and while others are there nobody
has more than half a core for long. It costs the others no speed, and is told on the stage.
"""

import math
import os
import threading
import time
from contextlib import contextmanager
from pathlib import Path

SLICE = 0.02  # seconds of the processor after which one gives way to those who wait
MEMORY = 1.0  # seconds: what was used is forgotten by half in 0.7 of it
LIMIT = 0.5  # of a core for one, while others train too
PRESENT = 2.0  # seconds for which one who has trained counts among the others
MANY = 1000  # cores, where nothing limits them
HELD_BACK = 0.1  # seconds; who has waited for so long is told why


def places():
    """Return how many may train at once: as many as there are cores, and few, since all of it is one process."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(4, usable, round(quota())))


def quota(own=Path("/proc/self/cgroup"), root=Path("/sys/fs/cgroup")):
    """Return how many cores Linux lets this process use, of a container or a service; many where it does not say."""
    try:
        group = root / own.read_text().strip().rpartition("::")[2].lstrip("/")
        files = [folder / "cpu.max" for folder in (group, *group.parents) if folder.is_relative_to(root)]
        limits = [file.read_text().split() for file in files if file.exists()]
        return min((int(used) / int(period) for used, period in limits if used != "max"), default=MANY)
    except (OSError, ValueError):
        return MANY


class Turns:
    """Shares out a number of places among those who train, each known by a name."""

    def __init__(self, count, clock=time.perf_counter, sleep=time.sleep, worked=time.thread_time):
        self._free = count
        # What one uses is time of the processor: who waits for it, or for Python's lock, has nothing of that.
        self.clock, self.worked, self._sleep = clock, worked, sleep
        self._lock = threading.Lock()
        self._waiting = []  # (who, Event)
        self._used = {}  # who: (seconds used, of which less and less counts, and when that was so)

    @contextmanager
    def take(self, who):
        """Wait for a place, hold it as long as the block lasts, and yield the Turn."""
        turn = Turn(self, who)
        turn.enter()
        try:
            yield turn
        finally:
            turn.leave()

    def others(self, who):
        """Return how many others have trained of late, or wait to."""
        with self._lock:
            return self._others(who)

    def pause(self, who):
        """Return the seconds until one who has used too much may go on; 0 where nobody else is there."""
        with self._lock:
            share = self._use(who, self.clock()) / MEMORY
            return MEMORY * math.log(share / LIMIT) if share > LIMIT and self._others(who) else 0.0

    # --- for a Turn

    def enter(self, who):
        """Return when a place is had."""
        if pause := self.pause(who):
            self._sleep(pause)
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = threading.Event()
            self._waiting.append((who, mine))
        mine.wait()

    def leave(self, who, seconds):
        """Give the place back, after so many seconds: to the one among the waiting who has used the least."""
        with self._lock:
            self._account(who, seconds)
            if not self._waiting:
                self._free += 1
                return
            now = self.clock()
            following = min(self._waiting, key=lambda waiting: self._use(waiting[0], now))
            self._waiting.remove(following)
            following[1].set()

    def is_over(self, who, seconds):
        """True when one who has held a place for so many seconds should give way."""
        if seconds < SLICE:
            return False
        with self._lock:
            return bool(self._waiting) or self._use(who, self.clock()) + seconds > LIMIT * MEMORY

    def _use(self, who, now):
        seconds, when = self._used.get(who, (0.0, now))
        return seconds * math.exp((when - now) / MEMORY)

    def _account(self, who, seconds):
        now = self.clock()
        self._used[who] = (self._use(who, now) + seconds, now)
        if len(self._used) > 2 * (len(self._waiting) + 32):  # those who have gone
            self._used = {name: use for name, use in self._used.items() if now - use[1] < 10 * MEMORY}

    def _others(self, who):
        now = self.clock()
        present = {name for name, (_seconds, when) in self._used.items() if now - when < PRESENT}
        return len((present | {name for name, _event in self._waiting}) - {who})


class Turn:
    """A place that is held, and between two pieces of work given back and had again."""

    def __init__(self, turns, who):
        self._turns, self._who = turns, who
        self._since = None  # what the thread had worked when the place was had
        self.waited = 0.0  # seconds for a place
        self._others = 0  # who were there when it waited last

    def enter(self):
        """Wait for a place."""
        asked, others = self._turns.clock(), self._turns.others(self._who)
        self._turns.enter(self._who)
        self._since, waited = self._turns.worked(), self._turns.clock() - asked
        if waited:
            self.waited, self._others = self.waited + waited, others

    def leave(self):
        """Give the place back."""
        self._turns.leave(self._who, self._turns.worked() - self._since)

    def rest(self):
        """Give way, if it is time to: to be called as often as the work can be left for a moment."""
        if self._turns.is_over(self._who, self._turns.worked() - self._since):
            self.leave()
            self.enter()

    @property
    def others(self):
        """How many others have held this turn back; 0 where it had all that it wanted."""
        return self._others if self.waited >= HELD_BACK else 0


turns = Turns(places())
