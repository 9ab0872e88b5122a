"""Which engine trains: the compiled kernel once it is there, NumPy until then and where it cannot be had.

Numba takes a second to import and some more to compile when its cache is empty, so a thread does that, from the first
visit on. The environment variable NN_ENGINE chooses: `numba` (the default) or `numpy`.
"""

import logging
import os
import threading
import time
from concurrent import futures
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from nn_core import Description, Run, Training
from nn_core.engine import ENGINES

log = logging.getLogger("playground")

PATIENCE = 5.0  # seconds that a new run waits for the compiled kernel


class Compilation:
    """The kernel on its way: `begin` starts compiling, `wait` gives it time, `ready` and `failed` say how it went."""

    def __init__(self):
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="compile the kernel")
        self._lock = threading.Lock()
        self._future = None

    def begin(self):
        """Start compiling, unless that has been done; return its Future."""
        with self._lock:
            if self._future is None:
                self._future = self._executor.submit(self._compile)
            return self._future

    def wait(self, seconds=None):
        """Return True when it is over, False when `seconds` were not enough."""
        return bool(futures.wait([self.begin()], seconds).done)

    @property
    def ready(self):
        """True when the kernel can train."""
        return self._is_over and self._future.exception() is None

    @property
    def failed(self):
        """A sentence where the kernel cannot be had, else None."""
        error = self._future.exception() if self._is_over else None
        return error and f"{type(error).__name__}: {error}"

    @property
    def _is_over(self):
        return self._future is not None and self._future.done()

    def _compile(self):
        try:
            # The smallest of runs uses all there is: the kernel has one form for every option.
            smallest = Description(n=10, hidden=(1,), batch_size=1, penalty="l2")
            list(Run(smallest, "numba").advance(1))
            Training(smallest, "numba").advance(1)  # what many epochs in one call need besides
        except Exception as error:  # whatever a compiler may meet on a strange machine: NumPy does it too
            log.warning("The compiled kernel cannot be had; NumPy trains. %s: %s", type(error).__name__, error)
            raise


compilation = Compilation()


class Choice:
    """Which engine a run begins on: the one that trained it before, if it can be had, else the best there is then."""

    def __init__(self, before=None):
        """`before` is the engine that trained the run in another session; None if it is new, or that is not known."""
        self._before = before
        self._patient_until = None

    def made(self, seconds):
        """Return the name of the engine; None while that is open. The compiled kernel is given so many seconds.

        A new run waits for it for PATIENCE in all, one that it trained before as long as it takes.
        """
        if not self._is_made(seconds):
            return None
        return self._before if self._before == "numpy" else best()

    def _is_made(self, seconds):
        if self._before == "numpy" or wait(seconds):
            return True
        now = time.monotonic()
        self._patient_until = self._patient_until or now + PATIENCE - seconds
        return now >= self._patient_until and self._before is None


def wanted():
    """Return the engine that NN_ENGINE asks for."""
    return _known(os.environ.get("NN_ENGINE", "numba").strip().lower())


@cache  # so that what cannot be had is said once
def _known(name):
    if name in ENGINES:
        return name
    log.warning("NN_ENGINE must be one of %s, not %r; it is taken for numba.", ", ".join(ENGINES), name)
    return "numba"


def prepare():
    """Have the engine that is wanted ready soon; to be called when a learner comes."""
    if wanted() == "numba":
        compilation.begin()


def wait(seconds=None):
    """Return True as soon as it is known which engine a new run will have, False if `seconds` pass before."""
    prepare()
    return wanted() == "numpy" or compilation.wait(seconds)


def best():
    """Return the engine that a run should begin with now."""
    return "numba" if wanted() == "numba" and compilation.ready else "numpy"
