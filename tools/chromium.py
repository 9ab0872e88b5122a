"""Find the Chromium that the browser tests drive, or get one; `python tools/chromium.py` prints where it is."""

import functools
import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
MISSING = (
    "The browser tests need Chromium, and none could be found or installed; install it with: "
    "sudo apt install chromium (or: .venv/bin/playwright install --with-deps chromium), then run the command again."
)


@functools.cache
def find():
    """Return the path of a Chromium: the one that $CHROMIUM names, an installed one, or Playwright's own; else None."""
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        path = name and shutil.which(name)
        # Ubuntu's /usr/bin/chromium-browser may be a script that only says "install the snap".
        if path and _runs([path, "--version"]):
            return path
    return _playwrights_own()


def get():
    """Return the path of a Chromium, downloading or installing one if need be; RuntimeError says what to install."""
    path = find()
    if path:
        return path
    print("No Chromium here: trying Playwright's download ...", file=sys.stderr)
    _runs([sys.executable, "-m", "playwright", "install", "chromium"], 600)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not _playwrights_own() and is_root and shutil.which("apt-get"):
        print("Not to be had; installing Debian's chromium package ...", file=sys.stderr)
        _runs(["apt-get", "update", "-qq"], 300)
        _runs(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"], 900)
    find.cache_clear()
    path = find()
    if not path:
        raise RuntimeError(MISSING)
    return path


def _playwrights_own():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) and _runs([path, "--version"]) else None


def _runs(command, seconds=60):
    """True when the command ends well within its time."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    try:
        get()
    except RuntimeError as error:
        sys.exit(str(error))
