"""The decision boundary under the training points, one of them ringed: a click picks the nearest."""

import numpy as np
import plotly.graph_objects as go

from nn_core.features import features
from playground.labels import option_label
from playground.texts import _

GRID = 61  # places each way where the network is asked
EDGE = 6.0  # the square of the data sets, −6 to 6
HEIGHT = 400
TRAINING_POINTS = 1  # the number of their trace in the figure
# As on the stage, see static/stage/ui/colours.js.
COLOURS = {
    "light": {
        "surface": ("rgb(244,150,60)", "rgb(250,250,248)", "rgb(72,142,214)"),
        "point": ("#b34700", "#00498d"),
        "edge": "#ffffff",
        "line": "#1f2430",
        "curve": ("#0b5cad", "#b34700"),
    },
    "dark": {
        "surface": ("rgb(176,88,14)", "rgb(32,36,46)", "rgb(34,98,168)"),
        "point": ("#ffb366", "#8cc8ff"),
        "edge": "#10141c",
        "line": "#f2f4f8",
        "curve": ("#7db8ff", "#ffb366"),
    },
}


def example_chart(perceptron, description, points, chosen, theme):
    """Return the figure for `points` of a run, with the training point number `chosen`, from 0 on, ringed."""
    colours = COLOURS[theme]
    x1, x2 = points.coordinates[:, : points.n_train]
    edge = max(EDGE, 1.04 * float(np.abs([x1, x2]).max()))
    ring = {"symbol": "circle-open", "size": 19, "color": colours["line"], "line": {"width": 3}}
    figure = go.Figure(
        [
            _surface(perceptron, description, edge, colours),
            _points(x1, x2, points.targets[0, : points.n_train], description.task, colours),
            go.Scatter(x=x1[[chosen]], y=x2[[chosen]], mode="markers", marker=ring, hoverinfo="skip"),
        ]
    )
    axis = {"range": [-edge, edge], "constrain": "domain", "zeroline": False, "showgrid": False}
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 36, "r": 6, "t": 6, "b": 36},
        showlegend=False,
        dragmode=False,
        hovermode="closest",
        hoverdistance=-1,  # however far it is: a click, or a finger, takes the nearest point
        xaxis=axis | {"title_text": option_label("features", "x1")},
        yaxis=axis | {"title_text": option_label("features", "x2"), "scaleanchor": "x"},
    )
    return figure


def _surface(perceptron, description, edge, colours):
    """What the network answers over the square, from −1 to 1, with a line between two classes."""
    at = np.linspace(-edge, edge, GRID)
    grid = np.stack([axis.ravel() for axis in np.meshgrid(at, at)])
    with np.errstate(all="ignore"):
        answer = perceptron.forward(features(description.features, grid))
    is_class = description.task == "classification"
    sure = np.clip(2.0 * answer - 1.0 if is_class else answer, -1.0, 1.0)
    return go.Contour(
        x=at,
        y=at,
        z=sure.reshape(GRID, GRID).astype(np.float32),
        zmin=-1,
        zmax=1,
        colorscale=list(zip((0.0, 0.5, 1.0), colours["surface"], strict=True)),
        contours={"coloring": "heatmap", "start": 0, "end": 0, "size": 1},
        line={"color": colours["line"], "width": 2 if is_class else 0},
        showscale=False,
        hoverinfo="skip",
    )


def _points(x1, x2, labels, task, colours):
    numbers = np.arange(1, labels.size + 1)
    if task == "classification":
        tones = {"color": np.where(labels == 1, colours["point"][1], colours["point"][0])}
        tones["symbol"] = np.where(labels == 1, "circle", "diamond")
        says = _("example %{customdata[0]}: x₁ %{x:.2f}, x₂ %{y:.2f}, class %{customdata[1]}")
    else:
        scale = [colours["point"][0], colours["surface"][1], colours["point"][1]]
        tones = {"color": labels, "cmin": -1, "cmax": 1, "colorscale": scale}
        says = _("example %{customdata[0]}: x₁ %{x:.2f}, x₂ %{y:.2f}, value %{customdata[1]:.2f}")
    return go.Scatter(
        x=x1,
        y=x2,
        mode="markers",
        marker=tones | {"size": 8, "line": {"width": 1, "color": colours["edge"]}},
        unselected={"marker": {"opacity": 1}},
        customdata=np.stack([numbers, labels], axis=1),
        hovertemplate=says + "<extra></extra>",
    )
