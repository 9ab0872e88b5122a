"""Perceptron Playground: the entry point. It sets the page up and hands over to one of the pages."""

import logging
import os

# Before NumPy is imported: thirty learners on two cores are served best by one thread each.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import streamlit as st

from course import afresh
from course.chapters import CHAPTERS
from playground import presence, session, sync, workarounds
from playground.assets import STATIC
from playground.language_menu import language_menu
from playground.texts import _
from playground.workarounds import barriers, reconnect
from rooms import line

logger = logging.getLogger("playground")
if not logger.handlers:  # this script runs for every learner
    logger.addHandler(logging.StreamHandler())
    logger.setLevel(logging.INFO)

workarounds.hold()
name = _("Perceptron Playground")
st.set_page_config(page_icon=STATIC / "icon.svg", layout="wide")
if not presence.enter():
    st.set_page_config(page_title=name)
    barriers.take_away()
    st.stop()
afresh.start_if_asked()
chapters = [st.Page(c.page, title=c.title, icon=c.icon, url_path=c.name) for c in CHAPTERS.values()]
pages = [
    st.Page("pages/playground.py", title=_("Playground"), icon=":material/play_circle:", default=True),
    st.Page("pages/your_data.py", title=_("Your data"), icon=":material/draw:", url_path="your_data"),
    st.Page("pages/lab_notebook.py", title=_("Lab notebook"), icon=":material/edit_note:", url_path="lab_notebook"),
    st.Page("pages/start.py", title=_("Start here"), icon=":material/menu_book:", url_path="start"),
    *chapters,
    st.Page("pages/room.py", title=_("Room"), icon=":material/groups:", url_path="room"),
    st.Page("pages/explanations.py", title=_("What is going on?"), icon=":material/help:", url_path="explanations"),
]
# Embedded in a teacher's own page the stage is alone.
page = st.navigation(pages, position="hidden" if st.context.is_embedded else "top")
st.set_page_config(page_title=f"{page.title} · {name}")
head = st.container(key="language_menu")  # it is read first, though it may come later
in_room = st.container(key="room")
page.run()
if line.is_wanted() and not page.url_path.startswith("room"):
    with in_room:
        line.line(page.title if page.url_path else None)
sync.end()
# First the picture: when the stage is on show it says so, and the page runs anew, with all else.
if page.url_path or session.current().stage_has_come:
    if not st.context.is_embedded:
        language_menu(head)
    reconnect.watch()
    barriers.take_away()
