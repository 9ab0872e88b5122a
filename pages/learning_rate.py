"""Training and the learning rate: the algorithm, its code, and runs side by side that show what each setting does."""

import inspect

import streamlit as st

from course import chapters
from course.training import page
from nn_core import Perceptron
from playground import engines
from playground.texts import _, prose

engines.prepare()  # before a learner has read so far
settings = chapters.begin("learning_rate")
with st.container(width=820):
    for title, method in (
        (_("The code: fit, the loop over epochs"), Perceptron.fit),
        (_("The code: one epoch, one update per mini-batch"), Perceptron.train_epoch),
    ):
        with st.expander(title, icon=":material/code:"):
            st.code(inspect.cleandoc(inspect.getsource(method)), language=None)
    title, text = prose("learning_rate_experiments").split("\n", 1)
    st.subheader(title.lstrip("# "), anchor="experiments")
    st.markdown(text)
page.cards()
chapters.network_line("learning_rate", settings)
page.own(settings)
page.outcome()
chapters.end("learning_rate")
