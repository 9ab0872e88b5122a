"""What `make test` is: two phases that do not hide each other, and browser tests that are tried again and named."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no sh; README.md says what to type there")
# Notes what it was asked for, and ends as it was told to: first the tests without a browser, then the others.
STAND_IN = """#!/bin/sh
echo "$@" >> asked
case "$*" in *"not browser"*) exit "$FIRST" ;; *) exit "$SECOND" ;; esac
"""
BROWSER_TESTS = """
import time
import pytest
tries = []

class Server:
    def stop(self):
        return ["Traceback of something"]

@pytest.fixture
def fresh():
    return []

def test_that_is_red_once(fresh):
    tries.append("once")
    fresh.append(1)
    assert fresh == [1] and len(tries) > 1, "seen once"

def test_that_is_always_red():
    tries.append("always")
    assert tries.count("always") > 3

@pytest.mark.timeout(1)
def test_that_hangs(logs):
    logs.watch(Server())
    if tries.append("hangs") or tries.count("hangs") < 3:
        time.sleep(60)  # cut short
"""
OTHER_TESTS = """
tries = []

def test_that_is_red_once_without_a_browser():
    tries.append(1)
    assert len(tries) > 1
"""


def phases(folder, first, second, *paths):
    """Run the script with tests that end so; return (exit status, what it printed, what pytest was asked)."""
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(STAND_IN)
    python.chmod(0o755)
    done = subprocess.run(
        [ROOT / "tools" / "tests.sh", "not slow", *paths],
        cwd=folder,
        env={**os.environ, "FIRST": str(first), "SECOND": str(second)},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr, (folder / "asked").read_text().splitlines()


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [(0, 0, 0), (0, 5, 0), (5, 0, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1), (1, 5, 1), (5, 2, 1), (5, 5, 5)],
)
def test_both_phases_run_and_the_status_is_that_of_both(tmp_path, first, second, status):
    ended, printed, asked = phases(tmp_path, first, second, "tests/some.py")
    assert ended == status
    assert asked == [
        "-m pytest -m (not slow) and (not browser) -n 2 tests/some.py",
        "-m pytest -m (not slow) and (browser) tests/some.py",
    ]
    words = {0: "passed", 5: "no test"}
    assert re.search(rf"Without a browser: +0 min +\d+ s, {words.get(first, 'failed')}", printed)
    assert re.search(rf"In a browser: +0 min +\d+ s, {words.get(second, 'failed')}", printed)
    assert ("check the path" in printed) == (status == 5)


def test_a_browser_test_is_tried_again_and_named_a_hang_is_ended_and_the_logs_are_a_test(tmp_path):
    for name in (
        "__init__.py",
        "conftest.py",
        "browser/conftest.py",
        "browser/bare_stage.py",
        "browser/logs.py",
        "helpers/server.py",
    ):
        copy = tmp_path / "tests" / name
        copy.parent.mkdir(exist_ok=True, parents=True)
        shutil.copy(ROOT / "tests" / name, copy)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "tests" / "browser" / "test_in_it.py").write_text(BROWSER_TESTS)
    (tmp_path / "tests" / "test_beside_it.py").write_text(OTHER_TESTS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    summary = done.stdout[done.stdout.index("rerun test summary info") :]
    told = re.findall(r"^(RERUN|FAILED) \S+::(\w+)", summary, re.MULTILINE)
    assert [name for what, name in told if what == "RERUN"] == [
        "test_that_is_red_once",
        *["test_that_is_always_red"] * 2,
        *["test_that_hangs"] * 2,
    ]
    assert {name for what, name in told if what == "FAILED"} == {
        "test_that_is_red_once_without_a_browser",
        "test_that_is_always_red",
        "the_logs_of_the_servers_are_clean",
    }
    assert "seen once" in done.stdout  # what was wrong with it
    assert "time.sleep(60)" in done.stdout and "Timeout (>1.0s)" in done.stdout  # where it hung
    assert "\nTraceback of something\n" in done.stdout
    assert re.search(r"3 failed, 2 passed, 5 rerun", done.stdout)
