"""The teacher's page: mounts the wall, and hands its requests to the room that it shows; see `rooms/protocol.py`."""

from functools import cache
from urllib.parse import urlencode

import streamlit as st

from playground import assets, room_codes, session
from playground.languages import current
from playground.protocol import log_rejected, number_of
from playground.reader import ROOM, language_in_address
from playground.settings import Settings
from playground.texts import N_, _, told
from rooms import protocol, wall
from rooms.protocol import OF_WALL
from rooms.register import rooms
from rooms.wall import Teacher, packed

KEY = "room_wall"
FAILED = N_("The wall could not be loaded. Reload the page to try again.")
PLACE = '<div class="wall-place" style="min-height: 720px"></div>\n'  # the page does not jump when it comes


class Desk:
    """What a session knows of the room that is taught in it."""

    def __init__(self):
        self.teacher = None  # of the room that is taught
        self.key = None  # the one that the address has brought


@cache
def _component(code):
    """The component as it is for the readers of one language, the one who reads now."""
    return st.components.v2.component(
        f"room_wall_{code}",
        html=PLACE,
        js=assets.mounting("wall/main.js", "wall/wall.css", ".wall-place", _(FAILED)),
        isolate_styles=False,
    )


def room_wall(key):
    """Show the wall of the room that this session teaches, or what there is to do to open one.

    `key` is the one in the address, if there is one.
    """
    _desk().key = key if room_codes.is_key(key) else None
    _wall()


def _desk():
    return st.session_state.setdefault("desk", Desk())


@st.fragment
def _wall():
    desk = _desk()
    asked = (st.session_state.get(KEY) or {}).get("ask")
    # A wall that is mounted anew, and asks for nothing yet, is told that too: it then enters with its key.
    payload = _lobby(key=desk.key) if asked is None else _answer(desk, asked)
    _component(current().code)(key=KEY, data=payload, on_ask_change=lambda: None)


def _lobby(request=None, **said):
    return packed("lobby", request, **wall.words(), **said)


def _answer(desk, asked):
    try:
        request = protocol.read(asked, OF_WALL)
    except ValueError as error:
        log_rejected(error, "the wall")
        return packed("refused", {"id": number_of(asked)}, sentence=_("The server did not understand that."))
    try:
        return _ANSWERS.get(request["do"], _of_room)(desk, request)
    except (ValueError, LookupError) as error:
        return packed("refused", request, sentence=told(error))


def _new(desk, request):
    key = room_codes.new_key()
    return packed("key", request, key=key, code=room_codes.code_of(key))


def _enter(desk, request):
    if not room_codes.is_key(request["key"]):
        raise ValueError(_("This is not the key of a room."))
    code = request["code"]
    if code not in (None, room_codes.code_of(request["key"])):
        raise ValueError(
            _("This key does not open the room {code}.").format(code=room_codes.written(room_codes.read_code(code)))
        )
    room, now = rooms.open(request["key"]), session.current()
    now.teaches, now.room, now.member = True, room.code, None
    query = urlencode({ROOM: room.code} | language_in_address())
    desk.teacher = Teacher(room, now.settings, f"{_base()}?{query}")
    return _of_room(desk, request)


def _find(desk, request):
    code = room_codes.read_code(request["code"])
    # Where there are several processes the room may be in another: the browser goes to where the code leads.
    return packed("found", request, code=code)


def _of_room(desk, request):
    teacher, now = desk.teacher, session.current()
    if teacher is None:
        return _lobby(request)
    teacher.settings = now.settings or Settings()
    payload = None if teacher.room.is_over else wall.answer(teacher, request)
    if teacher.room.is_over:
        desk.teacher, now.teaches, now.room = None, False, ""
        return _lobby(request, sentence=_("The room has ended."))
    return payload


def _base():
    """Return the address of the playground as others can use it: some hosts show the app in a frame, under another."""
    return (st.context.url or "").replace("/~/+", "").rstrip("/").removesuffix("/room") + "/"


_ANSWERS = {"new": _new, "enter": _enter, "find": _find}
