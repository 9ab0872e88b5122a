"""Lets a message that asks for the cache to be cleared clear what is kept for its own session, and nothing else.

In Streamlit 1.67 any browser can send it (`BackMsg.clear_cache`), and it clears the caches of all sessions: with them
go all seats (see `presence`), so that the house takes in more than it can hold, and what every run holds for looking
back. There is no setting against it. This file can go once there is one, or once the message clears its own session's.
"""

from streamlit.runtime.app_session import AppSession


def hold():
    """Hold the message to its own session, which begins anew."""
    AppSession._handle_clear_cache_request = _begin_anew


def _begin_anew(session):
    session.clear_session_caches()
    session._session_state.clear()
