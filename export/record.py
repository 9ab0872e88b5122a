"""The tab "Record": the history of the training as CSV, and the training as an animated GIF.

Both are made in the browser, of what the stage holds (static/stage/record/): the server stays idle, and a run that
plays goes on.
"""

from functools import cache

import streamlit as st

from playground import assets
from playground.languages import current
from playground.texts import N_, Plural, _, translated

# After those of `assets.loader`.
SHOW = """
const fail = (component) => {{ component.parentElement.querySelector(".record-place").textContent = "{failed}"; }};
export default (component) => {{
  module.then((m) => m.show(component)).catch(() => fail(component));
  return () => module.then((m) => m.leave(component));
}};
"""
FAILED = N_("The recorder could not be loaded. Reload the page to try again.")
PLACE = '<div class="record-place"></div>\n'

LABELS = {
    "table_title": N_("Numbers"),
    "table_what": N_("Losses, scores and learning rate of every epoch so far, one row for each, for a spreadsheet."),
    "table": N_("History as CSV"),
    "table_help": N_("Save history.csv"),
    "table_done": Plural("Saved: {count} row, epoch 0.", "Saved: {count} rows, epoch 0 to {last}."),
    "gif_title": N_("Film"),
    "gif_what": N_("Boundary and loss, from the untrained network to now. Early epochs change most, so they get more "
                   "time."),
    "gif": N_("Animated GIF"),
    "gif_help": N_("Make training.gif in this browser"),
    "frames": N_("Pictures"),
    "frames_value": N_("{value}"),
    "width": N_("Width"),
    "width_value": N_("{value} pixels"),
    "seconds": N_("Length"),
    "seconds_value": N_("{value} s"),
    "making": N_("Making the GIF"),
    "progress": N_("{done} of {of} pictures"),
    "cancel": N_("Cancel"),
    "cancelled": N_("Cancelled."),
    "done": N_("Done."),
    "failed": N_("The GIF could not be made. Try once more, with fewer pictures or a smaller width."),
    "nothing": N_("Press Play first: there is nothing to record yet."),
    "save": N_("Save training.gif"),
    "film_now": N_("The training as a film, from epoch {first} to {last}"),
    "film_about": Plural(
        "{count} picture, epoch {first} to {last}; {width} × {height} pixels; {size} MB",
        "{count} pictures, epoch {first} to {last}; {width} × {height} pixels; {size} MB",
    ),
    "film_pause": N_("Stop the film"),
    "film_play": N_("Play the film"),
    "film_title": N_("Epoch {epoch}, training loss {loss}"),
    "film_loss": N_("loss"),
    "film_epoch": N_("epoch"),
    "film_train": N_("training"),
    "film_test": N_("test"),
}  # fmt: skip

_EPOCH, _LOSSES = N_("epoch"), [N_("loss as fit prints it"), N_("training loss"), N_("test loss")]
# The columns of the table, in the order of METRICS in playground/protocol.py. Spreadsheets open it: plain letters only.
HEADER = {
    "classification": [_EPOCH, *_LOSSES, N_("training accuracy"), N_("test accuracy"), N_("learning rate")],
    "regression": [_EPOCH, *_LOSSES, N_("training R2"), N_("test R2"), N_("learning rate")],
}
# These choices bound the size of a GIF.
CHOICES = {
    "frames": {"values": [20, 50, 100], "usual": 50},
    "width": {"values": [240, 360, 480], "usual": 360},
    "seconds": {"values": [5, 10, 20], "usual": 10},
}


@cache
def _component(code):
    """Return the component for readers of one language, which is the current one."""
    return st.components.v2.component(
        f"record_{code}",
        html=PLACE,
        js=assets.loader("record/record.js") + SHOW.format(failed=_(FAILED)),
        isolate_styles=False,
    )


def tab(snapshot):
    """Draw the tab. The browser may have more of the run than the snapshot: it records all that it has."""
    data = {"labels": translated(LABELS), "header": translated(HEADER), "choices": CHOICES}
    _component(current().code)(key="record", data=data)
