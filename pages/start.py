"""Start here: the way through the course, what the playground shows, and the very code that trains."""

import inspect

import streamlit as st

from course import afresh
from course.chapters import CHAPTERS, PLAYGROUND, go
from nn_core import OPTIMISERS, Layer, Perceptron
from nn_core.updates import UpdateRule
from playground import sync
from playground.texts import _, prose
from playground.workarounds.by_way_of_app import by_way_of_app

CODE = (
    (_("Forward: from the inputs to the prediction"), Layer.forward),
    (_("Backward: from the loss to the gradients"), Layer.gradients),
    (_("One update: a step against the gradients"), Layer.backward),
    (_("One epoch: every example once"), Perceptron.train_epoch),
    (_("An update with a penalty, clipping and an optimiser"), UpdateRule.step),
    (_("Momentum"), OPTIMISERS["momentum"].step),
    (_("Adam"), OPTIMISERS["adam"].step),
)


def step(number, title, what, page, icon):
    """One step of the way: what is to be had there, and a button that goes there."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{number}. {title}**  \n{what}", width="stretch")
        go(_("Open {title}").format(title=title), page, key=f"open_{number}", icon=icon)


by_way_of_app()
sync.load()
with st.container(width=820):  # a line that can be read
    st.markdown(prose("start"))
    watch = _("Press Play and watch a network learn, epoch by epoch. Try every setting.")
    step(1, _("Playground"), watch, PLAYGROUND, ":material/play_circle:")
    for number, chapter in enumerate(CHAPTERS.values(), start=2):
        step(number, chapter.title, chapter.what, chapter.page, chapter.icon)
    afresh.offer()
    st.divider()
    st.markdown(prose("how_it_works"))
    for title, function in CODE:
        with st.expander(title):
            # Without colours: Streamlit's are too pale to read on a light page, and too dark on a dark one.
            st.code(inspect.cleandoc(inspect.getsource(function)), language=None)
sync.write_address()
