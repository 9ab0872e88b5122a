"""An activation and its derivative as curves, with the z of a layer's neurons marked on both."""

import numpy as np
import plotly.graph_objects as go

from course.backpropagation.example_chart import COLOURS
from playground.texts import _

REACH = 5.0  # either way, at least
PLACES = 241
HEIGHT = 320


def activation_chart(activation, z, theme):
    """Return the figure for an activation and the z (n_neurons, 1) of a layer; what is not finite is left out."""
    z = z[:, 0]
    numbers = np.arange(1, z.size + 1)[np.isfinite(z)]
    z = z[np.isfinite(z)]
    # A margin that puts no place on a kink: there, the curve of a derivative would lean.
    low, high = (f(z, initial=reach) * 1.03 for f, reach in ((np.min, -REACH), (np.max, REACH)))
    at = np.union1d(np.linspace(low, high, PLACES), [0.0, np.nextafter(0.0, 1.0)])
    figure, edge = go.Figure(), {"width": 1.5, "color": COLOURS[theme]["edge"]}
    curves = ((_("f(z)"), activation, "solid", "circle"), (_("f′(z)"), activation.derivative, "dash", "diamond"))
    for (name, f, dash, symbol), colour in zip(curves, COLOURS[theme]["curve"], strict=True):
        figure.add_scatter(x=at, y=f(at), name=name, mode="lines", line={"color": colour, "dash": dash, "width": 2.5})
        figure.add_scatter(
            x=z,
            y=f(z),
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 11, "line": edge},
            showlegend=False,
            customdata=numbers,
            hovertemplate=_("neuron %{customdata}: z = %{x:.4g}, ") + name + " = %{y:.4g}<extra></extra>",
        )
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 36, "r": 6, "t": 30, "b": 36},
        dragmode=False,
        hovermode="closest",
        legend={"orientation": "h", "y": 1.12, "x": 0},
        xaxis={"title_text": "z"},
    )
    return figure
