"""What can be compared: the experiments of the training chapter, and every setting that a learner may vary."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from nn_core import ACTIVATIONS, FEATURES, INITIALISERS, OPTIMISERS, ORDERS, PENALTIES, SCHEDULES, TASKS, Description
from nn_core.description import LIMITS, MAX_SEED
from playground.controls import CLIPS, LEARNING_RATES, NAMES, PENALTY_RATES, POINTS, clip_named
from playground.texts import N_, Label, number, percent

BATCHES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
NETWORKS = ((), (1,), (2,), (3,), (4,), (8,), (16,), (4, 2), (4, 4), (8, 8), (16, 16), (8,) * 3, (8,) * 4, (8,) * 6)
INPUTS = (("x1", "x2"), ("x1sq", "x2sq"), ("x1", "x2", "x1x2"), ("x1", "x2", "x1sq", "x2sq"), tuple(FEATURES))


@dataclass(frozen=True)
class Setting:
    """A setting that can be varied: what it is called, its sensible values, and how a value reads.

    `values` is given the description that is varied; `first` are those values that one begins with.
    """

    title: str = Label()
    values: Callable
    first: tuple
    shown: Callable = NAMES.get


def _number(value):
    if isinstance(value, int):
        return number(value)
    digits = f"{value:.10f}".rstrip("0").partition(".")[2]
    return number(value, f".{len(digits)}f")


def _layers(sizes):
    return "-".join(map(str, sizes)) or NAMES["none"]


SETTINGS = {
    "learning_rate": Setting(N_("Learning rate"), lambda d: LEARNING_RATES, (0.001, 0.01, 0.1, 1.0), _number),
    "batch_size": Setting(N_("Batch size"), lambda d: (*BATCHES, d.n_train), (1, 10, 100), _number),
    "order": Setting(N_("Order of the examples"), lambda d: ORDERS, tuple(ORDERS)),
    "hidden": Setting(N_("Hidden layers"), lambda d: NETWORKS, ((), (4,), (8, 8)), _layers),
    "activation": Setting(
        N_("Activation"), lambda d: ACTIVATIONS if d.hidden else (), ("tanh", "relu", "sigmoid"),
        lambda names: NAMES[names] if isinstance(names, str) else ", ".join(NAMES[name] for name in names),
    ),
    "initialiser": Setting(N_("First weights"), lambda d: INITIALISERS, tuple(INITIALISERS)),
    "optimiser": Setting(N_("Optimiser"), lambda d: OPTIMISERS, tuple(OPTIMISERS)),
    "schedule": Setting(N_("Schedule"), lambda d: SCHEDULES, tuple(SCHEDULES)),
    "clip": Setting(N_("Clip at"), lambda d: (None, *CLIPS), (None, 0.1, 1.0), clip_named),
    "penalty": Setting(N_("Penalty on large weights"), lambda d: PENALTIES, tuple(PENALTIES)),
    "penalty_rate": Setting(
        N_("Penalty rate"), lambda d: PENALTY_RATES if d.penalty != "none" else (), (0.0, 0.001, 0.01), _number
    ),
    "dataset": Setting(N_("Data set"), lambda d: TASKS[d.task].datasets, ("circle", "xor", "plane", "hills")),
    "n": Setting(N_("Points"), lambda d: POINTS, (50, 200, 500), _number),
    "noise": Setting(N_("Noise"), lambda d: range(0, LIMITS["noise"][1] + 1, 5), (0, 10, 30), percent),
    "split": Setting(N_("For training"), lambda d: range(10, 91, 10), (10, 50, 90), percent),
    "features": Setting(N_("Inputs"), lambda d: INPUTS, INPUTS[:2], lambda names: ", ".join(NAMES[n] for n in names)),
}  # fmt: skip


def settings_for(description):
    """Return the names of the settings that make a difference to this description."""
    return [name for name in SETTINGS if len(values_for(description, name)) > 1]


def values_for(description, name):
    """Return the values that a setting may take, in their order, the description's own among them."""
    values = list(SETTINGS[name].values(description))
    own = getattr(description, name)
    if values and own not in values:
        values.append(own)
        if isinstance(own, (int, float)):
            values.sort(key=lambda value: -1 if value is None else value)
    return [value for value in dict.fromkeys(values) if _fits(description, name, value)]


def first_values(description, name):
    """Return the values that are chosen to begin with."""
    values = values_for(description, name)
    return [value for value in values if value in SETTINGS[name].first] or values[:2]


def _fits(description, name, value):
    """False where another setting stands in the way: too few points for a batch, or own points, say."""
    try:
        return getattr(replace(description, **{name: value}), name) == value
    except ValueError:
        return False


def cases(description, name, values, seeds):
    """Return [(value, description), ...]: every value with each of `seeds` seeds, the first being the description's.

    Runs of the same seed begin with the same first weights, as far as the network is the same.
    """
    numbers = [(description.seed + i) % (MAX_SEED + 1) for i in range(seeds)]
    return [(value, replace(description, **{name: value, "seed": seed})) for seed in numbers for value in values]


@dataclass(frozen=True)
class Experiment:
    """Runs side by side that one click starts. What `look` claims is tested, for other seeds as well."""

    title: str = Label()
    question: str = Label()
    look: str = Label()
    description: Description
    setting: str  # a key of SETTINGS
    values: tuple
    epochs: int
    seeds: int = 1
    icon: str = ""

    def cases(self):
        """Return [(value, description), ...]."""
        return cases(self.description, self.setting, self.values, self.seeds)


# In the order in which they teach.
EXPERIMENTS = {
    "rates": Experiment(
        N_("Too low, right, too high"),
        N_("How long should a step be?"),
        N_(
            "With 0.001 the loss falls, but after 100 epochs it is still above 0.2: steps too short. With 0.1 it is "
            "below 0.02. With 10 it leaps up and down, and never comes below 0.2: every step jumps over the goal."
        ),
        Description(dataset="moons", noise=10, n=300, hidden=(8, 8), batch_size=5, seed=9),
        "learning_rate",
        (0.001, 0.1, 10.0),
        epochs=100,
        icon=":material/speed:",
    ),
    "batches": Experiment(
        N_("One example, a few, or all"),
        N_("How many examples should be looked at before a step?"),
        N_(
            "By epoch, single examples win: after 50 epochs their loss is below 0.05, with 20 at a time above 0.15, "
            "with all 200 above 0.4. Now look by update: after 200 updates all three have come about equally far. "
            "A step from one example is nearly as good as a step from all of them, and there are 200 in an epoch."
        ),
        Description(dataset="circle", n=400, hidden=(6,), learning_rate=0.1, batch_size=1),
        "batch_size",
        (1, 20, 200),
        epochs=200,
        icon=":material/stacks:",
    ),
    "order": Experiment(
        N_("Shuffled or not"),
        N_("Does it matter in which order the examples come?"),
        N_(
            "Sorted by label, an epoch ends with about 100 examples of class 1 in a row. After the first epoch the "
            "network says “class 1” nearly everywhere, and its loss is above 1; shuffled, it is below 0.6. After 20 "
            "epochs the sorted loss is still at least twice as high."
        ),
        Description(dataset="circle", n=400, hidden=(6,), learning_rate=0.1, batch_size=1),
        "order",
        ("shuffled", "sorted"),
        epochs=20,
        icon=":material/shuffle:",
    ),
    "luck": Experiment(
        N_("Five seeds"),
        N_("How much is luck? The same network from five different first weights."),
        N_(
            "The line is the median of the five seeds, the band reaches from the best to the worst. With three neurons "
            "it is wide: after 100 epochs the luckiest seed is below 0.1, the unluckiest above 0.25. With 16 neurons "
            "all five end below 0.05. So never judge a setting by a single run."
        ),
        Description(dataset="xor", n=200, hidden=(3,), activation="relu", batch_size=5),
        "hidden",
        ((3,), (16,)),
        epochs=100,
        seeds=5,
        icon=":material/casino:",
    ),
}
