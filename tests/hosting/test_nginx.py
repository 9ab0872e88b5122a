"""What nginx with the shipped hosting/nginx.conf does by itself: compress, keep, refuse, and pass over."""

import asyncio
import contextlib
import gzip
import http.server
import re
import socket
import threading
import urllib.error
import urllib.request

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from playground import assets
from tests.helpers.behind_nginx import House, asked, fetch, until
from tools import nginx

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Two processes behind nginx, the same for all tests."""
    running = House(tmp_path_factory.mktemp("house"), NN_ENGINE="numpy")
    yield running
    assert running.stop() == []


def test_static_files_come_compressed_from_nginxs_cache_and_are_kept(house):
    _, page = fetch(house.front.url)
    streamlits = re.search(r'src="\./(static/js/index\.[^"]+\.js)"', page.decode())[1]
    stages = f"{assets.publish()['stage']}/main.js"
    for path in (streamlits, stages):
        before = len(asked(house, path))
        for _ in range(2):
            answer, body = fetch(house.front.url + path, **{"Accept-Encoding": "gzip"})
            assert answer.headers["Content-Encoding"] == "gzip"
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert re.fullmatch(r"public, (immutable, max-age=31536000|max-age=31536000, immutable)",
                                answer.headers["Cache-Control"])  # fmt: skip
            assert len(body) < 0.5 * len(gzip.decompress(body))
        assert until(lambda path=path: asked(house, path), has=before + 2)[-1]["cache"] == "HIT"
        answer, plain = fetch(house.front.url + path)
        assert answer.headers["Content-Encoding"] is None
        assert plain == gzip.decompress(body)
        assert answer.headers["Set-Cookie"] is None
    answer, body = fetch(house.front.url + assets.publish()["plotly"], **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] is None
    assert b"plotly.js" in gzip.decompress(body)[:200]


def test_what_may_change_is_asked_for_again(house):
    for path in ("", "_stcore/health", "app/static/icon.svg", "start"):
        answer, _ = fetch(house.front.url + path)
        assert "max-age" not in answer.headers.get("Cache-Control", "")


def test_every_answer_has_the_headers_that_a_host_expects_each_once(house):
    for path in ("", "start", "_stcore/health", "app/static/icon.svg", "app/static/published/none"):
        try:
            headers = fetch(house.front.url + path)[0].headers
        except urllib.error.HTTPError as error:
            assert error.code == 404 and path.endswith("none")
            headers = error.headers
        assert headers.get_all("X-Content-Type-Options") == ["nosniff"], path
        assert len(headers.get_all("Content-Security-Policy")) == 1, path
        assert headers["Server"] == "nginx", path
        assert headers["Strict-Transport-Security"] is None, path  # over http a browser ignores it
        assert not (path.endswith("none") and "Cache-Control" in headers)


def test_behind_https_the_cookie_is_one_that_an_embedded_page_may_have(house):
    answer, _ = fetch(f"{house.front.url}?embed=true", **{"X-Forwarded-Proto": "https"})
    cookie = answer.headers.get_all("Set-Cookie")[-1]
    assert cookie.endswith("; Path=/; HttpOnly; SameSite=None; Secure; Partitioned")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "frame-ancestors" not in answer.headers["Content-Security-Policy"]


def test_a_cookie_names_one_of_the_processes_or_nothing(house):
    ports = {str(process.port) for process in house.processes}
    for cookie in ("22", "8501; x=1", "127.0.0.1", "999999", "", "[::1]:80", "a b", "%0d%0aX: y"):
        answer, body = fetch(f"{house.front.url}_stcore/health", Cookie=f"perceptron={cookie}")
        given = [re.match(r"perceptron=(\d+);", one) for one in answer.headers.get_all("Set-Cookie")]
        assert body == b"ok" and sum(it is not None and it[1] in ports for it in given) == 1, cookie


def test_what_is_too_large_and_what_is_none_of_the_worlds_business_is_refused(house):
    big = urllib.request.Request(f"{house.front.url}_stcore/upload_file/a/b", b"x" * 3_200_000, method="PUT")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(big, timeout=20)
    assert refused.value.code == 413
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetch(f"{house.front.url}_stcore/metrics")
    assert refused.value.code == 404


def test_one_address_gets_so_many_connections_and_then_no_more(house):
    async def connect_until_refused():
        address = house.front.url.replace("http", "ws", 1) + "_stcore/stream"
        async with contextlib.AsyncExitStack() as stack:
            for number in range(400):
                try:
                    await stack.enter_async_context(connect(address, subprotocols=["streamlit"]))
                except InvalidStatus as refused:
                    return number, refused.response.status_code

    assert asyncio.run(connect_until_refused()) == (300, 429)


class Healthy(http.server.BaseHTTPRequestHandler):
    """A process that answers."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


def test_a_process_that_is_frozen_is_passed_over(tmp_path):
    with (
        socket.create_server(("127.0.0.1", 0)) as frozen,
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), Healthy) as other,
    ):
        threading.Thread(target=other.serve_forever, daemon=True).start()
        ports = [frozen.getsockname()[1], other.server_port]
        front = nginx.Front(tmp_path / "nginx", ports, patience=1)
        answer, body = fetch(f"{front.url}_stcore/health", Cookie=f"perceptron={ports[0]}")
        frozen.settimeout(5)
        frozen.accept()[0].close()  # it was asked, and time was given to it
        assert body == b"ok"
        assert answer.headers.get_all("Set-Cookie")[-1].startswith(f"perceptron={ports[1]};")
        assert front.stop() == []
        other.shutdown()


def test_when_no_process_is_left_there_is_one_sentence(tmp_path):
    front = nginx.Front(tmp_path / "nginx", nginx.free_ports(2))
    with pytest.raises(urllib.error.HTTPError) as error:
        fetch(front.url)
    assert error.value.code == 503
    assert error.value.read() == b"The playground does not answer at the moment. Reload this page in half a minute.\n"
    assert front.stop() == []
