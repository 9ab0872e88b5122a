"""Plotly figures on a page, drawn by the plotly.js that the stage brings along.

`st.plotly_chart` would load Streamlit's own copy of it, 4.7 MB more for every learner and a second to start, and would
make the chart anew whenever a number changes.
"""

import json
from functools import cache

import streamlit as st
from plotly.io import to_json

from playground import assets
from playground.languages import current
from playground.texts import N_, Texts, _, translated

# After those of `assets.loader`: only these lines travel with every message, the modules are fetched once.
DRAW = """
const fail = (component) => {{ component.parentElement.querySelector(".figure-place").textContent = "{failed}"; }};
export default (component) => {{
  module.then((m) => m.draw(component, at("{plotly}"))).catch(() => fail(component));
  return () => module.then((m) => m.leave(component));
}};
"""
FAILED = N_("The chart could not be loaded. Reload the page to try again.")
PLACE = '<div class="figure-place"></div>\n'
# What the buttons of a chart are called, by Plotly's own names, and what it says while a picture is saved.
BUTTONS = Texts({
    "Download plot as a PNG": N_("Save as PNG"),
    "Zoom": N_("Zoom"),
    "Pan": N_("Move"),
    "Box Select": N_("Select in a box"),
    "Lasso Select": N_("Select with a lasso"),
    "Zoom in": N_("Zoom in"),
    "Zoom out": N_("Zoom out"),
    "Autoscale": N_("Fit to the curves"),
    "Reset axes": N_("Back to the original view"),
    "Preparing image - this may take a few seconds": N_("The picture is being made."),
    "Image download succeeded": N_("The picture is saved"),
    "Sorry, there was a problem downloading your image!": N_("The picture could not be saved. Try again."),
})  # fmt: skip


@cache
def _component(code):
    """The component as it is for the readers of one language, the one who reads now."""
    return st.components.v2.component(
        f"figure_{code}",
        html=PLACE,
        js=assets.loader("ui/figure.js") + DRAW.format(plotly=assets.publish()["plotly"], failed=_(FAILED)),
        isolate_styles=False,
    )


def figure(made, key, alt, on_click=None, buttons=True):
    """Show a `plotly.graph_objects.Figure` with a height in its layout; `alt` says in words what there is to see.

    `on_click(trace, point)` is called with the number of the trace and of the point in it that were clicked. `buttons`
    says whether Plotly shows its own, for zoom and for saving.
    """
    shown = json.loads(to_json(made, validate=False))
    shown["layout"].pop("template", None)  # the page's own colours and type take its place
    shown["layout"]["separators"] = current().decimal + current().group
    config = {
        "displaylogo": False, "displayModeBar": "hover" if buttons else False, "showTips": False,
        "showSendToCloud": False,  # what is a learner's goes nowhere else
    }  # fmt: skip
    if buttons:
        config |= {"locale": current().tag, "locales": {current().tag: {"dictionary": translated(BUTTONS)}}}
    data = json.dumps({"figure": shown, "config": config, "alt": alt}, separators=(",", ":")).encode()

    def clicked():
        click = (st.session_state.get(key) or {}).get("click")
        if on_click and isinstance(click, dict):  # it comes from a browser, so it can be anything
            on_click(click.get("trace"), click.get("point"))

    _component(current().code)(key=key, data=data, height=made.layout.height, on_click_change=clicked)
