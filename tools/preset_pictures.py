"""Makes the picture of every preset: what the stage shows when that has happened which one is told to look for.

`python -m tools.preset_pictures` writes static/presets/<name>.png.
"""

import numpy as np
from PIL import Image, ImageColor, ImageDraw

from nn_core import Run
from playground.gallery import PICTURES
from playground.presets import PRESETS

SIZE = 240  # pixels of a picture each way
FINE = 4  # it is drawn so many times as large, for smooth edges
SQUARE = 6.0  # the picture shows −6..6 each way, as the stage does
POINTS_DRAWN = 250  # at most: more of them would hide what is behind
COLOURS_KEPT = 128  # of the many between orange and blue: as many as the eye can tell, in a third of the bytes

# The light colours of static/stage/ui/colours.js: with them a picture looks well on a light page and on a dark one.
SURFACE = {"negative": (244, 150, 60), "middle": (250, 250, 248), "positive": (72, 142, 214)}
POINT = {0: "#b34700", 1: "#00498d", "edge": "#ffffff"}
BOUNDARY = "#1f2430"
LINE_WIDTH = 2.2

# name: what is done until the picture is taken, pairs of (changes, epochs to train then)
MOMENTS = {
    "line": [({}, 20)],
    "by_hand": [({}, 0)],  # as it is met: the wrong way round
    "xor_line": [({}, 1)],  # while it still has colour; later it is as pale as the network is unsure
    "xor": [({}, 100)],
    "features": [({}, 40)],
    "course": [({}, 10)],
    "slow": [({}, 100)],
    "fast": [({}, 2)],  # so early because so wild a run soon depends on how a machine rounds
    "batch": [({}, 20), ({"batch_size": 1}, 20)],
    "cooling": [({}, 100)],
    "momentum": [({}, 40)],
    "adam": [({}, 60)],
    "hills": [({}, 60)],
    "heart": [({}, 60)],
    "zeros": [({}, 20)],
    "dead": [({}, 50)],
    "vanishing": [({}, 60)],
    "checkerboard": [({}, 100)],
    "spiral": [({}, 90)],
    "noise": [({}, 600)],
    "decay": [({}, 600)],
}


def picture(name):
    """Return the picture of a preset."""
    run = Run(PRESETS[name].settings.description)
    for changes, epochs in MOMENTS[name]:
        run.change(**changes)
        list(run.advance(epochs))
    y_hat = _predicted(run)
    classifies = run.description.task == "classification"
    image = Image.fromarray(_mixed(2 * y_hat - 1 if classifies else y_hat, *SURFACE.values()))
    draw = ImageDraw.Draw(image)
    if classifies:
        _draw_boundary(draw, y_hat >= 0.5)
    _draw_points(draw, run)
    small = image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    return small.quantize(COLOURS_KEPT, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)


def _predicted(run):
    """Return ŷ at the middle of every pixel."""
    pixels = SIZE * FINE
    places = ((np.arange(pixels) + 0.5) / pixels * 2 - 1) * SQUARE
    x1, x2 = np.meshgrid(places, -places)
    return run.predict(np.stack([x1.ravel(), x2.ravel()])).reshape(pixels, pixels)


def _mixed(values, negative, middle, positive):
    """Return the colours of values from −1 to 1, one more axis: red, green and blue, from 0 to 255."""
    share = np.abs(np.clip(values, -1.0, 1.0))[..., None]
    ends = np.where((values >= 0)[..., None], positive, negative)
    return (middle + share * (ends - np.array(middle))).round().astype(np.uint8)


def _draw_boundary(draw, side):
    """Draw the line between the pixels of one side and those of the other."""
    crossed = (side[:-1, :-1] != side[1:, :-1]) | (side[:-1, :-1] != side[:-1, 1:])
    reach = LINE_WIDTH * FINE / 2
    for y, x in np.argwhere(crossed):
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=BOUNDARY)


def _draw_points(draw, run):
    """Draw training points, the first on top, each with an edge: a disc for class 1, a diamond for class 0.

    Of a surface, every point is a disc in the colour of its value.
    """
    n_train = min(run.points.n_train, POINTS_DRAWN)
    places, values = run.points.coordinates[:, :n_train], run.points.targets[0, :n_train]
    classifies = run.description.task == "classification"
    ends = [ImageColor.getrgb(POINT[label]) for label in (0, 1)]
    colours = _mixed(2 * values - 1 if classifies else values, ends[0], SURFACE["middle"], ends[1])
    edge = POINT["edge"] if classifies else BOUNDARY  # a value near 0 is as pale as the surface
    radius = FINE * (3.6 if n_train > 60 else 4.4)
    for (x1, x2), value, colour in zip(places.T[::-1], values[::-1], colours[::-1], strict=True):
        x, y = (x1 / SQUARE + 1) / 2 * SIZE * FINE, (1 - x2 / SQUARE) / 2 * SIZE * FINE
        for r, fill in ((radius + 0.9 * FINE, edge), (radius, tuple(map(int, colour)))):
            if value < 0.5 and classifies:
                r = 1.3 * r
                draw.polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], fill=fill)
            else:
                draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)


def main():
    """Write the pictures of all presets."""
    PICTURES.mkdir(exist_ok=True)
    for name in PRESETS:
        path = PICTURES / f"{name}.png"
        picture(name).save(path, optimize=True)
        print(f"{path.name}: {path.stat().st_size / 1000:.1f} kB")


if __name__ == "__main__":
    main()
