"""The forward pass of the stage is the one of nn_core."""

import numpy as np

from nn_core import ACTIVATIONS, FEATURES, Description, Run
from nn_core.features import features

RUN = """async ([address, run, parameters, x1, x2]) => {
  const { Forward, predict } = await import(address);
  const forward = new Forward(run, x1.length);
  forward.place(x1, x2);
  forward.run(parameters);
  return [forward.activations.flat().map((a) => [...a]), predict(run, parameters, x1[0], x2[0])];
}"""


def test_the_stage_has_every_feature(node, module):
    keys = "async (address) => Object.keys((await import(address)).FEATURES)"
    names = node.evaluate(keys, module("model/forward.js"))
    assert set(names) == set(FEATURES), f"only one side has {set(names) ^ set(FEATURES)}"


def assert_agrees(node, module, description):
    """Every neuron's activation on the stage is the one of NumPy, on the same rounded parameters."""
    run = Run(description)
    list(run.advance(20))
    sent = (3 * run.engine.parameters).astype(np.float32)  # larger than they come, towards saturation
    run.engine.parameters = sent
    x = np.random.default_rng(0).uniform(-12, 12, (2, 50))

    expected, a = [], features(description.features, x)
    for layer in run.engine.perceptron.layers:
        a = layer.forward(a)
        expected.extend(a)
    about = {name: getattr(description, name) for name in ("features", "sizes", "activations")}
    got, single = node.evaluate(RUN, [module("model/forward.js"), about, sent.tolist(), x[0].tolist(), x[1].tolist()])

    tolerance = 1e-5 * np.maximum(1, np.abs(expected))
    assert (np.abs(np.array(got) - expected) <= tolerance).all()
    assert abs(single - expected[-1][0]) <= tolerance[-1][0]


def test_activations_of_every_neuron_agree_with_numpy(node, module, subtests):
    for hidden in [(), (3,), (8, 5, 2)]:
        for activation in ACTIVATIONS:
            with subtests.test(hidden=hidden, activation=activation):
                assert_agrees(node, module, Description(activation=activation, hidden=hidden, seed=3))


def test_every_feature_agrees_with_numpy(node, module, subtests):
    for feature in FEATURES:
        with subtests.test(feature=feature):
            assert_agrees(node, module, Description(features=(feature,), learning_rate=0.001))


def test_all_features_an_activation_for_each_layer_and_a_linear_output_agree_with_numpy(node, module):
    each = {"hidden": (4, 3, 3), "activation": ("silu", "elu", "softplus")}
    assert_agrees(node, module, Description("hills", features=tuple(FEATURES), learning_rate=0.0001, **each))


def test_a_saturated_output_is_clipped_as_in_numpy(node, module):
    line = {"features": ["x1", "x2"], "sizes": [2, 1], "activations": ["sigmoid"]}
    (a,), _ = node.evaluate(RUN, [module("model/forward.js"), line, [1000.0, 0.0, 0.0], [-5, 5], [0, 0]])
    assert a == [np.finfo(float).tiny, 1 - 2.0**-53]
