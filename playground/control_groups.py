"""What the controls beside the stage look like, as plain data: in groups, by the questions of a learner.

A group is {name, title, sentence, fold, rows, note, link}: with `fold` it is shut until it is opened, `link` is
{label, address}. A row is {columns, controls}. A control is {key, kind, label, is_bare, help, value, disabled},
`is_bare` where its label is only heard; and by its kind it has

    choice    options, [[value, text], …]: one of them, picked from a list
    range     options: one of them, picked with a slider
    several   options: any of them; its value is a list
    number    least, most: a whole number

A link may hide controls, or lock them, see `Settings.show`. What a beginner does without is in one fold.
`static/stage/controls/` draws all this.
"""

from functools import partial
from urllib.parse import urlencode

from nn_core import ACTIVATIONS, FEATURES, INITIALISERS, OPTIMISERS, ORDERS, PENALTIES, SCHEDULES, TASKS, Description
from nn_core.description import LIMITS, MAX_LAYERS, MAX_NEURONS, MAX_SEED
from nn_core.own import OWN, decode
from playground import controls
from playground.address import fits, to_query
from playground.choices import CLIPS, EACH, LEARNING_RATES, NO_CLIP, PENALTY_RATES, PERIODS, POINTS, offered
from playground.labels import LABELS, clip_named, option_label, options_label
from playground.reader import beside_settings
from playground.texts import _, ngettext, number, percent, plain

PER_CENTS = 5  # from one to the next on a slider


def groups(settings):
    """Return the groups of controls that there are to be for some settings."""
    make = _Maker(settings)
    made = [_data(make), _network(make), _learning(make), _more(make)]
    return [group for group in made if group["rows"]]


class _Maker:
    """Makes the controls of some settings; None in place of one that is hidden."""

    def __init__(self, settings):
        self.settings, self.description = settings, settings.description
        self.values = controls.values(settings)

    def choice(self, key, options, help="", named=None, **more):
        return self._made("choice", key, help, options=self._named(key, options, named), **more)

    def range(self, key, options, help, named, **more):
        return self._made("range", key, help, options=self._named(key, options, named), **more)

    def several(self, key, options, help):
        return self._made("several", key, help, options=self._named(key, options))

    def number(self, key, least, most, help, **more):
        return self._made("number", key, help, least=least, most=most, **more)

    def percents(self, key, help):
        low, high = LIMITS[key]
        options = offered(range(low, high + 1, PER_CENTS), self.values[key])
        return self.range(key, options, help, percent)

    def _named(self, key, options, named=None):
        named = named or partial(option_label, key)
        return [[option, named(option)] for option in options]

    def _made(self, kind, key, help, label=None, disabled=False, **more):
        name = controls.control_of(key)
        if not self.settings.shows(name):
            return None
        about = {"key": key, "kind": kind, "label": label or LABELS[name], "help": help, "value": self.values[key]}
        return about | {"disabled": disabled or not self.settings.may_change(name)} | more


def _rows(columns, *made):
    """Return rows of so many columns, with the controls that are not hidden."""
    shown = [control for control in made if control]
    return [{"columns": columns, "controls": shown[at : at + columns]} for at in range(0, len(shown), columns)]


def _data(make):
    description = make.description
    classes, is_own = description.task == "classification", description.dataset == OWN
    about_data = _("Points of two classes: the network has to tell the class from x₁ and x₂.")
    about_values = _("Points with values from −1 to 1: the network has to predict the value from x₁ and x₂.")
    of_drawn_points = [] if is_own else [
        make.choice(
            "n", offered(POINTS, description.n), _("How many points there are in total."), str),
        make.percents(
            "noise",
            _("How much the classes overlap: at 0% they are cleanly separated.") if classes
            else _("How far off the values are: at 0% they are exact.")),
    ]  # fmt: skip
    rows = _rows(
        2,
        make.choice(
            "dataset", TASKS[description.task].datasets,
            _("The shape of the two classes.") if classes else _("The surface that the values lie on.")),
        *of_drawn_points,
        make.percents(
            "split", _("The share of the points that the network learns from. The others are kept to test it.")),
    )  # fmt: skip
    group = {
        "name": "data",
        "title": _("What data?"),
        "sentence": about_data if classes else about_values,
        "rows": rows,
    }
    return group | _about_own_points(make.settings) if is_own and make.settings.shows("dataset") else group


def _about_own_points(settings):
    """Say how many own points there are, with a way to where they are made."""
    _points, labels = decode(settings.description.points)
    ones = int(labels.sum())
    note = ngettext(
        "{n} point of your own: {ones} of class 1, {zeros} of class 0.",
        "{n} points of your own: {ones} of class 1, {zeros} of class 0.",
        len(labels),
    ).format(n=number(len(labels)), ones=number(ones), zeros=number(len(labels) - ones))
    if not fits(settings.description.points):
        note += " " + _("Too many for a link: the address works only in this browser.")
    address = f"your_data?{urlencode(to_query(settings) | beside_settings())}"
    link = {"label": _("Change your points"), "address": address}
    return {"note": note} | ({"link": link} if settings.may_change("dataset") else {})


def _network(make):
    description, sizes = make.description, make.description.hidden
    activations = [*ACTIVATIONS, *([EACH] if len(sizes) > 1 else [])]
    rows = _rows(
        2,
        make.choice("layers", range(MAX_LAYERS + 1), _("Layers between the inputs and the output."), str),
        make.choice(
            "activation", activations,
            _("What a hidden neuron does with its weighted sum. The output is a sigmoid for classes, linear for "
              "values."),
            disabled=not sizes),
    )  # fmt: skip
    has_each = not isinstance(description.activation, str)
    for first in range(0, len(sizes), 3):
        layers = range(first + 1, min(first + 3, len(sizes)) + 1)
        rows += _rows(3, *(_neurons(make, i) for i in layers))
        rows += _rows(3, *(_activation(make, i) for i in layers if has_each))
    sentence = _("More neurons draw more winding boundaries, and take longer.")
    return {"name": "network", "title": _("What network?"), "sentence": sentence, "rows": rows}


def _neurons(make, i):
    return make.choice(
        f"neurons_{i}", range(1, MAX_NEURONS + 1), _("Neurons in this hidden layer."), str,
        label=_("Layer {number}").format(number=i),
    )  # fmt: skip


def _activation(make, i):
    return make.choice(
        f"activation_{i}", ACTIVATIONS, named=partial(option_label, "activation"), is_bare=True,
        label=_("Activation of layer {number}").format(number=i),
    )  # fmt: skip


def _learning(make):
    description = make.description
    rows = _rows(
        1,
        make.range(
            "learning_rate", offered(LEARNING_RATES, description.learning_rate),
            _("How large a step each update takes. Too small takes for ever, too large overshoots."), plain),
        make.number(
            "batch_size", 1, description.n_train,
            _("Examples per update: 1 means an update after every example; the whole training set, one update per "
              "epoch."),
            label=_("{label} (1 to {n})").format(label=LABELS["batch"], n=description.n_train)),
    )  # fmt: skip
    sentence = _("Both take effect at once: the training so far is kept.")
    return {"name": "learning", "title": _("How does it learn?"), "sentence": sentence, "rows": rows}


def _more(make):
    """What a beginner does without, in the order of the questions."""
    description = make.description
    rows = _rows(
        1,
        make.choice("task", TASKS, _("Tell classes apart, or predict a value (regression).")),
        make.several(
            "features", FEATURES,
            _("What the network is told about each point: with x₁² and x₂² even a single neuron can draw a circle.")),
        make.choice(
            "initialiser", INITIALISERS,
            _("Where training starts. Glorot suits tanh, He suits ReLU; zeros keep all neurons of a layer alike.")),
        make.choice(
            "order", ORDERS,
            _("Sorted: first all of one class, then all of the other. The network learns better when they are "
              "shuffled.")),
    )  # fmt: skip
    rows += _rows(
        2,
        make.choice(
            "optimiser", OPTIMISERS,
            _("Momentum rolls on like a ball; Adam gives every weight a step size of its own.")),
        make.choice(
            "clip", offered((NO_CLIP, *CLIPS), description.clip or NO_CLIP),
            _("A gradient longer than this is shortened to this length."), clip_named),
        make.choice(
            "schedule", SCHEDULES,
            _("“In steps” halves the learning rate once every period; “cosine” lowers it along a cosine curve over "
              "one period.")),
        make.choice(
            "period", offered(PERIODS, description.period), _("How many epochs one period of the schedule lasts."), str,
            disabled=description.schedule == "constant"),
    )  # fmt: skip
    rows += _rows(
        1,
        make.choice(
            "penalty", PENALTIES,
            _("L1 drives weights to 0, L2 keeps them small. The penalty is part of the training loss.")),
        make.range(
            "penalty_rate", offered(PENALTY_RATES, description.penalty_rate),
            _("How strong the penalty is. It takes effect at once: the training so far is kept."), plain,
            disabled=description.penalty == "none"),
    )  # fmt: skip
    rows += _rows(
        2,
        make.number("dataseed", 0, MAX_SEED, _("Another number draws other points of the same kind.")),
        make.number(
            "seed", 0, MAX_SEED,
            _("Draws the initial weights and the order of the examples. The same seeds give the same training.")),
    )  # fmt: skip
    return {"name": "more", "title": _("More options"), "fold": True, "rows": rows}


def note(settings, is_in_room=False):
    """Return the sentence under the groups, "" if there is none: what is in use of the fold, which may be shut."""
    if settings.show is not None or settings.lock:
        if is_in_room:
            return _("Your teacher keeps the other settings as they are.")
        return _("The link that you opened keeps the other settings as they are.")
    options = in_use(settings.description)
    return _("In use: {options}.").format(options=" · ".join(options)) if options else ""


def in_use(description):
    """What in the fold is not as a beginner has it, in a few words each."""
    named = {name: getattr(description, name) for name in ("task", "initialiser", "order", "optimiser")}
    words = [option_label(name, value) for name, value in named.items() if value != getattr(Description(), name)]
    if description.features != Description.features:
        words.insert(0, options_label("features", description.features))
    if description.schedule != "constant":
        words.append(_("{schedule} over {period} epochs").format(
            schedule=option_label("schedule", description.schedule), period=description.period))  # fmt: skip
    if description.clip is not None:
        words.append(_("clipped at {clip}").format(clip=plain(description.clip)))
    if description.penalty != "none":
        words.append(f"{option_label('penalty', description.penalty)} {plain(description.penalty_rate)}")
    return words
