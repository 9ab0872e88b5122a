"""Two processes of the app behind nginx with the shipped hosting/nginx.conf."""

import re
import time
import urllib.request
from http.cookiejar import CookieJar

from websockets.asyncio.client import connect

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


class Visitor:
    """A browser as nginx sees it: it keeps the cookies that it is given, and has a name in nginx's log."""

    def __init__(self, front, name):
        self.front, self.name, self.asked, self.jar = front, name, 0, CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.opener.addheaders = [("User-Agent", name)]

    @property
    def cookies(self):
        return {cookie.name: cookie.value for cookie in self.jar}

    def get(self, path=""):
        """Ask for a path; return the port of the process that the cookie names then."""
        self.asked += 1
        self.opener.open(self.front.url + path, timeout=60).close()
        return int(self.cookies["perceptron"])

    def connect(self):
        """Open a WebSocket, as a page does: an asynchronous context."""
        self.asked += 1
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        address = self.front.url.replace("http", "ws", 1) + "_stcore/stream"
        return connect(address, subprotocols=["streamlit"], user_agent_header=self.name, additional_headers=headers)

    def served(self):
        """Return (path, port of the process that answered) of each request, once all WebSockets are closed."""
        requests = until(lambda: [one for one in self.front.requests() if one["student"] == self.name], has=self.asked)
        return [(one["path"], int(re.search(r":(\d+)$", one["process"])[1])) for one in requests]


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
