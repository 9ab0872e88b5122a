"""The drawing plane on the page: mounts the component, reads its strokes, and tells it of points from elsewhere.

The plane draws at once, and sends all its points at the end of each stroke:

    {"revision": of the points that it began with, "id": counts its messages, "points": [x1, x2, label, ...]}

with places in whole hundredths. Each time that the points change elsewhere, in the table or by a file, they get a new
revision. What was drawn on an older one is not taken: the plane then shows the newer points, and Undo brings back what
was drawn. It is answered with

    {"revision", "seen": the id of its last message, "points": null where it has this revision, "labels": its texts,
     "language": see `playground.languages.in_browser`,
     "known": false where the session is new and has yet to hear of any points}

and sends what it has again as long as it was not seen. To a session that knows of none it gives those it has.
"""

import json
import secrets
from functools import cache

import numpy as np
import streamlit as st

from nn_core import checks
from nn_core.own import MAX_POINTS, STEPS
from own_data import points
from playground import assets, kept_points, own_points, protocol
from playground.languages import current, in_browser
from playground.texts import N_, _, number, translated

KEY = "own_plane"
MAX_ID = 2**53

FAILED = N_("The plane could not be loaded. Reload the page to try again.")
PLACE = '<div class="plane-place" style="min-height: 640px"></div>\n'  # what is under it does not jump when it comes

LABELS = {
    "tool": N_("Tool"),
    "class_1": N_("Class 1"),
    "class_0": N_("Class 0"),
    "eraser": N_("Eraser"),
    "tool_1": N_("adds class 1"),
    "tool_0": N_("adds class 0"),
    "tool_erase": N_("erases"),
    "undo": N_("Undo"),
    "undo_help": N_("Undo the last change, wherever it was made (Ctrl+Z)"),
    "redo": N_("Redo"),
    "redo_help": N_("Make the change again (Ctrl+Y)"),
    "clear": N_("Clear"),
    "clear_help": N_("Remove all points; Undo brings them back"),
    "spread": N_("Spread"),
    "spread_help": N_("How far around the pointer points are scattered, and how far the eraser reaches; 0 is exact"),
    "count": N_("Points at once"),
    "count_help": N_("How many points a click or touch scatters, if the spread is not 0"),
    "plane": N_("Drawing plane: x₁ across and x₂ up, from −6 to 6"),
    "help": N_(
        "With the keyboard: go to the plane with Tab. Arrows move the crosshair (with Shift in small steps), Space "
        "adds a point, Delete erases, 0, 1 and E choose the tool."
    ),
    "counts": N_("{ones} of class 1, {zeros} of class 0."),
    "crosshair": N_("x₁ {x}, x₂ {y}: Space {tool}."),
    "full": N_("The plane is full: {most} points. Erase some to add others."),
}


@cache
def _component(code):
    """The component as it is for the readers of one language, the one who reads now."""
    return st.components.v2.component(
        f"own_plane_{code}",
        html=PLACE,
        js=assets.mounting("plane/plane.js", "plane/plane.css", ".plane-place", _(FAILED)),
        isolate_styles=False,
    )


def read(message):
    """Return (revision, id, points (n, 2), labels (n,)) of a message: it comes from a browser, so it can be anything.

    Raises ValueError with what is wrong with it.
    """
    if not isinstance(message, dict) or not isinstance(message.get("revision"), str):
        raise ValueError("A message of the plane must be an object that names a revision.")
    message_id = checks.whole("id", message.get("id"), 0, MAX_ID)
    numbers = message.get("points")
    if not isinstance(numbers, list) or len(numbers) > 3 * MAX_POINTS or len(numbers) % 3:
        raise ValueError(f"points must be a list of three numbers for each of at most {MAX_POINTS} points.")
    if not all(type(number) is int and -STEPS <= number <= STEPS for number in numbers):
        raise ValueError(f"points must be whole numbers from {-STEPS} to {STEPS}.")
    triples = np.array(numbers, dtype=int).reshape(-1, 3)
    if not np.isin(triples[:, 2], (0, 1)).all():
        raise ValueError("The label of a point must be 0 or 1.")
    return message["revision"], message_id, triples[:, :2] / 100, triples[:, 2]


def plane():
    """Draw the plane, with the session's own points on it."""
    state = _state()
    text = own_points.text()
    if text != state["text"]:
        state |= {"text": text, "revision": _new_revision()}
    has_it = state["heard"] == state["revision"]
    answer = {"revision": state["revision"], "seen": state["seen"], "points": None if has_it else as_sent(text)}
    answer["known"] = bool(text) or kept_points.is_known()
    if not has_it:
        labels = translated(LABELS)
        labels["full"] = labels["full"].format(most=number(MAX_POINTS))
        answer |= {"labels": labels, "language": in_browser()}
    data = json.dumps(answer, separators=(",", ":")).encode()
    _component(current().code)(key=KEY, data=data, on_stroke_change=_stroke)


def _state():
    """What the session knows of its plane: `heard` is the revision that the plane named last, `text` what it shows."""
    return st.session_state.setdefault(
        "own_plane_state", {"text": None, "revision": None, "heard": None, "seen": 0}
    )  # fmt: skip


def _new_revision():
    return secrets.token_hex(6)  # not a number: the plane may have met another session


def _stroke():
    """Take what was drawn, if it was drawn on the points that there are."""
    state = _state()
    try:
        revision, message_id, places, labels = read((st.session_state.get(KEY) or {}).get("stroke"))
    except ValueError as error:
        protocol.log_rejected(error, "the plane")
        return
    state |= {"heard": revision, "seen": message_id}
    if revision != state["revision"] or own_points.text() != state["text"]:
        protocol.log_rejected("It was drawn on points that are no more.", "the plane")
        return
    state["text"] = points.keep(places, labels)


def as_sent(text):
    """Return the points of a text as the plane is told them: three whole numbers each, in one list."""
    places, labels = points.read(text)
    return np.column_stack([np.rint(100 * places), labels]).astype(int).ravel().tolist()
