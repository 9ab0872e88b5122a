"""The reader: whom a thread of Streamlit's serves, and so in which language, and by which name they train.

A session has one language, from its beginning: that of its address, else the first of the browser's that is here.
Another one is chosen by going to an address with another `lang` (see `playground/language_menu.py`); the browser brings
back whatever there was.
"""

import threading

import streamlit as st

from playground import languages, session
from playground.languages import ENGLISH, LANGUAGES, PARAMETER, of_browser
from playground.workarounds.session_id import session_id

ROOM, ROOM_KEY = "room", "key"  # in the address: the code of a room, and the key of who teaches it
_thread = threading.local()


def learner():
    """Return the name by which the one takes turns for whom this thread runs a page; None where there is no page."""
    return session_id()


def language():
    """Return the Language of the one for whom this thread runs a page; English where there is no page."""
    who = learner()
    if who is None:
        return LANGUAGES[ENGLISH]
    # A page asks hundreds of times, and a thread is only ever of one session, whose state takes longer to be asked.
    if getattr(_thread, "learner", None) != who:
        _thread.learner, _thread.language = who, _of_session()
    return _thread.language


languages.ask_reader_by(language)


def beside_settings():
    """Return what the address of a page is to say besides settings, {name: text}: the language, and the room."""
    room = session.current().room
    return language_in_address() | ({ROOM: room} if room else {})


def language_in_address():
    """Return what the address of a page is to say of the language, {name: text}: nothing where it said nothing."""
    language()  # knows, from now on
    code = session.current().language_in_address
    return {PARAMETER: code} if code else {}


def _of_session():
    now = session.current()
    if now.language is None:
        now.language_in_address = _asked()
        now.language = now.language_in_address or of_browser(st.context.locale, st.context.headers)
    return LANGUAGES[now.language]


def _asked():
    """Return the code of the language that the address asks for, "" if it is not here."""
    code = st.query_params.get(PARAMETER, "")
    return code if code in LANGUAGES else ""
