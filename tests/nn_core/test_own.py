"""Tests that own points survive being written as a text, and that no other text is taken for points."""

import base64
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nn_core import Description, Run
from nn_core.own import MAX_POINTS, decode, encode, trainable
from tests.helpers.core import refusal

DAMAGED = "points are damaged: their text was cut short or altered in transit."
places = st.floats(-6, 6)
labelled = st.lists(st.tuples(places, places, st.integers(0, 1)), max_size=40)


def written(packed, version="1"):
    return version + base64.urlsafe_b64encode(zlib.compress(packed)).decode().rstrip("=")


@given(labelled)
def test_points_come_back_in_their_order_within_half_a_hundredth(rows):
    points = np.array([row[:2] for row in rows]).reshape(-1, 2)
    labels = [row[2] for row in rows]
    text = encode(points, labels)
    back, back_labels = decode(text)
    assert back.shape == (len(rows), 2) and list(back_labels) == labels
    assert len(rows) == 0 or np.abs(back - points).max() <= 0.005 + 1e-12
    assert encode(back, back_labels) == text


@given(st.integers(-600, 600))
def test_a_place_is_the_number_that_its_two_decimals_are_read_as(step):
    (place,) = decode(encode([[step / 100, 0]], [0]))[0][:, 0]
    assert place == step / 100 == float(f"{place:.2f}")


def test_the_most_points_there_may_be_fit_and_one_more_does_not():
    points = np.random.default_rng(0).uniform(-6, 6, (MAX_POINTS, 2))
    labels = np.arange(MAX_POINTS) % 2
    assert trainable(encode(points, labels)) == MAX_POINTS
    more = np.vstack([points, [[0, 0]]])
    assert refusal(encode, more, np.append(labels, 1)) == "points must hold at most 5000 points, not 5001."


def test_three_hundred_points_take_less_than_1250_characters():
    points = np.random.default_rng(0).uniform(-6, 6, (300, 2))
    assert len(encode(points, np.arange(300) % 2)) < 1250


def test_a_place_beyond_the_square_is_refused():
    for place in (6.001, -7, np.nan, np.inf):
        assert refusal(encode, [[0, place]], [1]) == "points must lie between -6 and 6 on both axes.", place


def test_every_point_needs_a_label_of_0_or_1():
    for labels in ([2], [0.5], [], [0, 1], [np.nan]):
        assert refusal(encode, [[0, 0]], labels) == "points must each have a label, 0 or 1.", labels


def test_what_is_read_cannot_be_changed():
    for array in decode(encode([[1, 2]], [1])):
        assert not array.flags.writeable


def test_any_other_text_is_refused_in_a_sentence():
    for text in (
        None, 5, "", "1", "1é", "1" + "A" * 50_000,
        written(b"\1"), written(b"abcd"), written(b"\xff\xff\xff"), written(b"\0\0\0", version="2"),
        written(bytes(3 * 5001)), written(bytes(30_000_000)),
    ):  # fmt: skip
        assert refusal(decode, text) == DAMAGED, repr(text)[:20]


@given(labelled, st.data())
def test_a_text_that_was_cut_or_has_something_behind_it_is_refused(rows, data):
    text = encode([row[:2] for row in rows], [row[2] for row in rows])
    cut = data.draw(st.integers(0, len(text) - 2))
    assert refusal(decode, text[:cut]) == DAMAGED
    assert refusal(decode, text + "AAAA") == DAMAGED


@given(st.text(max_size=50) | st.binary(max_size=60).map(written))
def test_no_text_makes_it_fail_in_another_way(text):
    try:
        points, labels = decode(text)
    except ValueError as error:
        assert str(error) == DAMAGED
    else:
        assert decode(encode(points, labels)) is not None


@pytest.mark.slow
@settings(max_examples=1000)
@given(labelled, st.data())
def test_a_text_with_one_character_changed_is_refused_or_has_other_points_in_order(rows, data):
    text = encode([row[:2] for row in rows], [row[2] for row in rows])
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.characters()) + text[at + 1 :]
    try:
        points, labels = decode(changed)
    except ValueError as error:
        assert str(error) == DAMAGED
    else:
        assert np.abs(points).max(initial=0) <= 6 and set(labels) <= {0, 1}


def test_a_run_trains_on_the_points_themselves():
    points, labels = np.array([[-3, 1], [2, 2], [4.5, -1.2], [-1, -5]]), [0, 1, 1, 0]
    description = Description(dataset="own", points=encode(points, labels), batch_size=1, learning_rate=0.1)
    run = Run(description)
    held = {
        (*place, label) for place, label in zip(run.points.coordinates.T.tolist(), run.points.targets[0], strict=True)
    }
    assert held == {(*place, label) for place, label in zip(points.tolist(), labels, strict=True)}
    records = list(run.advance(50))
    assert records[-1].train_loss < records[0].train_loss
