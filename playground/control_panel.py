"""The controls on the page: mounts the component, and carries out what somebody wishes for there.

Each change of a control is a wish. The component holds, as its state `told`, those that the server has yet to see:

    {"for": the token of the session that they are told to, "wishes": [[n, key, value], …]}

with n counted from 1 on, and is given

    {"token", "seen": n of the last wish that was carried out, "groups": see `playground/control_groups.py`,
     "note": a sentence under them, "labels": its texts, "language": see `playground.languages.in_browser`}

State comes with every message until there is other: the numbers tell what has been carried out. A session that has
begun anew, since the server was restarted, has the settings of the address, and another token: then the component tells
it once more what its predecessor had not seen. A control that somebody has changed keeps what they chose until that is
seen; an answer may be older than the wish.
"""

import json
from contextlib import suppress
from dataclasses import replace
from functools import cache

import streamlit as st

from nn_core import checks
from playground import assets, controls, engines, kept_points, protocol, session
from playground.about import about
from playground.address import to_query
from playground.control_groups import groups, note
from playground.gallery import gallery
from playground.languages import in_browser
from playground.reader import beside_settings
from playground.texts import N_, _, translated

KEY = "controls"
YOUR_DATA = "pages/your_data.py"
TO_YOUR_DATA = "your_data"  # the key of a wish to go there, which changes nothing
MOST = 20  # wishes in one message

PLACE = '<div class="controls-place"></div>\n'
LABELS = {
    "help": N_("Help for {name}"),
    "wrong_number": N_("Type a whole number from {least} to {most}. It is still {value}."),
}


@cache
def _component():
    return st.components.v2.component(
        "controls", html=PLACE, js=assets.mounting("controls/controls.js"), isolate_styles=False
    )


# --- what is told


def wishes():
    """Return [(n, key, value), …]: what somebody has wished for and was not carried out yet, in their order."""
    with suppress(ValueError):  # what is wrong was logged when it came
        return _read(_told())
    return []


def carry_out():
    """Make what was wished for the settings of the session, each wish once."""
    now, waiting, own = session.current(), wishes(), kept_points.own()
    if not waiting:
        return
    wanted, said = now.settings, []
    for _n, key, value in waiting:
        if wanted.may_change(controls.control_of(key)):
            wanted, notes = controls.read(wanted, {key: value, "own_points": own})
            said += notes
    now.use(wanted, said if wanted != now.settings else said or now.notes)
    now.wishes_seen = waiting[-1][0]  # after what can break this run off
    if any(key == TO_YOUR_DATA for _n, key, _value in waiting):
        st.switch_page(YOUR_DATA, query_params=to_query(wanted) | beside_settings())


def _told():
    return (st.session_state.get(KEY) or {}).get("told")


def _read(told):
    """Return the wishes for this session that it has yet to see; ValueError for what the controls never tell."""
    if told is None:
        return []
    if not isinstance(told, dict) or not isinstance(told.get("wishes"), list) or len(told["wishes"]) > MOST:
        raise ValueError(f"A message of the controls must be an object with a list of at most {MOST} wishes.")
    for wish in told["wishes"]:
        if not (isinstance(wish, list) and len(wish) == 3 and isinstance(wish[1], str)):
            raise ValueError("A wish must be a list of a number, a key and a value.")
        checks.whole("n", wish[0], 1, protocol.MOST_COUNTED)
    now = session.current()
    return [tuple(wish) for wish in told["wishes"] if told.get("for") == now.token and wish[0] > now.wishes_seen]


def _log_rejected():
    try:
        _read(_told())
    except ValueError as error:
        protocol.log_rejected(error, "the controls")


# --- what is shown


def draw(settings):
    """Draw the controls that there are to be."""
    if settings.may_change("presets"):
        gallery(settings, lambda scene: session.current().use(replace(scene, show=settings.show, lock=settings.lock)))
    _component()(key=KEY, data=json.dumps(_shown(settings)).encode(), on_told_change=_log_rejected)
    with st.popover(_("About"), icon=":material/info:"):
        st.markdown(about(session.current().feed.engine or engines.best()))


def _shown(settings):
    now = session.current()
    said = {"token": now.token, "seen": now.wishes_seen, "labels": translated(LABELS), "language": in_browser()}
    return said | {"groups": groups(settings), "note": note(settings, now.member is not None)}
