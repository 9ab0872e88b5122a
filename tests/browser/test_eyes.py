"""Any eyes: what axe finds, contrast of what is drawn, targets, zoom, calm, and a text for every picture."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError, expect

from playground.languages import ENGLISH, LANGUAGES
from tests.helpers.sights import LONGER, SIGHTS, TOURS, TRAINED, settle
from tools.driver import Stage

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is Streamlit's own and cannot be mended from outside: {rule: selector of what it may be found at}.
ALLOWED = {
    # The grid of st.data_editor is a canvas; in the table in it, for screen readers, the column with the marks of the
    # rows has no title. That table is written anew all the time: what was found may be in no page any more.
    "empty-table-header": 'th[role="columnheader"][aria-colindex="1"]',
}
FIND = f"""async (allowed) => {{
  const options = {{ runOnly: {RULES}, resultTypes: ["violations"], elementRef: true }};
  const {{ violations }} = await axe.run(document, options);
  const cards = [...document.querySelectorAll(".stage-card")].map((card) => card.getBoundingClientRect());
  const isUnderCard = (element) => {{ // a card that somebody has opened over it, and that Escape closes
    const it = element.getBoundingClientRect();
    return !element.closest(".stage-card") && cards.some((card) =>
      it.left < card.right && card.left < it.right && it.top < card.bottom && card.top < it.bottom);
  }};
  const isAllowed = (id, {{ element }}) =>
    (id === "target-size" && isUnderCard(element)) || (id in allowed && element.matches(allowed[id]));
  const seen = (id) => ({{ target, html }}) => [id, target.join(" "), html.slice(0, 300)];
  return violations.flatMap(({{ id, nodes }}) => nodes.filter((it) => !isAllowed(id, it)).map(seen(id)));
}}"""
WIDTHS = (1280, 390)
ZOOMED = {"200 %": (640, 400), "400 %": (320, 256)}  # with zoom the same pixels are a narrower page
THEMES = ("light", "dark")
# Controls of ours that are smaller than 24 pixels, or lie under something else: [name, width, height].
SMALL = """(inside) => {
  const kinds = "button, a, select, summary, label, input:not(label input)";
  const controls = [...document.querySelectorAll(`:is(${inside}) :is(${kinds})`)];
  const isSeen = (it) => it.checkVisibility({ visibilityProperty: true }) && it.getBoundingClientRect().width > 1;
  const others = "[inert], [data-testid=stWidgetLabel]"; // the latter is Streamlit's own, and its control beside it
  const measured = controls.filter((it) => isSeen(it) && !it.closest(others)).map((it) => {
    it.scrollIntoView({ block: "center" });
    const { left, top, width, height } = it.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const isReached = (at) => {
      const there = document.elementFromPoint(...at);
      const card = there?.closest(".stage-card, [data-testid=stPopoverBody]"); // Escape closes it, if it lies over this
      return it.contains(there) || (card && !card.contains(it));
    };
    const reach = (dx, dy) => {
      let far = 0;
      while (far < 12 && isReached([x + dx * far, y + dy * far])) far += 0.5;
      return far;
    };
    return [it.getAttribute("aria-label") ?? it.textContent, reach(1, 0) + reach(-1, 0), reach(0, 1) + reach(0, -1)];
  });
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0); // what is sticky would lie over something else
  return [measured.length, measured.filter(([, width, height]) => width < 24 || height < 24)];
}"""
FITS = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  return document.querySelector("[role=dialog]") || main.scrollWidth <= main.clientWidth;
}"""
OURS = (
    ".live-stage, .controls, .plane, .record, .language-menu, .modebar, [role=dialog], [role=radiogroup], "
    ".st-key-step_controls [data-testid=stButton], [data-testid=stCheckbox]"
)
# Texts and controls that are cut off at the side of the window, and that nothing lets scroll there.
CUT_OFF = """() => [...document.querySelectorAll("main *, [role=dialog] *")].filter((it) => {
  const { left, right, width } = it.getBoundingClientRect();
  if (width <= 1 || (left >= -1 && right <= innerWidth + 1) || !it.checkVisibility()) return false;
  for (let around = it; around; around = around.parentElement) {
    const { overflowX, clipPath, clip } = getComputedStyle(around);
    if (["auto", "scroll"].includes(overflowX) || clipPath !== "none" || clip !== "auto") return false;
  }
  return true;
}).map((it) => `${it.tagName} ${it.className} ${it.textContent.slice(0, 30)}`)"""


# Pictures that say nothing to who does not see them.
SILENT = """() => {
  const pictures = "canvas, img, svg:not([aria-hidden=true], :is(button, a, summary, [role=img], [role=button]) svg)";
  return [...document.querySelectorAll(pictures)].filter((it) => {
    if (!it.checkVisibility() || it.getBoundingClientRect().width < 40) return false;
    // The grid of st.dataframe has a table for screen readers in it.
    if (it.closest("[aria-hidden=true], [data-testid=stDataFrame]")) return false;
    if (it.id === "js-plotly-tester") return false; // far outside of the page Plotly measures its texts
    const told = it.closest("[role=img], [role=figure], [role=application], img, figure") ?? it;
    const caption = told.querySelector?.("figcaption, table");
    return !(told.getAttribute("aria-label") || told.alt || caption);
  }).map((it) => it.outerHTML.slice(0, 200));
}"""


@pytest.fixture
def look(window):
    """Opens a sight, by name or by itself, in a window of its own."""

    def open_(sight, width=1280, height=800, code=ENGLISH, **options):
        options = {"reduced_motion": "reduce", "color_scheme": "light", **options}
        page = window(viewport={"width": width, "height": height}, **options)
        SIGHTS[sight].open(page, code)
        return page

    return open_


def violations(page):
    """What axe finds on a page, without what is allowed."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(FIND, ALLOWED)


def turn(page, theme, width):
    """Give the page another theme and width, and wait until it has taken them."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    scheme = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme"
    page.wait_for_function(f"(theme) => ({scheme})() === theme", arg=theme)
    settle(page)


# A button that has no name, and a text that is as pale as its ground, over all else.
FAULTS = """() => {
  const text = Object.assign(document.createElement("p"), { textContent: "pale" });
  text.style.cssText = "position: fixed; inset: 9px auto auto 9px; z-index: 9999999; color: #888; background: #808080";
  document.querySelector("main").append(document.createElement("button"), text);
}"""


@pytest.mark.parametrize("sight", ["neuron", "answered"])
def test_axe_finds_no_violation_in_light_and_dark_and_would_find_one(look, sight):
    page = look(sight)
    for theme in THEMES:
        turn(page, theme, 1280)
        assert violations(page) == [], theme
    page.evaluate(FAULTS)
    assert {"button-name", "color-contrast"} <= {rule for rule, *_ in violations(page)}


@pytest.mark.slow
@pytest.mark.parametrize("tour", TOURS)
def test_whatever_there_is_to_see_can_be_seen_read_and_clicked_by_anybody(window, tour):
    """Each theme and each width once: what axe finds depends on the one or the other."""
    page = window(reduced_motion="reduce", color_scheme="dark")
    found = {}

    def inspect(*place):
        count, small = page.evaluate(SMALL, OURS)
        assert count > 0, place
        found[*place, "violations"] = violations(page)
        found[*place, "too small for a finger"] = small
        found[*place, "without a text"] = page.evaluate(SILENT)

    for sight in TOURS[tour].sights(page):
        inspect(sight, "dark")
        for zoom, (width, height) in ZOOMED.items():
            page.set_viewport_size({"width": width, "height": height})
            found[sight, zoom] = cut_off(page)
        turn(page, "light", 390)
        inspect(sight, "light")
        turn(page, "dark", 1280)  # as it was reached
    assert {place: faults for place, faults in found.items() if faults} == {}


# --- contrast of what is drawn and of texts over it, which axe does not judge


def luminance(colour):
    parts = [v / 255 / 12.92 if v / 255 <= 0.03928 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a, b):
    """The contrast of two colours [r, g, b] as WCAG defines it."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def over(front, back, alpha):
    return [alpha * f + (1 - alpha) * b for f, b in zip(front, back, strict=True)]


# The colours of what is drawn, and those behind them, of which only the page knows.
DRAWN = """async (address) => {
  const { coloursOf, FAINTEST, rgbOf } = await import(address);
  const stage = document.querySelector(".live-stage");
  const { surface, point, weight, boundary, curve, ghost } = coloursOf(stage);
  const style = (selector, name) => {
    // Laid over each other, as they are seen.
    const element = document.querySelector(selector);
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
    const behind = getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor;
    const card = getComputedStyle(document.querySelector(".stage-panel")).backgroundColor;
    for (const colour of [behind, card, getComputedStyle(element)[name]]) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  return {
    surface, weight, faintest: FAINTEST, boundary: rgbOf(boundary),
    points: [[point[0], point.edge], [point[1], point.edge]].map((pair) => pair.map(rgbOf)),
    lines: { train: rgbOf(curve.train), test: rgbOf(curve.test), ghost: rgbOf(ghost) },
    card: style(".stage-panel", "backgroundColor"),
    marks: {
      "key of training": style(".stage-line-train i", "borderTopColor"),
      "key of test": style(".stage-line-test i", "borderTopColor"),
      field: style(".stage-field input", "borderTopColor"),
      neuron: style(".stage-node", "borderTopColor"),
    },
    texts: { caption: style(".stage-caption", "color"), "name of an input": style(".stage-name", "color") },
    focus: rgbOf(getComputedStyle(document.documentElement).getPropertyValue("--focus")),
  };
}"""


def test_lines_points_and_marks_stand_out_and_texts_over_the_diagram_can_be_read(look, module):
    page = look("neuron")
    for theme in THEMES:
        turn(page, theme, 1280)
        it = page.evaluate(DRAWN, module("ui/colours.js"))
        card = it["card"]
        measured = {name: contrast(colour, card) for name, colour in (it["lines"] | it["marks"]).items()}
        weights = {sign: over(colour, card, it["faintest"]) for sign, colour in it["weight"].items()}
        measured |= {f"{sign} weight": contrast(colour, card) for sign, colour in weights.items()}
        measured |= {f"boundary on {end}": contrast(it["boundary"], colour) for end, colour in it["surface"].items()}
        measured |= {f"point {label}": contrast(*pair) for label, pair in enumerate(it["points"])}
        measured["focus"] = contrast(it["focus"], card)
        assert {name: round(value, 2) for name, value in measured.items() if value < 3} == {}
        texts = {name: contrast(colour, card) for name, colour in it["texts"].items()}
        assert {name: round(value, 2) for name, value in texts.items() if value < 4.5} == {}


# --- targets, zoom, calm


def test_whatever_can_be_clicked_is_24_pixels_wide_and_high(look):
    page = look("trained")
    for width in WIDTHS:
        turn(page, "light", width)
        count, small = page.evaluate(SMALL, OURS)
        assert count >= 8
        assert small == [], width


@pytest.mark.slow
def test_neurons_that_are_too_small_for_a_finger_are_reached_from_one_that_is_not(bare):
    stage = bare.open("hidden=16-16")
    _count, small = stage.page.evaluate(SMALL, ".stage-nodes")
    assert len(small) >= 32
    assert "output ŷ" not in {name for name, *_ in small}
    stage.element.get_by_role("button", name="output ŷ").click()
    card = stage.element.locator(".stage-inspector")
    for name in ("hidden layer 2, neuron 16", "hidden layer 2, neuron 15"):
        card.get_by_role("button", name="The previous neuron").click()
        expect(card).to_have_attribute("aria-label", name)
    card.get_by_role("button", name="The next neuron").click()
    expect(card).to_have_attribute("aria-label", "hidden layer 2, neuron 16")


@pytest.mark.slow
@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != ENGLISH])
def test_words_that_are_longer_have_room_as_well(window, code):
    page = window(reduced_motion="reduce")
    for tour in LONGER:
        for sight in tour.sights(page, code):
            for width in (1280, 640, 390):
                turn(page, "light", width)
                count, small = page.evaluate(SMALL, OURS)
                assert count > 0
                assert (cut_off(page), small) == ([], []), (sight, width)
            turn(page, "light", 1280)


@pytest.mark.slow
def test_the_crosshair_lies_over_the_square_at_any_width(bare):
    page = bare.open().page
    for width in (1280, 640, 390, 800):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(
            """() => {
              const seen = [".stage-finder", ".stage-surface"].map((it) => document.querySelector(it));
              const places = seen.map((it) => it.getBoundingClientRect());
              const [finder, square] = places.map(({ x, y, width, height }) => [x, y, width, height]);
              return square[2] > 200 && finder.every((it, i) => Math.abs(it - square[i]) < 1);
            }"""
        )


def cut_off(page):
    """What is cut off at the side once all is at rest, or a word on a page that scrolls that way.

    Under a dialog a page cannot scroll at all.
    """
    settle(page)
    try:
        page.wait_for_function(f"() => ({FITS})() && ({CUT_OFF})().length === 0", timeout=5000)
    except TimeoutError:
        return page.evaluate(CUT_OFF) or ["the page scrolls sideways"]
    return []


@pytest.mark.slow
def test_for_who_wants_no_motion_nothing_moves_by_itself(look):
    page = look("backpropagation")
    page.evaluate(
        """() => {
          window.lengths = [];
          window.note = () => {
            lengths.push(...document.getAnimations().map((it) => it.effect.getComputedTiming().duration));
          };
          for (const kind of ["animationstart", "transitionrun"]) document.addEventListener(kind, note, true);
        }"""
    )  # as they begin: when the page has come to rest they may be over
    for name in ("Next", "Next"):
        page.get_by_role("button", name=re.compile(f"^{name}")).first.click()
        Stage(page).rest()
        page.evaluate("note()")
    assert all(length <= 1 for length in page.evaluate("lengths"))


@pytest.mark.slow
def test_for_who_wants_no_motion_the_walk_waits(bare):
    page = bare.page
    page.emulate_media(reduced_motion="reduce")
    bare.open().press("One example")
    walk = page.get_by_test_id("walk")
    expect(walk).to_have_attribute("data-phase", "example")
    page.evaluate("async () => { for (let i = 0; i < 120; i++) await new Promise(requestAnimationFrame); }")
    assert walk.get_attribute("data-phase") == "example"
    walk.get_by_role("button", name="Next", exact=True).click()
    expect(walk).to_have_attribute("data-phase", "forward-1")


@pytest.mark.slow
def test_in_the_persons_own_colours_marks_and_tabs_can_be_told_apart(bare):
    page = bare.page
    page.emulate_media(forced_colors="active")
    bare.open("stop=2").run_to(2)
    colour = "(it, name) => getComputedStyle(it)[name]"
    keys = [page.locator(f".stage-key-{label} i").first.evaluate(colour, "backgroundColor") for label in (0, 1)]
    assert len(set(keys)) == 2
    tabs = page.locator(".stage-tabs button")
    lines = [tabs.nth(i).evaluate(colour, "borderBottomColor") for i in range(3)]
    assert lines[0] != lines[1] == lines[2]
    play = page.get_by_role("button", name="Play", exact=True)
    assert play.evaluate(colour, "borderTopColor") != play.evaluate(colour, "backgroundColor")


# --- what only a hover would show


def test_what_only_a_hover_would_show_is_there_on_focus_and_after_a_tap(look):
    page = look("trained", has_touch=True)
    stage = Stage(page)
    expect_point_is_read(page, stage)
    expect_help_is_shown(page, stage)


def expect_point_is_read(page, stage):
    """A point of the boundary is read by keys and by a tap."""
    boundary = stage.element.get_by_test_id("decision-boundary")
    finder, tip = boundary.get_by_role("application", name="Crosshair over the square"), boundary.locator(".stage-tip")
    expect(tip).to_be_hidden()
    epoch = stage.epoch
    finder.focus()
    expect(tip).to_contain_text("x₁ 0.00  x₂ 0.00  ŷ")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp"):
        page.keyboard.press(key)
    expect(tip).to_contain_text("x₁ 1.00  x₂ 0.10  ŷ")
    expect(tip).to_have_attribute("aria-live", "polite")
    assert stage.epoch == epoch
    stage.element.get_by_role("tab", name="Boundary").focus()
    expect(tip).to_be_hidden()
    box = boundary.locator(".stage-surface").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    expect(tip).to_contain_text("x₁ −3.00  x₂ ")
    page.touchscreen.tap(box["x"] + 10, box["y"] - 60)
    expect(tip).to_be_hidden()


def expect_help_is_shown(page, stage):
    """What a button does is said on focus and after a tap."""
    bubble = stage.element.locator(".stage-help")
    stage.element.get_by_role("button", name="Play", exact=True).focus()
    page.keyboard.press("Tab")
    expect(bubble).to_have_text("Train one epoch; when looking back, go to the next recorded one (→)")
    expect(bubble).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(bubble).to_be_hidden()
    stage.element.get_by_label("Log scale").tap()
    expect(bubble).to_have_text("Show the loss on a logarithmic axis")
    stage.element.get_by_role("heading", name="Network").tap()
    expect(bubble).to_be_hidden()


@pytest.mark.slow
def test_the_change_of_a_weight_is_told_without_pointing_at_its_line(bare):
    bare.open(TRAINED).run_to(3)
    page, stage = bare.page, bare.element
    network = stage.get_by_test_id("network")
    network.get_by_label("Changes").check()
    network.get_by_role("button", name="hidden layer 1, neuron 1").focus()
    expect(network.locator(".stage-tip")).to_contain_text(re.compile(r"x₁  −?[\d.]+ \([+−][\d.e−]+\)"))
    page.keyboard.press("Enter")
    changes = stage.locator(".stage-inspector-row small")
    expect(changes).to_have_count(3)
    expect(changes.first).to_have_text(re.compile(r" \([+−][\d.e−]+\)"))
    network.get_by_label("Changes").uncheck()
    expect(changes.first).to_be_empty()


@pytest.mark.slow
def test_what_was_changed_on_the_way_stands_on_the_curve_when_one_is_there(bare):
    stage, page = bare.open(TRAINED), bare.page
    stage.run_to(10)
    curve = stage.element.get_by_test_id("loss-curve")
    stage.change(learning_rate=0.1)
    stage.run_to(15)
    expect(curve.locator(".stage-changed")).to_be_hidden()
    page.get_by_test_id("scrubber").fill("10")
    expect(curve.locator(".stage-changed")).to_have_text("epoch 10: learning rate 0.1")
    expect(curve.locator(".stage-area")).to_have_accessible_name(re.compile("marked at epoch 10.*learning rate 0.1$"))


# --- a text for every picture


@pytest.mark.slow
def test_every_picture_says_what_it_shows_when_trained_and_when_looking_back(bare):
    stage, page = bare.open(TRAINED), bare.page
    stage.run_to(10)

    def told():
        """What the four pictures say of themselves."""
        places = [
            stage.element.get_by_test_id(name).locator(".stage-area") for name in ("decision-boundary", "loss-curve")
        ]
        places.append(stage.element.get_by_test_id("network").get_by_role("group", name=re.compile("Network")))
        return [place.get_attribute("aria-label") for place in places]

    def status():
        return re.findall(r"\d\.\d+", stage.element.locator(".stage-status").inner_text())

    def view(name):
        stage.element.get_by_role("tab", name=name).click()
        return stage.element.get_by_role("tabpanel").locator(".stage-area")

    def check(at, of):
        boundary, curve, network = told()
        assert re.fullmatch(
            rf"Decision boundary at epoch {at}: \d+% of the training points on the correct side\.", boundary
        )
        train, test = status()[:2]
        span = f"epoch 0 to {of}, marked at epoch {at}" if at < of else f"epoch 0 to {at}"
        assert curve == f"Loss curve, {span}: training loss {train}, test loss {test}."
        least, most = re.fullmatch(
            r"Network with the layers 2-4-2-1; the weights go from (−?[\d.]+) to ([\d.]+)\.", network
        ).groups()
        assert float(least.replace("−", "-")) < float(most)
        expect(view("Hidden space")).to_have_accessible_name(re.compile(rf"^Epoch {at}: the square and the training"))
        expect(view("Relief")).to_have_accessible_name(
            re.compile(rf"^Relief of the output .* epoch {at}: from 0\.\d+ to")
        )
        view("Boundary")
        return told()

    finished = check(10, 10)
    page.get_by_test_id("scrubber").fill("4")
    stage.wait_epoch(0)
    expect(stage.element).to_have_attribute("data-epoch", "4")
    assert check(4, 10) != finished
    stage.element.get_by_role("button", name="hidden layer 1, neuron 2").click()
    expect(stage.element.get_by_test_id("decision-boundary").locator(".stage-area")).to_have_accessible_name(
        "Output over the square at epoch 4: hidden layer 1, neuron 2."
    )
