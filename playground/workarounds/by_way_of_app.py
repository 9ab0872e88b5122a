"""Makes a page run by way of app.py, which sets it up and draws the menu, whoever comes first and to whichever page.

Missing in Streamlit 1.67: it takes a folder called `pages` for an app without `st.navigation` until that has been
called once. Without this a server's very first visitor would meet a page without a menu, if they came straight to it,
or had it open when the server was started anew; and so would all others until somebody opened the app by its address.
tests/browser/test_gaps.py fails when the app is run first.
"""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx


def by_way_of_app():
    """Run the page anew, through app.py, if it was run without it."""
    if PagesManager.uses_pages_directory or _is_one_of_the_folder():
        PagesManager.uses_pages_directory = False
        st.rerun()


def _is_one_of_the_folder():
    """True where Streamlit has made the pages of the folder, app.py itself among them.

    A browser that comes back may ask twice at once: then the second run has begun so before the first has put it right.
    """
    manager = get_script_run_ctx().pages_manager
    paths = [str(page["script_path"]) for page in manager.get_pages().values()]
    return len(paths) > 1 and str(manager.main_script_path) in paths
