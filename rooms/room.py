"""A room: its students, what each of their runs was when it was heard of last, and what their teacher has set for all.

It lives in the memory of one process. Threads of many sessions come here: each method of `Room` holds its lock, and
none trains or waits while it does.
"""

import hashlib
import itertools
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from playground.room_codes import code_of, written
from playground.run_link import Shared
from playground.settings import Settings
from playground.texts import _
from rooms import nicknames
from rooms.losses import Losses
from rooms.report import Report
from rooms.sights import data_key

MOST_STUDENTS = 120
HOURS = 3
SILENT = 12.0  # seconds after which a student who is not heard of counts as away
TEACHER_AWAY = 600.0  # seconds after which a class that is paused goes on: its teacher may not come back


@dataclass(frozen=True, eq=False)
class Offer:
    """What the teacher gives to all: settings, and a training that goes with them, if any.

    `dealt` gives the settings of a student in place of `settings`, where each gets others. `what` says what it is, to
    whoever asks in their language, a student or None for the teacher; `source` is the mark of the student whose run it
    is, `taken` holds the marks of those who have it.
    """

    number: int
    what: Callable
    at_once: bool
    settings: Settings
    shared: Shared | None = None
    dealt: Callable | None = None
    source: str = ""
    taken: set = field(default_factory=set)

    def text_for(self, student):
        """Return what it is, in the language of the student who reads, or of the teacher, None."""
        return self.what(student)

    def settings_for(self, student):
        """Return the Settings that a student gets."""
        return self.dealt(student) if self.dealt else self.settings


@dataclass(frozen=True)
class Lead:
    """What the teacher has set for all. `number` rises with each change.

    `stop` is (number of the change, epoch or None) where an epoch to stop at was set, `controls` (number, show, lock)
    where controls were hidden or locked; `started` the number of the change that let all play.
    """

    number: int = 0
    paused: bool = False
    stop: tuple | None = None
    controls: tuple | None = None
    offer: Offer | None = None
    started: int = 0


class Student:
    """A student in a room. By the `mark`, made of the token, they are known again when the room was opened anew."""

    def __init__(self, number, nickname, animal, token):
        self.id = number
        self.nickname, self.animal, self.token = nickname, animal, token
        self.mark = mark_of(token)
        self.holder = None  # by which tab they are in the room
        self.state, self.page = "waiting", None
        self.wants_help = False
        self.followed = 0  # the number of what the teacher has set, as far as it was carried out
        self.free = None  # (show, lock) that they came with
        # What gave way to what the teacher sent, and the number of that, as long as it is on the stage.
        self.had = self.lent = None
        self.news = 0  # how often something was new that their own line has to say
        self.report: Report | None = None
        self.losses = Losses()
        self.heard = time.monotonic()
        self.data = ""  # the name of the points of the run, see `rooms/sights.py`
        # The number that the room had when something of this was new, when there was another run, another record.
        self.changed = self.run_changed = self.record_changed = 0
        self.shown = self.state  # the state that the wall was told last

    def state_at(self, now):
        """Return the state as it is to be shown."""
        return "away" if now - self.heard > SILENT else self.state


class Removed(ValueError):
    """Somebody who was taken out wants to come back, and was not let in again."""

    def __init__(self):
        super().__init__(_("Your teacher has taken you out of this room. Ask to be let in again."))


def mark_of(token):
    """Return what a student is known by to others: the token itself is theirs alone."""
    return hashlib.sha256(token.encode()).hexdigest()[:12]


class Room:
    """A room, opened by its key."""

    def __init__(self, key, clock=time.monotonic):
        self.key, self.code = key, code_of(key)
        self.lock = threading.RLock()
        self._clock = clock
        self.opened = clock()
        self.teacher_seen = clock()
        self.has_ended = False
        self.is_new = True  # until its teacher has come in
        self.lead = Lead()
        self.number = 0  # rises with everything that is new on the wall
        self.experiment = self.challenge = None  # a `rooms.lessons.Trial`, a `rooms.lessons.Contest`
        self._ids = itertools.count()
        self._students = {}  # id: Student
        self.removed = {}  # token: nickname

    # --- students

    @property
    def students(self):
        """All students, in the order in which they came."""
        with self.lock:
            return list(self._students.values())

    def join(self, nickname, token):
        """Return the Student with this token, who is new where nobody has it; ValueError says why nobody can join so.

        Without a nickname a new one is called as their animal.
        """
        with self.lock:
            self._check_open()
            if token in self.removed:
                raise Removed
            known = self.student_with(token)
            if known:
                return known
            if len(self._students) >= MOST_STUDENTS:
                raise ValueError(_("This room is full: it has room for {most} students.").format(most=MOST_STUDENTS))
            taken = {nicknames.folded(student.nickname) for student in self._students.values()}
            token = token or secrets.token_hex(8)
            animal = nicknames.draw_animal([each.animal for each in self._students.values()], mark_of(token))
            if nickname is None:
                nickname = nicknames.free_name(nicknames.ANIMALS[animal].name, taken)
            self._check_name(nickname, taken)
            student = Student(next(self._ids), nickname, animal, token)
            self._students[student.id] = student
            self.note(student)
            return student

    def student_with(self, token):
        """Return the student who has a token, None if nobody has."""
        with self.lock:
            return next((each for each in self._students.values() if token and each.token == token), None)

    def student(self, number):
        """Return a student by number; ValueError if they have left."""
        with self.lock:
            if number not in self._students:
                raise ValueError(_("This student has left the room."))
            return self._students[number]

    def leave(self, student):
        """The student goes, of their own accord."""
        with self.lock:
            self._students.pop(student.id, None)
            self.number += 1

    def remove(self, student):
        """The teacher takes a student out, who then needs the teacher to come back."""
        with self.lock:
            self.leave(student)
            student.news += 1
            for lesson in filter(None, (self.experiment, self.challenge)):
                lesson.forget(student)
            self.removed[student.token] = student.nickname

    def readmit(self, nickname):
        """Let a student come back who was taken out."""
        with self.lock:
            self.removed = {token: name for token, name in self.removed.items() if name != nickname}
            self.number += 1

    def rename(self, student, nickname):
        """Call a student otherwise; ValueError if another is called so."""
        with self.lock:
            others = {nicknames.folded(each.nickname) for each in self._students.values() if each is not student}
            self._check_name(nickname, others)
            student.nickname = nickname
            student.news += 1
            self.note(student)

    def _check_name(self, nickname, taken):
        if nicknames.folded(nickname) in taken:
            raise ValueError(
                _("Somebody in this room is called {name} already. Choose another nickname.").format(name=nickname)
            )

    def _check_open(self):
        if self.is_over:
            raise ValueError(_("The room {code} has ended.").format(code=written(self.code)))

    # --- what is heard of them

    def note(self, student):
        """Something of a student is new on the wall."""
        with self.lock:
            self.number += 1
            student.changed = self.number

    def hear(self, student, state=None, page=None):
        """A student was heard of: they are there, in a state, or on another page of the app."""
        with self.lock:
            was_away = student.state_at(self._clock()) == "away"
            student.heard = self._clock()
            if was_away or (state, page) not in ((None, None), (student.state, student.page)):
                student.state, student.page = state or student.state, page
                self.note(student)

    def lose(self, student):
        """The browser of a student has gone, which may come back."""
        with self.lock:
            student.heard = -SILENT - 1 + self._clock()
            self.note(student)

    def ask_for_help(self, student, wanted):
        """A student asks for help, or has it."""
        with self.lock:
            if student.wants_help != wanted:
                student.wants_help = wanted
                student.news += 1
                self.note(student)

    def take(self, student, report):
        """Take in what a student's feed has made."""
        with self.lock:
            before = student.report
            student.heard = self._clock()
            if before is None or before.run_id != report.run_id:
                student.losses = Losses()
                student.run_changed = self.number + 1
                student.data = data_key(report.start)
            student.losses.add(report.first, report.rows)
            self.note(student)
            student.record_changed = student.changed
            for lesson in filter(None, (self.experiment, self.challenge)):
                lesson.look(student, report)
            student.report = replace(report, rows=[])  # they have been looked at, and there are many of them

    # --- the teacher

    @property
    def is_over(self):
        """True when the room has ended, or is older than a room may be."""
        return self.has_ended or self._clock() - self.opened > 3600 * HOURS

    @property
    def minutes_left(self):
        """Whole minutes until the room ends by itself."""
        return max(0, int((self.opened + 3600 * HOURS - self._clock()) // 60))

    def see_teacher(self):
        """The teacher looks at the wall."""
        self.teacher_seen = self._clock()

    @property
    def is_paused(self):
        """True while all are to pause, unless the teacher has been away for long."""
        return self.lead.paused and self._clock() - self.teacher_seen < TEACHER_AWAY

    def set_lead(self, **changes):
        """Let the teacher set something for all: fields of `Lead`, each as a function of the number."""
        with self.lock:
            number = self.lead.number + 1
            self.lead = replace(self.lead, number=number, **{name: make(number) for name, make in changes.items()})
            self.number += 1

    def unsend(self):
        """Let nothing be on offer any more."""
        self.set_lead(offer=lambda _number: None)

    def end(self):
        """End the room."""
        with self.lock:
            self.has_ended = True
            self.set_lead()  # so that all hear of it
            if self.challenge:
                self.challenge.end()
            self.number += 1
