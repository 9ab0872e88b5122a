"""What is going on: the rules that say, in one calm line on the stage, how a training goes and what to try.

They are data. The browser measures the facts they compare (see `static/stage/model/facts.js`), and shows the first
whose comparisons all hold, of those that have something to advise. What a button does is done here, to the settings.

Each remedy brings settings to a value at which it has nothing more to change, and none undoes another's. So whoever
follows the advice never gets the same advice twice, and is told in the end why nothing is left to do.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from nn_core import Description
from nn_core.description import LIVE, MAX_NEURONS
from nn_core.own import OWN, encode
from playground.settings import Settings
from playground.summaries import summary
from playground.texts import N_, Label, _

# By optimiser: learning rates that do for most networks, and smaller ones for what still jumps.
USUAL = {"sgd": 0.03, "momentum": 0.003, "adam": 0.003}
SMALL = {"sgd": 0.01, "momentum": 0.001, "adam": 0.0005}
FAR = 20  # times the usual learning rate are far too much
BATCH = 10
UPDATES = 10  # an epoch: fewer are few
CLIP = 1.0
STRONG = {"none": 10.0, "l1": 0.001, "l2": 0.003}  # penalty rates above that may hold a network back
PENALTY = {"penalty": "l2", "penalty_rate": 0.003}  # against overfitting
POINTS, SPLIT = 1000, 50
PERIOD = 200  # epochs of a schedule: a shorter one may end too soon
NEURONS = 8  # in a layer
LAYERS = 2
BENDING = ("tanh", "sigmoid", "softplus")  # where their slope falls towards 0, no error passes
OFF_CENTRE = ("sigmoid", "softplus")  # their answers are all above 0
MANY = 2  # settings that are far from usual
MOST_VALUES = 3  # that a button can tell


@dataclass(frozen=True)
class Remedy:
    """What to do, and the button that does it: `wanted(description)` returns the fields that are to be others.

    Where it returns none the remedy is in use already. `advice` may name facts in braces. With `fresh` the run starts
    anew from its initial weights. Without `wanted` it is only said: there is no button for it.
    """

    advice: str = Label()
    wanted: Callable | None = None
    fresh: bool = False

    def change(self, description):
        """Return the description as it makes it, None where it changes nothing."""
        changed = replace(description, **(self.wanted(description) if self.wanted else {}))
        return None if changed == description else changed


@dataclass(frozen=True)
class Explanation:
    """A rule: it holds when all comparisons (fact, "<" | "<=" | "==" | ">=" | ">", number) do.

    Of the `remedies` the first is offered that is not in use already; where all of them are, the explanation is not
    told. `meaning` may name facts in braces. `example` are settings that set it off, at the latest after `epochs`.
    """

    id: str
    when: tuple
    meaning: str = Label()
    remedies: tuple[Remedy, ...]
    example: Settings
    epochs: int


# --- what buttons do, to a description d


def _effective(d):
    """Return the learning rate that is left where gradients are cut; Adam steps as far whatever their size."""
    return d.learning_rate if d.optimiser == "adam" or d.clip is None else d.learning_rate * min(d.clip, 1.0)


def _steps(d, rates):
    return {"learning_rate": rates[d.optimiser], "clip": d.clip and max(d.clip, CLIP)}


def _shorter(d):
    return _steps(d, USUAL) if _effective(d) > USUAL[d.optimiser] else {}


def _much_shorter(d):
    return _steps(d, USUAL) if _effective(d) >= FAR * USUAL[d.optimiser] else {}


def _shortest(d):
    return _steps(d, SMALL) if _effective(d) > SMALL[d.optimiser] else {}


def _longer(d):
    is_few = d.batch_size > BATCH and d.n_train < UPDATES * d.batch_size
    few = {"batch_size": BATCH, "order": "shuffled"} if is_few else {}  # a batch of all has no order
    return few | (_steps(d, USUAL) if _effective(d) < SMALL[d.optimiser] else {})


def _steadier(d):
    return {"batch_size": min(BATCH, d.n_train)} if d.batch_size < BATCH else {}


def _cut(d):
    return {"clip": CLIP} if d.clip is None or d.clip > CLIP else {}


def _cosine(d):
    return {"schedule": "cosine", "period": PERIOD} if d.schedule == "constant" else {}


def _constant(d):
    return {"schedule": "constant"} if d.period < PERIOD else {}


def _adam(d):
    return {} if d.optimiser == "adam" else {"optimiser": "adam", "learning_rate": USUAL["adam"]}


def _shuffled(d):
    return {"order": "shuffled"} if d.batch_size < d.n_train else {}


def _apart(d):
    return {"initialiser": "glorot"} if d.initialiser == "zeros" else {}


def _unpenalised(d):
    """Return what is left of a penalty that is too strong: against noise a little helps."""
    return (PENALTY if d.noise else {"penalty": "none"}) if d.penalty_rate > STRONG[d.penalty] else {}


def _free(d):
    """Return what takes any penalty away but the one against overfitting: else the two would take turns."""
    return {} if PENALTY.items() <= vars(d).items() else {"penalty": "none"}


def _penalised(d):
    return PENALTY if d.penalty == "none" else {}


def _usual(d):
    """Return all that is far from usual in how it learns, where that is much: one thing alone would be of no use."""
    ways = (_shorter, _longer, _unpenalised, _apart, _shuffled, _constant)
    off = [wanted for wanted in (way(d) for way in ways) if replace(d, **wanted) != d]
    return {name: value for wanted in off for name, value in wanted.items()} if len(off) >= MANY else {}


def _more_points(d):
    few = {"n": POINTS} if d.n < POINTS and d.dataset != OWN else {}
    return few | ({"split": SPLIT} if d.split < SPLIT else {})


def _smoother(d):
    return _more_points(d) | (_penalised(d) if d.noise else {})


def _inputs(d):
    return {"features": ("x1", "x2", *(name for name in d.features if name not in ("x1", "x2")))}


def _in_place(names, to):
    """Return what puts the activation `to` in the place of each of these names."""

    def wanted(d):
        if not d.hidden:
            return {}
        if isinstance(d.activation, str):
            return {"activation": to} if d.activation in names else {}
        return {"activation": tuple(to if name in names else name for name in d.activation)}

    return wanted


def _bend(d):
    new = {"hidden": (NEURONS,), "activation": "tanh"}
    return _in_place(("linear",), "tanh")(d) if d.hidden else new


def _straight(d):
    is_bending = any(name in BENDING for name in d.activations[:-1])
    return _in_place(BENDING, "leaky_relu")(d) | {"initialiser": "he"} if is_bending else {}


def _layers(d, sizes):
    """Return the fields of a network with these hidden layers; a new one has the activation of the last."""
    if isinstance(d.activation, str):
        return {"hidden": sizes}
    names = (d.activation + d.activation[-1:] * len(sizes))[: len(sizes)]
    return {"hidden": sizes, "activation": names if len(sizes) > 1 else names[0]}


def _wide(d):
    return {"hidden": tuple(max(size, NEURONS) for size in d.hidden)}


def _widest(d):
    return {"hidden": (MAX_NEURONS,) * len(d.hidden)}


def _deep(d):
    return _layers(d, (*d.hidden, NEURONS)) if len(d.hidden) < LAYERS else {}


def _shallow(d):
    return _layers(d, _wide(d)["hidden"][:LAYERS])


LOWER_ANEW = Remedy(N_("Lower the learning rate."), _shorter, fresh=True)
LOWER_FAR = Remedy(N_("Lower the learning rate."), _much_shorter, fresh=True)
LOWER = Remedy(N_("Lower the learning rate."), _shorter)
LOWEST = Remedy(N_("Take smaller steps."), _shortest)
LONGER = Remedy(N_("Take larger steps, and more of them."), _longer)
STEADIER = Remedy(N_("Larger mini-batches make steadier steps."), _steadier)
CUT = Remedy(N_("Clip gradients that are too large."), _cut)
COOL = Remedy(N_("Let the learning rate fall over time."), _cosine)
CONSTANT = Remedy(N_("Keep the learning rate constant."), _constant)
ADAM = Remedy(N_("Adam may do better."), _adam)
SHUFFLE = Remedy(N_("Shuffle them."), _shuffled)
APART = Remedy(N_("Start from random weights."), _apart)
UNPENALISED = Remedy(N_("Weaken or remove the penalty."), _unpenalised, fresh=True)
FREE = Remedy(N_("Without the penalty it can fit more detail."), _free)
PENALISED = Remedy(N_("A penalty on large weights helps."), _penalised)
AS_USUAL = Remedy(N_("Start from the usual settings."), _usual, fresh=True)
MORE_POINTS = Remedy(N_("More points help."), _more_points)
SMOOTHER = Remedy(N_("More points help."), _smoother)
INPUTS = Remedy(N_("Give it both coordinates."), _inputs)
BEND = Remedy(N_("Give it a non-linear activation."), _bend)
LEAK = Remedy(N_("Use leaky ReLU for them."), _in_place(("relu",), "leaky_relu"))
STRAIGHT = Remedy(N_("Leaky ReLU helps."), _straight)
CENTRED = Remedy(N_("With outputs around 0 it learns faster."), _in_place(OFF_CENTRE, "tanh"))
SHALLOW = Remedy(N_("Use fewer layers."), _shallow)
WIDE = Remedy(N_("More neurons can fit more detail."), _wide)
WIDEST = Remedy(N_("More neurons can fit more detail."), _widest)
DEEP = Remedy(N_("Another layer can fit more detail."), _deep)


# --- the rules: the first that holds is told


def _settings(**fields):
    return Settings(Description(**fields))


TEN_POINTS = encode([(i - 5, i * i % 7 - 3) for i in range(10)], [0, 1] * 5)
LEFT = ("explained", "<", 0.9)  # a tenth of the loss of one who always says the mean, or more, is left
FLAT = ("fall", "<", 0.05)

EXPLANATIONS = (
    Explanation(
        "diverged", (("diverged", "==", 1),),
        N_("Diverged after epoch {epoch}: each step overshot more than the one before."),
        (LOWER_ANEW, UNPENALISED, CUT, ADAM),
        _settings(dataset="hills", hidden=(8,), activation="relu", learning_rate=10.0), 1,
    ),
    Explanation(
        "linear", (("linear", "==", 1), ("missed_by_lines", ">=", 0.08)),
        N_("Without a non-linear activation this is only a straight line, and no line will do here."),
        (BEND,),
        _settings(dataset="xor", hidden=()), 1,
    ),
    Explanation(
        "thin", (("known_surely", "<", 0.4), LEFT, FLAT),
        N_("Too few points, or too noisy: even a point's nearest neighbours hardly predict it."),
        (MORE_POINTS,),
        _settings(dataset="spiral", n=50), 100,
    ),
    Explanation(
        "handful", (("points", "<", 30), LEFT, FLAT),
        N_("Only {points} points to learn from: another network would hardly do better."),
        (Remedy(N_("Collect more of them.")),),
        _settings(points=TEN_POINTS, dataset=OWN, batch_size=5), 250,
    ),
    Explanation(
        "many", (("epochs", ">=", 50), ("recent_fall", "<", 0.1), LEFT),
        N_("Several settings together hold it back."),
        (AS_USUAL,),
        _settings(learning_rate=0.00001, penalty="l2", penalty_rate=1.0), 50,
    ),
    Explanation(
        "symmetric", (("alike", "==", 1), LEFT),
        N_("All neurons of a layer have equal weights, so they will always learn the same thing."),
        (APART,),
        _settings(initialiser="zeros"), 5,
    ),
    Explanation(
        "slow", (("recent_fall", "<", 0.1), LEFT),
        N_("The loss hardly falls: the steps are very small, or few."),
        (LONGER,),
        _settings(dataset="xor", hidden=(8,), learning_rate=0.0001), 30,
    ),
    Explanation(
        "saturated", (("saturated_share", ">=", 0.5), LEFT, ("epoch", ">=", 10)),
        N_("Saturated hidden neurons, which hardly learn because their slope is near 0: {saturated} of {hidden}."),
        (LOWER_ANEW,),
        _settings(dataset="spiral", features=("x1sq", "x2sq"), hidden=(8, 8), learning_rate=3.0), 60,
    ),
    Explanation(
        "thrown", (("recent_fall", "<", 0.1), LEFT),
        N_("The loss does not come down: the steps are far too large."),
        (LOWER_FAR,),
        _settings(dataset="rings", learning_rate=1.0), 60,
    ),
    Explanation(
        "blurred", (("known", "<", 0.1), ("explained", ">=", -0.05), FLAT, ("noise", ">", 0)),
        N_("Noise has blurred these points: even a point's nearest neighbours hardly predict it."),
        (Remedy(N_("Less noise would help.")),),
        _settings(dataset="checkerboard", noise=50, n=1000), 100,
    ),
    Explanation(
        "noise", (("over", "<", 1.2), ("known_score", "<", 0.95), FLAT, ("noise", ">", 0)),
        N_("It predicts the test points about as well as their neighbours do: noise leaves little more to learn."),
        (Remedy(N_("Less noise would help.")),),
        _settings(dataset="xor", noise=40, hidden=(8,)), 200,
    ),
    Explanation(
        "penalty", (("penalty_pull", ">=", 0.5), ("explained", "<", 0.7), ("epochs", ">=", 10)),
        N_("The penalty on large weights is so strong that it keeps the network from learning."),
        (UNPENALISED,),
        _settings(penalty="l2", penalty_rate=1.0), 50,
    ),
    Explanation(
        "dead_first", (("dead_first", ">=", 1), ("dead_layer", ">=", 1), LEFT),
        N_("Hidden layer {dead_first} is dead from the start: it outputs 0 for every training point."),
        (LEAK,),
        _settings(hidden=(1, 1, 1), activation="relu"), 5,
    ),
    Explanation(
        "dead_layer", (("dead_layer", ">=", 1), LEFT),
        N_("Hidden layer {dead_layer} has died: all its neurons output 0 for every training point."),
        (LOWER_ANEW, LEAK),
        _settings(activation="relu", learning_rate=10.0), 5,
    ),
    Explanation(
        "vanishing", (("first_to_last", "<", 0.05), ("hidden_layers", ">=", 3), ("epoch", ">=", 10), LEFT,
         ("missed_by_inputs", "<", 0.5)),
        N_("Vanishing gradients: {last_to_first} times less of the error reaches the first layer than the last."),
        (STRAIGHT, SHALLOW, ADAM),
        _settings(dataset="spiral", hidden=(8, 8, 8, 8, 8), activation="sigmoid", initialiser="glorot"), 20,
    ),
    Explanation(
        "inputs", (("missed_by_inputs", ">=", 0.15), LEFT, ("epochs", ">=", 10)),
        N_("These inputs do not say enough about a point."),
        (INPUTS,),
        _settings(dataset="xor", features=("x1",)), 20,
    ),
    Explanation(
        "overfitting",
        (("test_rise", ">=", 0.2), ("train_fall", ">=", 0.2), ("epochs_since_best", ">=", 20), ("loss", "<", 0.6)),
        N_("Overfitting: since epoch {best_epoch} the test loss rises while the training loss falls."),
        (SMOOTHER, PENALISED, Remedy(N_("Stop at epoch {best_epoch}."))),
        _settings(dataset="moons", noise=45, n=60, hidden=(8, 8), optimiser="adam", learning_rate=0.02), 300,
    ),
    Explanation(
        "gap", (("explained", ">=", 0.3), ("gap", ">=", 0.25), ("epochs", ">=", 50)),
        N_("It predicts its training points far better than the test points."),
        (SMOOTHER, PENALISED, Remedy(N_("Try fewer neurons."))),
        _settings(dataset="rings", n=200, hidden=(8, 8), optimiser="adam", learning_rate=0.003), 250,
    ),
    Explanation(
        "done", (("score", ">=", 0.99), ("loss", "<", 0.05)),
        N_("Done: it gets its training points right, and little loss is left."),
        (Remedy(N_("Try fewer neurons, or a harder data set.")),),
        _settings(), 200,
    ),
    Explanation(
        "dead", (("dead_share", ">=", 0.3), LEFT),
        N_("Dead hidden neurons, which output 0 for every training point and cannot learn: {dead} of {hidden}."),
        (LEAK,),
        _settings(hidden=(8, 8, 8), activation="relu", learning_rate=10.0, seed=4), 5,
    ),
    Explanation(
        "sorted", (("lean", ">=", 0.1), ("epochs", ">=", 20)),
        N_("The examples come sorted, so each epoch ends by forgetting how it began."),
        (SHUFFLE,),
        _settings(dataset="heart", order="sorted", batch_size=1), 50,
    ),
    Explanation(
        "jumps", (("jumps", ">=", 3), ("recent_fall", "<", 0.5), LEFT),
        N_("The loss has jumped {jumps} times in the last 20 epochs: the steps overshoot."),
        (LOWER, COOL, STEADIER, LOWEST),
        _settings(noise=10, learning_rate=1.0), 60,
    ),
    Explanation(
        "cooled", (("cooled", "<", 0.1), ("recent_fall", "<", 0.1), LEFT),
        N_("The schedule has brought the learning rate down to almost nothing."),
        (CONSTANT,),
        _settings(dataset="spiral", schedule="cosine", period=20), 60,
    ),
    Explanation(
        "plateau", (FLAT, LEFT),
        N_("A plateau: for 50 epochs the loss has hardly fallen."),
        (CENTRED, WIDE, DEEP, ADAM),
        _settings(dataset="spiral", hidden=(2,)), 200,
    ),
    Explanation(
        "simple", (FLAT, LEFT, ("over", ">=", 1.5)),
        N_("The points allow a much lower loss: the network is too simple for them."),
        (FREE, WIDEST),
        _settings(dataset="checkerboard", n=1000, hidden=(8, 8), optimiser="adam", learning_rate=0.003), 250,
    ),
    Explanation(
        "stuck", (FLAT, LEFT),
        N_("The loss hardly falls, and none of the remedies known here would help."),
        (Remedy(N_("Try another seed.")),),
        _settings(dataset="checkerboard", noise=10, n=1000, hidden=(8, 8), optimiser="adam", learning_rate=0.003), 250,
    ),
)  # fmt: skip


def remedies(settings):
    """Return {id of an explanation: what to do, {"advice", "label"}}, without those whose remedies are all in use.

    The label is empty, and there is no button, where it is nothing that a learner can, or may, change.
    """
    offers = {}
    for explanation in EXPLANATIONS:
        if found := _offered(explanation, settings):
            remedy, changed = found
            label = _label(settings.description, changed, remedy.fresh) if changed else ""
            offers[explanation.id] = {"advice": remedy.advice, "label": label}
    return offers


def remedied(settings, id):
    """Return (settings as an explanation's button changes them, whether to start anew); ValueError if it cannot."""
    explanation = next((explanation for explanation in EXPLANATIONS if explanation.id == id), None)
    remedy, changed = (explanation and _offered(explanation, settings)) or (None, None)
    if not changed:
        raise ValueError("There is no such remedy.")
    return replace(settings, description=changed), remedy.fresh


def _offered(explanation, settings):
    """Return (remedy, the description that its button makes, or None), the first to be offered; None if there is none.

    One that a learner may not follow, as the link has it, is said where there is no other.
    """
    made = [(remedy, remedy.change(settings.description)) for remedy in explanation.remedies]
    useful = [(remedy, changed) for remedy, changed in made if changed or not remedy.wanted]
    allowed = [(remedy, changed) for remedy, changed in useful if changed and settings.may_become(changed)]
    return allowed[0] if allowed else (useful[0][0], None) if useful else None


def _label(before, after, fresh):
    """Return what a button says: all that will be other than it is; of very much only what it is called."""
    old, new = summary(before), summary(after)
    changes = {name: value for name, value in new.items() if value != old[name]}
    told = [f"{name} {value}" for name, value in changes.items()]
    if len(told) <= MOST_VALUES:
        label = " · ".join(told)
    else:
        label = _("Usual values: {names}").format(names=", ".join(changes))
    is_live = all(getattr(before, name) == getattr(after, name) or name in LIVE for name in vars(before))
    if fresh and is_live:  # all else does so anyway
        label = _("{change}, from the start").format(change=label)
    return label[0].upper() + label[1:]


def rules():
    """Return what the browser needs of the explanations, in their order."""
    return [{name: getattr(explanation, name) for name in ("id", "when", "meaning")} for explanation in EXPLANATIONS]
