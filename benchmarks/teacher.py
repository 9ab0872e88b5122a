"""A teacher at the wall of a room, in a real Chromium, for the benchmarks: opens the room, looks at it, leads."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial, wraps
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tools.driver import chromium_browser

NOTE = (Path(__file__).parent / "wall.js").read_text()
VIEWPORT = {"width": 1280, "height": 720}
PATIENCE = 60_000  # milliseconds, beside a class
ARE_THERE = """(count) => document.querySelectorAll("[data-student]").length >= count"""
NOW = "() => performance.timeOrigin + performance.now()"
NAMES = """() => {
  const tiles = [...document.querySelectorAll("[data-student]")];
  return Object.fromEntries(tiles.map((tile) => [tile.dataset.student, tile.querySelector("bdi").textContent]));
}"""
FRAMES = """(milliseconds) => new Promise((done) => {
  let frames = 0;
  const start = performance.now();
  const count = () => {
    const past = performance.now() - start;
    if (past >= milliseconds) return done((1000 * frames) / past);
    frames++;
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
})"""


def in_its_thread(act):
    """Let a method run in the thread of the browser's driver, which can be used in no other."""

    @wraps(act)
    async def wrapped(self, *arguments):
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(act, self, *arguments))

    return wrapped


class Teacher:
    """Somebody who opens rooms, one after another; between them, and while they look away, the page is a blank one."""

    def __init__(self, server):
        self._server = server
        self._thread, self._open = ThreadPoolExecutor(1), ExitStack()

    @in_its_thread
    def __aenter__(self):
        self._browser = self._open.enter_context(chromium_browser())
        self._begin()
        return self

    @in_its_thread
    def __aexit__(self, *_):
        self._open.close()

    def _begin(self):
        context = self._browser.new_context(viewport=VIEWPORT, base_url=self._server.url)
        context.add_init_script(NOTE)
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)

    def _button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    @in_its_thread
    def open_room(self):
        """Open another room; return its code once the wall is there."""
        self.page.context.close()
        self._begin()
        self.page.goto("room")
        self._button("Open a room").click()
        self._button("Show the code large").wait_for()
        self._address = self.page.url
        return parse_qs(urlsplit(self._address).query)["room"][0]

    @in_its_thread
    def look_away(self):
        """Have a blank page on show."""
        self.page.goto("about:blank")

    @in_its_thread
    def come_back(self, count):
        """Look at the wall again, until so many students are on it."""
        self.page.goto(self._address)
        self.page.wait_for_function(ARE_THERE, arg=count)

    @in_its_thread
    def see(self, count):
        """Return when so many students were on the wall, as `time.time()`."""
        self.page.wait_for_function(ARE_THERE, arg=count)
        return self.page.evaluate(NOW) / 1000

    @in_its_thread
    def frames(self, seconds):
        """Return how many frames a second the page has shown."""
        return self.page.evaluate(FRAMES, 1000 * seconds)

    @in_its_thread
    def drawn(self):
        """Return {nickname: [(epoch, when)]}: which pictures were drawn on each tile since the page was loaded."""
        names, drawn = self.page.evaluate(NAMES), {}
        for student, epoch, when in self.page.evaluate("() => window.drawn"):
            drawn.setdefault(names.get(student), []).append((epoch, when / 1000))
        return drawn

    @in_its_thread
    def press(self, *names):
        """Press these buttons, one after another; return when the last one was pressed."""
        for name in names:
            self._button(name).click()
        return self.page.evaluate("() => window.clicked") / 1000

    @in_its_thread
    def board(self):
        """Return (the entries on the board as [[cells], link], how many were refused), once none is being checked."""
        panel = self.page.get_by_role("region", name="Challenge")
        panel.get_by_text("being checked").wait_for(state="hidden")
        rows = [row for row in panel.locator("tbody tr").all() if row.get_by_role("link").count()]
        entries = [
            (row.get_by_role("cell").all_inner_texts(), row.get_by_role("link").get_attribute("href")) for row in rows
        ]
        return entries, panel.get_by_role("listitem").count()
