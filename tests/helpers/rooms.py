"""What the tests of a room share: a room with students, a run's report, and both sides of the conversations."""

import json
from dataclasses import replace

from nn_core import Description, Run
from playground import room_codes
from playground.protocol import metrics, unpack
from playground.settings import Settings
from rooms.challenges import CHALLENGES, own
from rooms.protocol import VERSION
from rooms.report import Report
from rooms.room import Room
from rooms.wall import Teacher, answer
from tests.helpers.pages import components, send_to


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def a_room(*nicknames, clock=None):
    """Return a room with these students, and the students."""
    room = Room(room_codes.new_key(), **({"clock": clock} if clock else {}))
    return room, *(room.join(nickname, None) for nickname in nicknames)


def a_report(epochs=3, run_id="a run", engine="numpy", **settings):
    """The report of a new run that was trained so far, with a row for every epoch from 0 on."""
    run = Run(Description(**settings), engine)
    return report_of(run, [run.record(), *run.advance(epochs)], run_id=run_id)


def a_teacher(room, settings=None):
    """Return the teacher of a room."""
    return Teacher(room, settings or Settings(), "http://localhost/?room=" + room.code)


def ask_wall(teacher, do="pull", since=0, **request):
    """Return (header, numbers) of the answer to a request of the wall."""
    return unpack(answer(teacher, {"version": VERSION, "id": 1, "do": do, "since": since, "kept": None, **request}))


def line_of(at):
    """What the line of a page was told."""
    (proto,) = components(at, "room_line")
    return json.loads(proto.bytes)


def ask_by_line(at, **request):
    """Send a request of the line, and return what it is told."""
    return line_of(tell_line(at, {"version": VERSION, "id": 1, **request}))


def tell_line(at, request):
    """Send anything as a request of the line; return the page."""
    return send_to(at, "room_line", "ask", request)


def report_of(run, records, **named):
    """The report of a run that has just come by these records."""
    about = {
        "run_id": "run",
        "start": run.description,
        "description": replace(run.description, **run.settings_at(run.epoch)),
        "journal": run.journal,
        "loaded": False,
        "engine": run.engine.name,
        "points": run.points,
        "record": records[-1],
        "first": records[0].epoch,
        "rows": [metrics(record) for record in records],
        "diverged": run.diverged,
    }
    return Report(**about | named)


def trained(description, epochs, engine="numpy", journal=()):
    """A run that was trained so far, and its report, with a row for every epoch but 0."""
    run = Run(description, engine, journal)
    records = list(run.advance(epochs))
    return run, report_of(run, records or [run.record()])


def small(counts, goal, **named):
    """A challenge whose runs are trained in no time."""
    changes = {"n": 30, "hidden": (3,), "batch_size": 4, "learning_rate": 0.1} | named
    settings = CHALLENGES["disc"].settings
    return own(replace(settings, description=replace(settings.description, **changes)), counts, goal)
