"""Data sets: labelled points on the square −6..6, drawn from a random generator (noisy clouds reach beyond it).

Each function takes (n, noise, rng) with `noise` ν from 0 to 0.5 and returns points (n, 2) and labels (n,): classes 0
and 1, or, of a surface, values from −1 to 1.
All draws that do not depend on the noise come first, so that raising the noise moves the same points.
"""

import numpy as np

from nn_core import checks
from nn_core.checks import guarded

MOST_POINTS = 10**6  # in one call


def _checked(n, noise, rng):
    return checks.whole("n", n, 1, MOST_POINTS), checks.real("noise", noise, 0, 0.5), checks.generator(rng)


@guarded(_checked)
def circle(n, noise, rng):
    """A disc of radius 2.5 (class 1) inside a ring from 3.5 to 5.

    A point is labelled by where it would lie after a jitter of ±5ν, so noise gives wrong labels near the gap.
    """
    inside = n // 2
    radius = np.concatenate([rng.uniform(0.0, 2.5, inside), rng.uniform(3.5, 5.0, n - inside)])
    angle = rng.uniform(0.0, 2.0 * np.pi, n)
    points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    moved = points + _jitter(5.0 * noise, n, rng)
    return points, np.where(np.hypot(moved[:, 0], moved[:, 1]) < 2.5, 1.0, 0.0)


@guarded(_checked)
def xor(n, noise, rng):
    """Four corners, 0.3 off the axes: class 1 where x1 and x2 have the same sign.

    A point is labelled by where it would lie after a jitter of ±5ν, so noise gives wrong labels near the axes.
    """
    points = rng.uniform(-5.0, 5.0, (n, 2))
    points += np.where(points > 0.0, 0.3, -0.3)
    moved = points + _jitter(5.0 * noise, n, rng)
    return points, np.where(moved[:, 0] * moved[:, 1] >= 0.0, 1.0, 0.0)


@guarded(_checked)
def gauss(n, noise, rng):
    """Two normal clouds, class 1 about (2, 2) and class 0 about (−2, −2), of variance 0.5 + 7ν."""
    labels = _halves(n)
    centres = np.where(labels == 1.0, 2.0, -2.0)[:, None]
    return centres + rng.normal(size=(n, 2)) * np.sqrt(0.5 + 7.0 * noise), labels


@guarded(_checked)
def spiral(n, noise, rng):
    """Two arms wound into each other: r = 5i/k, t = 3.5π·i/k, the second arm turned by π; points jitter by ±ν."""
    labels = _halves(n)
    fraction = np.concatenate([np.arange(k) / k for k in (n - n // 2, n // 2)])
    angle = 3.5 * np.pi * fraction + np.where(labels == 1.0, 0.0, np.pi)
    points = 5.0 * fraction[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    return points + _jitter(noise, n, rng), labels


@guarded(_checked)
def moons(n, noise, rng):
    """Two half circles of radius 1 that reach into each other, jittered by ±ν, then three times as large."""
    labels = _halves(n)
    angle = rng.uniform(0.0, np.pi, n)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)])
    points = np.where(labels[:, None] == 1.0, upper, lower) + _jitter(noise, n, rng)
    return 3.0 * (points - [0.5, 0.25]), labels


@guarded(_checked)
def checkerboard(n, noise, rng):
    """Four by four squares of side 2.5, of either class in turn.

    A point is labelled by where it would lie after a jitter of ±5ν, so noise gives wrong labels near the edges.
    """
    points = rng.uniform(-5.0, 5.0, (n, 2))
    moved = points + _jitter(5.0 * noise, n, rng)
    return points, np.floor(moved / 2.5).sum(axis=1) % 2.0


@guarded(_checked)
def rings(n, noise, rng):
    """A disc of radius 1.3 and a ring from 3.9 to 5 (class 1), and a ring from 2 to 3.2 between them (class 0).

    A point is labelled by where it would lie after a jitter of ±5ν, so noise gives wrong labels near the gaps.
    """
    ring = np.arange(n) % 3
    radius = rng.uniform(np.array([0.0, 2.0, 3.9])[ring], np.array([1.3, 3.2, 5.0])[ring])
    angle = rng.uniform(0.0, 2.0 * np.pi, n)
    points = radius[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    moved = points + _jitter(5.0 * noise, n, rng)
    distance = np.hypot(moved[:, 0], moved[:, 1])
    return points, np.where((distance < 1.65) | (distance > 3.55), 1.0, 0.0)


@guarded(_checked)
def heart(n, noise, rng):
    """A heart (class 1): inside (x² + y² − 1)³ = x²y³, 3.5 times as large.

    A point is labelled by where it would lie after a jitter of ±5ν, so noise gives wrong labels near the outline.
    """
    points = rng.uniform(-5.0, 5.0, (n, 2))
    x, y = (points + _jitter(5.0 * noise, n, rng)).T / 3.5
    return points, np.where((x * x + y * y - 1.0) ** 3 < x * x * y**3, 1.0, 0.0)


@guarded(_checked)
def plane(n, noise, rng):
    """A plane that rises from one corner to the other: (x1 + x2) / 10.

    A point has the value of the place where it would lie after a jitter of ±5ν, at most 1 and at least −1.
    """
    points = rng.uniform(-5.0, 5.0, (n, 2))
    moved = points + _jitter(5.0 * noise, n, rng)
    return points, np.clip(moved.sum(axis=1) / 10.0, -1.0, 1.0)


@guarded(_checked)
def hills(n, noise, rng):
    """Two hills and two hollows on a plain, each ±exp(−d²/4) at the distance d from its middle.

    A point has the value of the place where it would lie after a jitter of ±5ν, at most 1 and at least −1.
    """
    points = rng.uniform(-5.0, 5.0, (n, 2))
    moved = points + _jitter(5.0 * noise, n, rng)
    squares = ((moved[:, None, :] - MIDDLES) ** 2).sum(axis=2)  # (n, 4)
    return points, np.clip(np.exp(-squares / 4.0) @ HEIGHTS, -1.0, 1.0)


MIDDLES = np.array([[-2.5, 2.5], [2.5, -1.5], [2.5, 3.0], [-2.0, -2.5]])  # of the hills and hollows
HEIGHTS = np.array([1.0, 1.0, -1.0, -1.0])

CLASSES = {function.__name__: function for function in (circle, xor, gauss, spiral, moons, checkerboard, rings, heart)}
SURFACES = {function.__name__: function for function in (plane, hills)}
DATASETS = CLASSES | SURFACES


def _halves(n):
    """Labels: class 1 first, then class 0; of an odd n, class 1 has one more."""
    return np.where(np.arange(n) < n - n // 2, 1.0, 0.0)


def _jitter(reach, n, rng):
    return reach * rng.uniform(-1.0, 1.0, (n, 2))
