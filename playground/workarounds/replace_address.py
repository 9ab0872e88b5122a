"""Puts settings into an address that has none, in its place: the browser's way back gets no step of its own for it.

What `st.query_params` writes becomes a new entry of the browser's history. On a page that the menu has opened, with an
address that is bare, Back would lead to the bare address, which would be written anew: nobody could ever go back.
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
