"""Two pictures of the same part of a page, compared pixel by pixel."""

import io

import numpy as np
from PIL import Image

FAINT = 24  # of 255: a line of the grid stands out by more, and the edges of letters mostly vary by less


def picture(part):
    """Return what a locator shows, as its colours: height × width × 3."""
    return np.asarray(Image.open(io.BytesIO(part.screenshot())).convert("RGB")).astype(int)


def differing(before, after):
    """Return how many pixels differ to the eye: for a label that has moved by a pixel that is some thirty."""
    return int((np.abs(before - after).max(axis=2) > FAINT).sum())
