"""The pictures of a comparison: its loss curves in one chart, and the decision boundaries side by side."""

import base64
import html
import io
from itertools import groupby

import numpy as np
import plotly.graph_objects as go
from PIL import Image

from nn_core.engine import build_perceptron
from nn_core.features import features
from playground.texts import N_, Texts, _, number

REACH = 6.0  # the square that is shown, either way
PIXELS = 100  # of a boundary, either way
DOTS = 120  # training points that are drawn at most
BAND = 0.18  # how much of its colour a band has
FAR = 1000  # times the loss of the beginning: what leaps beyond that leaves the picture

# Each is seen on a light page and on a dark one, at a contrast of 3.5 or more; the dashes tell them apart as well.
COLOURS = ("#1f7fcf", "#d9670a", "#1a9a6c", "#c050a8", "#a08000", "#e0455a", "#6f74e8", "#7d8491")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid", "dash")
DASH_ARRAYS = ("none", "7 4", "2 3", "7 3 2 3", "12 4", "12 3 2 3", "none", "7 4")  # the same for SVG
# Blue for class 1 and orange for class 0, laid over whatever the page has as its background.
POSITIVE, NEGATIVE, LINE = (34, 118, 206), (226, 112, 10), (128, 134, 146)
SURE = 190  # of 255: how much the colour covers where the network is sure
SHADES = 40  # of each colour
HIGH_DOT, LOW_DOT, EDGE = "#1464b4", "#c25400", "#ffffff"

AXES = Texts({"epoch": N_("Epoch"), "update": N_("Update"), "seconds": N_("Seconds of training")})
LOSSES = Texts({"train_loss": N_("Training loss"), "test_loss": N_("Test loss")})


def by_label(outcomes):
    """Return [(label of a value, its outcomes), ...] in the order in which the values first come."""
    values = list(dict.fromkeys(outcome.value for outcome in outcomes))
    ordered = sorted(outcomes, key=lambda outcome: values.index(outcome.value))
    groups = [list(group) for _value, group in groupby(ordered, key=lambda outcome: outcome.value)]
    return [(group[0].label, group) for group in groups]


# --- the loss curves


def curves(outcomes, title, x="epoch", loss="train_loss", log=True):
    """Return the loss curves, a line for each value: of several seeds the median, and a band from best to worst.

    `title` says what the values are of; `x` is one of AXES, `loss` of LOSSES, `log` makes the axis of the loss
    logarithmic.
    """
    figure, diverged = go.Figure(), []
    for i, (label, group) in enumerate(by_label(outcomes)):
        colour, dash = COLOURS[i % len(COLOURS)], DASHES[i % len(COLOURS)]
        along, low, middle, high = median_and_range(group, x, loss)
        if len(group) > 1 and len(along):
            figure.add_scatter(
                x=np.concatenate([along, along[::-1]]), y=np.concatenate([high, low[::-1]]), fill="toself",
                fillcolor=_transparent(colour), line={"width": 0}, mode="lines", legendgroup=label, showlegend=False,
                hoverinfo="skip",
            )  # fmt: skip
        figure.add_scatter(
            x=along, y=middle, name=label, legendgroup=label, mode="lines",
            line={"color": colour, "dash": dash, "width": 2.5}, hovertemplate="%{y:.4g}",
        )  # fmt: skip
        diverged += [(_along(o, x)[-1], getattr(o, loss)[-1], colour) for o in group if o.diverged and o.kept]
    if diverged:
        at, height, colours = zip(*diverged, strict=True)
        figure.add_scatter(
            x=at, y=height, mode="markers", name=_("diverged"), marker={"symbol": "x", "size": 10, "color": colours},
            hovertemplate="%{y:.4g}",
        )  # fmt: skip
    linear = {"type": "linear", "range": [0, _top(outcomes, loss)]}
    figure.update_layout(
        height=380, margin={"l": 64, "r": 12, "t": 8, "b": 48}, hovermode="x unified",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "title": {"text": f"{title}: "}},
        xaxis={"title": {"text": AXES[x]}} | ({"type": "log", "dtick": 1} if _needs_log(outcomes, x) else {}),
        yaxis={"title": {"text": LOSSES[loss]}} | (_log_axis(outcomes, loss) if log else linear),
    )  # fmt: skip
    return figure


def median_and_range(group, x, loss):
    """Return (x, lowest, median, highest) of the curves of some seeds, where at least one of them has come to."""
    epochs = max(group, key=lambda outcome: outcome.kept).epochs
    along, values = np.full((2, len(group), epochs.size), np.nan)
    for i, outcome in enumerate(group):
        _both, here, there = np.intersect1d(epochs, outcome.epochs, return_indices=True)
        along[i, here] = _along(outcome, x)[there]
        values[i, here] = getattr(outcome, loss)[there]
    if not epochs.size:
        return (epochs,) * 4
    return (
        np.nanmedian(along, axis=0).astype(np.float32),
        *(f(values, axis=0).astype(np.float32) for f in (np.nanmin, np.nanmedian, np.nanmax)),
    )


def _along(outcome, x):
    """The places of a curve's points on an axis."""
    if x == "seconds":
        return outcome.seconds
    return outcome.epochs * outcome.updates if x == "update" else outcome.epochs


def _needs_log(outcomes, x):
    """True when one curve goes on far beyond the end of another: on a linear axis that one would be a speck."""
    ends = [_along(outcome, x)[-1] for outcome in outcomes if outcome.kept > 1 and not outcome.diverged]
    return bool(ends) and max(ends) > 8 * min(ends)


def _log_axis(outcomes, loss):
    """An axis with a number at each power of ten, or at 2 and 5 as well where there are few of these."""
    losses = np.concatenate([getattr(outcome, loss) for outcome in outcomes] or [np.ones(1)])
    losses = losses[losses > 0]
    lowest, highest = np.log10([losses.min(), losses.max()]) if losses.size else (-1, 1)
    first = [getattr(outcome, loss)[0] for outcome in outcomes if outcome.kept]
    top = min(highest, np.log10(FAR * max(first, default=1.0)))
    margin = 0.05 * (top - lowest) + 0.02
    ends = [float(lowest - margin), float(top + margin)]
    return {"type": "log", "tickformat": "~g", "dtick": 1 if top - lowest > 1.5 else "D2", "range": ends}


def _top(outcomes, loss):
    """The top of a linear axis: what leaps to many times the loss of the beginning may leave the picture."""
    present = [getattr(outcome, loss) for outcome in outcomes if outcome.kept]
    if not present:
        return 1.0
    return 1.05 * float(min(max(losses.max() for losses in present), 3 * max(losses[0] for losses in present)))


def _transparent(colour):
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {BAND})"


# --- the boundaries


def boundaries(outcomes, points):
    """Return HTML with what each value's first run answers over the square, its training points, and how good it is.

    `points` returns (coordinates (2, n), labels (n,)) of the training points of a description.
    """
    figures = [_boundary(i, label, group[0], points) for i, (label, group) in enumerate(by_label(outcomes))]
    style = "display: grid; grid-template-columns: repeat(auto-fill, minmax(min(190px, 44%), 1fr)); gap: 14px"
    return f'<div class="boundaries" style="{style}; max-width: 1100px">{"".join(figures)}</div>'


def _boundary(place, label, outcome, points):
    """Return the figure of one value. Streamlit lets no SVG into a page, but it does let pictures in."""
    colour, dash = COLOURS[place % len(COLOURS)], DASH_ARRAYS[place % len(COLOURS)]
    line = f'<path d="M0 4H30" stroke="{colour}" stroke-width="3" stroke-dasharray="{dash}"/>'
    key = _svg("0 0 30 8", line)
    picture = _svg("-6 -6 12 12", _picture(outcome) + _dots(outcome.description, points))
    label, said = html.escape(label), html.escape(_how_good(outcome))
    shape = "width: 100%; max-width: 260px; aspect-ratio: 1; border-radius: 4px; border: 1px solid #80869255"
    return (
        '<figure style="margin: 0"><figcaption style="line-height: 1.4; font-size: 0.9rem">'
        f'<img src="{key}" alt="" style="width: 30px; height: 8px"> <b>{label}</b><br>{said}</figcaption>'
        f'<img src="{picture}" alt="{label}: {said}" style="{shape}"></figure>'
    )


def _svg(box, content):
    """Return an SVG as an address that holds all of it."""
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{content}</svg>'
    return f"data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}"


def _how_good(outcome):
    """Say in a few words how good a run is in the end."""
    score = outcome.measures[3]
    if outcome.parameters is None:
        return _("not begun")
    if outcome.diverged:
        return _("diverged after epoch {epoch}").format(epoch=number(outcome.epoch))
    if outcome.description.task == "classification":
        return _("{share}% of the test points right").format(share=number(100 * score, ".0f"))
    return _("test R² {score}").format(score=number(score, ".2f"))


def _picture(outcome):
    """The surface as an SVG image: a palette from orange over nothing to blue, and the line."""
    sure = surface(outcome.description, outcome.parameters)
    shades = np.round(sure * SHADES).astype(int) + SHADES
    if outcome.description.task == "classification":
        shades[_edge(sure >= 0)] = 2 * SHADES + 1
    picture = Image.fromarray(shades.astype(np.uint8), "P")
    colours = [NEGATIVE] * SHADES + [POSITIVE] * (SHADES + 1) + [LINE]
    picture.putpalette(np.array(colours, dtype=np.uint8).tobytes())
    opaque = [round(SURE * abs(shade) / SHADES) for shade in range(-SHADES, SHADES + 1)] + [255]
    kept = io.BytesIO()
    picture.save(kept, "PNG", transparency=bytes(opaque), optimize=True)
    source = base64.b64encode(kept.getvalue()).decode()
    return f'<image x="-6" y="-6" width="12" height="12" href="data:image/png;base64,{source}"/>'


def surface(description, parameters):
    """Return how sure the network is over the square, (PIXELS, PIXELS) with x₂ upwards: −1 for class 0, 1 for class 1.

    For a task with values these are the values themselves, no further than that. Without parameters all is 0.
    """
    if parameters is None:
        return np.zeros((PIXELS, PIXELS))
    along = (np.arange(PIXELS) + 0.5) / PIXELS * 2 * REACH - REACH
    x1, x2 = np.meshgrid(along, along[::-1])
    perceptron = build_perceptron(description, np.random.default_rng(0))
    perceptron.parameters = parameters
    with np.errstate(all="ignore"):  # a network that was about to diverge
        y_hat = perceptron.forward(features(description.features, np.stack([x1.ravel(), x2.ravel()])))
    sure = 2 * y_hat - 1 if description.task == "classification" else y_hat
    return np.clip(np.nan_to_num(sure), -1, 1).reshape(PIXELS, PIXELS)


def _edge(side):
    """Where a pixel is on another side than the one to its left or above it."""
    edge = np.zeros_like(side)
    edge[:, 1:] |= side[:, 1:] != side[:, :-1]
    edge[1:] |= side[1:] != side[:-1]
    return edge


def _dots(description, points):
    """The training points: class 1, or more than 0, as circles, the others as squares."""
    coordinates, labels = points(description)
    limit = 0.5 if description.task == "classification" else 0.0
    high, low = [], []
    for (x1, x2), label in zip(coordinates.T[:DOTS], labels[:DOTS], strict=True):
        if label > limit:
            high.append(f'<circle cx="{x1:.2f}" cy="{-x2:.2f}" r=".17"/>')
        else:
            low.append(f'<rect x="{x1 - 0.15:.2f}" y="{-x2 - 0.15:.2f}" width=".3" height=".3"/>')
    groups = ((HIGH_DOT, high), (LOW_DOT, low))
    return "".join(
        f'<g fill="{colour}" stroke="{EDGE}" stroke-width=".05">{"".join(dots)}</g>' for colour, dots in groups
    )
