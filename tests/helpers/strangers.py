"""Strangers: whoever sends a server what no browser would, over Streamlit's own WebSocket and by hand-made HTTP."""

import asyncio
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from playground.protocol import VERSION, unpack
from tools.driver import ROOT
from tools.messages import trigger

PATIENCE = 60.0  # seconds until a server that does not answer is a fault
AGAIN = 0.5  # until a heartbeat is sent once more
QUIET = 2.0  # seconds after which a message is taken for one that makes no page run
REDACTED = "This app has encountered an error."  # how a browser is told of an error, with client.showErrorDetails none
# What must not be in anything that reaches a browser: a traceback, or a place in one.
TRACE = re.compile(rb'Traceback \(most recent|File "[^"]*\.py", line \d')


def run_alone(coroutine):
    """Return what a coroutine returns, run in a thread of its own: in this one a browser's driver may have a loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def state(name, kind, value=None):
    """Return the state of a widget, in any field of the protocol; no value stands for an empty message there."""
    widget = WidgetState(id=name)
    field = getattr(widget, kind)
    if value is None or not hasattr(field, "SetInParent"):
        field.SetInParent() if value is None else setattr(widget, kind, value)
    else:
        field.SetInParent()
        field.data.extend(value)
    return widget


def event(name, value, called="ask"):
    """Return what a component of this id triggers: any value, or a text that need be no JSON."""
    text = value if isinstance(value, str) else json.dumps([{"event": called, "value": value}])
    return state(trigger(name), "json_trigger_value", text)


class Missing(LookupError):
    """The page, as it is now, has no such widget."""


class Stranger:
    """One session on a page, and what has come of it.

    `elements` are {id: (type, fragment)} of the widgets and components that there are, `panel` what the controls were
    given, `faults` what no browser should have been sent, `was_refused` whether Streamlit itself broke a run off: then
    a session is of no more use.
    """

    def __init__(self, url, page="", query=""):
        self.address = url.replace("http", "ws", 1).rstrip("/") + "/_stcore/stream"
        self.page, self.query = page, query
        self.faults, self.sent = [], 0  # messages, but for those that open the page

    async def open(self):
        """Open the page in a new session; let its stage, if it has one, show itself."""
        self.elements, self.seen, self.header, self.panel, sent = {}, {}, None, None, self.sent
        self.hash = self.session = ""
        self.was_refused = self._is_fragment = False
        self._over, self._beat = asyncio.Event(), asyncio.Event()
        self._socket = await connect(self.address, subprotocols=["streamlit"], max_size=None, compression=None)
        self._reader = asyncio.create_task(self._read())
        await self.send(self.message(), PATIENCE)
        if self.header and self.header["greet"]:
            await self.ask({"version": VERSION, "do": "open"})
        self.sent = sent
        return self

    async def close(self):
        """Close the tab."""
        self._reader.cancel()
        with suppress(ConnectionClosed):
            await self._socket.close()

    async def renew(self):
        """Open the page anew if the session was given up: by the server, or since a run was broken off."""
        if self.was_refused or self._reader.done():
            await self.close()
            await self.open()

    def id_of(self, key):
        """Return the id of the widget or component with a key."""
        for name in self.elements:
            if name.endswith(f"-{key}"):
                return name
        raise Missing(key)

    def message(self, *widgets, fragment="", **fields):
        """Return a message to run the page, or a fragment of it, with some states of widgets."""
        message = BackMsg()
        script = message.rerun_script
        script.query_string, script.page_script_hash = self.query, self.hash
        script.page_name = "" if self.hash else self.page
        script.widget_states.widgets.extend(widgets)
        script.fragment_id = fragment
        script.context_info.url = "http://127.0.0.1/"
        for name, value in fields.items():
            setattr(script, name, value)
        return message

    async def ask(self, request):
        """Send the stage's request, or anything in its place."""
        name = self.id_of("stage")
        await self.send(self.message(event(name, request), fragment=self.elements[name][1]))

    async def send(self, message, quiet=QUIET):
        """Send a message, and wait until the run of the page that it makes is over; it may make none."""
        self.sent += 1
        self._over.clear()
        with suppress(ConnectionClosed):
            await self._socket.send(message.SerializeToString())
        await self._wait(self._over, quiet)
        if not self._over.is_set():
            await self.beat()

    async def send_frame(self, frame):
        """Send a frame of bytes or of text; return once the server has answered, or has closed the connection."""
        self.sent += 1
        with suppress(ConnectionClosed):
            await self._socket.send(frame)
        await self.beat()

    async def beat(self):
        """Wait until the server has answered a heartbeat, unless it has closed the connection."""
        self._beat.clear()
        until = time.monotonic() + PATIENCE
        while not (self._beat.is_set() or self._reader.done()):
            if time.monotonic() > until:
                self.faults.append("The server does not answer.")
                return
            with suppress(ConnectionClosed):
                await self._socket.send(BackMsg(app_heartbeat=True).SerializeToString())
            # A run of the page that begins just now throws away what was not sent yet, and the answer with it.
            await self._wait(self._beat, AGAIN)

    async def _wait(self, event, seconds):
        """Wait until that has happened, or the server has closed the connection, or so long."""
        waiting = asyncio.create_task(event.wait())
        await asyncio.wait([waiting, self._reader], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()

    async def _read(self):
        with suppress(ConnectionClosed):
            async for frame in self._socket:
                if TRACE.search(frame):
                    self.faults.append(f"A traceback: {frame[:300]}")
                self._take(ForwardMsg.FromString(frame))

    def _take(self, message):
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id
            self._is_fragment = bool(message.metadata.run.fragment_ids)
            self.seen = dict(self.elements) if self._is_fragment else {}
        elif kind == "navigation":
            self.hash = message.navigation.page_script_hash
        elif kind == "delta":
            self._take_element(message.delta.new_element, message.delta.fragment_id)
        elif kind == "session_event":
            self.faults.append(f"An event of the session: {message.session_event}"[:300])
        elif kind == "heartbeat_ack":
            self._beat.set()
        elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.elements = self.seen
            self._over.set()

    def _take_element(self, element, fragment):
        kind = element.WhichOneof("type")
        about = getattr(element, kind) if kind else None
        if kind == "exception":
            self.was_refused = True
            if about.type or list(about.stack_trace) or not about.message.startswith(REDACTED):
                self.faults.append(f"An exception: {about.type} {about.message}"[:300])
        elif name := getattr(about, "id", ""):
            self.seen[name] = kind, fragment
            if kind == "bidi_component" and about.component_name.startswith("live_stage_"):
                header = unpack(about.bytes)[0]
                self.header = header if header["kind"] == "opening" else self.header
            elif kind == "bidi_component" and about.component_name == "controls":
                self.panel = json.loads(about.bytes)


async def http(port, method, path, headers=(), body=b""):
    """Send a request as it stands, the path unread; return (status, body), (0, b"") where there is no answer."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers]
    if body and not any(line.lower().startswith(("content-length", "transfer-encoding")) for line in lines):
        lines.append(f"Content-Length: {len(body)}")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    try:
        writer.write("\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body)
        answer = await asyncio.wait_for(reader.read(), PATIENCE)
    except OSError:
        pass  # the server has hung up, as it may
    finally:
        writer.close()
    head, _, rest = answer.partition(b"\r\n\r\n")
    status = re.match(rb"HTTP/1\.[01] (\d+)", head)
    return (int(status[1]) if status else 0), rest


# --- the server's log

FRAME = re.compile(r'(?m)^  File "(.+)", line (\d+), in (.+)$')
APP = f"{ROOT}/"
PACKAGES = ("site-packages", "/lib/python")


def tracebacks(log, own):
    """Yield what was raised, and by way of which line of the app, for each traceback in a log that is not Streamlit's.

    `own` are the functions of packages, as module.py:name, that may raise: nothing of the app's is called by them.
    """
    for block in re.split(r"(?m)^Traceback \(most recent call last\):\n", log)[1:]:
        if "During handling of the above" in block or "was the direct cause of" in block:
            continue  # the traceback after it tells the whole of it
        frames = FRAME.findall(block)
        ours = [at for at, (path, _line, _name) in enumerate(frames) if _is_ours(path)]
        inner = {f"{path.rsplit('/', 1)[-1]}:{name}" for path, _line, name in frames[ours[-1] + 1 if ours else 0 :]}
        if not inner & own:
            raised = next((line for line in block.splitlines() if line and not line.startswith(" ")), "")
            path, line, _name = frames[ours[-1] if ours else -1]
            yield f"{raised[:200]} ({path.removeprefix(APP)}, line {line})"


def _is_ours(path):
    return path.startswith(APP) and not any(part in path for part in PACKAGES)
