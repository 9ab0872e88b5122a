"""How it works: what the playground shows, and the very code that trains."""

import inspect

import streamlit as st

from nn_core import OPTIMISERS, Layer, Perceptron
from nn_core.updates import UpdateRule
from playground.texts import _, prose

with st.container(width=820):  # a line that can be read
    st.markdown(prose("start"))
    for title, function in (
        (_("Forward: from the inputs to the prediction"), Layer.forward),
        (_("Backward: who is to blame, and how much"), Layer.gradients),
        (_("One step against the gradients"), Layer.backward),
        (_("One epoch: every example once"), Perceptron.train_epoch),
        (_("A step with a penalty, clipping and an optimiser"), UpdateRule.step),
        (_("Momentum"), OPTIMISERS["momentum"].step),
        (_("Adam"), OPTIMISERS["adam"].step),
    ):
        with st.expander(title):
            # Without colours: Streamlit's are too pale to read on a light page, and too dark on a dark one.
            st.code(inspect.cleandoc(inspect.getsource(function)), language=None)
