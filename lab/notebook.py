"""The lab notebook on the page: mounts the component, and makes the links that its rows ask for.

What a learner writes is their browser's alone (`static/stage/lab/`): the server never sees it. It is asked for two
things, as triggers of the component: `go`, to the playground, and `ask`, for what brings the run of a row back,

    {"version": see VERSION, "id": counts the requests, "run_id" and "revision": as the stage knows the run, "epoch"}

which is answered with

    {"id": of the request that led to this run of the page, null where none has,
     "ready": false where it takes longer: ask again,
     "link": what stands behind the "?", null where there is none,
     "sentence": what is missing in it, or why there is none,
     "settings": {what a setting is called: how its value reads}, at that epoch, null where there is no link}

and besides, in every answer, "labels", "language" and "main": the names of the settings that are shown first.
"""

import json
from dataclasses import replace
from functools import cache
from urllib.parse import urlencode

import streamlit as st

from export.link import link
from nn_core import checks
from nn_core.run import MAX_EPOCH
from playground import assets, protocol, session, sync
from playground.languages import current, in_browser
from playground.summaries import summary
from playground.texts import N_, Plural, _, translated

KEY = "lab_notebook"
VERSION = 1
COUNTED = {"id": protocol.MOST_COUNTED, "revision": protocol.MOST_COUNTED, "epoch": MAX_EPOCH}
PLAYGROUND = "pages/playground.py"

FAILED = N_("The notebook could not be loaded. Reload the page to try again.")
PLACE = '<div class="lab-place" style="min-height: 640px"></div>\n'  # what is under it does not jump when it comes
GONE = N_("There is no link: the server no longer has this run as it was.")

LABELS = {
    "notebook": N_("Lab notebook"),
    "title": N_("Title (optional)"),
    "name": N_("Your name (optional)"),
    "row": N_("Row {number}"),
    "expect": N_("I expect"),
    "expect_hint": N_("Before you press Play: what will happen, and why?"),
    "expect_fixed": N_("As you wrote it before you added the run."),
    "set": N_("I set"),
    "saw": N_("I saw"),
    "saw_hint": N_("What happened? Was it as you expected?"),
    "on_stage": N_("On the stage: {what}, epoch {epoch}."),
    "nothing": N_("There is no run on the stage yet: go to the playground, press Play, and come back."),
    "add_run": N_("Add the run on the stage"),
    "to_playground": N_("Go to the playground"),
    "expect_first": N_("First write what you expect."),
    "run_added": N_("The run was added to row {number}."),
    "epoch": N_("epoch"),
    "train_loss": N_("training loss"),
    "test_loss": N_("test loss"),
    "train_accuracy": N_("training accuracy"),
    "test_accuracy": N_("test accuracy"),
    "train_r2": N_("training R²"),
    "test_r2": N_("test R²"),
    "changes": Plural("{count} change on the way.", "{count} changes on the way."),
    "added": N_("Added: {date}."),
    "picture": N_("Decision boundary at epoch {epoch}"),
    "picture_values": N_("Predicted values at epoch {epoch}"),
    "open": N_("Open this run"),
    "link_wait": N_("The link is being made …"),
    "link_none": N_("There is no link: the page was left before it was made."),
    "more": N_("All settings"),
    "less": N_("Fewer settings"),
    "remove_run": N_("Remove this run"),
    "move_up": N_("Move up"),
    "remove": N_("Remove"),
    "about_row": N_("{what}: row {number}"),
    "removed": N_("Row {number} was removed."),
    "run_removed": N_("The run was removed from row {number}."),
    "moved": N_("This is row {number} now."),
    "undo": N_("Undo"),
    "add_row": N_("Add a row"),
    "full": N_("The notebook is full: it has {most} rows. Save it, then remove some."),
    "long": N_("This field is full: it holds {most} characters."),
    "not_kept": N_(
        "This browser does not keep the notebook: it has no room for it, or may not. Nothing is lost while this page "
        "is open: save the notebook as a file."
    ),
    "save_html": N_("Save as HTML"),
    "save_markdown": N_("Save as Markdown"),
    "print": N_("Print"),
    "saved": N_("Saved: {name}"),
}  # fmt: skip
# The settings that a row shows at once, by their names in a summary; the others are a click away.
MAIN = (N_("data set"), N_("network"), N_("activation"), N_("learning rate"), N_("batch size"))


@cache
def _component(code):
    """The component as it is for the readers of one language, the one who reads now."""
    return st.components.v2.component(
        f"lab_notebook_{code}",
        html=PLACE,
        js=assets.mounting("lab/lab.js", "lab/lab.css", ".lab-place", _(FAILED)),
        isolate_styles=False,
    )


def read(request):
    """Return a request whose shape is right; it comes from a browser, so it can be anything.

    Raises ValueError with what is wrong with it.
    """
    if not isinstance(request, dict) or request.get("version") != VERSION:
        raise ValueError(f"A request of the lab notebook must be an object of version {VERSION}.")
    if not isinstance(request.get("run_id"), str):
        raise ValueError("The request names no run.")
    for name, most in COUNTED.items():
        checks.whole(name, request.get(name), 0, most)
    return request


def labels():
    """Return the notebook's texts in the reader's language."""
    return translated(LABELS) | {"percent": current().percent}


@st.fragment
def notebook():
    """Draw the notebook."""
    if session.current().is_lost:
        st.rerun()
    if _sent("go"):
        st.switch_page(PLAYGROUND, query_params=sync.query())
    texts = {"labels": labels(), "language": in_browser(), "main": translated(list(MAIN))}
    data = json.dumps(_answer(_sent("ask")) | texts, separators=(",", ":")).encode()
    _component(current().code)(key=KEY, data=data, on_ask_change=_heard, on_go_change=_heard)


def _heard():
    """Something was asked for: the fragment runs, and reads it."""


def _sent(event):
    return (st.session_state.get(KEY) or {}).get(event)


def _answer(asked):
    """Return the answer to what was asked, which can be anything; None is nothing."""
    nothing = {"id": protocol.number_of(asked), "ready": True, "link": None, "sentence": "", "settings": None}
    if asked is None:
        return nothing
    try:
        request = read(asked)
    except ValueError as error:
        protocol.log_rejected(error, "the lab notebook")
        return nothing | {"sentence": _(GONE)}
    feed = session.current().feed
    if feed is None or (feed.run_id, feed.revision) != (request["run_id"], request["revision"]):
        return nothing | {"sentence": _(GONE)}
    snapshot = feed.snapshot(request["epoch"])
    if snapshot is None:
        return nothing | {"ready": False}
    if snapshot.record.epoch != request["epoch"]:
        return nothing | {"sentence": _(GONE)}
    return nothing | _brought_back(snapshot)


def _brought_back(snapshot):
    """Return what an answer says of a run as it is at an epoch."""
    settings = replace(session.current().settings, description=snapshot.description)
    is_begun = bool(snapshot.record.epoch or snapshot.journal)
    query, sentences = link(snapshot, settings, with_run=is_begun)
    return {
        "link": urlencode(query),
        "sentence": " ".join(sentences),
        "settings": summary(snapshot.description),
    }
