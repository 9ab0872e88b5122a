"""What is going on: the rules that say, in one calm line on the stage, how a training goes and what to try.

They are data. The browser measures the facts they compare (see `static/stage/facts.js`), and shows the first whose
comparisons all hold. What a button does is done here, to the settings.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from nn_core import Description
from nn_core.description import LIMITS, MAX_LAYERS, MAX_NEURONS
from playground.controls import LEARNING_RATES, NEURONS_OF_A_NEW_LAYER
from playground.settings import Settings
from playground.texts import N_, Label, number

PENALTY_RATE = 0.003  # for L2 against overfitting


@dataclass(frozen=True)
class Remedy:
    """What a button does: `change` returns other settings, or None where there is nothing to be done.

    `label` may name a field of the new description. With `fresh` the run starts anew from its first weights.
    """

    label: str = Label()
    change: Callable
    fresh: bool = False


@dataclass(frozen=True)
class Explanation:
    """A rule: it holds when all comparisons (fact, "<" | "<=" | "==" | ">=" | ">", number) do.

    Those of a lower `priority` come first. `meaning` and `advice` may name facts in braces. `example` are settings that
    set it off, at the latest after `epochs`.
    """

    id: str
    priority: int
    when: tuple
    meaning: str = Label()
    advice: str = Label()
    remedy: Remedy | None
    example: Settings
    epochs: int


# --- what buttons do


def _with(**fields):
    """Return what changes these fields of the description, if any of them is another."""

    def change(settings):
        description = replace(settings.description, **fields)
        return None if description == settings.description else replace(settings, description=description)

    return change


def _learning_rate(step):
    """Return what takes the learning rate so many steps of its slider further."""

    def change(settings):
        rate = settings.description.learning_rate
        rates = sorted({*LEARNING_RATES, rate})
        place = rates.index(rate) + step
        if not 0 <= place < len(rates):
            return None
        return _with(learning_rate=rates[place])(settings)

    return change


def _bend(settings):
    """Give a network without a bend one: another activation, or a hidden layer."""
    if settings.description.hidden:
        return _with(activation="tanh")(settings)
    return _with(hidden=(NEURONS_OF_A_NEW_LAYER,), activation="tanh")(settings)


def _more_neurons(settings):
    """Double every hidden layer, to eight neurons at least; one that has them all gets another layer behind it."""
    hidden, activation = settings.description.hidden, settings.description.activation
    wider = tuple(min(max(2 * size, 8), MAX_NEURONS) for size in hidden)
    if hidden and wider != hidden:
        return _with(hidden=wider)(settings)
    if len(hidden) == MAX_LAYERS:
        return None
    each = activation if isinstance(activation, str) else (*activation, activation[-1])
    return _with(hidden=(*hidden, 8), activation=each)(settings)


def _more_points(settings):
    return _with(n=min(4 * settings.description.n, LIMITS["n"][1]))(settings)


LOWER_ANEW = Remedy(N_("Learning rate {learning_rate}, from the start"), _learning_rate(-4), fresh=True)
LOWER = Remedy(N_("Learning rate {learning_rate}"), _learning_rate(-2))
RAISE = Remedy(N_("Learning rate {learning_rate}"), _learning_rate(4))


# --- the rules, in the order of their priority


def _settings(**fields):
    return Settings(Description(**fields))


EXPLANATIONS = (
    Explanation(
        "diverged", 10, (("diverged", "==", 1),),
        N_("Diverged after epoch {epoch}: each step overshot further, beyond all bounds."),
        N_("Lower the learning rate."),
        LOWER_ANEW, _settings(dataset="hills", hidden=(8,), activation="relu", learning_rate=10.0), 1,
    ),
    Explanation(
        "symmetric", 20, (("symmetric", "==", 1),),
        N_("All neurons of a layer have equal weights, so they learn the same for ever."),
        N_("Let chance set them apart."),
        Remedy(N_("First weights: Glorot"), _with(initialiser="glorot")),
        _settings(initialiser="zeros"), 5,
    ),
    Explanation(
        "linear", 30, (("linear", "==", 1), ("missed_by_lines", ">=", 0.08)),
        N_("Without a bend in it, this network is a straight line, and no line will do here."),
        N_("Give it neurons that bend."),
        Remedy(N_("Hidden neurons with tanh"), _bend),
        _settings(dataset="xor", hidden=()), 1,
    ),
    Explanation(
        "dead_layer", 40, (("dead_layer", ">=", 1),),
        N_("Hidden layer {dead_layer} is dead: all its neurons answer 0 to every training point."),
        N_("Lower the learning rate."),
        LOWER_ANEW, _settings(activation="relu", learning_rate=10.0), 5,
    ),
    Explanation(
        "overfitting", 50,
        (("test_rise", ">=", 0.2), ("train_fall", ">=", 0.2), ("epochs_since_best", ">=", 20), ("loss", "<", 0.6)),
        N_("Overfitting: since epoch {best_epoch} the test loss rises while the training loss falls."),
        N_("More points help."),
        Remedy(N_("{n} points"), _more_points),
        _settings(dataset="moons", noise=45, n=60, hidden=(8, 8), optimiser="adam", learning_rate=0.02), 300,
    ),
    Explanation(
        "done", 60, (("score", ">=", 0.99), ("loss", "<", 0.05)),
        N_("Done: it knows its training points, and little loss is left."),
        N_("Try fewer neurons, or a harder data set."),
        None, _settings(), 200,
    ),
    Explanation(
        "dead", 70, (("dead_share", ">=", 0.3),),
        N_("Dead hidden neurons, 0 for every training point and so learning no more: {dead} of {hidden}."),
        N_("Let them leak."),
        Remedy(N_("Leaky ReLU"), _with(activation="leaky_relu")),
        _settings(hidden=(8, 8, 8), activation="relu", learning_rate=10.0, seed=4), 5,
    ),
    Explanation(
        "jumps", 80, (("jumps", ">=", 4), ("recent_fall", "<", 0.5), ("loss", ">=", 0.02)),
        N_("The loss jumps, {jumps} times in the last 20 epochs: the steps overshoot."),
        N_("Lower the learning rate."),
        LOWER, _settings(noise=10, learning_rate=1.0), 60,
    ),
    Explanation(
        "saturated", 90, (("saturated_share", ">=", 0.5), ("score", "<", 0.95), ("epoch", ">=", 10)),
        N_("Saturated hidden neurons, flat all over and so hardly learning: {saturated} of {hidden}."),
        N_("Take shorter steps."),
        LOWER_ANEW,
        _settings(dataset="spiral", features=("x1sq", "x2sq"), hidden=(8, 8), learning_rate=3.0), 60,
    ),
    Explanation(
        "vanishing", 100,
        (("first_to_last", "<", 0.05), ("hidden_layers", ">=", 3), ("epoch", ">=", 10), ("score", "<", 0.8)),
        N_("Vanishing gradients: {last_to_first} times less of the error reaches the first layer than the last."),
        N_("ReLU lets them through."),
        Remedy(N_("ReLU, weights by He"), _with(activation="relu", initialiser="he")),
        _settings(dataset="spiral", hidden=(8, 8, 8, 8, 8), activation="sigmoid", initialiser="glorot"), 20,
    ),
    Explanation(
        "slow", 110,
        (("learning_rate", "<", 0.01), ("movement", "<", 0.002), ("steady", ">=", 0.7), ("recent_fall", "<", 0.1),
         ("score", "<", 0.9)),
        N_("The loss falls, but hardly: the steps are very short."),
        N_("Raise the learning rate."),
        RAISE, _settings(dataset="xor", hidden=(8,), learning_rate=0.0001), 30,
    ),
    Explanation(
        "plateau", 120, (("fall", "<", 0.01), ("score", "<", 0.85), ("epoch", ">=", 100)),
        N_("A plateau: for 50 epochs the loss has hardly fallen."),
        N_("More neurons can draw more."),
        Remedy(N_("More neurons: {hidden}"), _more_neurons),
        _settings(dataset="spiral", hidden=(2,)), 200,
    ),
)  # fmt: skip


def remedies(settings):
    """Return {id of an explanation: what its button says}, for those that can, and may, change something."""
    labels = {}
    for explanation in EXPLANATIONS:
        remedy = explanation.remedy
        changed = remedy and remedy.change(settings)
        if changed and settings.may_become(changed.description):
            labels[explanation.id] = remedy.label.format(**_shown(changed.description))
    return labels


def remedied(settings, id):
    """Return (settings as an explanation's button changes them, whether to start anew); ValueError if it cannot."""
    remedy = next((explanation.remedy for explanation in EXPLANATIONS if explanation.id == id), None)
    changed = remedy and remedy.change(settings)
    if not changed or not settings.may_become(changed.description):
        raise ValueError("There is no such remedy.")
    return changed, remedy.fresh


def rules():
    """Return what the browser needs of the explanations, those of the lowest priority first."""
    names = ("id", "when", "meaning", "advice")
    return [
        {name: getattr(explanation, name) for name in names}
        for explanation in sorted(EXPLANATIONS, key=lambda explanation: explanation.priority)
    ]


def _shown(description):
    hidden = "-".join(map(str, description.hidden))
    return {"learning_rate": number(description.learning_rate, "g"), "n": number(description.n), "hidden": hidden}
