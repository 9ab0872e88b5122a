"""Tests of what the browser is given of a figure, and that its module is published with the stage's."""

import importlib.resources
import json

import numpy as np
import plotly.graph_objects as go
import pytest

from playground import assets, figures
from playground.languages import speaking


@pytest.fixture
def sent(monkeypatch):
    """What the component is mounted with."""
    mounts = []
    monkeypatch.setattr(figures, "_component", lambda code: lambda **named: mounts.append(named))
    return mounts


def test_a_figure_travels_with_its_numbers_its_words_and_its_height_but_without_a_template(sent):
    made = go.Figure(go.Scatter(x=np.arange(3.0), y=[1, 2, 3]))
    made.update_layout(height=300, template="plotly_dark")
    figures.figure(made, "curve", "Three points <b>.", buttons=False)
    (mount,) = sent
    data = json.loads(mount["data"])
    assert (mount["key"], mount["height"], data["alt"]) == ("curve", 300, "Three points <b>.")
    assert data["config"]["displayModeBar"] is False
    assert data["figure"]["data"][0]["y"] == [1, 2, 3]
    assert "template" not in data["figure"]["layout"]


def test_plotly_speaks_the_readers_language(sent):
    made = go.Figure(layout={"height": 300})
    with speaking("pt"):
        figures.figure(made, "curve", "A curve.")
    config = json.loads(sent[0]["data"])["config"]
    words = config["locales"][config["locale"]]["dictionary"]
    assert words["Download plot as a PNG"] == "Salvar como PNG"
    plotly = (importlib.resources.files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")
    assert [word for word in words if f'"{word}"' not in plotly] == []


def test_the_module_that_draws_is_among_those_that_are_published():
    assert "ui/figure.js" in (assets.STATIC / assets.publish()["script"].removeprefix("app/static/")).read_text()
