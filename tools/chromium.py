"""Find the Chromium that the browser tests drive, or get one; `python -m tools.chromium` does just that."""

import functools
import os
import shutil
import sys

from tools import packages

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
        if path and packages.runs([path, "--version"]):
            return path
    return _playwrights_own()


def get():
    """Return the path of a Chromium, downloading or installing one if need be; RuntimeError says what to install."""
    path = find()
    if path:
        return path
    print("No Chromium here: trying Playwright's download ...", file=sys.stderr)
    packages.runs([sys.executable, "-m", "playwright", "install", "chromium"], 600)
    if not _playwrights_own():
        packages.install("chromium", "fonts-dejavu-core")
    find.cache_clear()
    path = find()
    if not path:
        raise RuntimeError(MISSING)
    return path


def _playwrights_own():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) and packages.runs([path, "--version"]) else None


if __name__ == "__main__":
    try:
        get()
    except RuntimeError as error:
        sys.exit(str(error))
