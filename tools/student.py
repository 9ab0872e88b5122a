"""A student without a browser: Streamlit's own messages over a WebSocket, and the stage's part of the conversation.

For benchmarks and tests that need many at once. What it asks, and when, is what `static/stage/run/player.js` does.
"""

import asyncio
import json
import math
import time
from collections import deque

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from playground.protocol import VERSION, unpack
from tools.messages import trigger

ASK_AGAIN = 3.0  # seconds, as the stage waits for an answer
SECONDS_AHEAD = 0.75  # how far the stage's buffer reaches when it asks for more
AT_ONCE, AT_ONCE_IN_ROOM = 2, 4 / 3  # times as much it asks for
MAX_PACE = 30  # frames a second at the speed "max", and how few are left when it asks for more
MAX_PACE_LOW = 8
NO_LIMIT = 10**6
PATIENCE = 60.0  # seconds until a page that is not drawn, or an epoch that does not come, is a fault


class Student:
    """One session: opens a page, changes its controls, and plays.

    `latencies` are the seconds from each request for epochs to its answer, `repeats` how often the stage would have
    asked again, `faults` what the page had to say that no page should. `epoch` is the one on show, `tail` the last one
    that has come.
    """

    def __init__(self, url, headers=None):
        self.address = url.replace("http", "ws", 1).rstrip("/") + "/_stcore/stream"
        self.headers = headers
        self.latencies, self.faults, self.repeats = [], [], 0
        self.query = self.page_hash = ""
        self.panel = None  # what the controls were given last
        self.wishes = []  # of theirs that were not seen yet
        self.opening = None  # the header of the last opening
        self.room = None  # the number of what a teacher has set, as the stage was told last; None outside of a room
        self.sent = 0
        self._page = self._answer = None  # futures: a run of the whole page, an answer of the stage
        self._asking = None  # the task that waits for epochs

    # --- the page

    async def open(self, query=""):
        """Open an address of the playground in a new session, and let the stage show itself."""
        self.query, self.page_hash, self.panel, self.wishes = query, "", None, []
        self.socket = await connect(
            self.address, subprotocols=["streamlit"], max_size=None, compression=None, additional_headers=self.headers
        )
        self._reader = asyncio.create_task(self._read())
        await self.run()
        if self.opening["greet"]:
            await self._wait_page(lambda: self._trigger(*self.stage, {"version": VERSION, "do": "open"}))
        return self

    async def run(self, **values):
        """Run the whole page, with these controls changed by their keys; return when it has been drawn.

        Each is a wish of the controls, see `playground/control_panel.py`.
        """
        if values:
            last = self.panel["seen"] + len(self.wishes)
            self.wishes += [[n, *change] for n, change in enumerate(values.items(), start=last + 1)]
        message = self._message()
        await self._wait_page(lambda: self._send(message))

    async def leave(self):
        """Close the tab."""
        self._drop_request()
        self._reader.cancel()
        await self.socket.close()

    async def reload(self):
        """Reload the page: another session, which knows only the address."""
        await self.leave()
        await self.open(self.query)

    async def _wait_page(self, act):
        self._page = asyncio.get_running_loop().create_future()
        await act()
        async with asyncio.timeout(PATIENCE):
            await self._page

    # --- the stage

    async def ask(self, **request):
        """Send the stage's request until it is answered; return (header, numbers), which may be an opening.

        It takes the place of one that asks for epochs, as in the stage.
        """
        if self._asking is not asyncio.current_task():
            self._drop_request()
        self.sent += 1
        about = {
            "version": VERSION,
            "run_id": self.opening["run_id"],
            "revision": self.opening["revision"],
            "id": self.sent,
        }
        request = about | request
        start, hurried = time.perf_counter(), False
        while True:
            self._answer = asyncio.get_running_loop().create_future()
            await self._trigger(*self.stage, request)
            try:
                async with asyncio.timeout(ASK_AGAIN):
                    header, numbers = await self._answer
            except TimeoutError:
                self.repeats += 1
                if time.perf_counter() - start > PATIENCE:
                    raise
                continue
            if header.get("id") == request["id"] or self._is_other(header, request):
                self.latencies.append(time.perf_counter() - start)
                return header, numbers
            if hurried:  # an opening of the same run: the page ran, and has swallowed the request
                await asyncio.sleep(ASK_AGAIN)
            hurried = True

    def _is_other(self, header, request):
        about = "run_id", "revision"
        return header["kind"] == "opening" and any(header[name] != request[name] for name in about)

    def _drop_request(self):
        if self._asking:
            self._asking.cancel()
            self._asking = None

    def begin(self):
        """Show the untrained network of the run there is."""
        self.epoch = self.tail = 0
        self._is_fed = False  # nothing has come to be shown yet
        self.ahead = deque()  # the epochs that have come with their parameters and were not on show
        self.ended = self.journal_number = None

    async def play(self, seconds, speed=60, stop=None):
        """Play for so long, or to an epoch; return (epochs that came on show, seconds that went by)."""
        self.speed, self.stop = speed, stop
        first, start = self.epoch, time.perf_counter()
        self._shown_at, self._due = start, 1.0
        while (left := start + seconds - time.perf_counter()) > 0 and self.epoch != stop and not self._is_over():
            self._show()
            if self._asking is None and len(self.ahead) < self._low and not self.ended and self.tail != stop:
                self._asking = asyncio.create_task(self._train())
            if self._asking and not self._asking.done():
                await asyncio.wait([self._asking], timeout=left)
            elif self._asking:
                self._asking.result()
                self._asking = None
            else:  # until the stage would ask again, or has shown the last epoch
                await asyncio.sleep(min(left, (max(len(self.ahead) - self._low, 0) + 1) / self._pace))
        self._show()
        return self.epoch - first, time.perf_counter() - start

    @property
    def _pace(self):
        return MAX_PACE if self.speed == "max" else self.speed

    @property
    def _low(self):
        return MAX_PACE_LOW if self.speed == "max" else math.ceil(SECONDS_AHEAD * self.speed)

    def _is_over(self):
        return self.ended and not self.ahead

    def _show(self):
        """Show what was due since this was called last, as far as it had come by now."""
        now = time.perf_counter()
        # Who has nothing to show does not catch up later.
        self._due = min(self._due + (now - self._shown_at) * self._pace, len(self.ahead) + 1.5)
        self._shown_at = now
        while self._due >= 1 and self.ahead and self.epoch != self.stop:
            self.epoch = self.ahead.popleft()
            self._due -= 1

    async def _train(self):
        """Ask for the next epochs, and take them in."""
        is_max = self.speed == "max"
        most = round(self._low * (AT_ONCE if self.room is None else AT_ONCE_IN_ROOM))
        count = min(NO_LIMIT if is_max else most, NO_LIMIT if self.stop is None else self.stop - self.tail)
        about = {"from": self.tail, "shown": self.epoch, "journal": self.journal_number, "count": count}
        header, _ = await self.ask(do="train", **about, pace="max" if is_max else "all", urgent=not self._is_fed)
        self._show()
        if header["kind"] == "chunk" and header["revision"] == self.opening["revision"]:
            self._is_fed = True
            self.ahead.extend(epoch for epoch in header["keys"] if epoch not in header["passed"])
            self.tail = header["from"] + header["count"]
            self.ended, self.journal_number = header["ended"], header["journal_number"]

    # --- messages

    def _message(self):
        message = BackMsg()
        script = message.rerun_script
        script.query_string, script.page_script_hash = self.query, self.page_hash
        if self.panel:
            told = {"for": self.panel["token"], "wishes": self.wishes}
            script.widget_states.widgets.add(id=self.panel_id, json_value=json.dumps({"told": told}))
        script.context_info.timezone, script.context_info.locale = "UTC", "en-US"
        script.context_info.color_scheme = "light"
        return message

    async def _send(self, message):
        await self.socket.send(message.SerializeToString())

    async def _trigger(self, component, fragment, request):
        """Send a request of a component, along with the controls: it runs the component's fragment."""
        message = self._message()
        event = json.dumps([{"event": "ask", "value": request}])
        message.rerun_script.widget_states.widgets.add(id=trigger(component), json_trigger_value=event)
        message.rerun_script.fragment_id = fragment
        await self._send(message)

    async def _read(self):
        takers = {
            "navigation": self._take_page,
            "delta": self._take_delta,
            "script_finished": self._take_finished,
            "page_info_changed": self._take_address,
        }
        try:
            async for frame in self.socket:
                message = ForwardMsg.FromString(frame)
                if take := takers.get(message.WhichOneof("type")):
                    take(message)
            raise ConnectionError("The server has closed the connection.")
        except Exception as error:
            for waiting in (self._page, self._answer):
                if waiting and not waiting.done():
                    waiting.set_exception(error)

    def _take_page(self, message):
        self.page_hash = message.navigation.page_script_hash

    def _take_address(self, message):
        self.query = message.page_info_changed.query_string

    def _take_delta(self, message):
        element = message.delta.new_element
        if element.WhichOneof("type") == "exception":
            self.faults.append(f"{element.exception.type}: {element.exception.message}")
        self._take_component(element.bidi_component, message.delta.fragment_id)

    def _take_component(self, component, fragment):
        if component.component_name.startswith("live_stage_"):
            self.stage = component.id, fragment
            self._take_answer(*unpack(component.bytes))
        if component.component_name == "controls":
            self.panel_id, self.panel = component.id, json.loads(component.bytes)
            self.wishes = [wish for wish in self.wishes if wish[0] > self.panel["seen"]]

    def _take_answer(self, header, numbers):
        self.room = header["view"].get("room")
        if header["kind"] == "opening":
            if self.opening is None or header["run_id"] != self.run_on_show:
                self.begin()
                self.run_on_show = header["run_id"]
            elif header["revision"] > self.opening["revision"]:  # a change: what lies ahead is worth nothing
                self.ahead.clear()
                self.tail, self._is_fed = self.epoch, False
            self.opening = header
        if self._answer and not self._answer.done():
            self._answer.set_result((header, numbers))

    def _take_finished(self, message):
        if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            return
        if self._page and not self._page.done():
            self._page.set_result(None)
