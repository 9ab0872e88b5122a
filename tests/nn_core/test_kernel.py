"""Tests that the compiled kernel does what the readable perceptron does, with every option, and keeps nothing itself.

One epoch is compared from each of many states of the reference: from there on the two differ by roundings alone.
"""

import itertools
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba.core.dispatcher import Dispatcher

from nn_core import (
    ACTIVATIONS,
    DATASETS,
    FEATURES,
    INITIALISERS,
    OPTIMISERS,
    PENALTIES,
    SCHEDULES,
    Description,
    Run,
    kernel,
)
from nn_core.engine import NumbaEngine, NumpyEngine
from nn_core.losses import binary_cross_entropy, mean_squared_error
from nn_core.tasks import accuracy, r_squared
from tests.helpers.core import bits, described, trained

# All numbers here are of about the size of 1, but for R², which may be far below 0: it is compared by its share.
TOLERANCE = 1e-10
EPOCHS = 20


def assert_close(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=0, atol=TOLERANCE)


def of_kernel(description):
    return NumbaEngine(description, np.random.default_rng(0))


def is_plain(description):
    """The reference then takes the course's own step, and does not count it."""
    return (description.optimiser, description.penalty, description.clip) == ("sgd", "none", None)


# --- one epoch from each state of the reference

SMALL = {"n": 50, "hidden": (4, 2), "batch_size": 10, "learning_rate": 0.05}
CALM = {"learning_rate": 0.005}  # what squared errors or a momentum of 0.9 need not to diverge
CASES = [
    {},
    *({"activation": name, "hidden": (4, 3)} for name in ACTIVATIONS),
    *({"activation": name, "hidden": (4,), "dataset": "hills"} | CALM for name in ACTIVATIONS),
    {"activation": ("relu", "tanh")},
    {"activation": ("sigmoid", "elu", "silu"), "hidden": (5, 4, 3)},
    {"activation": ("softplus", "leaky_relu", "linear", "relu"), "hidden": (3, 3, 3, 3), "dataset": "hills"} | CALM,
    *({"initialiser": name} for name in INITIALISERS),
    {"initialiser": "zeros", "activation": "sigmoid"},
    *(
        {"optimiser": optimiser, "penalty": penalty, "clip": clip, "penalty_rate": 0.02, "dataset": dataset} | CALM
        for optimiser in OPTIMISERS
        for penalty in PENALTIES
        for dataset, clip in (("xor", None), ("hills", 0.1))
    ),
    {"clip": 1000.0},
    {"clip": 0.001},
    {"penalty": "l1", "penalty_rate": 0.0},
    *({"schedule": name, "period": 9} for name in SCHEDULES),
    {"schedule": "cosine", "period": 1, "optimiser": "adam"},
    *({"dataset": name, "noise": 20} | (CALM if name in ("plane", "hills") else {}) for name in DATASETS),
    *({"features": (name,)} for name in FEATURES),
    {"features": tuple(FEATURES), "learning_rate": 0.001},
    {"features": ("x1", "x2", "sinx1", "sinx2"), "dataset": "spiral"},
    {"features": ("x1x2", "x2sq"), "dataset": "plane", "learning_rate": 0.001},
    *({"batch_size": size} for size in (1, 7, 24, 25)),
    *({"batch_size": size, "optimiser": "adam"} | CALM for size in (1, 7)),
    *({"batch_size": size, "dataset": "plane"} | CALM for size in (1, 25)),
    {"hidden": ()},
    {"hidden": (), "dataset": "plane", "optimiser": "momentum", "penalty": "l2", "learning_rate": 0.001},
    {"hidden": (1,)},
    {"hidden": (16,) * 6, "optimiser": "adam"} | CALM,
    {"hidden": (16, 1, 7, 16, 3, 2), "activation": ("tanh", "relu", "elu", "silu", "softplus", "sigmoid")},
    {"n": 10, "split": 10, "batch_size": 1},
    {"n": 400, "split": 90, "batch_size": 32},
]


def test_the_cases_cover_every_name_of_every_registry():
    described_cases = [Description(**SMALL | named) for named in CASES]
    for names, used in (
        (ACTIVATIONS, {name for description in described_cases for name in description.activations}),
        (DATASETS, {description.dataset for description in described_cases}),
        (FEATURES, {name for description in described_cases for name in description.features}),
        (INITIALISERS, {description.initialiser for description in described_cases}),
        (OPTIMISERS, {description.optimiser for description in described_cases}),
        (PENALTIES, {description.penalty for description in described_cases}),
        (SCHEDULES, {description.schedule for description in described_cases}),
    ):
        assert used == set(names)


def check_epochs(description, epochs=EPOCHS, journal=()):
    """Train the reference, and from each of its states an epoch on the kernel as well; all numbers must agree."""
    run, engine = Run(description, journal=journal), of_kernel(description)
    given, train_epoch = [], run.engine.train_epoch
    run.engine.train_epoch = lambda *arguments: given.append(arguments) or train_epoch(*arguments)
    points = run.points
    batches = -(-description.n_train // description.batch_size)
    for _ in range(epochs):
        before = run.engine.state
        (record,) = run.advance(1)
        engine.state = before
        loss = engine.train_epoch(*given[-1])
        after = run.engine.state
        assert_close(loss, record.loss)
        assert_close(engine.parameters, record.parameters)
        assert_close(engine.state[:-1], after[:-1])
        if not journal:
            assert engine.state[-1] == before[-1] + batches
        assert is_plain(description) or engine.state[-1] == after[-1]
        assert not np.array_equal(engine.parameters, before[: engine.parameters.size])

        engine.state = after
        rate = given[-1][-1]
        measured = engine.evaluate(points.inputs, points.targets, points.n_train, rate)
        expected = run.engine.evaluate(points.inputs, points.targets, points.n_train, rate)
        assert_close(measured[:2], expected[:2])
        np.testing.assert_allclose(measured[2:], expected[2:], rtol=TOLERANCE, atol=TOLERANCE)
        assert_close(engine.predict(points.inputs), run.engine.predict(points.inputs))


def test_one_epoch_from_each_state_of_the_reference_agrees(subtests):
    for named in CASES:
        with subtests.test(named=named):
            check_epochs(Description(**SMALL | named))


def test_an_epoch_after_every_change_on_the_way_agrees():
    journal = [(3, {"learning_rate": 0.2}), (7, {"batch_size": 3, "penalty_rate": 0.5}), (12, {"batch_size": 25})]
    check_epochs(Description(**SMALL, penalty="l1"), journal=journal)


@st.composite
def descriptions(draw):
    layers = draw(st.lists(st.tuples(st.integers(1, 16), st.sampled_from(list(ACTIVATIONS))), max_size=6))
    return Description(
        n=draw(st.integers(10, 60)),
        noise=draw(st.integers(0, 50)),
        batch_size=draw(st.integers(1, 5)),
        hidden=[size for size, _ in layers],
        activation=[name for _, name in layers] or "tanh",
        features=draw(st.lists(st.sampled_from(list(FEATURES)), min_size=1, max_size=7, unique=True)),
        clip=draw(st.sampled_from([0.1, 1.0])),  # nothing diverges
        period=draw(st.integers(1, 5)),
        seed=draw(st.integers(0, 2**32 - 1)),
        dataseed=draw(st.integers(0, 2**32 - 1)),
        penalty_rate=draw(st.sampled_from([0.0, 0.01, 0.3])),
        learning_rate=draw(st.sampled_from([0.001, 0.03])),
        **{
            name: draw(st.sampled_from(list(options)))
            for name, options in (
                ("dataset", DATASETS),
                ("initialiser", INITIALISERS),
                ("optimiser", ["sgd", "momentum"]),  # see below for Adam
                ("schedule", SCHEDULES),
                ("penalty", PENALTIES),
            )
        },
    )


@settings(max_examples=60)
@given(descriptions())
def test_epochs_of_any_description_agree(description):
    """But for Adam: where a gradient is 0 but for roundings, it divides one rounding by another."""
    check_epochs_by_share(description, epochs=4)


def check_epochs_by_share(description, epochs):
    """As check_epochs; weights of 16 inputs that are squares are large, so numbers above 1 are compared by share."""
    run, engine = Run(description), of_kernel(description)
    inputs, targets = run.points.training
    rng = np.random.default_rng(0)
    for _ in range(epochs):
        engine.state = run.engine.state
        order = rng.permutation(description.n_train)
        arguments = (inputs, targets, order, description.learning_rate, description.batch_size)
        losses = [each.train_epoch(*arguments, description.penalty_rate) for each in (engine, run.engine)]
        np.testing.assert_allclose(*losses, rtol=TOLERANCE, atol=TOLERANCE)
        np.testing.assert_allclose(engine.state[:-1], run.engine.state[:-1], rtol=TOLERANCE, atol=TOLERANCE)


def test_a_hundred_epochs_in_a_row_agree_where_training_contracts():
    description = Description()  # 2-4-2-1 on the circle
    reference, compiled = Run(description), Run(description, engine="numba")
    for expected, record in zip(reference.advance(100), compiled.advance(100), strict=True):
        assert_close(record.parameters, expected.parameters)
        for name in ("loss", "train_loss", "test_loss", "train_score", "test_score", "learning_rate"):
            assert_close(getattr(record, name), getattr(expected, name))
    assert expected.test_loss < 0.2


# --- prediction and measures


@pytest.mark.parametrize("named", [{}, {"hidden": ()}, {"hidden": (16, 3), "activation": ("relu", "silu")}], ids=str)
def test_any_number_of_examples_is_predicted_as_the_reference_does(named):
    description = described(**named, features=tuple(FEATURES))
    reference, engine = NumpyEngine(description, np.random.default_rng(1)), of_kernel(description)
    engine.state = reference.state
    for n in (1, 63, 64, 65, 128, 1000):
        inputs = np.random.default_rng(2).normal(size=(7, n))
        y_hat = engine.predict(inputs)
        assert y_hat.shape == (1, n)
        assert_close(y_hat, reference.predict(inputs))


@pytest.mark.parametrize("layout", [np.asfortranarray, lambda a: np.repeat(a, 2, axis=1)[:, ::2], np.ascontiguousarray])
def test_inputs_of_any_memory_layout_are_taken(layout):
    engine, inputs = of_kernel(described()), np.random.default_rng(2).normal(size=(2, 70))
    targets = np.random.default_rng(3).integers(0, 2, (1, 70)).astype(float)
    expected = of_kernel(described())
    assert np.array_equal(engine.predict(layout(inputs)), expected.predict(inputs))
    arguments = (np.arange(70), 0.1, 4)
    assert engine.train_epoch(layout(inputs), targets, *arguments) == expected.train_epoch(inputs, targets, *arguments)
    assert np.array_equal(engine.state, expected.state)


@given(st.lists(st.tuples(st.floats(0.001, 0.999), st.sampled_from([0.0, 1.0, 0.25])), min_size=1, max_size=30))
def test_measures_of_classes_are_the_mean_cross_entropy_and_the_accuracy(pairs):
    y_hat, y = np.array(pairs).T.copy()
    loss, score = kernel.measure(True, y_hat, y)
    assert loss == pytest.approx(binary_cross_entropy(y_hat[None], y[None]).mean(), rel=1e-12)
    assert score == pytest.approx(accuracy(y_hat, y), rel=1e-15)


@given(st.lists(st.tuples(st.floats(-3, 3), st.integers(-4, 4)), min_size=1, max_size=30))
def test_measures_of_values_are_the_mean_squared_error_and_r_squared(pairs):
    y_hat, y = np.array(pairs, dtype=float).T.copy()
    loss, score = kernel.measure(False, y_hat, y)
    assert loss == pytest.approx(mean_squared_error(y_hat[None], y[None]).mean(), rel=1e-12)
    assert score == pytest.approx(r_squared(y_hat, y), rel=1e-9, abs=1e-9, nan_ok=True)


def test_r_squared_is_nan_where_all_values_are_equal():
    for value, n in itertools.product((1.0, -1.0, 0.0, 0.3), (1, 2, 3, 19)):  # of some, the mean is off by a rounding
        assert np.isnan(kernel.measure(False, np.zeros(n) + 0.3, np.full(n, value))[1]), (value, n)


def test_one_half_counts_as_class_1_and_what_is_just_below_does_not():
    half, below = 0.5, np.nextafter(0.5, 0)
    assert kernel.measure(True, np.array([half, below, half, below]), np.array([1.0, 1.0, 0.0, 0.0]))[1] == 0.5
    assert kernel.measure(True, np.array([half, below]), np.array([1.0, 0.0]))[1] == 1.0


def test_values_and_slopes_are_those_of_the_activation_even_at_huge_pre_activations():
    for name in ACTIVATIONS:
        z = np.array([-1e300, -1e6, -750.0, -40.0, -1.0, -1e-20, 0.0, 1e-20, 0.5, 37.0, 720.0, 1e6, 1e300])
        a, slope = np.array([7.0, *z, 7.0]), np.full(z.size + 2, 7.0)
        kernel._activate(kernel.ACTIVATION_NUMBERS[name], a, slope, 1, z.size + 1)
        assert a[1:-1] == pytest.approx(ACTIVATIONS[name](z), rel=1e-14, abs=0), name
        assert slope[1:-1] == pytest.approx(ACTIVATIONS[name].derivative(z), rel=1e-14), name
        assert a[[0, -1]].tolist() == slope[[0, -1]].tolist() == [7.0, 7.0], name


# --- numbers that are none


def overflowing(**named):
    """An engine whose numbers are as those of a run, and what to train it on for an epoch."""
    description = described(hidden=(3, 2), **named)
    points = Run(description).points
    arguments = (*points.training, np.arange(15), description.learning_rate, description.batch_size, 0.01)
    return of_kernel(description), arguments


@pytest.mark.parametrize("named", [{}, {"activation": "relu"}, {"dataset": "hills", "optimiser": "adam", "clip": 0.5}])
def test_a_parameter_that_is_no_number_is_seen_in_the_epoch_that_meets_it(named):
    engine, arguments = overflowing(**named)
    before = engine.state
    assert np.isfinite(engine.train_epoch(*arguments))
    for place, value in itertools.product(range(20), (np.nan, np.inf, -np.inf)):
        state = before.copy()
        state[place] = value
        engine.state = state
        assert np.isnan(engine.train_epoch(*arguments)), (place, value)


@pytest.mark.parametrize("optimiser", ["momentum", "adam"])
def test_what_an_optimiser_remembers_that_is_no_number_is_seen_in_the_epoch_that_meets_it(optimiser):
    engine, arguments = overflowing(optimiser=optimiser)
    before = engine.state
    for place in range(20, 40):
        state = before.copy()
        state[place] = np.nan
        engine.state = state
        assert np.isnan(engine.train_epoch(*arguments)), place


def test_an_epoch_that_overflows_on_its_way_is_seen_as_the_reference_sees_it():
    for named in [{"activation": "linear"}, {"activation": "relu", "dataset": "hills"}]:
        for penalty in PENALTIES:
            engine, arguments = overflowing(**named, penalty=penalty)
            reference = NumpyEngine(described(hidden=(3, 2), **named, penalty=penalty), np.random.default_rng(0))
            state = engine.state
            assert np.isfinite(state).all(), (named, penalty)
            state[:20] = np.where(np.arange(20) % 3, 1e308, 1e300)  # each finite, but no sum of products of them
            for each in (engine, reference):
                each.state = state
            assert np.isnan(engine.train_epoch(*arguments)), (named, penalty)
            loss = reference.train_epoch(*arguments)
            assert not (np.isfinite(loss) and np.isfinite(reference.parameters).all()), (named, penalty)


def test_weights_that_are_merely_huge_behind_a_tanh_are_no_overflow():
    engine, arguments = overflowing()
    state = engine.state
    state[0] = 1e300
    engine.state = state
    assert np.isfinite(engine.train_epoch(*arguments))


# settings, and a learning rate that is too large for them
DIVERGING = [
    ({"activation": "linear", "hidden": (8, 8, 8), "learning_rate": 0.01}, 1.0),
    ({"activation": "linear", "hidden": (8, 8, 8), "learning_rate": 0.01, "batch_size": 1}, 10.0),
    ({"activation": "leaky_relu", "hidden": (8, 8), "dataset": "hills", "learning_rate": 0.0001}, 1.0),
    ({"activation": "softplus", "dataset": "hills", "learning_rate": 0.0001, "schedule": "step", "period": 2}, 1.0),
    ({"hidden": (), "dataset": "plane", "learning_rate": 0.0001, "optimiser": "momentum"}, 0.3),
    ({"hidden": (), "dataset": "plane", "learning_rate": 0.0001, "penalty": "l2"}, 0.15),
    ({"learning_rate": 0.01, "penalty": "l2", "penalty_rate": 10.0}, 0.3),  # the penalty's share alone grows
]


def test_a_run_that_diverges_stops_at_the_same_epoch_as_the_reference():
    for named, learning_rate in DIVERGING:
        for at in (0, 4):
            description, journal = described(noise=50, n=100, **named), [(at, {"learning_rate": learning_rate})]
            runs = [Run(description, engine=engine, journal=journal) for engine in ("numpy", "numba")]
            reached = [[record.epoch for record in run.advance(200)] for run in runs]
            assert at <= len(reached[0]) < 200 and reached[0] == reached[1], (named, learning_rate)
            assert all(run.diverged for run in runs), (named, learning_rate)
            assert all(np.isfinite(run.engine.state).all() for run in runs), (named, learning_rate)


# --- what the compiler is told


def dispatchers():
    return {name: value for name, value in vars(kernel).items() if isinstance(value, Dispatcher)}


def test_nothing_is_compiled_with_fastmath():
    assert {"train_epoch", "predict", "measure", "cost", "_activate", "_update"} <= set(dispatchers())
    for name, dispatcher in dispatchers().items():
        options = dispatcher.targetoptions
        assert not options.get("fastmath"), name
        assert not options.get("parallel"), name
        assert options["nogil"], name


# --- names and numbers


@pytest.mark.parametrize(
    ("registry", "numbers"),
    [
        (ACTIVATIONS, kernel.ACTIVATION_NUMBERS),
        (OPTIMISERS, kernel.OPTIMISER_NUMBERS),
        (PENALTIES, kernel.PENALTY_NUMBERS),
    ],
    ids=["activations", "optimisers", "penalties"],
)
def test_every_name_has_a_number_of_its_own_in_the_kernel(registry, numbers):
    assert set(registry) - set(numbers) == set(), "the kernel does not know these"
    assert set(numbers) - set(registry) == set(), "the kernel knows these, nobody else does"
    assert len(set(numbers.values())) == len(numbers)


# --- the state of the engine


@pytest.mark.parametrize(
    ("hidden", "initialiser"), zip([(), (3,), (4, 2), (5, 1, 3)], INITIALISERS, strict=True), ids=str
)
def test_the_initial_state_is_that_of_the_reference(hidden, initialiser):
    description = described(hidden=hidden, initialiser=initialiser, optimiser="adam", features=("x1", "x2", "x1x2"))
    engines = [each(description, np.random.default_rng(3)) for each in (NumbaEngine, NumpyEngine)]
    assert engines[0].state.tobytes() == engines[1].state.tobytes()
    assert engines[0].parameters.tobytes() == engines[1].parameters.tobytes()


@pytest.mark.parametrize(("optimiser", "memories"), [("sgd", 0), ("momentum", 1), ("adam", 2)])
def test_a_state_goes_in_and_comes_out_bit_for_bit_and_is_copied_both_ways(optimiser, memories):
    engine = of_kernel(described(hidden=(4, 2), optimiser=optimiser))
    size = 12 + 10 + 3
    state = np.append(np.random.default_rng(0).normal(size=(1 + memories) * size), 17.0)
    kept = state.copy()
    state.flags.writeable = False
    engine.state = state
    assert engine.state.dtype == np.float64 and engine.state.tobytes() == kept.tobytes()
    assert engine.parameters.tobytes() == kept[:size].tobytes()
    engine.state[:] = 0.0
    engine.parameters[:] = 0.0
    assert engine.state.tobytes() == kept.tobytes()
    engine.train_epoch(np.ones((2, 6)), np.ones((1, 6)), np.arange(6), 0.1, 2)
    assert state.tobytes() == kept.tobytes() and engine.state[-1] == 17 + 3


def test_to_assign_parameters_leaves_what_the_optimiser_remembers():
    engine = of_kernel(described(optimiser="adam"))
    engine.train_epoch(np.ones((2, 6)), np.ones((1, 6)), np.arange(6), 0.1, 2)
    before, parameters = engine.state, np.arange(13.0)
    engine.parameters = parameters
    parameters[:] = -1.0
    assert engine.parameters.tolist() == list(range(13))
    assert engine.state[13:].tobytes() == before[13:].tobytes()


def test_looking_at_an_engine_does_not_change_it():
    run = Run(described(optimiser="adam", penalty="l1"), engine="numba")
    list(run.advance(3))
    before = run.engine.state
    run.record()
    run.predict(run.points.coordinates)
    assert run.engine.state.tobytes() == before.tobytes()


def test_an_epoch_leaves_inputs_targets_and_order_as_they_are():
    engine, (inputs, targets, order, *rest) = overflowing()
    kept = [array.copy() for array in (inputs, targets, order)]
    engine.train_epoch(inputs, targets, order, *rest)
    assert all(np.array_equal(array, old) for array, old in zip((inputs, targets, order), kept, strict=True))


# --- the kernel keeps nothing between calls

DIFFERENT = [
    {},
    {"hidden": (8, 8), "activation": ("relu", "silu"), "optimiser": "adam", "learning_rate": 0.01},
    {"dataset": "hills", "hidden": (4,), "optimiser": "momentum", "penalty": "l2", "learning_rate": 0.005, "clip": 0.5},
    {"features": tuple(FEATURES), "hidden": (), "penalty": "l1", "schedule": "cosine", "period": 7, "batch_size": 1},
]


def test_engines_that_take_turns_train_as_each_does_alone():
    alone = [trained(Run(described(**named), engine="numba"), 20) for named in DIFFERENT]
    runs = [Run(described(**named), engine="numba") for named in DIFFERENT]
    turns = [[trained(run, 1)[0] for run in runs] for _ in range(20)]
    assert [list(records) for records in zip(*turns, strict=True)] == alone


@pytest.mark.parametrize("named", DIFFERENT, ids=str)
def test_equal_calls_from_equal_states_give_equal_bits_whatever_was_called_in_between(named):
    run = Run(described(**named), engine="numba")
    list(run.advance(2))
    engine, points, state = run.engine, run.points, run.engine.state
    others = np.random.default_rng(0).normal(size=points.training[0].shape)
    arguments = (*points.training, np.arange(15)[::-1].copy(), 0.02, 4, 0.01)
    results = []
    for _ in range(3):
        engine.state = state
        loss = engine.train_epoch(*arguments)
        results.append((loss, engine.state.tobytes(), engine.predict(points.inputs).tobytes()))
        engine.train_epoch(others, *arguments[1:])
        engine.predict(others)
        engine.evaluate(points.inputs, points.targets, 5, 1.0)
    assert results[0] == results[1] == results[2]


def test_other_inputs_of_the_same_shape_are_other_inputs():
    engine, (inputs, *rest) = overflowing()
    state = engine.state
    first = engine.train_epoch(inputs, *rest)
    engine.state = state
    assert engine.train_epoch(inputs + 1.0, *rest) != first
    engine.state = state
    assert engine.train_epoch(inputs, *rest) == first


# --- runs on the kernel


@pytest.mark.parametrize("named", DIFFERENT, ids=str)
def test_chunks_of_any_size_give_the_same_bits(named):
    expected = trained(Run(described(**named), engine="numba"), 30)
    for chunks in ([1] * 30, [7, 0, 20, 3]):
        chunked = Run(described(**named), engine="numba")
        assert [record for chunk in chunks for record in trained(chunked, chunk)] == expected, chunks


def journalled(named):
    """A run with changes at 10 and 25, and the bits of all its 50 epochs."""
    run = Run(described(**named), engine="numba")
    records = [bits(run.record()), *trained(run, 10)]
    run.change(learning_rate=0.02, batch_size=2)
    records += trained(run, 15)
    run.change(penalty_rate=0.05, batch_size=7)
    return run, records + trained(run, 25)


def test_any_epoch_comes_back_bit_for_bit_and_goes_on_as_it_did(monkeypatch):
    for thin in [False, True]:
        for named in DIFFERENT:
            monkeypatch.setattr("nn_core.run.CHECKPOINTS", 1)
            run, records = journalled(named)
            if thin:
                run.forget(lambda epoch: False)
                assert run.held == [0, 50], (thin, named)
            for epoch in (17, 3, 26, 49, 0):
                assert bits(run.restore(epoch)) == records[epoch], (thin, named)
                ahead = min(8, 50 - epoch)
                assert trained(run, ahead) == records[epoch + 1 : epoch + 1 + ahead], (thin, named)
            assert trained(run, 42) == records[9:], (thin, named)


@pytest.mark.parametrize("named", DIFFERENT, ids=str)
def test_a_new_run_with_the_same_journal_has_the_same_bits(named):
    run, records = journalled(named)
    replayed = Run(run.description, engine="numba", journal=json.loads(json.dumps(run.journal)))
    assert [bits(replayed.record()), *trained(replayed, 50)] == records


@pytest.mark.parametrize("named", DIFFERENT, ids=str)
def test_points_initial_weights_and_order_are_those_of_the_reference(named):
    runs = [Run(described(**named), engine=engine) for engine in ("numpy", "numba")]
    for run in runs:
        list(run.advance(3))
    first, second = (run.restore(0) for run in runs)
    assert first.parameters.tobytes() == second.parameters.tobytes()
    assert np.array_equal(runs[0].points.inputs, runs[1].points.inputs)
    states = [run._states[3][1] for run in runs]
    assert states[0] == states[1]


# --- two threads at once


@pytest.fixture
def frequent_switches():
    """The interpreter changes threads ten thousand times a second where it may."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    yield
    sys.setswitchinterval(before)


LARGER = [{"n": 400, "batch_size": 10, "seed": seed} | named for seed, named in enumerate(DIFFERENT)]


@pytest.mark.parametrize(
    "pair", [(0, 0), (0, 1), (1, 2), (2, 3), (1, 1)], ids=lambda pair: f"{pair[0]} beside {pair[1]}"
)
def test_two_threads_that_train_two_runs_at_once_get_the_bits_of_each_alone(pair, frequent_switches):
    wanted = [Description(**{"hidden": (4,)} | LARGER[number]) for number in pair]
    alone = [trained(Run(description, engine="numba"), 60) for description in wanted]
    together = threading.Barrier(2, timeout=60)

    def train(description):
        run, records = Run(description, engine="numba"), []
        for _ in range(20):
            together.wait()
            records += trained(run, 3)
        return records

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(train, wanted)) == alone


def test_an_epoch_lets_other_threads_run_while_it_trains():
    """Else threads would only ever take turns, and the test above would show nothing."""
    description = Description(n=5000, split=90, hidden=(16,) * 6, batch_size=10)
    run = Run(description, engine="numba")
    list(run.advance(1))
    arguments = (*run.points.training, np.tile(np.arange(description.n_train), 20), 0.001, 10)  # half a second
    began, ended = threading.Event(), threading.Event()

    def train():
        began.set()
        run.engine.train_epoch(*arguments)
        ended.set()

    before = sys.getswitchinterval()
    sys.setswitchinterval(30)  # a thread that holds the interpreter is not asked to give it up
    try:
        thread = threading.Thread(target=train)
        thread.start()
        began.wait(60)
        still_training = not ended.is_set()
        thread.join(60)
    finally:
        sys.setswitchinterval(before)
    assert still_training and ended.is_set()
