"""A chunk: what one answer to "train" brings, the metrics of every epoch and the parameters of those worth keeping."""

import math
import time
from operator import attrgetter

from playground.protocol import MOST_EPOCHS, MOST_SENT, ROW_BYTES, metrics

KEY_SECONDS = 1 / 30  # at the pace "max", between two epochs that are drawn
PASSED = 4  # times the root of an epoch: about so many before it are kept, though they are not drawn


class Chunk:
    """Epochs as they are trained, with the Records that are `drawn`, and those that are only `passed`."""

    def __init__(self, is_every_drawn, width):
        """`width` is the number of parameters of an epoch."""
        self._is_every_drawn, self._width = is_every_drawn, width
        self._key_due = time.perf_counter() + KEY_SECONDS
        self.rows, self.drawn, self._passed = [], [], []
        self._last = None

    @property
    def most(self):
        """How many epochs it may have."""
        if not self._is_every_drawn:
            return MOST_SENT // ROW_BYTES
        return min(MOST_EPOCHS, MOST_SENT // (ROW_BYTES + 4 * self._width))

    def add(self, records, goals=()):
        """Add the Records of the epochs that come next; those among them that are `goals` are drawn in any case."""
        self.rows += map(metrics, records)
        self._last = records[-1]
        if self._is_every_drawn:
            self.drawn += records
            return
        self.drawn += goals
        self._passed += [record for record in records if is_passed(record.epoch)]
        if not self._is_last_drawn and time.perf_counter() >= self._key_due:
            self.drawn.append(self._last)
            self._key_due = time.perf_counter() + KEY_SECONDS

    def end(self):
        """Let the last epoch be drawn, if there is any: the next chunk goes on from it."""
        if self.rows and not self._is_last_drawn:
            self.drawn.append(self._last)

    @property
    def _is_last_drawn(self):
        return self._last in self.drawn[-1:]

    @property
    def is_full(self):
        """True when it has as many numbers as are sent in one answer."""
        kept = len(self.drawn) + len(self._passed)
        return ROW_BYTES * len(self.rows) + 4 * self._width * kept >= MOST_SENT

    @property
    def passed(self):
        """The Records that are not drawn, only kept to look back at."""
        return [record for record in self._passed if record not in self.drawn]

    @property
    def keys(self):
        """The Records whose parameters are sent, in their order."""
        return sorted(self.drawn + self.passed, key=attrgetter("epoch"))


def is_passed(epoch):
    """True for the epochs whose parameters are sent even where they are not drawn: of the first 1,000 some 120.

    Early ones, in which most changes, lie closer together, as in a film.
    """
    before, now = (math.isqrt(PASSED**2 * each) for each in (epoch - 1, epoch))
    return now > before


def epochs(records):
    """Return the epochs of some Records."""
    return [record.epoch for record in records]
