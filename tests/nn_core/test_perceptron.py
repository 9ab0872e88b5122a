"""Tests how a perceptron is put together, how `fit` goes through the examples, and what both refuse."""

import copy

import numpy as np
import pytest

from nn_core import ACTIVATIONS, Layer, Perceptron, linear, mean_squared_error, relu, sigmoid, tanh
from tests.helpers.core import flat, refusal

POINTS = np.random.default_rng(1).uniform(-3, 3, (23, 2))
LABELS = np.where(POINTS[:, :1] > 0, 1.0, 0.0)


def perceptron_of(*sizes, hidden=tanh, seed=0):
    rng = np.random.default_rng(seed)
    functions = [hidden] * (len(sizes) - 2) + [sigmoid]
    return Perceptron([Layer(n, m, f, rng=rng) for n, m, f in zip(sizes, sizes[1:], functions, strict=False)])


# --- putting one together


def test_layers_whose_sizes_do_not_chain_are_refused_with_both_sizes():
    layers = [Layer(2, 4, tanh), Layer(4, 3, tanh), Layer(5, 1, sigmoid)]
    message = refusal(Perceptron, layers)
    assert "Layer 2" in message and "3 neurons" in message and "5 inputs" in message


def test_no_layer_at_all_is_refused():
    assert "layer" in refusal(Perceptron, [])


def test_binary_cross_entropy_needs_a_sigmoid_at_the_output():
    for activation in (relu, tanh, linear):
        assert "sigmoid" in refusal(Perceptron, [Layer(2, 3, sigmoid), Layer(3, 1, activation)]), activation


def test_mean_squared_error_takes_any_output():
    for activation in ACTIVATIONS.values():
        perceptron = Perceptron([Layer(2, 3, tanh), Layer(3, 1, activation)], loss=mean_squared_error)
        assert perceptron.forward(np.zeros((2, 4))).shape == (1, 4), activation


def test_the_callers_list_of_layers_may_change_afterwards():
    layers = [Layer(2, 1, sigmoid)]
    perceptron = Perceptron(layers)
    layers.clear()
    assert perceptron.forward(np.zeros((2, 1))).shape == (1, 1)


def test_forward_goes_through_the_layers_in_turn():
    perceptron = perceptron_of(2, 4, 3, 1)
    first, second, last = perceptron.layers
    inputs = POINTS.T
    a = tanh(first.weights @ inputs + first.biases)
    a = tanh(second.weights @ a + second.biases)
    y_hat = perceptron.forward(inputs)
    assert y_hat.shape == (1, 23)
    assert y_hat == pytest.approx(sigmoid(last.weights @ a + last.biases), rel=1e-13)


# --- all parameters in one vector


def test_parameters_are_each_layers_weights_row_by_row_and_then_its_biases():
    perceptron = perceptron_of(2, 3, 1)
    first, last = perceptron.layers
    expected = [*first.weights[0], *first.weights[1], *first.weights[2], *first.biases[:, 0]]
    expected += [*last.weights[0], *last.biases[:, 0]]
    assert perceptron.parameters.tolist() == expected


def test_parameters_are_a_copy_and_are_copied_when_set():
    perceptron = perceptron_of(2, 3, 1)
    perceptron.parameters[:] = 7.0
    assert not (perceptron.parameters == 7.0).any()
    vector = np.arange(13.0)
    perceptron.parameters = vector
    vector[:] = -1.0
    assert perceptron.parameters.tolist() == list(range(13))
    assert perceptron.layers[0].weights.tolist() == [[0, 1], [2, 3], [4, 5]]
    assert perceptron.layers[1].biases.tolist() == [[12]]
    perceptron.layers[0].weights[0, 0] = 99.0
    assert vector[0] == -1.0


@pytest.mark.parametrize("n", [1, 23])
def test_gradients_are_laid_out_as_the_parameters_and_change_none(n):
    perceptron, stepped = perceptron_of(2, 4, 3, 1), perceptron_of(2, 4, 3, 1)
    before = perceptron.parameters
    da = perceptron.forward(POINTS[:n].T) - LABELS[:n].T
    stepped.forward(POINTS[:n].T)
    stepped.backward(da, 1.0)
    gradient = perceptron.gradients(da)
    assert np.array_equal(perceptron.parameters, before)
    assert np.array_equal(before - gradient, stepped.parameters)
    assert np.abs(gradient).min() > 0.0


# --- the loop


@pytest.mark.parametrize("batch_size", [1, 2, 5, 22, 23])
def test_an_epoch_is_one_update_per_batch_in_the_given_order_the_last_with_what_is_left(batch_size):
    perceptron, stepped = perceptron_of(2, 4, 1), perceptron_of(2, 4, 1)
    order = np.random.default_rng(3).permutation(23)
    loss = perceptron.train_epoch(POINTS.T, LABELS.T, order, 0.3, batch_size)
    total = 0.0
    for start in range(0, 23, batch_size):
        batch = order[start : start + batch_size]
        y_hat, y = stepped.forward(POINTS[batch].T), LABELS[batch].T
        total += -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)).sum()
        stepped.backward((y_hat - y) / (y_hat * (1 - y_hat)), 0.3)
    assert flat(perceptron) == pytest.approx(flat(stepped), rel=1e-12)
    assert loss == pytest.approx(total / 23, rel=1e-12)


def test_each_example_weighs_the_same_in_the_loss_even_in_a_smaller_last_batch():
    perceptron = perceptron_of(2, 4, 1)
    y_hat = perceptron.forward(POINTS.T)
    expected = -(LABELS.T * np.log(y_hat) + (1 - LABELS.T) * np.log(1 - y_hat)).mean()
    assert perceptron.train_epoch(POINTS.T, LABELS.T, np.arange(23), 0.0, 5) == pytest.approx(expected, rel=1e-13)


def test_a_rule_is_asked_for_each_batch_what_to_add_to_the_loss_of_an_example_and_then_to_step():
    perceptron = perceptron_of(2, 4, 1)
    order, batch_size, asked = np.random.default_rng(3).permutation(23), 10, []

    class Rule:
        def cost(self, of):
            assert of is perceptron
            asked.append("cost")
            return 100.0

        def step(self, of, da, learning_rate):
            assert of is perceptron and learning_rate == 0.3
            asked.append(da)

    before = perceptron.parameters
    plain = perceptron.train_epoch(POINTS.T, LABELS.T, order, 0.0, batch_size)
    assert perceptron.train_epoch(POINTS.T, LABELS.T, order, 0.3, batch_size, Rule()) == pytest.approx(plain + 100.0)
    assert np.array_equal(perceptron.parameters, before)
    assert asked[::2] == ["cost"] * 3 and [da.shape for da in asked[1::2]] == [(1, 10), (1, 10), (1, 3)]
    y_hat, y = perceptron.forward(POINTS.T)[:, order], LABELS.T[:, order]
    assert np.hstack(asked[1::2]) == pytest.approx((y_hat - y) / (y_hat * (1 - y_hat)), rel=1e-12)


def test_a_batch_of_all_examples_steps_by_the_mean_of_their_gradients():
    perceptron = perceptron_of(2, 4, 3, 1)
    before = flat(perceptron)
    gradients = []
    for x, y in zip(POINTS, LABELS, strict=True):
        single = copy.deepcopy(perceptron)
        single.train_epoch(x[:, None], y[:, None], np.array([0]), 1.0, 1)
        gradients.append(before - flat(single))
    perceptron.train_epoch(POINTS.T, LABELS.T, np.arange(23), 0.5, 23)
    assert before - flat(perceptron) == pytest.approx(0.5 * np.mean(gradients, axis=0), rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("batch_size", [1, 5, 23])
def test_fit_draws_one_permutation_per_epoch_and_nothing_else(batch_size, capsys):
    fitted, looped = perceptron_of(2, 4, 1), perceptron_of(2, 4, 1)
    fit_rng, rng = np.random.default_rng(9), np.random.default_rng(9)
    fitted.fit(POINTS, LABELS, 4, 0.1, batch_size=batch_size, rng=fit_rng)
    losses = [looped.train_epoch(POINTS.T, LABELS.T, rng.permutation(23), 0.1, batch_size) for _ in range(4)]
    assert np.array_equal(flat(fitted), flat(looped))
    assert fit_rng.bit_generator.state == rng.bit_generator.state
    printed = [f"Loss at epoch {epoch}: {loss:.3f}" for epoch, loss in enumerate(losses, start=1)]
    assert capsys.readouterr().out.splitlines() == printed


def test_fit_prints_one_line_per_epoch_as_the_course_does_and_returns_nothing(capsys):
    perceptron = Perceptron([Layer(2, 1, sigmoid, low=0, high=0)])  # undecided: ŷ = 0.5, loss log 2
    assert perceptron.fit(POINTS, LABELS, 2, 0.0) is None
    assert capsys.readouterr().out == "Loss at epoch 1: 0.693\nLoss at epoch 2: 0.693\n"


def test_fit_is_stochastic_gradient_descent_of_batch_size_1_unless_told_otherwise():
    plain, explicit, other = (perceptron_of(2, 4, 1) for _ in range(3))
    plain.fit(POINTS, LABELS, 2, 0.1, rng=np.random.default_rng(4))
    explicit.fit(POINTS, LABELS, 2, 0.1, batch_size=1, rng=np.random.default_rng(4))
    other.fit(POINTS, LABELS, 2, 0.1, batch_size=2, rng=np.random.default_rng(4))
    assert np.array_equal(flat(plain), flat(explicit))
    assert not np.array_equal(flat(plain), flat(other))


def test_fit_without_a_generator_shuffles_anew_and_leaves_numpys_global_state():
    first, second = perceptron_of(2, 4, 1), perceptron_of(2, 4, 1)
    before = np.random.get_state()
    first.fit(POINTS, LABELS, 3, 0.3)
    np.random.set_state(before)
    second.fit(POINTS, LABELS, 3, 0.3)
    assert np.array_equal(np.random.get_state()[1], before[1])
    assert not np.array_equal(flat(first), flat(second))


def test_fit_goes_on_from_the_weights_it_left():
    twice, once = perceptron_of(2, 4, 1), perceptron_of(2, 4, 1)
    rng = np.random.default_rng(2)
    twice.fit(POINTS, LABELS, 2, 0.1, rng=rng)
    twice.fit(POINTS, LABELS, 3, 0.1, rng=rng)
    once.fit(POINTS, LABELS, 5, 0.1, rng=np.random.default_rng(2))
    assert np.array_equal(flat(twice), flat(once))


def test_fit_leaves_the_callers_arrays_alone():
    points, labels = POINTS.copy(), LABELS.copy()
    points.flags.writeable = labels.flags.writeable = False
    perceptron_of(2, 4, 1).fit(points, labels, 2, 0.1, batch_size=4)
    assert np.array_equal(points, POINTS) and np.array_equal(labels, LABELS)


@pytest.mark.parametrize("convert", [np.ndarray.tolist, np.asfortranarray, lambda array: array[::-1][::-1]])
def test_fit_takes_lists_and_arrays_of_any_memory_layout(convert):
    plain, other = perceptron_of(2, 4, 1), perceptron_of(2, 4, 1)
    plain.fit(POINTS, LABELS, 2, 0.1, rng=np.random.default_rng(4))
    other.fit(convert(POINTS), convert(LABELS), 2, 0.1, rng=np.random.default_rng(4))
    assert np.array_equal(flat(plain), flat(other))


def test_fit_takes_labels_of_whole_numbers_booleans_and_shares():
    for labels in (LABELS.astype(int), LABELS.astype(bool), np.full((23, 1), 0.25)):
        perceptron = perceptron_of(2, 4, 1)
        before = flat(perceptron)
        perceptron.fit(POINTS, labels, 1, 0.1)
        assert not np.array_equal(flat(perceptron), before)


def test_fit_trains_several_outputs_at_once():
    perceptron = perceptron_of(2, 6, 2)
    both = np.hstack([LABELS, 1 - LABELS])
    perceptron.fit(POINTS, both, 200, 0.1, rng=np.random.default_rng(0))
    right = (perceptron.forward(POINTS.T) > 0.5) == (both.T > 0.5)
    assert right.mean(axis=1).min() > 0.9


@pytest.mark.parametrize("weight", [1e3, -1e3, 1e6])
def test_fit_stays_finite_without_a_warning_when_the_output_is_saturated(weight, capsys):
    perceptron = perceptron_of(2, 1)
    perceptron.layers[0].weights[:] = weight
    perceptron.fit(POINTS, LABELS, 3, 0.1, rng=np.random.default_rng(0))
    assert np.isfinite(flat(perceptron)).all()
    assert "nan" not in capsys.readouterr().out


@pytest.mark.parametrize(("bias", "y"), [(-1e4, 1.0), (1e4, 0.0)])
def test_an_output_saturated_on_the_wrong_side_is_stepped_by_the_full_error(bias, y):
    perceptron = perceptron_of(2, 1)
    (layer,) = perceptron.layers
    layer.biases[:] = bias
    # dz = ŷ − y is −1 or 1, so that b moves by the whole learning rate towards the right side.
    perceptron.train_epoch(np.zeros((2, 1)), np.array([[y]]), np.array([0]), 0.5, 1)
    assert layer.biases.item() == pytest.approx(bias + (0.5 if y else -0.5), rel=1e-15)


def test_fit_learns_values_of_any_size_by_mean_squared_error(capsys):
    rng = np.random.default_rng(0)
    perceptron = Perceptron([Layer(2, 1, linear, rng=rng)], loss=mean_squared_error)
    values = POINTS @ [[3.0], [-2.0]] + 50.0
    perceptron.fit(POINTS, values, 200, 0.02, rng=rng)
    (layer,) = perceptron.layers
    assert layer.weights == pytest.approx(np.array([[3.0, -2.0]]), abs=1e-6)
    assert layer.biases.item() == pytest.approx(50.0, abs=1e-6)
    assert capsys.readouterr().out.splitlines()[-1] == "Loss at epoch 200: 0.000"


# --- what fit refuses


def fit(training_data=POINTS, labels=LABELS, epochs=1, learning_rate=0.1, **named):
    perceptron_of(2, 4, 1).fit(training_data, labels, epochs, learning_rate, **named)


def with_one(array, value):
    changed = array.copy()
    changed[3, 0] = value
    return changed


BAD_DATA = {
    "one dimension": POINTS[:, 0],
    "columns": POINTS.T,
    "too wide": np.zeros((23, 3)),
    "three dimensions": POINTS[None],
    "no examples": np.zeros((0, 2)),
    "a number": 3.0,
    "nothing": None,
    "words": [["a", "b"]],
    "ragged": [[1.0, 2.0], [3.0]],
    "NaN": with_one(POINTS, np.nan),
    "infinity": with_one(POINTS, np.inf),
}


def test_fit_refuses_bad_training_data():
    for what, training_data in BAD_DATA.items():
        assert "training_data" in refusal(fit, training_data), what


BAD_LABELS = {
    "one dimension": LABELS[:, 0],
    "too wide": np.zeros((23, 2)),
    "columns": LABELS.T,
    "words": [["inside"]] * 23,
    "NaN": with_one(LABELS, np.nan),
    "infinity": with_one(LABELS, -np.inf),
    "below 0": with_one(LABELS, -1.0),
    "above 1": with_one(LABELS, 1.0000001),
    "one too few": LABELS[:-1],
    "one too many": np.vstack([LABELS, [[1.0]]]),
}


def test_fit_refuses_bad_labels():
    for what, labels in BAD_LABELS.items():
        assert "labels" in refusal(fit, POINTS, labels), what


def test_fit_refuses_to_train_on_nothing():
    message = refusal(fit, np.zeros((0, 2)), np.zeros((0, 1)))
    assert "training_data" in message and "(n, 2)" in message


def test_fit_refuses_epochs_and_batch_sizes_that_are_no_whole_numbers_from_1_on():
    for value in (0, 2.0, True, "3", None):
        assert refusal(fit, epochs=value).startswith("epochs must be a whole number of at least 1, "), value
        assert refusal(fit, batch_size=value).startswith("batch_size must be a whole number from 1 to 23, "), value
    assert refusal(fit, batch_size=24) == "batch_size must be a whole number from 1 to 23, not 24."


def test_fit_takes_any_finite_learning_rate_from_0_on_and_no_other():
    for learning_rate in (0, 0.0, 1, 10.5, 1000.0):
        fit(learning_rate=learning_rate, batch_size=23)
    for learning_rate in (-0.1, np.nan, np.inf, True, "0.1", None, 1j):
        assert refusal(fit, learning_rate=learning_rate).startswith("learning_rate must be "), learning_rate


def test_a_refused_fit_has_trained_nothing():
    perceptron = perceptron_of(2, 4, 1)
    before = flat(perceptron)
    refusal(perceptron.fit, POINTS, LABELS, 5, 0.1, batch_size=24)
    assert np.array_equal(flat(perceptron), before)


def test_a_perceptron_of_anything_but_layers_is_refused_with_an_example():
    layer = Layer(2, 1, sigmoid)
    example = "layers must be a list of layers, such as [Layer(2, 3, tanh), Layer(3, 1, sigmoid)]"
    assert refusal(Perceptron, [2, 3, 1]) == f"{example}, but number 1 is 2."
    assert refusal(Perceptron, layer) == f"{example}, not Layer(2, 1, Sigmoid())."
    assert "the same one is there twice" in refusal(Perceptron, [Layer(2, 2, tanh)] * 2)
    assert "such as nn_core.mean_squared_error, not 'mse'" in refusal(Perceptron, [layer], loss="mse")
    assert "activation_function" in refusal(Layer, 2, 1, mean_squared_error)


def test_parameters_are_set_all_or_none():
    perceptron = perceptron_of(2, 4, 1)
    before = perceptron.parameters
    for vector in (np.arange(7.0), np.arange(18.0), np.full(17, np.nan), np.zeros((1, 17)), "abc"):
        assert "parameters" in refusal(setattr, perceptron, "parameters", vector)
        assert np.array_equal(perceptron.parameters, before), vector


def test_backward_refuses_before_any_layer_has_stepped():
    perceptron = perceptron_of(2, 4, 1)
    perceptron.forward(np.ones((2, 3)))
    perceptron.layers[1].forward(np.ones((4, 5)))
    before = perceptron.parameters
    assert "forward" in refusal(perceptron.backward, np.ones((1, 5)), 0.1)
    assert np.array_equal(perceptron.parameters, before)


# --- predict


def test_predict_is_forward_with_one_row_per_example_and_changes_nothing():
    perceptron = perceptron_of(2, 4, 1)
    perceptron.forward(np.zeros((2, 1)))
    assert np.array_equal(perceptron.predict(POINTS.tolist()), perceptron.forward(POINTS.T).T)
    perceptron.forward(np.zeros((2, 1)))
    perceptron.predict(POINTS)
    assert [layer.outputs.shape[1] for layer in perceptron.layers] == [1, 1]


def test_predict_refuses_what_has_not_one_row_per_example():
    for rows in (POINTS.T, POINTS[0], np.zeros((0, 2)), [[1.0, np.nan]], "abc", None):
        assert refusal(perceptron_of(2, 4, 1).predict, rows).startswith("rows must "), rows


# --- divergence


def test_fit_ends_with_a_sentence_and_the_weights_of_the_last_finite_epoch(capsys):
    def diverging():
        return Perceptron([Layer(2, 4, linear, rng=0), Layer(4, 1, linear, rng=1)], loss=mean_squared_error)

    perceptron, shorter = diverging(), diverging()
    perceptron.fit(POINTS, LABELS, 100, 1.0, batch_size=23, rng=3)
    *losses, sentence = capsys.readouterr().out.splitlines()
    assert 0 < len(losses) < 100 and all(line.startswith("Loss at epoch") for line in losses)
    assert f"the numbers of epoch {len(losses) + 1} are too large" in sentence
    assert f"The weights are those of epoch {len(losses)}. Try a smaller learning rate." in sentence
    shorter.fit(POINTS, LABELS, len(losses), 1.0, batch_size=23, rng=3)
    assert np.array_equal(perceptron.parameters, shorter.parameters)


def test_repr_shows_the_layers_and_the_loss():
    assert repr(perceptron_of(2, 3, 1)) == (
        "Perceptron([Layer(2, 3, Tanh()), Layer(3, 1, Sigmoid())], loss=BinaryCrossEntropy())"
    )
