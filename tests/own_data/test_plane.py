"""Tests that what the drawing plane sends is read, and anything else is refused in a sentence."""

from hypothesis import given
from hypothesis import strategies as st

from own_data import plane, points
from tests.helpers.core import refusal

SHAPE = "points must be a list of three numbers for each of at most 5000 points."
RANGE = "points must be whole numbers from -600 to 600."
steps = st.integers(-600, 600)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


def message(numbers, **other):
    return {"revision": "abc", "id": 1, "points": numbers} | other


@given(st.lists(st.tuples(steps, steps, st.integers(0, 1)), max_size=30))
def test_points_arrive_as_they_were_drawn(triples):
    numbers = [number for triple in triples for number in triple]
    revision, number, places, labels = plane.read(message(numbers))
    assert (revision, number) == ("abc", 1)
    assert [(x / 100, y / 100, label) for x, y, label in triples] == [
        (*place, label) for place, label in zip(places.tolist(), labels.tolist(), strict=True)
    ]


@given(st.lists(st.tuples(steps, steps, st.integers(0, 1)), max_size=30))
def test_what_the_plane_is_told_it_could_have_sent(triples):
    numbers = [number for triple in triples for number in triple]
    *_, places, labels = plane.read(message(numbers))
    assert plane.as_sent(points.write(places, labels)) == numbers


def test_the_most_points_fit_and_one_more_does_not():
    *_, places, labels = plane.read(message([1, 2, 1] * 5000))
    assert places.shape == (5000, 2) and labels.shape == (5000,)
    assert refusal(plane.read, message([1, 2, 1] * 5001)) == SHAPE


def test_anything_else_is_refused_in_a_sentence():
    for sent, sentence in (
        (None, "A message of the plane must be an object that names a revision."),
        ([], "A message of the plane must be an object that names a revision."),
        (message([], revision=5), "A message of the plane must be an object that names a revision."),
        (message([], id=-1), "id must be a whole number from 0 to 9007199254740992, not -1."),
        (message([], id="1"), "id must be a whole number from 0 to 9007199254740992, not '1'."),
        (message(None), SHAPE),
        (message({"0": 1}), SHAPE),
        (message([1, 2]), SHAPE),
        (message([[1, 2, 1]] * 3), RANGE),
        (message([1.5, 2, 1]), RANGE),
        (message([True, 2, 1]), RANGE),
        (message(["1", 2, 1]), RANGE),
        (message([10**400, 2, 1]), RANGE),
        (message([601, 2, 1]), RANGE),
        (message([1, 2, -1]), "The label of a point must be 0 or 1."),
        (message([1, 2, 2]), "The label of a point must be 0 or 1."),
    ):
        assert refusal(plane.read, sent) == sentence


@given(anything | st.builds(message, anything) | st.builds(message, st.lists(st.integers(-700, 700), max_size=9)))
def test_no_message_makes_it_fail_in_another_way(sent):
    try:
        *_, places, labels = plane.read(sent)
    except ValueError as error:
        assert str(error).endswith(".")
    else:
        assert len(places) == len(labels) == len(sent["points"]) // 3
