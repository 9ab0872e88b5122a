"""The views of what the network has learned: the boundary, the hidden space and the relief."""

import contextlib
import re

import numpy as np
import pytest
from playwright.sync_api import TimeoutError, expect

from nn_core import Description, Run
from playground import assets
from playground.labels import stage_labels
from tests.browser.pixels import differing, picture

HIDDEN = """async ([address, labels, run, parameters, choice]) => {
  const { HiddenSpace } = await import(`${address}/views/hidden.js`);
  const { coloursOf } = await import(`${address}/ui/colours.js`);
  for (const [name, numbers] of Object.entries(run.points)) run.points[name] = Float32Array.from(numbers);
  const view = new HiddenSpace(labels);
  document.body.replaceChildren(view.element);
  view.area.style.cssText = "width: 400px; height: 400px";
  view.recolour(coloursOf(document.body));
  view.setRun(run);
  view.choice.choose(choice);
  view.resize();
  view.describe({ epoch: 0, trainScore: 1, parameters: Float32Array.from(parameters) });
  const points = view.positions.map((values) => [...values.subarray(0, run.nTrain)]);
  return { points, shares: view.plane.shares, border: view.hasBorder ? view.border() : null };
}"""
# The views by themselves, under a run that plays: each frame is another epoch, and none is described.
BARE = """async ([address, plotly, labels, run, parameters]) => {
  const load = (name) => import(`${address}/${name}.js`);
  const [{ Views }, { Grid }, { coloursOf }, { startPlotly }] =
    await Promise.all(["views/views", "model/grid", "ui/colours", "ui/plotly"].map(load));
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${address}/stage.css` });
  await new Promise((done) => document.head.append(Object.assign(style, { onload: done })));
  for (const [name, numbers] of Object.entries(run.points)) run.points[name] = Float32Array.from(numbers);
  const place = document.createElement("div");
  document.body.replaceChildren(place);
  document.body.className = "live-stage";
  document.body.style.cssText = "display: block; height: auto; margin: 0";
  const grid = new Grid();
  const parametersAt = (epoch) => Float32Array.from(parameters, (w) => w + epoch / 100);
  Object.assign(window, {
    begin: (width, display = "block") => {
      Object.assign(place.style, { width: `${width}px`, height: "400px", display });
      window.views = new Views(labels, grid, { redraw: () => {}, reach: async () => {} });
      window.epoch = 0;
      place.replaceChildren(views.element);
      views.element.style.height = "100%";
      views.recolour(coloursOf(document.body));
      grid.setRun(run);
      views.setRun(run);
      views.resize();
    },
    go: () => {
      const now = { epoch: ++epoch, trainScore: 1, parameters: parametersAt(epoch) };
      grid.run(now.parameters);
      views.draw(now);
      return shown();
    },
    open: (name) => {
      views.select(name);
      return shown();
    },
    show: () => {
      place.style.display = "block";
      views.resize();
      return shown();
    },
    charts: async () => {
      views.setPlotly(await startPlotly(plotly));
      return shown();
    },
    playPast: (before) => new Promise((done) => {
      const next = () => (go() > before ? done() : requestAnimationFrame(next));
      next();
    }),
    shown: () => Number(views.current.element.dataset.epoch ?? -1),
  });
}"""
DEPTH = "dataset=spiral&hidden=6-4&speed=60"


NO_WEBGL = """() => {
  const { prototype } = HTMLCanvasElement;
  const { getContext } = prototype;
  prototype.getContext = function (kind, ...more) {
    return kind.startsWith("webgl") ? null : getContext.call(this, kind, ...more);
  };
  window.restoreWebGL = () => { prototype.getContext = getContext; };
}"""


class Views:
    """The tabs of a stage, and what is under them."""

    def __init__(self, stage):
        self.stage = stage
        self.boundary, self.hidden, self.relief = self.panels = [
            stage.element.get_by_test_id(name) for name in ("decision-boundary", "hidden-space", "relief")
        ]

    def tab(self, name):
        return self.stage.element.get_by_role("tab", name=name, exact=True)

    def expect_on_show(self, panel):
        for other in self.panels:
            expect(other).to_be_visible(visible=other is panel)


@pytest.fixture
def views(stage):
    """Opens the app, and returns its views."""
    return lambda query="hidden=4-2&speed=60": Views(stage.open(query))


@pytest.fixture
def bare_views(bare):
    """Begins a run on the stage by itself, and returns its views."""
    return lambda query="hidden=4-2&speed=60": Views(bare.open(query))


@pytest.fixture
def js(blank, server, trained):
    """Evaluates an expression beside the views by themselves, of a run that plays."""
    address = {name: f"{server.url}{path}" for name, path in assets.publish().items()}
    about = about_run(trained)
    parameters = trained.engine.parameters.tolist()
    blank.evaluate(BARE, [address["stage"], address["plotly"], stage_labels(), about, parameters])
    return blank.evaluate


def about_run(run):
    """What the browser knows of a run."""
    about = {name: getattr(run.description, name) for name in ("features", "sizes", "activations")}
    x1, x2 = run.points.coordinates.tolist()
    about["points"] = {"x1": x1, "x2": x2, "y": run.points.targets[0].tolist()}
    return about | {"task": "classification", "n": len(x1), "nTrain": run.points.n_train}


@pytest.fixture
def hidden_space(blank, module):
    """Returns what the hidden space shows of a run, with a choice of its own layer and axes."""

    def show(run, parameters, **choice):
        sent = [module("").rstrip("/"), stage_labels(), about_run(run), parameters.tolist(), choice]
        return blank.evaluate(HIDDEN, sent)

    return show


@pytest.fixture(scope="module")
def trained():
    """A run with two hidden layers, trained for a while, and its parameters as the browser has them."""
    run = Run(Description("moons", hidden=(5, 2), seed=4, learning_rate=0.1))
    list(run.advance(20))
    run.engine.parameters = run.engine.parameters.astype(np.float32)
    return run


def activations(run, layer):
    """What NumPy has for the neurons of a hidden layer at the training points."""
    a = run.points.training[0]
    for one in run.engine.perceptron.layers[: layer + 1]:
        a = one.forward(a)
    return a


def test_one_view_is_on_show_at_a_time_and_only_that_one_is_drawn(bare_views):
    views = bare_views()
    views.expect_on_show(views.boundary)
    views.stage.run_to(10)
    expect(views.boundary).to_have_attribute("data-epoch", "10")
    views.tab("Hidden space").click()
    views.expect_on_show(views.hidden)
    expect(views.hidden).to_have_attribute("data-epoch", "10")  # at once, without another epoch
    views.stage.run_to(30)
    expect(views.hidden).to_have_attribute("data-epoch", "30")
    expect(views.boundary).to_have_attribute("data-epoch", "10")
    assert views.relief.get_attribute("data-epoch") is None
    views.tab("Boundary").click()
    views.expect_on_show(views.boundary)
    expect(views.boundary).to_have_attribute("data-epoch", "30")


@pytest.mark.slow
def test_arrow_keys_on_a_tab_change_the_view_and_not_the_epoch(bare_views):
    views = bare_views()
    keyboard = views.stage.page.keyboard
    views.tab("Boundary").focus()
    for key, name, panel in [
        ("ArrowRight", "Hidden space", views.hidden),
        ("ArrowRight", "Relief", views.relief),
        ("ArrowRight", "Boundary", views.boundary),
        ("ArrowLeft", "Relief", views.relief),
        ("Home", "Boundary", views.boundary),
    ]:
        keyboard.press(key)
        views.expect_on_show(panel)
        expect(views.tab(name)).to_be_focused()
        expect(views.tab(name)).to_have_attribute("aria-selected", "true")
        assert [tab.get_attribute("tabindex") for tab in views.stage.element.get_by_role("tab").all()].count("0") == 1
    assert views.stage.data("state") == "idle" and views.stage.epoch == 0


@pytest.mark.slow
def test_the_choice_of_view_survives_another_network_and_one_without_hidden_layers_says_so(bare_views):
    views = bare_views("hidden=4-2&stop=5&speed=60")
    views.tab("Hidden space").click()
    views.stage.press("Step")
    expect(views.hidden).to_have_attribute("data-epoch", "1")
    views.stage.press("New seed")
    expect(views.hidden).to_have_attribute("data-epoch", "0")
    views.expect_on_show(views.hidden)
    picture = views.hidden.get_by_role("img")
    expect(picture).to_be_visible()
    views.stage.change(hidden=())
    expect(views.hidden).to_contain_text("This network has no hidden layer")
    expect(picture).to_be_hidden()
    expect(views.hidden.get_by_label("Layer", exact=True)).to_be_hidden()
    views.stage.press("Play")
    views.stage.wait_state("finished")
    views.tab("Boundary").click()
    expect(views.boundary).to_have_attribute("data-epoch", "5")


def test_the_axes_are_two_neurons_as_numpy_has_them(hidden_space, trained):
    got = hidden_space(trained, trained.engine.parameters, layer=0, axes="neurons", x=3, y=1)
    assert np.abs(got["points"] - activations(trained, 0)[[3, 1]]).max() < 1e-5
    got = hidden_space(trained, trained.engine.parameters)  # the last layer, and its only two
    assert np.abs(got["points"] - activations(trained, 1)).max() < 1e-5


@pytest.mark.slow
def test_the_principal_axes_are_those_of_numpy(hidden_space, trained):
    got = hidden_space(trained, trained.engine.parameters, layer=0)  # of five neurons: the principal axes are shown
    a = activations(trained, 0)
    u, s, _ = np.linalg.svd(a - a.mean(axis=1, keepdims=True), full_matrices=False)
    expected = u[:, :2].T @ (a - a.mean(axis=1, keepdims=True))
    signs = np.sign((expected * got["points"]).sum(axis=1, keepdims=True))
    assert np.abs(got["points"] - signs * expected).max() < 1e-5
    assert np.allclose(got["shares"], s[:2] ** 2 / (s**2).sum())


@pytest.mark.slow
def test_on_one_side_of_the_line_the_output_is_above_a_half(hidden_space, trained):
    y_hat = trained.engine.perceptron.layers[-1].forward(activations(trained, 1))[0]
    assert 0 < (y_hat > 0.5).sum() < len(y_hat)
    for axes in ("neurons", "principal"):
        got = hidden_space(trained, trained.engine.parameters, axes=axes)
        (p, q, r), (x, y) = got["border"], np.array(got["points"])
        assert np.allclose(p * x + q * y + r, np.log(y_hat / (1 - y_hat)), atol=1e-4), axes


@pytest.mark.slow
def test_a_single_neuron_has_a_line_of_its_own(hidden_space):
    run = Run(Description("gauss", hidden=(1,), seed=2))
    got = hidden_space(run, run.engine.parameters.astype(np.float32))
    assert np.abs(got["points"][0] - activations(run, 0)[0]).max() < 1e-5
    assert len({round(y, 3) for y in got["points"][1]}) > 100  # told apart
    assert got["border"][1] == 0


@pytest.mark.slow
def test_layer_and_axes_are_chosen(bare_views):
    views = bare_views(DEPTH)
    views.tab("Hidden space").click()
    picture = views.hidden.get_by_role("img")
    expect(picture).to_have_attribute("aria-label", re.compile("hidden layer 2 sees them. Across: 1st principal axis"))
    views.hidden.get_by_label("Layer", exact=True).select_option("hidden 1")
    views.hidden.get_by_label("Axes", exact=True).select_option("two neurons")
    views.hidden.get_by_label("across", exact=True).select_option("neuron 5")
    expect(picture).to_have_attribute(
        "aria-label", re.compile("Across: hidden layer 1, neuron 5. Up: hidden layer 1, neuron 2")
    )
    views.hidden.get_by_label("up", exact=True).select_option("neuron 5")  # they change places
    expect(picture).to_have_attribute(
        "aria-label", re.compile("Across: hidden layer 1, neuron 2. Up: hidden layer 1, neuron 5")
    )


def test_every_view_has_what_the_registry_asks_for_and_labels_of_its_own(js):
    js("begin(600)")
    names = js("views.names")
    methods = ["setRun", "draw", "describe", "recolour", "resize"]
    lacking = f"(name) => {methods}.filter((method) => !views.views[name][method])"
    assert js(f"views.names.map({lacking})") == [[] for _ in names]
    texts = js("views.names.flatMap((name) => [views.tabs[name].textContent, views.tabs[name].title])")
    assert "undefined" not in texts and len(set(texts)) == 2 * len(names)


def test_a_view_is_there_at_once_whenever_it_is_opened_and_moves_with_the_run(js):
    def expect_moves():
        js("playPast(shown())")

    for name in ("boundary", "hidden", "relief"):
        js("begin(600)")  # before Plotly has come
        js("go()")
        early = js(f"open('{name}')")
        assert early == (-1 if name == "relief" else 1)  # which is made of nothing else
        assert js("charts()") == 1
        expect_moves()

        other = "hidden" if name != "hidden" else "boundary"
        for width in (600, 330):
            js(f"begin({width})")
            js("charts()")
            js(f"open('{other}')")
            assert [js("go()") for _ in range(3)] == [1, 2, 3]
            assert js(f"open('{name}')") == 3
            expect_moves()

        js("begin(600, 'none')")  # not on show at all, as in a panel that is shut
        js(f"open('{name}')")
        js("charts()")
        js("go()")
        assert js("show()") == 1
        expect_moves()


def test_nobody_sees_plotly_take_over_the_axes_of_the_boundary(js, blank):
    square = blank.locator(".stage-square")
    js("begin(600)")
    js("go()")
    before = picture(square)
    js("charts()")
    assert blank.locator(".js-plotly-plot").count() == 1
    assert differing(before, picture(square)) < 10


@pytest.mark.slow
def test_the_relief_moves_while_it_plays_and_is_that_of_the_epoch_at_which_the_training_rests(views):
    views = views()
    views.stage.press("Play")
    views.stage.wait_epoch(10)
    views.tab("Relief").click()
    expect(views.relief).to_have_attribute("data-epoch", re.compile(r"\d+"))
    first = views.relief.get_attribute("data-epoch")
    expect(views.relief).not_to_have_attribute("data-epoch", first)
    views.stage.press("Pause")
    expect(views.relief).to_have_attribute("data-epoch", str(views.stage.epoch))
    views.stage.page.get_by_test_id("scrubber").focus()
    views.stage.page.keyboard.press("Home")
    expect(views.stage.element).to_have_attribute("data-epoch", "0")
    expect(views.relief).to_have_attribute("data-epoch", "0")
    heights = views.relief.locator(".js-plotly-plot").evaluate("(plot) => [plot.data[0].z[0][0], plot.data[1].z[0]]")
    assert 0 < heights[0] < 1 and heights[1] == 1


EYE = "(plot) => { const { x, y, z } = plot.layout.scene.camera.eye; return [x, y, z]; }"
TURNED = "(plot) => { const { x, y } = plot.layout.scene.camera.eye; return Math.hypot(x - 0.6, y + 1.8) > 0.3; }"


def drag_with_mouse(page, x, y):
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 100, y, steps=5)
    page.mouse.up()


def drag_with_finger(page, x, y):
    touch = page.context.new_cdp_session(page)
    for kind, points in [
        ("touchStart", [{"x": x, "y": y}]),
        *[("touchMove", [{"x": x - 20 * step, "y": y}]) for step in range(1, 6)],
        ("touchEnd", []),
    ]:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.detach()


@pytest.mark.slow
@pytest.mark.parametrize("drag", [drag_with_mouse, drag_with_finger])
def test_the_relief_is_turned_by_dragging_while_it_plays_and_stays_so(bare_views, drag):
    views = bare_views()
    views.stage.press("Play")
    views.tab("Relief").click()
    plot = views.relief.locator(".js-plotly-plot")
    expect(plot).to_have_count(1)
    box = plot.bounding_box()
    for _ in range(5):  # a touch that the page is too busy to answer in time is taken back by the browser
        drag(views.stage.page, box["x"] + 200, box["y"] + 200)
        with contextlib.suppress(TimeoutError):
            views.stage.page.wait_for_function(TURNED, arg=plot.element_handle(), timeout=5000)
            break
    assert plot.evaluate(TURNED)
    turned = plot.evaluate(EYE)
    for _ in range(2):  # what is drawn afterwards does not turn it back
        expect(views.relief).not_to_have_attribute("data-epoch", views.relief.get_attribute("data-epoch"))
    assert plot.evaluate(EYE) == turned
    assert views.stage.data("state") == "playing"


@pytest.mark.slow
def test_the_relief_is_turned_with_buttons_and_stays_so(bare_views):
    views = bare_views()
    views.tab("Relief").click()
    plot = views.relief.locator(".js-plotly-plot")
    expect(plot).to_have_count(1)
    before = np.array(plot.evaluate(EYE))
    views.relief.get_by_role("button", name="Turn right").click()
    views.relief.get_by_role("button", name="More from above").click()
    turned = np.array(plot.evaluate(EYE))
    assert turned[2] > before[2] + 0.1 and turned[0] > before[0] + 0.1
    assert np.isclose(np.linalg.norm(turned), np.linalg.norm(before))
    views.stage.press("Step")
    expect(views.relief).to_have_attribute("data-epoch", "1")
    views.tab("Boundary").click()
    expect(plot).to_have_count(0)  # its graphics are given back
    views.stage.press("New seed")
    views.stage.wait_for(state="idle", epoch=0)
    views.tab("Relief").click()
    expect(views.relief).to_have_attribute("data-epoch", "0")
    assert np.allclose(plot.evaluate(EYE), turned)


@pytest.mark.slow
def test_without_webgl_one_sentence_is_in_the_place_of_the_relief(bare, bare_views):
    bare.page.evaluate(NO_WEBGL)
    try:
        views = bare_views()
        views.tab("Relief").click()
        expect(views.relief.get_by_text("This browser cannot draw in three dimensions")).to_be_visible()
        expect(views.relief.get_by_role("button")).to_have_count(0)
        views.stage.run_to(5)
        views.tab("Boundary").click()
        expect(views.boundary).to_have_attribute("data-epoch", "5")
    finally:
        bare.page.evaluate("restoreWebGL()")


@pytest.mark.slow
def test_no_view_is_taller_than_another_or_cut_off(bare, bare_views):
    views = bare_views()
    for width in (1280, 800, 390):
        bare.page.set_viewport_size({"width": width, "height": 720})
        heights = []
        for name, panel in zip(("Boundary", "Hidden space", "Relief"), views.panels, strict=True):
            views.tab(name).click()
            views.expect_on_show(panel)
            box = panel.bounding_box()
            heights.append(box["height"])
            assert box["x"] >= 0 and box["x"] + box["width"] <= width, (name, width)
        assert bare.page.evaluate("document.documentElement.scrollWidth") <= width
        if width == 1280:
            assert len(set(heights)) == 1
