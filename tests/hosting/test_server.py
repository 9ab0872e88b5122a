"""What server.py puts around the app is there on a real server: headers, files, and bounds for whoever connects."""

import gzip
import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import streamlit
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import InvalidStatus

from playground import assets
from playground.workarounds.headers import ALONE, TO_EMBED
from tests.helpers.strangers import Stranger, run_alone
from tools.driver import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server for one student: there is room for two connections."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    running = Server(log, environment={"NN_ENGINE": "numpy", "PLAYGROUND_STUDENTS": "1"}).wait()
    yield running
    assert running.stop() == []


def fetch(server, path, **headers):
    """Return (status, headers) of an answer, and its body."""
    try:
        with urllib.request.urlopen(urllib.request.Request(server.url + path, headers=headers), timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, b""


def test_every_answer_has_the_headers_that_a_host_expects_each_once(server):
    for path in ("", "?embed=true", "start", "_stcore/health", "app/static/published/none"):
        status, headers, _ = fetch(server, path)
        assert status == (404 if path.endswith("none") else 200), path
        for name, value in (TO_EMBED if "embed" in path else ALONE).items():
            assert headers.get_all(name.decode()) == [value.decode()], path


def test_a_file_has_them_whether_it_comes_from_the_disk_or_from_memory(server):
    script = re.search(r'src="\./(static/js/index\.[^"]+\.js)"', fetch(server, "")[2].decode())[1]
    answers = [fetch(server, script)[1].items() for _ in range(2)]
    assert all(("x-content-type-options", "nosniff") in answer for answer in answers)


def test_files_come_compressed_and_for_a_year(server):
    streamlits = re.search(r'src="\./(static/js/index\.[^"]+\.js)"', fetch(server, "")[2].decode())[1]
    stages = f"{assets.publish()['stage']}/main.js"
    sources = {
        streamlits: Path(streamlit.__file__).parent / "static" / streamlits,
        stages: assets.STAGE / "main.js",
    }
    for path, source in sources.items():
        for _ in range(2):
            _, headers, packed = fetch(server, path, **{"Accept-Encoding": "gzip"})
            *_, plain = fetch(server, path)
        assert headers["Content-Encoding"] == "gzip"
        assert {"immutable", "max-age=31536000"} <= set(headers["Cache-Control"].split(", "))
        assert gzip.decompress(packed) == plain == source.read_bytes()
        assert len(packed) < 0.5 * len(plain)


def test_the_page_itself_is_asked_for_every_time(server):
    for path in ("", "static/js/made-up.12345678.js") * 2:
        _, headers, _ = fetch(server, path, **{"Accept-Encoding": "gzip"})
        assert headers["Cache-Control"] == "no-cache"
        assert headers["Content-Type"].startswith("text/html")


def test_how_many_sessions_there_are_is_told_to_this_machine_alone(server):
    path = "_stcore/metrics?families=active_sessions"
    assert fetch(server, path)[0] == 200
    # As a proxy on this machine says whom it asks for.
    assert fetch(server, path, **{"X-Forwarded-For": "192.168.0.5"})[0] == 404


def test_one_more_connection_than_there_is_room_for_is_refused_and_room_is_made_by_one_that_ends(server):
    async def act():
        first, told_that_it_is_full = await Stranger(server.url).open(), await Stranger(server.url).open()
        with pytest.raises(InvalidStatus) as refused:
            await Stranger(server.url).open()
        await told_that_it_is_full.close()
        next_one = await Stranger(server.url).open()
        for stranger in (first, next_one):
            await stranger.beat()
            await stranger.close()
        return refused.value.response.status_code, first.faults + next_one.faults

    assert run_alone(act()) == (403, [])


def test_who_asks_for_the_cache_to_be_cleared_gives_up_their_own_seat_and_nobody_elses(server):
    clear = BackMsg(clear_cache=True).SerializeToString()

    async def is_let_in(stranger):
        await stranger.open()
        return stranger.header is not None

    async def act():
        first, other = Stranger(server.url), Stranger(server.url)
        was_let_in = [await is_let_in(first), await is_let_in(other)]
        for who in (other, first):
            await who.send_frame(clear)
            await other.close()
            was_let_in.append(await is_let_in(other))
        await first.close()
        await other.close()
        return was_let_in

    assert run_alone(act()) == [True, False, False, True]
