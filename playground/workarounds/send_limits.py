"""Limits the bytes that wait to be sent: a browser that asks and does not read is cut off before it fills the memory.

Missing in Streamlit 1.67: it lets 500 messages wait for each connection, of whatever size. Beyond that it takes the
session for disconnected, but leaves the connection open and its messages where they are. Without this one tab that does
not read takes the memory of the server. tests/playground/workarounds/test_gaps.py fails when they are bounded in bytes.
"""

import asyncio

from streamlit.runtime.session_manager import SessionClientDisconnectedError
from streamlit.web.server.starlette.starlette_websocket import StarletteSessionClient as Client

MOST_BYTES = 8_000_000  # for one connection: some pages, or some answers to the stage
MOST_BYTES_IN_ALL = 64_000_000
FEW_BYTES = 250_000  # so many each connection may have in any case
GIVEN_UP = {"type": "websocket.disconnect", "code": 1013}  # a browser connects anew, and goes on where it was


class Waiting(asyncio.Queue):
    """What waits to be sent over one connection; it is full when that is too much."""

    in_all = 0  # bytes that wait for any connection

    def _init(self, maxsize):
        super()._init(maxsize)
        self.bytes = 0

    def full(self):
        most = MOST_BYTES if Waiting.in_all < MOST_BYTES_IN_ALL else FEW_BYTES
        return super().full() or self.bytes >= most

    def _put(self, item):
        super()._put(item)
        self._count(len(item))

    def _get(self):
        item = super()._get()
        self._count(-len(item))
        return item

    def _count(self, size):
        self.bytes += size
        Waiting.in_all += size


def hold():
    """Hold every connection from now on to these limits."""
    if Client.__init__ is not _open:
        Client.__init__, Client.write_forward_msg, Client.aclose = _open, _write, _close


def _open(client, websocket, init=Client.__init__):
    init(client, websocket)
    client._send_queue = Waiting(client._send_queue.maxsize)  # before the task that reads from it has begun
    websocket._receive = _until(client._closed, websocket._receive)


def _until(given_up, receive):
    """Return a `receive` that brings the end of the connection as soon as the browser has been given up."""

    async def receive_until_given_up():
        waits = [asyncio.ensure_future(receive()), asyncio.ensure_future(given_up.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            return GIVEN_UP if given_up.is_set() else waits[0].result()
        finally:
            for wait in waits:
                wait.cancel()

    return receive_until_given_up


def _write(client, message, write=Client.write_forward_msg):
    """Let a message wait. Where too much does already, Streamlit gives the browser up, and nothing need wait for it."""
    try:
        write(client, message)
    except SessionClientDisconnectedError:
        _drop(client._send_queue)
        raise


async def _close(client, close=Client.aclose):
    try:
        await close(client)
    finally:
        _drop(client._send_queue)


def _drop(queue):
    while not queue.empty():
        queue.get_nowait()
