"""Tests that the picture of the network has every neuron and weight, what they hold, and lights what is at work."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from course.backpropagation.diagram import MOST_WITH_NUMBERS, network_svg
from course.backpropagation.matrices import few
from course.backpropagation.trace import trace
from nn_core import FEATURES, Description
from tests.helpers.course import by_hand, example_of

SVG = "{http://www.w3.org/2000/svg}"


def pictures(perceptron, inputs, label):
    """{(kind, layer): the parsed picture} of every step."""
    weights = [layer.weights for layer in perceptron.layers]
    names = [f"x{i}" for i in range(len(inputs))]
    return {
        (step.kind.name, step.layer): ElementTree.fromstring(network_svg(step, weights, names))
        for step in trace(perceptron, inputs, label, 0.1)
    }


def with_class(picture, *names):
    """The elements whose classes have all these among them."""
    return [element for element in picture.iter() if set(names) <= set(element.get("class", "").split())]


@pytest.mark.parametrize("hidden", [(), (3,), (16, 2), (16,) * 6])
def test_every_neuron_and_every_weight_is_in_it(hidden):
    perceptron, inputs, label = example_of(Description(hidden=hidden, features=tuple(FEATURES)))
    for picture in pictures(perceptron, inputs, label).values():
        neurons = with_class(picture, "neuron")
        assert len(neurons) == 7 + sum(hidden) + 1 + 1  # the loss is drawn as one, too
        for sign, chosen in (("plus", np.greater_equal), ("minus", np.less)):
            lines = sum(path.get("d").count("L") for path in with_class(picture, "weights", sign))
            assert lines == sum(chosen(layer.weights, 0).sum() for layer in perceptron.layers)


def test_it_says_in_words_the_numbers_that_a_step_works_on():
    perceptron, inputs, label = example_of(Description(hidden=(3,)))
    said = {key: picture.get("aria-label") for key, picture in pictures(perceptron, inputs, label).items()}
    with np.errstate(all="ignore"):
        perceptron.forward(inputs)
    read, written = few(inputs[:, 0].tolist()), few(perceptron.layers[0].outputs[:, 0].tolist())
    assert said["z", 1] == f"The network at the step Layer 1 · z. a[0]: {read}. z[1]: {written}."
    assert len(set(said.values())) == len(said)


@pytest.mark.parametrize("hidden", [(2,), (16,) * 6])
def test_nothing_reaches_beyond_the_picture_or_lies_on_another(hidden):
    perceptron, inputs, label = example_of(Description(hidden=hidden, features=tuple(FEATURES)))
    picture = pictures(perceptron, inputs, label)["z", 1]
    _, _, width, height = map(float, picture.get("viewBox").split())
    boxes = []
    for neuron in with_class(picture, "neuron"):
        if "r" in neuron.attrib:
            x, y, r = (float(neuron.get(name)) for name in ("cx", "cy", "r"))
            boxes.append((x - r, y - r, x + r, y + r))
        else:
            x, y, w, h = (float(neuron.get(name)) for name in ("x", "y", "width", "height"))
            boxes.append((x, y, x + w, y + h))
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0 and top >= 0 and right <= width and bottom <= height
        others = boxes[:i]
        assert all(right <= x0 or x1 <= left or bottom <= y0 or y1 <= top for x0, y0, x1, y1 in others)


def test_what_is_at_work_is_lit():
    perceptron, inputs, label = example_of(Description(hidden=(4, 2)))
    found = pictures(perceptron, inputs, label)

    def lit(*which):
        picture = found[which]
        return len(with_class(picture, "neuron", "lit")), len(with_class(picture, "weights", "lit")) > 0

    assert lit("inputs", 1) == (2, False)
    assert lit("z", 1) == (2 + 4, True)
    assert lit("a", 2) == (2, False)
    assert lit("loss", 3) == (1 + 1, True)
    assert lit("dz", 2) == (2, False)
    assert lit("da_prev", 2) == (2 + 4, True)
    assert lit("W", 2) == (0, True)
    assert lit("b", 1) == (4, False)


def test_what_flows_runs_the_way_of_the_step():
    found = pictures(*by_hand())
    assert "forward" in found["z", 1].get("class")
    assert "backward" in found["da_prev", 2].get("class")
    assert with_class(found["da_prev", 2], "flow") and not with_class(found["dz", 2], "flow")


def test_neurons_show_what_they_hold():
    found = pictures(*by_hand())
    values = [text.text for text in with_class(found["a", 2], "value")]
    assert values == ["2", "2", "5"]
    held = [text.text for text in with_class(found["dz", 2], "held")]
    assert held == ["a[0]", "a[1]", "dz[2]"]


def test_neurons_that_are_too_many_for_a_number_say_it_when_pointed_at():
    perceptron, inputs, label = example_of(Description(hidden=(MOST_WITH_NUMBERS + 1,)))
    titles = [title for title in pictures(perceptron, inputs, label)["a", 1].iter() if title.tag == "title"]
    assert len(titles) == MOST_WITH_NUMBERS + 1
