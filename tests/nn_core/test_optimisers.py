"""Tests the optimisers against steps worked by hand, and that each goes on from what it remembers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core import OPTIMISERS, Layer, Perceptron, linear, mean_squared_error
from nn_core.optimisers import SGD, Adam, Momentum
from nn_core.updates import UpdateRule

every_optimiser = pytest.mark.parametrize("optimiser", OPTIMISERS.values(), ids=OPTIMISERS.keys())


def steps_of(optimiser, gradients, learning_rate):
    return [optimiser.step(np.array(g, dtype=float), learning_rate).tolist() for g in gradients]


def test_the_registry_knows_each_by_its_name():
    assert {"sgd": SGD, "momentum": Momentum, "adam": Adam}.items() <= OPTIMISERS.items()
    assert all(optimiser.name == name for name, optimiser in OPTIMISERS.items())


@every_optimiser
def test_nothing_is_remembered_at_first(optimiser):
    made = optimiser(5)
    assert made.updates == 0
    assert made.memory.shape == (made.MEMORIES, 5) and not made.memory.any()
    assert made.memory.dtype == np.float64


@every_optimiser
def test_every_step_is_counted_and_leaves_the_gradient_alone(optimiser):
    made, g = optimiser(3), np.array([1.0, -2.0, 0.0])
    for count in range(1, 5):
        step = made.step(g, 0.1)
        assert made.updates == count
        assert not np.shares_memory(step, g) and not np.shares_memory(step, made.memory)
        assert g.tolist() == [1.0, -2.0, 0.0]


@every_optimiser
def test_two_optimisers_remember_nothing_of_each_other(optimiser):
    first, second, alone = optimiser(2), optimiser(2), optimiser(2)
    gradients = np.random.default_rng(0).normal(size=(6, 2))
    expected = steps_of(alone, gradients, 0.1)
    for g, step in zip(gradients, expected, strict=True):
        assert first.step(g, 0.1).tolist() == step
        second.step(-3.0 * g, 0.7)


@every_optimiser
def test_what_is_remembered_can_be_taken_and_put_back(optimiser):
    made, other = optimiser(2), optimiser(2)
    gradients = np.random.default_rng(0).normal(size=(6, 2))
    steps_of(made, gradients[:3], 0.1)
    other.memory, other.updates = made.memory.copy(), made.updates
    assert steps_of(other, gradients[3:], 0.1) == steps_of(made, gradients[3:], 0.1)


# --- by hand


def test_three_steps_of_gradient_descent_worked_by_hand():
    assert steps_of(SGD(2), [(1, -2), (4, 0), (-0.5, 8)], 0.25) == [[0.25, -0.5], [1.0, 0.0], [-0.125, 2.0]]


def test_four_steps_with_momentum_worked_by_hand():
    # First parameter, g = 1, 2, −1, 0:  v = 1                     α·v = 0.1
    #                                    v = 0.9·1 + 2 = 2.9               0.29
    #                                    v = 0.9·2.9 − 1 = 1.61            0.161
    #                                    v = 0.9·1.61 = 1.449              0.1449, though g is 0
    # Second parameter, g = −10, then 0: v = −10, −9, −8.1, −7.29
    momentum = Momentum(2)
    steps = steps_of(momentum, [(1, -10), (2, 0), (-1, 0), (0, 0)], 0.1)
    assert steps[0] == pytest.approx([0.1, -1.0], rel=1e-15)
    assert steps[1] == pytest.approx([0.29, -0.9], rel=1e-15)
    assert steps[2] == pytest.approx([0.161, -0.81], rel=1e-14)
    assert steps[3] == pytest.approx([0.1449, -0.729], rel=1e-14)
    assert momentum.memory == pytest.approx(np.array([[1.449, -7.29]]), rel=1e-14)


def test_under_a_steady_gradient_momentum_comes_to_ten_times_the_step():
    steps = steps_of(Momentum(1), [(1,)] * 200, 0.1)
    assert steps[-1] == pytest.approx([1.0], rel=1e-8)  # 1 + 0.9 + 0.81 + … = 10


def test_the_learning_rate_of_momentum_acts_on_the_whole_velocity():
    momentum = Momentum(1)
    assert momentum.step(np.array([2.0]), 0.1) == pytest.approx([0.2])
    assert momentum.step(np.array([0.0]), 10.0) == pytest.approx([18.0])


def test_three_steps_of_adam_worked_by_hand():
    # g = 2:   m = 0.1·2 = 0.2               v = 0.001·4 = 0.004
    #          m̂ = 0.2 / 0.1 = 2             v̂ = 0.004 / 0.001 = 4        step = 0.1·2 / (2 + 10⁻⁸)
    # g = −1:  m = 0.18 − 0.1 = 0.08         v = 0.003996 + 0.001 = 0.004996
    #          m̂ = 0.08 / (1 − 0.81)         v̂ = 0.004996 / (1 − 0.998001)
    #            = 0.4210526…                  = 2.4992496…               step = 0.1·0.4210526 / 1.5809015 = 0.0266337
    # g = 0.5: m = 0.072 + 0.05 = 0.122      v = 0.004991004 + 0.00025 = 0.005241004
    #          m̂ = 0.122 / (1 − 0.729)       v̂ = 0.005241004 / (1 − 0.997002999)
    #            = 0.4501845…                  = 1.7487495…               step = 0.1·0.4501845 / 1.3224029 = 0.0340429
    adam = Adam(1)
    (first,), (second,), (third,) = steps_of(adam, [(2,), (-1,), (0.5,)], 0.1)
    assert first == pytest.approx(0.1 * 2 / (2 + 1e-8), rel=1e-12)
    assert second == pytest.approx(0.1 * (0.08 / 0.19) / (math.sqrt(0.004996 / 0.001999) + 1e-8), rel=1e-12)
    assert third == pytest.approx(0.1 * (0.122 / 0.271) / (math.sqrt(0.005241004 / 0.002997001) + 1e-8), rel=1e-12)
    assert [second, third] == pytest.approx([0.0266337, 0.0340429], abs=5e-8)
    assert adam.memory == pytest.approx(np.array([[0.122], [0.005241004]]), rel=1e-14)


@given(
    st.lists(st.floats(1e-3, 1e3) | st.floats(-1e3, -1e-3), min_size=1, max_size=20), st.sampled_from([1e-2, 1.0, 100])
)
def test_adam_takes_the_same_steps_when_all_gradients_are_larger_by_the_same_factor(gradients, factor):
    plain = steps_of(Adam(1), [(g,) for g in gradients], 0.1)
    scaled = steps_of(Adam(1), [(factor * g,) for g in gradients], 0.1)
    # but for the 10⁻⁸ beside √v̂, which is at least 10⁻⁵ here
    np.testing.assert_allclose(scaled, plain, rtol=3e-3, atol=1e-7)


@given(st.floats(1e-3, 1e6) | st.floats(-1e6, -1e-3))
def test_adams_first_step_is_the_learning_rate_whatever_the_gradient(g):
    ((step,),) = steps_of(Adam(1), [(g,)], 0.1)
    assert step == pytest.approx(math.copysign(0.1, g), rel=2e-5)


def test_adam_does_not_divide_by_0_where_there_was_never_a_gradient():
    assert steps_of(Adam(2), [(0, 1)] * 3, 0.1)[-1] == pytest.approx([0.0, 0.1])


def test_adam_has_no_number_too_large_after_very_many_steps():
    adam = Adam(1)
    adam.updates, adam.memory = 10**9, np.array([[3.0], [9.0]])
    # The shares 1 − 0.9ᵗ and 1 − 0.999ᵗ are 1 by now, so with g = 3 both means stay as they are.
    assert steps_of(adam, [(3,)], 0.1) == [pytest.approx([0.1])]


# --- a neuron that is trained, by hand


def neuron(optimiser):
    """ŷ = w·2 + b with w = 1 and b = 0, to be 0: then L = ŷ², dW = 2ŷ·2 and db = 2ŷ."""
    layer = Layer(1, 1, linear)
    layer.weights, layer.biases = np.array([[1.0]]), np.array([[0.0]])
    perceptron = Perceptron([layer], loss=mean_squared_error)
    rule = UpdateRule(perceptron, optimiser)

    def epoch(learning_rate):
        loss = perceptron.train_epoch(np.array([[2.0]]), np.array([[0.0]]), np.array([0]), learning_rate, 1, rule)
        return loss, *perceptron.parameters.tolist()

    return epoch


def test_three_epochs_of_a_neuron_with_momentum_worked_by_hand():
    # ŷ = 2        dW = 8      db = 4      v = (8, 4)                     w = 1 − 0.08 = 0.92        b = −0.04
    # ŷ = 1.8      dW = 7.2    db = 3.6    v = (7.2 + 7.2, 3.6 + 3.6)     w = 0.92 − 0.144 = 0.776   b = −0.112
    # ŷ = 1.44     dW = 5.76   db = 2.88   v = (12.96 + 5.76, 9.36)       w = 0.776 − 0.1872         b = −0.2056
    epoch = neuron("momentum")
    assert epoch(0.01) == pytest.approx((4.0, 0.92, -0.04), rel=1e-14)
    assert epoch(0.01) == pytest.approx((3.24, 0.776, -0.112), rel=1e-14)
    assert epoch(0.01) == pytest.approx((2.0736, 0.5888, -0.2056), rel=1e-14)


def test_two_epochs_of_a_neuron_with_adam_worked_by_hand():
    # ŷ = 2      g = (8, 4)       m̂ = (8, 4)       v̂ = (64, 16)      step = (0.1, 0.1)      w = 0.9, b = −0.1
    # ŷ = 1.7    g = (6.8, 3.4)   m = 0.9·0.8 + 0.1·6.8 = 1.4        v = 0.999·0.064 + 0.001·46.24 = 0.110176
    #            m̂ = 1.4 / 0.19 = 7.3684211        v̂ = 0.110176 / 0.001999 = 55.1155578, its root 7.4239853
    #            step = 0.1·7.3684211 / 7.4239853 = 0.0992516; that of b is made of halves and the same
    epoch = neuron("adam")
    assert epoch(0.1) == pytest.approx((4.0, 0.9, -0.1), rel=1e-7)
    assert epoch(0.1) == pytest.approx((2.89, 0.9 - 0.0992516, -0.1 - 0.0992516), rel=1e-6)
