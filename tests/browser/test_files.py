"""The files of the app as its own server gives them out, without a proxy in front."""

import gzip
import re
import urllib.request
from pathlib import Path

import pytest
import streamlit

from playground import assets


def fetch(url, **headers):
    """Return (headers, body)."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
        return answer.headers, answer.read()


def test_files_come_compressed_and_for_a_year(server):
    page = fetch(server.url)[1].decode()
    streamlits = re.search(r'src="\./(static/js/index\.[^"]+\.js)"', page)[1]
    stages = f"{assets.publish()['stage']}/main.js"
    sources = {
        streamlits: Path(streamlit.__file__).parent / "static" / streamlits,
        stages: assets.STAGE / "main.js",
    }
    for path, source in sources.items():
        for _ in range(2):
            headers, packed = fetch(server.url + path, **{"Accept-Encoding": "gzip"})
            _, plain = fetch(server.url + path)
        assert headers["Content-Encoding"] == "gzip"
        assert {"immutable", "max-age=31536000"} <= set(headers["Cache-Control"].split(", "))
        assert gzip.decompress(packed) == plain == source.read_bytes()
        assert len(packed) < 0.5 * len(plain)


@pytest.mark.parametrize("path", ["", "static/js/made-up.12345678.js"])
def test_the_page_itself_is_asked_for_every_time(server, path):
    for _ in range(2):
        headers, _ = fetch(server.url + path, **{"Accept-Encoding": "gzip"})
        assert headers["Cache-Control"] == "no-cache"
        assert headers["Content-Type"].startswith("text/html")
