"""The loss curve by itself: what is read off it, what a click does, which line lies on top, and the scrubber below."""

import json

import pytest
from playwright.sync_api import expect

from playground import assets
from playground.labels import stage_labels
from tests.browser.pixels import differing, picture

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
  const live = () => requestAnimationFrame(() => {
    show(player);
    live();
  });
  live();
  const takeOver = async () => curve.setPlotly(await startPlotly(plotly));
  const showEpoch = (epoch) => show(Object.assign(player, { past: epoch === null ? null : epochAt(epoch) }));
  const change = (epoch) => show(Object.assign(player, { journal: [[epoch, { learning_rate: 0.1 }]] }));
  const keep = (last, name = "before", scale = 1) => curve.runs.keep(playerAt(last, name, scale));
  const axis = () => {
    const { chart: { margin, width }, now: { x: { range } } } = curve.plot;
    const left = curve.area.getBoundingClientRect().left + margin.l;
    return { left, width: width - margin.l - margin.r, range };
  };
  const place = () => {
    show(player);
    const { left, width, range } = axis();
    const [line, { value, max }] = [scrubber.input.getBoundingClientRect(), scrubber.input];
    const thumb = line.left + 12 + (max > 0 ? value / max : 0) * (line.width - 24);
    return { thumb, axis: left + ((value - range[0]) / (range[1] - range[0])) * width, value: Number(value) };
  };
  Object.assign(window, { curve, scrubber, sought, run, showEpoch, change, keep, axis, place, takeOver });
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
ALL_SEEN = "() => axis().range[0] <= 0 && axis().range[1] >= 100"
MARGIN = {"left": 56, "right": 12, "top": 6, "bottom": 38}  # around the axes


class Bare:
    """A curve on an empty page."""

    def __init__(self, page, addresses):
        self.page = page
        self.addresses = addresses
        self.js = page.evaluate
        self.card = page.locator(".stage-reading + .stage-tip")

    def at(self, across, down):
        """A place of the plot, by its shares."""
        box = self.page.locator(".stage-area").bounding_box()
        width = box["width"] - MARGIN["left"] - MARGIN["right"]
        height = box["height"] - MARGIN["top"] - MARGIN["bottom"]
        return box["x"] + MARGIN["left"] + across * width, box["y"] + MARGIN["top"] + down * height

    def point(self, across, down=0.5):
        """Move the pointer to a place, and wait until the curve says what is there."""
        self.page.mouse.move(*self.at(across, down))
        expect(self.card).to_be_visible()

    def click(self, across, times=1):
        """Click at a place, once a press there is a first one again."""
        self.page.wait_for_function("(since) => performance.now() - since > 450", arg=self.js("performance.now()"))
        self.page.mouse.click(*self.at(across, 0.5), click_count=times)

    def zoom(self, start, end):
        """Zoom into a part of the epochs with the mouse."""
        self.page.mouse.move(*self.at(start, 0.3))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(end, 0.32), steps=4)
        self.page.mouse.up()
        self.page.wait_for_function(f"() => !({ALL_SEEN})()")

    def take_over(self):
        """Let Plotly draw it from now on."""
        self.js("takeOver()")
        expect(self.page.locator(".js-plotly-plot")).to_be_visible()


@pytest.fixture
def curve(blank, server):
    """A loss curve by itself, over no epoch yet."""
    addresses = {name: f"{server.url}{address}" for name, address in assets.publish().items()}
    bare = Bare(blank, [addresses["stage"], addresses["plotly"]])
    blank.evaluate(SET_UP, [*bare.addresses, stage_labels()])
    return bare


def test_nobody_sees_plotly_take_over_the_curve(curve):
    curve.js("run(500); change(70); keep(40); keep(300, 'longer', 1.1)")
    scales = {"curve.setLog(false)": 20, "curve.setLog(true)": 60}  # a steep line differs in its smooth edges

    def pictures():
        for choose in scales:
            curve.js(choose)
            yield picture(curve.page.locator(".stage-area"))

    before = [*pictures()]
    assert differing(*before) > 1000
    curve.take_over()
    for limit, *both in zip(scales.values(), before, pictures(), strict=True):
        assert differing(*both) < limit


def expect_in_line(curve):
    place = curve.js("place()")
    assert place["thumb"] == pytest.approx(place["axis"], abs=1.5), place


def test_the_losses_under_the_pointer_are_read_and_clicked_before_and_after_plotly_has_come(curve):
    curve.js("run(100)")
    curve.js("keep(40)")
    for take_over in (lambda: None, curve.take_over):
        take_over()
        curve.point(0.3)
        expect(curve.card).to_have_text("epoch 30training  0.032test  0.039run 1  0.032")
        curve.point(0.8)
        expect(curve.card).to_have_text("epoch 80training  0.012test  0.015")
        curve.js("change(20)")
        curve.point(0.21, 0.03)  # on its sign
        expect(curve.card).to_contain_text("epoch 20: learning rate 0.1")
        curve.click(0.5)
        assert curve.js("sought.splice(0)") == [50]  # at once
        curve.page.mouse.move(*curve.at(0.5, -0.5))
        expect(curve.card).to_be_hidden()


def test_a_double_click_zooms_out_and_does_nothing_else_and_a_single_one_waits_for_it(curve):
    curve.js("run(100)")
    curve.take_over()
    curve.zoom(0.2, 0.6)
    curve.click(0.5, times=2)
    curve.page.wait_for_function(ALL_SEEN)
    curve.zoom(0.2, 0.6)
    curve.click(0.5, times=3)
    curve.page.wait_for_function(ALL_SEEN)
    curve.zoom(0.2, 0.6)
    curve.click(0.25)
    assert curve.js("sought") == []
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
    curve.take_over()
    expect_in_line(curve)
    curve.zoom(0.02, 0.2)
    expect_in_line(curve)
    curve.page.mouse.move(*curve.at(0.5, 1.05))  # onto the axis itself
    curve.page.mouse.down()
    curve.page.mouse.move(*curve.at(0.4, 1.05), steps=3)
    expect_in_line(curve)  # while it is dragged, too
    curve.page.mouse.up()
    expect_in_line(curve)
    box, axis = curve.page.locator(".stage-time").bounding_box(), curve.js("axis()")
    assert (
        box["x"] == pytest.approx(axis["left"], abs=18) and box["width"] <= axis["width"] + 36
    )  # the rest is not seen


def test_a_grey_run_that_is_the_same_lies_under_the_one_on_show(curve):
    curve.js("keep(100)")
    curve.js("run(100)")
    curve.take_over()
    order = curve.js("[...document.querySelectorAll('.scatterlayer .trace .js-line')].map((it) => it.style.stroke)")
    colour, grey = curve.js("curve.plot.chart.lines.map(({ colour }) => colour)")[-2], curve.js("curve.colours.ghost")
    drawn = curve.js("(colours) => colours.map((it) => { const i = document.createElement('i');"
                     "i.style.color = it; return i.style.color; })", [colour, grey])  # fmt: skip
    assert len(order) == 3 and order.index(drawn[1]) < order.index(drawn[0])


def test_a_double_click_on_a_figure_tells_the_server_nothing(blank, curve):
    layout = {"height": 300, "hovermode": "x", "xaxis": {"range": [0, 4]}}
    data = {"figure": {"data": [{"y": [1, 3, 2, 3, 1]}], "layout": layout}, "config": {}, "alt": "five points"}
    blank.evaluate(FIGURE, [*curve.addresses, json.dumps(data)])
    box = blank.locator(".nsewdrag").bounding_box()
    for across, times in ((0.5, 2), (0.25, 1)):
        blank.wait_for_function("(since) => performance.now() - since > 450", arg=blank.evaluate("performance.now()"))
        blank.mouse.move(box["x"] + across * box["width"], box["y"] + box["height"] / 2)
        expect(blank.locator(".hoverlayer .hovertext").first).to_be_visible()
        blank.mouse.click(box["x"] + across * box["width"], box["y"] + box["height"] / 2, click_count=times)
    blank.wait_for_function("() => told.length > 0")
    assert blank.evaluate("told") == [["now", 1]]
