"""Tests that the pictures of a comparison show its numbers, in colours that can be seen, and in few bytes."""

import base64
import re
from dataclasses import replace

import numpy as np
import pytest

from course.training import charts
from course.training.comparison import Comparison, Outcome
from nn_core import Description, Run
from nn_core.run import draw_points
from tests.course.test_comparison import TOO_FAST, cases, finished
from tests.helpers.core import described


def points_of(description):
    points = draw_points(description)
    return points.coordinates[:, : points.n_train], points.training[1][0]


@pytest.fixture(scope="module")
def two_by_three():
    """The outcomes of two learning rates with three seeds."""
    return finished(cases(0.1, 0.5, seeds=3), 12, "numpy").outcomes


def lines(figure):
    """{name: trace} of the lines that the legend names."""
    return {trace.name: trace for trace in figure.data if trace.mode == "lines" and trace.showlegend is not False}


def pictures(markup):
    """The SVGs of the boundaries, without those of the lines beside their names."""
    sources = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)" alt="[^"]', markup)
    return [base64.b64decode(source).decode() for source in sources]


# --- the curves


@pytest.mark.parametrize("loss", charts.LOSSES)
def test_of_several_seeds_the_line_is_the_median_and_the_band_reaches_from_the_best_to_the_worst(two_by_three, loss):
    figure = charts.curves(two_by_three, "Learning rate", loss=loss)
    assert list(lines(figure)) == ["0.1", "0.5"]
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert len(bands) == 2
    for label, band in zip(("0.1", "0.5"), bands, strict=True):
        losses = np.array([getattr(o, loss) for o in two_by_three if o.label == label])
        np.testing.assert_allclose(lines(figure)[label].y, np.median(losses, axis=0), rtol=1e-6)
        np.testing.assert_allclose(band.y[:13], losses.max(axis=0), rtol=1e-6)
        np.testing.assert_allclose(band.y[13:], losses.min(axis=0)[::-1], rtol=1e-6)
        assert lines(figure)[label].x.tolist() == list(range(13))


def test_a_single_seed_has_no_band():
    figure = charts.curves(finished(cases(0.1, 0.5), 3).outcomes, "Learning rate")
    assert [trace.fill for trace in figure.data] == [None, None]


def test_the_curves_run_by_epoch_by_update_or_by_the_seconds_of_training():
    outcomes = finished([("few", described(batch_size=5)), ("all", described(batch_size=15))], 4).outcomes
    along = {x: lines(charts.curves(outcomes, "Batch size", x)) for x in charts.AXES}
    assert [trace.x.tolist() for trace in along["epoch"].values()] == [[0, 1, 2, 3, 4]] * 2
    assert along["update"]["few"].x.tolist() == [0, 3, 6, 9, 12]
    assert along["update"]["all"].x.tolist() == [0, 1, 2, 3, 4]
    np.testing.assert_allclose(along["seconds"]["few"].x, outcomes[0].seconds, rtol=1e-6)


def test_where_one_curve_goes_on_far_beyond_the_others_the_axis_is_logarithmic():
    outcomes = finished([("one", described(batch_size=1)), ("all", described(batch_size=15))], 2).outcomes
    assert charts.curves(outcomes, "Batch size", "update").layout.xaxis.type == "log"
    assert charts.curves(outcomes, "Batch size", "epoch").layout.xaxis.type is None


def test_the_axis_of_the_loss_is_logarithmic_or_begins_at_nothing(two_by_three):
    assert charts.curves(two_by_three, "Learning rate", log=True).layout.yaxis.type == "log"
    axis = charts.curves(two_by_three, "Learning rate", log=False).layout.yaxis
    assert axis.type == "linear" and axis.range[0] == 0
    assert axis.range[1] > max(outcome.train_loss.max() for outcome in two_by_three)


def test_a_run_that_diverges_ends_with_a_cross_and_does_not_squash_the_others():
    outcomes = finished([("wild", TOO_FAST), ("calm", replace(TOO_FAST, learning_rate=0.001))], 20).outcomes
    figure = charts.curves(outcomes, "Learning rate", log=False)
    cross = figure.data[-1]
    assert (cross.name, cross.mode, list(cross.x)) == ("diverged", "markers", [outcomes[0].epoch])
    assert figure.layout.yaxis.range[1] < 4 * outcomes[0].train_loss[0] < outcomes[0].train_loss.max()


def test_before_anything_is_trained_there_are_empty_axes():
    for x in charts.AXES:
        for log in [True, False]:
            outcomes = Comparison(cases(0.1, 0.2, seeds=2), 5).outcomes
            figure = charts.curves(outcomes, "Learning rate", x, log=log)
            assert [len(trace.x) for trace in lines(figure).values()] == [0, 0], (x, log)


def test_while_it_runs_the_seeds_that_have_come_so_far_are_shown():
    outcomes = finished(cases(0.1, seeds=2), 6).outcomes
    outcomes[1].kept = 3
    along, low, _middle, high = charts.median_and_range(outcomes, "epoch", "train_loss")
    assert along.tolist() == list(range(7))
    assert (low[3:] == high[3:]).all() and (low[:3] < high[:3]).all()


def test_eight_values_by_five_seeds_are_few_bytes():
    outcomes = finished(
        cases(*np.arange(1, 9) / 10, seeds=5, base=described(n=10, batch_size=5)), 500, "numba"
    ).outcomes
    assert len(charts.curves(outcomes, "Learning rate").to_json()) < 120_000
    assert len(charts.boundaries(outcomes, points_of)) < 150_000


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return np.dot(linear, [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("background", ["#ffffff", "#0e1117"])
def test_every_line_is_seen_on_a_light_page_and_on_a_dark_one(background):
    for colour in charts.COLOURS:
        darker, lighter = sorted([luminance(colour), luminance(background)])
        assert (lighter + 0.05) / (darker + 0.05) >= 3.5, colour


def test_lines_differ_by_more_than_their_colour():
    styles = list(zip(charts.COLOURS, charts.DASHES, charts.DASH_ARRAYS, strict=True))
    assert len({colour for colour, _dash, _array in styles}) == len(styles)
    assert len({dash for _colour, dash, _array in styles}) >= 6
    assert len({(dash, array) for _colour, dash, array in styles}) == len({dash for _colour, dash, _array in styles})


# --- the boundaries


def test_the_surface_is_what_the_network_predicts():
    description = described(dataset="xor", hidden=(4,), n=100)
    run = Run(description)
    list(run.advance(20))
    sure = charts.surface(description, run.engine.parameters)
    step = 2 * charts.REACH / charts.PIXELS
    for row, column in ((0, 0), (3, 70), (99, 99), (50, 20)):
        place = [[-charts.REACH + (column + 0.5) * step], [charts.REACH - (row + 0.5) * step]]
        assert sure[row, column] == pytest.approx(2 * run.predict(np.array(place))[0, 0] - 1)


def test_values_beyond_the_scale_have_its_strongest_colour_and_nan_none():
    description = described(dataset="plane", hidden=())
    assert set(np.unique(charts.surface(description, np.array([1e30, 0.0, 0.0])))) == {-1.0, 1.0}
    opposed = charts.surface(description, np.array([1e308, -1e308, 0.0]))  # ∞ − ∞ is NaN
    assert set(np.unique(opposed)) == {-1.0, 0.0, 1.0}
    assert not charts.surface(description, None).any()


def test_there_is_a_boundary_for_each_value_with_its_name_its_score_and_its_points(two_by_three):
    markup = charts.boundaries(two_by_three, points_of)
    assert re.findall(r"<b>([^<]*)</b>", markup) == ["0.1", "0.5"]
    score = 100 * two_by_three[0].measures[3]
    assert f'alt="0.1: {score:.0f}% of the test points right"' in markup
    for picture in pictures(markup):
        labels = points_of(two_by_three[0].description)[1]
        assert picture.count("<circle") == labels.sum()
        assert picture.count("<rect") == (labels == 0).sum()
        assert "<image" in picture


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, "not begun"),
        ({"parameters": np.zeros(13), "diverged": True, "epoch": 7}, "diverged after epoch 7"),
        ({"parameters": np.zeros(13), "measures": (0.1, 0.2, 0.9, 0.925)}, "92% of the test points right"),
    ],
)
def test_a_few_words_say_how_good_each_is(named, expected):
    outcome = Outcome("a <b>", described(), np.empty((4, 2)), **named)
    markup = charts.boundaries([outcome], points_of)
    assert f">{expected}<" in re.sub("<br>", "><", markup) or expected in markup
    assert "a &lt;b&gt;" in markup and "a <b>" not in markup


def test_a_task_with_values_tells_its_r_squared():
    outcome = Outcome("x", Description("hills", hidden=()), np.empty((4, 2)), parameters=np.zeros(3))
    outcome.measures = (1.0, 1.0, -0.5, -0.25)
    assert "test R² −0.25" in charts.boundaries([outcome], points_of)
