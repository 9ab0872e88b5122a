"""The wall's side of the server: what is new in a room, and what a teacher does there; see `rooms/protocol.py`."""

import io
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
import segno

from nn_core import checks
from playground import languages, room_codes
from playground.address import to_query
from playground.choices import CONTROLS
from playground.labels import LABELS
from playground.presets import PRESETS
from playground.protocol import metrics, pack
from playground.settings import Settings
from playground.texts import translated
from rooms import lessons, sights, teaching
from rooms.kept import bring_back, kept
from rooms.leading import lead
from rooms.nicknames import read_nickname
from rooms.protocol import VERSION
from rooms.results import Result, as_csv
from rooms.room import MOST_STUDENTS, Room
from rooms.wall_labels import LABELS as WALL_LABELS


@dataclass(eq=False)
class Teacher:
    """A teacher at the wall of a room: `settings` are their own, `link` is where students join.

    `given` is what their browser was last given to keep.
    """

    room: Room
    settings: Settings
    link: str
    given: dict | None = None


def answer(teacher, request):
    """Return the answer to a request of somebody who teaches a room, bytes; ValueError where nothing can be done."""
    room = teacher.room
    room.see_teacher()
    with room.lock:  # which is not held while what is told is packed: no student waits for a wall
        file = ACTS[request["do"]](teacher, request)
        header, arrays = ({}, []) if file else _news(teacher, request)
    return packed("results", request, **file) if file else packed("wall", request, arrays, **header)


def packed(kind, request=None, arrays=(), **header):
    """Return an answer to a request, None where there was none."""
    number = request["id"] if request else None
    return pack({"version": VERSION, "kind": kind, "id": number, **header}, arrays)


def words():
    """Return what the wall has to know once: its texts, and how the reader's language writes numbers."""
    return {"labels": translated(WALL_LABELS), "language": languages.in_browser()}


# --- what a teacher does


def _nothing(teacher, request):
    pass


def _lead(teacher, request):
    lead(teacher.room, request, teacher.settings)


def _student(teacher, request):
    room = teacher.room
    if "readmit" in request:
        room.readmit(request["readmit"])
        return
    student = room.student(checks.whole("student", request.get("student"), 0))
    if "rename" in request:
        room.rename(student, read_nickname(request["rename"]))
    elif request.get("remove"):
        room.remove(student)
    elif request.get("calm"):
        room.ask_for_help(student, False)


def _end(teacher, request):
    teacher.room.end()


def _enter(teacher, request):
    room = teacher.room
    if room.is_new:
        room.is_new = False
        bring_back(room, request["kept"])


def _experiment(teacher, request):
    teaching.experiment(teacher.room, request, teacher.settings)


def _challenge(teacher, request):
    teaching.challenge(teacher.room, request, teacher.settings)


def _results(teacher, request):
    room = teacher.room
    return {"name": f"room-{room.code}.csv", "text": as_csv(results(room, teacher.link))}


ACTS = {
    "enter": _enter,
    "pull": _nothing,
    "lead": _lead,
    "student": _student,
    "experiment": _experiment,
    "challenge": _challenge,
    "results": _results,
    "end": _end,
}


# --- what is new


def _news(teacher, request):
    """Return (header, arrays) of what is new in a room since the number that a request names."""
    room, since = teacher.room, 0 if request["do"] == "enter" else request.get("since", 0)
    _note_who_has_gone(room)
    students = room.students
    said, parameters = _students(students, since)
    data, points = _data(students, since)
    watched, of_watched = _watched(room, request)
    experiment, curves = room.experiment.told(students, since) if room.experiment else (None, [])
    header = {
        "number": room.number,
        "room": _room(teacher, with_qr=request["do"] == "enter"),
        "lead": _told_of_lead(room),
        "names": [student.id for student in students],
        "removed": list(room.removed.values()),
        "students": said,
        "data": data,
        "watched": watched,
        "experiment": experiment,
        "challenge": room.challenge and room.challenge.told(students),
        "keep": _to_keep(teacher, request),
    }
    if request["do"] == "enter":
        header |= words() | _choices()
    return header, [*points, *parameters, *of_watched, curves]


def _to_keep(teacher, request):
    """Return what the browser is to keep, None where it has that."""
    before, teacher.given = teacher.given, kept(teacher.room)
    return None if teacher.given == before and request["do"] != "enter" else teacher.given


def _note_who_has_gone(room):
    now = time.monotonic()
    for student in room.students:
        if (state := student.state_at(now)) != student.shown:
            student.shown = state
            room.note(student)


def _students(students, since):
    now = time.monotonic()
    told = [sights.of_student(each, since, now) for each in students if each.changed > since]
    return [said for said, _ in told], [parameters for _, parameters in told]


def _data(students, since):
    """Return (what there is to say of sets of points that are new, their numbers)."""
    with_run = [student for student in students if student.report]
    known = {student.data for student in with_run if student.run_changed <= since}
    new = {student.data: student.report for student in with_run if student.data not in known}
    said, numbers = [], []
    for key, report in new.items():
        x1, x2, labels = sights.tile_points(report.points)
        said.append({"key": key, "task": report.start.task, "n": len(x1), "n_train": len(x1)})
        numbers += [x1, x2, labels]
    return said, numbers


def _watched(room, request):
    """Return (what is said of the student who is looked at, the numbers that go with it)."""
    looking = request.get("looking")
    student = next((each for each in room.students if each.id == looking), None)
    if student is None or student.report is None:
        return None, []
    report, losses = student.report, student.losses
    is_new = report.run_id != request.get("watching")  # then all of its points go along
    numbers = [report.points.coordinates[0], report.points.coordinates[1], report.points.targets[0]] if is_new else []
    record = report.record
    history = [*losses.before(record.epoch), record.epoch, record.train_loss, record.test_loss]
    said = {"student": student.id, "run": sights.large(report), "points": is_new, "history": len(history) // 3}
    return said, [*numbers, np.asarray(history)]


def _room(teacher, with_qr):
    room = teacher.room
    said = {"code": room.code, "shown": room_codes.written(room.code), "link": teacher.link}
    said |= {"minutes_left": room.minutes_left, "most": MOST_STUDENTS}
    return said | ({"qr": _qr_code(teacher.link)} if with_qr else {})


def _told_of_lead(room):
    now = room.lead
    offer = now.offer and {
        "number": now.offer.number,
        "text": now.offer.text_for(None),
        "at_once": now.offer.at_once,
        "taken": len(now.offer.taken),
    }
    show, lock = now.controls[1:] if now.controls else (None, ())
    stop = now.stop[1] if now.stop else None
    return {"paused": room.is_paused, "stop": stop, "show": show, "lock": lock, "offer": offer}


def _choices():
    """Return what a teacher can choose from."""
    return lessons.choices() | {
        "scenes": [{"name": name, "title": preset.title} for name, preset in PRESETS.items()],
        "controls": [{"name": name, "title": LABELS[name]} for name in CONTROLS],
    }


def _qr_code(text):
    """Return the SVG of a QR code, black on white."""
    picture = io.BytesIO()
    segno.make_qr(text, error="m").save(picture, kind="svg", border=2, light="white", xmldecl=False, omitsize=True)
    return picture.getvalue().decode()


# --- afterwards


def results(room, link):
    """Return a Result for each student."""
    return [_result(room, student, link) for student in room.students]


def _result(room, student, link):
    report = student.report
    about = {
        "nickname": student.nickname,
        "state": translated(WALL_LABELS["states"][student.state_at(time.monotonic())]),
    }
    if report:
        about |= {"description": report.description, "epoch": report.record.epoch, "row": metrics(report.record)}
        about["link"] = f"{link.split('?')[0]}?{urlencode(to_query(Settings(report.description)))}"
    if room.experiment:
        about["value"], about["outcome"] = room.experiment.outcome(student)
    if room.challenge:
        about["place"], about["score"] = room.challenge.place(student)
    return Result(**about)
