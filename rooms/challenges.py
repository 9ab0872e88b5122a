"""Challenges: a scene, what counts, and the goal; and what in a student's report is a candidate for the board."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial

from nn_core import Description, checks
from nn_core.checks import Phrase
from nn_core.engine import n_parameters
from playground.choices import CONTROLS, MAX_STOP, TARGETS
from playground.labels import LABELS
from playground.presets import PRESETS
from playground.protocol import METRICS, metrics
from playground.settings import Settings
from playground.texts import N_, Label, _, listed, ngettext, number, plain
from rooms.experiments import goal_text

DATA = ("presets", "dataset", "n", "noise", "split", "dataseed")  # the controls that every challenge holds fast
GIVEN_NETWORK = ("features", "hidden", "activation", "init", "seed")
TRAIN_LOSS, TEST_LOSS, TEST_SCORE = map(METRICS.index, ("train_loss", "test_loss", "test_score"))


# --- goals: what has to be so at an epoch


@dataclass(frozen=True)
class Goal:
    """How the number of a goal is checked, whether an epoch meets it, and how it reads."""

    check: Callable  # of the number
    is_met: Callable  # (number, epoch, row of METRICS)
    text: Callable  # (settings, number)


_NAME = Phrase(N_("The goal"))
SCORE = Goal(
    lambda goal: checks.real(_NAME, goal, 0, 1),
    lambda goal, epoch, row: row[TEST_SCORE] >= goal,
    goal_text,
)
EPOCHS = Goal(
    lambda goal: checks.whole(_NAME, goal, 1, MAX_STOP),
    lambda goal, epoch, row: epoch <= goal,
    lambda settings, goal: ngettext("within {count} epoch", "within {count} epochs", goal).format(count=number(goal)),
)
LOSS = Goal(
    lambda goal: checks.real(_NAME, goal, *TARGETS),
    lambda goal, epoch, row: row[TRAIN_LOSS] < goal,
    lambda settings, goal: _("training loss below {value}").format(value=plain(goal)),
)


# --- what counts: the fewer, the better


@dataclass(frozen=True)
class Count:
    """What is counted. `pick` returns the epoch of a report that may be its best, with its row of METRICS, or None.

    `score` is given a run's description at the start, its journal, the epoch and its row of METRICS. `fixed` are the
    controls that it holds fast besides those of the data.
    """

    label: str = Label()
    text: str = Label()
    goal: Goal
    score: Callable
    shown: Callable
    pick: Callable  # (challenge, report, best)
    fixed: tuple[str, ...] = ()
    by_hand: bool = False


def updates(start, journal, epoch):
    """Return how many updates a run has made up to an epoch, whatever its batch size was on the way."""
    sizes = [(0, start.batch_size)]
    sizes += [(at, changes["batch_size"]) for at, changes in journal if "batch_size" in changes and at < epoch]
    ends = [at for at, _size in sizes[1:]] + [epoch]
    return sum((end - at) * -(-start.n_train // size) for (at, size), end in zip(sizes, ends, strict=True))


def _first(challenge, report, best):
    """Pick the first epoch that meets the goal: a later one can only count more."""
    if best is not None and challenge.score(report.start, report.journal, report.first, None) >= best:
        return None
    met = partial(SCORE.is_met, challenge.goal)
    return next(((epoch, row) for epoch, row in enumerate(report.rows, report.first) if met(epoch, row)), None)


def _lowest(challenge, report, best):
    """Pick the epoch with the lowest test loss, of those within the goal."""
    rows = report.rows[: max(0, challenge.goal + 1 - report.first)]
    measured = ((epoch, row) for epoch, row in enumerate(rows, report.first) if not math.isnan(row[TEST_LOSS]))
    return min(measured, key=lambda each: each[1][TEST_LOSS], default=None)


def _untrained(challenge, report, best):
    """Pick epoch 0 where the run is there: that is where weights are set by hand."""
    return (0, metrics(report.record)) if report.record.epoch == 0 else None


def _loss(value):
    return number(value, ".4g")


COUNTS = {
    "neurons": Count(
        N_("fewest hidden neurons"),
        N_("Reach the goal with as few hidden neurons as you can."),
        SCORE,
        lambda start, journal, epoch, row: sum(start.hidden),
        number,
        _first,
        fixed=("features",),
    ),
    "parameters": Count(
        N_("fewest parameters"),
        N_("Reach the goal with as few weights and biases as you can. You may choose other inputs."),
        SCORE,
        lambda start, journal, epoch, row: n_parameters(start.sizes),
        number,
        _first,
    ),
    "epochs": Count(
        N_("fewest epochs"),
        N_("Reach the goal in as few epochs as you can, with the network as it is given."),
        SCORE,
        lambda start, journal, epoch, row: epoch,
        number,
        _first,
        fixed=GIVEN_NETWORK,
    ),
    "updates": Count(
        N_("fewest updates"),
        N_("Reach the goal in as few updates as you can, with the network as it is given."),
        SCORE,
        lambda start, journal, epoch, row: updates(start, journal, epoch),
        number,
        _first,
        fixed=GIVEN_NETWORK,
    ),
    "loss": Count(
        N_("lowest test loss"),
        N_("Bring the test loss as low as you can. The best epoch counts, not the last one."),
        EPOCHS,
        lambda start, journal, epoch, row: row[TEST_LOSS],
        _loss,
        _lowest,
    ),
    "by_hand": Count(
        N_("lowest training loss, by hand"),
        N_("Bring the training loss as low as you can without training: set weights and biases by hand, at epoch 0."),
        LOSS,
        lambda start, journal, epoch, row: row[TRAIN_LOSS],
        _loss,
        _untrained,
        fixed=("features", "hidden", "activation"),
        by_hand=True,
    ),
}


# --- challenges


@dataclass(frozen=True)
class Challenge:
    """What a class is challenged to: settings to begin with, what counts, and the number that makes the goal.

    The data are the challenge's, and so is what `counts` holds fast, or the settings do not let a learner change.
    Raises ValueError with a sentence.
    """

    name: str
    title: str = Label()
    settings: Settings
    counts: str  # a key of COUNTS
    goal: float

    def __post_init__(self):
        checks.choice(Phrase(N_("What counts")), self.counts, COUNTS)
        object.__setattr__(self, "goal", self.count.goal.check(self.goal))

    @property
    def count(self):
        """The row of COUNTS."""
        return COUNTS[self.counts]

    @property
    def text(self):
        """What is to be done."""
        return self.count.text

    @property
    def goal_text(self):
        """How the goal reads."""
        return self.count.goal.text(self.settings, self.goal)

    @cached_property
    def given(self):
        """The Settings that a student begins with: what is held fast is locked."""
        locked = {control for control in (*DATA, *self.count.fixed) if self.settings.shows(control)}
        stop = self.goal if self.count.goal is EPOCHS else self.settings.stop
        target = self.goal if self.count.goal is LOSS else self.settings.target
        return replace(self.settings, lock=(*self.settings.lock, *locked), stop=stop, target=target)

    @cached_property
    def _held(self):
        """What a run must have begun with, {field of a description: value}."""
        held = [control for control in CONTROLS if not self.given.may_change(control)]
        return {field: self.settings.value(field) for control in held for field in CONTROLS[control]}

    def allows(self, start, journal, epoch):
        """True when a run that began so keeps to the rules: what is held fast, and where weights may come from."""
        if any(getattr(start, field) != value for field, value in self._held.items()):
            return False
        changed = {name for at, changes in journal if at <= epoch for name in changes}
        if self.count.by_hand:
            return epoch == 0 and "parameters" in changed
        return epoch > 0 and "parameters" not in changed and changed.isdisjoint(self._held)

    def why_not(self, start, journal, epoch, loaded):
        """Return a sentence on why a run that began so cannot come to stand on the board, None if it can."""
        changed = {name for at, changes in journal if at <= epoch for name in changes}
        others = [field for field, value in self._held.items() if getattr(start, field) != value or field in changed]
        names = [LABELS[control] for control in CONTROLS if set(CONTROLS[control]) & set(others)]
        if loaded:
            return _("This run does not count: its weights come from a model.")
        if names:
            return _("This run does not count. It differs in: {settings}.").format(settings=listed(names))
        if self.count.by_hand and epoch > 0:
            return _("This run does not count: only weights set by hand at epoch 0 do. Press Reset.")
        if not self.count.by_hand and "parameters" in changed:
            return _("This run does not count: weights were set by hand. Press Reset.")
        return None

    def is_met(self, epoch, row):
        """True when an epoch with these METRICS meets the goal."""
        return self.count.goal.is_met(self.goal, epoch, row)

    def score(self, start, journal, epoch, row):
        """Return what counts: of a run that began so, at an epoch with these METRICS."""
        return self.count.score(start, journal, epoch, row)


def own(settings, counts, goal):
    """Return the Challenge that a teacher has made of any settings."""
    return Challenge("own", N_("Your teacher's challenge"), settings, counts, goal)


CHALLENGES = {
    challenge.name: challenge
    for challenge in (
        Challenge(
            "disc",
            N_("A disc with few neurons"),
            Settings(Description(dataset="circle", hidden=(8,)), speed="60"),
            "neurons",
            0.95,
        ),
        Challenge(
            "xor",
            N_("XOR with few parameters"),
            Settings(Description(dataset="xor", n=600, hidden=(4, 2)), speed="60"),
            "parameters",
            0.95,
        ),
        Challenge(
            "moons",
            N_("Moons in few epochs"),
            Settings(Description(dataset="moons", noise=10, hidden=(6,)), speed="20"),
            "epochs",
            0.95,
        ),
        Challenge(
            "circle",
            N_("A disc in few updates"),
            Settings(Description(dataset="circle", hidden=(8,)), speed="5"),
            "updates",
            0.95,
        ),
        Challenge(
            "spiral",
            N_("The spiral in 200 epochs"),
            Settings(Description(dataset="spiral", n=500, split=80), speed="60"),
            "loss",
            200,
        ),
        Challenge(
            "by_hand",
            N_("Three numbers by hand"),
            # With more noise than the scene: there, larger weights would always be better ones.
            PRESETS["by_hand"].settings.with_value("noise", 30),
            "by_hand",
            0.15,
        ),
    )
}


# --- candidates


@dataclass(frozen=True, eq=False)
class Candidate:
    """An epoch of a student's run that may come to stand on the board, and all that it takes to train it again.

    `row` are its METRICS as the student's run has them; None where only the run is known. `score` goes by them.
    """

    run_id: str | None
    start: Description
    journal: list  # its entries that have made the epoch what it is
    epoch: int
    engine: str | None
    row: list | None
    score: float | None

    def is_of(self, other):
        """True when it is the same run as another, with the same changes."""
        return self.run_id is not None and self.run_id == other.run_id and self.journal == other.journal


def candidate(challenge, report, best):
    """Return the Candidate in a student's report that meets the goal and beats `best`; None where there is none.

    `best` is the student's score so far, None if there is none. It is asked after every answer of every student, so
    what is quick to find out comes first.
    """
    picked = challenge.count.pick(challenge, report, best)
    if picked is None or report.loaded or not challenge.allows(report.start, report.journal, picked[0]):
        return None
    epoch, row = picked
    score = challenge.score(report.start, report.journal, epoch, row)
    if not challenge.is_met(epoch, row) or (best is not None and score >= best):
        return None
    journal = journal_up_to(challenge, report.journal, epoch)
    return Candidate(report.run_id, report.start, journal, epoch, report.engine, row, score)


def journal_up_to(challenge, journal, epoch):
    """Return the entries of a journal that have made an epoch what it is: weights set by hand there are its own."""
    return [entry for entry in journal if entry[0] < epoch or (challenge.count.by_hand and entry[0] == epoch)]
