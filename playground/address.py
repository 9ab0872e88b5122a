"""The address of the page: how every setting is written there and read from it, and what is said of what it is not."""

import hashlib
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nn_core import ACTIVATIONS, FEATURES, TASKS, Description, checks
from nn_core.description import LIMITS, MAX_LAYERS, MAX_NEURONS
from nn_core.own import OWN
from playground.choices import CONTROLS, MAX_STOP, TARGETS
from playground.settings import Settings
from playground.texts import _, told

MAX_POINTS_TEXT = 5000  # characters; how long a whole link may be, see export/link.py
_MARK = "~"  # before the name of points; no text of points begins so
FEWEST_OF_A_CUT = 8  # names in their order: nobody types so many by hand
MAX_LEFT_OUT = 5  # names, of those that are no settings, with a sentence of their own


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


def _read_controls(text):
    special, text = {"all": None, "none": ()}, text.lower()
    return special[text] if text in special else tuple(name.strip() for name in re.split("[-,]", text))


def _write_controls(names):
    return "all" if names in (None, tuple(CONTROLS)) else "-".join(names) or "none"


def _nearest_controls(names, settings):
    return tuple(name for name in names if name in CONTROLS) or None


def name_of(points):
    """Return the short name of a text of points, which stands in an address where the text is too long."""
    return hashlib.sha256(points.encode()).hexdigest()[:12]


def named(text):
    """Return the name of points that stands in an address, None if the points stand there themselves."""
    return text.removeprefix(_MARK) if text.startswith(_MARK) else None


def fits(points):
    """True when a text of points can travel in an address."""
    return len(points) <= MAX_POINTS_TEXT


def _read_points(text):
    return "" if text == "none" else text  # a mere name stays one, which is no text of points


def _write_points(points):
    if not points:
        return "none"
    return points if fits(points) else _MARK + name_of(points)


def _or_none(read):
    return lambda text: None if text == "none" else read(text)


def _write_names(names):
    return names if isinstance(names, str) else "-".join(names)


def _write_none(write):
    return lambda value: "none" if value is None else write(value)


def _within(low, high):
    """Return what brings a number to the nearest legal one, and None for a text that is not a number."""
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
    text that could not be used is one more sentence, or nothing. What is `optional` is written only where it is not as
    it is in most addresses.
    """

    field: str
    read: Callable = str
    write: Callable = str
    nearest: Callable = lambda value, description: None
    advice: Callable = lambda text: ""
    optional: bool = False


def _advice_on_decimals(text):
    return _("Decimals are written with a point.") if "," in text else ""


PARAMETERS = {
    "points": Parameter("points", _read_points, _write_points, optional=True),  # and with them the data set
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
    "order": Parameter("order", str.lower),
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
    "show": Parameter("show", _read_controls, _write_controls, _nearest_controls, optional=True),
    "lock": Parameter("lock", _read_controls, _write_controls, _nearest_controls, optional=True),
}

NAME_OF = {parameter.field: name for name, parameter in PARAMETERS.items()}  # a field's name in the address


def to_query(settings):
    """Return every setting as {name in the address: text}."""
    usual = Settings()
    return {
        name: parameter.write(settings.value(parameter.field))
        for name, parameter in PARAMETERS.items()
        if not (parameter.optional and settings.value(parameter.field) == usual.value(parameter.field))
    }


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
            if name == "points" and mistakes and given.get("dataset") == [OWN]:
                del given["dataset"]  # one sentence is enough
    return settings, sentences + _left_out(list(given)) + _cut_off(list(query))


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
        reason = f"{name}{told(error).removeprefix(parameter.field)} {parameter.advice(text)}".strip()
        used = parameter.write(settings.value(parameter.field))
        sentences.append(_("In the address, {reason} Using {used} instead.").format(reason=reason, used=used))
    return settings, sentences


def _cut_off(names):
    """Return a sentence on an address that begins as one is written, and then breaks off."""
    written = [name for name, parameter in PARAMETERS.items() if not parameter.optional]
    given = [name for name in names if name in written]
    if not FEWEST_OF_A_CUT <= len(given) < len(written) or given != written[: len(given)]:
        return []
    sentence = _(
        "The address seems to be cut off after {name}: the settings that came after it have their usual values."
    )
    return [sentence.format(name=given[-1])]


def _left_out(names):
    """Return the sentences on names that are no settings: one each for the first few, and one for all the others."""
    sentence = _("In the address, {name} is not a setting; it was left out.")
    sentences = [sentence.format(name=checks.shown(name)) for name in names[:MAX_LEFT_OUT]]
    if more := len(names) - len(sentences):
        sentences.append(_("The same goes for {count} more.").format(count=more))
    return sentences
