"""The model as a JSON file: a network at one epoch, with its settings, out of the app and in again.

The format is written down in docs/model.md.
"""

import json
import math
from dataclasses import asdict, dataclass, fields, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from nn_core import ACTIVATIONS, TASKS, Description, checks
from nn_core.description import MAX_LAYERS, MAX_NEURONS
from nn_core.run import MAX_EPOCH, MAX_PARAMETER
from playground.outside import parse
from playground.texts import _, told

FORMAT, VERSION = "perceptron-playground model", 1
MAX_BYTES = 1_000_000  # the largest model, with 5,000 own points, takes a tenth of it
MAX_PARTS = 10_000  # lists and objects, which take far more memory than bytes of the file: the largest model has 120
MAX_LEFT_OUT = 5  # names, of those that are no settings, with a sentence of their own
OUTPUTS = {task.output.name: task for task in TASKS.values()}  # the activation of the last layer tells the task
OTHER_KINDS = {
    b"PK": "ZIP",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
    b"\xff\xd8": "JPEG",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
}


@dataclass(frozen=True, eq=False)
class Model:
    """A network that was read from a file.

    `parameters` are all its weights and biases, laid out as `Perceptron.parameters`; `epoch` is how long it was
    trained; `notes` are sentences about what of its settings could not be used.
    """

    description: Description
    parameters: np.ndarray
    epoch: int
    notes: tuple[str, ...] = ()


def journal_of(model):
    """Return the journal of a run that begins with the model's weights and biases: all of them set by hand."""
    return [(0, {"parameters": [[place, value] for place, value in enumerate(model.parameters.tolist())]})]


# --- out


def write(snapshot):
    """Return a snapshot as the text of a model file: every float64 in it comes back to the bit."""
    description, record = snapshot.description, snapshot.record
    model = {
        "format": FORMAT,
        "version": VERSION,
        "epoch": record.epoch,
        "engine": snapshot.engine,
        "settings": asdict(description),
        "features": description.features,
        "sizes": description.sizes,
        "layers": list(_written_layers(description, record.parameters)),
        "training_loss": _finite(record.train_loss),
        "test_loss": _finite(record.test_loss),
    }
    return _laid_out(model) + "\n"


def _written_layers(description, parameters):
    for (n_inputs, n_neurons), name in zip(pairwise(description.sizes), description.activations, strict=True):
        weights, biases, parameters = np.split(parameters, [n_neurons * n_inputs, n_neurons * (n_inputs + 1)])
        rows = weights.reshape(n_neurons, n_inputs).tolist()
        yield {"activation": name, "weights": rows, "biases": biases.tolist()}


def _finite(number):
    return number if math.isfinite(number) else None


def _laid_out(value, indent=""):
    """Return JSON with one line per key and per neuron: what holds neither lists nor objects stays on one line."""
    inner = indent + "  "
    if isinstance(value, dict):
        lines = [f"{json.dumps(name)}: {_laid_out(held, inner)}" for name, held in value.items()]
    elif isinstance(value, list) and isinstance(value[0], (dict, list)):
        lines = [_laid_out(held, inner) for held in value]
    else:
        return json.dumps(value, allow_nan=False)
    first, last = "{}" if isinstance(value, dict) else "[]"
    return "\n".join([first, ",\n".join(inner + line for line in lines), indent + last])


# --- in


class _Layer(NamedTuple):
    activation: str
    weights: list  # one list per neuron
    biases: list


def read(contents):
    """Return the Model in the bytes of a file, whoever wrote it.

    Raises ValueError with a sentence that names the place, such as layers[1].weights[0], for an invalid network.
    Settings that are missing have their defaults; of those that cannot be used the notes tell.
    """
    model = _object(_("The model"), parse(_text(contents)))
    _check_kind(model)
    settings, notes = _settings(model)
    named = model.get("features", settings.get("features", list(Description.features)))
    features = Description(features=named).features
    layers = _read_layers(_held(_("The model"), model, "layers"), len(features))
    rows = layers[0].weights
    rows[:] = [[row[named.index(name)] for name in features] for row in rows]  # into the order that a run has
    description, about_settings = _with_settings(_described(features, layers), settings)
    epoch, about_others = _others(model, description)
    return Model(description, _flat(layers), epoch, (*notes, *about_settings, *about_others))


def _text(contents):
    if len(contents) > MAX_BYTES:
        raise ValueError(_("The file is larger than 1 MB; a model is far smaller."))
    for start, kind in OTHER_KINDS.items():
        if contents.startswith(start):
            raise ValueError(_("The file is a {kind} file, not a model in JSON.").format(kind=kind))
    try:
        text = contents.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(_("The file is not UTF-8 text: save the model as JSON in UTF-8.")) from None
    if not text.strip():
        raise ValueError(_("The file is empty."))
    if sum(map(text.count, "[{")) > MAX_PARTS:
        raise ValueError(_("The file holds more than {most} lists and objects.").format(most=MAX_PARTS))
    return text


def _check_kind(model):
    kind, version = model.get("format", FORMAT), model.get("version", VERSION)
    if kind != FORMAT:
        sentence = _('format must be "{format}", not {kind}: this is something else.')
        raise ValueError(sentence.format(format=FORMAT, kind=checks.shown(kind)))
    if version != VERSION or isinstance(version, bool):
        sentence = _("version must be {version}, not {given}: no other can be read here.")
        raise ValueError(sentence.format(version=VERSION, given=checks.shown(version)))


# The network: a file with anything invalid in it is refused.


def _read_layers(layers, n_inputs):
    """Return the layers, checked, of a network that is fed so many features."""
    most = MAX_LAYERS + 1
    if not 1 <= len(_list("layers", layers)) <= most:
        sentence = _("layers must hold 1 to {most} layers, the output's included, not {count}.")
        raise ValueError(sentence.format(most=most, count=len(layers)))
    inputs, checked = _("one number for each feature"), []
    for number, layer in enumerate(layers):
        place = f"layers[{number}]"
        checked.append(_read_layer(place, _object(place, layer), n_inputs, inputs, number == len(layers) - 1))
        n_inputs, inputs = len(checked[-1].biases), _("one number for each neuron of {place}").format(place=place)
    return checked


def _read_layer(place, layer, n_inputs, inputs, is_last):
    """Return one layer, checked; `inputs` says what its weights are for."""
    activation, rows, biases = (_held(place, layer, name) for name in _Layer._fields)
    activation = checks.choice(f"{place}.activation", activation, OUTPUTS if is_last else ACTIVATIONS)
    most = 1 if is_last else MAX_NEURONS
    if not 1 <= len(_list(f"{place}.weights", rows)) <= most:
        sentence = _("{place}.weights must hold 1 to {most} rows, one for each neuron, not {count}.")
        if is_last:
            sentence = _("{place}.weights must hold 1 row, since the last layer has one neuron, not {count}.")
        raise ValueError(sentence.format(place=place, most=most, count=len(rows)))
    rows = [_numbers(f"{place}.weights[{number}]", row, n_inputs, inputs) for number, row in enumerate(rows)]
    neurons = _("one number for each row of {place}.weights").format(place=place)
    return _Layer(activation, rows, _numbers(f"{place}.biases", biases, len(rows), neurons))


def _numbers(place, numbers, count, reason):
    """Return a list of so many numbers, as floats."""
    if len(_list(place, numbers)) != count:
        sentence = _("{place} has length {given}, but needs {count}: {reason}.")
        raise ValueError(sentence.format(place=place, given=len(numbers), count=count, reason=reason))
    limits = -MAX_PARAMETER, MAX_PARAMETER
    return [checks.real(f"{place}[{number}]", value, *limits) for number, value in enumerate(numbers)]


def _object(place, value):
    if not isinstance(value, dict):
        sentence = _("{place} must be an object with keys and values, not {value}.")
        raise ValueError(sentence.format(place=place, value=checks.shown(value)))
    return value


def _list(place, value):
    if not isinstance(value, list):
        raise ValueError(_("{place} must be a list, not {value}.").format(place=place, value=checks.shown(value)))
    return value


def _held(place, value, name):
    if name not in value:
        raise ValueError(_("{place} lacks the key {name}.").format(place=place, name=name))
    return value[name]


def _described(features, layers):
    """Return a description with these layers and, as no settings are known yet, the first data set of its task."""
    *hidden, output = layers
    names = {layer.activation for layer in hidden} or {Description.activation}
    return Description(
        OUTPUTS[output.activation].datasets[0],
        features=features,
        hidden=[len(layer.biases) for layer in hidden],
        activation=[layer.activation for layer in hidden] if len(names) > 1 else names.pop(),
        batch_size=1,  # suits every training set, so that no setting is refused for the sake of the batch size
    )


def _flat(layers):
    parts = [part for layer in layers for part in (*layer.weights, layer.biases)]
    return np.array([number for part in parts for number in part])


# Everything else: whatever is invalid is reported in a note, and a default is used.


def _settings(model):
    try:
        return _object("settings", model.get("settings", {})), []
    except ValueError as error:
        return {}, [_("{reason} The usual settings are used instead.").format(reason=told(error))]


def _with_settings(description, settings):
    """Return (description, notes): the description with all settings that are valid and fit the network."""
    known, notes = [f.name for f in fields(Description) if f.name != "points"], []  # points come with the data set
    for name in known:
        if name == "batch_size":
            description = replace(description, batch_size=min(Description.batch_size, description.n_train))
        if name not in settings:
            continue
        try:
            description = _with_setting(description, name, settings)
        except ValueError as error:
            used = json.dumps(getattr(description, name))
            sentence = _("In the model's settings, {reason} Using {used} instead.")
            notes.append(sentence.format(reason=told(error), used=used))
    return description, notes + _left_out([name for name in settings if name not in (*known, "points")])


def _with_setting(description, name, settings):
    points = {"points": settings.get("points", "")} if name == "dataset" else {}
    changed = replace(description, **{name: _whole(settings[name])}, **points)
    if _network(changed) != _network(description):
        raise ValueError(_("{name} does not fit the layers.").format(name=name))
    return changed


def _whole(value):
    """Return 3 for 3.0: not every program that writes JSON tells them apart."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _network(description):
    return description.features, description.sizes, description.activations


def _left_out(names):
    """Return the sentences on names that are no settings: one each for the first few, and one for all the others."""
    sentence = _("In the model's settings, {name} is not a setting; it was left out.")
    sentences = [sentence.format(name=checks.shown(name)) for name in names[:MAX_LEFT_OUT]]
    if more := len(names) - len(sentences):
        sentences.append(_("The same goes for {count} more.").format(count=more))
    return sentences


def _others(model, description):
    """Return (epoch, notes) of what a model says of itself beside its network and its settings."""
    sizes, notes, epoch = list(description.sizes), [], 0
    if model.get("sizes", sizes) != sizes:
        notes.append(_("sizes does not fit the layers, which are {sizes}.").format(sizes=json.dumps(sizes)))
    try:
        epoch = checks.whole("epoch", _whole(model.get("epoch", 0)), 0, MAX_EPOCH)
    except ValueError as error:
        notes.append(_("{reason} Using 0 instead.").format(reason=told(error)))
    return epoch, notes
