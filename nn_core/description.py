"""The description of a run: every setting that decides its numbers, checked once and then frozen."""

from dataclasses import dataclass

from nn_core import checks
from nn_core.activations import ACTIVATIONS
from nn_core.checks import Fault, Phrase
from nn_core.datasets import DATASETS
from nn_core.features import FEATURES
from nn_core.initialisers import INITIALISERS
from nn_core.optimisers import OPTIMISERS
from nn_core.orders import ORDERS
from nn_core.own import OWN, trainable
from nn_core.penalties import PENALTIES
from nn_core.schedules import SCHEDULES
from nn_core.tasks import task_of

MAX_SEED = 2**32 - 1
MAX_LAYERS = 6
MAX_NEURONS = 16
# setting: (lowest, highest); the batch size goes up to the size of the training set
LIMITS = {
    "noise": (0, 50),
    "split": (10, 90),
    "n": (10, 5000),
    "seed": (0, MAX_SEED),
    "dataseed": (0, MAX_SEED),
    "learning_rate": (0.00001, 10.0),
    "period": (1, 100_000),
    "clip": (0.001, 1000.0),
    "penalty_rate": (0.0, 10.0),
}
CHOICES = {
    "dataset": (*DATASETS, OWN),
    "initialiser": INITIALISERS,
    "order": ORDERS,
    "optimiser": OPTIMISERS,
    "schedule": SCHEDULES,
    "penalty": PENALTIES,
}
LIVE = ("learning_rate", "batch_size", "penalty_rate")  # these can be changed while the run trains


def training_size(n, split):
    """Return how many of `n` points are for training when they are `split` per cent: at least 1, at most n − 1."""
    return min(max(round(n * split / 100), 1), n - 1)


@dataclass(frozen=True)
class Description:
    """All settings that decide a run. Equal descriptions, and equal changes on the way, give equal bits.

    Raises ValueError, with a sentence that names the setting and what is allowed, for any invalid value. Lists become
    tuples, with features in the order of their registry. With own points, `n` is their number and `noise` is 0.
    """

    dataset: str = "circle"  # and with it the task, see nn_core.tasks
    noise: int = 0  # per cent
    split: int = 50  # per cent of the points that are for training; the others are for testing
    n: int = 500  # points in all
    dataseed: int = 0  # draws the points
    features: tuple[str, ...] = ("x1", "x2")  # what of a point is fed to the network, in the order of FEATURES
    hidden: tuple[int, ...] = (4, 2)  # neurons in each hidden layer; () for none
    activation: str | tuple[str, ...] = "tanh"  # of all hidden layers, or of each; the output's follows from the task
    initialiser: str = "uniform"
    seed: int = 0  # draws the initial weights and the order of the examples
    order: str = "shuffled"  # how an epoch goes through the training examples
    optimiser: str = "sgd"
    learning_rate: float = 0.03
    schedule: str = "constant"
    period: int = 100  # epochs that the schedule is stretched over
    batch_size: int = 10
    clip: float | None = None  # the largest norm of a gradient; None: no limit
    penalty: str = "none"
    penalty_rate: float = 0.001
    points: str = ""  # own points, see nn_core.own; empty for any other data set

    def __post_init__(self):
        """Check every field, and keep it in its plain Python type."""
        checked = {name: checks.choice(name, getattr(self, name), options) for name, options in CHOICES.items()}
        is_own = checked["dataset"] == OWN
        checked |= {"points": self.points, "n": trainable(self.points), "noise": 0} if is_own else {"points": ""}
        for name in ("noise", "split", "n", "dataseed", "seed", "period"):
            if name not in checked:
                checked[name] = checks.whole(name, getattr(self, name), *LIMITS[name])
        for name in ("learning_rate", "penalty_rate"):
            checked[name] = checks.real(name, getattr(self, name), *LIMITS[name])
        checked["clip"] = None if self.clip is None else checks.real("clip", self.clip, *LIMITS["clip"])
        checked["features"] = _features(self.features)
        checked["hidden"] = _hidden(self.hidden)
        checked["activation"] = _activation(self.activation, len(checked["hidden"]))
        n_train = training_size(checked["n"], checked["split"])
        checked["batch_size"] = checks.whole("batch_size", self.batch_size, 1, n_train)
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @property
    def task(self):
        """The name of the task that the data set poses."""
        return task_of(self.dataset).name

    @property
    def n_train(self):
        """How many of the points are for training."""
        return training_size(self.n, self.split)

    @property
    def sizes(self):
        """Neurons by layer, inputs and output included: (2, 4, 2, 1)."""
        return (len(self.features), *self.hidden, 1)

    @property
    def activations(self):
        """The names of the activations of all layers, the output's included."""
        each = (self.activation,) * len(self.hidden) if isinstance(self.activation, str) else self.activation
        return (*each, task_of(self.dataset).output.name)


def _features(names):
    if not isinstance(names, (tuple, list)) or not 1 <= len(names) <= len(FEATURES):
        raise Fault(
            "features must be a list of 1 to {most} of {options}, not {value}.",
            most=len(FEATURES), options=", ".join(FEATURES), value=checks.shown(names),
        )  # fmt: skip
    names = tuple(
        checks.choice(Phrase("features, number {number},", number=i), name, FEATURES) for i, name in enumerate(names, 1)
    )
    if len(set(names)) < len(names):
        raise Fault("features must differ from each other, not {value}.", value=checks.shown(names))
    return tuple(name for name in FEATURES if name in names)


def _activation(activation, n_hidden):
    """Return a tuple, one name per layer, or one name for all; for a single hidden layer always one name."""
    if not isinstance(activation, (tuple, list)):
        return checks.choice("activation", activation, ACTIVATIONS)
    if len(activation) != n_hidden or not n_hidden:
        raise Fault(
            "activation must be one name for all hidden layers or one for each of the {n_hidden}, not {count} names.",
            n_hidden=n_hidden, count=len(activation),
        )  # fmt: skip
    names = tuple(
        checks.choice(Phrase("activation, layer {number},", number=i), name, ACTIVATIONS)
        for i, name in enumerate(activation, start=1)
    )
    return names[0] if n_hidden == 1 else names


def _hidden(hidden):
    if not isinstance(hidden, (tuple, list)):
        raise Fault(
            "hidden must be a list of 0 to {most} numbers of neurons, such as (4, 2), not {value}.",
            most=MAX_LAYERS, value=checks.shown(hidden),
        )  # fmt: skip
    if len(hidden) > MAX_LAYERS:
        raise Fault("hidden must have at most {most} layers, not {count}.", most=MAX_LAYERS, count=len(hidden))
    return tuple(
        checks.whole(Phrase("hidden, layer {number},", number=i), size, 1, MAX_NEURONS)
        for i, size in enumerate(hidden, start=1)
    )
