"""Tests that the data sets that ship are whole, say truthfully what they are, and can be learnt."""

import re

import numpy as np
import pytest

from nn_core import Description, Run
from nn_core.own import encode
from own_data.files import points_of, read
from own_data.guesses import guess
from own_data.samples import FOLDER, SAMPLES

# What each holds, as its authors count it: the columns, and how many of class 0 and class 1.
HELD = {
    "penguins": (("bill_length_mm", "bill_depth_mm", "species"), ("Adelie", 151), ("Gentoo", 123)),
    "iris": (("petal length (cm)", "petal width (cm)", "species"), ("versicolor", 50), ("virginica", 50)),
    "penguin_sex": (("bill_length_mm", "body_mass_g", "sex"), ("female", 165), ("male", 168)),
}


def share_right(sample, hidden, epochs):
    loaded = sample.load()
    points = encode(loaded.points, loaded.labels)
    run = Run(Description(dataset="own", points=points, hidden=hidden, learning_rate=0.03))
    list(run.advance(epochs))
    return np.mean((run.predict(loaded.points.T)[0] >= 0.5) == loaded.labels)


def test_every_sample_and_every_file_is_known():
    assert set(HELD) == set(SAMPLES)
    assert {sample.file for sample in SAMPLES.values()} == {path.name for path in FOLDER.iterdir()}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_holds_what_its_authors_count(name):
    sample, (names, *classes) = SAMPLES[name], HELD[name]
    table, loaded = read(sample.contents), sample.load()
    assert table.names == names and table.has_header and table.first_row == 2
    assert loaded.classes == tuple(text for text, count in classes)
    assert tuple(np.bincount(loaded.labels.astype(int))) == tuple(count for text, count in classes)
    assert loaded.rows == len(loaded.points) == len(table.cells) and loaded.notes == ()
    assert len(sample.contents) < 60_000


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_says_how_many_it_holds_and_whose_it_is(name):
    sample, (_, *classes) = SAMPLES[name], HELD[name]
    told = set(re.findall(r"\d+", sample.what))
    assert {str(count) for _, count in classes} <= told
    assert re.search(r"\b(19|20)\d\d\b", sample.source) and sample.licence.startswith("CC")


def test_what_is_guessed_of_a_sample_are_its_columns():
    for name, sample in SAMPLES.items():
        assert guess(read(sample.contents)) == (sample.x1, sample.x2, sample.label), name


def test_a_sample_fits_into_an_address():
    for name, sample in SAMPLES.items():
        loaded = sample.load()
        assert len(encode(loaded.points, loaded.labels)) < 1800, name


def test_the_first_rows_are_those_of_the_published_tables():
    read_rows = {name: read(SAMPLES[name].contents).cells.iloc[0].tolist() for name in SAMPLES}
    assert read_rows == {
        "penguins": ["39.1", "18.7", "Adelie"],
        "iris": ["4.7", "1.4", "versicolor"],
        "penguin_sex": ["39.1", "3750", "male"],
    }


def test_two_irises_of_different_kinds_have_the_very_same_petal():
    loaded = SAMPLES["iris"].load()
    places = [set(map(tuple, loaded.points[loaded.labels == label])) for label in (0, 1)]
    assert len(places[0] & places[1]) == 1


def test_a_line_is_nearly_enough_for_the_kinds_of_penguin():
    assert share_right(SAMPLES["penguins"], (), 20) >= 0.98


def test_a_line_does_poorly_on_the_sex_of_penguins_and_hidden_neurons_help():
    assert share_right(SAMPLES["penguin_sex"], (), 100) < 0.7
    assert share_right(SAMPLES["penguin_sex"], (8, 8), 200) > 0.78


def test_a_sample_is_read_from_its_own_columns():
    sample = SAMPLES["penguin_sex"]
    turned = points_of(read(sample.contents), sample.x2, sample.x1, sample.label)
    np.testing.assert_array_equal(turned.points[:, ::-1], sample.load().points)
