"""Makes the picture of every preset: what the stage shows when that has happened which one is told to look for.

`python -m tools.preset_pictures` writes static/presets/<name>.png.
"""

import numpy as np
from PIL import Image, ImageDraw

from nn_core import Run
from playground.gallery import PICTURES
from playground.presets import PRESETS

SIZE = 240  # pixels of a picture each way
FINE = 4  # it is drawn so many times as large, for smooth edges
SQUARE = 6.0  # the picture shows −6..6 each way, as the stage does
COLOURS_KEPT = 128  # of the many between orange and blue: as many as the eye can tell, in a third of the bytes

# The light colours of static/stage/colours.js: with them a picture looks well on a light page and on a dark one.
SURFACE = {"negative": (244, 150, 60), "middle": (250, 250, 248), "positive": (72, 142, 214)}
POINT = {0: "#b34700", 1: "#00498d", "edge": "#ffffff"}
BOUNDARY = "#1f2430"
LINE_WIDTH = 2.2

# name: what is done until the picture is taken, pairs of (changes, epochs to train then)
MOMENTS = {
    "line": [({}, 20)],
    "xor_line": [({}, 1)],  # while it still has colour; later it is as pale as the network is unsure
    "xor": [({}, 100)],
    "course": [({}, 10)],
    "slow": [({}, 100)],
    "fast": [({}, 2)],  # so early because so wild a run soon depends on how a machine rounds
    "batch": [({}, 20), ({"batch_size": 1}, 20)],
    "spiral": [({}, 300)],
    "noise": [({}, 600)],
}


def picture(name):
    """Return the picture of a preset."""
    run = Run(PRESETS[name].settings.description)
    for changes, epochs in MOMENTS[name]:
        run.change(**changes)
        list(run.advance(epochs))
    image, crossed = _surface(run)
    draw = ImageDraw.Draw(image)
    reach = LINE_WIDTH * FINE / 2
    for y, x in crossed:
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=BOUNDARY)
    _draw_points(draw, run)
    small = image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    return small.quantize(COLOURS_KEPT, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)


def _surface(run):
    """Return the image of ŷ, and the (row, column) of every pixel that the line ŷ = 0.5 crosses."""
    pixels = SIZE * FINE
    places = ((np.arange(pixels) + 0.5) / pixels * 2 - 1) * SQUARE
    x1, x2 = np.meshgrid(places, -places)
    y_hat = run.engine.predict(np.stack([x1.ravel(), x2.ravel()])).reshape(pixels, pixels)
    negative, middle, positive = map(np.array, SURFACE.values())
    side = y_hat >= 0.5
    sure = np.abs(2 * y_hat - 1)[..., None]
    colours = middle + sure * (np.where(side[..., None], positive, negative) - middle)
    crossed = (side[:-1, :-1] != side[1:, :-1]) | (side[:-1, :-1] != side[:-1, 1:])
    return Image.fromarray(colours.round().astype(np.uint8)), np.argwhere(crossed)


def _draw_points(draw, run):
    """Draw the training points, the first on top: a disc for class 1, a diamond for class 0, each with a light edge."""
    inputs, targets = run.points.training
    radius = FINE * (3.0 if run.points.n_train > 300 else 3.6 if run.points.n_train > 60 else 4.4)
    for (x1, x2), label in zip(inputs.T[::-1], targets[0, ::-1], strict=True):
        x, y = (x1 / SQUARE + 1) / 2 * SIZE * FINE, (1 - x2 / SQUARE) / 2 * SIZE * FINE
        for r, colour in ((radius + 0.9 * FINE, POINT["edge"]), (radius, POINT[label])):
            if label:
                draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)
            else:
                r = 1.3 * r
                draw.polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], fill=colour)


def main():
    """Write the pictures of all presets."""
    PICTURES.mkdir(exist_ok=True)
    for name in PRESETS:
        path = PICTURES / f"{name}.png"
        picture(name).save(path, optimize=True)
        print(f"{path.name}: {path.stat().st_size / 1000:.1f} kB")


if __name__ == "__main__":
    main()
