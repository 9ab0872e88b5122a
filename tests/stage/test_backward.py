"""The backward pass of the stage is the one of nn_core."""

import numpy as np

from nn_core import ACTIVATIONS, Description, Run

GRADIENT = """async ([address, run, parameters, x1, x2, y]) => {
  const { Forward } = await import(`${address}/model/forward.js`);
  const { Backward } = await import(`${address}/model/backward.js`);
  const forward = new Forward(run, x1.length);
  const backward = new Backward(run, forward);
  forward.place(x1, x2);
  forward.run(parameters);
  const gradient = [...backward.run(parameters, y)];
  return [gradient, backward.dz.map((layer) => layer.map((dz) => [...dz]))];
}"""


def test_the_backward_pass_is_the_one_of_numpy(node, module):
    for dataset in ["circle", "hills"]:
        for activation in ACTIVATIONS:
            description = Description(dataset=dataset, hidden=(5, 4, 3), activation=activation, seed=2)
            run = Run(description)
            list(run.advance(10))
            sent = run.engine.parameters.astype(np.float32)
            run.engine.parameters = sent
            network = run.engine.perceptron
            inputs, targets = (array[:, :40] for array in run.points.training)
            da = network.loss.derivative(network.forward(inputs), targets)
            expected, dzs = network.gradients(da), []
            for layer in reversed(network.layers):
                dzs.insert(0, da * layer.activation.derivative(layer.outputs))
                da = layer.gradients(da)[2]
            about = {name: getattr(description, name) for name in ("features", "sizes", "activations", "task")}
            points = run.points.coordinates[:, :40]
            arguments = [module("").rstrip("/"), about, sent.tolist(), *points.tolist(), targets[0].tolist()]
            gradient, dz = node.evaluate(GRADIENT, arguments)
            difference = np.abs(np.array(gradient) - expected)
            assert (difference <= 1e-5 * np.maximum(1, np.abs(expected))).all(), (dataset, activation)
            for got, ours in zip(dz, dzs, strict=True):
                assert (np.abs(np.array(got) - ours) <= 1e-5 * np.maximum(1, np.abs(ours))).all(), (dataset, activation)
