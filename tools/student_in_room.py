"""A student in a room, without a browser: what `static/stage/line/line.js` asks, and when, and how it is led."""

import asyncio
import json
import time
from contextlib import suppress

from rooms.protocol import VERSION
from tools.student import ASK_AGAIN, PATIENCE, Student

LOOK = 0.1  # seconds between two looks at whether there is something to ask
EVERY, EVERY_PAUSED = 4.0, 1.5  # seconds between two beats of who does not play, also while the teacher has paused all
WAITING = 0.4  # seconds with nothing to show after which the stage calls it waiting


class StudentInRoom(Student):
    """A Student whose page's address names a room.

    `told` is what the line was told last, `stopped_at` when the teacher's pause has stopped them last, `came` what the
    stage's answers have brought: [(epoch, when)]. These times are `time.time()`, which a browser beside can tell, too.
    """

    def __init__(self, url, headers=None):
        super().__init__(url, headers)
        self.told, self.stopped_at, self.came = None, None, []
        self._plays = False  # or would, if the teacher let them
        self._goes_on = asyncio.Event()  # not set while the teacher holds all
        self._goes_on.set()
        self._one_at_a_time = asyncio.Lock()
        self._asked = 0  # of the line's requests
        self._asked_at = self._starved_since = None
        self._state_told = self._line_answer = self._looking = None

    async def join(self, nickname):
        """Join the room that the address names, as somebody does who comes for the first time."""
        await self._ask_line(do="join", name=None, token=None, animal=False)  # is there such a room?
        await self._ask_line(do="join", name=nickname, token=None, animal=False)
        if self.told["kind"] != "in":
            raise ConnectionError(f"{nickname} is not let in: {self.told['sentence']}")
        self._looking = asyncio.create_task(self._look())

    async def leave(self):
        """Close the tab."""
        if self._looking:
            self._looking.cancel()
        await super().leave()

    # --- the stage

    async def play(self, seconds, speed=60, stop=None):
        """Play as anybody does, but no longer than the teacher lets them."""
        self._plays, self._starved_since = True, None
        try:
            return await super().play(seconds, speed, stop)
        finally:
            self._plays = False

    async def attend(self, seconds, speed=60):
        """Play for so long, and go on each time that the teacher lets all go on."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0 and not self._is_diverged:
            await self.play(left, speed)
            with suppress(TimeoutError):
                async with asyncio.timeout(end - time.perf_counter()):
                    await self._goes_on.wait()

    @property
    def is_playing(self):
        """True for who plays and is not held."""
        return self._plays and self._goes_on.is_set()

    @property
    def state(self):
        """What the stage says of itself."""
        if self._is_diverged:
            return "diverged"
        if self.is_playing:
            starved = self._starved_since and time.perf_counter() - self._starved_since
            return "waiting" if starved and starved > WAITING else "playing"
        if not self.epoch:
            return "idle"
        return "finished" if self.epoch == self.stop else "paused"

    @property
    def _is_diverged(self):
        return super()._is_over()

    def _is_over(self):
        return self._is_diverged or not self._goes_on.is_set()

    def _show(self):
        if not self._goes_on.is_set():
            return
        super()._show()
        self._starved_since = None if self.ahead else self._starved_since or time.perf_counter()

    def _take_answer(self, header, numbers):
        super()._take_answer(header, numbers)
        if header["view"].get("held"):
            self._hold()
        if header["kind"] == "chunk":
            self.came.append((header["from"] + header["count"], time.time()))

    # --- the line

    async def _look(self):
        """Ask whenever it is time to, as long as the page is open."""
        try:
            while True:
                await asyncio.sleep(LOOK)
                if self.is_playing:
                    self._show()
                if self.told["kind"] == "in" and self._is_time():
                    await self._beat()
        except Exception as error:  # a line that asks nothing any more would look like one with nothing to ask
            self.faults.append(f"The line: {type(error).__name__}: {error}")

    def _is_time(self):
        has_news = self.room is not None and self.room > self.told["number"]
        if has_news or self.state != self._state_told:
            return True
        every = EVERY_PAUSED if self.told["paused"] else EVERY
        return self.state != "playing" and time.perf_counter() - self._asked_at > every

    async def _beat(self):
        self._state_told = self.state
        about = {"run_id": self.opening["run_id"], "revision": self.opening["revision"], "epoch": self.epoch}
        await self._ask_line(do="beat", **about, state=self._state_told)

    async def _ask_line(self, **request):
        """Send a request of the line until it is answered."""
        async with self._one_at_a_time, asyncio.timeout(PATIENCE):
            self._asked += 1
            while self.told["id"] != self._asked:
                self._asked_at = time.perf_counter()
                self._line_answer = asyncio.get_running_loop().create_future()
                await self._trigger(*self.line, {"version": VERSION, "id": self._asked, **request})
                await asyncio.wait([self._line_answer], timeout=ASK_AGAIN)

    def _take_component(self, component, fragment):
        super()._take_component(component, fragment)
        if component.component_name.startswith("room_line_"):
            self.line, self.told = (component.id, fragment), json.loads(component.bytes)
            self._follow()
            if self._line_answer and not self._line_answer.done() and self.told["id"] == self._asked:
                self._line_answer.set_result(None)

    def _follow(self):
        """Do what the teacher has set."""
        if not self.told.get("paused"):
            self._goes_on.set()
        else:
            self._hold()

    def _hold(self):
        """Stop at once, as the stage does."""
        if self.is_playing:
            self._show()
            self.stopped_at = time.time()
        self._goes_on.clear()
