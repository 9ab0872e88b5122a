"""Tests that a run trains, records, changes and diverges as it says, and gives equal bits for equal settings."""

import itertools
import json
import math
from types import SimpleNamespace

import numpy as np
import pytest

from nn_core import ACTIVATIONS, DATASETS, FEATURES, INITIALISERS, OPTIMISERS, SCHEDULES, Run
from nn_core.datasets import CLASSES, SURFACES
from nn_core.engine import n_parameters
from nn_core.features import features
from nn_core.run import MAX_EDITS, JournalFull
from tests.helpers.core import FEATURE_FORMULAS, bits, described, refusal, trained

LARGEST_FLOAT32 = float(np.finfo(np.float32).max)


def initial_weights(**named):
    return Run(described(**named)).record().parameters


def drawn_points(**named):
    return Run(described(**named)).points


# --- advancing


def test_advance_yields_a_record_for_each_epoch():
    run = Run(described())
    assert [record.epoch for record in run.advance(5)] == [1, 2, 3, 4, 5]
    assert [record.epoch for record in run.advance(2)] == [6, 7]
    assert run.epoch == 7


def test_advance_by_nothing_trains_nothing():
    run = Run(described())
    before = bits(run.record())
    assert list(run.advance(0)) == []
    assert bits(run.record()) == before


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"optimiser": "momentum", "learning_rate": 0.01, "batch_size": 1},
        {"optimiser": "adam", "schedule": "cosine", "period": 20, "penalty": "l1"},
        {"dataset": "hills", "clip": 0.5, "features": ("x1", "x2", "x1x2"), "schedule": "step", "period": 7},
    ],
    ids=str,
)
def test_chunks_of_any_size_give_the_same_bits(named):
    expected = trained(Run(described(**named)), 30)
    for chunks in ([30], [1] * 30, [7, 0, 20, 3]):
        chunked = Run(described(**named))
        assert [record for chunk in chunks for record in trained(chunked, chunk)] == expected, chunks


def test_a_record_asked_for_is_the_one_that_advance_yielded():
    run = Run(described())
    (yielded,) = run.advance(1)
    assert bits(run.record()) == bits(yielded)


def test_a_loop_that_is_left_early_leaves_the_run_at_the_epoch_it_saw():
    run, whole = Run(described()), Run(described())
    for record in run.advance(100):
        if record.epoch == 3:
            break
    assert run.epoch == 3
    assert trained(run, 3) == trained(whole, 6)[3:]


def test_a_budget_of_no_time_still_gives_exactly_one_epoch():
    run = Run(described())
    assert [record.epoch for record in run.advance(100, seconds=0)] == [1]
    assert [record.epoch for record in run.advance(100, seconds=0)] == [2]
    assert list(run.advance(0, seconds=0)) == []


def test_no_epoch_is_begun_after_the_budget_is_used_up_and_none_is_trained_otherwise(monkeypatch):
    run, whole = Run(described()), Run(described())
    a_second_an_epoch = SimpleNamespace(perf_counter=lambda: float(run.epoch))
    monkeypatch.setattr("nn_core.run.time", a_second_an_epoch)
    assert trained(run, 100)[-1][0] == 100
    run.restore(0)
    records = [bits(record) for record in run.advance(100, seconds=3.0)]
    records += [bits(record) for record in run.advance(100, seconds=1.5)]
    assert records == trained(whole, 5)


# --- what is drawn from which seed


def test_equal_descriptions_give_equal_bits():
    for dataset in DATASETS:
        first, second = Run(described(dataset=dataset)), Run(described(dataset=dataset))
        assert bits(first.record()) == bits(second.record()), dataset
        assert trained(first, 5) == trained(second, 5), dataset


def test_a_change_of_the_data_leaves_the_initial_weights():
    data = {"noise": 40, "dataseed": 5, "dataset": "plane", "n": 50, "split": 70}
    for name, value in data.items():
        assert np.array_equal(initial_weights(**{name: value}), initial_weights()), name


TRAINING = [
    {"activation": "relu"},
    {"learning_rate": 1},
    {"batch_size": 1},
    {"optimiser": "adam"},
    {"schedule": "cosine", "period": 3},
    {"clip": 0.1},
    {"penalty": "l1", "penalty_rate": 0.5},
]
NETWORK = [{"seed": 5}, {"hidden": (8, 8)}, {"features": ("x1sq", "sinx2")}, {"initialiser": "he"}]


def test_a_change_of_network_or_training_leaves_the_points():
    plain = drawn_points()
    for named in (*NETWORK, *TRAINING):
        points = drawn_points(**named)
        assert np.array_equal(points.coordinates, plain.coordinates), named
        assert np.array_equal(points.targets, plain.targets), named


def test_a_change_of_training_leaves_the_initial_weights_and_alters_what_follows():
    plain = Run(described())
    *_, last = plain.advance(3)
    for named in TRAINING:
        run = Run(described(**named))
        *_, altered = run.advance(3)
        assert np.array_equal(run.restore(0).parameters, plain.restore(0).parameters), named
        assert not np.array_equal(altered.parameters, last.parameters), named


def test_every_initialiser_gives_other_initial_weights():
    drawn = {initial_weights(initialiser=name, hidden=(8, 8)).tobytes() for name in INITIALISERS}
    assert len(drawn) == len(INITIALISERS)


def test_another_seed_gives_other_initial_weights_and_another_dataseed_other_points():
    assert not np.array_equal(initial_weights(seed=1), initial_weights(seed=2))
    assert not np.array_equal(drawn_points(dataseed=1).inputs, drawn_points(dataseed=2).inputs)


def test_another_seed_gives_another_order_of_the_examples():
    one, other = Run(described(seed=1)), Run(described(seed=2))
    other.engine.parameters = one.engine.parameters
    (first,), (second,) = one.advance(1), other.advance(1)
    assert not np.array_equal(first.parameters, second.parameters)


def test_the_split_moves_points_from_test_to_training_and_draws_no_others():
    for split, n_train in ((10, 3), (50, 15), (90, 27)):
        points = drawn_points(split=split, batch_size=1)
        inputs, targets = points.training
        assert inputs.shape == (2, n_train) and targets.shape == (1, n_train)
        assert np.array_equal(points.coordinates, drawn_points().inputs), split
        assert np.array_equal(points.targets, drawn_points().targets), split


def test_the_points_are_those_of_the_data_set_in_a_mixed_order():
    points = drawn_points(dataset="spiral", n=400)  # without noise a spiral is the same for all generators
    expected, labels = DATASETS["spiral"](400, 0.0, np.random.default_rng(0))
    drawn = {(x1, x2, y) for x1, x2, y in zip(*points.coordinates, points.targets[0], strict=True)}
    assert drawn == {(x1, x2, y) for (x1, x2), y in zip(expected, labels, strict=True)}
    _, targets = points.training
    assert 0.4 < targets.mean() < 0.6


# --- features


def test_the_network_has_an_input_for_every_feature():
    for names, count in ((("x2",), 3 + 3 + 4), (("x1", "x2"), 6 + 3 + 4), (tuple(FEATURES), 21 + 3 + 4)):
        run = Run(described(features=names))
        assert run.n_parameters == run.record().parameters.size == count
        assert run.points.inputs.shape == (len(names), 30)
        assert run.points.training[0].shape == (len(names), 15)


def test_inputs_are_the_features_of_the_coordinates():
    for names in (("x1", "x2"), ("x1sq", "sinx2"), tuple(FEATURES)):
        points = drawn_points(features=names)
        assert points.coordinates.shape == (2, 30)
        assert np.array_equal(points.inputs, features(names, points.coordinates)), names
        assert np.array_equal(points.training[0], points.inputs[:, :15]), names


@pytest.mark.parametrize("names", [("x1", "x2"), ("x1x2",), tuple(FEATURES)])
def test_a_run_predicts_for_places_and_makes_the_features_of_them_itself(names):
    run = Run(described(features=names))
    list(run.advance(3))
    places = np.array([[-6.0, 0.0, 1.5], [2.0, 0.0, -3.25]])
    y_hat = run.predict(places)
    assert y_hat.shape == (1, 3)
    expected = [predict(run.description, run.record().parameters, place) for place in places.T]
    assert y_hat[0] == pytest.approx(expected, rel=1e-12)


def test_no_run_touches_numpys_global_state():
    before = np.random.get_state()
    list(Run(described(noise=50)).advance(3))
    after = np.random.get_state()
    assert np.array_equal(before[1], after[1]) and before[2:] == after[2:]


# --- what a record says


def predict(description, parameters, x):
    """The network's ŷ for one point, taken out of the flat vector number by number."""
    numbers = iter(parameters.tolist())
    a = [FEATURE_FORMULAS[name](*x) for name in description.features]
    sizes = [len(a), *description.hidden, 1]
    names = description.activation
    for layer, (n_inputs, n_neurons) in enumerate(itertools.pairwise(sizes)):
        weights = [[next(numbers) for _ in range(n_inputs)] for _ in range(n_neurons)]
        biases = [next(numbers) for _ in range(n_neurons)]
        z = [sum(w * v for w, v in zip(row, a, strict=True)) + b for row, b in zip(weights, biases, strict=True)]
        if layer < len(description.hidden):
            activation = ACTIVATIONS[names if isinstance(names, str) else names[layer]]
            a = [float(activation(value)) for value in z]
    assert next(numbers, None) is None
    return 1 / (1 + math.exp(-z[0])) if description.dataset in CLASSES else z[0]


def weights_of(description, parameters):
    """All weights, and no bias."""
    sizes, start, weights = description.sizes, 0, []
    for n_inputs, n_neurons in itertools.pairwise(sizes):
        weights += parameters[start : start + n_inputs * n_neurons].tolist()
        start += (n_inputs + 1) * n_neurons
    assert start == parameters.size
    return weights


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"hidden": ()},
        {"hidden": (4, 1, 3), "activation": "relu", "split": 70},
        {"hidden": (4, 3, 2), "activation": ("elu", "silu", "softplus")},
        {"features": ("x1", "x2", "x1x2", "sinx1"), "activation": "leaky_relu"},
    ],
    ids=str,
)
def test_losses_and_accuracies_are_those_of_the_parameters_beside_them(named):
    description = described(**named, dataset="xor", noise=20)
    run = Run(description)
    for record in (run.record(), *run.advance(1), [*run.advance(24)][-1]):
        losses, right = [], []
        for x, y in zip(run.points.coordinates.T, run.points.targets[0], strict=True):
            y_hat = predict(description, record.parameters, x)
            losses.append(-math.log(y_hat if y else 1 - y_hat))
            right.append((y_hat >= 0.5) == (y == 1))
        k = description.n_train
        assert record.train_loss == pytest.approx(np.mean(losses[:k]), rel=1e-10), record.epoch
        assert record.test_loss == pytest.approx(np.mean(losses[k:]), rel=1e-10), record.epoch
        assert record.train_score == pytest.approx(np.mean(right[:k]), rel=1e-12), record.epoch
        assert record.test_score == pytest.approx(np.mean(right[k:]), rel=1e-12), record.epoch
    assert record.epoch == run.epoch == 25


@pytest.mark.parametrize("dataset", SURFACES)
@pytest.mark.parametrize(
    "named", [{}, {"hidden": (4, 3), "activation": ("elu", "sigmoid"), "features": ("x1", "x2sq")}]
)
def test_losses_and_r_squared_of_a_surface_are_those_of_the_parameters_beside_them(dataset, named):
    description = described(**named, dataset=dataset, noise=20, learning_rate=0.001)
    run = Run(description)
    values, k = run.points.targets[0].tolist(), description.n_train
    for record in (run.record(), [*run.advance(25)][-1]):
        predicted = [predict(description, record.parameters, x) for x in run.points.coordinates.T]
        errors = [(y_hat - y) ** 2 for y_hat, y in zip(predicted, values, strict=True)]
        for part, loss, score in (
            (slice(0, k), record.train_loss, record.train_score),
            (slice(k, None), record.test_loss, record.test_score),
        ):
            mean = sum(values[part]) / len(values[part])
            assert loss == pytest.approx(sum(errors[part]) / len(errors[part]), rel=1e-10), record.epoch
            about_the_mean = sum((y - mean) ** 2 for y in values[part])
            assert score == pytest.approx(1 - sum(errors[part]) / about_the_mean, rel=1e-10), record.epoch


def test_r_squared_is_nan_where_there_is_one_value_only():
    record = Run(described(dataset="plane", n=10, split=10, batch_size=1)).record()
    assert math.isnan(record.train_score) and math.isfinite(record.test_score)


@pytest.mark.parametrize("dataset", SURFACES)
def test_a_run_learns_a_surface(dataset):
    named = {"hidden": (8, 8), "n": 400, "batch_size": 10, "optimiser": "adam", "learning_rate": 0.01}
    (*_, record) = Run(described(dataset=dataset, **named)).advance(100)
    assert record.test_score > 0.9 and record.test_loss < 0.02


def test_a_straight_network_learns_the_plane_itself():
    named = {"hidden": (), "learning_rate": 0.01, "n": 200}
    (*_, record) = Run(described(dataset="plane", **named)).advance(100)
    assert record.parameters == pytest.approx([0.1, 0.1, 0.0], abs=1e-6)
    assert record.test_score == pytest.approx(1.0, abs=1e-9)


# --- penalties


def test_the_training_loss_has_the_penalty_of_the_weights_in_it_and_the_test_loss_has_not():
    for dataset in ["xor", "hills"]:
        for penalty, cost in [("none", lambda w: 0), ("l1", abs), ("l2", lambda w: w * w / 2)]:
            description = described(dataset=dataset, penalty=penalty, penalty_rate=0.25, learning_rate=0.01)
            run = Run(description)
            for epoch in (0, 10):
                list(run.advance(epoch))
                record = run.record()
                y_hat = run.predict(run.points.coordinates)
                losses = run.engine.perceptron.loss(y_hat, run.points.targets)
                paid = 0.25 * sum(cost(w) for w in weights_of(description, record.parameters))
                assert record.train_loss == pytest.approx(losses[:15].mean() + paid, rel=1e-12), (
                    dataset,
                    penalty,
                    epoch,
                )
                assert record.test_loss == pytest.approx(losses[15:].mean(), rel=1e-12), (dataset, penalty, epoch)
                assert (paid > 0.1) == (penalty != "none"), (dataset, penalty, epoch)


@pytest.mark.parametrize("penalty", ["l1", "l2"])
def test_a_penalty_makes_the_weights_smaller(penalty):
    described_with = [described(penalty=penalty, penalty_rate=rate) for rate in (0.0, 0.01, 0.1)]
    sizes = [np.abs(weights_of(d, [*Run(d).advance(200)][-1].parameters)).sum() for d in described_with]
    assert sizes == sorted(sizes, reverse=True) and sizes[2] < 0.5 * sizes[0]


@pytest.mark.parametrize("penalty", ["l1", "l2"])
def test_a_penalty_that_costs_nothing_is_none(penalty):
    without, free = Run(described()), Run(described(penalty=penalty, penalty_rate=0))
    for one, other in zip(without.advance(10), free.advance(10), strict=True):
        assert np.array_equal(one.parameters, other.parameters) and one.train_loss == other.train_loss


def test_without_a_penalty_its_rate_says_nothing():
    assert trained(Run(described(penalty_rate=5)), 5) == trained(Run(described()), 5)


@pytest.mark.parametrize(("penalty", "epoch"), [("l1", 0), ("l2", 5)])
def test_a_new_penalty_rate_holds_from_the_epoch_it_was_changed_at(penalty, epoch):
    changed, plain = Run(described(penalty=penalty)), Run(described(penalty=penalty))
    expected = trained(plain, 10)
    before = trained(changed, epoch)
    recorded = bits(changed.record())
    changed.change(penalty_rate=0.5)
    assert changed.journal == [(epoch, {"penalty_rate": 0.5})]
    assert bits(changed.record()) == recorded  # of an epoch that was not trained with the new one
    state, shuffle, _ = changed._states[epoch]
    after = trained(changed, 10 - epoch)
    assert before == expected[:epoch]
    assert not set(after) & set(expected[epoch:])
    # From there on it is as if it had always been so.
    always = Run(described(penalty=penalty, penalty_rate=0.5))
    list(always.advance(epoch))
    always.engine.state, always._shuffle.bit_generator.state = state, shuffle
    assert trained(always, 10 - epoch) == after
    assert trained(Run(described(penalty=penalty), journal=changed.journal), 10) == before + after


def test_the_training_loss_of_an_epoch_counts_the_penalty_rate_it_was_trained_with():
    description = described(penalty="l2", penalty_rate=0.5)
    run = Run(description, journal=[(2, {"penalty_rate": 0.25})])
    for record in run.advance(4):
        losses = run.engine.perceptron.loss(run.predict(run.points.coordinates), run.points.targets)
        half = 0.5 * sum(w * w for w in weights_of(description, record.parameters))
        rate = 0.5 if record.epoch <= 2 else 0.25
        assert record.train_loss == pytest.approx(losses[:15].mean() + rate * half, rel=1e-12)


# --- schedules


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("constant", [1, 1, 1, 1, 1, 1, 1, 1]),
        ("step", [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]),
        ("cosine", [1, 0.75, 0.25, 0.01, 0.01, 0.01, 0.01, 0.01]),
    ],
)
def test_the_learning_rate_recorded_is_the_one_the_epoch_was_trained_with(schedule, expected):
    run = Run(described(schedule=schedule, period=3, learning_rate=0.2), journal=[(5, {"learning_rate": 0.4})])
    rates = [record.learning_rate for record in run.advance(8)]
    assert rates == pytest.approx([0.2 * share for share in expected[:5]] + [0.4 * share for share in expected[5:]])
    assert run.restore(4).learning_rate == rates[3]
    assert run.restore(6).learning_rate == rates[5]


def test_the_untrained_epoch_was_trained_with_no_learning_rate():
    run = Run(described(schedule="cosine", period=2))
    assert math.isnan(run.record().learning_rate)
    (record,) = run.advance(1)
    assert record.learning_rate == 0.1
    assert math.isnan(run.restore(0).learning_rate)


def test_a_schedule_of_steps_trains_as_a_journal_that_halves_the_learning_rate():
    stepped = Run(described(schedule="step", period=4))
    halved = Run(described(), journal=[(4, {"learning_rate": 0.05}), (8, {"learning_rate": 0.025})])
    assert trained(stepped, 12) == trained(halved, 12)


def test_a_schedule_counts_on_from_the_first_epoch_whatever_is_changed():
    run = Run(described(schedule="step", period=4))
    list(run.advance(3))
    run.change(learning_rate=1.0)
    assert [record.learning_rate for record in run.advance(3)] == [1.0, 0.5, 0.5]


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_schedule_goes_on_after_its_period_without_an_end(schedule):
    run = Run(described(n=10, batch_size=5, schedule=schedule, period=1))
    (*_, record) = run.advance(1200)
    assert record.epoch == 1200
    assert record.learning_rate == (0.1 if schedule == "constant" else pytest.approx(0.001))


# --- optimisers and clipping


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_run_learns_with_every_optimiser(optimiser):
    rates = {"sgd": 0.1, "momentum": 0.01, "adam": 0.02}
    run = Run(described(dataset="gauss", n=100, optimiser=optimiser, learning_rate=rates[optimiser]))
    (*_, record) = run.advance(30)
    assert record.test_score > 0.95


def test_a_limit_for_gradients_keeps_a_run_from_diverging():
    named = {"hidden": (8, 8, 8), "activation": "linear", "learning_rate": 1, "noise": 50, "n": 100, "batch_size": 5}
    free, clipped = Run(described(**named)), Run(described(**named, clip=0.01))
    assert len(list(free.advance(50))) < 50 and free.diverged
    assert len(list(clipped.advance(50))) == 50 and not clipped.diverged


# --- the rest of what a record says


def test_the_untrained_epoch_has_no_loss_as_fit_prints_it():
    assert math.isnan(Run(described()).record().loss)


def test_with_a_batch_of_all_examples_the_loss_is_the_training_loss_of_the_epoch_before():
    run = Run(described(batch_size=15))
    before = run.record()
    for record in run.advance(5):
        assert record.loss == pytest.approx(before.train_loss, rel=1e-12)
        before = record


def test_a_prediction_of_exactly_one_half_counts_as_class_1():
    run = Run(described())
    run.engine.parameters = np.zeros_like(run.engine.parameters)
    record = run.record()
    k = run.points.n_train
    assert record.train_score == run.points.targets[0, :k].mean()
    assert record.test_score == run.points.targets[0, k:].mean()


def test_the_parameters_of_a_record_stay_as_they_are_while_the_run_goes_on():
    run = Run(described())
    (record,) = run.advance(1)
    kept = record.parameters.copy()
    list(run.advance(5))
    run.restore(0)
    assert np.array_equal(record.parameters, kept)


def test_the_parameters_of_a_record_cannot_be_written_to():
    (record,) = Run(described()).advance(1)
    with pytest.raises(ValueError, match="read-only"):
        record.parameters[0] = 1.0


# --- changes


def test_a_change_holds_from_the_present_epoch_on():
    run = Run(described())
    list(run.advance(10))
    run.change(learning_rate=0.5, batch_size=2)
    assert run.settings_at(9) == {"learning_rate": 0.1, "batch_size": 4, "penalty_rate": 0.001}
    changed = {"learning_rate": 0.5, "batch_size": 2, "penalty_rate": 0.001}
    assert run.settings_at(10) == run.settings_at(99) == changed


def test_a_change_before_the_first_epoch_is_as_good_as_a_description_that_says_so():
    for changes in (
        {"learning_rate": 0.7}, {"batch_size": 1}, {"learning_rate": 0.2, "batch_size": 9}, {"penalty_rate": 0.5},
    ):  # fmt: skip
        changed = Run(described(penalty="l1"))
        changed.change(**changes)
        assert trained(changed, 10) == trained(Run(described(penalty="l1", **changes)), 10), changes


def test_a_change_alters_the_epochs_after_it_and_none_before():
    changed, plain = Run(described()), Run(described())
    expected = trained(plain, 10)
    before = trained(changed, 5)
    changed.change(learning_rate=0.2)
    assert before == expected[:5]
    assert not set(trained(changed, 5)) & set(expected[5:])


def test_a_change_to_the_same_value_changes_nothing():
    changed, plain = Run(described()), Run(described())
    list(changed.advance(5))
    for changes in ({}, {"learning_rate": 0.1}, {"batch_size": 4}, {"learning_rate": 0.1, "penalty_rate": 0.001}):
        changed.change(**changes)
        assert changed.journal == [], changes
    assert trained(changed, 5) == trained(plain, 10)[5:]


def test_of_two_changes_at_one_epoch_the_later_holds_and_there_and_back_is_no_change():
    changed, plain = Run(described()), Run(described())
    changed.change(learning_rate=0.9)
    changed.change(learning_rate=0.1)
    assert trained(changed, 5) == trained(plain, 5)


# changes that are invalid, and how the sentence begins that says so
INVALID_CHANGES = [
    *(({"learning_rate": value}, "learning_rate must be a finite number from 0.00001 to 10, ") for value in (0, 10.1)),
    *(({"batch_size": value}, "batch_size must be a whole number from 1 to 15, ") for value in (0, 16, 2.0, None)),
    *(({"penalty_rate": value}, "penalty_rate must be a finite number from 0 to 10, ") for value in (-0.001, True)),
    *(({name: 1}, "change must be one of learning_rate, batch_size, penalty_rate, ") for name in ("seed", "clip", "")),
    ({"learning_rate": 0.5, "batch_size": 16}, "batch_size must "),
    ({"batch_size": 2, "learning_rate": 11}, "learning_rate must "),
]


def test_an_invalid_change_is_refused_whole_and_the_run_goes_on_as_before():
    run, plain = Run(described()), Run(described())
    list(run.advance(3))
    run.restore(2)
    for changes, start in INVALID_CHANGES:
        assert refusal(run.change, **changes).startswith(start)
        assert run.journal == [] and run.held == [0, 1, 2, 3], changes
    assert trained(run, 3) == trained(plain, 5)[2:]


def test_changes_at_one_epoch_make_one_entry_of_the_journal():
    run = Run(described())
    list(run.advance(5))
    run.change(learning_rate=0.9)
    run.change(batch_size=2)
    run.change(learning_rate=0.7)
    assert run.journal == [(5, {"learning_rate": 0.7, "batch_size": 2})]


def test_a_change_there_and_back_at_one_epoch_leaves_no_entry():
    run = Run(described())
    for epoch in (0, 5):
        list(run.advance(epoch))
        run.change(learning_rate=0.9, batch_size=2)
        run.change(learning_rate=0.1)
        assert run.journal == [(epoch, {"batch_size": 2})]
        run.change(batch_size=4)
        assert run.journal == []


# --- a journal to begin with

JOURNAL = [(0, {"batch_size": 7}), (4, {"learning_rate": 0.5}), (9, {"learning_rate": 0.02, "batch_size": 1})]


def changed_on_its_way(journal, epochs):
    """The bits of all epochs of a run to which the changes are made when it has come to them."""
    run, records = Run(described()), []
    for epoch, changes in journal:
        records += trained(run, epoch - run.epoch)
        run.change(**changes)
    return records + trained(run, epochs - run.epoch)


def test_the_entries_of_a_journal_take_effect_when_their_epochs_are_reached():
    expected = changed_on_its_way(JOURNAL, 20)
    for chunks in ([20], [1] * 20, [4, 5, 11], [3, 7, 10]):
        run = Run(described(), journal=JOURNAL)
        assert [record for chunk in chunks for record in trained(run, chunk)] == expected, chunks
        assert run.journal == JOURNAL


def test_a_journal_that_was_written_as_json_is_as_good():
    run = Run(described(), journal=json.loads(json.dumps(JOURNAL)))
    assert run.journal == JOURNAL
    assert trained(run, 20) == changed_on_its_way(JOURNAL, 20)


def test_entries_that_are_never_reached_change_nothing():
    run = Run(described(), journal=[(20, {"learning_rate": 0.5}), (10**9, {"batch_size": 1})])
    assert trained(run, 20) == trained(Run(described()), 20)


def test_of_entries_of_one_epoch_the_later_holds_and_empty_ones_are_none():
    entries = [(4, {"learning_rate": 0.9}), (4, {}), (4, {"learning_rate": 0.5}), (4, {"batch_size": 2})]
    expected = changed_on_its_way([(4, {"learning_rate": 0.5, "batch_size": 2})], 10)
    assert trained(Run(described(), journal=entries), 10) == expected


def test_a_change_strikes_out_the_entries_after_it_and_joins_the_one_there():
    for epoch in (2, 4, 6, 9, 12):
        run = Run(described(), journal=JOURNAL)
        list(run.advance(epoch))
        run.change(batch_size=3)
        of_the_epoch = dict(JOURNAL).get(epoch, {})
        kept = [entry for entry in JOURNAL if entry[0] < epoch]
        assert run.journal == [*kept, (epoch, of_the_epoch | {"batch_size": 3})]
        assert trained(run, 20 - epoch) == changed_on_its_way(run.journal, 20)[epoch:], epoch


def test_a_run_has_its_journal_to_itself():
    journal = [(4, {"learning_rate": 0.5})]
    run = Run(described(), journal=journal)
    journal[0][1]["learning_rate"] = 0.9
    journal.append((5, {"batch_size": 1}))
    assert trained(run, 10) == changed_on_its_way([(4, {"learning_rate": 0.5})], 10)
    run.change(learning_rate=0.7)
    assert journal == [(4, {"learning_rate": 0.9}), (5, {"batch_size": 1})]


@pytest.mark.parametrize(
    ("entries", "start"),
    [
        ((None, 5, "", "ab", [], [3], [3, {}, {}], {}, {"epoch": 3}), "An entry of the journal must be an epoch and "),
        (
            [(3, changes) for changes in (None, 5, "learning_rate", ["ab", "c"], [[["x"], 1]])],
            "An entry of the journal ",
        ),
        ([(epoch, {}) for epoch in (-1, 10**9 + 1, 1.0, math.nan, True, "3", None, [3])], "epoch of a change must be "),
        ([(3, changes) for changes, _start in INVALID_CHANGES], ("learning_rate", "batch_size", "penalty_r", "change")),
        ([(3, {1: 1}), (3, ["ab"])], "change must be one of "),
    ],
    ids=["no entry", "no changes", "no epoch", "invalid changes", "no names"],
)
def test_a_journal_with_an_invalid_entry_is_refused(entries, start):
    for entry in entries:
        for journal in ([entry], [(2, {"batch_size": 2}), entry]):
            assert refusal(Run, described(), journal=journal).startswith(start), entry


def test_a_journal_out_of_order_is_refused():
    for journal in ([(3, {}), (2, {})], [(3, {"batch_size": 2}), (9, {}), (8, {})]):
        assert refusal(Run, described(), journal=journal).startswith("epoch of a change must be a whole number from ")


# --- a journal that is full


@pytest.fixture
def short(monkeypatch):
    """Journals that hold three changes, or four weights that were set by hand."""
    monkeypatch.setattr("nn_core.run.MAX_JOURNAL", 3)
    monkeypatch.setattr("nn_core.run.MAX_EDITS", 4)


def changed_three_times():
    run = Run(described())
    for rate in (0.2, 0.3, 0.4):
        list(run.advance(2))
        run.change(learning_rate=rate)
    return run


def test_a_run_takes_so_many_changes_and_goes_on_as_it_is_where_one_more_is_refused(short):
    run, plain = changed_three_times(), changed_three_times()
    list(run.advance(2))
    journal, held = list(run.journal), run.held
    assert refusal(run.change, learning_rate=0.5) == str(JournalFull())
    assert (run.journal, run.held) == (journal, held)
    list(plain.advance(2))
    assert trained(run, 5) == trained(plain, 5)


def test_where_a_journal_is_full_its_last_change_can_be_another_and_an_earlier_epoch_be_gone_on_from(short):
    run = changed_three_times()
    run.change(learning_rate=0.7)
    assert [changes["learning_rate"] for _epoch, changes in run.journal] == [0.2, 0.3, 0.7]
    run.restore(5)
    run.change(learning_rate=0.5)
    assert run.journal == [(2, {"learning_rate": 0.2}), (4, {"learning_rate": 0.3}), (5, {"learning_rate": 0.5})]


def test_so_many_weights_are_set_by_hand_and_no_more(short):
    run = Run(described())
    run.change(parameters=[[0, 1.0], [1, 1.0], [2, 1.0]])
    list(run.advance(1))
    before = bits(run.record())
    with pytest.raises(JournalFull):
        run.change(parameters=[[0, 2.0], [1, 2.0]])
    assert bits(run.record()) == before
    run.change(parameters=[[0, 2.0]])


@pytest.mark.parametrize(
    "journal",
    [
        [(epoch, {"learning_rate": 0.1 + epoch / 10}) for epoch in range(4)],
        [(epoch, {"parameters": [[0, 1.0], [1, float(epoch)]]}) for epoch in range(3)],
    ],
    ids=["changes", "weights"],
)
def test_no_run_begins_with_a_journal_that_is_longer(short, journal):
    Run(described(), journal=journal[:-1])
    with pytest.raises(JournalFull):
        Run(described(), journal=journal)


def test_a_journal_has_room_for_every_weight_of_the_largest_network():
    assert n_parameters((7, *(16,) * 6, 1)) <= MAX_EDITS


def test_an_engine_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match=r"^engine must be one of .*numpy"):
        Run(described(), engine="abacus")


# --- divergence


def runaway(dataset="circle", **named):
    """A run of three linear layers that goes on well for four epochs, and then at a learning rate of 10.

    Squared errors grow with the square of the distance, so they go on well only at a small one. At full noise no data
    set is one that a straight line parts: there is always something left to step from.
    """
    linear = {"hidden": (8, 8, 8), "activation": "linear", "learning_rate": 0.0001 if dataset in SURFACES else 0.01}
    run = Run(described(**{"dataset": dataset, "noise": 50, "n": 100} | linear | named))
    list(run.advance(4))
    run.change(learning_rate=10)
    return run


@pytest.mark.parametrize(("dataset", "batch_size"), [("circle", 10), ("spiral", 1), ("gauss", 10), ("hills", 1)])
def test_a_run_that_diverges_stops_at_its_last_finite_epoch(dataset, batch_size):
    run = runaway(dataset, batch_size=batch_size)
    last = [run.record(), *run.advance(1000)][-1]
    assert run.diverged
    assert 4 <= run.epoch == last.epoch < 1000
    assert bits(run.record()) == bits(last)
    assert np.abs(last.parameters).max() < LARGEST_FLOAT32
    measured = [last.loss, last.train_loss, last.test_loss, last.train_score, last.test_score]
    assert np.isfinite(measured).all()


def test_a_diverged_run_yields_nothing_more():
    run = runaway()
    list(run.advance(1000))
    epoch = run.epoch
    assert list(run.advance(10)) == [] and list(run.advance(10, seconds=0)) == []
    assert run.diverged and run.epoch == epoch


def test_a_run_can_diverge_in_its_very_first_epoch():
    run = Run(described(hidden=(8, 8, 8), activation="linear", learning_rate=10, noise=50, n=500, batch_size=1))
    assert list(run.advance(10)) == []
    assert run.diverged and run.epoch == 0 and run.held == [0]


@pytest.mark.parametrize("back", [0, 2, 4])
def test_a_diverged_run_taken_back_and_changed_is_as_good_as_one_that_never_diverged(back):
    run = runaway()
    calm = Run(run.description)
    list(run.advance(1000))
    run.restore(back)
    assert not run.diverged
    run.change(learning_rate=0.02)
    list(calm.advance(back))
    calm.change(learning_rate=0.02)
    assert trained(run, 20) == trained(calm, 20)
    assert run.epoch == back + 20 and not run.diverged


def test_a_diverged_run_that_is_taken_back_but_not_changed_diverges_at_the_same_epoch_again():
    run = runaway()
    list(run.advance(1000))
    end = run.epoch
    run.restore(1)
    list(run.advance(1000))
    assert run.diverged and run.epoch == end


def test_a_change_on_the_spot_lets_a_diverged_run_go_on():
    run = Run(described(hidden=(8, 8, 8), activation="linear", learning_rate=10, noise=50, n=500, batch_size=1))
    calm = Run(run.description)
    assert list(run.advance(10)) == []
    for each in (run, calm):
        each.change(learning_rate=0.001)
    assert not run.diverged
    assert trained(run, 3) == trained(calm, 3)


def test_a_run_that_merely_saturates_does_not_count_as_diverged():
    run = Run(described(dataset="gauss", hidden=(), learning_rate=10, n=100))
    assert len(list(run.advance(100))) == 100
    assert not run.diverged
