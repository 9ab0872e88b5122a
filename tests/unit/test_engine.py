"""Tests that the NumPy engine is the perceptron itself, to the last bit, behind one flat vector of parameters."""

import numpy as np
import pytest
from core_helpers import described, fill, flat, shuffler

from nn_core import ACTIVATIONS, Layer, Run, sigmoid
from nn_core.engine import ENGINES, NumpyEngine, build_perceptron

ARCHITECTURES = [(), (3,), (4, 2), (5, 1, 3)]


def test_the_registry_knows_the_engine_by_its_name():
    assert ENGINES["numpy"] is NumpyEngine


@pytest.mark.parametrize("hidden", ARCHITECTURES, ids=str)
def test_the_perceptron_built_is_the_one_described_drawn_layer_by_layer(hidden):
    perceptron = build_perceptron(described(hidden=hidden, activation="relu"), np.random.default_rng(3))
    rng = np.random.default_rng(3)
    sizes = (2, *hidden, 1)
    for layer, n_inputs, n_neurons in zip(perceptron.layers, sizes, sizes[1:], strict=False):
        expected = Layer(n_inputs, n_neurons, sigmoid, rng=rng)
        assert np.array_equal(layer.weights, expected.weights) and np.array_equal(layer.biases, expected.biases)
    names = [layer.activation.name for layer in perceptron.layers]
    assert names == ["relu"] * len(hidden) + ["sigmoid"]


def test_the_vector_holds_each_layers_weights_row_by_row_and_then_its_biases():
    engine = NumpyEngine(described(hidden=(3,)), np.random.default_rng(0))
    first, last = engine.perceptron.layers
    expected = [*first.weights[0], *first.weights[1], *first.weights[2], *first.biases[:, 0]]
    expected += [*last.weights[0], *last.biases[:, 0]]
    assert engine.parameters.dtype == np.float64
    assert engine.parameters.tolist() == expected


def test_to_set_the_vector_is_to_set_the_layers_and_to_read_it_is_to_copy():
    engine = NumpyEngine(described(hidden=(3,)), np.random.default_rng(0))
    first, last = engine.perceptron.layers
    engine.parameters = np.arange(13.0)
    assert np.array_equal(first.weights, [[0, 1], [2, 3], [4, 5]])
    assert np.array_equal(first.biases, [[6], [7], [8]])
    assert np.array_equal(last.weights, [[9, 10, 11]])
    assert np.array_equal(last.biases, [[12]])
    engine.parameters[0] = -1.0
    assert first.weights[0, 0] == 0.0


@pytest.mark.parametrize("batch_size", [1, 4, 15])
@pytest.mark.parametrize("hidden", ARCHITECTURES, ids=str)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_engine_and_perceptron_train_and_predict_the_same_bits(activation, hidden, batch_size):
    description = described(activation=activation, hidden=hidden)
    engine = NumpyEngine(description, np.random.default_rng(5))
    perceptron = build_perceptron(description, np.random.default_rng(5))
    rng = np.random.default_rng(6)
    inputs, targets = rng.uniform(-5, 5, (2, 15)), rng.integers(0, 2, (1, 15)).astype(float)
    for _ in range(5):
        arguments = (inputs, targets, rng.permutation(15), 0.1, batch_size)
        assert engine.train_epoch(*arguments) == perceptron.train_epoch(*arguments)
        assert np.array_equal(engine.parameters, flat(perceptron))
    assert np.array_equal(engine.predict(inputs), perceptron.forward(inputs))


@pytest.mark.parametrize("batch_size", [1, 4])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_run_trains_as_fit_does_with_the_same_first_weights_points_and_order(activation, batch_size, capsys):
    description = described(activation=activation, hidden=(4, 2), batch_size=batch_size, seed=8)
    run = Run(description)
    perceptron = build_perceptron(description, np.random.default_rng(0))
    fill(perceptron, run.record().parameters)
    inputs, targets = run.points.training

    records = list(run.advance(12))
    perceptron.fit(inputs.T, targets.T, 12, 0.1, batch_size=batch_size, rng=shuffler(8))

    assert np.array_equal(records[-1].parameters, flat(perceptron))
    printed = [f"Loss at epoch {record.epoch}: {record.loss:.3f}" for record in records]
    assert capsys.readouterr().out.splitlines() == printed
