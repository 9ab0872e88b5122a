"""Tests of the session's settings that need no page; how they follow address and controls is in tests/app."""

from types import SimpleNamespace

import pytest

from playground import session
from playground.settings import Settings, to_query


class State(dict):
    """A session state."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


@pytest.fixture
def st(monkeypatch):
    """A session with the settings one starts with, and an address that says so."""
    st = SimpleNamespace(session_state=State(), query_params={})
    monkeypatch.setattr(session, "st", st)
    session.put(Settings())
    session.write_address()
    return st


def test_a_view_set_in_the_stage_is_in_the_address_at_once(st):
    session.put_view("5", 20)  # the stage's part of the page runs alone, and never comes to the page's last line
    assert st.query_params == to_query(Settings(speed="5", stop=20))
    assert st.session_state.address == st.query_params


@pytest.mark.parametrize("view", [("77", None), ("5", 0), (None, None), ([], 3), ("5", "20")], ids=str)
def test_a_view_that_is_none_is_refused_and_leaves_the_one_there_is(st, view):
    with pytest.raises(ValueError, match=r"speed|stop"):
        session.put_view(*view)
    assert st.session_state.settings == Settings()
    assert st.query_params == to_query(Settings())


def test_the_number_of_the_view_rises_only_when_it_is_set_from_outside_the_stage(st):
    number = session.view()["number"]
    session.put_view("5", 20)
    session.put(Settings(speed="5", stop=20))
    assert session.view() == {"number": number, "speed": "5", "stop": 20}
    session.put(Settings(speed="1", stop=20))
    assert session.view() == {"number": number + 1, "speed": "1", "stop": 20}


def test_an_address_that_is_right_is_not_written_again(st, monkeypatch):
    st.query_params = SimpleNamespace(get=to_query(Settings()).get)  # has no update
    session.write_address()
