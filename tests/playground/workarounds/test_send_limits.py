"""What waits to be sent is bounded in bytes: of one connection, and of all of them."""

import asyncio

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.session_manager import SessionClientDisconnectedError
from streamlit.web.server.starlette.starlette_websocket import StarletteSessionClient

from playground.workarounds import send_limits
from playground.workarounds.send_limits import FEW_BYTES, GIVEN_UP, MOST_BYTES, MOST_BYTES_IN_ALL, Waiting

MEGABYTE = 1_000_000


class Socket:
    """A browser's connection, which takes what it is sent only while somebody reads at the other end."""

    headers, cookies, client = {}, {}, None

    def __init__(self):
        self.taken, self.reads, self.sent = [], asyncio.Event(), asyncio.Queue()
        self._receive = self.sent.get

    async def send_bytes(self, payload):
        await self.reads.wait()
        self.taken.append(payload)


def message(size=MEGABYTE):
    sent = ForwardMsg()
    sent.delta.new_element.markdown.body = "x" * size
    return sent


def connect(count=1):
    send_limits.hold()
    send_limits.hold()  # as every run of every page does
    sockets = [Socket() for _ in range(count)]
    return list(zip(sockets, map(StarletteSessionClient, sockets), strict=True))


def write(client, count, size=MEGABYTE):
    """Write so many messages; return how many were taken until Streamlit gave the browser up."""
    for number in range(count):
        try:
            client.write_forward_msg(message(size))
        except SessionClientDisconnectedError:
            return number
    return count


async def turns():
    """Let everything that is ready go on."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def nothing_waits_in_the_end():
    yield
    assert Waiting.in_all == 0


def test_who_asks_and_does_not_read_is_cut_off_and_what_waited_is_let_go():
    async def act():
        ((socket, client),) = connect()
        handler = asyncio.create_task(socket._receive())  # Streamlit's, which waits for the next message
        await turns()
        assert write(client, 500) == MOST_BYTES // MEGABYTE
        assert client._send_queue.qsize() == 0
        with pytest.raises(SessionClientDisconnectedError):
            client.write_forward_msg(message())
        assert await asyncio.wait_for(handler, 20) == GIVEN_UP
        socket.sent.put_nowait("one more")
        assert await socket._receive() == GIVEN_UP
        await client.aclose()

    asyncio.run(act())


def test_who_reads_is_sent_any_amount_in_its_order():
    async def act():
        ((socket, client),) = connect()
        socket.reads.set()
        for number in range(100):
            assert write(client, 1, MEGABYTE + number) == 1
            await turns()
        assert [len(payload) for payload in socket.taken] == sorted(len(payload) for payload in socket.taken)
        assert len(socket.taken) == 100
        for number in range(3):
            socket.sent.put_nowait(number)
        assert [await socket._receive() for _ in range(3)] == [0, 1, 2]
        await client.aclose()

    asyncio.run(act())


def test_where_too_much_waits_for_all_those_with_little_are_served_on():
    async def act():
        clients = [client for _, client in connect(MOST_BYTES_IN_ALL // (4 * MEGABYTE) + 2)]
        *lazy, reader, newcomer = clients
        assert [write(client, 4) for client in lazy] == [4] * len(lazy)
        assert [write(reader, 1, FEW_BYTES // 20) for _ in range(10)] == [1] * 10
        assert write(newcomer, 4) == 1
        assert newcomer._send_queue.bytes == 0
        assert write(lazy[0], 1) == 0
        assert Waiting.in_all < MOST_BYTES_IN_ALL
        for client in clients:
            await client.aclose()

    asyncio.run(act())


def test_a_connection_that_was_there_before_the_limits_ends_like_any_other():
    async def act():
        ((_, client),) = connect()
        client._send_queue = asyncio.Queue(500)
        write(client, 3)
        await client.aclose()
        assert client._send_queue.empty()

    asyncio.run(act())


def test_a_connection_that_ends_leaves_nothing_behind():
    async def act():
        ((_, client),) = connect()
        write(client, 3)
        assert Waiting.in_all > 2 * MEGABYTE
        await client.aclose()
        assert Waiting.in_all == 0

    asyncio.run(act())
