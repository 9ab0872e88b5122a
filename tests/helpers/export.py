"""What the tests of exported Python share: runs of all kinds, and a clean interpreter that runs what was exported."""

import json
import subprocess
import sys
from dataclasses import replace
from functools import cache

import numpy as np

from nn_core import (
    ACTIVATIONS,
    FEATURES,
    INITIALISERS,
    OPTIMISERS,
    ORDERS,
    PENALTIES,
    SCHEDULES,
    Description,
    Run,
)
from nn_core.description import CHOICES
from nn_core.engine import n_parameters
from nn_core.own import OWN, encode
from playground.feed import Snapshot

# Runs every program it is given in a namespace of its own, in the folder it is started in, and tells what they did.
RUN_ALL = """
import contextlib, io, json, sys
before = set(sys.modules)
done = []
for program in json.load(sys.stdin):
    told, names = io.StringIO(), {"__name__": "__main__"}
    with contextlib.redirect_stdout(told):
        exec(compile(program, "perceptron.py", "exec"), names)
    parameters = [
        number
        for layer in names["perceptron"].layers
        for array in (layer.weights, layer.biases)
        for number in array.ravel().tolist()
    ]
    measured = [float(names[name]) for name in ("train_loss", "test_loss", "train_score", "test_score")]
    done.append({"printed": told.getvalue().splitlines(), "parameters": parameters, "measured": measured})
new = [name for name in set(sys.modules) - before if getattr(sys.modules[name], "__spec__", None)]  # not made by Cython
imported = {name.partition(".")[0] for name in new} - set(sys.stdlib_module_names)
print(json.dumps({"done": done, "imported": sorted(imported)}))
"""
CLEAN = [sys.executable, "-I", "-W", "error"]


def run_all(programs, folder):
    """Run programs in one clean interpreter, where a warning is an error: {printed, parameters, measured} of each."""
    told = subprocess.run(
        [*CLEAN, "-c", RUN_ALL], input=json.dumps(programs), cwd=folder, capture_output=True, text=True, timeout=600
    )
    assert told.returncode == 0, told.stderr
    result = json.loads(told.stdout)
    assert result["imported"] == ["numpy"], result["imported"]
    return result["done"]


def taken(start, journal=(), epochs=5, engine="numpy"):
    """Return (the Snapshot of a run at its last finite epoch, at most `epochs`; the Records of all before and it)."""
    run = Run(start, engine, journal)
    records = [run.record(), *run.advance(epochs)]
    epoch = records[-1].epoch
    until = [entry for entry in run.journal if entry[0] <= epoch]
    return Snapshot(start, replace(start, **run.settings_at(epoch)), until, records[-1], engine), records


def assert_is_the_run(done, snapshot, records):
    """What a program did is what the run did: every loss that it printed, and all numbers to the last bit."""
    *losses, train, test = done["printed"]
    assert losses == [f"Loss at epoch {record.epoch}: {record.loss:.3f}" for record in records[1:]]
    last = snapshot.record
    assert np.array(done["parameters"]).tobytes() == last.parameters.tobytes()
    measured = [last.train_loss, last.test_loss, last.train_score, last.test_score]
    assert np.array_equal(done["measured"], measured, equal_nan=True)
    score = "accuracy" if snapshot.start.task == "classification" else "R²"
    assert train == f"Training loss: {last.train_loss:.3f}, {score}: {last.train_score:.3f}"
    assert test == f"Test loss: {last.test_loss:.3f}, {score}: {last.test_score:.3f}"


def random_description(number):
    """The `number`th of a row of descriptions: so many in a row as a registry has rows have each of them once."""
    rng = np.random.default_rng(number)
    turn = {name: list(options)[number % len(options)] for name, options in CHOICES.items()}
    hidden = tuple(rng.integers(1, 9, rng.integers(0, 5)).tolist())
    activation = list(ACTIVATIONS)[number % len(ACTIVATIONS)]
    if hidden and number % 3:
        activation = (activation, *rng.choice(list(ACTIVATIONS), len(hidden) - 1).tolist())
    some = [name for i, name in enumerate(FEATURES) if i == number % len(FEATURES) or rng.random() < 0.4]
    n = int(rng.integers(10, 60))
    return Description(
        **turn,
        points=_random_points(n, rng) if turn["dataset"] == OWN else "",
        noise=int(rng.integers(0, 51)),
        split=int(rng.integers(10, 91)),
        n=n,
        dataseed=int(rng.integers(0, 2**32)),
        features=tuple(some),
        hidden=hidden,
        activation=activation,
        seed=int(rng.integers(0, 2**32)),
        learning_rate=float(10 ** rng.uniform(-3, -0.5)),
        period=int(rng.integers(1, 12)),
        batch_size=1,
        clip=float(10 ** rng.uniform(-2, 1)) if rng.random() < 0.4 else None,
        penalty_rate=float(10 ** rng.uniform(-4, -1)),
    )


@cache
def random_case(number, epochs=8):
    """Return (snapshot, records) of a random description with random changes on the way."""
    rng = np.random.default_rng([1, number])
    start = random_description(number)
    start = replace(start, batch_size=int(rng.integers(1, start.n_train + 1)))
    journal = [(int(epoch), _random_changes(start, rng)) for epoch in np.sort(rng.integers(0, epochs + 1, 4))]
    return taken(start, journal[: rng.integers(0, 5)], epochs)


def _random_changes(start, rng):
    count = n_parameters(start.sizes)
    changes = {
        "learning_rate": float(rng.choice([0.01, 0.1, start.learning_rate])),
        "batch_size": int(rng.integers(1, start.n_train + 1)),
        "penalty_rate": float(rng.choice([0.0, 0.01])),
        "parameters": [[int(place), float(rng.normal())] for place in rng.choice(count, min(3, count), replace=False)],
    }
    return {name: value for name, value in changes.items() if rng.random() < 0.5}


def _random_points(n, rng):
    return encode(rng.uniform(-6, 6, (n, 2)), np.arange(n) % 2)


def covered(descriptions):
    """Return the rows of the registries that some descriptions have between them."""
    names = ("dataset", "initialiser", "order", "optimiser", "schedule", "penalty")
    found = {getattr(of, name) for of in descriptions for name in names}
    return found | {name for of in descriptions for name in (*of.features, *of.activations)}


REGISTRIES = {
    name
    for registry in (
        CHOICES["dataset"], ACTIVATIONS, FEATURES, INITIALISERS, OPTIMISERS, ORDERS, PENALTIES, SCHEDULES,
    )
    for name in registry
}  # fmt: skip
