"""Takes away what of Streamlit's own look and markup shuts somebody out; what does it is in static/stage/barriers/."""

import streamlit as st

from playground import assets
from playground.texts import _

LOADER = """
const module = import(new URL("{stage}/barriers/barriers.js", document.baseURI).href);
export default ({{ data }}) => {{
  module.then((m) => m.watch(data)).catch((error) => console.error(error));
  return () => {{}};
}};
"""
_mount = st.components.v2.component(
    "barriers", html="<span hidden></span>\n", js=LOADER.format(**assets.publish()), isolate_styles=False
)


def take_away():
    """Mend what comes into the page from now on. For the end of every page."""
    _mount(key="barriers", data=_("Perceptron Playground"))
