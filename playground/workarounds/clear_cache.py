"""Lets a message that asks for the cache to be cleared clear what is kept for its own session, and nothing else.

Missing in Streamlit 1.67: a setting against `BackMsg.clear_cache`, which any browser can send, and which clears the
caches of all sessions. Without this all seats (see `presence`) go with them, so that the house takes in more than it
can hold, and what every run holds for looking back. tests/playground/workarounds/test_gaps.py fails when the message
clears no more than its own session.
"""

from streamlit.runtime.app_session import AppSession


def hold():
    """Hold the message to its own session, which begins anew."""
    AppSession._handle_clear_cache_request = _begin_anew


def _begin_anew(session):
    session.clear_session_caches()
    session._session_state.clear()
