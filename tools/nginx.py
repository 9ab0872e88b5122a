"""Find the nginx that the tests of hosting put in front of the app, or get one; and run it with the shipped file."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

from tools import packages

SHIPPED = Path(__file__).parent.parent / "hosting" / "nginx.conf"

MISSING = (
    "The tests of hosting need nginx, and none could be found or installed; install it with: "
    "sudo apt install nginx, then run the command again."
)


def find():
    """Return the path of an nginx: the one that $NGINX names, or an installed one; else None."""
    # A person's PATH may lack the folder in which Debian puts it.
    folders = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    for name in (os.environ.get("NGINX"), "nginx"):
        path = name and shutil.which(name, path=folders)
        if path and packages.runs([path, "-v"]):
            return path
    return None


def get():
    """Return the path of an nginx, installing one if need be; RuntimeError says what to install."""
    # Where systemd runs, Debian's package would start a server on port 80: that is for a person to decide.
    if not find() and not os.path.exists("/run/systemd/system"):
        packages.install("nginx")
    path = find()
    if not path:
        raise RuntimeError(MISSING)
    return path


class Front:
    """The shipped hosting/nginx.conf on a port of its own: only ports, paths and patience are others.

    `log` is its access log.
    """

    LOG = """log_format seen '{"student": "$http_user_agent", "path": "$uri", "status": "$status", '
                    '"cookie": "$cookie_perceptron", "process": "$upstream_addr", "cache": "$upstream_cache_status"}'"""

    def __init__(self, folder, ports, patience=15):
        """`ports` are those of the processes, for 8501 and up; what is beyond them in the file nobody listens to.

        `patience` is how many seconds a process may take to answer.
        """
        folder.mkdir()
        self.folder, self.log = folder, folder / "access.log"
        shipped = [*dict.fromkeys(re.findall(r"^    server 127\.0\.0\.1:(\d+) ", SHIPPED.read_text(), re.MULTILINE))]
        self.port, *unused = free_ports(1 + len(shipped) - len(ports))
        self.url = f"http://127.0.0.1:{self.port}/"
        text = SHIPPED.read_text()
        for old, new in zip(shipped, [*ports, *unused], strict=True):
            text = re.sub(rf"\b{old}\b", str(new), text)
        text = text.replace("proxy_read_timeout 15s", f"proxy_read_timeout {patience}s")
        text = text.replace("listen 80 ", f"listen 127.0.0.1:{self.port} ")
        text = re.sub(r"^ *listen \[::\]:80 .*\n", "", text, flags=re.MULTILINE)
        text = text.replace("/var/cache/perceptron-nginx", str(folder / "cache"))
        (folder / "perceptron.conf").write_text(text)
        (folder / "nginx.conf").write_text(self._around())
        self._start()

    def _around(self):
        """Return what a host's own nginx.conf is, here."""
        user = "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
        temporary = "\n".join(
            f"  {kind}_temp_path {self.folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        return f"""
{user}
daemon off;
worker_processes 2;
pid {self.folder}/nginx.pid;
error_log {self.folder}/error.log;
events {{}}
http {{
  {self.LOG};
  access_log {self.log} seen;
{temporary}
  include {self.folder}/perceptron.conf;
}}
"""

    def _start(self):
        options = {"-p": self.folder, "-c": self.folder / "nginx.conf", "-e": self.folder / "start"}
        command = [get(), *(str(part) for option in options.items() for part in option)]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + 20
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)  # between two looks at a state
        raise RuntimeError(f"nginx did not start: {self.process.communicate()[1]}")

    def requests(self):
        """Return what it was asked so far, an entry a request; a WebSocket is entered when it is over."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def stop(self):
        """Stop it, and return what it had to complain about, but dead processes and what it shall refuse."""
        self.process.terminate()
        self.process.communicate(timeout=20)
        lines = (self.folder / "error.log").read_text().splitlines()
        expected = "Connection refused|prematurely closed|reset by peer|timed out|no live upstreams"
        expected += "|too large body|limiting"
        return [line for line in lines if not re.search(expected, line)]


def free_ports(count):
    """Return ports that nobody listens to."""
    with contextlib.ExitStack() as open_ones:
        probes = [open_ones.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
