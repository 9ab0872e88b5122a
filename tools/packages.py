"""Try to get a program that a test drives and the machine lacks: as root on Debian its package is installed."""

import os
import shutil
import subprocess
import sys


def runs(command, seconds=60):
    """True when the command ends well within its time."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def install(*names):
    """Install packages of Debian's, if that can be done here: as root, where there is apt-get."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and shutil.which("apt-get"):
        print(f"Installing Debian's {', '.join(names)} ...", file=sys.stderr)
        runs(["apt-get", "update", "-qq"], 300)
        runs(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names], 900)
