"""Puts settings into an address that has none, in its place: the browser's way back gets no step of its own for it.

Missing in Streamlit 1.67: what `st.query_params` writes becomes a new entry of the browser's history. Without this Back
would lead from a page that the menu has opened to its bare address, which would be written anew: nobody could ever go
back. tests/browser/test_gaps.py fails when it makes no new entry.
"""

from urllib.parse import urlencode

import streamlit as st

SCRIPT = """
export default ({ data }) => {
  const wanted = new URLSearchParams(location.search);
  for (const [name, text] of new URLSearchParams(data)) wanted.set(name, text);
  history.replaceState(history.state, "", `?${wanted}${location.hash}`);
};
"""
_mount = st.components.v2.component("address", html="<span hidden></span>\n", js=SCRIPT, isolate_styles=False)


def replace_address(query):
    """Put a query, {name: its texts}, into the address."""
    _mount(key="address_bar", data=urlencode(query, doseq=True))
