"""The colours of the stage are those of whatever Python draws: the pictures of the presets, and the course's charts."""

import pytest

from course.backpropagation.example_chart import COLOURS
from tools.preset_pictures import BOUNDARY, POINT, SURFACE


@pytest.fixture
def themes(node, module):
    """{name of a theme: the stage's colours}."""
    return node.evaluate("async (address) => (await import(address)).THEMES", module("ui/colours.js"))


def test_a_chart_of_the_course_has_them(themes):
    for name, tones in COLOURS.items():
        colours = themes[name]
        assert list(tones["surface"]) == [f"rgb({r},{g},{b})" for r, g, b in colours["surface"].values()], name
        assert [*tones["point"], tones["edge"]] == [colours["point"][of] for of in ("0", "1", "edge")], name
        assert tones["line"] == colours["boundary"], name
        assert list(tones["curve"]) == [colours["curve"]["train"], colours["curve"]["test"]], name


def test_the_pictures_of_the_presets_have_the_light_ones(themes):
    light = themes["light"]
    assert {kind: tuple(rgb) for kind, rgb in light["surface"].items()} == SURFACE
    assert light["point"] == {str(name): colour for name, colour in POINT.items()}
    assert light["boundary"] == BOUNDARY
