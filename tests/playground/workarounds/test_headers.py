"""Every answer has the headers that a host expects, whoever is before the server."""

import asyncio
import base64
import hashlib
from html.parser import HTMLParser
from pathlib import Path

import pytest
import streamlit

from playground.workarounds.headers import POLICY, Headers


def headers(query=b"", theirs=()):
    """Return the headers of an answer as (name, value), in which the app has set some of its own."""
    started = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 404, "headers": list(theirs)})
        await send({"type": "http.response.body", "body": b""})

    async def send(message):
        started.extend(message.get("headers", []))

    asyncio.run(Headers(app)({"type": "http", "query_string": query}, None, send))
    return started


class Scripts(HTMLParser):
    """The scripts that stand in a page: each one's text."""

    def __init__(self, page):
        super().__init__()
        self.texts, self._is_in_script = [], False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self._is_in_script = (tag, attributes) == ("script", [])

    def handle_data(self, text):
        if self._is_in_script:
            self.texts.append(text)

    def handle_endtag(self, tag):
        self._is_in_script = False


def test_the_policy_has_the_hash_of_every_script_in_streamlits_page():
    scripts = Scripts((Path(streamlit.__file__).parent / "static" / "index.html").read_text()).texts
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts}
    assert {source for source in POLICY.replace(";", "").split() if "sha256-" in source} == hashes != set()


def test_an_answer_has_them_beside_its_own_and_each_once():
    own = [(b"content-type", b"text/html"), (b"set-cookie", b"a"), (b"set-cookie", b"b"), (b"etag", b"1")]
    received = headers(theirs=[*own, (b"X-Content-Type-Options", b"sniff"), (b"referrer-policy", b"unsafe-url")])
    assert received[: len(own)] == own
    ours = dict(received[len(own) :])
    assert len(received) == len(own) + len(ours)
    assert ours[b"x-content-type-options"] == b"nosniff"
    assert ours[b"referrer-policy"] == b"same-origin"
    assert b"camera=()" in ours[b"permissions-policy"]
    assert ours[b"content-security-policy"].startswith(b"default-src 'self'; ")


@pytest.mark.parametrize(
    ("query", "is_framed"),
    [
        (b"", False),
        (b"embed=true", True),
        (b"lr=1&embed=true&n=5", True),
        (b"embed=trueish", False),
        (b"x=embed=true", False),
    ],
)
def test_a_page_on_another_site_may_frame_the_stage_and_nothing_else(query, is_framed):
    policy = dict(headers(query))[b"content-security-policy"]
    assert policy.endswith(b"; frame-ancestors 'self'") is not is_framed
    assert (b"frame-ancestors" in policy) is not is_framed


def test_a_websocket_is_none_of_its_business():
    seen = []

    async def app(scope, receive, send):
        seen.append((scope, receive, send))

    asyncio.run(Headers(app)({"type": "websocket"}, "receive", "send"))
    assert seen == [({"type": "websocket"}, "receive", "send")]
