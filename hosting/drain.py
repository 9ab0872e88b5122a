"""Waits until no student is left on a process: a container that is to end runs it first, so that a lesson goes on.

`python -m hosting.drain` asks the process on port 8501, `python -m hosting.drain 8502` another.
"""

import http.client
import re
import sys
import time
import urllib.request

SECONDS = 5  # between two looks
LOOKS = 12  # in a row without an answer: then nobody is there to be waited for


def students(port):
    """Return how many browsers are connected to the process on a port of this machine; None when it does not answer."""
    try:
        address = f"http://127.0.0.1:{port}/_stcore/metrics?families=active_sessions"
        with urllib.request.urlopen(address, timeout=10) as answer:
            counted = re.search(rb"^active_sessions (\d+)$", answer.read(), re.MULTILINE)
    except (OSError, http.client.HTTPException):
        return None
    return int(counted[1]) if counted else None


def wait(port, seconds=SECONDS):
    """Return when nobody is connected, or nothing can be said any more; how long that may take is the host's to say."""
    unanswered = 0
    while unanswered < LOOKS:
        count = students(port)
        if count == 0:
            return
        unanswered = unanswered + 1 if count is None else 0  # a process that is busy may miss one
        time.sleep(seconds)


if __name__ == "__main__":
    wait(*map(int, sys.argv[1:2] or [8501]))
