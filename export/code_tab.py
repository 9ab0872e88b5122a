"""The tab of "Share and save" with the run as Python: to read, to copy, and to take away as a file or a notebook."""

import streamlit as st

from export.notebook import notebook
from export.python import EPOCHS, script
from playground.texts import N_, _

HEIGHT = 420  # pixels of the code; it scrolls
COMPILED = N_(
    "Its losses are those of the readable NumPy code. The run on screen was trained by the same code compiled by "
    "Numba, so after many epochs the last digits can differ."
)
MOST_COLOURED = 30_000  # characters: a browser takes seconds to colour the numbers of thousands of own points


def tab(snapshot):
    """Draw the tab for a run as it is at one epoch."""
    code = script(snapshot)
    told = _("This run up to epoch {epoch} as one Python file.").format(epoch=snapshot.record.epoch)
    if snapshot.record.epoch == 0:
        told = _("This run as one Python file, which trains it for {epochs} epochs.").format(epochs=EPOCHS)
    needs = _("It needs nothing but NumPy, makes the same points and initial weights, and prints every loss.")
    st.markdown(f"{told} {needs}")
    if snapshot.engine != "numpy":
        st.markdown(_(COMPILED))
    with st.container(horizontal=True):
        st.download_button(
            "perceptron.py", code.encode(), "perceptron.py", "text/x-python", key="export_python",
            icon=":material/download:", on_click="ignore", help=_("Run it with: python perceptron.py"),
        )  # fmt: skip
        st.download_button(
            "perceptron.ipynb", notebook(snapshot).encode(), "perceptron.ipynb", "application/x-ipynb+json",
            key="export_notebook", icon=":material/download:", on_click="ignore",
            help=_("The same as a Jupyter notebook, with a few words before each part."),
        )  # fmt: skip
    st.code(code, language="python" if len(code) <= MOST_COLOURED else None, height=HEIGHT)
