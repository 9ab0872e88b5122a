"""The description of a run: every setting that decides its numbers, checked once and then frozen."""

from dataclasses import dataclass

from nn_core import checks
from nn_core.activations import ACTIVATIONS
from nn_core.datasets import DATASETS

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
}


def training_size(n, split):
    """Return how many of `n` points are for training when they are `split` per cent: at least 1, at most n − 1."""
    return min(max(round(n * split / 100), 1), n - 1)


@dataclass(frozen=True)
class Description:
    """What a run is made of. Equal descriptions, and equal changes on the way, give equal bits.

    Raises ValueError, with a sentence that names the setting and what is allowed, for any value out of place.
    """

    dataset: str = "circle"
    noise: int = 0  # per cent
    split: int = 50  # per cent of the points that are for training; the others are for testing
    n: int = 500  # points in all
    dataseed: int = 0  # draws the points
    hidden: tuple[int, ...] = (4, 2)  # neurons in each hidden layer; () for none
    activation: str = "tanh"  # of the hidden layers; the output is a sigmoid
    seed: int = 0  # draws the first weights and the order of the examples
    learning_rate: float = 0.03
    batch_size: int = 10

    def __post_init__(self):
        """Check every field, and keep it in its plain Python type."""
        checked = {
            "dataset": checks.choice("dataset", self.dataset, DATASETS),
            "activation": checks.choice("activation", self.activation, ACTIVATIONS),
            "learning_rate": checks.real("learning_rate", self.learning_rate, *LIMITS["learning_rate"]),
            "hidden": _hidden(self.hidden),
        }
        for name in ("noise", "split", "n", "dataseed", "seed"):
            checked[name] = checks.whole(name, getattr(self, name), *LIMITS[name])
        n_train = training_size(checked["n"], checked["split"])
        checked["batch_size"] = checks.whole("batch_size", self.batch_size, 1, n_train)
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @property
    def n_train(self):
        """How many of the points are for training."""
        return training_size(self.n, self.split)

    @property
    def sizes(self):
        """Neurons by layer, inputs and output included: (2, 4, 2, 1)."""
        return (2, *self.hidden, 1)


def _hidden(hidden):
    if not isinstance(hidden, (tuple, list)):
        raise ValueError(
            f"hidden must be a list of 0 to {MAX_LAYERS} numbers of neurons, such as (4, 2), "
            f"not {checks.shown(hidden)}."
        )
    if len(hidden) > MAX_LAYERS:
        raise ValueError(f"hidden must have at most {MAX_LAYERS} layers, not {len(hidden)}.")
    return tuple(checks.whole(f"hidden, layer {i},", size, 1, MAX_NEURONS) for i, size in enumerate(hidden, start=1))
