"""Bounds what comes over connections: how many there are, how fast their messages come, how long an address may be.

Missing in Streamlit 1.67: any such bound. Each connection costs it an event loop, which is three open files, and the
socket; of a session it keeps the address, however long; and it runs the page for every message that asks for it. The
app can tell somebody that the house is full (see `presence`), but not refuse the connection that this is told over.
Without this one stranger with a loop takes the server from a class. tests/playground/workarounds/test_gaps.py fails
when Streamlit has new settings: see whether one of them does this.
"""

import asyncio
import contextlib
import time

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg

# A key that is held down sends some thirty messages a second, a slider that is dragged fewer.
A_SECOND = 40  # messages of one connection; those above have to wait
AT_ONCE = 200  # that need not
LONGEST_TEXT = 16_000  # characters of an address; a link with own points and a training has 12,000 at most
OPEN_FILES = 8192
HERE = {"127.0.0.1", "::1", "::ffff:127.0.0.1"}


class Connections:
    """An ASGI middleware around `app`, with `most` WebSockets at the same time.

    Only this machine may ask how many sessions there are: that is no business of the world's.
    """

    def __init__(self, app, most):
        self.app, self.most = app, most
        self.open = 0

    async def __call__(self, scope, receive, send):
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif scope["type"] == "http" and _asks_for_counts_from_outside(scope):
            await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body"})
        else:
            await self.app(scope, receive, send)

    async def _connect(self, scope, receive, send):
        if self.open >= self.most:
            await send({"type": "websocket.close", "code": 1013})  # before it is open: an answer with 403
            return
        self.open += 1
        try:
            await self.app(scope, _slowed(receive), send)
        finally:
            self.open -= 1


def _asks_for_counts_from_outside(scope):
    return scope["path"].endswith("/_stcore/metrics") and (scope["client"] or [""])[0] not in HERE


def _slowed(receive):
    """Return a `receive` that waits where messages come too fast: then nothing is read from the socket, either."""
    due = 0.0

    async def receive_slowly():
        nonlocal due
        now = time.monotonic()
        due = max(due + 1 / A_SECOND, now - AT_ONCE / A_SECOND)
        if due > now:
            await asyncio.sleep(due - now)
        return _shortened(await receive())

    return receive_slowly


def _shortened(message):
    """Return a message with its address cut, and every other text that Streamlit keeps with it."""
    frame = message.get("bytes") or b""
    if len(frame) <= LONGEST_TEXT:
        return message
    try:
        sent = BackMsg.FromString(frame)
    except DecodeError:
        return message  # Streamlit closes the connection
    if not sent.HasField("rerun_script"):
        return message
    for part in (sent.rerun_script, sent.rerun_script.context_info):
        for field, text in part.ListFields():
            if isinstance(text, str):
                setattr(part, field.name, text[:LONGEST_TEXT])
    return {**message, "bytes": sent.SerializeToString()}


def make_room():
    """Let this process have as many files open as a full house needs, where the system allows it."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # there is no such limit on Windows
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
