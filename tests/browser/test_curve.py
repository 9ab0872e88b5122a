"""The loss curve by itself: what a click on it does, which line lies on top, and the scrubber under its axis."""

import json

import pytest
from playwright.sync_api import expect

from playground import assets
from playground.labels import stage_labels

# A curve with its scrubber, over a run of so many epochs, and a player that has nothing but what they read of it.
SET_UP = """async ([stage, plotly, labels]) => {
  const load = (name) => import(`${stage}/${name}.js`);
  const [{ Curve }, { Scrubber }, { History }, { coloursOf }, { startPlotly }] =
    await Promise.all(["panels/curve", "panels/scrubber", "run/history", "ui/colours", "ui/plotly"].map(load));
  const epochAt = (epoch, scale = 1) => {
    return { epoch, loss: 1, trainLoss: scale / (1 + epoch), testLoss: (1.2 * scale) / (1 + epoch) };
  };
  const playerAt = (last, name, scale) => {
    const history = new History(epochAt(0, scale));
    for (let epoch = 1; epoch <= last; epoch++) history.addMetrics(epochAt(epoch, scale));
    const run = { runId: name, description: {}, summary: {} };
    const now = { newest: epochAt(last, scale), past: null, get sought() { return (this.past ?? this.newest).epoch; } };
    return Object.assign(now, { run, revision: 0, journal: [], history, state: () => "paused" });
  };
  const sought = [];
  const scrubber = new Scrubber(labels, () => {});
  const curve = new Curve(labels, scrubber, (epoch) => sought.push(epoch));
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${stage}/stage.css` });
  await new Promise((done) => document.head.append(Object.assign(style, { onload: done })));
  document.body.className = "live-stage";
  document.body.style.cssText = "display: block; width: 700px; margin: 0";
  document.body.replaceChildren(curve.element);
  curve.area.style.cssText = "flex: none; height: 240px";
  curve.recolour(coloursOf(document.body));
  const show = (player) => {
    scrubber.show(player, performance.now(), true);
    curve.draw(player, performance.now(), true);
  };
  const run = (last, name = "now", scale = 1) => show((window.player = playerAt(last, name, scale)));
  run(0);
  curve.setPlotly(await startPlotly(plotly));
  const showEpoch = (epoch) => show(Object.assign(player, { past: epoch === null ? null : epochAt(epoch) }));
  const keep = (last, name = "before", scale = 1) => curve.runs.keep(playerAt(last, name, scale));
  const place = () => {
    show(player);
    const axis = document.querySelector(".nsewdrag").getBoundingClientRect();
    const { range } = curve.plot._fullLayout.xaxis;
    const [line, { value, max }] = [scrubber.input.getBoundingClientRect(), scrubber.input];
    const thumb = line.left + 12 + (max > 0 ? value / max : 0) * (line.width - 24);
    return { thumb, axis: axis.left + ((value - range[0]) / (range[1] - range[0])) * axis.width, value: Number(value) };
  };
  Object.assign(window, { curve, scrubber, sought, run, showEpoch, keep, place });
}"""
# A figure that the server made, with all that it would tell the server of.
FIGURE = """async ([stage, plotly, data]) => {
  const { draw } = await import(`${stage}/ui/figure.js`);
  document.body.innerHTML = "<div class=figure-place style='width: 600px'></div>";
  window.told = [];
  const component = (name) => ({
    data: new TextEncoder().encode(data), parentElement: document.body,
    setTriggerValue: (_, value) => told.push([name, value.point]),
  });
  for (const name of ["before", "now"]) await draw(component(name), plotly);
}"""
ALL_SEEN = """() => curve.plot._fullLayout.xaxis.range[0] <= 0 && curve.plot._fullLayout.xaxis.range[1] >= 100"""


class Bare:
    """A curve on an empty page."""

    def __init__(self, page, addresses):
        self.page = page
        self.addresses = addresses
        self.js = page.evaluate

    def at(self, across, down):
        """A place of the plot, by its shares."""
        box = self.page.locator(".nsewdrag").bounding_box()
        return box["x"] + across * box["width"], box["y"] + down * box["height"]

    def point(self, across, down=0.5):
        """Move the pointer to a place, and wait until the curve says what is there."""
        self.page.mouse.move(*self.at(across, down))
        expect(self.page.locator(".hoverlayer").locator(".legend, .hovertext").first).to_be_visible()

    def click(self, across, times=1):
        """Click at a place, once a press there is a first one again."""
        self.page.wait_for_function("(since) => performance.now() - since > 450", arg=self.js("performance.now()"))
        self.point(across)
        self.page.mouse.click(*self.at(across, 0.5), click_count=times)

    def zoom(self, start, end):
        """Zoom into a part of the epochs with the mouse."""
        self.page.mouse.move(*self.at(start, 0.3))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(end, 0.32), steps=4)
        self.page.mouse.up()
        self.page.wait_for_function(f"() => !({ALL_SEEN})()")


@pytest.fixture
def curve(blank, server):
    """A loss curve by itself, over no epoch yet."""
    addresses = {name: f"{server.url}{address}" for name, address in assets.publish().items()}
    bare = Bare(blank, [addresses["stage"], addresses["plotly"]])
    blank.evaluate(SET_UP, [*bare.addresses, stage_labels()])
    return bare


def expect_in_line(curve):
    place = curve.js("place()")
    assert place["thumb"] == pytest.approx(place["axis"], abs=1.5), place


def test_a_single_click_seeks_once_and_a_double_click_zooms_out_and_does_nothing_else(curve):
    curve.js("run(100)")
    curve.click(0.5, times=2)  # there is nothing to zoom out of
    curve.zoom(0.2, 0.6)
    curve.click(0.5, times=2)
    curve.page.wait_for_function(ALL_SEEN)
    curve.click(0.5, times=3)
    curve.click(0.3)
    curve.page.wait_for_function("() => sought.length > 0")
    (sought,) = curve.js("sought")
    assert 25 <= sought <= 35


def test_the_scrubber_lies_along_the_axis_of_the_curve(curve):
    for last in (3, 100):  # the axis has ten epochs at least
        curve.js(f"run({last})")
        expect_in_line(curve)
    curve.js("showEpoch(40)")
    expect_in_line(curve)
    curve.js("keep(9000)")  # a longer grey run
    assert curve.page.locator(".stage-scrubber").bounding_box()["width"] >= 24
    expect_in_line(curve)
    curve.js("curve.runs.forget(); keep(400)")
    expect_in_line(curve)
    curve.js("showEpoch(null)")
    expect_in_line(curve)
    curve.js("showEpoch(40)")
    curve.zoom(0.02, 0.2)
    expect_in_line(curve)
    curve.page.mouse.move(*curve.at(0.5, 1.05))  # onto the axis itself
    curve.page.mouse.down()
    curve.page.mouse.move(*curve.at(0.4, 1.05), steps=3)
    expect_in_line(curve)  # while it is dragged, too
    curve.page.mouse.up()
    expect_in_line(curve)
    box, axis = (curve.page.locator(name).bounding_box() for name in (".stage-time", ".nsewdrag"))
    assert box["x"] == pytest.approx(axis["x"], abs=18) and box["width"] <= axis["width"] + 36  # the rest is not seen


def test_a_grey_run_that_is_the_same_lies_under_the_one_on_show(curve):
    curve.js("keep(100)")
    curve.js("run(100)")
    order = curve.js("[...document.querySelectorAll('.scatterlayer .trace .js-line')].map((it) => it.style.stroke)")
    colour, grey = curve.js("curve.plot.data.map(({ line }) => line.color)")[-2], curve.js("curve.colours.ghost")
    drawn = curve.js("(colours) => colours.map((it) => { const i = document.createElement('i');"
                     "i.style.color = it; return i.style.color; })", [colour, grey])  # fmt: skip
    assert len(order) == 3 and order.index(drawn[1]) < order.index(drawn[0])


def test_a_double_click_on_a_figure_tells_the_server_nothing(blank, curve):
    layout = {"height": 300, "hovermode": "x", "xaxis": {"range": [0, 4]}}
    data = {"figure": {"data": [{"y": [1, 3, 2, 3, 1]}], "layout": layout}, "config": {}, "alt": "five points"}
    blank.evaluate(FIGURE, [*curve.addresses, json.dumps(data)])
    curve.click(0.5, times=2)
    curve.click(0.25)
    blank.wait_for_function("() => told.length > 0")
    assert blank.evaluate("told") == [["now", 1]]
