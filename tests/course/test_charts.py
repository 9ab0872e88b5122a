"""Tests that the charts of the chapter show every training point and every neuron where it is."""

import numpy as np
import pytest

from course.backpropagation.activation_chart import activation_chart
from course.backpropagation.example_chart import EDGE, example_chart
from nn_core import ACTIVATIONS, Description, Run


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("dataset", ["xor", "hills"])
def test_the_training_points_are_there_and_the_chosen_one_is_ringed(dataset, theme):
    description = Description(dataset=dataset, n=40, features=("x1", "x1x2"))
    run = Run(description)
    _, points, ring = example_chart(run.engine.perceptron, description, run.points, 7, theme).data
    assert np.array_equal([points.x, points.y], run.points.coordinates[:, : run.points.n_train])
    assert (ring.x.tolist(), ring.y.tolist()) == ([points.x[7]], [points.y[7]])
    assert points.customdata[:, 0].tolist() == list(range(1, run.points.n_train + 1))


def test_the_surface_is_what_the_network_answers():
    description = Description(hidden=(), n=40)
    run = Run(description)
    surface = example_chart(run.engine.perceptron, description, run.points, 0, "light").data[0]
    for i, j in ((0, 0), (10, 50), (60, 3)):
        y_hat = run.engine.perceptron.forward(np.array([[surface.x[j]], [surface.y[i]]]))
        assert surface.z[i, j] == pytest.approx(2 * y_hat.item() - 1, abs=1e-6)


def test_points_beyond_the_square_are_in_the_picture():
    description = Description(dataset="gauss", noise=50, n=2000)
    run = Run(description)
    figure = example_chart(run.engine.perceptron, description, run.points, 0, "light")
    reach = np.abs(run.points.coordinates[:, : run.points.n_train]).max()
    assert reach > EDGE and figure.layout.xaxis.range[1] > reach


def test_both_curves_are_drawn_and_the_neurons_lie_on_them():
    for name, activation in ACTIVATIONS.items():
        z = np.array([[-7.5], [0.3], [2.0]])
        curve, on_curve, slope, on_slope = activation_chart(activation, z, "light").data
        assert np.array_equal(curve.y, activation(curve.x)) and np.array_equal(
            slope.y, activation.derivative(slope.x)
        ), name
        assert curve.x[0] < -7.5 and curve.x[-1] > 5, name
        assert np.array_equal(on_curve.y, activation(z[:, 0])) and np.array_equal(
            on_slope.y, activation.derivative(z[:, 0])
        ), name


def test_a_z_that_is_no_number_is_left_out_and_the_others_keep_theirs():
    figure = activation_chart(ACTIVATIONS["tanh"], np.array([[np.inf], [1.0], [np.nan]]), "dark")
    assert figure.data[1].x.tolist() == [1.0]
    assert figure.data[1].customdata.tolist() == [2]
