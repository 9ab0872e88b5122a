"""Perceptron Playground: the entry point. It sets the page up and hands over to one of the pages."""

import streamlit as st

from playground.assets import STATIC
from playground.texts import _

st.set_page_config(page_title=_("Perceptron Playground"), page_icon=STATIC / "icon.svg", layout="wide")
pages = [
    st.Page("pages/playground.py", title=_("Playground"), icon=":material/play_circle:", default=True),
    st.Page("pages/start.py", title=_("How it works"), icon=":material/menu_book:", url_path="start"),
]
st.navigation(pages, position="top").run()
