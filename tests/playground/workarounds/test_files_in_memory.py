"""What is answered from memory is what the app would answer, and only what can never change."""

import asyncio
import gzip

import pytest

from playground.workarounds import files_in_memory
from playground.workarounds.files_in_memory import FilesInMemory

BUNDLE = "/static/js/index.DormvYxC.js"
MODULE = "/app/static/published/0123456789ab/stage.js"
SOURCE = b"export const answer = 42;\n" * 200


class Disk:
    """An app that answers every GET with a file, in two halves, and counts how often it is asked."""

    def __init__(self, status=200, content_type=b"text/javascript", body=SOURCE, breaks_off=False):
        self.asked = []
        self.headers = [(b"content-type", content_type), (b"content-length", b"%d" % len(body)), (b"etag", b'"1"')]
        self.status, self.body, self.breaks_off = status, body, breaks_off

    async def __call__(self, scope, receive, send):
        self.asked.append(scope["path"])
        half = len(self.body) // 2
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body[:half], "more_body": True})
        if not self.breaks_off:
            await send({"type": "http.response.body", "body": self.body[half:]})


def get(app, path=BUNDLE, method="GET", **headers):
    """Ask once; return (status, headers, body)."""
    said = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    answer = {"status": None, "headers": {}, "body": b""}

    async def send(message):
        if message["type"] == "http.response.start":
            answer.update(status=message["status"], headers=dict(message["headers"]))
        else:
            answer["body"] += message["body"]

    asyncio.run(app({"type": "http", "method": method, "path": path, "headers": said}, None, send))
    return answer["status"], answer["headers"], answer["body"]


@pytest.mark.parametrize("path", [BUNDLE, MODULE, f"/some/prefix{BUNDLE}", f"/some/prefix{MODULE}"])
def test_a_file_is_read_once_and_answered_the_same_ever_after(path):
    disk = Disk()
    app = FilesInMemory(disk)
    answers = [get(app, path) for _ in range(3)]
    assert disk.asked == [path]
    for status, headers, body in answers:
        assert (status, body) == (200, SOURCE)
        assert headers.items() >= dict(disk.headers).items()
        assert b"immutable" in headers[b"cache-control"]


def test_who_takes_gzip_gets_it_and_who_does_not_gets_the_file():
    app = FilesInMemory(Disk())
    for _ in range(2):
        status, packed, body = get(app, accept_encoding="gzip, deflate, br")
        _, plain, whole = get(app)
    assert status == 200
    assert packed[b"content-encoding"] == b"gzip"
    assert gzip.decompress(body) == SOURCE
    assert len(body) < len(SOURCE) / 10
    assert int(packed[b"content-length"]) == len(body)
    assert b"etag" not in packed
    assert whole == SOURCE
    assert b"content-encoding" not in plain
    assert packed[b"vary"] == plain[b"vary"] == b"Accept-Encoding"


@pytest.mark.parametrize(
    ("kind", "body"), [(b"font/woff2", SOURCE), (b"application/gzip", SOURCE), (b"text/css", b"a{}")]
)
def test_what_is_compressed_already_or_tiny_is_left_as_it_is(kind, body):
    app = FilesInMemory(Disk(content_type=kind, body=body))
    for _ in range(2):
        _, headers, received = get(app, accept_encoding="gzip")
    assert received == body
    assert b"content-encoding" not in headers


def test_what_the_app_has_compressed_is_not_compressed_again():
    disk = Disk(body=gzip.compress(SOURCE))
    disk.headers.append((b"content-encoding", b"gzip"))
    app = FilesInMemory(disk)
    for _ in range(2):
        _, headers, body = get(app, accept_encoding="gzip")
    assert gzip.decompress(body) == SOURCE
    assert headers[b"content-encoding"] == b"gzip"
    assert len(disk.asked) == 1


def test_what_may_change_is_asked_of_the_app_every_time():
    for path in [
        "/", "/static/index.html", "/static/manifest.json", "/static/js/no-hash.js", "/app/static/icon.svg",
        "/app/static/stage/stage.js", "/app/static/published/", "/_stcore/health", "/media/0123456789abcdef.png",
        f"{BUNDLE}/more",
    ]:  # fmt: skip
        disk = Disk()
        app = FilesInMemory(disk)
        assert [get(app, path)[2] for _ in range(2)] == [SOURCE, SOURCE], path
        assert len(disk.asked) == 2, path


def test_any_other_question_goes_to_the_app_even_when_the_file_is_kept():
    for method, headers in [
        ("HEAD", {}), ("POST", {}), ("OPTIONS", {}),
        ("GET", {"range": "bytes=0-9"}), ("GET", {"if_none_match": '"1"'}), ("GET", {"if_modified_since": "now"}),
    ]:  # fmt: skip
        disk = Disk()
        app = FilesInMemory(disk)
        get(app)
        get(app, method=method, **headers)
        assert len(disk.asked) == 2, (method, headers)


@pytest.mark.parametrize("disk", [Disk(status=404), Disk(status=304), Disk(status=500), Disk(breaks_off=True)])
def test_an_answer_that_is_not_the_whole_file_is_not_kept(disk):
    app = FilesInMemory(disk)
    before = len(disk.asked)
    for _ in range(2):
        get(app)
    assert len(disk.asked) - before == 2


def test_the_page_that_comes_for_a_name_made_up_is_not_kept():
    disk = Disk(content_type=b"text/html")
    disk.headers.append((b"cache-control", b"no-cache"))
    app = FilesInMemory(disk)
    for _ in range(2):
        assert get(app)[1][b"cache-control"] == b"no-cache"
    assert len(disk.asked) == 2
    assert app.room == files_in_memory.MOST_BYTES


def test_no_more_is_kept_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(files_in_memory, "MOST_BYTES", 2 * len(SOURCE))
    disk = Disk()
    app = FilesInMemory(disk)
    paths = [MODULE.replace("stage.js", f"{number}.js") for number in range(20)]
    for path in paths * 2:
        assert get(app, path)[2] == SOURCE
    assert len(app.kept) == 2
    assert len(disk.asked) == 20 + 18


def test_many_who_ask_at_once_all_get_the_file():
    disk = Disk()
    app = FilesInMemory(disk)

    async def ask():
        bodies = [bytearray() for _ in range(30)]

        async def one(body):
            async def send(message):
                body.extend(message.get("body", b""))

            await app({"type": "http", "method": "GET", "path": BUNDLE, "headers": []}, None, send)

        await asyncio.gather(*map(one, bodies))
        return bodies

    assert asyncio.run(ask()) == [SOURCE] * 30
    assert app.room == files_in_memory.MOST_BYTES - len(SOURCE)


def test_a_websocket_is_none_of_its_business():
    seen = []

    async def app(scope, receive, send):
        seen.append(scope)

    scope = {"type": "websocket", "path": BUNDLE, "headers": []}
    asyncio.run(FilesInMemory(app)(scope, None, None))
    assert seen == [scope]
