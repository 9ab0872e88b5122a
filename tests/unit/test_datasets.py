"""Tests that each data set has the shape, the labels and the geometry that its description promises, at any noise."""

import math

import numpy as np
import pytest

from nn_core import DATASETS, Description

circle, xor, gauss, spiral, moons = (DATASETS[name] for name in ("circle", "xor", "gauss", "spiral", "moons"))

every_dataset = pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS.keys())
every_noise = pytest.mark.parametrize("noise", [0.0, 0.25, 0.5])
every_n = pytest.mark.parametrize("n", [2, 3, 10, 11, 500, 501])


def draw(dataset, n, noise, seed=0):
    return dataset(n, noise, np.random.default_rng(seed))


# --- all of them


def test_the_registry_knows_each_data_set_by_its_functions_name():
    assert set(DATASETS) >= {"circle", "xor", "gauss", "spiral", "moons"}
    assert all(function.__name__ == name for name, function in DATASETS.items())


@every_dataset
def test_a_description_takes_every_name_in_the_registry(dataset):
    assert Description(dataset=dataset.__name__).dataset == dataset.__name__


@every_dataset
@every_noise
@every_n
def test_there_are_n_points_with_labels_of_0_and_1(dataset, n, noise):
    points, labels = draw(dataset, n, noise)
    assert points.shape == (n, 2) and labels.shape == (n,)
    assert points.dtype == labels.dtype == float
    assert np.isfinite(points).all()
    assert np.isin(labels, [0.0, 1.0]).all()


@every_dataset
@every_noise
def test_both_classes_are_well_represented(dataset, noise):
    _, labels = draw(dataset, 2000, noise)
    assert 0.25 < labels.mean() < 0.75


@every_n
def test_the_halves_of_a_circle_without_noise_differ_by_one_point_at_most(n):
    _, labels = draw(circle, n, 0.0)
    assert abs(2 * labels.sum() - n) <= 1


@pytest.mark.parametrize("dataset", [gauss, spiral, moons])
@every_noise
@every_n
def test_the_classes_differ_by_one_point_at_most_at_any_noise(dataset, n, noise):
    _, labels = draw(dataset, n, noise)
    assert abs(2 * labels.sum() - n) <= 1


def test_about_half_of_xors_points_are_of_class_1():
    _, labels = draw(xor, 5000, 0.0)
    assert 0.47 < labels.mean() < 0.53


@every_dataset
def test_without_noise_all_points_lie_in_the_square(dataset):
    points, _ = draw(dataset, 5000, 0.0)
    assert np.abs(points).max() <= 6.0


@pytest.mark.parametrize("dataset", [circle, xor, spiral, moons])
def test_points_that_are_drawn_within_limits_stay_in_the_square_at_full_noise(dataset):
    points, _ = draw(dataset, 5000, 0.5)
    assert np.abs(points).max() <= 6.0


@every_dataset
@every_noise
def test_equal_generators_give_equal_points_and_others_give_others(dataset, noise):
    points, labels = draw(dataset, 50, noise, seed=1)
    again, labels_again = draw(dataset, 50, noise, seed=1)
    assert np.array_equal(points, again) and np.array_equal(labels, labels_again)
    if dataset is not spiral or noise:  # a spiral without noise has nothing left to chance
        assert not np.array_equal(points, draw(dataset, 50, noise, seed=2)[0])


@every_dataset
def test_numpys_global_state_is_not_moved(dataset):
    before = np.random.get_state()
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


@pytest.mark.parametrize("n", [10, 11, 500])
def test_spiral_arms_are_the_formula_written_out(n):
    points, labels = draw(spiral, n, 0.0)
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


# --- more noise, the same draw


@pytest.mark.parametrize("dataset", [circle, xor])
def test_noise_only_relabels_the_points_of_circle_and_xor(dataset):
    points, labels = draw(dataset, 500, 0.0)
    for noise in (0.25, 0.5):
        noisy_points, noisy_labels = draw(dataset, 500, noise)
        assert np.array_equal(noisy_points, points)
        assert 0.02 < np.mean(noisy_labels != labels) < 0.5


@every_noise
def test_circle_relabels_only_points_that_the_jitter_can_take_across_the_border(noise):
    points, labels = draw(circle, 5000, noise)
    radius, reach = np.hypot(points[:, 0], points[:, 1]), 5 * noise * math.sqrt(2)
    assert (labels[radius < 2.5 - reach] == 1).all()
    assert (labels[radius >= 2.5 + reach] == 0).all()
    if noise:
        assert set(labels[radius < 2.5]) == set(labels[(radius > 3.5) & (radius < 3.7)]) == {0.0, 1.0}


@every_noise
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
