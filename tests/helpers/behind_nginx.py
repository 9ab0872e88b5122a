"""Two processes of the app behind nginx with the shipped hosting/nginx.conf."""

import time
import urllib.request

from tools import nginx
from tools.driver import Server

SECRET = {"STREAMLIT_SERVER_COOKIE_SECRET": "the same for all processes"}


class House:
    """Two processes, and nginx before them."""

    def __init__(self, folder, **environment):
        self.folder, self.environment = folder, SECRET | environment
        ports = nginx.free_ports(2)
        self.front = nginx.Front(folder / "nginx", ports)
        self.processes = [self.start(port, f"{port}.txt") for port in ports]
        for process in self.processes:
            process.wait()

    def start(self, port, log):
        """Return a process that is about to answer on a port."""
        return Server(self.folder / log, port=port, environment=self.environment)

    def restart(self, process):
        """Start a process that was killed again, on its port."""
        self.processes[self.processes.index(process)] = self.start(process.port, "again.txt").wait()

    def stop(self):
        """Stop all of it; return what processes and nginx had to complain about."""
        return [line for part in (self.front, *self.processes) for line in part.stop()]


def fetch(url, **headers):
    """Return the answer to a request, and its body as it came."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
        return answer, answer.read()


def asked(house, path):
    """Return the entries of nginx's log about one path, with a leading slash or without."""
    return [request for request in house.front.requests() if request["path"].lstrip("/") == path.lstrip("/")]


def newcomer(house):
    """Return the cookie that somebody who has none is given."""
    return fetch(f"{house.front.url}_stcore/health")[0].headers.get_all("Set-Cookie")[-1]


def until(look, has=1):
    """Return what `look` returns, once it has so many entries: nginx writes one down after the browser has it all."""
    latest = time.monotonic() + 20
    while len(found := look()) < has:
        assert time.monotonic() < latest, f"{len(found)} of {has}"
        time.sleep(0.05)  # between two looks at a state
    return found
