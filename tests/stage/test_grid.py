"""The picture of every neuron is the one of NumPy."""

import numpy as np

from nn_core import ACTIVATIONS, FEATURES, Description
from nn_core.features import features
from tests.helpers.sent import sent

SURFACES = """async ([address, run, parameters]) => {
  const { Grid } = await import(`${address}/model/grid.js`);
  const grid = new Grid();
  grid.setRun(run);
  grid.run(parameters);
  return run.sizes.map((size, layer) => Array.from({ length: size }, (_, neuron) => [
    [...grid.forward.outputs({ layer, neuron })], [...grid.forward.preactivations(parameters, { layer, neuron })],
  ]));
}"""
GRID = np.linspace(-6, 6, 50)


def test_the_surface_of_every_neuron_is_the_one_of_numpy(node, module):
    for hidden in [(4, 2), (8,) * 6]:
        for activation in ACTIVATIONS:
            run, parameters, about = sent(
                Description(hidden=hidden, activation=activation, features=tuple(FEATURES), seed=3), 5
            )
            got = node.evaluate(SURFACES, [module("").rstrip("/"), about, parameters.tolist()])
            x1, x2 = np.meshgrid(GRID, GRID[::-1])
            a = features(about["features"], np.array([x1.ravel(), x2.ravel()]))
            expected = [(a, a)]
            for layer in run.engine.perceptron.layers:
                a = layer.forward(a)
                expected.append((a, layer.outputs))
            for neurons, ours in zip(got, expected, strict=True):
                theirs = np.array(neurons).transpose(1, 0, 2)  # outputs and pre-activations of the layer
                assert (np.abs(theirs - ours) <= 1e-5 * np.maximum(1, np.abs(ours))).all(), (hidden, activation)
