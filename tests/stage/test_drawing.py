"""Charts as they are drawn without Plotly: ticks, ranges, and where things lie."""

import pytest

TICKS = """async ([address, name, ...range]) => (await import(address))[name](...range)"""
AXES = """async ([address, name, ...given]) => {
  const { [name]: range } = await import(address);
  return range(...given);
}"""
ON_SHOW = """async ([address, chart]) => {
  const { axis, ticksOnShow, valueAt, across } = await import(address);
  const [x, y] = [chart.x, chart.y].map(({ range, ...about }) => axis(range, about));
  const all = { ...chart, x, y };
  const { x: along, y: up } = ticksOnShow(all);
  return { along, up, beyond: x.ticks.map(({ value }) => value), back: valueAt(all, across(all, 37)) };
}"""


@pytest.mark.parametrize(
    ("start", "end", "count", "texts"),
    [(0, 10, 5, ["0", "2", "4", "6", "8", "10"]),
     (-6, 6, 6, ["−6", "−4", "−2", "0", "2", "4", "6"]),
     (0, 0.78, 4, ["0", "0.2", "0.4", "0.6"]),
     (0, 500, 8, ["0", "100", "200", "300", "400", "500"]),
     (-0.3, 0.3, 5, ["−0.2", "0", "0.2"]),
     (0, 0.00042, 4, ["0", "0.0002", "0.0004"]),
     (3.1, 3.2, 4, ["3.10", "3.15", "3.20"])],
)  # fmt: skip
def test_ticks_are_round_numbers_between_the_ends_and_as_many_as_there_is_room_for(
    node, module, start, end, count, texts
):
    ticks = node.evaluate(TICKS, [module("drawing/ticks.js"), "ticks", start, end, count])
    assert [tick["text"] for tick in ticks] == texts
    assert [tick["value"] for tick in ticks] == pytest.approx([float(text.replace("−", "-")) for text in texts])


@pytest.mark.parametrize(
    ("start", "end", "count", "texts"),
    [(-2, 0, 5, ["0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1"]),
     (-4.2, 0.1, 5, ["1e−4", "0.001", "0.01", "0.1", "1"]),
     (-9, 0, 5, ["1e−8", "1e−6", "1e−4", "0.01", "1"]),
     (-0.3, 0, 4, ["0.6", "0.8", "1.0"]),
     (-0.46, -0.12, 4, ["0.4", "0.6"])],
)  # fmt: skip
def test_a_logarithmic_axis_has_decades_and_what_is_between_them_where_there_is_room(
    node, module, start, end, count, texts
):
    ticks = node.evaluate(TICKS, [module("drawing/ticks.js"), "logTicks", start, end, count])
    assert [tick["text"] for tick in ticks] == texts


@pytest.mark.parametrize(
    ("name", "lines", "more", "expected"),
    [("epochRange", [[0, 1, 2]], [], [0, 10]),
     ("epochRange", [[0, 400], [0, 37]], [], [0, 400]),
     ("lossRange", [[0.5, 0.2], [0.4, 0.1]], [False], [0, 0.53]),
     ("lossRange", [[0, 0]], [False], [0, 1]),
     ("lossRange", [[100, 1, 0]], [True], [-0.12, 2.12]),
     ("lossRange", [[0.1]], [True], [-1.1, -0.9]),
     ("lossRange", [[0]], [True], [-0.1, 0.1])],
)  # fmt: skip
def test_the_axes_of_the_curve_show_all_of_every_line(node, module, name, lines, more, expected):
    lines = [{"x": line, "y": line} for line in lines]
    found = node.evaluate(AXES, [module("panels/curve/axes.js"), name, lines, *more])
    assert found == pytest.approx(expected)


def test_ticks_lie_at_their_places_from_end_to_end_and_there_are_more_for_when_an_axis_is_moved(node, module):
    chart = {
        "width": 260, "height": 240, "margin": {"l": 50, "r": 10, "t": 5, "b": 35},
        "x": {"range": [0, 100], "count": 5}, "y": {"range": [-2, 0], "count": 2, "isLog": True},
    }  # fmt: skip
    found = node.evaluate(ON_SHOW, [module("drawing/chart.js"), chart])
    assert [(tick["at"], tick["text"]) for tick in found["along"]] == [
        (0, "0"), (40, "20"), (80, "40"), (120, "60"), (160, "80"), (200, "100")]  # fmt: skip
    assert [(tick["at"], tick["text"]) for tick in found["up"]] == [(200, "0.01"), (100, "0.1"), (0, "1")]
    assert found["beyond"] == [*range(-100, 201, 20)] and found["back"] == pytest.approx(37)
