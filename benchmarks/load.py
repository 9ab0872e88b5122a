"""Students of one server: what goes wrong for them, and what they cost. Of these the benchmarks of a class are made."""

import asyncio
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.processes import cpu_seconds, resident
from hosting.serve import ENVIRONMENT
from tools.driver import Server
from tools.student import Student

LIGHT = "dataset=circle&hidden=4-2&activation=tanh&batch=10"
ARRIVAL = 0.15  # seconds between two students who come
TOGETHER = 1.5  # seconds within which all press Play
LOOK = 0.5  # seconds between two looks at the server's memory


class Class:
    """Students of one server, and what goes wrong for them."""

    def __init__(self, server):
        self.server, self.students, self.errors = server, [], []

    async def come(self, count, query=LIGHT, kind=Student):
        """So many more open the page, one shortly after another; return them."""

        async def enter(place):
            await asyncio.sleep(place * ARRIVAL)
            student = kind(self.server.url)
            self.students.append(student)
            await self.attempt(student.open(query))
            return student

        return await asyncio.gather(*map(enter, range(count)))

    async def play(self, students, seconds, speed=60):
        """Let them play, each from a moment of its own on; return the epochs a second of each, 0 if it went wrong."""

        async def play(student, moment):
            await asyncio.sleep(moment)  # nobody presses at the very same time
            return await self.attempt(student.play(seconds, speed))

        moments = (TOGETHER * place / len(students) for place in range(len(students)))
        shown = await asyncio.gather(*map(play, students, moments))
        return [epochs / took for epochs, took in (what or (0, 1) for what in shown)]

    async def leave(self):
        """Everybody closes the tab."""
        for student in self.students:
            await self.attempt(student.leave())
            self.errors += student.faults
        self.students = []

    async def attempt(self, doing):
        """Wait for what a student does; return what comes of it, or None where it goes wrong."""
        try:
            return await doing
        except Exception as error:  # what goes wrong is told in the end, and the lesson goes on
            self.errors.append(f"{type(error).__name__}: {error}")


class Costs:
    """What a `with` block costs: `server` and `own` in per cent of a core, `memory` the most of the server's, in MB."""

    def __init__(self, klass):
        self.process = klass.server.process.pid
        self.own = self.server = self.memory = 0.0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self):
        self._before = time.perf_counter(), time.process_time(), cpu_seconds(self.process)
        self._watch.start()
        return self

    def _look(self):
        is_over = False
        while not is_over:
            is_over = self._over.wait(LOOK)
            self.memory = max(self.memory, resident(self.process))

    def __exit__(self, *_):
        self._over.set()
        self._watch.join()
        after = time.perf_counter(), time.process_time(), cpu_seconds(self.process)
        seconds, own, server = (now - before for now, before in zip(after, self._before, strict=True))
        self.own, self.server = 100 * own / seconds, 100 * server / seconds


def on_server(report, measure, *arguments):
    """Measure on a server of its own, whose kernel is ready; return what went wrong for students.

    What the server complains of ends the program.
    """

    async def run(server):
        klass = Class(server)
        await klass.play(await klass.come(1), 3)
        await klass.leave()
        await measure(report, klass, *arguments)
        await klass.leave()
        return klass.errors

    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.txt"
        server = Server(log, environment=ENVIRONMENT).wait()
        try:
            errors = asyncio.run(run(server))
        finally:
            complaints = server.stop()
        if complaints:
            raise SystemExit("\n".join(["The server's log has:", log.read_text()[-4000:]]))
    report.add(" ".join([measure.__name__.replace("_", " "), *map(str, arguments), "- errors"]), len(errors), "", 0)
    return errors
