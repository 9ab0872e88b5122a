"""Your data: draw points of two classes, type them, or load them from a file, and train on them."""

from functools import partial

import streamlit as st

from course import chapters
from course.chapters import PLAYGROUND, go
from own_data import plane, points, table, upload
from playground import kept_points, own_points, sync
from playground.languages import current
from playground.texts import _, ngettext, number


def train():
    """Say what there is to train on, and lead to the playground with it."""
    places, labels = points.present()
    ones = int(labels.sum())
    zeros = len(labels) - ones
    missing = [name for name, count in ((_("class 1"), ones), (_("class 0"), zeros)) if not count]
    there_is = ngettext(
        "**{count} point**: {ones} of class 1, {zeros} of class 0.",
        "**{count} points**: {ones} of class 1, {zeros} of class 0.",
        len(labels),
    )
    st.markdown(there_is.format(count=number(len(labels)), ones=number(ones), zeros=number(zeros)))
    if missing:
        sentence = _("To train, add at least one point of {missing}.")
        st.markdown(sentence.format(missing=_(" and one of ").join(missing)))
    elif not own_points.may_use():
        st.markdown(
            _(
                "The link that you opened keeps the data as they are. You can look at them here, and draw "
                "points for later."
            )
        )
    may_train = not missing and own_points.may_use()
    settings = own_points.use() if may_train else None
    label, file = _("Train on these points"), partial(points.as_csv, places, labels, current().decimal)
    with st.container(horizontal=True):
        go(
            label, PLAYGROUND, settings, "own_train",
            type="primary", icon=":material/play_circle:", disabled=not may_train,
        )  # fmt: skip
        st.download_button(
            _("Save as CSV"), file, "points.csv", "text/csv", key="own_save", icon=":material/download:",
            on_click="ignore", disabled=not len(labels), help=_("Load it under “Your file” to get exactly the same "
                                                                "points back."),
        )  # fmt: skip


def other_points():
    """Offer the own points that have given way to a link's or a model's, where there are any."""
    if waiting := own_points.others():
        count = len(points.read(waiting[0])[1])
        label = ngettext("Bring back my own {count} point", "Bring back my own {count} points", count)
        st.button(
            label.format(count=number(count)), key="own_back", icon=":material/history:",
            on_click=own_points.bring_back,
            help=_("They were replaced by the points of a link or a model. After that, you can bring back the ones "
                   "you see now."),
        )  # fmt: skip


chapters.begin("your_data")
with st.container(horizontal=True, gap="medium"):
    left, right = st.container(width=602), st.container(width=480)
with right:
    summary = st.container()
    names = [_("Table"), _("Your file"), _("Real data")]
    tabs = st.tabs(names, key="own_ways", on_change="rerun")
    for tab, draw in zip(tabs, (table.table, upload.upload, upload.samples), strict=True):
        if tab.open:  # what is not on show costs nothing
            with tab:
                draw()
with left:
    plane.plane()
with summary:
    train()
    other_points()
sync.write_address()
kept_points.remember()
