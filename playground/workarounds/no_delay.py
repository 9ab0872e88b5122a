"""Lets small answers leave at once: otherwise the second half of one waits until the first is acknowledged.

That is Nagle's algorithm (RFC 896), and a browser acknowledges late (RFC 1122, 4.2.3.2). asyncio switches it off, but
not for a socket that was made without a protocol number, as Streamlit 1.67 makes its own. Without this 40 ms are lost
for each of the 145 files of a first visit, and for what the stage is sent.
tests/playground/workarounds/test_no_delay.py fails when Streamlit's own socket sends at once.
"""

import contextlib
import os
import socket
import stat
from functools import cache

OPEN_FILES = "/dev/fd"  # on Linux and macOS; elsewhere everything stays as it is


@cache
def hold():
    """Let every connection that this process accepts from now on send at once."""
    with contextlib.suppress(OSError):
        for number in os.listdir(OPEN_FILES):
            _let_go(int(number))


def _let_go(number):
    """If that is a socket that accepts connections: they take over what is set for it."""
    with contextlib.suppress(OSError):
        if not stat.S_ISSOCK(os.fstat(number).st_mode):
            return
        with socket.fromfd(number, socket.AF_INET, socket.SOCK_STREAM) as shared:
            if shared.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                shared.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
