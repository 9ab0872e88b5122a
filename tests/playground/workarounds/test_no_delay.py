"""Answers leave at once, on the very socket that Streamlit makes."""

import socket

import pytest
from streamlit.web.server.starlette.starlette_server import _bind_socket

from playground.workarounds import no_delay


@pytest.fixture(params=["127.0.0.1", "::"])
def listening(request):
    no_delay.hold.cache_clear()
    with _bind_socket(request.param, 0, 5) as bound:
        bound.listen(5)
        bound.setblocking(True)
        yield bound
    no_delay.hold.cache_clear()


def is_sent_at_once(listening):
    """Whether somebody who connects now would be answered so."""
    with socket.create_connection(("127.0.0.1", listening.getsockname()[1])), listening.accept()[0] as accepted:
        return bool(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


def test_who_connects_from_now_on_is_answered_at_once(listening):
    assert not is_sent_at_once(listening)  # otherwise Streamlit does it by now, and the module can go
    no_delay.hold()
    assert is_sent_at_once(listening)


def test_every_file_that_is_open_stays_so_and_none_more_is(listening, tmp_path):
    with (tmp_path / "a").open("w") as file, socket.socketpair()[0] as other:
        before = sorted(no_delay.os.listdir(no_delay.OPEN_FILES))
        no_delay.hold()
        assert sorted(no_delay.os.listdir(no_delay.OPEN_FILES)) == before
        file.write("still open")
        assert not other.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)


def test_where_the_open_files_cannot_be_listed_nothing_happens(listening, monkeypatch):
    monkeypatch.setattr(no_delay, "OPEN_FILES", "/no/such/folder")
    no_delay.hold()
    assert not is_sent_at_once(listening)
