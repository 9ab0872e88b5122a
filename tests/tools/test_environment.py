"""Tests that a machine on which something is missing gets one sentence that names the line which installs it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools import chromium, nginx, packages

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no make; README.md says what to type there")


@pytest.fixture
def bare(tmp_path):
    """Runs the script in a fresh folder on a machine that has but a shell, and the Python that is given."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "cat", "basename", "rm"):
        (programs / name).symlink_to(shutil.which(name))
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder)

    def run(python=None):
        if python:
            (programs / "python3").write_text(f"#!/bin/sh\n{python}\n")
            (programs / "python3").chmod(0o755)
        return subprocess.run(
            [ROOT / "tools" / "environment.sh", "requirements.txt"],
            cwd=folder, env={"PATH": str(programs)}, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    return run


def test_no_python(bare):
    done = bare()
    assert done.returncode == 1
    assert done.stderr == (
        "Python 3.11 or newer is missing; install it with: "
        "sudo apt install python3 python3-venv (Debian 12, Ubuntu 24.04 or newer)\n"
    )


def test_a_python_that_is_too_old(bare):
    assert bare("exit 1").stderr.startswith("Python 3.11 or newer is missing; install it with: ")


def test_a_python_without_venv(bare):
    done = bare('case "$2" in *venv*) exit 1;; esac')
    assert done.returncode == 1
    assert done.stderr == "Python's venv module is missing; install it with: sudo apt install python3-venv\n"


def test_packages_that_cannot_be_had(bare):
    # This Python makes an environment whose pip fails.
    fake = (
        'case "$1 $2" in "-m venv") /bin/mkdir -p .venv/bin; echo "#!/bin/sh\ncase \\"\\$2\\" in pip) exit 1;; esac" '
    )
    done = bare(fake + "> .venv/bin/python; /bin/chmod +x .venv/bin/python;; esac")
    assert done.returncode == 1
    assert "check the network, then run the same command again" in done.stderr


def test_no_chromium(monkeypatch):
    monkeypatch.setattr(chromium, "find", lambda: None)
    monkeypatch.setattr(packages, "runs", lambda *_: False)
    monkeypatch.setattr(chromium, "_playwrights_own", lambda: None)
    monkeypatch.setattr(chromium.find, "cache_clear", lambda: None, raising=False)
    with pytest.raises(RuntimeError, match="sudo apt install chromium"):
        chromium.get()


def test_no_nginx(monkeypatch):
    monkeypatch.setattr(nginx, "find", lambda: None)
    monkeypatch.setattr(packages, "runs", lambda *_: False)
    with pytest.raises(RuntimeError, match="sudo apt install nginx"):
        nginx.get()


def test_a_package_is_only_installed_by_root(monkeypatch):
    commands = []
    monkeypatch.setattr(packages, "runs", lambda command, seconds=60: commands.append(command))
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    packages.install("nginx")
    assert commands == []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    packages.install("nginx")
    assert commands[-1][-1] == "nginx"
