"""The tab "Model" of Share and save: the network as a file to take away, and such a file back onto the stage."""

import streamlit as st

from export.model import MAX_BYTES, read, write
from playground.texts import _, notice, told

MEGABYTE = 1_000_000


def tab(snapshot, load):
    """Draw the tab. `load(model)` is called as a callback when a model that was read is to replace the run.

    None stands for a page on which no run may be replaced.
    """
    sizes = "-".join(map(str, snapshot.description.sizes))
    about = _(
        "The {sizes} network at epoch {epoch}: every weight and bias with all its digits, and the settings that it was "
        "trained with. It is JSON, one line per neuron, and a few lines of NumPy are enough to predict with it."
    )
    st.markdown(about.format(sizes=sizes, epoch=snapshot.record.epoch))
    st.download_button(
        _("Download model.json"), write(snapshot), "model.json", "application/json", on_click="ignore",
        icon=":material/download:", key="model_download",
    )  # fmt: skip
    if load is None:
        return
    given = st.file_uploader(
        _("Load a model: its network takes the place of the run on the stage, and can be trained further."),
        type="json", max_upload_size=MAX_BYTES // MEGABYTE, key="model_file",
    )  # fmt: skip
    if given is not None:
        _offer(given.getvalue(), load)


def _offer(contents, load):
    """Say what is in a file, and offer to load it; or say why it cannot be used."""
    try:
        model = read(contents)
    except ValueError as error:
        st.html(notice([told(error), _("The run on the stage stays as it is.")]))
        return
    if model.notes:
        st.html(notice(model.notes))
    sizes = "-".join(map(str, model.description.sizes))
    st.markdown(_("A {sizes} network. Epochs trained: {epoch}.").format(sizes=sizes, epoch=model.epoch))
    st.button(
        _("Show it on the stage"), type="primary", icon=":material/play_circle:", key="model_load",
        on_click=load, args=(model,),
    )  # fmt: skip
