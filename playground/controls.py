"""The controls beside the stage, grouped by the questions of a learner, and how they stand for settings.

A control is a widget with a key; `values` says what each key should hold for some settings, `read` what settings the
keys ask for. What a beginner does without is in one fold, "More options".
"""

from dataclasses import replace

import streamlit as st

from nn_core import ACTIVATIONS, FEATURES, INITIALISERS, OPTIMISERS, PENALTIES, SCHEDULES, TASKS, Description
from nn_core.description import LIMITS, MAX_LAYERS, MAX_NEURONS, MAX_SEED, training_size
from playground import engines
from playground.about import about
from playground.gallery import gallery
from playground.texts import _

LEARNING_RATES = (*(float(f"{digit}e{power}") for power in range(-5, 1) for digit in (1, 2, 3, 5)), 10.0)
PENALTY_RATES = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
POINTS = (20, 50, 100, 200, 300, 400, 500, 1000, 2000, 3000, 4000, 5000)
PERIODS = (5, 10, 20, 50, 100, 200, 500, 1000, 10_000)
CLIPS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
NO_CLIP = 0.0  # a widget that holds None asks for nothing
EACH = "each"  # in place of an activation for all hidden layers
NEURONS_OF_A_NEW_LAYER = 4
# Fields of a description that a widget of the same key holds as they are.
DIRECT = (
    "dataset", "noise", "split", "n", "dataseed", "seed", "learning_rate", "batch_size", "initialiser", "optimiser",
    "schedule", "period", "penalty", "penalty_rate",
)  # fmt: skip
NAMES = {
    "classification": _("Classes"),
    "regression": _("Values (regression)"),
    "circle": _("Circle"),
    "xor": _("XOR"),
    "gauss": _("Two clouds"),
    "spiral": _("Spiral"),
    "moons": _("Moons"),
    "checkerboard": _("Checkerboard"),
    "rings": _("Rings"),
    "heart": _("Heart"),
    "plane": _("Plane"),
    "hills": _("Hills"),
    "tanh": _("tanh"),
    "relu": _("ReLU"),
    "sigmoid": _("sigmoid"),
    "leaky_relu": _("leaky ReLU"),
    "elu": _("ELU"),
    "silu": _("SiLU, swish"),
    "softplus": _("softplus"),
    "linear": _("linear"),
    EACH: _("one for each"),
    "x1": "x₁",
    "x2": "x₂",
    "x1sq": "x₁²",
    "x2sq": "x₂²",
    "x1x2": "x₁x₂",
    "sinx1": "sin x₁",
    "sinx2": "sin x₂",
    "uniform": _("uniform −1 to 1"),
    "glorot": _("Glorot (Xavier)"),
    "he": _("He"),
    "zeros": _("zeros"),
    "sgd": _("SGD"),
    "momentum": _("momentum"),
    "adam": _("Adam"),
    "constant": _("constant"),
    "step": _("step"),
    "cosine": _("cosine"),
    "none": _("none"),
    "l1": _("L1"),
    "l2": _("L2"),
}


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

    A field that is empty, or not there, asks for nothing: what it showed before stays.
    """
    before = settings.description
    wanted = {name: getattr(before, name) if state.get(name) is None else state[name] for name in DIRECT}
    notes = []
    of_the_task = TASKS[state.get("task") or before.task].datasets
    if wanted["dataset"] not in of_the_task:
        wanted["dataset"] = next(iter(of_the_task))
    wanted["features"] = tuple(state.get("features", before.features))
    if not wanted["features"]:
        notes.append(_("The network needs at least one input; it keeps {names}.").format(names=_names(before.features)))
        wanted["features"] = before.features
    wanted["clip"] = state.get("clip", before.clip) or None
    layers = state.get("layers", len(before.hidden))
    neurons = dict(enumerate(before.hidden, start=1)) | {
        i: state[f"neurons_{i}"] for i in range(1, layers + 1) if f"neurons_{i}" in state
    }
    wanted["hidden"] = tuple(neurons.get(i, NEURONS_OF_A_NEW_LAYER) for i in range(1, layers + 1))
    wanted["activation"] = _activation(before, state, layers)
    n_train = training_size(wanted["n"], wanted["split"])
    if wanted["batch_size"] > n_train:
        notes.append(
            _("A batch of {batch} is more than the {n} training points there are; it is now all {n}.").format(
                batch=wanted["batch_size"], n=n_train
            )
        )
        wanted["batch_size"] = n_train
    return replace(settings, description=replace(before, **wanted)), notes


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
    """Draw all controls; `apply(settings)` is called when a preset is chosen."""
    gallery(settings, apply)
    _data(settings.description)
    _network(settings.description)
    _learning(settings.description)
    with st.expander(_("More options"), icon=":material/tune:"):
        _more(settings.description)
    if options := in_use(settings.description):
        st.markdown(":small[" + _("In use: {options}.").format(options=" · ".join(options)) + "]")
    _about()


def _data(description):
    classes = description.task == "classification"
    about_data = _("Points of two classes: from x₁ and x₂ the network has to tell which.")
    about_values = _("Points with values from −1 to 1: from x₁ and x₂ the network has to tell which.")
    _question(_("What data?"), about_data if classes else about_values)
    left, right = st.columns(2)
    _choice(left, _("Data set"), TASKS[description.task].datasets, "dataset",
            _("The shape of the two classes.") if classes else _("The surface that the values lie on."))  # fmt: skip
    right.selectbox(_("Points"), _options(POINTS, description.n), key="n", help=_("How many points there are in all."))
    left, right = st.columns(2)
    left.slider(
        _("Noise"), *LIMITS["noise"], key="noise", step=5, format="%d %%",
        help=_("How much the classes run into each other: at 0 % they are clean.") if classes
        else _("How far off the values are: at 0 % they are exact."),
    )  # fmt: skip
    right.slider(
        _("For training"), *LIMITS["split"], key="split", step=5, format="%d %%",
        help=_("The share of the points to learn from. The others are kept for the test: has it understood?"),
    )  # fmt: skip


def _network(description):
    _question(_("What network?"), _("More neurons draw more winding boundaries, and take longer."))
    left, right = st.columns(2)
    left.selectbox(
        _("Hidden layers"), range(MAX_LAYERS + 1), key="layers", help=_("Layers between the inputs and the output.")
    )
    sizes = description.hidden
    _choice(right, _("Activation"), [*ACTIVATIONS, *([EACH] if len(sizes) > 1 else [])], "activation",
            _("What a hidden neuron does with the sum it has made. The output is a sigmoid for classes, linear for "
              "values."), disabled=not sizes)  # fmt: skip
    for first in range(0, len(sizes), 3):
        for i, column in enumerate(st.columns(3)[: len(sizes) - first], start=first + 1):
            # A default beside the state: without it a new field may show 1 after two runs of the page in a row.
            column.selectbox(
                _("Layer {number}").format(number=i), range(1, MAX_NEURONS + 1), sizes[i - 1] - 1, key=f"neurons_{i}",
                help=_("Neurons in this hidden layer."),
            )  # fmt: skip
            if not isinstance(description.activation, str):
                column.selectbox(
                    _("Activation of layer {number}").format(number=i), ACTIVATIONS,
                    list(ACTIVATIONS).index(description.activation[i - 1]), key=f"activation_{i}",
                    format_func=NAMES.get, label_visibility="collapsed",
                )  # fmt: skip


def _learning(description):
    _question(_("How does it learn?"), _("Both of these act at once, on the network as it stands."))
    _rate_slider(
        _("Learning rate"), _options(LEARNING_RATES, description.learning_rate), "learning_rate",
        _("How far each step goes. Too small takes for ever, too large jumps over the goal."),
    )  # fmt: skip
    st.number_input(
        _("Batch size (1 to {n})").format(n=description.n_train), 1, description.n_train, value=None, key="batch_size",
        help=_("Examples for one step: 1 is a step after every example; the whole training set is one step an epoch."),
    )  # fmt: skip


def _more(description):
    """Draw what a beginner does without, in the order of the questions."""
    _choice(st, _("Task"), TASKS, "task", _("Tell classes apart, or predict a value (regression)."))
    st.pills(
        _("Inputs"), FEATURES, selection_mode="multi", key="features", format_func=NAMES.get,
        help=_("What of a point the network is given: with x₁² and x₂² even a single neuron can draw a circle."),
    )  # fmt: skip
    _choice(st, _("First weights"), INITIALISERS, "initialiser",
            _("Where training starts. Glorot suits tanh, He suits ReLU; zeros never learn."))  # fmt: skip
    left, right = st.columns(2)
    _choice(left, _("Optimiser"), OPTIMISERS, "optimiser",
            _("Momentum rolls on like a ball; Adam gives every weight a step size of its own."))  # fmt: skip
    clips = _options((NO_CLIP, *CLIPS), description.clip or NO_CLIP)
    right.selectbox(
        _("Clip at"), clips, key="clip", format_func=lambda clip: _plain(clip) if clip else NAMES["none"],
        help=_("A gradient that is longer than this is shortened to it."),
    )  # fmt: skip
    left, right = st.columns(2)
    _choice(left, _("Schedule"), SCHEDULES, "schedule",
            _("Step halves the learning rate every so many epochs, cosine lowers it along a wave."))  # fmt: skip
    right.selectbox(
        _("over epochs"), _options(PERIODS, description.period), key="period",
        disabled=description.schedule == "constant", help=_("The epochs that the schedule is stretched over."),
    )  # fmt: skip
    _choice(st, _("Penalty on large weights"), PENALTIES, "penalty",
            _("L1 drives weights to 0, L2 keeps them small. It counts in the training loss."))  # fmt: skip
    _rate_slider(
        _("Penalty rate"), _options(PENALTY_RATES, description.penalty_rate), "penalty_rate",
        _("How much the penalty counts. It acts at once, on the network as it stands."),
        disabled=description.penalty == "none",
    )  # fmt: skip
    left, right = st.columns(2)
    left.number_input(
        _("Data seed"), 0, MAX_SEED, value=None, key="dataseed",
        help=_("Another number draws other points of the same kind."),
    )  # fmt: skip
    right.number_input(
        _("Seed"), 0, MAX_SEED, value=None, key="seed",
        help=_("Draws the first weights and the order of the examples. The same seeds, the same training."),
    )  # fmt: skip


def in_use(description):
    """What in the fold is not as a beginner has it, in a few words each: the fold may be shut."""
    named = {name: getattr(description, name) for name in ("task", "initialiser", "optimiser")}
    words = [NAMES[value] for name, value in named.items() if value != getattr(Description(), name)]
    if description.features != Description.features:
        words.insert(0, _names(description.features))
    if description.schedule != "constant":
        words.append(_("{schedule} over {period} epochs").format(
            schedule=NAMES[description.schedule], period=description.period))  # fmt: skip
    if description.clip is not None:
        words.append(_("clipped at {clip}").format(clip=_plain(description.clip)))
    if description.penalty != "none":
        words.append(f"{NAMES[description.penalty]} {_plain(description.penalty_rate)}")
    return words


def _about():
    with st.popover(_("About"), icon=":material/info:"):
        st.markdown(about(st.session_state.feed.engine or engines.best()))


def _choice(place, label, options, key, help, disabled=False):
    """Draw a box to choose one of a registry's names."""
    place.selectbox(label, list(options), key=key, format_func=NAMES.get, help=help, disabled=disabled)


def _rate_slider(label, options, key, help, disabled=False):
    st.select_slider(label, options, key=key, format_func=_plain, help=help, disabled=disabled)


def _question(title, text):
    """Head a group of controls: what a learner asks, and one sentence of help."""
    st.markdown(f"**{title}**  \n:small[{text}]")


def _options(usual, present):
    """The usual values, and the present one where an address brought another."""
    return sorted({*usual, present})


def _names(features):
    return ", ".join(NAMES[name] for name in features)


def _plain(value):
    return f"{value:.10f}".rstrip("0").rstrip(".")
