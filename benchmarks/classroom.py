"""A class on one server: what each student gets, what it costs, and whether one can spoil it for the others.

    python -m benchmarks.classroom [--students 1 10 30 60 100] [--json]      (make bench; on Linux, it reads /proc)

Starts the app itself, on the loopback, and drives so many students over real WebSockets, each doing what the stage
does: ask, play, ask again. The generator and the one real Chromium share the machine's cores with the server, so what
they use is printed, too. With --students only classes of these sizes are measured, without what follows. Whatever went
wrong for a student is counted and told, and then the program ends with 1.
"""

import argparse
import asyncio
import math
import random
import statistics
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import expect

from benchmarks import first_loads
from benchmarks.processes import cpu_seconds, resident
from benchmarks.report import Report
from hosting.serve import ENVIRONMENT
from tools.driver import Server, Stage, chromium_browser
from tools.student import Student

SIZES = (1, 10, 30, 60, 100)
LIGHT = "dataset=circle&hidden=4-2&activation=tanh&batch=10"
LARGE = "dataset=circle&n=10&hidden=16-16-16-16-16-16&activation=tanh&optimiser=adam&batch=5&speed=max"
HEAVY = "dataset=circle&n=5000&hidden=16-16-16-16-16-16&activation=tanh&batch=1&speed=max"
ARRIVAL = 0.15  # seconds between two students who come
TOGETHER = 1.5  # seconds within which all press Play
SETTLE, MEASURE = 3, 12  # seconds of playing before a figure is taken, and those that it is taken over
LOOK = 0.5  # seconds between two looks at the server's memory


class Class:
    """Students of one server, and what goes wrong for them."""

    def __init__(self, server):
        self.server, self.students, self.errors = server, [], []

    async def come(self, count, query=LIGHT):
        """So many more open the page, one shortly after another; return them."""

        async def enter(place):
            await asyncio.sleep(place * ARRIVAL)
            student = Student(self.server.url)
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

    async def lesson(self, students, seconds):
        """Let each do what a student does, at random but the same each time: play, change, pause, reload, leave."""
        end = time.perf_counter() + seconds

        async def attend(student, pick):
            while time.perf_counter() < end:
                await self.attempt(student.play(pick.uniform(0.5, 3), pick.choice([5, 20, 60, "max"])))
                await self.attempt(pick.choice(DOINGS)(student, pick))

        await asyncio.gather(*(attend(student, random.Random(place)) for place, student in enumerate(students)))

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


async def _pause(student, pick):
    await asyncio.sleep(pick.uniform(0.2, 2))


async def _change_rate(student, pick):
    await student.run(learning_rate=pick.choice([0.003, 0.01, 0.03, 0.1, 0.3]))


async def _change_data(student, pick):
    await student.run(dataset=pick.choice(["circle", "xor", "spiral"]))


async def _reset(student, pick):
    await student.ask(do="reset")


async def _reload(student, pick):
    await student.reload()


async def _leave(student, pick):
    await student.leave()
    await asyncio.sleep(pick.uniform(0.2, 2))
    await student.open(LIGHT)


DOINGS = (_pause, _change_rate, _change_data, _reset, _reload, _leave)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--students", type=int, nargs="+", help="measure classes of these sizes, and nothing else")
    report = Report(__doc__.splitlines()[0], parser)
    expect.set_options(timeout=60_000)  # what a real browser may need beside a class
    errors = []
    for size in report.options.students or SIZES:
        errors += on_server(report, playing, size)
        errors += on_server(report, a_lesson, size)
    if report.options.students is None:
        for measure in (beside_the_heavy_one, at_max, connected, come_and_go, arrivals):
            errors += on_server(report, measure)
    if errors:
        raise SystemExit("\n".join(["Went wrong:", *errors[:20]]))


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


async def playing(report, klass, size):
    """A class in which everybody plays, at batch 10 and at batch 1; then beside a real Chromium."""
    students = await klass.come(size)
    for batch, least in ((10, 60), (1, 30)):
        if batch == 1:
            await asyncio.gather(*(student.run(batch_size=1) for student in students))
        await rates(report, klass, students, f"{size} play, batch {batch}", size <= least)
    with Costs(klass) as costs:
        frames, _ = await asyncio.gather(asyncio.to_thread(witness, klass.server), klass.play(students, 25))
    report.add(f"{size} play: memory of the server, most", costs.memory, "MB")
    report.add(f"{size} play: frames of one real Chromium beside them, speed 60", frames, "frames/s")


async def rates(report, klass, students, name, is_held):
    """What each of them gets, over some seconds of playing."""
    await klass.play(students, SETTLE)
    for student in students:
        student.latencies.clear()
    with Costs(klass) as costs:
        shown = await klass.play(students, MEASURE)
    report.add(f"{name}: epochs a second, the slowest", min(shown), "epochs/s", 30 if is_held else None, at_most=False)
    report.add(f"{name}: epochs a second, median", statistics.median(shown), "epochs/s")
    waits(report, students, name, 0.4 if is_held and len(students) <= 30 else None)
    report.add(f"{name}: CPU of the server", costs.server, "% a core")
    report.add(f"{name}: CPU of the generator", costs.own, "% a core")


def waits(report, students, name, target=None):
    """How long they waited for the answers that came; for ever, if none did."""
    latencies = sorted(seconds for student in students for seconds in student.latencies) or [math.inf]
    report.add(f"{name}: latency, median", statistics.median(latencies), "s")
    report.add(f"{name}: latency, 95 of 100 below", latencies[int(0.95 * len(latencies))], "s", target)
    report.add(f"{name}: latency, worst", latencies[-1], "s")


def witness(server):
    """Play in a real Chromium for a while; return its frames a second."""
    with chromium_browser() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=server.url).new_page()
        page.set_default_timeout(60_000)
        stage = Stage(page).open(LIGHT)
        stage.press("Play")
        stage.wait_epoch(60)
        before, start = int(stage.data("frames")), time.perf_counter()
        page.wait_for_timeout(10_000)
        return (int(stage.data("frames")) - before) / (time.perf_counter() - start)


async def a_lesson(report, klass, size):
    """Some time in which they do what students do."""
    students = await klass.come(size)
    with Costs(klass) as costs:
        await klass.lesson(students, 20)
    waits(report, students, f"{size} in a lesson")
    report.add(f"{size} in a lesson: asked again, since no answer came", sum(s.repeats for s in students), "times")
    report.add(f"{size} in a lesson: CPU of the server", costs.server, "% a core")
    report.add(f"{size} in a lesson: CPU of the generator", costs.own, "% a core")
    report.add(f"{size} in a lesson: memory of the server, most", costs.memory, "MB")


async def beside_the_heavy_one(report, klass):
    """Twenty-nine who play, without and with one who asks for all there is, in turn."""
    students, (heavy,) = await klass.come(29), await klass.come(1, HEAVY)
    slowest = {False: [], True: []}
    for is_there in (False, True, False, True):
        work = asyncio.create_task(klass.play([heavy], SETTLE + MEASURE, "max")) if is_there else None
        await klass.play(students, SETTLE)
        shown = await klass.play(students, MEASURE)
        slowest[is_there].append(min(shown))
        if work:
            await work
            report.add("the heavy one, beside 29: epochs trained in all", heavy.tail, "epochs")
    without, beside = min(slowest[False]), min(slowest[True])
    report.add("29 play: the slowest", without, "epochs/s")
    report.add("29 play beside the heavy one: the slowest", beside, "epochs/s")
    report.add("the same, against without", beside / without if without else 0.0, "times", 0.8, at_most=False)


async def at_max(report, klass):
    """Thirty with the largest networks, of few points, as fast as it goes: each trains most epochs, and holds most."""
    students = await klass.come(30, LARGE)
    name = "30 at max, six layers of sixteen, Adam, 10 points"
    report.add(f"{name}: memory before they play", resident(klass.server.process.pid), "MB")
    with Costs(klass) as costs:
        await klass.play(students, SETTLE + MEASURE, "max")
    report.add(f"{name}: memory of the server, most", costs.memory, "MB", 500)


async def connected(report, klass):
    """A hundred have the page open, thirty of them play."""
    report.add("the server with nobody", resident(klass.server.process.pid), "MB")
    with Costs(klass) as costs:
        students = await klass.come(100)
    report.add("100 connected: memory of the server, most", costs.memory, "MB", 500)
    with Costs(klass) as costs:
        await klass.play(students[:30], 30)
    report.add("100 connected, 30 of them play for 30 s: memory, most", costs.memory, "MB", 500)


async def come_and_go(report, klass):
    """Students who come, train and leave: what stays behind."""

    async def visits(count):
        for _ in range(count // 10):
            await klass.come(10)
            await asyncio.gather(*(klass.attempt(student.play(60, "max", 300)) for student in klass.students))
            await klass.leave()

    await visits(20)
    before = resident(klass.server.process.pid)
    await visits(200)
    grown = resident(klass.server.process.pid) - before
    report.add("growth over 200 students who come, train 300 epochs and leave", grown, "MB", 20)


def files(server):
    """The paths that a first visit fetches, as a real Chromium does."""
    with chromium_browser() as browser:
        return first_loads.files(browser, server)


async def arrivals(report, klass):
    """Thirty who open the page for the first time within ten seconds."""
    paths = await asyncio.to_thread(files, klass.server)
    with Costs(klass) as costs:
        took, drawn, failed, klass.students = await first_loads.many(klass.server.url, paths, 30, 10, LIGHT)
    report.add("30 first loads within 10 s: all drawn after", drawn, "s", 11)
    report.add("the slowest of them", max(took, default=math.inf), "s")
    klass.errors += map(repr, failed)
    report.add("CPU of the server meanwhile", costs.server, "% a core")
    report.add("CPU of the generator meanwhile", costs.own, "% a core")


if __name__ == "__main__":
    main()
