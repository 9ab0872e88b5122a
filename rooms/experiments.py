"""The class experiment: one setting dealt out over a class, and what was seen of it."""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import NamedTuple

from nn_core import ACTIVATIONS, checks
from nn_core.checks import Fault, Phrase
from nn_core.description import MAX_SEED
from playground import languages
from playground.address import NAME_OF, PARAMETERS
from playground.choices import MAX_STOP
from playground.labels import LABELS, options_label
from playground.settings import Settings
from playground.texts import N_, _, listed, ngettext, number, percent, plain, told, written

SOLVED = 0.95  # the test score from which on a network has solved it: accuracy, or R²
MOST_VALUES = 120  # as many as a room has students
LEARNING_RATES = (0.001, 0.01, 0.03, 0.1, 0.3, 1.0)
NEURONS = (1, 2, 3, 4, 8)


@dataclass(frozen=True)
class Varied:
    """A setting that can be dealt out: its usual values, given the description that they go into; how a value reads."""

    values: Callable
    shown: Callable


def _neurons(description):
    return tuple((neurons, *description.hidden[1:]) for neurons in NEURONS)


def _names(activation):
    return options_label("activation", [activation] if isinstance(activation, str) else activation)


# By the fields of a description. Without values of its own, every student gets another seed.
VARIED = {
    "seed": Varied(lambda description: (), str),
    "learning_rate": Varied(lambda description: LEARNING_RATES, plain),
    "activation": Varied(lambda description: tuple(ACTIVATIONS), _names),
    "hidden": Varied(_neurons, lambda hidden: "-".join(map(str, hidden)) or _("none")),
}


@dataclass(frozen=True)
class Experiment:
    """The same settings for everybody but for one, which is dealt out; all train to the same epoch.

    Where there are more students than values, the values go round, each time with the next seed: runs that differ in
    nothing at all would be the same run. `values` may be given as JSON, or as texts that a teacher has typed; None
    stands for the usual ones. Raises ValueError with a sentence for values that the setting cannot have.
    """

    vary: str  # a key of VARIED
    values: tuple | None
    base: Settings
    epochs: int

    def __post_init__(self):
        checks.choice(Phrase(N_("The setting that is dealt out")), self.vary, VARIED)
        checks.whole(Phrase(N_("The last epoch")), self.epochs, 1, MAX_STOP)
        description = self.base.description
        if self.vary == "activation" and not description.hidden:
            raise Fault(N_("These settings have no hidden layer, so an activation makes no difference."))
        values = VARIED[self.vary].values(description) if self.values is None else _listed(self.values)
        values = tuple(dict.fromkeys(_checked(description, self.vary, value) for value in values))
        object.__setattr__(self, "values", values)

    @property
    def name(self):
        """What the setting is called."""
        return LABELS[NAME_OF[self.vary]]

    def value_of(self, turn):
        """Return the value that goes to the student of a turn: 0, 1, 2 … in the order in which they joined."""
        if self.values:
            return self.values[self.group_of(turn)]
        return (self.base.description.seed + turn) % (MAX_SEED + 1)

    def group_of(self, turn):
        """Return the place of that value among the values; 0 where every student has another seed."""
        return turn % len(self.values) if self.values else 0

    def shown(self, turn):
        """Return how the value of a turn reads."""
        return VARIED[self.vary].shown(self.value_of(turn))

    def dealt(self, turn):
        """Return the Settings for the student of a turn. What of them may be changed stays as it is."""
        seed = self.base.description.seed + (turn // len(self.values) if self.values else 0)
        changes = {"seed": seed % (MAX_SEED + 1)} | {self.vary: self.value_of(turn)}
        return replace(self.base, description=replace(self.base.description, **changes), stop=self.epochs)

    def is_dealt(self, turn, report):
        """True when a run is the one that was dealt out: begun with those settings, and nothing changed since."""
        return report.start == self.dealt(turn).description and not report.journal and not report.loaded


def _listed(values):
    if not isinstance(values, (list, tuple)) or not 1 <= len(values) <= MOST_VALUES:
        raise Fault(N_("Choose from 1 to {most} values."), most=MOST_VALUES)
    return values


def _checked(description, name, value):
    """Return a value as the description has it."""
    parameter = PARAMETERS[NAME_OF[name]]
    if isinstance(value, str):
        value = parameter.read(value.strip().replace(languages.current().decimal, "."))
    if name == "hidden" and isinstance(value, int):
        value = (value,)
    if name == "hidden" and value == (0,):
        value = ()
    try:
        return getattr(replace(description, **{name: value}), name)
    except ValueError as error:
        sentence = told(error)
        if sentence.startswith(name):
            sentence = LABELS[NAME_OF[name]] + sentence.removeprefix(name)
        raise ValueError(sentence) from error


# --- what was seen


@dataclass(frozen=True)
class Curve:
    """What has become of one student's run.

    `rows` are (epoch, training loss, test loss, test score) in the order of epochs. Some may be left out, but not the
    last, nor that of the experiment's last epoch. A `changed` run is not the one that was dealt out: it does not count.
    """

    turn: int
    rows: Sequence
    diverged: bool = False
    changed: bool = False


class Group(NamedTuple):
    """The runs of one value that have ended: how many, how many of them solved it, the median of their test losses."""

    value: str
    count: int
    solved: int
    median: float | None


class Spread(NamedTuple):
    """Of the test losses at the last epoch."""

    least: float
    median: float
    most: float


@dataclass(frozen=True)
class Seen:
    """What was seen: `done` of `counted` runs have ended, that is come to the last epoch or diverged before it.

    `of` counts those that were changed, too; `spread` is None where no run has come to the last epoch, `groups` is
    empty where every student has another seed.
    """

    of: int
    counted: int
    done: int
    solved: int
    spread: Spread | None
    groups: tuple[Group, ...]
    sentence: str


class _End(NamedTuple):
    group: int
    diverged: bool
    loss: float
    solved: bool


def has_ended(experiment, curve):
    """True when a run has come to the last epoch, or diverged before."""
    return bool(curve.rows) and (curve.diverged or curve.rows[-1][0] >= experiment.epochs)


def score_at_the_end(experiment, curve):
    """Return the test score of the last epoch that counts, None where there is none."""
    rows = _up_to(experiment, curve.rows)
    return rows[-1][3] if rows and math.isfinite(rows[-1][3]) else None


def _up_to(experiment, rows):
    """Leave out what was trained beyond the last epoch."""
    return rows[: bisect_right(rows, experiment.epochs, key=lambda row: row[0])]


def seen(experiment, curves):
    """Return what is Seen of an experiment, in the reader's language."""
    counted = [curve for curve in curves if not curve.changed]
    ends = [_end(experiment, curve) for curve in counted if has_ended(experiment, curve)]
    losses = _losses(ends)
    spread = Spread(losses[0], median(losses), losses[-1]) if losses else None
    groups = tuple(_group(experiment, group, ends) for group in range(len(experiment.values)))
    begun = sum(bool(curve.rows) and curve.rows[-1][0] > 0 for curve in counted)
    changed = len(curves) - len(counted)
    sentences = [
        *_how_far(experiment, begun, len(counted), len(ends)),
        *_result(experiment, ends, spread, groups),
        *_left_out(ends, changed),
    ]
    solved = sum(end.solved for end in ends)
    return Seen(len(curves), len(counted), len(ends), solved, spread, groups, " ".join(sentences))


def _end(experiment, curve):
    _epoch, _train_loss, loss, score = _up_to(experiment, curve.rows)[-1]
    diverged = curve.diverged and curve.rows[-1][0] < experiment.epochs
    return _End(experiment.group_of(curve.turn), diverged, loss, not diverged and score >= SOLVED)


def _losses(ends):
    return sorted(end.loss for end in ends if not end.diverged and math.isfinite(end.loss))


def _group(experiment, group, ends):
    ends = [end for end in ends if end.group == group]
    losses = _losses(ends)
    solved = sum(end.solved for end in ends)
    return Group(experiment.shown(group), len(ends), solved, median(losses) if losses else None)


def _how_far(experiment, begun, counted, done):
    """Yield a sentence while some have not ended."""
    if not begun:
        yield _("Nobody has begun yet.")
    elif not done:
        yield ngettext(
            "{count} network is training; it has not come to epoch {epochs} yet.",
            "{count} networks are training; none has come to epoch {epochs} yet.",
            begun,
        ).format(count=number(begun), epochs=number(experiment.epochs))
    elif done < counted:
        yield ngettext(
            "So far {count} of {of} networks is done.", "So far {count} of {of} networks are done.", done
        ).format(count=number(done), of=number(counted))


def _result(experiment, ends, spread, groups):
    """Yield what those that have ended have come to, and what differs between them."""
    if not ends:
        return
    yield _solved(experiment, sum(end.solved for end in ends), len(ends))
    compared = list(_compared(experiment, [group for group in groups if group.count]))
    yield from compared or ([_spread(spread, len(_losses(ends)))] if spread else [])


def _solved(experiment, solved, done):
    if solved == done:
        sentence = ngettext(
            "{count} network solved it ({goal}).", "All of the {count} networks solved it ({goal}).", done
        )
    elif not solved:
        sentence = ngettext(
            "{count} network did not solve it ({goal}).", "None of the {count} networks solved it ({goal}).", done
        )
    elif experiment.values:
        sentence = ngettext(
            "{solved} of {count} network solved it ({goal}).", "{solved} of {count} networks solved it ({goal}).", done
        )
    else:
        sentence = ngettext(
            "{solved} of {count} network solved it ({goal}), though they differ in nothing but the seed.",
            "{solved} of {count} networks solved it ({goal}), though they differ in nothing but the seed.",
            done,
        )
    return sentence.format(solved=number(solved), count=number(done), goal=goal_text(experiment.base, SOLVED))


def goal_text(settings, goal):
    """Return how a test score that is to be reached reads."""
    if settings.description.task == "classification":
        return _("test accuracy at least {share}").format(share=percent(plain(round(100 * goal, 8))))
    return _("test R² at least {value}").format(value=plain(goal))


def _spread(spread, count):
    least, middle, most = map(loss_text, spread)
    if count == 1:
        return _("Its test loss at the end is {loss}.").format(loss=least)
    if least == most:
        return _("At the end all test losses are about {loss}.").format(loss=least)
    sentence = _("At the end the test loss lies between {least} and {most}, with the median {median}.")
    return sentence.format(least=least, most=most, median=middle)


def loss_text(loss):
    """Return a loss with two digits that count: 0.051, 0.070, 12, 1,200."""
    rounded = float(f"{loss:.2g}")
    return written(f"{rounded:#.2g}".rstrip(".")) if 1e-4 <= rounded < 100 else number(rounded, ",g")


def _compared(experiment, groups):
    """Yield a sentence on the values that did best and worst, if some did better than others."""
    shares = [group.solved / group.count for group in groups]
    measured = [group for group in groups if group.median is not None]
    if shares and min(shares) < max(shares):
        best = [group for group, share in zip(groups, shares, strict=True) if share == max(shares)]
        worst = [group for group, share in zip(groups, shares, strict=True) if share == min(shares)]
        yield _("{setting}: solved most often with {best} ({most}), least often with {worst} ({least}).").format(
            setting=experiment.name, best=_values(best), worst=_values(worst), most=_of(best), least=_of(worst)
        )
    elif len({loss_text(group.median) for group in measured}) > 1:
        best, worst = (choose(measured, key=lambda group: group.median) for choose in (min, max))
        sentence = _(
            "{setting}: the median test loss at the end is lowest with {best} ({least}), highest with {worst} ({most})."
        )
        yield sentence.format(
            setting=experiment.name,
            best=best.value, least=loss_text(best.median), worst=worst.value, most=loss_text(worst.median),
        )  # fmt: skip


def _values(groups):
    return listed(group.value for group in groups)


def _of(groups):
    solved, count = (number(sum(numbers)) for numbers in zip(*((g.solved, g.count) for g in groups), strict=True))
    return _("{solved} of {count}").format(solved=solved, count=count)


def _left_out(ends, changed):
    if diverged := sum(end.diverged for end in ends):
        yield ngettext("{count} run diverged.", "{count} runs diverged.", diverged).format(count=number(diverged))
    if changed:
        yield ngettext(
            "{count} run does not count, since its settings were changed.",
            "{count} runs do not count, since their settings were changed.",
            changed,
        ).format(count=number(changed))
