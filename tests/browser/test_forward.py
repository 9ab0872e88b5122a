"""The forward pass in the browser is the one of nn_core."""

import numpy as np
import pytest

from nn_core import ACTIVATIONS, Description, Run
from playground import assets

RUN = """async ([address, sizes, activation, parameters, x1, x2]) => {
  const { Forward, predict } = await import(address);
  const forward = new Forward(sizes, activation, x1.length);
  forward.inputs[0].set(x1);
  forward.inputs[1].set(x2);
  forward.run(parameters);
  return [forward.activations.flat().map((a) => [...a]), predict(sizes, activation, parameters, x1[0], x2[0])];
}"""


@pytest.fixture(scope="module")
def blank(browser, server):
    """A page that has nothing but the address of the modules."""
    page = browser.new_page()
    page.goto(f"{server.url}{assets.publish()['stage']}/stage.css")
    yield page
    page.close()


@pytest.fixture
def module(server):
    """The address of a module of the stage."""
    return lambda name: f"{server.url}{assets.publish()['stage']}/{name}"


def test_the_browser_has_every_activation(blank, module):
    names = blank.evaluate("async (address) => Object.keys((await import(address)).ACTIVATIONS)", module("forward.js"))
    assert set(names) == set(ACTIVATIONS), f"only one side has {set(names) ^ set(ACTIVATIONS)}"


@pytest.mark.parametrize("hidden", [(), (3,), (8, 5, 2)], ids=str)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_activations_of_every_neuron_agree_with_numpy(blank, module, activation, hidden):
    run = Run(Description(activation=activation, hidden=hidden, seed=3))
    list(run.advance(20))
    perceptron = run.engine.perceptron
    sent = (3 * run.engine.parameters).astype(np.float32)  # larger than they come, towards saturation
    run.engine.parameters = sent
    x = np.random.default_rng(0).uniform(-12, 12, (2, 50))

    expected, a = [], x
    for layer in perceptron.layers:
        a = layer.forward(a)
        expected.extend(a)
    got, single = blank.evaluate(
        RUN, [module("forward.js"), run.description.sizes, activation, sent.tolist(), x[0].tolist(), x[1].tolist()]
    )

    tolerance = 1e-5 * np.maximum(1, np.abs(expected))
    assert (np.abs(np.array(got) - expected) <= tolerance).all()
    assert abs(single - expected[-1][0]) <= 1e-5


def test_a_saturated_output_is_clipped_as_in_numpy(blank, module):
    parameters = [1000.0, 0.0, 0.0]
    (a,), _ = blank.evaluate(RUN, [module("forward.js"), [2, 1], "tanh", parameters, [-5, 5], [0, 0]])
    assert a == [np.finfo(float).tiny, 1 - 2.0**-53]
