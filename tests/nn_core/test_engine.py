"""Tests that the NumPy engine is the perceptron itself, to the last bit, behind one flat vector that is its state."""

import numpy as np
import pytest

from nn_core import INITIALISERS, OPTIMISERS, BinaryCrossEntropy, Layer, MeanSquaredError, Perceptron, Run, elu, sigmoid
from nn_core.datasets import CLASSES, SURFACES
from nn_core.engine import ENGINES, NumbaEngine, NumpyEngine, build_perceptron
from nn_core.updates import UpdateRule
from tests.helpers.core import described, fill, flat, shuffler

ARCHITECTURES = [(), (3,), (4, 2), (5, 1, 3)]


def test_the_registry_knows_each_engine_by_its_name():
    assert ENGINES["numpy"] is NumpyEngine
    assert ENGINES["numba"] is NumbaEngine


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


def test_each_layer_gets_the_activation_that_is_named_for_it():
    description = described(hidden=(4, 2, 3), activation=("elu", "relu", "silu"))
    perceptron = build_perceptron(description, np.random.default_rng(0))
    assert [layer.activation.name for layer in perceptron.layers] == ["elu", "relu", "silu", "sigmoid"]


def test_loss_and_output_are_those_of_the_data_sets_task():
    for names, expected in ((CLASSES, (BinaryCrossEntropy, "sigmoid")), (SURFACES, (MeanSquaredError, "linear"))):
        for dataset in names:
            perceptron = build_perceptron(described(dataset=dataset), np.random.default_rng(0))
            assert (type(perceptron.loss), perceptron.layers[-1].activation.name) == expected, dataset


@pytest.mark.parametrize("initialiser", INITIALISERS)
def test_initial_weights_are_the_initialisers_drawn_layer_by_layer(initialiser):
    description = described(initialiser=initialiser, hidden=(4, 3), features=("x1", "x2sq", "sinx1"))
    perceptron = build_perceptron(description, np.random.default_rng(3))
    rng = np.random.default_rng(3)
    for layer, n_inputs, n_neurons in zip(perceptron.layers, (3, 4, 3), (4, 3, 1), strict=True):
        weights, biases = INITIALISERS[initialiser](n_inputs, n_neurons, rng)
        assert np.array_equal(layer.weights, weights) and np.array_equal(layer.biases, biases)


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


@pytest.mark.parametrize(
    ("hidden", "activation", "batch_size"),
    [((), "tanh", 4), ((3,), "relu", 1), ((4, 2), "tanh", 15), ((5, 1, 3), "silu", 4)],
)
def test_engine_and_perceptron_train_and_predict_the_same_bits(hidden, activation, batch_size):
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


@pytest.mark.parametrize(("activation", "batch_size"), [("tanh", 1), ("relu", 4)])
def test_a_run_trains_as_fit_does_with_the_same_initial_weights_points_and_order(activation, batch_size, capsys):
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


# --- the state


def engine_of(**named):
    """An engine that has trained a little, and what it was trained on."""
    description = described(hidden=(3, 2), **named)
    engine = NumpyEngine(description, np.random.default_rng(5))
    rng = np.random.default_rng(6)
    inputs, targets = rng.uniform(-3, 3, (2, 15)), rng.integers(0, 2, (1, 15)).astype(float)
    for _ in range(3):
        engine.train_epoch(inputs, targets, rng.permutation(15), 0.05, 4, 0.01)
    return engine, inputs, targets


@pytest.mark.parametrize(("optimiser", "memories"), [("sgd", 0), ("momentum", 1), ("adam", 2)])
def test_the_state_is_the_parameters_what_is_remembered_of_each_and_the_count_of_steps(optimiser, memories):
    engine, *_ = engine_of(optimiser=optimiser, penalty="l2")
    size = engine.parameters.size
    assert size == 3 * 3 + 4 * 2 + 3
    state = engine.state
    assert state.dtype == np.float64 and state.shape == ((1 + memories) * size + 1,)
    assert np.array_equal(state[:size], engine.parameters)
    assert np.array_equal(state[size:-1].reshape(memories, size), engine.rule.optimiser.memory)
    assert state[size:-1].all()
    assert state[-1] == 3 * 4  # three epochs of four batches


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_state_is_a_copy_and_is_copied_when_set(optimiser):
    engine, inputs, targets = engine_of(optimiser=optimiser)
    state = engine.state
    kept = state.copy()
    engine.train_epoch(inputs, targets, np.arange(15), 0.05, 4)
    assert np.array_equal(state, kept) and not np.array_equal(engine.state, kept)
    state.flags.writeable = False
    engine.state = state
    engine.train_epoch(inputs, targets, np.arange(15), 0.05, 4)
    assert np.array_equal(state, kept)


@pytest.mark.parametrize(("optimiser", "penalty"), [("sgd", "l1"), ("momentum", "l2"), ("adam", "none")])
def test_a_state_that_is_assigned_is_gone_back_to_with_all_that_follows(optimiser, penalty):
    engine, inputs, targets = engine_of(optimiser=optimiser, penalty=penalty)
    other, *_ = engine_of(optimiser=optimiser, penalty=penalty, initialiser="he")
    state = engine.state

    def goes_on(engine):
        losses = [engine.train_epoch(inputs, targets, np.arange(15), 0.05, 4, 0.02) for _ in range(3)]
        return [*losses, *engine.state]

    expected = goes_on(engine)
    for each in (engine, other):
        each.state = state
        assert np.array_equal(each.state, state)
        assert goes_on(each) == expected


def test_to_assign_parameters_leaves_what_the_optimiser_remembers():
    engine, *_ = engine_of(optimiser="adam")
    before = engine.state
    engine.parameters = np.zeros(engine.parameters.size)
    assert not engine.parameters.any()
    assert np.array_equal(engine.state[engine.parameters.size :], before[engine.parameters.size :])


# --- the rule of updates


@pytest.mark.parametrize(
    ("optimiser", "penalty", "clip"),
    [("sgd", "none", None), ("sgd", "none", 0.05), ("sgd", "l1", None), ("momentum", "l2", 0.05), ("adam", "l1", 0.05)],
)
def test_the_engine_trains_as_a_perceptron_with_the_rule_described(optimiser, penalty, clip):
    description = described(optimiser=optimiser, penalty=penalty, clip=clip)
    engine = NumpyEngine(description, np.random.default_rng(5))
    perceptron = build_perceptron(description, np.random.default_rng(5))
    rule = UpdateRule(perceptron, optimiser, penalty, 0.02, clip)
    rng = np.random.default_rng(6)
    inputs, targets = rng.uniform(-5, 5, (2, 15)), rng.integers(0, 2, (1, 15)).astype(float)
    for _ in range(5):
        arguments = (inputs, targets, rng.permutation(15), 0.1, 4)
        assert engine.train_epoch(*arguments, 0.02) == perceptron.train_epoch(*arguments, rule)
        assert np.array_equal(engine.parameters, flat(perceptron))


@pytest.mark.parametrize(
    ("penalty", "cost"), [("none", 0.0), ("l1", 0.5 * (1 + 2 + 3 + 4)), ("l2", 0.5 * (1 + 4 + 9 + 16) / 2)]
)
def test_evaluate_adds_the_penalty_of_the_weights_to_the_training_loss_alone(penalty, cost):
    description = described(hidden=(2,), features=("x1",), penalty=penalty)
    engine = NumpyEngine(description, np.random.default_rng(0))
    engine.parameters = np.array([1.0, -2.0, 100.0, 100.0, 3.0, -4.0, 100.0])  # a bias of 100 costs nothing
    inputs, targets = np.linspace(-3, 3, 7)[None], np.array([[0.0, 1, 1, 0, 1, 0, 1]])
    losses = engine.perceptron.loss(engine.predict(inputs), targets)
    train_loss, test_loss, train_score, test_score = engine.evaluate(inputs, targets, 4, 0.5)
    assert train_loss == pytest.approx(losses[:4].mean() + cost, rel=1e-12)
    assert test_loss == pytest.approx(losses[4:].mean(), rel=1e-12)
    # tanh(±100) is ±1: ŷ is above one half everywhere, as the last bias is 100
    assert (train_score, test_score) == (2 / 4, 2 / 3)


def test_an_engine_is_not_changed_by_looking_at_it():
    engine, inputs, targets = engine_of(optimiser="adam", penalty="l1")
    before = engine.state
    engine.evaluate(inputs, targets, 7, 0.5)
    engine.predict(inputs)
    assert np.array_equal(engine.state, before)


def test_a_perceptron_that_is_not_described_can_be_trained_by_a_rule_too():
    """The parts fit together without an engine: own layers, a loss, a rule."""
    rng = np.random.default_rng(0)
    layers = [Layer(2, 4, elu, rng=rng), Layer(4, 1, sigmoid, rng=rng)]
    perceptron = Perceptron(layers)
    rule = UpdateRule(perceptron, "adam", "l2", 0.001, 1.0)
    inputs = rng.uniform(-2, 2, (2, 40))
    targets = np.where(inputs[:1] > 0.5, 1.0, 0.0)
    losses = [perceptron.train_epoch(inputs, targets, rng.permutation(40), 0.01, 4, rule) for _ in range(30)]
    assert losses[-1] < 0.7 * losses[0]
