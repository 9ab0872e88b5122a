"""Makes a page run by way of app.py, which sets it up and draws the menu, whoever comes first and to whichever page.

Missing in Streamlit 1.67: it takes a folder called `pages` for an app without `st.navigation` until that has been
called once. Without this a server's very first visitor would meet a page without a menu, if they came straight to it,
or had it open when the server was started anew; and so would all others until somebody opened the app by its address.
tests/browser/test_gaps.py fails when the app is run first.
"""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager


def by_way_of_app():
    """Run the page anew, through app.py, if it was run without it."""
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()
