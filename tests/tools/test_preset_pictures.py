"""Tests that every preset has its picture, and that the stored ones are what the tool makes now."""

import numpy as np
import pytest
from PIL import Image

from nn_core.datasets import HEIGHTS, MIDDLES
from playground.gallery import PICTURES
from playground.presets import PRESETS
from tools import preset_pictures
from tools.preset_pictures import MOMENTS, SIZE, SURFACE, picture


def pixels(image):
    return np.asarray(image.convert("RGB"), dtype=float)


def stored(name):
    with Image.open(PICTURES / f"{name}.png") as image:
        return pixels(image)


def test_there_is_a_picture_for_every_preset_and_no_other():
    assert {path.name for path in PICTURES.iterdir()} == {f"{name}.png" for name in PRESETS}
    assert list(MOMENTS) == list(PRESETS)


@pytest.mark.slow
def test_a_stored_picture_is_what_the_tool_makes():
    for name in PRESETS:
        assert stored(name).shape == (SIZE, SIZE, 3), name
        # Another machine rounds otherwise, which may move a line by a part of a pixel.
        assert np.abs(stored(name) - pixels(picture(name))).mean() < 2, name


def test_no_two_pictures_are_as_alike_as_two_of_the_same_preset_may_be():
    pictures = {name: stored(name) for name in PRESETS}
    differences = [np.abs(pictures[a] - pictures[b]).mean() for a in PRESETS for b in PRESETS if a < b]
    assert min(differences) > 5 * 2


def test_a_picture_is_small():
    assert max((PICTURES / f"{name}.png").stat().st_size for name in PRESETS) < 25_000


def test_a_picture_shows_where_each_class_is_and_the_line_between():
    image = pixels(picture("line"))
    at = lambda x1, x2: image[round((6 - x2) / 12 * SIZE), round((x1 + 6) / 12 * SIZE)]  # noqa: E731
    assert np.abs(at(5, 5) - SURFACE["positive"]).max() < 12
    assert np.abs(at(-5, -5) - SURFACE["negative"]).max() < 12
    dark = (image.max(axis=2) < 60).sum(axis=1)
    assert (dark >= 1).mean() > 0.9  # the line crosses the picture from top to bottom


def test_a_picture_of_a_surface_shows_values_and_no_line(monkeypatch):
    monkeypatch.delattr(preset_pictures, "_draw_boundary")
    image = pixels(picture("hills"))
    for (x1, x2), height in zip(MIDDLES, HEIGHTS, strict=True):
        row, column = round((6 - x2) / 12 * SIZE), round((x1 + 6) / 12 * SIZE)
        red, _, blue = image[row - 8 : row + 9, column - 8 : column + 9].mean(axis=(0, 1))
        assert (blue - red) * height > 50
    corner = image[:4, :4].mean(axis=(0, 1))
    assert np.abs(corner - SURFACE["middle"]).max() < 40  # the plain, where no point lies


def test_values_are_coloured_from_orange_over_the_middle_to_blue():
    colours = preset_pictures._mixed(np.array([-2.0, -1.0, 0.0, 1.0, 2.0]), *SURFACE.values())
    negative, middle, positive = SURFACE.values()
    assert colours.tolist() == [list(colour) for colour in (negative, negative, middle, positive, positive)]


def test_the_tool_writes_every_picture(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(preset_pictures, "PICTURES", tmp_path / "presets")
    monkeypatch.setattr(preset_pictures, "PRESETS", {"line": PRESETS["line"]})
    preset_pictures.main()
    with Image.open(tmp_path / "presets" / "line.png") as image:
        assert image.size == (SIZE, SIZE)
    assert "line.png" in capsys.readouterr().out
