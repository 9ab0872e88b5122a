"""The controls beside the stage, grouped by the questions of a learner, and how they stand for settings.

A control is a widget with a key; `values` says what each key should hold for some settings, `read` what settings the
keys ask for.
"""

from dataclasses import replace

import streamlit as st

from nn_core import ACTIVATIONS, DATASETS
from nn_core.description import LIMITS, MAX_LAYERS, MAX_NEURONS, MAX_SEED, training_size
from playground.about import about
from playground.gallery import gallery
from playground.texts import _

LEARNING_RATES = (*(float(f"{digit}e{power}") for power in range(-5, 1) for digit in (1, 2, 3, 5)), 10.0)
POINTS = (20, 50, 100, 200, 300, 400, 500, 1000, 2000, 3000, 4000, 5000)
NEURONS_OF_A_NEW_LAYER = 4
DIRECT = ("dataset", "noise", "split", "n", "dataseed", "activation", "seed", "learning_rate", "batch_size")
NAMES = {
    "circle": _("Circle"),
    "xor": _("XOR"),
    "gauss": _("Two clouds"),
    "spiral": _("Spiral"),
    "moons": _("Moons"),
    "tanh": _("tanh"),
    "relu": _("ReLU"),
    "sigmoid": _("sigmoid"),
    "linear": _("linear"),
}


def values(settings):
    """Return {key of a widget: the value that shows these settings}."""
    description = settings.description
    wanted = {name: getattr(description, name) for name in DIRECT}
    wanted["layers"] = len(description.hidden)
    return wanted | {f"neurons_{i}": size for i, size in enumerate(description.hidden, start=1)}


def read(settings, state):
    """Return (settings, sentences): `settings` as the widgets want them, and what had to give way.

    A field that is empty, or not there, asks for nothing: what it showed before stays.
    """
    before = settings.description
    wanted = {name: getattr(before, name) if state.get(name) is None else state[name] for name in DIRECT}
    layers = state.get("layers", len(before.hidden))
    neurons = dict(enumerate(before.hidden, start=1)) | {
        i: state[f"neurons_{i}"] for i in range(1, layers + 1) if f"neurons_{i}" in state
    }
    wanted["hidden"] = tuple(neurons.get(i, NEURONS_OF_A_NEW_LAYER) for i in range(1, layers + 1))
    notes = []
    n_train = training_size(wanted["n"], wanted["split"])
    if wanted["batch_size"] > n_train:
        notes.append(
            _("A batch of {batch} is more than the {n} training points there are; it is now all {n}.").format(
                batch=wanted["batch_size"], n=n_train
            )
        )
        wanted["batch_size"] = n_train
    return replace(settings, description=replace(before, **wanted)), notes


def draw(settings, apply):
    """Draw all controls; `apply(settings)` is called when a preset is chosen."""
    gallery(settings, apply)
    _data(settings.description)
    _network(settings.description)
    _learning(settings.description)
    _chance()
    _about()


def _data(description):
    _question(_("What data?"), _("Points of two classes: from x₁ and x₂ the network has to tell which."))
    left, right = st.columns(2)
    left.selectbox(
        _("Data set"), DATASETS, key="dataset", format_func=NAMES.get, help=_("The shape of the two classes.")
    )
    right.selectbox(_("Points"), _options(POINTS, description.n), key="n", help=_("How many points there are in all."))
    left, right = st.columns(2)
    left.slider(
        _("Noise"), *LIMITS["noise"], key="noise", step=5, format="%d %%",
        help=_("How much the classes run into each other: at 0 % they are clean."),
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
    right.selectbox(
        _("Activation"), ACTIVATIONS, key="activation", format_func=NAMES.get, disabled=not description.hidden,
        help=_("What a hidden neuron does with the sum it has made. The output is always a sigmoid."),
    )  # fmt: skip
    sizes = description.hidden
    for first in range(0, len(sizes), 3):
        for i, column in enumerate(st.columns(3)[: len(sizes) - first], start=first + 1):
            # A default beside the state: without it a new field may show 1 after two runs of the page in a row.
            column.selectbox(
                _("Layer {number}").format(number=i), range(1, MAX_NEURONS + 1), sizes[i - 1] - 1, key=f"neurons_{i}",
                help=_("Neurons in this hidden layer."),
            )  # fmt: skip


def _learning(description):
    _question(_("How does it learn?"), _("Both of these act at once, on the network as it stands."))
    rates = _options(LEARNING_RATES, description.learning_rate)
    st.select_slider(
        _("Learning rate"), rates, key="learning_rate", format_func=_rate,
        help=_("How far each step goes. Too small takes for ever, too large jumps over the goal."),
    )  # fmt: skip
    st.number_input(
        _("Batch size (1 to {n})").format(n=description.n_train), 1, description.n_train, value=None, key="batch_size",
        help=_("Examples for one step: 1 is a step after every example; the whole training set is one step an epoch."),
    )  # fmt: skip


def _chance():
    with st.expander(_("Seeds"), icon=":material/casino:"):
        st.markdown(_(":small[The same seeds, the same points and the same training.]"))
        left, right = st.columns(2)
        left.number_input(
            _("Data seed"), 0, MAX_SEED, value=None, key="dataseed",
            help=_("Another number draws other points of the same kind."),
        )  # fmt: skip
        right.number_input(
            _("Seed"),
            0,
            MAX_SEED,
            value=None,
            key="seed",
            help=_("Draws the first weights and the order of the examples."),
        )


def _about():
    with st.popover(_("About"), icon=":material/info:"):
        st.markdown(about(st.session_state.feed.run.engine.name))


def _question(title, text):
    """Head a group of controls: what a learner asks, and one sentence of help."""
    st.markdown(f"**{title}**  \n:small[{text}]")


def _options(usual, present):
    """The usual values, and the present one where an address brought another."""
    return sorted({*usual, present})


def _rate(value):
    return f"{value:.10f}".rstrip("0").rstrip(".")
