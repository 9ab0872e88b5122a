"""The loss curve without its chart: which epochs are drawn, and where on the axes one lies."""

import pytest

THINNED = """async ([address, from, to]) => {
  const losses = (factor) => ({ at: (epoch) => factor * epoch });
  const { thinned } = await import(address);
  return thinned({ trainLoss: losses(1), testLoss: losses(2) }, from, to);
}"""
PLACE = """async ([address, type, epoch, losses]) => {
  const { toPixel } = await import(address);
  const y = type === "log" ? { range: [-2, 0], isLog: true } : { range: [0, 2] };
  const margin = { l: 50, r: 10, t: 5, b: 35 };
  return toPixel({ x: { range: [0, 100] }, y, width: 260, height: 240, margin }, epoch, losses);
}"""


@pytest.mark.parametrize(
    ("start", "end", "epochs"),
    [(0, 3, [0, 1, 2, 3]), (0, 0, [0]), (5, 7, [5, 6, 7]),
     (0, 900, [*range(0, 900, 3), 900]), (100, 1000, [*range(99, 1000, 3), 1000])],
)  # fmt: skip
def test_a_line_has_all_epochs_or_as_many_as_can_be_told_apart_and_always_the_last(node, module, start, end, epochs):
    lines = node.evaluate(THINNED, [module("panels/curve/lines.js"), start, end])
    assert lines["epochs"] == lines["train"] == epochs and lines["test"] == [2 * epoch for epoch in epochs]


@pytest.mark.parametrize(
    ("axis", "epoch", "losses", "place"),
    [("linear", 50, [1, 2], [150, 100, 0, 200]),
     ("log", 0, [0.1, 10], [50, 100, -100, 200]),
     ("linear", 101, [1, 2], None)],
)  # fmt: skip
def test_an_epoch_lies_at_its_place_on_the_axes_and_nowhere_outside_of_them(node, module, axis, epoch, losses, place):
    got = node.evaluate(PLACE, [module("panels/curve/axes.js"), axis, epoch, losses])
    assert (got and [got["x"], *got["y"], got["height"]]) == (place and pytest.approx(place))
