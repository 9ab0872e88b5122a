"""A message that asks for the cache to be cleared, which no page here sends, takes nothing from anybody else."""

import pytest
import streamlit as st
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.caching import cache_resource_api, clear_session_resource_cache
from streamlit.runtime.state import SessionState

from playground import presence
from playground.presence import House
from playground.workarounds import clear_cache

SESSIONS = "one", "other"


class Session(AppSession):
    """Streamlit's session, as far as this message concerns it."""

    def __init__(self, name):
        self.id, self._session_state = name, SessionState()

    def __del__(self):
        pass  # there is nothing to shut down


@pytest.fixture
def sit(monkeypatch):
    """Return a function that lets a session take a seat in a house of its own, and the house."""
    house = House(5, 0)
    seat = st.cache_resource(scope="session", on_release=house.leave, show_spinner=False)(presence.Seat)

    def sit(name):
        monkeypatch.setattr(cache_resource_api, "get_session_id_or_throw", lambda: name)
        house.enter(taken := seat(), False)
        return taken

    yield sit, house
    for name in SESSIONS:
        clear_session_resource_cache(name)


def test_who_clears_the_cache_gives_up_their_own_seat_and_nobody_elses(sit):
    sit, house = sit
    seats = [sit(name) for name in SESSIONS]
    clear_cache.hold()
    session = Session("one")
    session._session_state["seat"] = seats[0]
    session._handle_clear_cache_request()
    assert house._seats == {seats[1]}
    assert sit("other") is seats[1]
    assert sit("one") is not seats[0]
    assert "seat" not in session._session_state
