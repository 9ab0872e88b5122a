"""The controls beside the stage, grouped by the questions of a learner, and how they stand for settings.

A control is a widget with a key; `values` says what each key should hold for some settings, `read` what settings the
keys ask for. What a beginner does without is in one fold, "More options".

Every control has a default beside its state, and it is the same: a control that is new in the page shows its default,
and not its state, when the page runs twice in a row. A link may hide controls, or lock them, see `Settings.show`.
"""

from dataclasses import replace
from functools import partial

import streamlit as st

from nn_core import (
    ACTIVATIONS,
    FEATURES,
    INITIALISERS,
    OPTIMISERS,
    ORDERS,
    PENALTIES,
    SCHEDULES,
    TASKS,
    Description,
    checks,
)  # fmt: skip
from nn_core.description import CHOICES, LIMITS, MAX_LAYERS, MAX_NEURONS, MAX_SEED, training_size
from nn_core.own import OWN, decode
from playground import engines, session
from playground.about import about
from playground.address import NAME_OF, fits, to_query
from playground.choices import (
    CLIPS,
    EACH,
    LEARNING_RATES,
    NEURONS_OF_A_NEW_LAYER,
    NO_CLIP,
    PENALTY_RATES,
    PERIODS,
    POINTS,
    offered,
)
from playground.gallery import gallery
from playground.labels import LABELS, clip_named, option_label, options_label
from playground.reader import language_in_address
from playground.settings import with_dataset
from playground.texts import _, ngettext, number, percent, plain

# Fields of a description that a widget of the same key holds as they are.
DIRECT = (
    "dataset", "noise", "split", "n", "dataseed", "seed", "learning_rate", "batch_size", "initialiser", "order",
    "optimiser", "schedule", "period", "penalty", "penalty_rate",
)  # fmt: skip
CONTROL_OF = NAME_OF | {"layers": "hidden"}  # the control that a widget's key belongs to, as the address calls it
YOUR_DATA = "pages/your_data.py"


def values(settings):
    """Return {key of a widget: the value that shows these settings}."""
    description = settings.description
    wanted = {name: getattr(description, name) for name in ("task", *DIRECT)}
    wanted["features"] = list(description.features)
    wanted["clip"] = NO_CLIP if description.clip is None else description.clip
    wanted["layers"] = len(description.hidden)
    wanted |= {f"neurons_{i}": size for i, size in enumerate(description.hidden, start=1)}
    if isinstance(description.activation, str):
        return wanted | {"activation": description.activation}
    return wanted | {"activation": EACH} | {f"activation_{i}": f for i, f in enumerate(description.activation, start=1)}


def read(settings, state):
    """Return (settings, sentences): `settings` as the widgets want them, and what had to give way.

    A field that is empty, or not there, asks for nothing: what it showed before stays. Widgets that hold what no
    control offers, as only a stranger's message can, ask for nothing at all.
    """
    try:
        description, notes = _wanted(settings.description, state)
    except ValueError:
        return settings, []
    return replace(settings, description=description), notes


def _wanted(before, state):
    """Return (description, sentences) as the widgets want them; ValueError for what no widget should hold."""
    wanted = {name: getattr(before, name) if state.get(name) is None else state[name] for name in DIRECT}
    notes = []
    task = checks.choice("task", state.get("task") or before.task, TASKS)
    if checks.choice("dataset", wanted["dataset"], CHOICES["dataset"]) not in TASKS[task].datasets:
        wanted["dataset"] = next(iter(TASKS[task].datasets))
    if wanted["dataset"] != before.dataset:
        wanted |= _of_other_points(before, wanted, state, notes)
    elif before.dataset == OWN:
        wanted["n"] = before.n
    wanted["features"] = state.get("features", before.features)
    if not wanted["features"]:
        notes.append(
            _("The network needs at least one input; it keeps {names}.").format(
                names=options_label("features", before.features)
            )
        )
        wanted["features"] = before.features
    wanted["clip"] = state.get("clip", before.clip) or None
    layers = checks.whole("layers", state.get("layers", len(before.hidden)), 0, MAX_LAYERS)
    neurons = dict(enumerate(before.hidden, start=1)) | {
        i: state[f"neurons_{i}"] for i in range(1, layers + 1) if f"neurons_{i}" in state
    }
    wanted["hidden"] = tuple(neurons.get(i, NEURONS_OF_A_NEW_LAYER) for i in range(1, layers + 1))
    wanted["activation"] = _activation(before, state, layers)
    n_train = training_size(*(checks.whole(name, wanted[name], 1) for name in ("n", "split")))
    if checks.whole("batch_size", wanted["batch_size"], 1) > n_train:
        notes.append(
            _("A batch size of {batch} is more than the {n} training points; it is now {n}.").format(
                batch=wanted["batch_size"], n=n_train
            )
        )
        wanted["batch_size"] = n_train
    return replace(before, **wanted), notes


def _of_other_points(before, wanted, state, notes):
    """Return what of a description follows from another data set; without own points the one before stays."""
    if wanted["dataset"] != OWN:
        is_own_number = before.dataset == OWN and wanted["n"] == before.n
        return {"n": with_dataset(before, wanted["dataset"]).n} if is_own_number else {}
    try:
        own = replace(before, dataset=OWN, points=state.get("own_points", ""), batch_size=1)
    except ValueError:
        notes.append(_("You have no points of both classes yet: draw or load some on the page Your data."))
        return {"dataset": before.dataset}
    return {"dataset": OWN, "points": own.points, "n": own.n, "noise": 0}


def _activation(before, state, layers):
    """The activation for all hidden layers, or a tuple with one for each, which a new layer has from the last."""
    activation = state.get("activation")
    if activation is None:
        activation = before.activation if isinstance(before.activation, str) else EACH
    if activation != EACH:
        return activation
    each = list(before.activations[:-1]) or [Description.activation]
    each += each[-1:] * layers
    each = tuple(state.get(f"activation_{i}") or each[i - 1] for i in range(1, layers + 1))
    return each or Description.activation


def draw(settings, apply):
    """Draw the controls that there are to be; `apply(settings)` is called when a preset is chosen."""
    if settings.may_change("presets"):
        gallery(settings, lambda scene: apply(replace(scene, show=settings.show, lock=settings.lock)))
    _data(settings)
    _network(settings.description)
    _learning(settings.description)
    if any(settings.shows(name) for name in IN_THE_FOLD):
        with st.expander(_("More options"), icon=":material/tune:"):
            _more(settings.description)
    if settings.show is not None or settings.lock:
        st.markdown(":small[" + _("The link that you opened keeps the other settings as they are.") + "]")
    elif options := in_use(settings.description):
        st.markdown(":small[" + _("In use: {options}.").format(options=" · ".join(options)) + "]")
    _about()


def _data(settings):
    description = settings.description
    classes, is_own = description.task == "classification", description.dataset == OWN
    about_data = _("Points of two classes: the network has to tell the class from x₁ and x₂.")
    about_values = _("Points with values from −1 to 1: the network has to predict the value from x₁ and x₂.")
    _question(_("What data?"), about_data if classes else about_values, "dataset", "n", "noise", "split")
    points = offered(POINTS, description.n)
    of_drawn_points = {} if is_own else {
        "n": lambda place: place.selectbox(
            LABELS["n"], points, _place(points, "n"), key="n", disabled=_locked("n"),
            help=_("How many points there are in total.")),
        "noise": lambda place: place.slider(
            LABELS["noise"], *LIMITS["noise"], _state("noise"), key="noise", step=5, format=_percents(),
            disabled=_locked("noise"),
            help=_("How much the classes overlap: at 0% they are cleanly separated.") if classes
            else _("How far off the values are: at 0% they are exact.")),
    }  # fmt: skip
    _rows(
        dataset=lambda place: _choice(
            place, LABELS["dataset"], TASKS[description.task].datasets, "dataset",
            _("The shape of the two classes.") if classes else _("The surface that the values lie on.")),
        **of_drawn_points,
        split=lambda place: place.slider(
            LABELS["split"], *LIMITS["split"], _state("split"), key="split", step=5, format=_percents(),
            disabled=_locked("split"),
            help=_("The share of the points that the network learns from. The others are kept to test it.")),
    )  # fmt: skip
    if is_own and settings.shows("dataset"):
        _own_points(settings)


def _own_points(settings):
    """Say how many own points there are, with a way to where they are made."""
    _points, labels = decode(settings.description.points)
    ones = int(labels.sum())
    about = ngettext(
        "{n} point of your own: {ones} of class 1, {zeros} of class 0.",
        "{n} points of your own: {ones} of class 1, {zeros} of class 0.",
        len(labels),
    ).format(n=number(len(labels)), ones=number(ones), zeros=number(len(labels) - ones))
    if not fits(settings.description.points):
        about += " " + _("Too many for a link: the address works only in this browser.")
    st.markdown(f":small[{about}]")
    if settings.may_change("dataset"):
        st.page_link(
            YOUR_DATA,
            label=_("Change your points"),
            icon=":material/draw:",
            query_params=to_query(settings) | language_in_address(),
        )


def _network(description):
    _question(
        _("What network?"), _("More neurons draw more winding boundaries, and take longer."), "layers", "activation"
    )
    sizes = description.hidden
    _rows(
        layers=lambda place: place.selectbox(
            LABELS["hidden"], range(MAX_LAYERS + 1), len(sizes), key="layers", disabled=_locked("layers"),
            help=_("Layers between the inputs and the output.")),
        activation=lambda place: _choice(
            place, LABELS["activation"], [*ACTIVATIONS, *([EACH] if len(sizes) > 1 else [])], "activation",
            _("What a hidden neuron does with its weighted sum. The output is a sigmoid for classes, linear for "
              "values."), disabled=not sizes),
    )  # fmt: skip
    if not (_is_shown("layers") or _is_shown("activation")):
        return
    for first in range(0, len(sizes), 3):
        for i, column in enumerate(st.columns(3)[: len(sizes) - first], start=first + 1):
            if _is_shown("layers"):
                column.selectbox(
                    _("Layer {number}").format(number=i), range(1, MAX_NEURONS + 1), sizes[i - 1] - 1,
                    key=f"neurons_{i}", disabled=_locked("layers"), help=_("Neurons in this hidden layer."),
                )  # fmt: skip
            if _is_shown("activation") and not isinstance(description.activation, str):
                column.selectbox(
                    _("Activation of layer {number}").format(number=i), ACTIVATIONS,
                    list(ACTIVATIONS).index(description.activation[i - 1]), key=f"activation_{i}",
                    format_func=partial(option_label, "activation"), label_visibility="collapsed",
                    disabled=_locked("activation"),
                )  # fmt: skip


def _learning(description):
    _question(
        _("How does it learn?"),
        _("Both take effect at once: the training so far is kept."),
        "learning_rate",
        "batch_size",
    )
    _row(
        learning_rate=lambda place: _rate_slider(
            place, LABELS["lr"], offered(LEARNING_RATES, description.learning_rate), "learning_rate",
            _("How large a step each update takes. Too small takes for ever, too large overshoots.")),
    )  # fmt: skip
    _row(
        batch_size=lambda place: place.number_input(
            _("{label} (1 to {n})").format(label=LABELS["batch"], n=description.n_train),
            1, description.n_train, _state("batch_size"), key="batch_size", disabled=_locked("batch_size"),
            help=_("Examples per update: 1 means an update after every example; the whole training set, one update "
                   "per epoch.")),
    )  # fmt: skip


IN_THE_FOLD = (
    "task", "features", "init", "order", "optimiser", "clip", "schedule", "period", "penalty", "penaltyrate",
    "dataseed", "seed",
)  # fmt: skip


def _more(description):
    """Draw what a beginner does without, in the order of the questions."""
    _row(task=lambda place: _choice(
        place, LABELS["task"], TASKS, "task", _("Tell classes apart, or predict a value (regression).")))  # fmt: skip
    _row(features=lambda place: place.pills(
        LABELS["features"], FEATURES, default=_state("features"), selection_mode="multi", key="features",
        format_func=partial(option_label, "features"), disabled=_locked("features"),
        help=_("What the network is told about each point: with x₁² and x₂² even a single neuron can draw a circle."),
    ))  # fmt: skip
    _row(initialiser=lambda place: _choice(
        place, LABELS["init"], INITIALISERS, "initialiser",
        _("Where training starts. Glorot suits tanh, He suits ReLU; zeros keep all neurons of a layer alike."),
    ))  # fmt: skip
    _row(order=lambda place: _choice(
        place, LABELS["order"], ORDERS, "order",
        _("Sorted: first all of one class, then all of the other. The network learns better when they are shuffled."),
    ))  # fmt: skip
    clips, periods = offered((NO_CLIP, *CLIPS), description.clip or NO_CLIP), offered(PERIODS, description.period)
    _rows(
        optimiser=lambda place: _choice(
            place, LABELS["optimiser"], OPTIMISERS, "optimiser",
            _("Momentum rolls on like a ball; Adam gives every weight a step size of its own.")),
        clip=lambda place: place.selectbox(
            LABELS["clip"], clips, _place(clips, "clip"), key="clip", disabled=_locked("clip"),
            format_func=clip_named,
            help=_("A gradient longer than this is shortened to this length.")),
        schedule=lambda place: _choice(
            place, LABELS["schedule"], SCHEDULES, "schedule",
            _("“In steps” halves the learning rate once every period; “cosine” lowers it along a cosine curve over "
              "one period.")),
        period=lambda place: place.selectbox(
            LABELS["period"], periods, _place(periods, "period"), key="period",
            disabled=_locked("period") or description.schedule == "constant",
            help=_("How many epochs one period of the schedule lasts.")),
    )  # fmt: skip
    _row(penalty=lambda place: _choice(
        place, LABELS["penalty"], PENALTIES, "penalty",
        _("L1 drives weights to 0, L2 keeps them small. The penalty is part of the training loss.")))  # fmt: skip
    _row(penalty_rate=lambda place: _rate_slider(
        place, LABELS["penaltyrate"], offered(PENALTY_RATES, description.penalty_rate), "penalty_rate",
        _("How strong the penalty is. It takes effect at once: the training so far is kept."),
        disabled=description.penalty == "none"))  # fmt: skip
    _rows(
        dataseed=lambda place: place.number_input(
            LABELS["dataseed"], 0, MAX_SEED, _state("dataseed"), key="dataseed", disabled=_locked("dataseed"),
            help=_("Another number draws other points of the same kind.")),
        seed=lambda place: place.number_input(
            LABELS["seed"], 0, MAX_SEED, _state("seed"), key="seed", disabled=_locked("seed"),
            help=_("Draws the initial weights and the order of the examples. The same seeds give the same training.")),
    )  # fmt: skip


def in_use(description):
    """What in the fold is not as a beginner has it, in a few words each: the fold may be shut."""
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


def _about():
    with st.popover(_("About"), icon=":material/info:"):
        st.markdown(about(session.current().feed.engine or engines.best()))


def _rows(**controls):
    """Draw controls, {key: how to draw it in a place}, two side by side, without those that are hidden."""
    shown = [draw for key, draw in controls.items() if _is_shown(key)]
    for first in range(0, len(shown), 2):
        for column, draw in zip(st.columns(2), shown[first : first + 2], strict=False):
            draw(column)


def _row(**control):
    """Draw one control, {key: how to draw it in a place}, over the whole width, unless it is hidden."""
    for key, draw in control.items():
        if _is_shown(key):
            draw(st)


def _is_shown(key):
    return session.current().settings.shows(CONTROL_OF[key])


def _locked(key):
    return not session.current().settings.may_change(CONTROL_OF[key])


def _choice(place, label, options, key, help, disabled=False):
    """Draw a box to choose one of a registry's names."""
    place.selectbox(
        label, list(options), _place(options, key), key=key, format_func=partial(option_label, key), help=help,
        disabled=disabled or _locked(key),
    )  # fmt: skip


def _rate_slider(place, label, options, key, help, disabled=False):
    place.select_slider(
        label, options, _state(key), key=key, format_func=_rate, help=help, disabled=disabled or _locked(key)
    )


def _rate(value):
    """Return how a rate is shown: as nothing if it is None, as Streamlit may take it from a stranger's message."""
    return "" if value is None else plain(value)


def _question(title, text, *keys):
    """Head a group of controls, those of these keys: what a learner asks, and one sentence of help."""
    if any(_is_shown(key) for key in keys):
        st.markdown(f"**{title}**  \n:small[{text}]")


def _state(key):
    """What the control of this key is to show."""
    return st.session_state[key]


def _place(options, key):
    """Where that is among the options."""
    return list(options).index(_state(key))


def _percents():
    """Return the format of a slider of whole per cents, as sprintf has it."""
    return "%d" + percent("").replace("%", "%%")
