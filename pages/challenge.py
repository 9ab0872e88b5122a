"""Challenge: fill the blanks of the course's two methods, have them checked, and train with them."""

import streamlit as st

from course import chapters
from course.challenge import page
from course.challenge.exercise import BACKWARD, FIT
from playground.assets import STATIC
from playground.texts import _

chapters.begin("challenge")
st.html(STATIC / "course" / "challenge.css")
st.subheader(_("1. The update of one layer: {method}").format(method=BACKWARD.title), anchor="backward")
page.editor(BACKWARD)
st.subheader(_("2. Every example, epoch after epoch: {method}").format(method=FIT.title), anchor="fit")
page.editor(FIT)
st.subheader(_("3. Train with your lines"), anchor="train")
page.training()
page.keep()
chapters.end("challenge")
