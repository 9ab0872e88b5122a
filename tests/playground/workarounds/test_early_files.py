"""Streamlit's page names what the app is about to need, and is otherwise as it was."""

import asyncio
import gzip
import re

import pytest

from playground import assets
from playground.workarounds import early_files
from playground.workarounds.early_files import ON_PAGE, EarlyFiles

PAGE = b'<html><head>\n<script src="./static/js/index.12345678.js"></script></head><body>\xe2\x80\xa6</body></html>'
HTML = b"text/html; charset=utf-8"


def app(body=PAGE, content_type=HTML, status=200):
    """An app that answers everything with this, in two halves; `asked` has the headers of each request."""
    asked = []

    async def answer(scope, receive, send):
        asked.append(dict(scope["headers"]))
        headers = [(b"content-type", content_type), (b"content-length", b"%d" % len(body)), (b"etag", b'"1"')]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body[:40], "more_body": True})
        await send({"type": "http.response.body", "body": body[40:]})

    answer.asked = asked
    return answer


def get(inner, path="/", **headers):
    """Ask once; return (headers, body)."""
    said = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    messages = []

    async def send(message):
        messages.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": said}
    asyncio.run(EarlyFiles(inner)(scope, None, send))
    return dict(messages[0]["headers"]), b"".join(message.get("body", b"") for message in messages[1:])


def named(body):
    """What a page names: [address]."""
    return re.findall(r'<link [^>]*href="\./([^"]+)"', body.decode())


@pytest.mark.parametrize("path", ["/", "/some/prefix/", "/start", "/some/prefix/quiz", "/no_such_page"])
def test_every_page_names_the_modules_of_the_stage_and_is_otherwise_as_it_was(path):
    headers, body = get(app(), path)
    assert assets.publish()["script"] in named(body)
    assert int(headers[b"content-length"]) == len(body)
    assert re.sub(rb"<link [^>]*>\n|<style>.*?</style>\n", b"", body, flags=re.DOTALL) == PAGE


@pytest.mark.parametrize("name", ON_PAGE)
def test_what_a_page_names_is_there_to_be_had_and_named_once(name):
    addresses = named(get(app(), f"/{name}")[1])
    for address in addresses:
        if address.startswith("app/static/"):
            assert (assets.STATIC / address.removeprefix("app/static/")).is_file(), address
        else:
            assert (early_files.SCRIPTS / address.removeprefix("static/js/")).is_file(), address
    assert len(set(addresses)) == len(addresses)


def test_every_widget_that_is_listed_is_a_file_of_streamlits():
    for widget in {*early_files.EVERYWHERE, *sum(ON_PAGE.values(), ())}:
        assert len(list(early_files.SCRIPTS.glob(f"{widget}.????????.js"))) == 1, widget


def test_what_the_page_names_itself_is_not_named_again():
    file = next(address for address in named(get(app())[1]) if "BidiComponent" in address)
    named_there = PAGE.replace(b"</head>", f'<link href="./{file}"></head>'.encode())
    assert named(get(app(named_there))[1]).count(file) == 1


def test_the_page_is_always_sent_anew_and_compressed_for_who_takes_that():
    inner = app()
    headers, packed = get(inner, if_none_match='"1"', if_modified_since="yesterday", accept_encoding="gzip, br")
    assert inner.asked == [{}]  # it is to answer with the whole page
    assert b"etag" not in headers
    assert headers[b"content-encoding"] == b"gzip"
    assert gzip.decompress(packed) == get(app())[1]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/static/js/index.12345678.js", {"content_type": b"text/javascript"}),
        ("/_stcore/health", {"content_type": b"text/plain"}),
        ("/start", {"status": 404}),
        ("/favicon.png", {}),
    ],
)
def test_everything_else_passes_unaltered(path, answer):
    headers, body = get(app(**answer), path, accept_encoding="gzip")
    assert body == PAGE
    assert headers[b"etag"] == b'"1"'


def test_what_strangers_ask_for_is_not_kept():
    early_files.links.cache_clear()
    for number in range(50):
        get(app(), f"/page{number}")
    assert early_files.links.cache_info().currsize == 1
