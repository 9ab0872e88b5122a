"""A class in a room: whether the room costs a student anything, and how soon wall and class follow one another.

    python -m benchmarks.room [--students 60] [--json]      (on Linux, it reads /proc)

As `benchmarks.classroom`, which prints these figures, too. The students are those of `tools.student_in_room`, the wall
is in a real Chromium, and all of them share the cores with the server.
"""

import argparse
import asyncio
import math
import random
import statistics
import time
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

from benchmarks.load import LIGHT, TOGETHER, on_server
from benchmarks.processes import cpu_seconds, resident
from benchmarks.report import Report
from benchmarks.teacher import Teacher
from nn_core import Run
from playground import run_link
from playground.address import from_query
from rooms.challenges import CHALLENGES
from tools.student_in_room import StudentInRoom

SIZE = 60
SETTLE, MEASURE = 3, 12  # seconds of playing before a figure is taken, and those that it is taken over
LOOK = 15  # seconds that the teacher looks at the wall, and then at a blank page
ROUNDS = 2
DRAWN = 3  # seconds within which an epoch has to be drawn: later ones are left out
GOES = 10
PATIENCE = 30  # seconds until a class that does not stop is a fault
COMING = 10  # seconds within which all join
PAIRS, STOP = 3, 300  # of servers whose memory is compared, after so many epochs of each student
CHALLENGE, WORK = CHALLENGES["disc"], 20  # seconds that they work on it


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--students", type=int, default=SIZE, help="how many there are in the room")
    report = Report(__doc__.splitlines()[0], parser)
    if errors := measure(report, report.options.students):
        raise SystemExit("\n".join(["Went wrong:", *errors[:20]]))


def measure(report, size=SIZE):
    """Print all figures of a room with so many students; return what went wrong for them."""
    errors = []
    for each in (beside_a_room, at_the_wall, all_join, on_the_board):
        errors += on_server(report, each, size)
    return errors + memory(report, size)


# --- the class


async def come_in(klass, size, code):
    """So many more come, and join the room; return them."""
    students = await klass.come(size, address(code), StudentInRoom)
    await asyncio.gather(*(klass.attempt(student.join(nickname(place))) for place, student in enumerate(students)))
    return students


def address(code):
    return f"{LIGHT}&room={code}"


def nickname(place):
    return f"Student {place + 1}"


@asynccontextmanager
async def attending(klass, students, speed=60):
    """In a `with` block all play, but for when the teacher has paused them."""

    async def attend(place, student):
        await asyncio.sleep(TOGETHER * place / len(students))
        await klass.attempt(student.attend(math.inf, speed))

    work = [asyncio.create_task(attend(place, student)) for place, student in enumerate(students)]
    await asyncio.sleep(TOGETHER + SETTLE)
    yield
    for each in work:
        each.cancel()
    await asyncio.wait(work)


def highest(values, share=0.95):
    """Return what so many of the values are not above, infinity where there are none."""
    return sorted(values)[math.ceil(share * len(values)) - 1] if values else math.inf


# --- what it costs a student


async def beside_a_room(report, klass, size):
    """Everybody plays, without a room and in one with its wall, in turn; the Chromium runs all the time."""
    slowest = {False: [], True: []}
    async with Teacher(klass.server) as teacher:
        for is_there in (False, True, False, True):
            students = await (come_in(klass, size, await teacher.open_room()) if is_there else klass.come(size))
            slowest[is_there].append(min(await rates(klass, students)))
            await teacher.look_away()
            await klass.leave()
    without, within = min(slowest[False]), min(slowest[True])
    report.add(f"{size} play without a room: the slowest", without, "epochs/s")
    report.add(f"{size} play in a room: the slowest", within, "epochs/s")
    report.add("the same, against without", within / without if without else 0.0, "times", 0.95, at_most=False)


async def rates(klass, students):
    """Return the epochs a second of each, 0 where it went wrong; all play as long as any of them is measured."""

    async def play(place, student):
        moment = TOGETHER * place / len(students)
        await asyncio.sleep(moment)
        await student.play(SETTLE + TOGETHER - moment)
        epochs, took = await student.play(MEASURE)
        await student.play(TOGETHER)
        return epochs / took

    shown = await asyncio.gather(*(klass.attempt(play(place, student)) for place, student in enumerate(students)))
    return [rate or 0 for rate in shown]


# --- the wall


async def at_the_wall(report, klass, size):
    """All play: what the wall costs, how soon it shows what they have, and how soon they stop."""
    async with Teacher(klass.server) as teacher:
        students = await come_in(klass, size, await teacher.open_room())
        async with attending(klass, students):
            await look_on(report, klass, teacher, students)
            await pause(report, teacher, students)


async def look_on(report, klass, teacher, students):
    """The teacher looks at the wall, and at a blank page, in turn."""
    used, frames, delays = {False: [], True: []}, [], []
    for is_seen in (False, True) * ROUNDS:
        await (teacher.come_back(len(students)) if is_seen else teacher.look_away())
        await asyncio.sleep(SETTLE)
        start, before = time.time(), cpu_seconds(klass.server.process.pid)
        if is_seen:
            frames.append(await teacher.frames(LOOK))
        else:
            await asyncio.sleep(LOOK)
        used[is_seen].append(100 * (cpu_seconds(klass.server.process.pid) - before) / (time.time() - start))
        if is_seen:
            delays += until_drawn(students, start, time.time() - DRAWN, await teacher.drawn())
    name = f"the wall of {len(students)} who play"
    report.add(f"{name}: from an epoch to its tile, 95 of 100 below", highest(delays), "s", 1.5)
    report.add(f"{name}: the same, median", statistics.median(delays or [math.inf]), "s")
    server, without = statistics.mean(used[True]), statistics.mean(used[False])
    report.add(f"{name}: CPU of the server with a blank page", without, "% a core")
    report.add(f"{name}: more with the wall", server - without, "% a core", 5)
    report.add(f"{name}: frames of its page", min(frames), "frames/s", 30, at_most=False)


def until_drawn(students, start, end, drawn):
    """Return the seconds from each epoch that came to a student to their tile's picture of it, or of a later one."""
    return [
        next((shown for later, shown in drawn.get(student.told["nickname"], ()) if later >= epoch), math.inf) - when
        for student in students
        for epoch, when in student.came
        if start <= when < end
    ]


async def pause(report, teacher, students):
    """The teacher pauses all, and lets all go on, again and again."""
    await teacher.press("Lead")
    took, moments = [], random.Random(0)
    for _ in range(GOES):
        await until(lambda: all(student.is_playing for student in students))
        await asyncio.sleep(moments.uniform(2, 3))  # each time they are somewhere else in what they ask for
        pressed = await teacher.press("Pause all")
        took.append(await last_stop(students, pressed) - pressed)
        await teacher.press("Let all go on")
    name = f"pause all: until the last of {len(students)} has stopped"
    report.add(f"{name}, 95 of 100 below", highest(took), "s", 1.5)
    report.add(f"{name}, median", statistics.median(took), "s")


async def last_stop(students, since):
    """Return when the last of them has stopped, infinity if somebody does not."""
    have_stopped = await until(lambda: all((student.stopped_at or 0) >= since for student in students))
    return max(student.stopped_at for student in students) if have_stopped else math.inf


async def until(is_so):
    """Wait until something is so; return False if it never is."""
    end = time.perf_counter() + PATIENCE
    while not is_so():
        if time.perf_counter() > end:
            return False
        await asyncio.sleep(0.02)  # between two looks at a state
    return True


async def all_join(report, klass, size):
    """All open the address that is shown, and type their names."""

    async def join(place, moment):
        await asyncio.sleep(moment)
        student = StudentInRoom(klass.server.url)
        klass.students.append(student)
        await student.open(address(code))
        await student.join(nickname(place))

    moments = random.Random(0)
    async with Teacher(klass.server) as teacher:
        code, shown = await teacher.open_room(), time.time()
        coming = (klass.attempt(join(place, moments.uniform(0, COMING))) for place in range(size))
        seen, *_ = await asyncio.gather(teacher.see(size), *coming)
    report.add(f"{size} join within {COMING} s: all on the wall after", seen - shown, "s", 12)


# --- memory


def memory(report, size):
    """Compare fresh servers with the same students, in a room and without one; return what went wrong."""
    held, errors = {"without a room": [], "in a room": []}, []

    async def to_a_stop(report, klass, where):
        async with Teacher(klass.server) as teacher:
            is_there = where == "in a room"
            students = await (come_in(klass, size, await teacher.open_room()) if is_there else klass.come(size))
            await asyncio.gather(*(klass.attempt(student.play(PATIENCE, stop=STOP)) for student in students))
            klass.errors += [f"One has come to epoch {each.epoch} only." for each in students if each.epoch != STOP]
            await asyncio.sleep(SETTLE)
            held[where].append(resident(klass.server.process.pid))

    for _ in range(PAIRS):
        for where in held:
            errors += on_server(report, to_a_stop, where)
    without, within = held.values()
    more = [one - other for one, other in zip(within, without, strict=True)]
    report.add(f"{size} at epoch {STOP} without a room: memory of the server", statistics.median(without), "MB")
    report.add("the same in a room: how much more", statistics.median(more), "MB", 10)
    return errors


# --- the board


async def on_the_board(report, klass, size):
    """All work on a challenge, each with another seed; then what stands on the board is trained again here."""
    async with Teacher(klass.server) as teacher:
        students = await come_in(klass, size, await teacher.open_room())
        before = {student: student.opening["run_id"] for student in students}
        await teacher.press("Challenge", f"Begin: {CHALLENGE.title}")
        await until(lambda: all(student.opening["run_id"] != run for student, run in before.items()))
        await asyncio.gather(*(klass.attempt(work(place, student)) for place, student in enumerate(students)))
        await asyncio.sleep(SETTLE)  # by then the wall knows what is still to be checked
        entries, refused = await teacher.board()
    wrong = sum(not is_reproduced(*entry) for entry in entries)
    report.add(f"{size} at a challenge: entries on the board", len(entries), "", 1, at_most=False)
    report.add(f"{size} at a challenge: refused in the end", refused, "")
    report.add("entries that come to something else when trained again", wrong, "", 0)


async def work(place, student):
    """Try another seed and number of neurons, and, every third of them, another learning rate on the way."""
    await student.run(seed=place + 1, hidden=[3 + place % 6])
    await student.attend(WORK / 4)
    if place % 3 == 0:
        await student.run(learning_rate=0.1)
    await student.attend(WORK)


def is_reproduced(cells, link):
    """True when a run of what the link holds comes to what the board says, and to the goal."""
    _place, _nickname, score, epoch, _minutes = cells
    query = parse_qs(urlsplit(link).query)
    run_text = query.pop("run")[0]
    settings, _sentences = from_query(query)
    shared = run_link.unpack(run_text, settings.description)
    *_, record = Run(shared.start, shared.engine, shared.journal).advance(shared.epoch)
    is_same = (record.epoch, sum(shared.start.hidden), record.train_loss) == (int(epoch), int(score), shared.loss)
    return is_same and record.test_score >= CHALLENGE.goal


if __name__ == "__main__":
    main()
