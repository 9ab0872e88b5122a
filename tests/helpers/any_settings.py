"""Descriptions drawn at random from all that there is to set: every other one has only a few settings unusual."""

from dataclasses import replace

import numpy as np

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
)  # fmt: skip
from nn_core.description import MAX_LAYERS, MAX_NEURONS, training_size
from nn_core.own import OWN, REACH, encode
from nn_core.run import draw_points
from playground.choices import CLIPS, LEARNING_RATES, PENALTY_RATES, PERIODS

DATASETS = [name for task in TASKS.values() for name in task.datasets if name != OWN]
FEW = 0.3  # the chance of a setting not to be the usual one, in every other description


def drawn(seed):
    """Return the description that a seed draws: of an odd one a few settings are unusual, of an even one all."""
    rng = np.random.default_rng(seed)
    description = _description(rng, FEW if seed % 2 else 1.0)
    is_own = seed % 10 == 8 and description.task == "classification"
    return _of_own_points(description) if is_own else description


def _description(rng, chance):
    def pick(options):
        options = list(options)
        return options[rng.integers(len(options))]

    hidden = tuple(rng.integers(1, MAX_NEURONS + 1, rng.integers(MAX_LAYERS + 1)).tolist())
    each = tuple(pick(ACTIVATIONS) for _ in hidden)
    features = tuple(name for name in FEATURES if rng.random() < 0.5)
    fields = {
        "noise": 5 * pick(range(11)),
        "split": 5 * pick(range(2, 19)),
        "n": pick((20, 50, 100, 200, 300, 400, 500, 1000, 2000)),
        "features": features or ("x1", "x2"),
        "hidden": hidden,
        "activation": each if len(each) > 1 and rng.random() < 0.3 and chance == 1 else pick(ACTIVATIONS),
        "initialiser": pick(INITIALISERS),
        "order": pick(ORDERS),
        "optimiser": pick(OPTIMISERS),
        "learning_rate": pick(LEARNING_RATES),
        "schedule": pick(SCHEDULES),
        "period": pick(PERIODS),
        "batch_size": pick((1, 2, 5, 10, 20, 50, 100, 2000)),
        "clip": pick((None, None, *CLIPS)),
        "penalty": pick(PENALTIES),
        "penalty_rate": pick(PENALTY_RATES),
    }
    fields = {name: value for name, value in fields.items() if rng.random() < chance}
    n_train = training_size(*(fields.get(name, getattr(Description, name)) for name in ("n", "split")))
    fields["batch_size"] = min(fields.get("batch_size", Description.batch_size), n_train)
    seed, dataseed = rng.integers(1000, size=2).tolist()
    return Description(dataset=pick(DATASETS), seed=seed, dataseed=dataseed, **fields)


def _of_own_points(description):
    """The same points as somebody's own."""
    points = draw_points(description)
    text = encode(points.coordinates.T.clip(-REACH, REACH), points.targets[0])
    return replace(description, dataset=OWN, points=text)
