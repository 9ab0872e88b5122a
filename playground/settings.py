"""Settings: the description of a run and how it is watched, and their way into the address of the page and back."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace

import numpy as np

from nn_core import ACTIVATIONS, FEATURES, TASKS, Description, checks
from nn_core.description import LIMITS, MAX_LAYERS, MAX_NEURONS
from playground.texts import _

SPEEDS = ("1", "5", "20", "60", "max")  # epochs a second
MAX_STOP = 1_000_000
TARGETS = (0.0001, 100.0)  # the losses that may be asked for
MAX_LEFT_OUT = 5  # names, of those that are no settings, with a sentence of their own


@dataclass(frozen=True)
class Settings:
    """A description, and the view of it that the address remembers.

    `speed` and `stop`, the epoch to stop at (None: none), are set in the stage; `target` is the training loss that is
    to be reached by hand (None: nothing is asked).
    """

    description: Description = field(default_factory=Description)
    speed: str = "60"
    stop: int | None = None
    target: float | None = None

    def __post_init__(self):
        """Raises ValueError with a sentence, as the description does."""
        checks.choice("speed", self.speed, SPEEDS)
        if self.stop is not None:
            checks.whole("stop", self.stop, 1, MAX_STOP)
        if self.target is not None:
            checks.real("target", self.target, *TARGETS)

    def with_value(self, name, value):
        """Return these settings with one field of the description or of the view changed."""
        if name in _VIEW:
            return replace(self, **{name: value})
        if name == "task":
            return self._with_task(value)
        return replace(self, description=replace(self.description, **{name: value}))

    def value(self, name):
        """Return one field of the description or of the view."""
        return getattr(self if name in _VIEW else self.description, name)

    def _with_task(self, task):
        """Return these settings if that is the task of their data set, which decides it; else raise ValueError."""
        checks.choice("task", task, TASKS)
        if task != self.description.task:
            raise ValueError(
                f"task must be {self.description.task} with the data set {self.description.dataset}, not {task}."
            )
        return self


_VIEW = {f.name for f in fields(Settings)} - {"description"}


# --- how each kind of value is written, read, and brought within its limits


def _plain(number):
    return np.format_float_positional(number, trim="-")


def _read_whole(text):
    return int(text) if re.fullmatch(r"[-+]?\d{1,400}", text, re.ASCII) else text


def _read_real(text):
    number = float(text) if re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?", text, re.ASCII | re.I) else math.inf
    return number if math.isfinite(number) else text


def _read_layers(text):
    return () if text == "none" else tuple(_read_whole(part.strip()) for part in re.split(r"(?<=[^-])-", text))


def _read_names(text):
    return tuple(name.strip() for name in text.lower().split("-"))


def _read_activation(text):
    return _read_names(text) if "-" in text else text.lower()


def _or_none(read):
    return lambda text: None if text == "none" else read(text)


def _write_names(names):
    return names if isinstance(names, str) else "-".join(names)


def _write_none(write):
    return lambda value: "none" if value is None else write(value)


def _within(low, high):
    """Return what brings a number to the nearest legal one, and answers None for a text that is no number."""
    return lambda value, description: None if isinstance(value, str) else min(max(value, low), high)


def _nearest_layers(sizes, description):
    if not sizes or any(isinstance(size, str) for size in sizes):
        return None
    return tuple(min(max(size, 1), MAX_NEURONS) for size in sizes[:MAX_LAYERS])


def _nearest_features(names, description):
    return tuple(name for name in FEATURES if name in names) or None


def _nearest_activation(names, description):
    """For more names than layers the first ones, for fewer the last one again; None unless all are known."""
    n_hidden = len(description.hidden)
    if isinstance(names, str) or not n_hidden or not set(names) <= set(ACTIVATIONS):
        return None
    return (names + names[-1:] * n_hidden)[:n_hidden]


@dataclass(frozen=True)
class Parameter:
    """One name in the address: the field it sets, how its value is read and written, and the nearest legal value.

    `nearest` is given the value and the description so far, and answers None if there is nothing near. `advice` on a
    text that could not be used is one more sentence, or nothing.
    """

    field: str
    read: Callable = str
    write: Callable = str
    nearest: Callable = lambda value, description: None
    advice: Callable = lambda text: ""


def _advice_on_decimals(text):
    return _("Decimals are written with a point.") if "," in text else ""


PARAMETERS = {
    "dataset": Parameter("dataset", str.lower),
    "task": Parameter("task", str.lower),  # follows from the data set: see from_query
    "noise": Parameter("noise", _read_whole, nearest=_within(*LIMITS["noise"])),
    "split": Parameter("split", _read_whole, nearest=_within(*LIMITS["split"])),
    "n": Parameter("n", _read_whole, nearest=_within(*LIMITS["n"])),
    "dataseed": Parameter("dataseed", _read_whole, nearest=_within(*LIMITS["dataseed"])),
    "features": Parameter("features", _read_names, _write_names, _nearest_features),
    "hidden": Parameter(
        "hidden", _read_layers, lambda hidden: "-".join(map(str, hidden)) or "none", nearest=_nearest_layers
    ),
    "activation": Parameter("activation", _read_activation, _write_names, _nearest_activation),
    "init": Parameter("initialiser", str.lower),
    "seed": Parameter("seed", _read_whole, nearest=_within(*LIMITS["seed"])),
    "optimiser": Parameter("optimiser", str.lower),
    "lr": Parameter("learning_rate", _read_real, _plain, _within(*LIMITS["learning_rate"]), _advice_on_decimals),
    "schedule": Parameter("schedule", str.lower),
    "period": Parameter("period", _read_whole, nearest=_within(*LIMITS["period"])),
    "batch": Parameter(
        "batch_size",
        _read_whole,
        nearest=lambda value, description: _within(1, description.n_train)(value, description),
    ),
    "clip": Parameter("clip", _or_none(_read_real), _write_none(_plain), _within(*LIMITS["clip"]), _advice_on_decimals),
    "penalty": Parameter("penalty", str.lower),
    "penaltyrate": Parameter("penalty_rate", _read_real, _plain, _within(*LIMITS["penalty_rate"]), _advice_on_decimals),
    "speed": Parameter("speed", str.lower),
    "stop": Parameter("stop", _or_none(_read_whole), _write_none(str), _within(1, MAX_STOP)),
    "target": Parameter("target", _or_none(_read_real), _write_none(_plain), _within(*TARGETS), _advice_on_decimals),
}


def to_query(settings):
    """Return every setting as {name in the address: text}."""
    return {name: parameter.write(settings.value(parameter.field)) for name, parameter in PARAMETERS.items()}


def from_query(query):
    """Return (settings, sentences): what an address says, and a sentence for each thing in it that cannot be used.

    A query is {name: text}, or {name: [texts]} where a name may be repeated. What is missing has its default; what is
    out of range gets the nearest legal value; what makes no sense, the default; of a repeated name the last counts.
    """
    given = {name: [texts] if isinstance(texts, str) else list(texts) for name, texts in query.items()}
    task = (given.get("task") or [""])[-1].strip().lower()
    if task in TASKS and not given.get("dataset"):
        given["dataset"] = [next(iter(TASKS[task].datasets))]
    # Batches of one suit every training set, so that no other setting is refused for the sake of the batch size.
    settings, sentences = Settings().with_value("batch_size", 1), []
    for name, parameter in PARAMETERS.items():
        if name == "batch":
            settings = settings.with_value("batch_size", min(Description.batch_size, settings.description.n_train))
        if texts := given.pop(name, []):
            settings, mistakes = _with_texts(settings, name, parameter, texts)
            sentences += mistakes
    return settings, sentences + _left_out(list(given))


def _with_texts(settings, name, parameter, texts):
    """Return (settings, sentences) with the last text of one parameter in place, as far as it can be used."""
    sentences = []
    if len(texts) > 1:
        sentences.append(
            _("In the address, {name} appears {count} times; the last one counts.").format(name=name, count=len(texts))
        )
    text = texts[-1].strip()
    value = parameter.read(text)
    try:
        settings = settings.with_value(parameter.field, value)
    except ValueError as error:
        nearest = parameter.nearest(value, settings.description)
        if nearest is not None:
            settings = settings.with_value(parameter.field, nearest)
        reason = f"{name}{str(error).removeprefix(parameter.field)} {parameter.advice(text)}".strip()
        used = parameter.write(settings.value(parameter.field))
        sentences.append(_("In the address, {reason} Using {used} instead.").format(reason=reason, used=used))
    return settings, sentences


def _left_out(names):
    """Return the sentences on names that are no settings: one each for the first few, and one for all the others."""
    sentence = _("In the address, {name} is not a setting; it was left out.")
    sentences = [sentence.format(name=checks.shown(name)) for name in names[:MAX_LEFT_OUT]]
    if more := len(names) - len(sentences):
        sentences.append(_("The same goes for {count} more.").format(count=more))
    return sentences
