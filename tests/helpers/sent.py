"""What the stage knows of a run, for the tests of its modules."""

import numpy as np

from nn_core import Run


def sent(description, epochs):
    """A run with the parameters that travel, and what the browser knows of it."""
    run = Run(description)
    list(run.advance(epochs))
    parameters = run.engine.parameters.astype(np.float32)
    run.engine.parameters = parameters
    names = ("features", "sizes", "activations", "task", "n")
    about = {name: getattr(description, name) for name in names} | {"nTrain": description.n_train}
    x1, x2 = run.points.coordinates.tolist()
    about["points"] = {"x1": x1, "x2": x2, "y": run.points.targets[0].tolist()}
    about["description"] = {"penalty": description.penalty, "penalty_rate": description.penalty_rate}
    return run, parameters, about
