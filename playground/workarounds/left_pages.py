"""Drops the requests of a page that somebody has just left: they could make Streamlit run that page, not the next one.

Missing in Streamlit 1.67: it merges two waiting requests into one, and takes the page of the later one. Without this a
click on another page is lost when the stage, which does not know of it yet, asks for something a moment later.
tests/playground/workarounds/test_gaps.py fails when the page of the earlier one is kept.
"""

import time

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg

PATIENCE = 5.0  # seconds in which the browser should have come to the next page: else it will not, and is heard again


class LeftPages:
    """An ASGI middleware around `app`."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        await self.app(scope, _without_left_pages(receive) if scope["type"] == "websocket" else receive, send)


def _without_left_pages(receive):
    """Return a `receive` that passes over the requests for a part of a page that was left for another."""
    page = until = None  # the one that was asked for as a whole, and how long others have to be silent

    async def receive_wanted():
        nonlocal page, until
        while True:
            message = await receive()
            asked = _asked(message)
            if asked is None:
                return message
            if not asked.fragment_id:
                until = time.monotonic() + PATIENCE if page not in (None, asked.page_script_hash) else None
                page = asked.page_script_hash
            elif until and asked.page_script_hash != page and time.monotonic() < until:
                continue
            else:
                until = None  # the browser has come to the next page
            return message

    return receive_wanted


def _asked(message):
    """Return what a message asks Streamlit to run, None if it is about anything else."""
    try:
        sent = BackMsg.FromString(message.get("bytes") or b"")
    except DecodeError:
        return None
    return sent.rerun_script if sent.HasField("rerun_script") else None
