"""Tests that each data set has the shape, the labels and the geometry that its description promises, at any noise."""

import itertools
import math

import numpy as np
import pytest

from nn_core import DATASETS, Description
from nn_core.datasets import (
    CLASSES,
    SURFACES,
    checkerboard,
    circle,
    gauss,
    heart,
    hills,
    moons,
    plane,
    rings,
    spiral,
    xor,
)

every_surface = pytest.mark.parametrize("dataset", SURFACES.values(), ids=SURFACES.keys())
relabelled_by_noise = pytest.mark.parametrize("dataset", [circle, xor, checkerboard, rings, heart])
NOISES = (0.0, 0.25, 0.5)
NUMBERS = (2, 3, 10, 11, 500, 501)  # of points


def draw(dataset, n, noise, seed=0):
    return dataset(n, noise, np.random.default_rng(seed))


# --- all of them


def test_the_registry_knows_each_data_set_by_its_functions_name():
    assert set(CLASSES) >= {"circle", "xor", "gauss", "spiral", "moons", "checkerboard", "rings", "heart"}
    assert set(SURFACES) >= {"plane", "hills"}
    assert all(function.__name__ == name for name, function in DATASETS.items())


def test_a_data_set_has_either_classes_or_a_surface():
    assert list(DATASETS) == [*CLASSES, *SURFACES]
    assert not set(CLASSES) & set(SURFACES)


def test_a_description_takes_every_name_in_the_registry():
    assert [Description(dataset=name).dataset for name in DATASETS] == list(DATASETS)


def test_there_are_n_finite_points_with_a_finite_label_each():
    for dataset in DATASETS.values():
        for n, noise in itertools.product(NUMBERS, NOISES):
            points, labels = draw(dataset, n, noise)
            assert points.shape == (n, 2) and labels.shape == (n,), dataset
            assert points.dtype == labels.dtype == float, dataset
            assert np.isfinite(points).all() and np.isfinite(labels).all(), dataset


def test_labels_of_classes_are_0_and_1_and_both_are_well_represented():
    for dataset in CLASSES.values():
        for noise in NOISES:
            _, labels = draw(dataset, 2000, noise)
            assert np.isin(labels, [0.0, 1.0]).all(), (dataset, noise)
            assert 0.25 < labels.mean() < 0.75, (dataset, noise)


@every_surface
def test_values_of_a_surface_lie_between_minus_1_and_1_and_come_near_both(dataset):
    for noise in (0.0, 0.02, 0.25, 0.5):
        _, values = draw(dataset, 5000, noise)
        assert -1.0 <= values.min() < -0.9 and 0.9 < values.max() <= 1.0, noise
        assert np.unique(values).size > 4000, noise


def test_the_halves_of_a_circle_without_noise_differ_by_one_point_at_most():
    for n in NUMBERS:
        _, labels = draw(circle, n, 0.0)
        assert abs(2 * labels.sum() - n) <= 1, n


@pytest.mark.parametrize("dataset", [gauss, spiral, moons])
def test_the_classes_differ_by_one_point_at_most_at_any_noise(dataset):
    for n, noise in itertools.product(NUMBERS, NOISES):
        _, labels = draw(dataset, n, noise)
        assert abs(2 * labels.sum() - n) <= 1, (n, noise)


def test_about_half_of_xors_points_are_of_class_1():
    _, labels = draw(xor, 5000, 0.0)
    assert 0.47 < labels.mean() < 0.53


def test_all_points_lie_in_the_square_but_for_noisy_clouds():
    for dataset in DATASETS.values():
        for noise in (0.0,) if dataset is gauss else (0.0, 0.5):
            points, _ = draw(dataset, 5000, noise)
            assert np.abs(points).max() <= 6.0, (dataset, noise)


def test_equal_generators_give_equal_points_and_others_give_others():
    for dataset in DATASETS.values():
        for noise in NOISES:
            points, labels = draw(dataset, 50, noise, seed=1)
            again, labels_again = draw(dataset, 50, noise, seed=1)
            assert np.array_equal(points, again) and np.array_equal(labels, labels_again), (dataset, noise)
            if dataset is not spiral or noise:  # a spiral without noise has nothing left to chance
                assert not np.array_equal(points, draw(dataset, 50, noise, seed=2)[0]), (dataset, noise)


def test_numpys_global_state_is_not_moved():
    before = np.random.get_state()
    for dataset in DATASETS.values():
        draw(dataset, 50, 0.5)
    after = np.random.get_state()
    assert np.array_equal(before[1], after[1]) and before[2:] == after[2:]


# --- the geometry without noise


def test_circle_is_a_disc_of_class_1_in_a_ring_of_class_0():
    points, labels = draw(circle, 5000, 0.0)
    radius = np.hypot(points[:, 0], points[:, 1])
    inside, outside = radius[labels == 1], radius[labels == 0]
    assert inside.max() < 2.5 and outside.min() >= 3.5 and outside.max() < 5.0
    # Uniform in the radius: the mean is halfway.
    assert inside.mean() == pytest.approx(1.25, abs=0.05)
    assert outside.mean() == pytest.approx(4.25, abs=0.05)


def test_circle_goes_all_the_way_round():
    points, labels = draw(circle, 5000, 0.0)
    for of_class in (0, 1):
        angles = np.arctan2(points[labels == of_class, 1], points[labels == of_class, 0])
        quarters, _ = np.histogram(angles, bins=4, range=(-np.pi, np.pi))
        assert quarters.min() > 500


def test_xor_is_labelled_by_the_sign_of_the_product_and_keeps_off_the_axes():
    points, labels = draw(xor, 5000, 0.0)
    assert np.array_equal(labels == 1, points[:, 0] * points[:, 1] > 0)
    distance = np.abs(points)
    assert 0.3 <= distance.min() < 0.31
    assert 5.29 < distance.max() <= 5.3


def test_xor_fills_all_four_corners_evenly():
    points, _ = draw(xor, 5000, 0.0)
    counts, _, _ = np.histogram2d(points[:, 0], points[:, 1], bins=2, range=[(-5.3, 5.3)] * 2)
    assert counts.min() > 1100


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.25, 0.5])
def test_gauss_clouds_have_their_centres_and_variance(noise):
    points, labels = draw(gauss, 5000, noise)
    variance = 0.5 + 7.0 * noise
    for of_class, centre in ((1, 2.0), (0, -2.0)):
        cloud = points[labels == of_class]
        assert cloud.mean(axis=0) == pytest.approx([centre, centre], abs=5 * math.sqrt(variance / 2500))
        assert cloud.var(axis=0) == pytest.approx([variance, variance], rel=0.15)
        assert abs(np.corrcoef(cloud.T)[0, 1]) < 0.1


def test_spiral_arms_are_the_formula_written_out():
    points, labels = draw(spiral, 501, 0.0)
    for of_class, delta in ((1, 0.0), (0, math.pi)):
        arm = points[labels == of_class]
        k = len(arm)
        for i, (x1, x2) in enumerate(arm):
            r, t = 5 * i / k, 3.5 * math.pi * i / k + delta
            assert x1 == pytest.approx(r * math.sin(t), abs=1e-12)
            assert x2 == pytest.approx(r * math.cos(t), abs=1e-12)


def test_moons_are_two_half_circles_of_radius_3_that_reach_into_each_other():
    points, labels = draw(moons, 1000, 0.0)
    upper, lower = points[labels == 1] - [-1.5, -0.75], points[labels == 0] - [1.5, 0.75]
    for moon, side in ((upper, 1), (lower, -1)):
        assert np.hypot(moon[:, 0], moon[:, 1]) == pytest.approx(3.0, abs=1e-12)
        assert (side * moon[:, 1] >= 0).all()
        assert moon[:, 0].min() < -2.9 and moon[:, 0].max() > 2.9


@pytest.mark.parametrize("dataset", [checkerboard, heart, plane, hills])
def test_points_that_fill_the_square_do_so_evenly(dataset):
    points, _ = draw(dataset, 5000, 0.0)
    counts, _, _ = np.histogram2d(points[:, 0], points[:, 1], bins=4, range=[(-5.0, 5.0)] * 2)
    assert counts.sum() == 5000
    assert 0.7 * 5000 / 16 < counts.min() <= counts.max() < 1.3 * 5000 / 16


def test_checkerboard_has_four_by_four_squares_of_side_2_5_whose_class_changes_at_every_edge():
    points, labels = draw(checkerboard, 5000, 0.0)
    edges = [-5.0, -2.5, 0.0, 2.5, 5.0]
    first_row = []
    for row in range(4):
        classes = []
        for column in range(4):
            low, high = np.array([edges[column], edges[row]]), np.array([edges[column + 1], edges[row + 1]])
            (of_square,) = set(labels[((points >= low) & (points < high)).all(axis=1)])
            classes.append(of_square)
        assert classes in ([0.0, 1.0, 0.0, 1.0], [1.0, 0.0, 1.0, 0.0])
        first_row.append(classes[0])
    assert first_row in ([0.0, 1.0, 0.0, 1.0], [1.0, 0.0, 1.0, 0.0])


def test_rings_are_a_disc_a_ring_and_a_ring_of_class_1_0_and_1():
    points, labels = draw(rings, 6000, 0.0)
    radius = np.hypot(points[:, 0], points[:, 1])
    for low, high, of_class in ((0.0, 1.3, 1.0), (2.0, 3.2, 0.0), (3.9, 5.0, 1.0)):
        within = (radius >= low - 1e-12) & (radius < high + 1e-12)
        assert within.sum() == 2000
        assert set(labels[within]) == {of_class}
        assert radius[within].mean() == pytest.approx((low + high) / 2, abs=0.03)  # uniform in the radius


def test_the_three_parts_of_rings_differ_by_one_point_at_most():
    for n in (2, 3, 4, 5, 500, 501, 502):
        points, _ = draw(rings, n, 0.0)
        counts, _ = np.histogram(np.hypot(points[:, 0], points[:, 1]), bins=[0.0, 1.65, 3.55, 5.1])
        assert counts.sum() == n and np.ptp(counts) <= 1, n


def test_rings_go_all_the_way_round():
    points, _ = draw(rings, 6000, 0.0)
    radius = np.hypot(points[:, 0], points[:, 1])
    for low, high in ((0.0, 1.65), (1.65, 3.55), (3.55, 5.1)):
        part = points[(radius >= low) & (radius < high)]
        quarters, _ = np.histogram(np.arctan2(part[:, 1], part[:, 0]), bins=4, range=(-np.pi, np.pi))
        assert quarters.min() > 400


class Placed(np.random.Generator):
    """In place of a generator: points where the test wants them, and no jitter."""

    def __init__(self, points):
        super().__init__(np.random.PCG64())
        self.draws = [np.array(points), np.zeros((len(points), 2))]

    def uniform(self, low, high, size):
        drawn = self.draws.pop(0)
        assert drawn.shape == size
        return drawn.copy()


def test_heart_has_a_tip_below_a_cleft_above_and_two_lobes():
    # (x² + y² − 1)³ = x²y³ meets x = 0 at y = ±1 and y = 0 at x = ±1. At x = 0.6 it reaches up beyond 1.2:
    # (0.36 + 1.44 − 1)³ = 0.512 < 0.36·1.728 = 0.622. At y = 0.5 it reaches out beyond x = 1.1:
    # (1.21 + 0.25 − 1)³ = 0.097 < 1.21·0.125 = 0.151.
    inside = [(0, 0), (0, 0.99), (0, -0.99), (0.99, 0), (0.6, 1.2), (1.1, 0.5), (0.5, -0.5)]
    outside = [(0, 1.01), (0, -1.01), (1.01, 0), (0.6, 1.3), (1.1, -0.1), (1.2, 0.5), (0.7, -0.7), (1.4, 1.4)]
    for places, of_class in ((inside, 1.0), (outside, 0.0)):
        for side in (1, -1):
            mirrored = [(3.5 * side * x, 3.5 * y) for x, y in places]
            points, labels = heart(len(places), 0.0, Placed(mirrored))
            assert points.tolist() == [list(point) for point in mirrored]
            assert labels.tolist() == [of_class] * len(places)


def test_heart_covers_the_area_that_its_outline_encloses():
    # The area within (x² + y² − 1)³ = x²y³ is 3.6619, and 3.5² times as much here, of the 100 of the square.
    _, labels = draw(heart, 5000, 0.0)
    assert labels.mean() == pytest.approx(3.6619 * 3.5**2 / 100, abs=0.025)


def test_plane_without_noise_is_a_tenth_of_the_sum():
    points, values = draw(plane, 5000, 0.0)
    assert values == pytest.approx((points[:, 0] + points[:, 1]) / 10, abs=1e-15)


def test_hills_without_noise_are_the_formula_written_out():
    points, values = draw(hills, 500, 0.0)
    for (x1, x2), value in zip(points, values, strict=True):
        height = (
            math.exp(-((x1 + 2.5) ** 2 + (x2 - 2.5) ** 2) / 4)
            + math.exp(-((x1 - 2.5) ** 2 + (x2 + 1.5) ** 2) / 4)
            - math.exp(-((x1 - 2.5) ** 2 + (x2 - 3.0) ** 2) / 4)
            - math.exp(-((x1 + 2.0) ** 2 + (x2 + 2.5) ** 2) / 4)
        )
        assert value == pytest.approx(height, abs=1e-14)
        assert abs(height) < 1.0  # without noise nothing is cut off


def test_hills_have_two_tops_and_two_hollows_on_a_plain():
    places = [(-2.5, 2.5), (2.5, -1.5), (2.5, 3.0), (-2.0, -2.5), (5.0, -5.0), (0.0, 0.5)]
    _, values = hills(len(places), 0.0, Placed(places))
    assert values == pytest.approx([1.0, 1.0, -1.0, -1.0, 0.0, 0.0], abs=0.1)


# --- more noise, the same draw


@every_surface
def test_noise_moves_the_values_of_a_surface_and_not_its_points(dataset):
    points, values = draw(dataset, 500, 0.0)
    far = []
    for noise in (0.1, 0.25, 0.5):
        noisy_points, noisy_values = draw(dataset, 500, noise)
        assert np.array_equal(noisy_points, points)
        assert not np.isclose(noisy_values, values, rtol=0, atol=1e-9).all()
        far.append(np.abs(noisy_values - values).mean())
    assert far == sorted(far) and far[0] > 0.01


@pytest.mark.parametrize("noise", [0.1, 0.25, 0.5])
def test_the_value_of_a_point_on_a_plane_moves_by_at_most_the_noise_and_nearly_that(noise):
    points, values = draw(plane, 20_000, noise)  # ±5ν along each axis is ±10ν of the sum, and a tenth of that
    moved = values - (points[:, 0] + points[:, 1]) / 10
    assert 0.95 * noise < np.abs(moved).max() <= noise + 1e-15
    cut = np.abs(values) == 1.0
    assert cut.any()
    assert abs(moved[~cut].mean()) < 0.02


def test_twice_the_noise_moves_the_value_of_a_point_on_a_plane_twice_as_far():
    _, still = draw(plane, 500, 0.0)
    _, quarter = draw(plane, 500, 0.25)
    _, half = draw(plane, 500, 0.5)
    uncut = np.abs(half) < 1.0
    assert uncut.sum() > 250
    assert (half - still)[uncut] == pytest.approx(2 * (quarter - still)[uncut], abs=1e-14)


def test_the_value_of_a_point_on_hills_is_that_of_a_place_within_the_jitters_reach():
    _, values = draw(hills, 2000, 0.02)  # ±0.1 an axis
    _, still = draw(hills, 2000, 0.0)
    # The slope of ±exp(−d²/4) is at most √(1/2)·e^(−1/2) = 0.43; two of them lie near any place, 0.1·√2 away at most.
    assert 0.05 < np.abs(values - still).max() < 2 * 0.43 * 0.1 * math.sqrt(2)


@relabelled_by_noise
def test_noise_only_relabels_the_points_that_lie_where_they_lay(dataset):
    points, labels = draw(dataset, 500, 0.0)
    for noise in (0.25, 0.5):
        noisy_points, noisy_labels = draw(dataset, 500, noise)
        assert np.array_equal(noisy_points, points)
        assert 0.02 < np.mean(noisy_labels != labels) < 0.55  # half is no better than chance


@pytest.mark.parametrize("noise", NOISES)
def test_circle_relabels_only_points_that_the_jitter_can_take_across_the_border(noise):
    points, labels = draw(circle, 5000, noise)
    radius, reach = np.hypot(points[:, 0], points[:, 1]), 5 * noise * math.sqrt(2)
    assert (labels[radius < 2.5 - reach] == 1).all()
    assert (labels[radius >= 2.5 + reach] == 0).all()
    if noise:
        assert set(labels[radius < 2.5]) == set(labels[(radius > 3.5) & (radius < 3.7)]) == {0.0, 1.0}


@pytest.mark.parametrize("noise", NOISES)
def test_xor_relabels_only_points_that_the_jitter_can_take_across_an_axis(noise):
    points, labels = draw(xor, 5000, noise)
    far = (np.abs(points) > 5 * noise).all(axis=1)
    sign_says_1 = points[:, 0] * points[:, 1] > 0
    assert far.any()
    assert np.array_equal(labels[far] == 1, sign_says_1[far])
    if noise:
        assert not np.array_equal(labels == 1, sign_says_1)


@pytest.mark.parametrize("noise", [0.25, 0.5])
def test_xors_jitter_reaches_five_times_the_noise(noise):
    points, labels = draw(xor, 20_000, noise)
    relabelled = (labels == 1) != (points[:, 0] * points[:, 1] > 0)
    nearest_axis = np.abs(points[relabelled]).min(axis=1)
    assert 0.9 * 5 * noise < nearest_axis.max() <= 5 * noise


def test_circles_jitter_reaches_five_times_the_noise_an_axis():
    points, labels = draw(circle, 20_000, 0.1)
    # ±0.5 an axis. From 3.5 outwards none gets to 2.5. From inside, towards a corner, the furthest way is 0.5·√2.
    radius = np.hypot(points[:, 0], points[:, 1])
    assert (labels[radius >= 3.5] == 0).all()
    driven_out = radius[(radius < 2.5) & (labels == 0)]
    assert 2.5 - 0.5 * math.sqrt(2) <= driven_out.min() < 2.5 - 0.5


def test_checkerboard_relabels_only_points_that_the_jitter_can_take_across_an_edge():
    points, labels = draw(checkerboard, 20_000, 0.1)  # ±0.5 an axis
    _, squares = draw(checkerboard, 20_000, 0.0)
    to_edge = np.abs(points - 2.5 * np.round(points / 2.5)).min(axis=1)
    assert np.array_equal(labels[to_edge > 0.5], squares[to_edge > 0.5])
    relabelled = to_edge[labels != squares]
    assert 0.45 < relabelled.max() <= 0.5


def test_rings_relabel_only_points_that_the_jitter_can_take_across_the_middle_of_a_gap():
    points, labels = draw(rings, 20_000, 0.1)  # ±0.5 an axis: 0.71 at most
    _, parts = draw(rings, 20_000, 0.0)
    radius = np.hypot(points[:, 0], points[:, 1])
    to_border = np.minimum(np.abs(radius - 1.65), np.abs(radius - 3.55))
    assert np.array_equal(labels[to_border > 0.5 * math.sqrt(2)], parts[to_border > 0.5 * math.sqrt(2)])
    relabelled = to_border[labels != parts]
    assert relabelled.min() >= 0.35 and relabelled.max() > 0.5  # the gaps are 0.7 wide
    for low, high in ((0.0, 1.65), (1.65, 3.55), (3.55, 5.1)):
        part = (radius >= low) & (radius < high)
        assert 0 < np.mean(labels[part] != parts[part]) < 0.2


def test_heart_relabels_points_near_its_outline_and_none_far_from_it():
    points, labels = draw(heart, 20_000, 0.1)
    _, still = draw(heart, 20_000, 0.0)
    x, y = points.T / 3.5
    # The jitter reaches 0.5·√2 / 3.5 = 0.2; the outline lies from 0.78 to 1.42 about the middle.
    far_inside = np.hypot(x, y) < 0.58
    far_outside = (np.hypot(x, y) > 1.62) | (y < -1.2)
    assert far_inside.any() and far_outside.any()
    assert (labels[far_inside] == 1).all() and (labels[far_outside] == 0).all()
    assert set(labels[still == 1]) == set(labels[still == 0]) == {0.0, 1.0}


def test_more_noise_moves_the_points_of_gauss_further_out_along_the_same_rays():
    points, labels = draw(gauss, 500, 0.0)
    centres = np.where(labels == 1, 2.0, -2.0)[:, None]
    for noise in (0.25, 0.5):
        noisy, noisy_labels = draw(gauss, 500, noise)
        stretched = (points - centres) * math.sqrt((0.5 + 7 * noise) / 0.5)
        assert noisy - centres == pytest.approx(stretched, rel=1e-9, abs=1e-12)
        assert np.array_equal(noisy_labels, labels)


@pytest.mark.parametrize(("dataset", "scale"), [(spiral, 1.0), (moons, 3.0)])
def test_more_noise_moves_the_points_of_spiral_and_moons_further_in_the_same_directions(dataset, scale):
    points, labels = draw(dataset, 500, 0.0)
    quarter, quarter_labels = draw(dataset, 500, 0.25)
    half, half_labels = draw(dataset, 500, 0.5)
    assert half - points == pytest.approx(2 * (quarter - points), abs=1e-12)
    reach = 0.5 * scale
    assert (half - points).min() == pytest.approx(-reach, rel=0.02) and (half - points).min() >= -reach - 1e-12
    assert (half - points).max() == pytest.approx(reach, rel=0.02) and (half - points).max() <= reach + 1e-12
    assert np.array_equal(quarter_labels, labels) and np.array_equal(half_labels, labels)
