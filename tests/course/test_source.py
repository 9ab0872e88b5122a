"""Tests that a statement is found in the source, and that the source is shown as it is, with its line lit."""

import inspect

import pytest

from course.backpropagation.source import ROOT, Place, as_html, find, lines_of, origin
from nn_core import Layer
from nn_core.activations import Tanh
from nn_core.losses import BinaryCrossEntropy
from tests.helpers.course import Elements


def test_a_statement_is_found_by_what_it_assigns():
    place = find(Layer.gradients, "d_biases")
    assert lines_of(Layer.gradients)[place.first].strip().startswith("d_biases = ")


def test_a_part_is_found_behind_letters_of_more_than_one_byte():
    def function(ŷ):
        ẑ = ŷ + abs(ŷ)
        return ẑ

    place = find(function, "ẑ", "abs(ŷ)")
    assert lines_of(function)[place.first][place.start : place.end] == "abs(ŷ)"


@pytest.mark.parametrize("wanted", [("nothing",), ("dz", "self.nothing"), ("return", "nothing")])
def test_what_is_not_there_is_missed(wanted):
    with pytest.raises(LookupError):
        find(Layer.gradients, *wanted)


def test_what_is_there_twice_is_not_guessed_at():
    def function(a):
        b = a
        b = b + a
        return b

    with pytest.raises(LookupError, match="has 2 of 'b'"):
        find(function, "b")


@pytest.mark.parametrize("shown", [Layer.gradients, BinaryCrossEntropy.derivative, Tanh])
def test_the_source_is_shown_whole_and_as_it_is(shown):
    text = Elements(as_html(shown)).text
    for line in inspect.getsource(shown).splitlines():
        assert line.strip() in text
    path, number = origin(shown)
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    assert inspect.getsource(shown).splitlines()[0] == lines[number - 1]


def test_one_line_is_lit_and_the_others_are_not():
    page = Elements(as_html(Layer.gradients, find(Layer.gradients, "d_weights")))
    (lit,) = page.all("span", **{"aria-current": "step"})
    number = int(lit["data-line"])
    path, _ = origin(Layer.gradients)
    assert (ROOT / path).read_text(encoding="utf-8").splitlines()[number - 1].strip().startswith("d_weights =")
    assert page.all("b", **{"class": "part"}) == []


def test_a_part_of_the_line_is_marked():
    html = as_html(Layer.gradients, find(Layer.gradients, "dz", "self.activation.derivative(self.outputs)"))
    assert 'dz = da * <b class="part">self.activation.derivative(self.outputs)</b>' in html


def test_signs_of_html_in_the_source_are_text():
    def function(a):
        return "<b>" if a < 1 else "&amp;"

    assert '"<b>" if a < 1 else "&amp;"' in Elements(_with_place(function)).text
    assert Elements(_with_place(function)).all("b") == [{}]  # the name in the head, and nothing else


def _with_place(function):
    line = next(i for i, line in enumerate(lines_of(function)) if "return" in line)
    return as_html(function, Place(line, line))
