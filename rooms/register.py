"""The rooms of this process: which there are, and how often somebody may try a code."""

import threading
import time
from collections import deque

from playground.room_codes import code_of, written
from playground.texts import _
from rooms.room import Room

MOST_ROOMS = 20
MOST_ENDED = 200  # codes of rooms that have ended, so that a student is told so
MINUTE = 60.0
# Codes that lead to no room, in a minute. A class that waits for its room to be opened again asks often; even so, to
# guess the code of one room takes days.
TRIES_OF_ONE, TRIES_OF_ALL = 20, 3000


class Tries:
    """Counts what was tried in vain in the last minute."""

    def __init__(self, most, clock=time.monotonic):
        self._most, self._clock = most, clock
        self._times = deque(maxlen=most)

    @property
    def are_too_many(self):
        """True while there may be no further try."""
        return len(self._times) == self._most and self._clock() - self._times[0] < MINUTE

    def count(self):
        """One more was in vain."""
        self._times.append(self._clock())


class Ended(LookupError):
    """There was a room with this code."""


class Rooms:
    """All rooms of a process, by their codes."""

    def __init__(self, clock=time.monotonic):
        self._clock = clock
        self._lock = threading.Lock()
        self._rooms = {}
        self._ended = deque(maxlen=MOST_ENDED)
        self._tries = Tries(TRIES_OF_ALL, clock)

    def open(self, key):
        """Return the room that a key opens: the one there is, or a new one; ValueError where there are too many."""
        code = code_of(key)
        with self._lock:
            self._sweep()
            room = self._rooms.get(code)
            if room is None:
                if len(self._rooms) >= MOST_ROOMS:
                    raise ValueError(
                        _("No more rooms can be opened here: {most} are open. Try again later.").format(most=MOST_ROOMS)
                    )
                room = self._rooms[code] = Room(key, self._clock)
                if code in self._ended:
                    self._ended.remove(code)
            elif room.key != key:
                raise ValueError(_("This key does not open the room {code}.").format(code=written(code)))
            return room

    def find(self, code, tries):
        """Return the room with a code; LookupError with a sentence where there is none.

        `tries` counts for the session that asks: a code cannot be guessed.
        """
        if tries.are_too_many or self._tries.are_too_many:
            raise LookupError(_("Too many tries. Wait a minute, then try again."))
        with self._lock:
            self._sweep()
            if code in self._rooms:
                return self._rooms[code]
        if code in self._ended:
            raise Ended(_("The room {code} has ended.").format(code=written(code)))
        for each in (tries, self._tries):
            each.count()
        raise LookupError(_("There is no room {code} now.").format(code=written(code)))

    def _sweep(self):
        for code, room in list(self._rooms.items()):
            if room.is_over:
                del self._rooms[code]
                self._ended.append(code)


rooms = Rooms()
