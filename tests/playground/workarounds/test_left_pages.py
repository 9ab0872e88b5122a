"""What a page asks for that has been left is passed over, so that the next page is the one that runs."""

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from playground.workarounds import left_pages
from playground.workarounds.left_pages import PATIENCE, LeftPages

END = {"type": "websocket.disconnect"}


def asking(page, part=""):
    """A browser's message that asks for a page, or for a part of it."""
    sent = BackMsg()
    sent.rerun_script.page_script_hash, sent.rerun_script.fragment_id = page, part
    return {"type": "websocket.receive", "bytes": sent.SerializeToString()}


FIRST, OTHER, NEXT = asking(""), asking("a"), asking("b")
STAGE, FIGURE = asking("a", "stage"), asking("b", "figure")
STOP = {"type": "websocket.receive", "bytes": BackMsg(stop_script=True).SerializeToString()}
NOISE = {"type": "websocket.receive", "bytes": b"\x0f\xff"}


@pytest.fixture
def clock(monkeypatch):
    """A time that stands still, and that a number among the messages moves on."""
    now = [1000.0]
    monkeypatch.setattr(left_pages.time, "monotonic", lambda: now[0])
    return now


def heard(messages, now):
    """Return what of the messages comes to the app."""
    coming, received = [*messages, END], []

    async def receive():
        while isinstance(coming[0], float):
            now[0] += coming.pop(0)
        return coming.pop(0)

    async def app(scope, receive, send):
        while (message := await receive()) is not END:
            received.append(message)

    asyncio.run(LeftPages(app)({"type": "websocket"}, receive, None))
    return received


def test_a_part_of_a_page_is_passed_over_from_when_it_is_left_until_the_next_is_there(clock):
    for messages, passed_over in [
        ([FIRST, STAGE, STAGE, OTHER, STAGE], []),
        ([FIRST, STAGE, NEXT, STAGE, STAGE, FIGURE, NEXT], [3, 4]),
        ([OTHER, STAGE, NEXT, STAGE, OTHER, FIGURE, STAGE], [3, 5]),
        ([OTHER, NEXT, FIGURE, STAGE, OTHER, STAGE], []),  # a button has led to another page by itself
        ([OTHER, NEXT, PATIENCE, STAGE], []),  # the other page does not come
        ([OTHER, NEXT, STOP, NOISE, END | {"bytes": None}, STAGE], [5]),
    ]:
        followed = [message for i, message in enumerate(messages) if i not in passed_over]
        expected = [message for message in followed if not isinstance(message, float)]
        assert heard(messages, clock) == expected, messages


def test_what_is_no_websocket_is_left_alone():
    received = []

    async def app(*all_of_it):
        received.append(all_of_it)

    asyncio.run(LeftPages(app)({"type": "http"}, heard, print))
    assert received == [({"type": "http"}, heard, print)]
