"""How good any weights are is measured as the run does it."""

import numpy as np
import pytest

from nn_core import Description
from tests.helpers.sent import sent

MEASURE = """async ([address, run, parameters]) => {
  const { Measure, confusion } = await import(`${address}/model/measure.js`);
  for (const name of ["x1", "x2", "y"]) run.points[name] = Float64Array.from(run.points[name]);
  const measure = new Measure(run);
  return [measure.of(parameters), confusion(measure.predict(parameters), run.points.y)];
}"""
# What is measured of a regression, and the output's dz at its points.
PERFECT = """async ([address, run, parameters]) => {
  const load = (name) => import(`${address}/model/${name}.js`);
  const [{ Measure }, { Forward }, { Backward }] = await Promise.all(["measure", "forward", "backward"].map(load));
  for (const name of ["x1", "x2", "y"]) run.points[name] = Float32Array.from(run.points[name]);
  const forward = new Forward(run, run.n);
  forward.place(run.points.x1, run.points.x2);
  forward.run(parameters);
  const backward = new Backward(run, forward);
  backward.run(parameters, run.points.y);
  return [new Measure(run).of(parameters), [...backward.dz[0][0]]];
}"""


@pytest.mark.parametrize(
    "fields",
    [{}, {"penalty": "l1", "penalty_rate": 0.1}, {"penalty": "l2", "penalty_rate": 0.1},
     {"dataset": "hills", "learning_rate": 0.01}, {"dataset": "hills", "penalty": "l2", "learning_rate": 0.01}],
    ids=str,
)  # fmt: skip
def test_losses_and_scores_of_any_weights_are_those_of_the_run(node, module, fields):
    run, parameters, about = sent(Description(**fields), 10)
    got, counts = node.evaluate(MEASURE, [module("").rstrip("/"), about, parameters.tolist()])
    penalty_rate = run.description.penalty_rate
    measured = run.engine.evaluate(run.points.inputs, run.points.targets, run.points.n_train, penalty_rate)
    assert [got[name] for name in ("trainLoss", "testLoss", "trainScore", "testScore")] == pytest.approx(measured)
    predicted, true = run.predict(run.points.coordinates)[0] >= 0.5, run.points.targets[0] >= 0.5
    ours = {"positive": [predicted & true, ~predicted & true], "negative": [~predicted & ~true, predicted & ~true]}
    assert counts == {name: [int(cell.sum()) for cell in cells] for name, cells in ours.items()}


def test_of_a_perfect_fit_nothing_is_left_over(node, module):
    """Squared errors of 1e-33 are the run's; from what has travelled they would come out as 1e-16."""
    _, parameters, about = sent(Description("plane", hidden=()), 400)
    about["points"] = {name: np.float32(numbers).tolist() for name, numbers in about["points"].items()}
    measured, dz = node.evaluate(PERFECT, [module("").rstrip("/"), about, parameters.tolist()])
    assert measured == {"trainLoss": 0, "testLoss": 0, "trainScore": 1, "testScore": 1}
    assert set(dz) == {0}
