"""What several tests of the course share: perceptrons with an example, drawn or worked by hand, and their HTML."""

from html.parser import HTMLParser

import numpy as np
from hypothesis import strategies as st

from nn_core import (
    ACTIVATIONS,
    DATASETS,
    FEATURES,
    Description,
    Layer,
    Perceptron,
    Run,
    linear,
    mean_squared_error,
    relu,
)


@st.composite
def descriptions(draw, most_neurons=5):
    """A description with any data set, features, layers and activations."""
    hidden = tuple(draw(st.lists(st.integers(1, most_neurons), max_size=4)))
    each = tuple(draw(st.sampled_from(sorted(ACTIVATIONS))) for _ in hidden)
    return Description(
        dataset=draw(st.sampled_from(sorted(DATASETS))),
        features=tuple(draw(st.lists(st.sampled_from(sorted(FEATURES)), min_size=1, max_size=7, unique=True))),
        hidden=hidden,
        activation=each or "tanh",
        n=20,
        batch_size=1,
        seed=draw(st.integers(0, 1000)),
        learning_rate=draw(st.sampled_from([0.01, 0.1, 1.0])),
    )


def example_of(description, chosen=0):
    """(perceptron, inputs, label) of a training point, with the first weights."""
    run = Run(description)
    return run.engine.perceptron, run.points.inputs[:, [chosen]], run.points.targets[:, [chosen]]


def by_hand():
    """A network of two neurons whose update is worked by hand: see test_course_trace.py."""
    first, second = Layer(1, 1, relu), Layer(1, 1, linear)
    first.weights, first.biases = np.array([[0.5]]), np.array([[1.0]])
    second.weights, second.biases = np.array([[3.0]]), np.array([[-1.0]])
    return Perceptron([first, second], loss=mean_squared_error), np.array([[2.0]]), np.array([[4.0]])


class Elements(HTMLParser):
    """The elements of a piece of HTML in their order, as (tag, attributes), and all its text."""

    def __init__(self, source):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag, **attributes):
        """The attributes of all elements of a tag that have these among their own."""
        return [own for name, own in self.found if name == tag and attributes.items() <= own.items()]
