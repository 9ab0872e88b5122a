"""The principal axes, along which the hidden space is drawn."""

import numpy as np

FOLLOW = """async ([address, frames, exact]) => {
  const { principalPlane } = await import(address);
  let plane = null;
  return frames.map((neurons) => (plane = principalPlane(neurons, neurons[0].length, plane, exact)).axes);
}"""


def test_the_picture_does_not_spin_where_two_axes_change_their_order(node, module):
    """The variances cross slowly: the axes change places, and never by a jump."""
    points = np.random.default_rng(0).normal(size=(3, 200))
    points -= points.mean(axis=1, keepdims=True)
    points = np.linalg.qr(points.T)[0].T  # exactly as wide in every direction, none together with another
    scales = [[1 + share, 2 - share, 0.5] for share in np.linspace(0, 1, 120)]
    frames = [(points * np.array(scale)[:, None]).tolist() for scale in scales]
    address = module("model/projection.js")
    first = np.array(node.evaluate(FOLLOW, [address, frames, False]))
    turns = (first[1:] * first[:-1]).sum(axis=2)
    assert turns.min() > 0.9
    assert abs(first[0, 0, 1]) > 0.99 and abs(first[-1, 0, 0]) > 0.99
    assert np.allclose(first @ first.transpose(0, 2, 1), np.eye(2), atol=1e-9)
    settled = np.array(node.evaluate(FOLLOW, [address, frames, True]))
    assert np.allclose(np.abs(settled).max(axis=2), 1)  # those axes exactly, in each frame
