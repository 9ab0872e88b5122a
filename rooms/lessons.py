"""What a class does together in a room: an experiment that was dealt out, and a challenge with its board."""

import itertools
import math
import time
from urllib.parse import urlencode

from playground.address import NAME_OF, PARAMETERS, from_query, to_query
from playground.languages import current
from playground.texts import _, listed, ngettext, number
from rooms import challenges, experiments
from rooms.board import Board
from rooms.challenges import CHALLENGES, COUNTS, candidate
from rooms.experiments import Curve, Experiment, has_ended, score_at_the_end, seen
from rooms.leading import title_of

_numbers = itertools.count(int(time.time()))  # not the same once the server was started again


class Trial:
    """An experiment that was dealt out. Students are known by their marks: they may come back in another order."""

    def __init__(self, experiment, base, turns=None):
        """`base` is the name of its settings, `turns` {mark: turn} of those to whom it was dealt before."""
        self.experiment, self._base = experiment, base
        self._number = next(_numbers)
        self._turns = dict(turns or {})
        self._last = {}  # mark: (epoch, training loss, test loss, test score), of the last epoch that counts
        self._ended = {}  # mark: the Curve of a run that has ended
        self._changed, self._diverged = set(), set()

    def dealt(self, student):
        """Return the Settings that a student gets, always the same."""
        return self.experiment.dealt(self._turns.setdefault(student.mark, len(self._turns)))

    def part_of(self, student):
        """Say to a student what they have been given, or to the teacher what all have."""
        if student is None or student.mark not in self._turns:
            return _("a class experiment")
        value = self.experiment.shown(self._turns[student.mark])
        return _("your part of a class experiment, {setting}: {value}").format(
            setting=self.experiment.name, value=value
        )

    def look(self, student, report):
        """Take in what a student's run has come to, once it was dealt to them; what has ended stays as it was."""
        mark = student.mark
        if mark not in self._turns or mark in self._ended:
            return
        if not self.experiment.is_dealt(self._turns[mark], report):
            if mark in self._last:
                self._changed.add(mark)
            return
        self._changed.discard(mark)
        (self._diverged.add if report.diverged else self._diverged.discard)(mark)
        inside = [row for epoch, row in enumerate(report.rows, report.first) if epoch <= self.experiment.epochs]
        if inside:
            row = inside[-1]
            self._last[mark] = (report.first + len(inside) - 1, row[1], row[2], row[4])
        curve = self.curve(student)
        if has_ended(self.experiment, curve):
            self._ended[mark] = curve

    def forget(self, student):
        """The student has gone."""
        for held in (self._turns, self._last, self._ended):
            held.pop(student.mark, None)

    def curve(self, student):
        """Return the Curve of a student, None for one who has nothing of it."""
        mark = student.mark
        if mark in self._ended:
            return self._ended[mark]
        if mark not in self._turns or (mark in self._changed and mark not in self._last):
            return None
        last = self._last.get(mark)
        rows = []
        if last:
            numbers = student.losses.before(last[0])
            rows = [(*map(float, numbers[i : i + 3]), math.nan) for i in range(0, len(numbers), 3)] + [last]
        return Curve(self._turns[mark], rows, mark in self._diverged, mark in self._changed)

    def told(self, students, since):
        """Return (what the wall is told of it, the losses of the curves of which something is new)."""
        experiment = self.experiment
        curves = [(student, self.curve(student)) for student in students]
        curves = [(student, curve) for student, curve in curves if curve]
        result = seen(experiment, [curve for _, curve in curves])
        said, numbers = [], []
        for student, curve in curves:
            is_new = student.record_changed > since and not curve.changed
            said.append(self._told_of(student, curve, len(curve.rows) if is_new else 0))
            numbers += [value for epoch, _, loss, _ in curve.rows if is_new for value in (epoch, loss)]
        return {
            "number": self._number,
            "vary": experiment.vary,
            "name": experiment.name,
            "epochs": experiment.epochs,
            "base": title_of(self._base),
            "sentence": result.sentence,
            "spread": result.spread and result.spread._asdict(),
            "solved": result.solved,
            "counted": result.counted,
            "of": result.of,
            "groups": [
                {"value": group.value, "n": group.count, "solved": group.solved, "median": group.median}
                for group in result.groups
            ],
            "curves": said,
        }, numbers

    def _told_of(self, student, curve, epochs):
        return {
            "student": student.id,
            "value": self.experiment.shown(curve.turn),
            "group": self.experiment.group_of(curve.turn),
            "epochs": epochs,
            "ended": has_ended(self.experiment, curve),
            "changed": curve.changed,
            "score": score_at_the_end(self.experiment, curve),
        }

    def outcome(self, student):
        """Return (the value that was dealt to a student, what came of it), (None, None) for who has none."""
        curve = self.curve(student)
        if curve is None:
            return None, None
        score = score_at_the_end(self.experiment, curve)
        if curve.changed:
            outcome = _("changed")
        elif curve.diverged:
            outcome = _("diverged")
        elif not has_ended(self.experiment, curve):
            outcome = _("not at its end")
        else:
            outcome = _("solved") if score is not None and score >= experiments.SOLVED else _("not solved")
        return self.experiment.shown(curve.turn), outcome

    def as_kept(self):
        """Return what a browser keeps of it."""
        experiment = self.experiment
        kept = {"vary": experiment.vary, "values": experiment.values or None, "epochs": experiment.epochs}
        return kept | {"base": to_query(experiment.base), "what": self._base, "turns": dict(self._turns)}

    @classmethod
    def from_kept(cls, kept):
        """Return what a browser has kept; ValueError, TypeError or KeyError where it cannot be that."""
        settings, _sentences = from_query(kept["base"])
        values = None if kept["vary"] == "seed" and not kept["values"] else kept["values"]
        experiment = Experiment(kept["vary"], _as_tuples(values), settings, kept["epochs"])
        turns = {str(mark)[:40]: int(turn) for mark, turn in list(kept["turns"].items())[:1000] if 0 <= turn < 10_000}
        return cls(experiment, str(kept["what"])[:200], turns)


def _as_tuples(values):
    return values and [tuple(value) if isinstance(value, list) else value for value in values]


class Contest:
    """A challenge and its board."""

    def __init__(self, challenge, board=None, names=None):
        """`names` are {mark: nickname} of those who have an entry, and may not be back yet."""
        self.challenge, self.board = challenge, board or Board(challenge)
        self._names = dict(names or {})
        self._told = {}  # mark: what the student's line was told to say

    def look(self, student, report):
        """Let what a student's run has come to be checked, if it may come to stand on the board."""
        self._names[student.mark] = student.nickname
        if (state := self.board.state_of(student.mark)) != self._told.get(student.mark, (None, None)):
            self._told[student.mark] = state
            student.news += 1
        if found := candidate(self.challenge, report, self.board.best(student.mark)):
            self.board.offer(student.mark, found)

    def forget(self, student):
        """The teacher has taken a student out."""
        self.board.drop(student.mark)

    def told(self, students):
        """Return what the wall is told of it."""
        challenge, marks = self.challenge, {student.mark: student for student in students}
        lines = [line for line in self.board.shown() if self._name(line["student"], marks)]
        refused = self.board.refused()
        return {
            "name": challenge.name,
            "title": challenge.title,
            "text": challenge.text,
            "counts": challenge.counts,
            "counts_name": challenge.count.label,
            "goal_text": challenge.goal_text,
            "board": [self._told_of(line, marks) for line in lines],
            "checking": self.board.checking,
            "refused": [{"student": marks[m].id, "sentence": text} for m, text in refused.items() if m in marks],
        }

    def _told_of(self, line, marks):
        student = marks.get(line["student"])
        name = self._name(line["student"], marks)
        return {
            **line,
            "student": student and student.id,
            "nickname": name,
            "query": None,
            "link": f"./?{urlencode(line['query'])}",
        }

    def _name(self, mark, marks):
        return marks[mark].nickname if mark in marks else self._names.get(mark)

    def place(self, student):
        """Return (the place of a student on the board, their score), (None, None) for who has none."""
        marks = [entry.student for entry in self.board.entries()]
        if student.mark not in marks:
            return None, None
        place = marks.index(student.mark)
        return place + 1, self.board.entries()[place].score

    def sentence(self, student):
        """Return how far a student has come, for their line."""
        place, score = self.place(student)
        count = len(self.board.entries())
        about = f"{self.challenge.title}: {self.challenge.count.label}, {self.challenge.goal_text}."
        reason = self._why_not(student) or self.board.refused().get(student.mark)
        if reason:
            about = f"{about} {reason}"
        if place is None:
            return about
        best = ngettext(
            "Your best: {score}, place {place} of {count}.", "Your best: {score}, place {place} of {count}.", count
        )
        return (
            f"{about} {best.format(score=self.challenge.count.shown(score), place=number(place), count=number(count))}"
        )

    def _why_not(self, student):
        report = student.report
        if report is None:
            return None
        return self.challenge.why_not(report.start, report.journal, report.record.epoch, report.loaded)

    def end(self):
        """Check nothing more."""
        self.board.close()

    def as_kept(self):
        """Return what a browser keeps of it."""
        challenge = self.challenge
        kept = {"name": challenge.name, "counts": challenge.counts, "goal": challenge.goal}
        kept |= {"base": to_query(challenge.settings), "names": dict(self._names)}
        return kept | {"board": self.board.as_kept()}

    @classmethod
    def from_kept(cls, kept):
        """Return what a browser has kept; ValueError, TypeError or KeyError where it cannot be that."""
        challenge = CHALLENGES.get(kept["name"])
        if challenge is None:
            settings, _sentences = from_query(kept["base"])
            challenge = challenges.own(settings, kept["counts"], kept["goal"])
        names = {str(mark)[:40]: str(name)[:40] for mark, name in list(kept["names"].items())[:1000]}
        board = Board.from_kept(challenge, kept["board"], lambda mark: mark if mark in names else None)
        return cls(challenge, board, names)


def choices():
    """Return what a teacher can choose from for either."""
    return {
        "varied": [_varied(name) for name in experiments.VARIED],
        "challenges": [
            {"name": each.name, "title": each.title, "text": each.text, "goal": each.goal_text}
            for each in CHALLENGES.values()
        ],
        "counts": [{"name": name, "title": count.label, "goal": count.text} for name, count in COUNTS.items()],
    }


def _varied(name):
    """Return what a teacher is told of a setting that can be dealt out; `usual` are its values, as they are typed."""
    usual = Experiment(name, None, CHALLENGES["disc"].settings, 1)
    texts = [PARAMETERS[NAME_OF[name]].write(value).replace(".", current().decimal) for value in usual.values]
    return {"name": name, "title": usual.name, "usual": listed(texts)}
