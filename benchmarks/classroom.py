"""A class on one server: what each student gets, what it costs, and whether one can spoil it for the others.

    python -m benchmarks.classroom [--students 1 10 30 60 100] [--json]      (make bench; on Linux, it reads /proc)

Starts the app itself, on the loopback, and drives so many students over real WebSockets, each doing what the stage
does: ask, play, ask again. The generator and the one real Chromium share the machine's cores with the server, so what
they use is printed, too. With --students only classes of these sizes are measured, without what follows, of which
`benchmarks.room` is the last. Whatever went wrong for a student is counted and told, and the program ends with 1 then.
"""

import argparse
import asyncio
import math
import random
import statistics
import time

from playwright.sync_api import expect

from benchmarks import first_loads, room
from benchmarks.load import LIGHT, Costs, on_server
from benchmarks.processes import resident
from benchmarks.report import Report
from tools.driver import Stage, chromium_browser

SIZES = (1, 10, 30, 60, 100)
LARGE = "dataset=circle&n=10&hidden=16-16-16-16-16-16&activation=tanh&optimiser=adam&batch=5&speed=max"
HEAVY = "dataset=circle&n=5000&hidden=16-16-16-16-16-16&activation=tanh&batch=1&speed=max"
SETTLE, MEASURE = 3, 12  # seconds of playing before a figure is taken, and those that it is taken over


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
        errors += room.measure(report)
    if errors:
        raise SystemExit("\n".join(["Went wrong:", *errors[:20]]))


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
        await lesson(klass, students, 20)
    waits(report, students, f"{size} in a lesson")
    report.add(f"{size} in a lesson: asked again, since no answer came", sum(s.repeats for s in students), "times")
    report.add(f"{size} in a lesson: CPU of the server", costs.server, "% a core")
    report.add(f"{size} in a lesson: CPU of the generator", costs.own, "% a core")
    report.add(f"{size} in a lesson: memory of the server, most", costs.memory, "MB")


async def lesson(klass, students, seconds):
    """Let each do what a student does, at random but the same each time: play, change, pause, reload, leave."""
    end = time.perf_counter() + seconds

    async def attend(student, pick):
        while time.perf_counter() < end:
            await klass.attempt(student.play(pick.uniform(0.5, 3), pick.choice([5, 20, 60, "max"])))
            await klass.attempt(pick.choice(DOINGS)(student, pick))

    await asyncio.gather(*(attend(student, random.Random(place)) for place, student in enumerate(students)))


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
