"""How the controls beside the stage stand for settings: each has a key, and under it a value.

`values` says what the controls show of some settings, `read` what settings a person asks for by changing some.
`playground/control_groups.py` says what they look like, `playground/control_panel.py` puts them on the page.
"""

from dataclasses import replace

from nn_core import TASKS, Description, checks
from nn_core.description import CHOICES, MAX_LAYERS, training_size
from nn_core.own import OWN
from playground.address import NAME_OF
from playground.choices import EACH, NEURONS_OF_A_NEW_LAYER, NO_CLIP
from playground.labels import options_label
from playground.settings import with_dataset
from playground.texts import _

# Fields of a description that a control of the same key shows as they are.
DIRECT = (
    "dataset", "noise", "split", "n", "dataseed", "seed", "learning_rate", "batch_size", "initialiser", "order",
    "optimiser", "schedule", "period", "penalty", "penalty_rate",
)  # fmt: skip
# What the keys are called in the address; those of a layer have its number behind them.
_NAMES = NAME_OF | {"layers": "hidden", "neurons": "hidden"}


def values(settings):
    """Return {key of a control: the value that shows these settings}."""
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
    """Return (settings, sentences): `settings` with what `state` changes, {key: value}, and what had to give way.

    A key without a value, or that is not there, asks for nothing. With a value that no control offers, as only a
    stranger's message can hold, nothing is asked for at all. `own_points` are the learner's own, as a text.
    """
    try:
        description, notes = _wanted(settings.description, state)
    except ValueError:
        return settings, []
    return replace(settings, description=description), notes


def _wanted(before, state):
    """Return (description, sentences) as the controls want them; ValueError for what none of them offers."""
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


def control_of(key):
    """Return what the control that a key belongs to is called in the address; None for a key that there is not."""
    return _NAMES.get(key.rstrip("0123456789").removesuffix("_"))
