"""Backpropagation, step by step: one example through the learner's network and back, every number and every line."""

import streamlit as st

from course import chapters
from course.backpropagation import page
from playground.texts import _

settings = chapters.begin("backpropagation")
chapters.network_line("backpropagation", settings)

st.subheader(_("1. Pick an example"), anchor="example")
subject = page.pick_example(settings.description)

st.subheader(_("2. Forward, loss, backward"), anchor="steps")
page.walk(subject)

st.subheader(_("3. Why activations are classes"), anchor="activations")
page.activations(subject)

st.subheader(_("4. Check it"), anchor="check")
page.check(subject)

chapters.end("backpropagation")
