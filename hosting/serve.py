"""Starts the app on a host: first what the first student would wait for, then Streamlit.

`python -m hosting.serve --server.port=8501` takes any option of `streamlit run`.
"""

import logging
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Memory that was freed comes back from the C library: it keeps eight stores of it for each core otherwise, and a thread
# that is new takes the next.
ENVIRONMENT = {"MALLOC_ARENA_MAX": "2"}


def prepare():
    """Publish the stage's files, and have the kernel compiled in its cache; a host without Numba serves with NumPy."""
    from playground import assets, engines

    assets.publish()
    engines.wait()


def command(options):
    """Return the command that serves, with further options of `streamlit run`."""
    return [sys.executable, "-m", "streamlit", "run", "server.py", "--server.headless=true", *options]


def main(options):
    """Prepare, then become the server: signals go to it, and it alone keeps memory."""
    logging.basicConfig(format="%(message)s")  # why NumPy trains, if it does
    prepare()
    os.chdir(ROOT)
    serve = command(options)
    os.execve(serve[0], serve, ENVIRONMENT | os.environ)


if __name__ == "__main__":
    main(sys.argv[1:])
