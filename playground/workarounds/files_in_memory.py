"""Answers from memory for files whose address names their contents: read and compressed once, not for every visitor.

Missing in Streamlit 1.67: it reads each file from the disk for each visitor, and sends its own uncompressed. A first
visit fetches some 145 files: without this that is half a second of processor time each, and three times the bytes.
tests/playground/workarounds/test_gaps.py fails when they come compressed.
"""

import asyncio
import gzip
import re

# Streamlit's bundles have a hash in their names; what `assets` publishes lies under one.
LASTING = re.compile(r"/static/(js|css|media)/[^/]+\.[\w-]{8}\.\w+$|/app/static/published/.+$")
FOR_A_YEAR = b"public, max-age=31536000, immutable"
COMPRESSIBLE = re.compile(rb"text/|javascript|json|svg|font/ttf|wasm")
LEAST_TO_COMPRESS = 1_000
MOST_BYTES = 32 * 2**20


class FilesInMemory:
    """An ASGI middleware around `app`, which answers for a file the first time, and for everything else."""

    def __init__(self, app):
        self.app = app
        self.kept = {}  # {(path, whether compressed is fine): the messages of the answer}
        self.known = set()  # its keys, and those of what is being compressed
        self.room = MOST_BYTES

    async def __call__(self, scope, receive, send):
        if not _is_for_a_lasting_file(scope):
            await self.app(scope, receive, send)
            return
        key = scope["path"], takes_gzip(scope)
        for message in self.kept.get(key) or await self._ask(key, scope, receive):
            await send(message)

    async def _ask(self, key, scope, receive):
        """Return the messages of the app's answer; keep it, if it is a file and there is room."""
        messages = []

        async def write_down(message):
            messages.append(message)

        await self.app(scope, receive, write_down)
        body = _whole_file(messages)
        if body is None or key in self.known or len(body) > self.room:
            return messages
        self.known.add(key)
        self.room -= len(body)
        self.kept[key] = await asyncio.to_thread(_lasting, dict(messages[0]["headers"]), body, takes_gzip=key[1])
        return self.kept[key]


def _is_for_a_lasting_file(scope):
    if scope["type"] != "http" or scope["method"] != "GET" or not LASTING.search(scope["path"]):
        return False
    return not any(name == b"range" or name.startswith(b"if-") for name, _ in scope["headers"])


def takes_gzip(scope):
    """True where whoever asks can unpack what comes compressed."""
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])


def _whole_file(messages):
    """Return the file that an answer brings, or None if it brings none, or was broken off.

    Streamlit answers for a file that it does not have with its page, which it asks nobody to keep: a stranger who makes
    names up must not fill the memory with it.
    """
    if not messages or messages[0].get("status") != 200 or messages[-1].get("more_body"):
        return None
    if dict(messages[0]["headers"]).get(b"cache-control") == b"no-cache":
        return None
    return b"".join(message.get("body", b"") for message in messages[1:])


def _lasting(headers, body, takes_gzip):
    """Return the messages that answer with that file from now on."""
    headers = {b"cache-control": FOR_A_YEAR, **headers}  # of its own files Streamlit says so itself
    kind = headers.get(b"content-type", b"")
    if COMPRESSIBLE.search(kind) and b"content-encoding" not in headers and len(body) >= LEAST_TO_COMPRESS:
        headers[b"vary"] = b"Accept-Encoding"
        if takes_gzip:
            body = gzip.compress(body, mtime=0)
            headers[b"content-encoding"] = b"gzip"
            headers.pop(b"etag", None)  # it names the other bytes
    headers[b"content-length"] = b"%d" % len(body)
    start = {"type": "http.response.start", "status": 200, "headers": list(headers.items())}
    return start, {"type": "http.response.body", "body": body}
