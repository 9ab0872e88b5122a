"""Makes a page run by way of app.py, which sets it up and draws the menu, whoever comes first and to whichever page."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager


def by_way_of_app():
    """Run the page anew, through app.py, if it was run without it.

    Streamlit takes a folder called `pages` for an app without `st.navigation` until that has been called once. So a
    server's very first visitor would meet a page without a menu, if they came straight to it, or had it open when the
    server was started anew; and so would all others until somebody opened the app by its bare address.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()
