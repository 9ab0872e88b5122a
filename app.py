"""Perceptron Playground: the entry point. It sets the page up and hands over to one of the pages."""

import logging
import os

# Before NumPy is imported: thirty students on two cores are served best by one thread each.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import streamlit as st

from playground.assets import STATIC
from playground.texts import _

logger = logging.getLogger("playground")
if not logger.handlers:  # this script runs for every visitor
    logger.addHandler(logging.StreamHandler())
    logger.setLevel(logging.INFO)

st.set_page_config(page_title=_("Perceptron Playground"), page_icon=STATIC / "icon.svg", layout="wide")
pages = [
    st.Page("pages/playground.py", title=_("Playground"), icon=":material/play_circle:", default=True),
    st.Page("pages/start.py", title=_("How it works"), icon=":material/menu_book:", url_path="start"),
    st.Page("pages/explanations.py", title=_("What is going on?"), icon=":material/help:", url_path="explanations"),
]
st.navigation(pages, position="top").run()
