"""What can be compared: the experiments of the training chapter, and every setting that a learner may vary."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from nn_core import ACTIVATIONS, FEATURES, INITIALISERS, OPTIMISERS, ORDERS, PENALTIES, SCHEDULES, TASKS, Description
from nn_core.description import LIMITS, MAX_SEED
from nn_core.run import draw_points
from playground import languages
from playground.address import NAME_OF, PARAMETERS
from playground.choices import CLIPS, LEARNING_RATES, PENALTY_RATES, PERIODS, POINTS
from playground.labels import clip_named, option_label, options_label
from playground.texts import N_, Label, _, number, percent, told

BATCHES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
NETWORKS = ((), (1,), (2,), (3,), (4,), (8,), (16,), (4, 2), (4, 4), (8, 8), (16, 16), (8,) * 3, (8,) * 4, (8,) * 6)
INPUTS = (("x1", "x2"), ("x1sq", "x2sq"), ("x1", "x2", "x1x2"), ("x1", "x2", "x1sq", "x2sq"), tuple(FEATURES))


@dataclass(frozen=True)
class Setting:
    """A setting that can be varied: what it is called, its sensible values, and how a value reads.

    `values` is given the description that is varied; `first` are those values that one begins with. Where it is `open`
    a learner may type others.
    """

    title: str = Label()
    values: Callable
    first: tuple
    shown: Callable
    open: bool = False


def _number(value):
    if isinstance(value, int):
        return number(value)
    digits = f"{value:.10f}".rstrip("0").partition(".")[2]
    return number(value, f".{len(digits)}f")


def _layers(sizes):
    return "-".join(map(str, sizes)) or _("none")


SETTINGS = {
    "learning_rate": Setting(N_("Learning rate"), lambda d: LEARNING_RATES, (0.001, 0.01, 0.1, 1.0), _number, True),
    "batch_size": Setting(N_("Batch size"), lambda d: (*BATCHES, d.n_train), (1, 10, 100), _number, True),
    "order": Setting(N_("Order of the examples"), lambda d: ORDERS, tuple(ORDERS), partial(option_label, "order")),
    "hidden": Setting(N_("Hidden layers"), lambda d: NETWORKS, ((), (4,), (8, 8)), _layers, True),
    "activation": Setting(
        N_("Activation"), lambda d: ACTIVATIONS if d.hidden else (), ("tanh", "relu", "sigmoid"),
        lambda names: options_label("activation", [names] if isinstance(names, str) else names),
    ),
    "initialiser": Setting(
        N_("Initial weights"), lambda d: INITIALISERS, tuple(INITIALISERS),
        partial(option_label, "initialiser"),
    ),
    "optimiser": Setting(N_("Optimiser"), lambda d: OPTIMISERS, tuple(OPTIMISERS), partial(option_label, "optimiser")),
    "schedule": Setting(N_("Schedule"), lambda d: SCHEDULES, tuple(SCHEDULES), partial(option_label, "schedule")),
    "period": Setting(
        N_("Epochs of the schedule"), lambda d: PERIODS if d.schedule != "constant" else (), (10, 50, 200), _number,
        True,
    ),
    "clip": Setting(N_("Clip at"), lambda d: (None, *CLIPS), (None, 0.1, 1.0), clip_named, True),
    "penalty": Setting(
        N_("Penalty on large weights"), lambda d: PENALTIES, tuple(PENALTIES),
        partial(option_label, "penalty"),
    ),
    "penalty_rate": Setting(
        N_("Penalty rate"), lambda d: PENALTY_RATES if d.penalty != "none" else (), (0.0, 0.001, 0.01), _number,
        True,
    ),
    "dataset": Setting(
        N_("Data set"), lambda d: TASKS[d.task].datasets, ("circle", "xor", "plane", "hills"),
        partial(option_label, "dataset"),
    ),
    "n": Setting(N_("Points"), lambda d: POINTS, (50, 200, 500), _number, True),
    "noise": Setting(N_("Noise"), lambda d: range(0, LIMITS["noise"][1] + 1, 5), (0, 10, 30), percent, True),
    "split": Setting(N_("For training"), lambda d: range(10, 91, 10), (10, 50, 90), percent, True),
    "features": Setting(N_("Inputs"), lambda d: INPUTS, INPUTS[:2], partial(options_label, "features")),
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
    return [value for value in _in_order(values) if _fits(description, name, value)]


def _in_order(values):
    """Return numbers by their size, after None, and anything else as it comes; each once."""
    values = list(dict.fromkeys(values))
    if all(value is None or isinstance(value, (int, float)) for value in values):
        values.sort(key=lambda value: -1 if value is None else value)
    return values


def chosen_values(description, name, chosen):
    """Return the values that were chosen, in their order: those that are offered, and others as a learner types them.

    What is no longer offered is left out. Raises ValueError for a text that the setting cannot be.
    """
    offered = values_for(description, name)
    texts = typed(name, [value for value in chosen if value not in offered])
    return _in_order([value for value in offered if value in chosen] + [_read(description, name, t) for t in texts])


def typed(name, chosen):
    """Return those of the values that can only have been typed."""
    return [value for value in chosen if SETTINGS[name].open and isinstance(value, str)]


def _read(description, name, text):
    """Return the value that a text stands for, as the address has it, but with the reader's decimal mark."""
    parameter = PARAMETERS[NAME_OF[name]]
    text = text.strip().removesuffix("%").strip().replace(languages.current().decimal, ".")
    try:
        return getattr(replace(description, **{name: parameter.read(text)}), name)
    except ValueError as error:
        sentence = told(error)
        if sentence.startswith(name):
            sentence = SETTINGS[name].title + sentence.removeprefix(name)
        raise ValueError(f"{sentence} {parameter.advice(text)}".strip()) from error


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

    Runs of the same seed begin with the same initial weights, as far as the network is the same.
    """
    numbers = [(description.seed + i) % (MAX_SEED + 1) for i in range(seeds)]
    return [(value, replace(description, **{name: value, "seed": seed})) for seed in numbers for value in values]


@dataclass(frozen=True)
class Experiment:
    """Runs side by side that one click starts.

    `look_for` says what came of them, with the numbers of `facts(outcomes)` in its places. What it claims is tested,
    for other seeds as well.
    """

    title: str = Label()
    question: str = Label()
    look_for: str = Label()
    description: Description
    setting: str  # a key of SETTINGS
    values: tuple
    epochs: int
    facts: Callable
    seeds: int = 1
    icon: str = ""

    def cases(self, description=None):
        """Return [(value, description), ...], with another description as far as the values suit that."""
        description = description or self.description
        values = [value for value in self.values if _fits(description, self.setting, value)]
        return cases(description, self.setting, values, self.seeds)

    def seen(self, outcomes):
        """Return what to look for in these outcomes, which must be complete."""
        values = {name: SETTINGS[self.setting].shown(value) for name, value in zip("abc", self.values, strict=False)}
        facts = {"epochs": number(self.epochs), "seeds": number(self.seeds)} | values | self.facts(outcomes)
        return self.look_for.format(**facts)


def _loss(value):
    return number(value, ".2g")


def _rates(outcomes):
    slow, right, fast = (outcome.train_loss for outcome in outcomes)
    return {"slow": _loss(slow[-1]), "right": _loss(right[-1]), "fast": _loss(fast[1:].min())}


def _batches(outcomes):
    """By epoch a quarter of the way; by update after the last one of the full batch."""
    epoch, updates = outcomes[-1].epoch // 4, outcomes[-1].epoch * outcomes[-1].updates
    by_epoch = {f"loss_{name}": _loss(o.train_loss[epoch]) for name, o in zip("abc", outcomes, strict=True)}
    by_update = {
        f"then_{name}": _loss(o.train_loss[updates // o.updates]) for name, o in zip("abc", outcomes, strict=True)
    }
    return by_epoch | by_update | {"epoch": number(epoch), "updates": number(updates)}


def _order(outcomes):
    shuffled, by_label = (outcome.train_loss for outcome in outcomes)
    return {
        "count": number(int(draw_points(outcomes[1].description).training[1].sum())),
        "sorted": _loss(by_label[1]), "shuffled": _loss(shuffled[1]),
        "times": number(by_label[-1] / shuffled[-1], ".1f"),
    }  # fmt: skip


def _luck(outcomes):
    few, many = ([o.train_loss[-1] for o in outcomes if o.value == value] for value in ((3,), (16,)))
    return {"lucky": _loss(min(few)), "unlucky": _loss(max(few)), "worst": _loss(max(many))}


# In the order in which they teach.
EXPERIMENTS = {
    "rates": Experiment(
        N_("Too low, right, too high"),
        N_("How large should a step be?"),
        N_(
            "With {a} the loss falls, but after {epochs} epochs it is still {slow}: the steps are too small. With {b} "
            "it is {right}. With {c} it jumps up and down, and never falls below {fast}: every step overshoots."
        ),
        Description(dataset="moons", noise=10, n=300, hidden=(8, 8), batch_size=5, seed=9),
        "learning_rate",
        (0.001, 0.1, 10.0),
        epochs=100,
        facts=_rates,
        icon=":material/speed:",
    ),
    "batches": Experiment(
        N_("One example, a few, or all"),
        N_("How many examples should an update use?"),
        N_(
            "By epoch, single examples win: after {epoch} epochs their loss is {loss_a}; with {b} at a time it is "
            "{loss_b}, with all {c} it is {loss_c}. Now compare by update: after {updates} updates all three have got "
            "about equally far, to {then_a}, {then_b} and {then_c}. An update from one example is nearly as good as "
            "one from all of them, and there are {c} in an epoch."
        ),
        Description(dataset="circle", n=400, hidden=(6,), learning_rate=0.1, batch_size=1),
        "batch_size",
        (1, 20, 200),
        epochs=200,
        facts=_batches,
        icon=":material/stacks:",
    ),
    "order": Experiment(
        N_("Shuffled or not"),
        N_("Does it matter in which order the examples come?"),
        N_(
            "Sorted by label, an epoch ends with {count} examples of class 1 in a row. After the first epoch the "
            "network predicts class 1 nearly everywhere, and its loss is {sorted}; shuffled, it is {shuffled}. After "
            "{epochs} epochs the loss of the sorted run is still {times} times as high."
        ),
        Description(dataset="circle", n=400, hidden=(6,), learning_rate=0.1, batch_size=1),
        "order",
        ("shuffled", "sorted"),
        epochs=20,
        facts=_order,
        icon=":material/shuffle:",
    ),
    "luck": Experiment(
        N_("Five seeds"),
        N_("How much is luck? The same network from five different sets of initial weights."),
        N_(
            "The line is the median of {seeds} seeds, the band reaches from the best to the worst. With {a} neurons it "
            "is wide: after {epochs} epochs the luckiest seed is at {lucky}, the unluckiest at {unlucky}. With {b} "
            "neurons the worst of the {seeds} ends at {worst}. So never judge a setting by a single run."
        ),
        Description(dataset="xor", n=200, hidden=(3,), activation="relu", batch_size=5),
        "hidden",
        ((3,), (16,)),
        epochs=100,
        facts=_luck,
        seeds=5,
        icon=":material/casino:",
    ),
}
