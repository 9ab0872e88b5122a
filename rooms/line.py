"""The line that a student in a room sees on every page: who they are there, what the teacher has set, and the way out.

See `rooms/protocol.py` for what it asks and is told.
"""

import json
from functools import cache

import streamlit as st

from playground import assets, presence, session, sync
from playground.languages import current, in_browser
from playground.protocol import log_rejected, number_of
from playground.room_codes import written
from playground.texts import N_, _, told, translated
from rooms import protocol
from rooms.membership import Membership
from rooms.nicknames import ANIMALS, read_nickname
from rooms.protocol import MOST_TEXT, OF_LINE, VERSION
from rooms.register import TRIES_OF_ONE, Ended, Tries, rooms
from rooms.room import Removed

KEY = "room_line"
PLACE = '<div class="line-place" style="min-height: 2.5rem"></div>\n'  # what is under it does not jump when it comes
LABELS = {
    "room": N_("Room {code}"),
    "you_are": N_("In room {code} as {name}"),
    "nickname": N_("Your nickname"),
    "join": N_("Join"),
    "animal": N_("Join as an animal"),
    "ask": N_("Ask to come back"),
    "without": N_("Go on without the room"),
    "other": N_("Type another code"),
    "leave": N_("Leave the room"),
    "help": N_("Ask for help"),
    "helped": N_("I have been helped"),
    "waiting": N_("Your teacher sees that you would like help."),
    "take": N_("Take it"),
    "offer": N_("Your teacher offers {what}."),
    "back": N_("Back to mine"),
    "paused": N_("Your teacher has paused the class."),
    "here": N_("Go on here"),
    "elsewhere": N_("You are in this room in another tab."),
    "again": N_("Looking for the room {code} …"),
    "yours": N_("You teach the room {code} in this tab."),
    "wall": N_("To the wall"),
}


@cache
def _component(code):
    return st.components.v2.component(
        f"room_line_{code}", html=PLACE, js=assets.mounting("line/line.js", "line/line.css"), isolate_styles=False
    )


def is_wanted():
    """True for who is in a room, or is asked for a nickname."""
    return bool(session.current().room)  # a teacher's leads back to the wall


def line(page):
    """Draw the line on a page, of which the title is given if it is not the playground."""
    state = _state()
    state.page, state.page_runs = page, True
    _line()


class Line:
    """What the session of a student knows of their line."""

    def __init__(self):
        self.page = None
        self.page_runs = False  # true while the whole page runs
        self.tries = Tries(TRIES_OF_ONE)
        self.outside = "asks", ""  # (kind, sentence) as long as they are in no room
        self.said = ""  # about the request that was carried out last
        self.done = None  # its number


def _state():
    return st.session_state.setdefault("room_line_state", Line())


@st.fragment
def _line():
    now, state = session.current(), _state()
    page_runs, state.page_runs = state.page_runs, False
    if now.is_lost or not now.room:
        st.rerun()
    if state.page is None and not page_runs and sync.is_behind():
        st.rerun()  # a control was changed at the same moment, and Streamlit has run this part alone: see the stage
    _component(current().code)(key=KEY, data=json.dumps(_told(now, state)).encode(), on_ask_change=_asked)


def _asked():
    """Carry out what the line asks for. The whole page runs where that changes what it shows."""
    now, asked = session.current(), (st.session_state.get(KEY) or {}).get("ask")
    if asked is None or now.is_lost:
        return
    line = _state()
    line.done = number_of(asked)
    try:
        request = protocol.read(asked, OF_LINE)
    except ValueError as error:
        log_rejected(error, "a student's line")
        return
    if request["do"] != "beat":  # what was done for somebody is said until they do something themselves
        line.said = ""
    try:
        is_to_run = ACTS[request["do"]](now, line, request)
    except ValueError as error:
        line.said, is_to_run = told(error), False
    if is_to_run:
        st.rerun()


# --- what is asked


def _join(now, line, request):
    """Come into the room that the address names."""
    token, member = request["token"], now.member
    if member and not (member.is_elsewhere or member.is_out):
        return False  # they are in already
    line.outside = "asks", ""
    try:
        room = rooms.find(now.room, line.tries)
    except LookupError as error:
        line.outside = "over" if isinstance(error, Ended) else "none", str(error)
        return False
    if request["name"] is None and not request["animal"] and room.student_with(token) is None:
        return False  # the browser only asks whether the room is there
    name = None if request["name"] is None else read_nickname(request["name"])
    try:
        student = room.join(name, token)
    except Removed as error:
        line.outside = "refused", str(error)
        return False
    now.member = Membership(room, student, now.token)
    presence.show_member(now.member)
    now.member.tell(now.feed)
    return _follow(now, line)


def _beat(now, line, request):
    """The student is there; what they have on show is what the room is to see."""
    member = now.member
    if member is None or member.is_elsewhere:
        return False
    if member.is_out:
        return _put_out(now, line)
    feed, state = now.feed, request["state"]
    if line.page is not None:
        member.room.hear(member.student, "elsewhere", line.page)
    elif feed is not None and state in STATES_OF_STAGE:
        if state != "playing" and (request["run_id"], request["revision"]) == (feed.run_id, feed.revision):
            _come_to(feed, request["epoch"])
        member.tell(feed)
        member.room.hear(member.student, STATES_OF_STAGE[state])
    else:
        member.room.hear(member.student)
    return _follow(now, line)


# What the stage says of itself, and what that is on the wall.
STATES_OF_STAGE = {
    "idle": "idle",
    "waiting": "playing",
    "playing": "playing",
    "paused": "paused",
    "finished": "finished",
    "diverged": "diverged",
    "offline": "paused",
}


def _come_to(feed, epoch):
    if epoch is not None:
        feed.come_to(epoch)


def _follow(now, line):
    is_to_run, said = now.member.follow()
    line.said = said or line.said
    return is_to_run


def _help(now, line, request):
    if now.member:
        now.member.room.ask_for_help(now.member.student, request["on"])
    return False


def _take(now, line, request):
    line.said = now.member.take() if now.member else ""
    return True


def _back(now, line, request):
    if now.member:
        now.member.back()
    return True


def _leave(now, line, request):
    """Leave the room; the page is as if there had been none."""
    if now.member and not now.member.is_elsewhere:
        now.member.release()
        now.member.room.leave(now.member.student)
    now.member, now.room = None, ""
    return True


def _put_out(now, line):
    """The room is over, or the teacher has taken the student out; return True if the page is another now."""
    if now.member.room.is_over:
        line.outside = "over", _("The room {code} has ended. Your work stays here.").format(code=written(now.room))
    else:
        line.outside = "refused", str(Removed())
    line.said = ""
    is_to_run = now.member.release()
    now.member = None
    return is_to_run


ACTS = {"join": _join, "beat": _beat, "help": _help, "take": _take, "back": _back, "leave": _leave}


# --- what is told


def _told(now, line):
    """Return what the line is told."""
    member = now.member
    said = {
        "version": VERSION,
        "id": line.done,
        "code": now.room,
        "shown": written(now.room),
        "labels": translated(LABELS),
        "language": in_browser(),
        "sentence": line.said[:MOST_TEXT],
    }
    if now.teaches:
        return said | {"kind": "teaches"}
    if member is None:
        kind, sentence = line.outside
        return said | {"kind": kind, "sentence": sentence or said["sentence"]}
    if member.is_elsewhere:
        return said | {"kind": "elsewhere"}
    student, offer, lead = member.student, member.offer, member.room.lead
    return said | {
        "kind": "in",
        "nickname": student.nickname,
        "animal": ANIMALS[student.animal].name,
        "sign": ANIMALS[student.animal].sign,
        "token": student.token,
        "number": member.number,
        "paused": member.room.is_paused,
        "started": lead.started,
        "run_id": now.feed and now.feed.run_id,
        "help": student.wants_help,
        "offer": offer and {"number": offer.number, "text": offer.text_for(student)},
        "back": student.had is not None,
        "stop": lead.stop,
        "board": member.room.challenge.sentence(student) if member.room.challenge else "",
    }
