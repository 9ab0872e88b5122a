"""A room behind nginx with the shipped hosting/nginx.conf: all who are in it come to one process, and meet again."""

import asyncio
import http.server
import itertools
import threading
from collections import Counter
from string import ascii_uppercase

import pytest

from tests.helpers.behind_nginx import House, Visitor
from tools import nginx

pytestmark = pytest.mark.slow

CODES = [f"{first}X4T7{last}" for first, last in itertools.product("ADFJMPTX", "CEHKNRVWY3479")]
numbers = itertools.count()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Two processes behind nginx, the same for all tests."""
    running = House(tmp_path_factory.mktemp("house"), NN_ENGINE="numpy")
    yield running
    assert running.stop() == []


class StandIn(http.server.BaseHTTPRequestHandler):
    """A process that answers whatever it is asked."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class StandIns:
    """Processes that only answer, and nginx before them: they die and come back in no time."""

    def __init__(self, folder, count):
        self.servers = {}
        ports = nginx.free_ports(count)
        self.front = nginx.Front(folder / "nginx", ports)
        for port in ports:
            self.start(port)

    def start(self, port):
        self.servers[port] = http.server.ThreadingHTTPServer(("127.0.0.1", port), StandIn)
        threading.Thread(target=self.servers[port].serve_forever, daemon=True).start()

    def kill(self, port):
        server = self.servers.pop(port)
        server.shutdown()
        server.server_close()


@pytest.fixture
def four(tmp_path):
    running = StandIns(tmp_path, 4)
    yield running
    for port in [*running.servers]:
        running.kill(port)
    assert running.front.stop() == []


def newcomer(house):
    """Return a browser that was never here."""
    return Visitor(house.front, f"visitor {next(numbers)}")


def home(house, code):
    """Return the port of the process to which a newcomer with a code comes."""
    return newcomer(house).get(f"?room={code}")


def in_rooms(house, codes):
    """Return {code: three browsers that have opened a page of its room}."""
    inside = {code: [newcomer(house) for _ in range(3)] for code in codes}
    for code, visitors in inside.items():
        for visitor in visitors:
            visitor.get(f"?room={code}")
    return inside


def two_rooms(house):
    """Return two codes whose rooms are in different processes."""
    first = home(house, CODES[0])
    return CODES[0], next(code for code in CODES if home(house, code) != first)


def test_rooms_are_spread_over_the_processes(house):
    rooms = Counter(home(house, code) for code in CODES)
    assert set(rooms) == {process.port for process in house.processes}
    assert min(rooms.values()) > len(CODES) / 5


def test_however_they_come_all_with_a_code_come_to_one_process_and_keep_its_cookie(house):
    code, elsewhere = two_rooms(house)
    port = home(house, code)
    typed = f"{code[:3]}-{code[3:]}".lower()
    ways = [f"?room={code}", f"?room={code.lower()}", f"?room={typed}", f"?room={typed.replace('-', '%2D')}"]
    ways += [f"?lr=0.1&room={typed.replace('-', '+')}", f"room?room={code}&key=x"]
    for way in ways:
        stranger, from_another_room = newcomer(house), newcomer(house)
        assert from_another_room.get(f"?room={elsewhere}") != port
        for visitor in (stranger, from_another_room):
            assert visitor.get(way) == port, way
            assert visitor.served()[-1][1] == port, way


def test_a_code_in_lower_case_is_the_same_one_whatever_its_letters(house):
    for first, last in zip(ascii_uppercase, reversed(ascii_uppercase), strict=True):
        code = f"{first}34{first}{last}{last}"
        assert home(house, code) == home(house, code.lower()), code


def test_who_was_served_by_another_process_before_comes_to_the_rooms(house):
    code, _ = two_rooms(house)
    port = home(house, code)
    visitor = newcomer(house)
    while visitor.get("_stcore/health") == port:
        visitor.jar.clear()
    assert visitor.get(f"?room={code}") == port


def test_what_is_no_code_leads_nowhere_else(house):
    visitor = newcomer(house)
    port = visitor.get()
    for room in ("", "KX4T7", "KX4T7PP", "KX4--T7P", "%00", "KX4T7%C3%89", "x" * 2000):
        assert visitor.get(f"?room={room}") == port, room
    assert "perceptron_room" not in visitor.cookies


def test_the_websocket_and_all_that_the_page_asks_for_besides_follow_to_the_rooms_process(house):
    async def open_and_close(visitor):
        async with visitor.connect():
            pass

    for code in two_rooms(house):
        visitor = newcomer(house)
        port = visitor.get(f"?room={code}")
        asyncio.run(open_and_close(visitor))
        for path in ("_stcore/health", "app/static/icon.svg", "challenge"):
            visitor.get(path)
        served = visitor.served()
        assert {path for path, _ in served} >= {"/", "/_stcore/stream", "/challenge"}
        assert {by for _, by in served} == {port}


def test_a_tab_that_was_open_before_keeps_its_websocket_where_it_is(house):
    async def act(visitor, code):
        async with visitor.connect() as earlier:
            moved_to = await asyncio.to_thread(visitor.get, f"?room={code}")
            async with visitor.connect():
                async with asyncio.timeout(20):
                    await (await earlier.ping())
        return moved_to

    first, second = two_rooms(house)
    visitor = newcomer(house)
    here = visitor.get(f"?room={first}")
    there = asyncio.run(act(visitor, second))
    assert there != here
    streams = [by for path, by in visitor.served() if path == "/_stcore/stream"]
    assert sorted(streams) == sorted([here, there])


def test_when_the_process_of_a_room_is_killed_all_meet_in_the_other_and_stay_when_it_is_back(house):
    async def is_let_in(visitor):
        async with visitor.connect():
            return True

    code, _ = two_rooms(house)
    inside = in_rooms(house, [code])[code]
    dead = next(process for process in house.processes if process.port == inside[0].get())
    (other,) = (process.port for process in house.processes if process is not dead)
    dead.kill()
    for visitor in inside:
        assert asyncio.run(is_let_in(visitor))
        assert visitor.get("_stcore/health") == other
    assert home(house, code) == other
    house.restart(dead)
    assert [visitor.get(f"?room={code}") for visitor in (*inside, newcomer(house))] == [other] * 4


def test_of_four_processes_one_dies_and_each_of_its_rooms_meets_in_one_other(four):
    inside = in_rooms(four, CODES)
    homes = {code: visitors[0].get() for code, visitors in inside.items()}
    dead = homes[CODES[0]]
    four.kill(dead)
    moved = {}
    for code, visitors in inside.items():
        met = {visitor.get("_stcore/health") for visitor in visitors} | {home(four, code)}
        assert len(met) == 1 and dead not in met
        moved[code] = met.pop()
        assert homes[code] in (dead, moved[code])
    assert len({moved[code] for code in CODES if homes[code] == dead}) == 3
    four.start(dead)
    for code, visitors in inside.items():
        assert {visitor.get("_stcore/health") for visitor in visitors} | {home(four, code)} == {moved[code]}


def test_after_all_have_been_dead_in_turn_a_room_still_meets_in_one(four):
    inside = in_rooms(four, CODES)
    for port in [*four.servers]:
        four.kill(port)
        for visitors in inside.values():
            for visitor in visitors:
                visitor.get("_stcore/health")
        four.start(port)
    for code, visitors in inside.items():
        assert len({visitor.get("_stcore/health") for visitor in visitors} | {home(four, code)}) == 1
    last = four.front.requests()[-1]
    assert last["process"].startswith("rooms"), last  # nginx takes none of them for alive
