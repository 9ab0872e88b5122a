"""A room as the wall is told of it, made without a server: students with networks that were really trained."""

from dataclasses import dataclass, field, replace

import numpy as np

from nn_core import Description
from nn_core.engine import n_parameters
from nn_core.run import Run
from playground.labels import option_label
from playground.languages import in_browser
from playground.presets import PRESETS
from playground.protocol import pack
from playground.summaries import summary
from playground.texts import translated
from rooms.protocol import VERSION
from rooms.wall_labels import LABELS

CODE, KEY = "KX4T7P", "a-key-of-the-teacher"
MOST_POINTS = 250  # of a point set that the wall is told
NICKNAMES = ("Ada", "Bruno", "Chiara", "Дмитро", "Eleonora-Margarethe Long", "שירה", "Gil", "Hana", "İbrahim", "João")
ANIMALS = (("Otter", "🦦"), ("Owl", "🦉"), ("Fox", "🦊"), ("Hedgehog", "🦔"))
STATES = ("playing", "playing", "paused", "playing", "finished", "away", "playing", "diverged", "idle", "elsewhere")
SCENES = [{"name": name, "title": preset.title} for name, preset in list(PRESETS.items())[:6]]
CONTROLS = [{"name": "hidden", "title": "Hidden layers"}, {"name": "lr", "title": "Learning rate"},
            {"name": "dataset", "title": "Data set"}]  # fmt: skip
VARIED = [
    {"name": "seed", "title": "Seed", "usual": ""},
    {"name": "learning_rate", "title": "Learning rate", "usual": "0.001, 0.01, 0.1, 1"},
]
COUNTS = [
    {"name": "neurons", "title": "fewest hidden neurons"},
    {"name": "loss", "title": "lowest test loss"},
]
CHALLENGES = [
    {
        "name": f"c{i}",
        "title": title,
        "text": "Reach the goal with as few hidden neurons as you can.",
        "goal": "95% of the test points right",
    }
    for i, title in enumerate(["Small circle", "XOR to go", "Quick moons", "Few updates", "Deep spiral", "By hand"])
]


@dataclass
class Student:
    """A student of a synthetic room: what is said of one in the header, and the run behind it."""

    id: int
    nickname: str
    description: Description | None = None
    epochs: int = 0
    state: str = "waiting"
    help: bool = False
    run: Run | None = field(default=None, repr=False)
    history: list = field(default_factory=list, repr=False)

    def train(self, epochs):
        """Train some epochs more."""
        if self.run is None:
            self.run = Run(self.description)
        self.history += [(r.epoch, r.train_loss, r.test_loss) for r in self.run.advance(epochs)]
        return self

    def told(self, is_new=True):
        """Return (header entry, parameters) of the student; without the run where it is not new."""
        animal, sign = ANIMALS[self.id % len(ANIMALS)]
        entry = {
            "id": self.id, "nickname": self.nickname, "animal": animal, "sign": sign,
            "state": self.state, "help": self.help, "page": None,
            "epoch": 0, "metrics": None, "run": None, "neurons": 0, "parameters": 0, "network": "",
            "told": "", "width": 0, "link": "",
        }  # fmt: skip
        if self.run is None:
            return entry, []
        record, d = self.run.record(), self.run.description
        metrics = [record.train_loss, record.test_loss, record.train_score, record.test_score]
        entry |= {
            "epoch": record.epoch, "metrics": [None if np.isnan(m) else m for m in metrics],
            "neurons": sum(d.hidden), "parameters": n_parameters(d.sizes), "network": "-".join(map(str, d.sizes)),
            "told": f"{option_label('activation', d.activation)}, {d.learning_rate}", "width": len(record.parameters),
            "link": "./?dataset=circle",
        }  # fmt: skip
        if is_new:
            entry["run"] = {"run_id": self.run_id, "data": self.data_key, "n": d.n, "n_train": d.n_train} | shape(d)
        return entry, record.parameters

    @property
    def run_id(self):
        return f"run-{self.id}"

    @property
    def data_key(self):
        d = self.run.description
        return f"{d.dataset} {d.noise} {d.n}"


def shape(d):
    """What the wall needs of a network."""
    names = ("task", "features", "sizes", "activations")
    return {name: getattr(d, name) if isinstance(getattr(d, name), str) else list(getattr(d, name)) for name in names}


def points_of(run, count):
    """Return x1, x2 and y of the first points of a run."""
    x1, x2 = run.points.coordinates[:, :count]
    return [x1, x2, run.points.targets[0, :count]]


class Class:
    """A room full of students, which answers as the server does."""

    def __init__(self, students, qr=None):
        self.students = list(students)
        self.number = 0
        self.lead = {"paused": False, "stop": None, "show": None, "lock": [], "offer": None}
        self.removed = []
        self.experiment = self.challenge = None
        self.curves = []  # of an experiment: rows (epoch, test loss) of each
        self.qr = qr or "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 21 21'><path d='M0 0h7v7H0z'/></svg>"

    def lobby(self, id=None, **fields):
        return self.say("lobby", id, labels=translated(LABELS), language=in_browser(), **fields)

    def say(self, kind, id, **fields):
        """Return an answer that is a header alone."""
        return pack(self._head(kind, id) | fields, ())

    def wall(self, id, entered=False, changed=None, looking=None, watching=None):
        """Return the answer to a request: `changed` are the students to tell of, all of them where it is None."""
        self.number += 1
        told = self.students if changed is None else changed
        entries, numbers, data = [], [], {}
        for student in told:
            if student.run is not None and (entered or changed is None):
                data.setdefault(student.data_key, student.run)
        sets = []
        for key, run in data.items():
            count = min(MOST_POINTS, run.points.n_train)
            sets.append({"key": key, "task": run.description.task, "n": count, "n_train": count})
            numbers += points_of(run, count)
        for student in told:
            entry, parameters = student.told(is_new=entered or changed is None)
            entries.append(entry)
            numbers.append(parameters)
        watched, of_watched = self._watched(looking, watching)
        header = self._head("wall", id) | {
            "number": self.number, "lead": self.lead, "room": {"code": CODE, "shown": "KX4-T7P", "minutes_left": 167,
            "most": 120, "link": "https://perceptron.example/?room=KX4T7P"}, "removed": self.removed,
            "names": [student.id for student in self.students],
            "students": entries, "data": sets, "watched": watched, "experiment": self.experiment,
            "challenge": self.challenge, "keep": {"number": self.number} if entered else None,
        }  # fmt: skip
        if entered:
            header["room"]["qr"] = self.qr
            header |= {"labels": translated(LABELS), "language": in_browser(), "scenes": SCENES, "controls": CONTROLS,
                       "varied": VARIED, "counts": COUNTS, "challenges": CHALLENGES}  # fmt: skip
        curves = [np.ravel(rows) for rows in self.curves] if self.experiment else []
        return pack(header, [*numbers, *of_watched, *curves])

    def _head(self, kind, id):
        return {"version": VERSION, "kind": kind, "id": id}

    def _watched(self, looking, watching):
        student = next((s for s in self.students if s.id == looking and s.run is not None), None)
        if student is None:
            return None, []
        d, isnt_known = student.run.description, watching != student.run_id
        run = {"run_id": student.run_id, "n": d.n, "n_train": d.n_train, "summary": summary(d)} | shape(d)
        numbers = points_of(student.run, d.n) if isnt_known else []
        header = {"student": student.id, "run": run, "points": isnt_known}
        header["history"] = len(student.history)
        return header, [*numbers, np.ravel(student.history)]


DESCRIPTIONS = (
    Description(dataset="circle", hidden=(4, 2), n=200),
    Description(dataset="xor", hidden=(8,), n=300, activation="relu"),
    Description(dataset="spiral", hidden=(8, 8, 4), n=300, learning_rate=0.1),
    Description(dataset="moons", hidden=(3,), n=150),
    Description(dataset="plane", hidden=(4,), n=200),
    Description(dataset="gauss", hidden=(), n=100),
)


def a_class(count, epochs=40):
    """Return a Class of so many students, each with another network; every tenth has not begun, some ask for help."""
    students = []
    for i in range(count):
        name = NICKNAMES[i % len(NICKNAMES)] + ("" if i < len(NICKNAMES) else f" {i // len(NICKNAMES) + 1}")
        description = replace(DESCRIPTIONS[i % len(DESCRIPTIONS)], seed=i)
        student = Student(i + 1, name, description, state=STATES[i % len(STATES)], help=i % 17 == 3)
        students.append(student if i % 10 == 8 else student.train(epochs + 7 * i % 50))
        if student.run is None:
            student.state = "waiting"
    return Class(students)
