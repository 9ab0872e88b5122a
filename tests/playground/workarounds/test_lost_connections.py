"""A browser that leaves while something is sent to it leaves nothing in the log; a fault of ours does."""

import asyncio

import pytest
from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.workarounds.lost_connections import LostConnections

SCOPE = {"type": "websocket"}


async def stay():
    return {"type": "websocket.receive", "bytes": b"once more"}


async def leave_at_the_second(message):
    if message["type"] == "websocket.send":
        raise OSError


async def read_on_after_sending(scope, receive, send):
    """What Streamlit does: it reads on, and closes what is closed already."""
    browser = WebSocket(scope, receive, send)
    browser.client_state = browser.client_state.__class__.CONNECTED
    await browser.send({"type": "websocket.accept"})
    with pytest.raises(WebSocketDisconnect):
        await browser.send_bytes(b"a page")
    try:
        await browser.receive_bytes()
    except RuntimeError:
        await browser.close()


def test_reading_on_after_a_browser_has_left_is_a_fault_without_this():
    with pytest.raises(RuntimeError):
        asyncio.run(read_on_after_sending(SCOPE, stay, leave_at_the_second))


def test_a_browser_that_leaves_while_something_is_sent_to_it_has_left():
    asyncio.run(LostConnections(read_on_after_sending)(SCOPE, stay, leave_at_the_second))


def test_a_fault_in_a_connection_that_stands_stays_one():
    async def fail(*_):
        raise RuntimeError("ours")

    with pytest.raises(RuntimeError, match="ours"):
        asyncio.run(LostConnections(fail)(SCOPE, stay, stay))
