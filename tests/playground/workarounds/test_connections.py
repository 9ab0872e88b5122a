"""Connections are bounded: how many there are, how fast their messages come, and what of these Streamlit keeps."""

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from playground.presence import MOST_STUDENTS
from playground.workarounds import connections
from playground.workarounds.connections import AT_ONCE, LONGEST_TEXT, Connections

CLOSED = {"type": "websocket.close", "code": 1013}


async def serve_until_it_leaves(scope, receive, send):
    """An app that reads what a browser sends until that has gone."""
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        pass


class Browser:
    """One that connects, and disconnects when it is told to. `got` is what it was sent."""

    def __init__(self, app):
        self.app, self.got, self._said = app, [], asyncio.Queue()

    async def come(self):
        self._task = asyncio.create_task(self.app({"type": "websocket", "path": "/"}, self._said.get, self._send))
        while not self.got:
            await asyncio.sleep(0)
        return self.got[0]["type"] == "websocket.accept"

    async def leave(self):
        self._said.put_nowait({"type": "websocket.disconnect"})
        await self._task

    async def _send(self, message):
        self.got.append(message)


def test_there_are_so_many_connections_and_one_that_ends_makes_room():
    async def act():
        app = Connections(serve_until_it_leaves, 2)
        browsers = [Browser(app) for _ in range(4)]
        assert [await browser.come() for browser in browsers[:3]] == [True, True, False]
        assert browsers[2].got == [CLOSED]
        await browsers[0].leave()
        assert await browsers[3].come()

    asyncio.run(act())


def test_a_connection_that_the_app_fails_in_makes_room_too():
    async def fail(scope, receive, send):
        raise ValueError

    app = Connections(fail, 1)
    for _ in range(3):
        with pytest.raises(ValueError):
            asyncio.run(app({"type": "websocket"}, None, None))


class Clock:
    """Time that goes by only where somebody waits. `waited` are the seconds."""

    def __init__(self, monkeypatch):
        self.now, self.waited = 1000.0, []
        monkeypatch.setattr(connections.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(connections.asyncio, "sleep", self._sleep)

    async def _sleep(self, seconds):
        self.waited.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def receive_all(messages, browser=lambda: None):
    """Return what an app receives behind the middleware of a connection that brings these messages."""
    left, received = list(messages), []

    async def receive():
        browser()
        return left.pop(0)

    async def app(scope, receive, send):
        received.extend([await receive() for _ in messages])

    asyncio.run(Connections(app, 1)({"type": "websocket"}, receive, None))
    return received


def messages(count):
    return [{"type": "websocket.receive", "bytes": b"%d" % number} for number in range(count)]


def test_a_flood_is_slowed_down_and_not_one_message_of_it_is_lost(clock):
    sent = messages(2000)
    assert receive_all(sent) == sent
    assert sum(clock.waited) == pytest.approx((2000 - AT_ONCE) / connections.A_SECOND, rel=0.01)


@pytest.mark.parametrize("a_second", [5, 30, 35])  # of a slider that is dragged, and of a key that is held down
def test_who_drags_a_slider_or_holds_a_key_down_for_minutes_never_waits(clock, a_second):
    def press():
        clock.now += 1 / a_second

    receive_all(messages(200 * a_second), press)
    assert clock.waited == []


def test_who_was_quiet_may_send_many_at_once_again(clock):
    times = iter(range(2 * AT_ONCE))

    def rest():
        if next(times) == AT_ONCE:
            clock.now += 60

    receive_all(messages(2 * AT_ONCE), rest)
    assert clock.waited == []


def address(query):
    message = BackMsg()
    script = message.rerun_script
    script.query_string = query
    script.context_info.url = f"http://host/?{query}"
    script.context_info.locale = "ŷ" * len(query)
    script.widget_states.widgets.add(id="table", string_value="x" * 10**5)
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


def test_an_address_of_a_megabyte_is_cut_and_what_the_widgets_hold_is_not():
    (received,) = receive_all([address("lr=" + "9" * 10**6)])
    script = BackMsg.FromString(received["bytes"]).rerun_script
    assert script.query_string == "lr=" + "9" * (LONGEST_TEXT - 3)
    assert [len(script.context_info.url), len(script.context_info.locale)] == [LONGEST_TEXT, LONGEST_TEXT]
    assert script.widget_states.widgets[0].string_value == "x" * 10**5


@pytest.mark.parametrize(
    "message",
    [
        address("lr=0.3&points=" + "A" * 12_000),
        {"type": "websocket.receive", "bytes": b"\xff" * 10**5},
        {"type": "websocket.receive", "text": "x" * 10**5},
        {"type": "websocket.receive", "bytes": BackMsg(clear_cache=True).SerializeToString()},
        {"type": "websocket.disconnect"},
    ],
)
def test_any_other_message_comes_as_it_was_sent(message):
    assert receive_all([message]) == [message]


def ask_for_counts(path, *client):
    """Return the statuses that a client at an address is answered with."""
    statuses = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200})

    async def send(message):
        statuses.append(message.get("status"))

    scope = {"type": "http", "path": path, "client": client and (*client, 5)}
    asyncio.run(Connections(app, 1)(scope, None, send))
    return statuses[0]


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/some/prefix/_stcore/metrics"])
def test_only_this_machine_learns_how_many_sessions_there_are(path):
    assert [ask_for_counts(path, here) for here in ("127.0.0.1", "::1", "::ffff:127.0.0.1")] == [200, 200, 200]
    assert [ask_for_counts(path, "192.168.0.5"), ask_for_counts(path)] == [404, 404]
    assert ask_for_counts("/_stcore/health", "192.168.0.5") == 200


def test_as_many_files_may_be_open_as_a_full_house_needs():
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 4 * 2 * MOST_STUDENTS
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
        connections.make_room()
        assert needed < resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
        connections.make_room()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= before[0]  # it takes nothing away
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
