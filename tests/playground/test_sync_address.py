"""Tests that the settings follow the address and are written into it; test_sync.py has what a browser adds."""

from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from streamlit.runtime.state.query_params import QueryParams

from playground import control_panel, kept_points, reader, session, sync
from playground.address import to_query
from playground.settings import Settings


class State(dict):
    """A session state."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


class Address(QueryParams):
    """Streamlit's query parameters; `sent` is the query that the browser was told to show."""

    def from_dict(self, wanted):
        super().from_dict(wanted)
        self.sent = urlencode(wanted, doseq=True)


@pytest.fixture
def st(monkeypatch):
    """A session with the settings one starts with, and an address that says so."""
    st = SimpleNamespace(session_state=State(), query_params=Address())
    st.html = st.text_area = lambda *_, **__: None
    for module in (session, sync, reader, kept_points, control_panel):
        monkeypatch.setattr(module, "st", st)
    session.current().use(Settings())
    run()
    return st


def run():
    """Run a page that shows no controls."""
    sync.load()
    sync.write_address()
    sync.end()


def written(st):
    """The query, as a session that opens it would read it."""
    return {name: ",".join(st.query_params.get_all(name)) for name in st.query_params}


def visit(st, query):
    """Come to an address, as the browser sends it."""
    st.query_params.populate_from_query_string(query)


def test_the_page_runs_for_a_view_that_is_set_in_the_stage_which_is_in_the_address_then(st):
    assert not sync.is_behind()
    session.current().use_view("5", 20, None)
    assert sync.is_behind()
    run()
    assert not sync.is_behind()
    assert written(st) == to_query(Settings(speed="5", stop=20))


def test_an_address_that_is_right_is_not_written_again(st, monkeypatch):
    visit(st, urlencode(to_query(Settings())))
    monkeypatch.setattr(st.query_params, "from_dict", lambda wanted: pytest.fail("written again"))
    sync.write_address()


def test_what_an_address_holds_too_much_does_not_stay_in_it(st):
    for more in [
        "lesson=3",
        "lr=0.5",
        "lr=0.03",
        "=",
        "LR=1",
        "%3Cb%3E=%00",
        "a=1&a=2",
        "&".join(f"f{i}=" for i in range(900)),
    ]:
        visit(st, f"{urlencode(to_query(Settings()))}&{more}")
        sync.write_address()
        assert written(st) == to_query(Settings()), more


@pytest.mark.parametrize(
    "own", ["embed=true", "embed=true&embed_options=dark_theme&embed_options=show_padding", "EMBED=1"]
)
def test_what_streamlit_keeps_in_the_address_is_none_of_ours(st, own):
    visit(st, f"{own}&lesson=3&lr=abc")
    _, notes = sync.load()
    assert len(notes) == 2  # for lesson and lr
    sync.write_address()
    assert written(st) == to_query(Settings())


@pytest.mark.parametrize("own", ["", "embed=true", "lesson=3", "lesson=3&utm_source=x&embed=true"])
def test_an_address_without_any_setting_asks_for_nothing(st, own):
    session.current().use(Settings(speed="5"), ["A sentence."])
    visit(st, own)
    assert sync.load() == (Settings(speed="5"), ["A sentence."])


def test_a_name_too_much_beside_the_settings_there_are_gets_its_sentence_and_changes_nothing(st):
    number = session.current().view()["number"]
    visit(st, f"{urlencode(to_query(Settings()))}&lesson=3")
    settings, (note,) = sync.load()
    assert settings == Settings()
    assert "'lesson'" in note
    assert session.current().view()["number"] == number


def test_of_a_repeated_name_the_last_text_is_followed(st):
    visit(st, "dataset=xor&noise=5&noise=20")
    settings, (note,) = sync.load()
    assert settings == Settings().with_value("dataset", "xor").with_value("noise", 20)
    assert "noise" in note


def test_an_address_as_it_was_written_is_no_new_one(st):
    session.current().use(Settings(), ["A sentence."])
    sync.write_address()
    visit(st, st.query_params.sent)
    assert sync.load() == (Settings(), ["A sentence."])
