"""Tests the update rule: penalty, then clipping, then the optimiser; and that without any it is the course's step."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import (
    OPTIMISERS,
    PENALTIES,
    Layer,
    Perceptron,
    linear,
    mean_squared_error,
    relu,
    sigmoid,
    tanh,
)
from nn_core.updates import PlainRule, UpdateRule, flat


def network(activation=tanh, hidden=(4, 3), regression=False):
    rng = np.random.default_rng(3)
    sizes = (2, *hidden, 1)
    functions = [activation] * len(hidden) + [linear if regression else sigmoid]
    layers = [Layer(n, m, f, rng=rng) for n, m, f in zip(sizes[:-1], sizes[1:], functions, strict=True)]
    return Perceptron(layers, loss=mean_squared_error) if regression else Perceptron(layers)


def data(n=12):
    rng = np.random.default_rng(4)
    return rng.uniform(-2, 2, (2, n)), rng.integers(0, 2, (1, n)).astype(float)


# --- the plain rule


@pytest.mark.parametrize(
    ("activation", "hidden", "regression", "batch_size"),
    [(tanh, (), False, 5), (tanh, (4,), True, 12), (relu, (4, 3), False, 1), (relu, (4, 3), True, 5)],
)
def test_gradient_descent_without_penalty_and_clipping_gives_the_same_bits_as_the_plain_rule(
    activation, hidden, regression, batch_size
):
    plain, ruled, bare = (network(activation, hidden, regression) for _ in range(3))
    rule, plain_rule = UpdateRule(ruled, "sgd", "none", 0.5, None), PlainRule()
    rng = np.random.default_rng(5)
    for _ in range(5):
        arguments = (*data(), rng.permutation(12), 0.05, batch_size)
        loss = plain.train_epoch(*arguments, plain_rule)
        assert ruled.train_epoch(*arguments, rule) == loss == bare.train_epoch(*arguments)
        assert plain.parameters.tobytes() == ruled.parameters.tobytes() == bare.parameters.tobytes()


def test_without_a_penalty_no_rule_adds_to_the_loss():
    perceptron = network()
    assert PlainRule().cost(perceptron) == 0.0
    assert UpdateRule(perceptron).cost(perceptron) == UpdateRule(perceptron, penalty_rate=3.0).cost(perceptron) == 0.0


def test_arrays_are_laid_out_flat_in_their_order_row_by_row():
    pairs = [(np.array([[1, 2], [3, 4]]), np.array([[5], [6]])), (np.array([[7, 8]]), np.array([[9]]))]
    assert flat(pairs).tolist() == list(range(1, 10))


# --- clipping by hand


def neuron(clip, penalty="none", penalty_rate=0.0, *, x, w, b, y, optimiser="sgd"):
    """A neuron ŷ = w·x + b after one step at a learning rate of 0.1 on the loss (ŷ − y)²: (loss, w, b)."""
    layer = Layer(1, 1, linear)
    layer.weights, layer.biases = np.array([[w]]), np.array([[b]])
    perceptron = Perceptron([layer], loss=mean_squared_error)
    rule = UpdateRule(perceptron, optimiser, penalty, penalty_rate, clip)
    loss = perceptron.train_epoch(np.array([[x]]), np.array([[y]]), np.array([0]), 0.1, 1, rule)
    return loss, *perceptron.parameters.tolist()


def test_a_gradient_of_norm_5_worked_by_hand():
    # ŷ = 4·0.75 + 1 = 4, y = 2: da = 2·2 = 4, dW = 4·0.75 = 3, db = 4, and the norm is √(9 + 16) = 5
    for clip, dw, db in (
        (None, 3.0, 4.0),
        (6.0, 3.0, 4.0),  # longer than the gradient: untouched
        (5.0, 3.0, 4.0),  # exactly as long
        (2.5, 1.5, 2.0),  # half of it
        (0.001, 0.0006, 0.0008),
    ):
        moved = neuron(clip, x=0.75, w=4.0, b=1.0, y=2.0)
        assert moved == pytest.approx((4.0, 4.0 - 0.1 * dw, 1.0 - 0.1 * db), rel=1e-15), clip


@pytest.mark.parametrize(("penalty", "penalty_rate", "cost"), [("l2", 0.5, 0.5 * 16 / 2), ("l1", 2.0, 2.0 * 4)])
def test_the_penalty_is_in_the_gradient_that_is_clipped_worked_by_hand(penalty, penalty_rate, cost):
    # ŷ = 4·0.5 + 1 = 3, y = −1: the loss is 16; da = 8, dW = 8·0.5 = 4, db = 8.
    # The penalty adds 0.5·4 = 2, or 2·1 = 2, to dW: (6, 8), whose norm is 10. Cut to 5 it is (3, 4).
    moved = neuron(5.0, penalty, penalty_rate, x=0.5, w=4.0, b=1.0, y=-1.0)
    assert moved == pytest.approx((16 + cost, 4.0 - 0.3, 1.0 - 0.4), rel=1e-15)
    # Without the penalty the norm would be √80 = 8.9, and the step another.
    share = 5.0 / math.sqrt(80)
    assert neuron(5.0, x=0.5, w=4.0, b=1.0, y=-1.0) == pytest.approx((16, 4 - 0.4 * share, 1 - 0.8 * share), rel=1e-14)


def test_the_loss_reported_does_not_know_of_clipping():
    assert neuron(0.001, x=0.75, w=4.0, b=1.0, y=2.0)[0] == neuron(None, x=0.75, w=4.0, b=1.0, y=2.0)[0] == 4.0


# --- clipping in general


def steps_with(clip, optimiser="sgd", penalty="none", batch_size=12):
    """How far one epoch at a learning rate of 1 moves the parameters."""
    perceptron = network()
    before = perceptron.parameters
    rule = UpdateRule(perceptron, optimiser, penalty, 0.1, clip)
    perceptron.train_epoch(*data(), np.arange(12), 1.0, batch_size, rule)
    return before - perceptron.parameters


@pytest.mark.parametrize("penalty", PENALTIES)
@given(st.floats(1e-3, 1e3))
def test_a_clipped_gradient_has_the_same_direction_and_no_greater_norm(penalty, clip):
    free, clipped = steps_with(None, penalty=penalty), steps_with(clip, penalty=penalty)
    norm = math.sqrt(sum(value**2 for value in free))
    if norm <= clip * (1 - 1e-9):
        assert np.array_equal(clipped, free)
    else:
        assert clipped == pytest.approx(free * min(clip / norm, 1.0), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_limit_above_every_gradient_gives_the_same_bits_as_none(optimiser):
    assert np.array_equal(steps_with(1000.0, optimiser, batch_size=4), steps_with(None, optimiser, batch_size=4))


def test_each_batch_is_clipped_for_itself():
    one, three = steps_with(0.01, batch_size=12), steps_with(0.01, batch_size=4)
    assert np.linalg.norm(one) == pytest.approx(0.01, rel=1e-9)
    assert 0.01 < np.linalg.norm(three) <= 0.03 + 1e-12


def test_what_is_clipped_is_the_gradient_and_not_the_step():
    """Momentum remembers the cut gradient; Adam's first step is as long as without a limit."""
    assert steps_with(0.01, "momentum") == pytest.approx(steps_with(0.01), rel=1e-12, abs=1e-15)
    assert np.abs(steps_with(0.01, "adam")) == pytest.approx(np.abs(steps_with(None, "adam")), rel=0.01)


def test_a_gradient_with_a_number_that_is_none_is_seen_in_the_parameters():
    perceptron = network()
    rule = UpdateRule(perceptron, clip=1.0)
    inputs, _ = data()
    perceptron.forward(inputs)
    with np.errstate(all="ignore"):
        rule.step(perceptron, np.full((1, 12), np.nan), 0.1)
        assert np.isnan(perceptron.parameters).any()


# --- all together


def test_momentum_remembers_the_penalised_and_clipped_gradient_worked_by_hand():
    # As above (6, 8) cut to (3, 4): w = 4 − 0.3 = 3.7 and b = 1 − 0.4 = 0.6.
    # ŷ = 3.7·0.5 + 0.6 = 2.45, y = −1: da = 6.9, dW = 3.45, db = 6.9; the penalty adds 0.5·3.7 = 1.85: (5.3, 6.9).
    # Its norm is √(28.09 + 47.61) = 8.7005747, so that it is cut to (3.0457758, 3.9652553).
    # v = 0.9·(3, 4) + that = (5.7457758, 7.5652553): w = 3.7 − 0.57457758 and b = 0.6 − 0.75652553.
    layer = Layer(1, 1, linear)
    layer.weights, layer.biases = np.array([[4.0]]), np.array([[1.0]])
    perceptron = Perceptron([layer], loss=mean_squared_error)
    rule = UpdateRule(perceptron, "momentum", "l2", 0.5, 5.0)
    epoch = (np.array([[0.5]]), np.array([[-1.0]]), np.array([0]), 0.1, 1, rule)
    assert perceptron.train_epoch(*epoch) == 16 + 4
    assert perceptron.parameters == pytest.approx([3.7, 0.6], rel=1e-15)
    assert perceptron.train_epoch(*epoch) == pytest.approx(3.45**2 + 0.5 * 3.7**2 / 2, rel=1e-14)
    assert perceptron.parameters == pytest.approx([3.7 - 0.57457758, 0.6 - 0.75652553], abs=2e-8)


def test_an_update_is_the_optimisers_of_the_clipped_gradient_with_penalty_in_it():
    for optimiser, penalty, clip in [
        ("sgd", "none", 0.05), ("sgd", "l2", None), ("momentum", "l1", 0.05), ("momentum", "none", None),
        ("adam", "l2", 0.05), ("adam", "l1", None),
    ]:  # fmt: skip
        perceptron, rule_of = network(), OPTIMISERS[optimiser]
        rule = UpdateRule(perceptron, optimiser, penalty, 0.3, clip)
        expected_of = rule_of(perceptron.parameters.size)
        inputs, targets = data()
        for _ in range(4):
            da = perceptron.loss.derivative(perceptron.forward(inputs), targets)
            before, gradient = perceptron.parameters, perceptron.gradients(da)
            pulls = [PENALTIES[penalty].derivative(layer.weights) for layer in perceptron.layers]
            no_pull = [np.zeros_like(layer.biases) for layer in perceptron.layers]
            gradient = gradient + 0.3 * flat(zip(pulls, no_pull, strict=True))
            if clip is not None:
                gradient *= min(clip / np.linalg.norm(gradient), 1.0)
            rule.step(perceptron, da, 0.1)
            expected = before - expected_of.step(gradient, 0.1)
            assert perceptron.parameters == pytest.approx(expected, rel=1e-12, abs=1e-15), (optimiser, penalty)


def test_the_penalty_rate_may_be_set_anew_before_any_step():
    changed, always = network(), network()
    rule, other = UpdateRule(changed, "sgd", "l2", 0.1), UpdateRule(always, "sgd", "l2", 0.4)
    rule.penalty_rate = 0.4
    assert rule.cost(changed) == other.cost(always) > 0
    for perceptron, each in ((changed, rule), (always, other)):
        perceptron.train_epoch(*data(), np.arange(12), 0.1, 5, each)
    assert np.array_equal(changed.parameters, always.parameters)
